//! Where relationships, collections and types are kept: ports, and what can be built on the
//! simplest of them.
//!
//! [`Store`] is the port of the endpoint: it takes whole batches, so that a store which can keep
//! two writers apart (a Durable Object for each collection) reads, decides and writes within one
//! transaction of its own. [`KeyValue`] is the port of a plain map such as Workers KV;
//! [`KeyValueStore`] and [`Registry`] are built on it.

mod key_value;
mod keys;
mod memory;
mod registry;

use std::fmt;

pub use key_value::KeyValueStore;
pub use keys::{MAX_KEY_BYTES, collection_key, relationship_key, relationship_type_key};
pub use memory::Memory;
pub use registry::{CACHE_MILLIS, Collection, Permission, Registry};

use crate::issue::Issue;
use crate::relationship::WriteContext;
use crate::upsert::{Draft, Outcome};

/// Keeps relationships.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait Store {
    /// Upserts drafts with ids of their own into the context's collection, each by
    /// [`decide`](crate::upsert::decide). Returns what happened to each, in their order.
    ///
    /// Duties:
    /// - **Atomic per item**: a record is stored whole or not at all, whatever fails.
    /// - **Honest**: [`Upserted::Done`] only once the record is stored. When that cannot be known,
    ///   [`Upserted::NotStored`]: sending a draft again is harmless, since the same draft over its
    ///   own record is unchanged.
    /// - **Independent**: one item's failure leaves the others alone.
    /// - Whether the decision still holds when the record is written, if another writer came
    ///   between, is the store's promise and not this port's; an implementation states it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when nothing was stored at all.
    async fn upsert(
        &self,
        drafts: &[Draft<'_>],
        context: &WriteContext,
    ) -> Result<Vec<Upserted>, StoreError>;
}

/// What happened to one draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upserted {
    /// What was sent is what is stored.
    Done {
        /// What it took.
        outcome: Outcome,
        /// The stored record's `sysData`, as JSON text.
        sys_data: String,
    },
    /// Nothing was stored; the issues are those that only the store could find.
    Refused(Vec<Issue>),
    /// The write failed, or may have; the reason is for the log.
    NotStored(StoreError),
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

    /// Stores a value whole, or not at all. Storing the same again must be harmless.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the value was not stored, or may not have been.
    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError>;
}

/// The store failed: a fault, whose reason is for the log alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The platform did not do it; it may, later.
    Unavailable(String),
    /// What is stored is not what we store: something else wrote there. Trying again is no help.
    Damaged(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(reason) => write!(f, "store unavailable: {reason}"),
            Self::Damaged(what) => write!(f, "stored data damaged: {what}"),
        }
    }
}

impl std::error::Error for StoreError {}
