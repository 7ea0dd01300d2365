//! Where relationships, collections and types are kept: ports, and what can be built on them.
//!
//! [`Store`] is the port of the endpoint:
//!
//! - [`SingleWriter`] asks the one writer of each collection, which is elsewhere and keeps two
//!   clients apart, and reads copies from a map. The writer itself is a [`Ledger`] on SQL.
//! - [`KeyValueStore`] is on a plain map such as Workers KV, and keeps nobody apart.
//! - [`DeployedStore`] is one of these two.
//! - [`MemoryStore`] is for one process.
//!
//! [`Registry`] is no store: it knows collections and types, reads them from a map, and has a
//! [`Registrar`] change them: the registry's object, a [`RegistryLedger`] on SQL, or on a map alone the
//! map itself.
//!
//! [`Ledger`] and [`RegistryLedger`] are each a [`Keeper`]: what runs in a Durable Object.

mod deployed;
mod job;
mod keeper;
mod key_value;
mod keys;
mod ledger;
mod listing;
mod log;
mod memory;
mod registry;
mod single_writer;

use std::fmt;

pub use deployed::DeployedStore;
pub use job::{Job, JobPart, PART_SIZE, PartQueue, TakenPart, part_id};
pub use keeper::{Copied, Keeper};
pub use key_value::KeyValueStore;
pub(crate) use keys::relationship_prefixes;
pub use keys::{
    MAX_KEY_BYTES, access_key, access_prefix, collection_key, relationship_key,
    relationship_type_key,
};
pub use ledger::{Cell, Ledger, MIGRATIONS, Parameter, Sql};
pub use listing::{Direction, Filter, Listing, LogFilter, MAX_PAGE_SIZE, Page, PageRequest};
pub use log::LogEntry;
pub use memory::{Memory, MemoryStore};
pub use registry::Reply as RegistryReply;
pub use registry::{
    CACHE_MILLIS, Change, Changed, Collection, Decision, DeployedRegistrar, Directory, EntryPage,
    MAX_PAGE_ENTRIES, MapRegistrar, Messenger, NewType, Order, Permission, Question,
    REGISTRY_MIGRATIONS, Refusal, Registrar, Registration, Registry, RegistryLedger,
    SingleRegistrar, TypeChange, TypeEntry, collection_entries, parse_collection,
};
pub use single_writer::{SingleWriter, Writers};

use futures_util::future::join_all;

use crate::relationship::CollectionId;
use crate::upsert::{Batch, Claim, Settlement};

/// Why a store takes in nothing that is to be processed later.
const ASYNC_NOT_OFFERED: &str =
    "async: true takes a Durable Object for each collection, and a queue";

