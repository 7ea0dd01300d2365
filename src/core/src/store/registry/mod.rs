//! Registered collections and relationship types: read from a map and remembered for at most
//! [`CACHE_MILLIS`]; changed by a [`Registrar`].
//!
//! What is not registered is not remembered, and before it is said the registrar is asked, so that
//! registering takes effect at once; what changed takes effect when the cache forgets it, at once
//! where it was changed.

mod cache;
mod change;
mod collection;
mod directory;
mod ledger;
mod registrar;
mod single_registrar;
mod token;
mod type_entry;
mod wire;

use std::collections::BTreeMap;
use std::rc::Rc;

pub use cache::CACHE_MILLIS;
pub use change::{Change, Changed, Decision, Order, Refusal, TypeChange};
pub use collection::{Collection, Permission, collection_entries};
pub use directory::{Directory, EntryPage, MAX_PAGE_ENTRIES};
pub use ledger::{REGISTRY_MIGRATIONS, RegistryLedger};
pub use registrar::{MapRegistrar, Registrar};
pub use single_registrar::{DeployedRegistrar, Messenger, SingleRegistrar};
pub use type_entry::{Registration, TypeEntry};
pub use wire::{Question, Reply};

use super::{KeyValue, StoreError, collection_key, relationship_type_key};
use crate::catalog::{BuiltIn, Catalog, RelationshipType, TypeSource, is_type_name};
use crate::json::Document;
use crate::relationship::CollectionId;
use crate::schema::{ParseError, SchemaError};
use cache::Cache;
use token::Position;

/// See the module.
#[derive(Debug)]
pub struct Registry<R> {
    registrar: R,
    catalog: Catalog,
    collections: Cache<Collection>,
    types: Cache<RegisteredType>,
    built_in: BuiltIn,
}

/// A type that is not built in.
#[derive(Debug)]
struct RegisteredType {
    compiled: Rc<RelationshipType>,
    version: u64,
    is_in_use: bool,
}

impl<R: Registrar> Registry<R> {
    /// A registry with nothing read yet.
    pub fn new(registrar: R, catalog: Catalog) -> Self {
        Self {
            registrar,
            catalog,
            collections: Cache::default(),
            types: Cache::default(),
            built_in: BuiltIn::default(),
        }
    }

    /// Those of the collections (at most 100) that are registered. One read operation, or none; and
    /// one message to the registrar where the map has not all of them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the map could not be read, or holds a registration that is none.
    pub async fn collections(
        &self,
        ids: impl IntoIterator<Item = &CollectionId>,
        now_millis: u64,
    ) -> Result<BTreeMap<String, Rc<Collection>>, StoreError> {
        let keys = ids.into_iter().map(|id| (id.to_string(), collection_key(id)));
        self.read_through(&self.collections, keys, now_millis, parse_collection).await
    }

    /// Those of the types (at most 100) that are registered; the built-in ones are without being
    /// looked up. One read operation, or none; and one message to the registrar where the map has
    /// not all of them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the map could not be read, or holds a schema that is none: it was
    /// refused when it was registered, so something else wrote there.
    pub async fn relationship_types(
        &self,
        names: impl IntoIterator<Item = &str>,
        now_millis: u64,
    ) -> Result<BTreeMap<String, Rc<RelationshipType>>, StoreError> {
        let mut found = BTreeMap::new();
        let mut others = Vec::new();
        for name in names.into_iter().filter(|name| is_type_name(name)) {
            match self.built_in.find(name) {
                Some(built_in) => {
                    found.insert(name.to_owned(), built_in);
                }
                None => others.push((name.to_owned(), relationship_type_key(name))),
            }
        }
        let parse = |name: &str, text: &str| self.parse_type(name, text);
        let registered = self.read_through(&self.types, others, now_millis, parse).await?;
        let compiled = |(name, known): (String, Rc<RegisteredType>)| (name, known.compiled.clone());
        found.extend(registered.into_iter().map(compiled));
        Ok(found)
    }

    /// Notes that relationships of these types (at most 100) are about to be stored, which were
    /// judged by what [`relationship_types`](Self::relationship_types) gave. `false` if one of them
    /// has changed meanwhile: then it gives another one now, and they are to be judged again.
    ///
    /// Nothing, mostly: one order (see [`Registrar::change`]) for each isolate and type that it
    /// does not know to be in use.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when that could not be noted, so that nothing may be stored.
    pub async fn use_types(
        &self,
        types: impl IntoIterator<Item = &Rc<RelationshipType>>,
        transaction_id: &str,
        now_millis: u64,
    ) -> Result<bool, StoreError> {
        let mut versions = Vec::new();
        for judged_by in types.into_iter().filter(|it| self.built_in.find(it.name()).is_none()) {
            match self.types.fresh(judged_by.name(), now_millis) {
                // Another request may have read another one meanwhile.
                Some(known) if !Rc::ptr_eq(&known.compiled, judged_by) => return Ok(false),
                Some(known) if known.is_in_use => {}
                Some(known) => versions.push((judged_by.name().to_owned(), known.version)),
                None => return Ok(false),
            }
        }
        if versions.is_empty() {
            return Ok(true);
        }
        let order = Order {
            transaction_id: transaction_id.to_owned(),
            now_millis,
            change: Change::UseTypes(versions.clone()),
        };
        match self.registrar.change(order).await? {
            Changed::Used => {
                for (name, version) in versions {
                    if let Some(known) = self.types.fresh(&name, now_millis) {
                        let compiled = known.compiled.clone();
                        let used = RegisteredType { compiled, version, is_in_use: true };
                        self.types.remember(&name, used, now_millis);
                    }
                }
                Ok(true)
            }
            Changed::OtherVersions(entries) => {
                for (name, text) in entries {
                    let parsed = self.parse_type(&name, &text)?;
                    self.types.remember(&name, parsed, now_millis);
                }
                Ok(false)
            }
            _ => Err(unexpected()),
        }
    }

