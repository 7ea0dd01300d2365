//! A map and a [`Store`] in memory, for tests and for an endpoint without a platform.

mod history;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{
    Consistency, KeyPage, KeyValue, Listing, Page, PageRequest, REPLAY_MILLIS, Store, StoreError,
    relationship_key,
};
use crate::relationship::{CollectionId, Signature};
use crate::upsert::{Batch, Claim, Item, ItemResult, Settlement};
use history::History;

/// A map that its clones share.
#[derive(Debug, Clone, Default)]
pub struct Memory(Rc<RefCell<BTreeMap<String, String>>>);

impl Memory {
    /// A copy of everything stored.
    pub fn snapshot(&self) -> BTreeMap<String, String> {
        self.0.borrow().clone()
    }
}

/// With something stored from the start.
impl From<BTreeMap<String, String>> for Memory {
    fn from(map: BTreeMap<String, String>) -> Self {
        Self(Rc::new(RefCell::new(map)))
    }
}

impl KeyValue for Memory {
    async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        let map = self.0.borrow();
        Ok(keys.iter().map(|key| map.get(key).cloned()).collect())
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.0.borrow_mut().insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.0.borrow_mut().remove(key);
        Ok(())
    }

    /// The token is how many keys came before.
    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<KeyPage, StoreError> {
        let skipped: usize = match after {
            Some(token) => token.parse().map_err(|_| StoreError::UnknownToken)?,
            None => 0,
        };
        let map = self.0.borrow();
        let keys = map.range(prefix.to_owned()..).map(|(key, _)| key);
        let mut keys = keys.take_while(|key| key.starts_with(prefix)).skip(skipped);
        let page = keys.by_ref().take(limit).cloned().collect();
        let next = keys.next().map(|_| skipped.saturating_add(limit).to_string());
        Ok(KeyPage { keys: page, next })
    }
}

/// A store in memory, whose relationships stand in a [`Memory`] under the keys that they would
/// have in Workers KV. A batch is settled at once, so no two writers meet, and no key is ever in
/// use.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    records: Memory,
    /// By collection.
    histories: Rc<RefCell<BTreeMap<String, History>>>,
    /// By collection, principal and key.
    settled: Rc<RefCell<BTreeMap<[String; 3], SettledRequest>>>,
}

/// What a key remembers.
#[derive(Debug)]
struct SettledRequest {
    fingerprint: String,
    settled_millis: u64,
    transaction_id: String,
    results: Vec<ItemResult>,
}

impl MemoryStore {
    /// A store whose relationships are to stand in that map, which has none.
    pub fn new(records: Memory) -> Self {
        Self { records, histories: Rc::default(), settled: Rc::default() }
    }

    /// What was settled under the batch's key, if it has one.
    fn replay(&self, batch: &Batch<'_>) -> Option<Settlement> {
        let idempotency = batch.idempotency.as_ref()?;
        let mut settled = self.settled.borrow_mut();
        settled.retain(|_, request| {
            batch.now_millis.saturating_sub(request.settled_millis) < REPLAY_MILLIS
        });
        let request = settled.get(&address(batch, &idempotency.key))?;
        if request.fingerprint != idempotency.fingerprint {
            return Some(Settlement::KeyReused);
        }
        Some(Settlement::Settled {
            transaction_id: request.transaction_id.clone(),
            results: request.results.clone(),
        })
    }

    fn remember(&self, batch: &Batch<'_>, results: &[ItemResult]) {
        let Some(idempotency) = &batch.idempotency else {
            return;
        };
        let request = SettledRequest {
            fingerprint: idempotency.fingerprint.clone(),
            settled_millis: batch.now_millis,
            transaction_id: batch.transaction_id.clone(),
            results: results.to_vec(),
        };
        self.settled.borrow_mut().insert(address(batch, &idempotency.key), request);
    }
}

fn address(batch: &Batch<'_>, key: &str) -> [String; 3] {
    [batch.context.collection.to_string(), batch.principal(), key.to_owned()]
}

impl Store for MemoryStore {
    async fn claim(&self, _: &CollectionId, _: &Claim) -> Result<bool, StoreError> {
        Ok(true)
    }

    async fn upsert(&self, batch: &Batch<'_>) -> Result<Settlement, StoreError> {
        if let Some(settlement) = self.replay(batch) {
            return Ok(settlement);
        }
        let mut records = self.records.0.borrow_mut();
        let mut histories = self.histories.borrow_mut();
        let history = histories.entry(batch.context.collection.to_string()).or_default();
        let key_of = |item: &Item<'_>| {
            let draft = item.draft.as_ref()?;
            Some(relationship_key(&batch.context.collection, draft.id()))
        };
        let signature = Signature::new(&batch.context);
        let mut results = Vec::with_capacity(batch.items.len());
        for item in &batch.items {
            let key = key_of(item);
            let stored = key.as_ref().and_then(|key| records.get(key)).map(String::as_str);
            if let Err(settlement) = batch.check_precondition(stored) {
                return Ok(settlement);
            }
            let settled = item.settle(stored, &signature);
            if let (Some(key), Some(write), false) = (key, settled.write, batch.is_dry_run) {
                history.add_version(item.id.unwrap_or_default(), &write.record);
                records.insert(key, write.record);
            }
            results.push(settled.result);
        }
        if !batch.is_dry_run {
            history.add_request(batch, &results);
            self.remember(batch, &results);
        }
        Ok(Settlement::Settled { transaction_id: batch.transaction_id.clone(), results })
    }

    async fn read(
        &self,
        collection: &CollectionId,
        id: &str,
        _: Consistency,
    ) -> Result<Option<String>, StoreError> {
        self.records.get(relationship_key(collection, id)).await
    }

    async fn list(
        &self,
        collection: &CollectionId,
        listing: &Listing,
        page: &PageRequest,
    ) -> Result<Page, StoreError> {
        let histories = self.histories.borrow();
        match histories.get(collection.as_str()) {
            Some(history) => history.list(listing, page),
            None => History::default().list(listing, page),
        }
    }
}
