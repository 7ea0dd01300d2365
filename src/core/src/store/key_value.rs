//! A [`Store`] on a plain map.
//!
//! Read, decide, write: between the read and the write another writer may come, and the later
//! write wins. So two writers of one relationship at the same time are **not** kept apart: the
//! loser's update is lost, and a restricted property can change if both create it (contract
//! section 7). A precondition is held against what the map shows, which may be old. Keys are not
//! remembered: a map that may show an old "not there" for a minute cannot tell a first request
//! from a second. What holds: an item reported as upserted was stored, whole; nothing else was.

use super::listing::MAX_PAGE_BYTES;
use super::{
    Consistency, Filter, KeyPage, KeyValue, Listing, Page, PageRequest, Store, StoreError,
    relationship_key, relationship_prefixes,
};
use crate::relationship::{CollectionId, RELATIONSHIP_TYPE, Signature, is_active, parse_record};
use crate::upsert::{Batch, Claim, Settled, Settlement};

/// A bulk read takes so many (Workers KV, limits).
const MAX_KEYS: usize = 100;

/// The first read of a page: so few that they fit into an isolate, however large they are.
const FIRST_KEYS: usize = 2;

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
        let signature = Signature::new(&batch.context);
        let mut writes = Vec::new();
        let mut results = Vec::with_capacity(batch.items.len());
        for item in &batch.items {
            let found = item.draft.as_ref().and_then(|_| found.next());
            let stored = found.and_then(|(_, stored)| stored.as_deref());
            // Parsed and dropped within: many large records at a time would not fit into an isolate.
            let Settled { result, write } = item.settle(stored, &signature);
            if let (Some((key, _)), Some(write), false) = (found, write, batch.is_dry_run) {
                writes.push((results.len(), key, write.record));
            }
            results.push(result);
        }
        let entries: Vec<(&str, &str)> =
            writes.iter().map(|(_, key, record)| (key.as_str(), record.as_str())).collect();
        let written = if entries.is_empty() { Vec::new() } else { self.0.put_many(&entries).await };
        for ((index, ..), written) in writes.iter().zip(written) {
            if let (Err(error), Some(item), Some(result)) =
                (written, batch.items.get(*index), results.get_mut(*index))
            {
                *result = item.not_stored(error.to_string());
            }
        }
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

    /// One or two lists of keys, and a bulk read of the first two and of each hundred of the rest; where
    /// the bytes of a page end it, once more as many lists. A map has no other order than that
    /// of its keys: of what is not wanted a page is read all the same, and has fewer elements then.
    async fn list(
        &self,
        collection: &CollectionId,
        listing: &Listing,
        page: &PageRequest,
    ) -> Result<Page, StoreError> {
        let wanted_type = match listing {
            Listing::Relationships(Filter::All) => None,
            Listing::Relationships(Filter::OfType(name)) => Some(name),
            Listing::Relationships(Filter::OfEntity { .. })
            | Listing::Versions(_)
            | Listing::Counts
            | Listing::Log(_) => {
                return Err(StoreError::NotOffered(
                    "edges of an entity, versions, stats and the log take a Durable Object for each \
                    collection",
                ));
            }
        };
        let KeyPage { keys, mut next } = self.keys(collection, page).await?;
        let mut elements = Vec::new();
        let (mut read, mut bytes, mut at_once) = (0, 0, FIRST_KEYS);
        while bytes < MAX_PAGE_BYTES
            && let Some(some) = keys.get(read..keys.len().min(read + at_once))
            && !some.is_empty()
        {
            for record in self.0.get_many(some).await?.into_iter().flatten() {
                bytes += record.len();
                let is_wanted = is_wanted(&record, wanted_type).map_err(StoreError::Damaged)?;
                elements.extend(is_wanted.then_some(record));
            }
            read += some.len();
            // As many as there may be room for, if they are as large as those before.
            let room = MAX_PAGE_BYTES.saturating_sub(bytes);
            at_once = (room / (bytes / read).max(1)).clamp(1, MAX_KEYS);
        }
        if read < keys.len() {
            // What leads on from here, the map tells at the end of a page alone.
            let shorter = PageRequest { limit: read, ..page.clone() };
            next = self.keys(collection, &shorter).await?.next;
        }
        Ok(Page { elements, next, progress: None })
    }
}

/// Whether a record is that of a relationship which was not deleted, and of the type, if one is given.
fn is_wanted(record: &str, wanted_type: Option<&String>) -> Result<bool, String> {
    let record = parse_record(record)?;
    let own_type = || record.root().get(RELATIONSHIP_TYPE)?.as_str();
    let is_of_type = wanted_type.is_none_or(|name| own_type() == Some(name));
    Ok(is_of_type && is_active(record.root()))
}

impl<K: KeyValue> KeyValueStore<K> {
    /// The keys of a page. Relationships have keys of two kinds, and the token begins with the number
    /// of the kind that it leads on in.
    async fn keys(
        &self,
        collection: &CollectionId,
        request: &PageRequest,
    ) -> Result<KeyPage, StoreError> {
        let [short, long] = relationship_prefixes(collection);
        let (is_long, after) = match request.after.as_deref().map(|token| token.split_at_checked(1))
        {
            None => (false, None),
            Some(Some(("1", cursor))) => (false, Some(cursor)),
            Some(Some(("2", ""))) => (true, None),
            Some(Some(("2", cursor))) => (true, Some(cursor)),
            Some(_) => return Err(StoreError::UnknownToken),
        };
        let token = |kind, page: &KeyPage| page.next.as_ref().map(|next| format!("{kind}{next}"));
        let mut page = KeyPage::default();
        if !is_long {
            page = self.0.list(&short, after, request.limit).await?;
            if page.next.is_some() || page.keys.len() >= request.limit {
                let next = token('1', &page).unwrap_or_else(|| "2".to_owned());
                return Ok(KeyPage { next: Some(next), ..page });
            }
        }
        let rest = request.limit.saturating_sub(page.keys.len());
        let others = self.0.list(&long, after.filter(|_| is_long), rest).await?;
        page.next = token('2', &others);
        page.keys.extend(others.keys);
        Ok(page)
    }
}