/// How long a settled key is remembered, in milliseconds: 24 hours.
pub const REPLAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// Keeps relationships.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait Store {
    /// Notes that a request with a key is being processed. `false` if another one is, with the
    /// same key; then this one is to be refused. A claim ends when the request is settled, or by
    /// itself after a few seconds: it keeps a caller from waiting for nothing, and nothing relies
    /// on it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be asked.
    async fn claim(&self, collection: &CollectionId, claim: &Claim) -> Result<bool, StoreError>;

    /// Upserts a batch into its context's collection, each item by
    /// [`Item::settle`](crate::upsert::Item::settle).
    ///
    /// Duties:
    /// - **Atomic per item**: a record is stored whole or not at all, whatever fails.
    /// - **Honest**: a success only once the record is stored. When that cannot be known, the item
    ///   is [not stored](crate::upsert::Item::not_stored): sending it again is harmless, since the
    ///   same over its own record is unchanged.
    /// - **Independent**: one item's failure leaves the others alone.
    /// - Whether the decision still holds when the record is written, if another writer came
    ///   between, and whether keys are remembered, is the store's promise and not this port's; an
    ///   implementation states it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when nothing was stored, as far as the store could find out.
    async fn upsert(&self, batch: &Batch<'_>) -> Result<Settlement, StoreError>;

    /// The record of a relationship, as JSON text; also of one that was deleted.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be asked, or cannot tell with this consistency.
    async fn read(
        &self,
        collection: &CollectionId,
        id: &str,
        consistency: Consistency,
    ) -> Result<Option<String>, StoreError>;

    /// Takes in a request that is processed later, part by part. Once this returns, each part is
    /// processed sometime, whatever fails.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it may not have been taken in; taking the same in again is harmless. A store
    /// without a queue takes in nothing.
    async fn accept(&self, _job: &Job) -> Result<(), StoreError> {
        Err(StoreError::NotOffered(ASYNC_NOT_OFFERED))
    }

    /// A part of a request that was taken in, if it was not settled yet. It is settled by a batch whose
    /// transaction has the part's id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be asked.
    async fn take(
        &self,
        _collection: &CollectionId,
        _part: &str,
    ) -> Result<Option<TakenPart>, StoreError> {
        Ok(None)
    }

    /// A page of what the collection has. Must not cost more the more there is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be asked, or cannot list that at such a cost;
    /// [`StoreError::UnknownToken`] when the page's token is none that it gave.
    async fn list(
        &self,
        collection: &CollectionId,
        listing: &Listing,
        page: &PageRequest,
    ) -> Result<Page, StoreError>;
}

/// What a reader wants to know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Consistency {
    /// What is near: it may be a minute old, or older.
    #[default]
    Eventual,
    /// What is stored now.
    Strong,
}

/// A plain map from text to text.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait KeyValue {
    /// The values of up to 100 keys, in the order of the keys; one operation where the platform
    /// has one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when any of them could not be read.
    async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError>;

    /// The value of one key.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be read.
    async fn get(&self, key: String) -> Result<Option<String>, StoreError> {
        Ok(self.get_many(&[key]).await?.pop().flatten())
    }

    /// Stores a value whole, or not at all. Storing the same again must be harmless.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the value was not stored, or may not have been.
    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError>;

    /// Stores up to 100 values, each as [`put`](Self::put) does, and tells of each what became of it. A
    /// platform to which many calls cost more than one can do better.
    async fn put_many(&self, entries: &[(&str, &str)]) -> Vec<Result<(), StoreError>> {
        join_all(entries.iter().map(|(key, value)| self.put(key, value))).await
    }

    /// Removes a value, if there is one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the value was not removed, or may not have been.
    async fn delete(&self, key: &str) -> Result<(), StoreError>;

    /// At most `limit` (1 to 1,000) of the keys that begin with `prefix`, in the order of their bytes:
    /// the first ones, or those that come after the page whose [`KeyPage::next`] is `after`. One
    /// operation.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the map could not be read, [`StoreError::UnknownToken`] when `after` is
    /// none that it gave.
    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<KeyPage, StoreError>;
}

/// Some of the keys of a [`KeyValue`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyPage {
    /// The keys.
    pub keys: Vec<String>,
    /// What leads to the next page, if there is one: printable ASCII, and the map's own affair. A page
    /// may have no key and a next one all the same.
    pub next: Option<String>,
}

/// The store failed: a fault, whose reason is for the log alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The platform did not do it; it may, later.
    Unavailable(String),
    /// What is stored is not what we store: something else wrote there. Trying again is no help.
    Damaged(String),
    /// This store cannot do that, and will not; the reason is for the caller, too.
    NotOffered(&'static str),
    /// The caller's token for the next page is none that this store gave.
    UnknownToken,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(reason) => write!(f, "store unavailable: {reason}"),
            Self::Damaged(what) => write!(f, "stored data damaged: {what}"),
            Self::NotOffered(what) => f.write_str(what),
            Self::UnknownToken => f.write_str("no token of this store"),
        }
    }
}

impl std::error::Error for StoreError {}
