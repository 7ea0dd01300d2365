//! A [`Store`] on a plain map.
//!
//! Read, decide, write: between the read and the write another writer may come, and the later
//! write wins. So two writers of one relationship at the same time are **not** kept apart: the
//! loser's update is lost, and a restricted property can change if both create it (contract
//! section 7). A precondition is held against what the map shows, which may be old. Keys are not
//! remembered: a map that may show an old "not there" for a minute cannot tell a first request
//! from a second. What holds: an item reported as upserted was stored, whole; nothing else was.

use futures_util::future::join_all;

use super::{Consistency, KeyValue, Store, StoreError, relationship_key};
use crate::relationship::{CollectionId, WriteContext};
use crate::upsert::{Batch, Claim, Item, ItemResult, Settled, Settlement};

/// See the module.
#[derive(Debug, Clone)]
pub struct KeyValueStore<K>(
    /// The map.
    pub K,
);

impl<K: KeyValue> Store for KeyValueStore<K> {
    async fn claim(&self, _: &CollectionId, _: &Claim) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// One bulk read, and a write for each item that changed.
    async fn upsert(&self, batch: &Batch<'_>) -> Result<Settlement, StoreError> {
        let drafts = batch.items.iter().filter_map(|item| item.draft.as_ref());
        let keys: Vec<String> =
            drafts.map(|draft| relationship_key(&batch.context.collection, draft.id())).collect();
        let stored = if keys.is_empty() { Vec::new() } else { self.0.get_many(&keys).await? };
        if let Err(settlement) = batch.check_precondition(stored.first().and_then(Option::as_deref))
        {
            return Ok(settlement);
        }
        let mut found = keys.iter().zip(&stored);
        let results = batch.items.iter().map(|item| {
            let found = item.draft.as_ref().and_then(|_| found.next());
            self.upsert_one(item, found, &batch.context, batch.is_dry_run)
        });
        let results = join_all(results).await;
        Ok(Settlement::Settled { transaction_id: batch.transaction_id.clone(), results })
    }

    /// One read.
    async fn read(
        &self,
        collection: &CollectionId,
        id: &str,
        consistency: Consistency,
    ) -> Result<Option<String>, StoreError> {
        if consistency == Consistency::Strong {
            return Err(StoreError::NotOffered(
                "consistency strong takes a Durable Object for each collection",
            ));
        }
        self.0.get(relationship_key(collection, id)).await
    }
}

impl<K: KeyValue> KeyValueStore<K> {
    /// `found`: the item's key, and what is stored there.
    async fn upsert_one(
        &self,
        item: &Item<'_>,
        found: Option<(&String, &Option<String>)>,
        context: &WriteContext,
        is_dry_run: bool,
    ) -> ItemResult {
        let stored = found.and_then(|(_, stored)| stored.as_deref());
        // Parsed and dropped within: many large records at a time would not fit into an isolate.
        let Settled { result, write } = item.settle(stored, context);
        let (Some((key, _)), Some(write), false) = (found, write, is_dry_run) else {
            return result;
        };
        match self.0.put(key, &write.record).await {
            Ok(()) => result,
            Err(error) => item.not_stored(error.to_string()),
        }
    }
}
