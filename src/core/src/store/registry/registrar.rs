//! The port to whoever changes registrations, and the one on a plain map.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;

use super::change::{Changed, Order};
use super::directory::{Directory, EntryPage};
use crate::store::{KeyValue, StoreError};

/// The most writes of one change on a map: an invocation has 1,000 operations (Workers, limits).
const MAX_WRITES: usize = 900;

/// Writes that are made at the same time: a Worker has six connections (Workers, limits).
const WRITES_AT_ONCE: usize = 6;

/// Changes registrations, and knows what the map that readers read may not show yet.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait Registrar {
    /// What readers read.
    type Map: KeyValue;

    /// What readers read.
    fn map(&self) -> &Self::Map;

    /// The entries of these keys (at most 100) as they are now; `None` for what only the map can
    /// tell.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when nobody could be asked.
    async fn entries(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError>;

    /// Whether [`entries`](Self::entries) would give one, for each of these keys (at most 100).
    ///
    /// # Errors
    ///
    /// [`StoreError`] when nobody could be asked.
    async fn has_entries(&self, keys: &[String]) -> Result<Vec<bool>, StoreError>;

    /// At most `limit` (1 to 100) entries that [`entries`](Self::entries) would give: the first ones,
    /// or those that come after the page whose `next` is `after`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when nobody could be asked.
    async fn list(
        &self,
        directory: &Directory,
        after: Option<&str>,
        limit: usize,
    ) -> Result<EntryPage, StoreError>;

    /// Carries the order out, if that is decided.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it was not, as far as could be found out.
    async fn change(&self, order: Order) -> Result<Changed, StoreError>;
}

/// A registrar on a plain map, which is all there is.
///
/// Read, decide, write: between the read and the write another administrator may come, and the later
/// write wins. In one process with a map in memory nobody comes between.
#[derive(Debug, Clone)]
pub struct MapRegistrar<K>(
    /// The map.
    pub K,
);

impl<K: KeyValue> Registrar for MapRegistrar<K> {
    type Map = K;

    fn map(&self) -> &K {
        &self.0
    }

    /// No operation: the map shows it all.
    async fn entries(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        Ok(vec![None; keys.len()])
    }

    /// No operation.
    async fn has_entries(&self, keys: &[String]) -> Result<Vec<bool>, StoreError> {
        Ok(vec![false; keys.len()])
    }

    /// No operation.
    async fn list(
        &self,
        _: &Directory,
        _: Option<&str>,
        _: usize,
    ) -> Result<EntryPage, StoreError> {
        Ok(EntryPage::default())
    }

    /// One read, and a write for each entry that changes.
    async fn change(&self, order: Order) -> Result<Changed, StoreError> {
        let entries = read_entries(&self.0, order.change.keys()).await?;
        let decision = order.change.decide(&entries)?;
        if decision.writes.len() > MAX_WRITES {
            return Err(StoreError::NotOffered(
                "a change for so many subjects at once takes the registry's Durable Object",
            ));
        }
        // The registration is by itself, so that what comes before it is there first.
        let is_registration = |key: &str| key.starts_with("c:");
        let chunks = decision
            .writes
            .chunk_by(|(a, _), (b, _)| !is_registration(a) && !is_registration(b))
            .flat_map(|chunk| chunk.chunks(WRITES_AT_ONCE));
        for chunk in chunks {
            try_join_all(chunk.iter().map(async |(key, value)| match value {
                Some(value) => self.0.put(key, value).await,
                None => self.0.delete(key).await,
            }))
            .await?;
        }
        Ok(decision.changed)
    }
}

/// What stands under these keys.
pub(super) async fn read_entries(
    map: &impl KeyValue,
    keys: Vec<String>,
) -> Result<BTreeMap<String, String>, StoreError> {
    let values = map.get_many(&keys).await?;
    let found = keys.into_iter().zip(values);
    Ok(found.filter_map(|(key, value)| Some((key, value?))).collect())
}
