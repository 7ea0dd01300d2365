//! What is decided when a registration is to change: pure, the same on a map and in the registry's
//! object. Each change names the keys that it looks at; what stands there decides what is written.

use std::collections::BTreeMap;

use super::collection::{Collection, Permission};
use super::type_entry::{Registration, TypeEntry};
use crate::json::Document;
use crate::relationship::CollectionId;
use crate::schema::check_widening;
use crate::store::{StoreError, access_key, collection_key, relationship_type_key};
use crate::upsert::IfMatch;

/// A change that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The request's own id; no two requests have the same.
    pub transaction_id: String,
    /// When the request came, in milliseconds since 1970.
    pub now_millis: u64,
    /// What is asked for.
    pub change: Change,
}

/// What is to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A collection is to be there, owned by the subject.
    CreateCollection {
        /// Which one; no two have the same.
        id: CollectionId,
        /// Who creates it.
        subject: String,
        /// What it is called.
        name: String,
        /// Where it belongs.
        vault_id: String,
        /// Where it belongs.
        account_id: String,
    },
    /// A collection is to have another name, or to belong elsewhere.
    UpdateCollection {
        /// Which one.
        id: CollectionId,
        /// Who asks; takes [`Permission::ReadWrite`].
        subject: String,
        /// What it is called.
        name: String,
        /// Where it belongs, if that changes.
        vault_id: Option<String>,
        /// Where it belongs, if that changes.
        account_id: Option<String>,
    },
    /// A collection is to have this access list.
    SetPermissions {
        /// Which one.
        id: CollectionId,
        /// Who asks; takes [`Permission::Admin`].
        subject: String,
        /// The whole list.
        access: BTreeMap<String, Permission>,
        /// What the version must be.
        if_match: Option<IfMatch>,
    },
    /// These types are to have these schemas, which compile. No two have the same name.
    RegisterTypes {
        /// Who asks.
        registration: Registration,
        /// By name, the schemas as JSON texts.
        schemas: Vec<(String, String)>,
    },
    /// Relationships of these types are about to be stored: by name, the versions by which they were
    /// judged.
    UseTypes(Vec<(String, u64)>),
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// The collection's registration, as it is now.
    Collection(String),
    /// What became of each schema, in their order.
    Types(Vec<TypeChange>),
    /// The types are in use, in these versions.
    Used,
    /// Nothing changed: some types have other versions. What is registered of all that were named.
    OtherVersions(BTreeMap<String, String>),
    /// Nothing changed.
    Refused(Refusal),
}

/// What became of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeChange {
    /// It is the type's schema now, or was already.
    Stored {
        /// Whether there was no such type before.
        is_new: bool,
        /// The type's version.
        version: u64,
        /// Whether there may be relationships of the type.
        is_in_use: bool,
    },
    /// It is not, for this reason.
    Refused(String),
}

/// Why a collection did not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is none, or the subject may not do that.
    Forbidden,
    /// The id is another collection's, in which the subject may read.
    Taken,
    /// `If-Match` is not met: this is the version.
    PreconditionFailed(u64),
    /// Who owns the collection is changed by an owner only.
    OwnersOnly,
    /// Nobody would own it any more.
    LastOwner,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What is to be answered.
    pub changed: Changed,
    /// What is to be written, in this order: `None` is to be removed. Whoever cannot write all at
    /// once leaves index entries without a registration, which count for nothing, but never a
    /// registration that is not found.
    pub writes: Vec<(String, Option<String>)>,
}

impl From<Changed> for Decision {
    fn from(changed: Changed) -> Self {
        Self { changed, writes: Vec::new() }
    }
}

impl From<Refusal> for Decision {
    fn from(refusal: Refusal) -> Self {
        Changed::Refused(refusal).into()
    }
}

impl Change {
    /// The keys that it looks at: one, or at most 100.
    pub fn keys(&self) -> Vec<String> {
        match self {
            Self::CreateCollection { id, .. }
            | Self::UpdateCollection { id, .. }
            | Self::SetPermissions { id, .. } => vec![collection_key(id)],
            Self::RegisterTypes { schemas, .. } => keys_of(schemas),
            Self::UseTypes(versions) => keys_of(versions),
        }
    }

    /// Decides, given what stands under these keys.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] when that is none of ours.
    pub fn decide(&self, entries: &BTreeMap<String, String>) -> Result<Decision, StoreError> {
        match self {
            Self::RegisterTypes { registration, schemas } => {
                register_types(registration, schemas, entries)
            }
            Self::UseTypes(versions) => use_types(versions, entries),
            Self::CreateCollection { id, .. }
            | Self::UpdateCollection { id, .. }
            | Self::SetPermissions { id, .. } => {
                let stored = entries.get(&collection_key(id)).map(|text| {
                    let damaged = format!("registration of collection `{id}`");
                    Collection::parse(text).ok_or(StoreError::Damaged(damaged))
                });
                Ok(self.decide_collection(id, stored.transpose()?))
            }
        }
    }

    /// What the collection that is to change is found by, for whoever has its registration and not
    /// yet that.
    pub(super) fn index(
        &self,
        entries: &BTreeMap<String, String>,
    ) -> Vec<(String, Option<String>)> {
        let id = match self {
            Self::CreateCollection { id, .. }
            | Self::UpdateCollection { id, .. }
            | Self::SetPermissions { id, .. } => id,
            Self::RegisterTypes { .. } | Self::UseTypes(_) => return Vec::new(),
        };
        let stored = entries.get(&collection_key(id)).and_then(|text| Collection::parse(text));
        stored.map(|stored| stored.index(id)).unwrap_or_default()
    }

