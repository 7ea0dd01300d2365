//! Registered collections and relationship types, read from a [`KeyValue`] and remembered for at
//! most [`CACHE_MILLIS`].
//!
//! What is not registered is not remembered, so that registering takes effect at once; what changed
//! or was withdrawn takes effect when the cache forgets it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{KeyValue, StoreError, collection_key, relationship_type_key};
use crate::catalog::{BuiltIn, Catalog, RelationshipType, TypeSource, is_type_name};
use crate::json::Document;
use crate::relationship::CollectionId;

/// How long an isolate trusts what it read, in milliseconds.
pub const CACHE_MILLIS: u64 = 60_000;

/// More entries than a tenant has; beyond, the cache starts anew rather than grow without bound.
const MAX_CACHED: usize = 1000;

/// What a caller may do with a collection, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the contract's own (section 5)")]
pub enum Permission {
    ReadOnly,
    ReadWrite,
    Admin,
    Owner,
}

impl Permission {
    /// The permission of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "readonly" => Some(Self::ReadOnly),
            "readwrite" => Some(Self::ReadWrite),
            "admin" => Some(Self::Admin),
            "owner" => Some(Self::Owner),
            _ => None,
        }
    }
}

/// A registered collection: who may do what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Collection {
    access: BTreeMap<String, Permission>,
}

impl Collection {
    /// Reads a registration: `{"access":{"<subject>":"owner"}}`.
    fn parse(text: &str) -> Option<Self> {
        let document = Document::parse(text.as_bytes()).ok()?;
        let access = document.root().get("access")?.members()?;
        let access = access.map(|(subject, permission)| {
            Some((subject.to_owned(), Permission::from_name(permission.as_str()?)?))
        });
        Some(Self { access: access.collect::<Option<_>>()? })
    }

    /// Whether the subject has this permission, or a stronger one.
    pub fn allows(&self, subject: &str, permission: Permission) -> bool {
        self.access.get(subject).is_some_and(|granted| *granted >= permission)
    }
}

/// See the module.
#[derive(Debug)]
pub struct Registry<K> {
    map: K,
    catalog: Catalog,
    collections: Cache<Collection>,
    types: Cache<RelationshipType>,
    built_in: BuiltIn,
}

impl<K: KeyValue> Registry<K> {
    /// A registry with nothing read yet.
    pub fn new(map: K, catalog: Catalog) -> Self {
        Self {
            map,
            catalog,
            collections: Cache::default(),
            types: Cache::default(),
            built_in: BuiltIn::default(),
        }
    }

    /// Those of the collections (at most 100) that are registered. One read operation, or none.
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
        let damaged = |id: &str| StoreError::Damaged(format!("registration of collection `{id}`"));
        let parse = |id: &str, text: &str| Collection::parse(text).ok_or_else(|| damaged(id));
        self.collections.read_through(&self.map, keys, now_millis, parse).await
    }

    /// Those of the types (at most 100) that are registered; the built-in ones are without being
    /// looked up. One read operation, or none.
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
        let parse = |name: &str, text: &str| {
            let damaged = |reason: &str| {
                StoreError::Damaged(format!("schema of relationship type `{name}`: {reason}"))
            };
            let compiled =
                self.catalog.compile(text).map_err(|error| damaged(&error.to_string()))?;
            match compiled.name() == name {
                true => Ok(compiled),
                false => Err(damaged("its title is another name")),
            }
        };
        found.extend(self.types.read_through(&self.map, others, now_millis, parse).await?);
        Ok(found)
    }
}

/// Values by name, each with the time when it was read.
#[derive(Debug)]
struct Cache<T>(RefCell<BTreeMap<String, (u64, Rc<T>)>>);

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T> Cache<T> {
    /// The values of those names that have one, from the cache or else from the map. `names` come
    /// with their keys.
    async fn read_through(
        &self,
        map: &impl KeyValue,
        names: impl IntoIterator<Item = (String, String)>,
        now_millis: u64,
        parse: impl Fn(&str, &str) -> Result<T, StoreError>,
    ) -> Result<BTreeMap<String, Rc<T>>, StoreError> {
        let mut found = BTreeMap::new();
        let mut unknown = BTreeMap::new();
        for (name, key) in names {
            match self.fresh(&name, now_millis) {
                Some(value) => {
                    found.insert(name, value);
                }
                None => {
                    unknown.insert(name, key);
                }
            }
        }
        if unknown.is_empty() {
            return Ok(found);
        }
        let keys: Vec<String> = unknown.values().cloned().collect();
        let texts = map.get_many(&keys).await?;
        for (name, text) in unknown.into_keys().zip(texts) {
            if let Some(text) = text {
                let value = Rc::new(parse(&name, &text)?);
                self.remember(&name, &value, now_millis);
                found.insert(name, value);
            }
        }
        Ok(found)
    }

    fn fresh(&self, name: &str, now_millis: u64) -> Option<Rc<T>> {
        let entries = self.0.borrow();
        let (read_at, value) = entries.get(name)?;
        // A clock that went back makes an entry stale, not eternal.
        let age = now_millis.checked_sub(*read_at)?;
        (age < CACHE_MILLIS).then(|| Rc::clone(value))
    }

    fn remember(&self, name: &str, value: &Rc<T>, now_millis: u64) {
        let mut entries = self.0.borrow_mut();
        if entries.len() >= MAX_CACHED {
            entries.clear();
        }
        entries.insert(name.to_owned(), (now_millis, Rc::clone(value)));
    }
}