    /// A collection as it is registered now. One message to the registrar, and one read operation
    /// where it has none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when nobody could be asked, or what is registered is no registration.
    pub async fn collection_now(
        &self,
        id: &CollectionId,
    ) -> Result<Option<Collection>, StoreError> {
        let text = self.entry_now(collection_key(id)).await?;
        text.map(|text| parse_collection(id.as_str(), &text)).transpose()
    }

    /// What is stored of a type (see [`TypeEntry`]) that is not built in, as it is now. Costs what
    /// [`collection_now`](Self::collection_now) does.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when nobody could be asked.
    pub async fn type_entry_now(&self, name: &str) -> Result<Option<String>, StoreError> {
        match is_type_name(name) {
            true => self.entry_now(relationship_type_key(name)).await,
            false => Ok(None),
        }
    }

    async fn entry_now(&self, key: String) -> Result<Option<String>, StoreError> {
        let keys = [key];
        let entry = self.registrar.entries(&keys).await?.pop().flatten();
        let [key] = keys;
        match entry {
            Some(entry) => Ok(Some(entry)),
            None => self.registrar.map().get(key).await,
        }
    }

    /// Changes a collection: [`Changed::Collection`] or [`Changed::Refused`]. Costs what
    /// [`Registrar::change`] does.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it was not changed, as far as could be found out.
    pub async fn change_collection(
        &self,
        id: &CollectionId,
        order: Order,
    ) -> Result<Result<Collection, Refusal>, StoreError> {
        let now_millis = order.now_millis;
        match self.registrar.change(order).await? {
            Changed::Collection(text) => {
                let collection = parse_collection(id.as_str(), &text)?;
                self.collections.remember(id.as_str(), collection.clone(), now_millis);
                Ok(Ok(collection))
            }
            Changed::Refused(refusal) => Ok(Err(refusal)),
            _ => Err(unexpected()),
        }
    }

    /// Registers types, or replaces them; what became of each, in the order of the schemas. No two
    /// have the same name. Costs what [`Registrar::change`] does.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when nothing was registered, as far as could be found out.
    pub async fn register_types(
        &self,
        schemas: Vec<NewType>,
        registration: Registration,
        transaction_id: &str,
        now_millis: u64,
    ) -> Result<Vec<TypeChange>, StoreError> {
        let (compiled, schemas): (Vec<_>, Vec<_>) = schemas
            .into_iter()
            .map(|NewType { compiled, schema }| {
                let name = compiled.name().to_owned();
                (compiled, (name, schema))
            })
            .unzip();
        let order = Order {
            transaction_id: transaction_id.to_owned(),
            now_millis,
            change: Change::RegisterTypes { registration, schemas },
        };
        let Changed::Types(changes) = self.registrar.change(order).await? else {
            return Err(unexpected());
        };
        if changes.len() != compiled.len() {
            return Err(unexpected());
        }
        for (compiled, change) in compiled.into_iter().zip(&changes) {
            if let TypeChange::Stored { version, is_in_use, .. } = *change {
                let name = compiled.name().to_owned();
                let known = RegisteredType { compiled, version, is_in_use };
                self.types.remember(&name, known, now_millis);
            }
        }
        Ok(changes)
    }

    /// A schema that could be registered.
    ///
    /// # Errors
    ///
    /// [`ParseError`] says why not.
    pub fn compile(&self, schema: String) -> Result<NewType, ParseError> {
        let compiled = Rc::new(self.catalog.compile(&schema)?);
        if BuiltIn::contains(compiled.name()) {
            return Err(SchemaError::new("#/title", "is the name of a built-in type").into());
        }
        // It is stored within an object, where it must be read again.
        if Document::parse_own(&format!("[{schema}]")).is_err() {
            return Err(SchemaError::new("#", "is nested too deeply").into());
        }
        Ok(NewType { compiled, schema })
    }

    /// A type that was read from [`type_entry_now`](Self::type_entry_now), or is built in.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] when that is no type of this name.
    pub fn compile_entry(
        &self,
        name: &str,
        entry: &str,
    ) -> Result<Rc<RelationshipType>, StoreError> {
        self.parse_type(name, entry).map(|registered| registered.compiled)
    }