    fn decide_collection(&self, id: &CollectionId, stored: Option<Collection>) -> Decision {
        match (self, stored) {
            (Self::CreateCollection { subject, name, vault_id, account_id, .. }, None) => {
                let created = Collection {
                    access: [(subject.clone(), Permission::Owner)].into(),
                    name: Some(name.clone()),
                    vault_id: Some(vault_id.clone()),
                    account_id: Some(account_id.clone()),
                    ..Collection::default()
                };
                write(id, &Collection::default(), created)
            }
            (Self::CreateCollection { subject, .. }, Some(stored)) => {
                match stored.allows(subject, Permission::ReadOnly) {
                    true => Refusal::Taken.into(),
                    false => Refusal::Forbidden.into(),
                }
            }
            (Self::UpdateCollection { subject, name, vault_id, account_id, .. }, Some(stored))
                if stored.allows(subject, Permission::ReadWrite) =>
            {
                let mut updated = stored.clone();
                updated.name = Some(name.clone());
                updated.vault_id = vault_id.clone().or(updated.vault_id);
                updated.account_id = account_id.clone().or(updated.account_id);
                write(id, &stored, updated)
            }
            (Self::SetPermissions { subject, access, if_match, .. }, Some(stored))
                if stored.allows(subject, Permission::Admin) =>
            {
                let updated = Collection { access: access.clone(), ..stored.clone() };
                if updated == stored {
                    // RFC 9110, section 13.1.1 lets what is there already be told as done.
                    return write(id, &stored, updated);
                }
                if if_match.as_ref().is_some_and(|it| !it.is_met(Some(stored.version))) {
                    return Refusal::PreconditionFailed(stored.version).into();
                }
                let owners = |it: &Collection| it.owners().map(str::to_owned).collect::<Vec<_>>();
                if owners(&stored) != owners(&updated) && !stored.allows(subject, Permission::Owner)
                {
                    return Refusal::OwnersOnly.into();
                }
                if updated.owners().next().is_none() {
                    return Refusal::LastOwner.into();
                }
                write(id, &stored, updated)
            }
            _ => Refusal::Forbidden.into(),
        }
    }
}

fn keys_of<T>(named: &[(String, T)]) -> Vec<String> {
    named.iter().map(|(name, _)| relationship_type_key(name)).collect()
}

/// Writes what has changed: new index entries, the registration, and old index entries away.
fn write(id: &CollectionId, before: &Collection, after: Collection) -> Decision {
    if *before == after {
        return Changed::Collection(after.to_text()).into();
    }
    let after = Collection { version: before.version.saturating_add(1), ..after };
    let mut writes = after.index(id);
    if before.is_indexed {
        let known = before.index(id);
        writes.retain(|entry| !known.contains(entry));
    }
    writes.push((collection_key(id), Some(after.to_text())));
    let gone = before.access.keys().filter(|subject| !after.access.contains_key(*subject));
    writes.extend(gone.map(|subject| (access_key(subject, id), None)));
    Decision { changed: Changed::Collection(after.to_text()), writes }
}

/// What stands under a type's key.
fn type_entry<'e>(
    name: &str,
    entries: &'e BTreeMap<String, String>,
) -> Result<Option<TypeEntry<'e>>, StoreError> {
    let Some(text) = entries.get(&relationship_type_key(name)) else {
        return Ok(None);
    };
    TypeEntry::parse(text).map(Some).map_err(|error| {
        StoreError::Damaged(format!("schema of relationship type `{name}`: {error}"))
    })
}

/// A type that is not in use may be replaced; one that is changes only so that what is stored stays
/// valid.
fn register_types(
    registration: &Registration,
    schemas: &[(String, String)],
    entries: &BTreeMap<String, String>,
) -> Result<Decision, StoreError> {
    let mut changes = Vec::with_capacity(schemas.len());
    let mut writes = Vec::new();
    for (name, schema) in schemas {
        let stored = type_entry(name, entries)?;
        let (version, is_in_use) = match &stored {
            Some(stored) => (stored.version(), stored.is_in_use()),
            None => (0, false),
        };
        let sent = Document::parse_own(schema)
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        if let Some(stored) = &stored {
            if stored.schema().is_stored_alike(sent.root()) {
                changes.push(TypeChange::Stored { is_new: false, version, is_in_use });
                continue;
            }
            if is_in_use && let Err(error) = check_widening(stored.schema(), sent.root()) {
                changes.push(TypeChange::Refused(error.to_string()));
                continue;
            }
        }
        let version = version.saturating_add(1);
        let text = TypeEntry::text(schema, registration, version, is_in_use);
        writes.push((relationship_type_key(name), Some(text)));
        changes.push(TypeChange::Stored { is_new: stored.is_none(), version, is_in_use });
    }
    Ok(Decision { changed: Changed::Types(changes), writes })
}

/// All of them or none.
fn use_types(
    versions: &[(String, u64)],
    entries: &BTreeMap<String, String>,
) -> Result<Decision, StoreError> {
    let mut writes = Vec::new();
    let mut has_others = false;
    for (name, version) in versions {
        match type_entry(name, entries)? {
            Some(stored) if stored.version() == *version => {
                if !stored.is_in_use() {
                    writes.push((relationship_type_key(name), Some(stored.text_in_use())));
                }
            }
            _ => has_others = true,
        }
    }
    if !has_others {
        return Ok(Decision { changed: Changed::Used, writes });
    }
    let entry = |(name, _): &(String, u64)| {
        let text = entries.get(&relationship_type_key(name))?;
        Some((name.clone(), text.clone()))
    };
    Ok(Changed::OtherVersions(versions.iter().filter_map(entry).collect()).into())
}
