//! A [`Store`] on a plain map.
//!
//! Read, decide, write: between the read and the write another writer may come, and the later
//! write wins. So two writers of one relationship at the same time are **not** kept apart: the
//! loser's update is lost, and a restricted property can change if both create it (contract
//! section 7). What holds: an item reported as upserted was stored, whole; nothing else was.

use futures_util::future::join_all;

use super::{KeyValue, Store, StoreError, Upserted, relationship_key};
use crate::relationship::{WriteContext, parse_record};
use crate::upsert::{Decision, Draft, Outcome, decide};

/// See the module.
#[derive(Debug, Clone)]
pub struct KeyValueStore<K>(
    /// The map.
    pub K,
);

impl<K: KeyValue> Store for KeyValueStore<K> {
    async fn upsert(
        &self,
        drafts: &[Draft<'_>],
        context: &WriteContext,
    ) -> Result<Vec<Upserted>, StoreError> {
        let keys: Vec<String> =
            drafts.iter().map(|draft| relationship_key(&context.collection, draft.id())).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let stored = self.0.get_many(&keys).await?;
        let upserts = drafts.iter().zip(&keys).enumerate().map(|(index, (draft, key))| {
            let stored = stored.get(index).and_then(Option::as_deref);
            self.upsert_one(draft, key, stored, context)
        });
        Ok(join_all(upserts).await)
    }
}

impl<K: KeyValue> KeyValueStore<K> {
    async fn upsert_one(
        &self,
        draft: &Draft<'_>,
        key: &str,
        stored: Option<&str>,
        context: &WriteContext,
    ) -> Upserted {
        // The parsed record is dropped before the write is awaited: many large ones at a time would
        // not fit into an isolate.
        let decision = match stored.map(parse_record).transpose() {
            Ok(stored) => decide(draft, stored.as_ref(), context),
            Err(reason) => {
                let damage = format!("record of `{key}`: {reason}");
                return Upserted::NotStored(StoreError::Damaged(damage));
            }
        };
        match decision {
            Decision::Refuse(issues) => Upserted::Refused(issues),
            Decision::Keep { sys_data } => Upserted::Done { outcome: Outcome::Unchanged, sys_data },
            Decision::Write { outcome, record, sys_data } => match self.0.put(key, &record).await {
                Ok(()) => Upserted::Done { outcome, sys_data },
                Err(error) => Upserted::NotStored(error),
            },
        }
    }
}