    /// A page of a list: first what the registrar has, then what only the map has. One message to
    /// the registrar; and once it has no more, one list operation, one message and one read.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when nobody could be asked, [`StoreError::UnknownToken`] when `after` is no
    /// `next` of a page.
    pub async fn list(
        &self,
        directory: &Directory,
        after: Option<&str>,
        limit: usize,
    ) -> Result<EntryPage, StoreError> {
        let limit = limit.min(MAX_PAGE_ENTRIES);
        let mut page = EntryPage::default();
        let cursor = match Position::parse(after)? {
            Position::InMap(cursor) => cursor,
            Position::AtRegistrar(after) => {
                page = self.registrar.list(directory, after.as_deref(), limit).await?;
                if let Some(next) = page.next.take() {
                    page.next = Some(Position::AtRegistrar(Some(next)).to_token());
                    return Ok(page);
                }
                None
            }
        };
        let left = limit.saturating_sub(page.entries.len());
        if left == 0 {
            page.next = Some(Position::InMap(None).to_token());
            return Ok(page);
        }
        let listed =
            self.registrar.map().list(&directory.prefix(), cursor.as_deref(), left).await?;
        page.next = listed.next.map(|cursor| Position::InMap(Some(cursor)).to_token());
        let keys: Vec<String> =
            listed.keys.iter().filter_map(|key| directory.entry_key(key)).collect();
        if keys.is_empty() {
            return Ok(page);
        }
        let is_known = self.registrar.has_entries(&keys).await?;
        let others = keys.into_iter().zip(is_known);
        let others: Vec<String> =
            others.filter(|(_, is_known)| !is_known).map(|(key, _)| key).collect();
        if others.is_empty() {
            return Ok(page);
        }
        let values = self.registrar.map().get_many(&others).await?;
        let found = others.into_iter().zip(values);
        page.entries.extend(found.filter_map(|(key, value)| Some((key, value?))));
        Ok(page)
    }

    fn parse_type(&self, name: &str, text: &str) -> Result<RegisteredType, StoreError> {
        let damaged = |reason: &str| {
            StoreError::Damaged(format!("schema of relationship type `{name}`: {reason}"))
        };
        let entry = TypeEntry::parse(text).map_err(|error| damaged(&error.to_string()))?;
        let compiled = match entry.is_schema_alone() {
            true => self.catalog.compile(text),
            false => self.catalog.compile_value(entry.schema()),
        };
        let compiled = compiled.map_err(|error| damaged(&error.to_string()))?;
        if compiled.name() != name {
            return Err(damaged("its title is another name"));
        }
        let (version, is_in_use) = (entry.version(), entry.is_in_use());
        Ok(RegisteredType { compiled: Rc::new(compiled), version, is_in_use })
    }

    /// The values of those names that have one: from the cache, else from the map, else from the
    /// registrar. `names` come with their keys.
    async fn read_through<T>(
        &self,
        cache: &Cache<T>,
        names: impl IntoIterator<Item = (String, String)>,
        now_millis: u64,
        parse: impl Fn(&str, &str) -> Result<T, StoreError>,
    ) -> Result<BTreeMap<String, Rc<T>>, StoreError> {
        let mut found = BTreeMap::new();
        let mut unknown = BTreeMap::new();
        for (name, key) in names {
            match cache.fresh(&name, now_millis) {
                Some(value) => {
                    found.insert(name, value);
                }
                None => {
                    unknown.insert(name, key);
                }
            }
        }
        for is_at_registrar in [false, true] {
            if unknown.is_empty() {
                break;
            }
            let keys: Vec<String> = unknown.values().cloned().collect();
            let texts = match is_at_registrar {
                false => self.registrar.map().get_many(&keys).await?,
                true => self.registrar.entries(&keys).await?,
            };
            for (name, text) in std::mem::take(&mut unknown).into_iter().zip(texts) {
                match (name, text) {
                    ((name, _), Some(text)) => {
                        let value = cache.remember(&name, parse(&name, &text)?, now_millis);
                        found.insert(name, value);
                    }
                    (name, None) => unknown.extend([name]),
                }
            }
        }
        Ok(found)
    }
}

/// A schema that can be registered under its title.
#[derive(Debug)]
pub struct NewType {
    compiled: Rc<RelationshipType>,
    schema: String,
}

impl NewType {
    /// The type's name.
    pub fn name(&self) -> &str {
        self.compiled.name()
    }
}

/// Reads a registration of a collection.
///
/// # Errors
///
/// [`StoreError::Damaged`] when it is none.
pub fn parse_collection(id: &str, text: &str) -> Result<Collection, StoreError> {
    let damaged = || StoreError::Damaged(format!("registration of collection `{id}`"));
    Collection::parse(text).ok_or_else(damaged)
}

fn unexpected() -> StoreError {
    StoreError::Unavailable("the registry did something else than was asked".to_owned())
}
