//! The registry's object: the registrations that have been changed through the API, on SQL.
//!
//! Whatever an order does is one transaction: reading what is registered, deciding, writing the
//! entries, the reply for whoever asks again, and the outbox. So of two administrators one is first,
//! and the other's order is decided by what the first one left.
//!
//! What is not here may stand in the map all the same, written by hand or by an earlier version. An
//! order brings along what the map has; the object takes that for its own where it has nothing, and
//! from its first change on the map has only copies.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Order};
use super::directory::{Directory, EntryPage};
use super::wire::{Question, Reply};
use crate::store::keeper::{Copied, Keeper, MAX_COPIES, make_copies};
use crate::store::ledger::migrations::migrate;
use crate::store::ledger::outbox::has_some;
use crate::store::ledger::sql::{Parameter, insert, integer, marks, parts, run, text, unsigned};
use crate::store::{KeyValue, Sql, StoreError};

/// What leads from each version of the tables to the next. A migration that has been deployed is
/// never edited: another one is added.
pub const REGISTRY_MIGRATIONS: &[&[&str]] = &[&[
    // As the map has them, each in parts.
    "CREATE TABLE entry (
        key TEXT NOT NULL,
        part INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (key, part)
    ) STRICT, WITHOUT ROWID",
    // Keys whose copy is older than the entry, in the order in which they became so, and how often
    // each has changed meanwhile.
    "CREATE TABLE outbox (
        no INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        changes INTEGER NOT NULL DEFAULT 0
    ) STRICT",
    // Orders that changed something, with what they were answered.
    "CREATE TABLE settled (
        no INTEGER PRIMARY KEY,
        transaction_id TEXT NOT NULL UNIQUE,
        at_millis INTEGER NOT NULL
    ) STRICT",
    "CREATE TABLE answer (
        settled INTEGER NOT NULL,
        part INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (settled, part)
    ) STRICT, WITHOUT ROWID",
]];

/// How long an answer is kept, in milliseconds: whoever lost it asks again at once.
const ANSWER_MILLIS: u64 = 60 * 60 * 1000;

/// How many older answers each new one removes: more than it adds.
const MAX_FORGOTTEN: i64 = 10;

/// Keys of one statement; it takes 100 parameters.
const KEYS_AT_ONCE: usize = 100;

/// See the module.
#[derive(Debug)]
pub struct RegistryLedger<D> {
    database: D,
}

impl<D: Sql> RegistryLedger<D> {
    /// The registrations in a database, whose tables are made or brought up to date.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database, or when its tables are of a later version.
    pub fn open(database: D) -> Result<Self, StoreError> {
        migrate(&database, REGISTRY_MIGRATIONS)?;
        Ok(Self { database })
    }

    fn change(&self, order: &Order, found: BTreeMap<String, String>) -> Result<Reply, StoreError> {
        let mut reply = None;
        let mut found = Some(found);
        self.database.transaction(&mut || {
            reply = Some(self.settle(order, found.take().unwrap_or_default())?);
            Ok(())
        })?;
        reply.ok_or_else(|| StoreError::Unavailable("no transaction took place".to_owned()))
    }

    fn settle(&self, order: &Order, found: BTreeMap<String, String>) -> Result<Reply, StoreError> {
        // Marking twice is marking once, and one request may mark several times.
        let is_kept = !matches!(order.change, Change::UseTypes(_));
        if is_kept && let Some(answer) = self.answer_of(&order.transaction_id)? {
            return Reply::parse(&answer).map_err(StoreError::Damaged);
        }
        let keys = order.change.keys();
        let own = self.entries(&keys)?;
        let is_adopted = keys.iter().any(|key| !own.contains_key(key) && found.contains_key(key));
        let mut entries = found;
        entries.extend(own);
        let decision = order.change.decide(&entries)?;
        let has_changed = !decision.writes.is_empty();
        if is_adopted && has_changed {
            self.write(&order.change.index(&entries))?;
        }
        self.write(&decision.writes)?;
        let reply = Reply::Changed(decision.changed);
        if is_kept && has_changed {
            self.keep_answer(order, &reply.to_text())?;
        }
        Ok(reply)
    }

    /// Those of the keys that have an entry here. One statement for 100 keys.
    fn entries(&self, keys: &[String]) -> Result<BTreeMap<String, String>, StoreError> {
        let mut entries: BTreeMap<String, String> = BTreeMap::new();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let statement = format!(
                "SELECT key, text FROM entry WHERE key IN ({}) ORDER BY key, part",
                marks(keys.len())
            );
            self.database.execute(&statement, &parameters(keys), &mut |row| {
                match entries.get_mut(text(row, 0)?) {
                    Some(entry) => entry.push_str(text(row, 1)?),
                    None => {
                        entries.insert(text(row, 0)?.to_owned(), text(row, 1)?.to_owned());
                    }
                }
                Ok(())
            })?;
        }
        Ok(entries)
    }

    fn has_entries(&self, keys: &[String]) -> Result<Vec<bool>, StoreError> {
        let mut found = BTreeSet::new();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let statement =
                format!("SELECT key FROM entry WHERE key IN ({}) AND part = 0", marks(keys.len()));
            self.database.execute(&statement, &parameters(keys), &mut |row| {
                found.insert(text(row, 0)?.to_owned());
                Ok(())
            })?;
        }
        Ok(keys.iter().map(|key| found.contains(key)).collect())
    }

    /// A page. Its token is the last key, less what all keys begin with.
    fn list(
        &self,
        directory: &Directory,
        after: Option<&str>,
        limit: usize,
    ) -> Result<EntryPage, StoreError> {
        let prefix = directory.prefix();
        let first = format!("{prefix}{}", after.unwrap_or_default());
        let mut listed = Vec::new();
        self.database.execute(
            "SELECT key FROM entry WHERE key > ? AND key < ? AND part = 0 ORDER BY key LIMIT ?",
            &[
                (&*first).into(),
                (&*end_of(&prefix)).into(),
                u64::try_from(limit).unwrap_or(u64::MAX).into(),
            ],
            &mut |row| {
                listed.push(text(row, 0)?.to_owned());
                Ok(())
            },
        )?;
        let next = listed.last().filter(|_| listed.len() == limit);
        let next = next.and_then(|key| key.strip_prefix(&prefix)).map(str::to_owned);
        let keys: Vec<String> = listed.iter().filter_map(|key| directory.entry_key(key)).collect();
        Ok(EntryPage { entries: self.entries(&keys)?.into_iter().collect(), next })
    }

    fn write(&self, writes: &[(String, Option<String>)]) -> Result<(), StoreError> {
        let keys: Vec<String> = writes.iter().map(|(key, _)| key.clone()).collect();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let statement = format!("DELETE FROM entry WHERE key IN ({})", marks(keys.len()));
            run(&self.database, &statement, &parameters(keys))?;
        }
        let mut rows: Vec<Parameter<'_>> = Vec::new();
        for (key, value) in writes {
            for (part, text) in (0_u64..).zip(value.iter().flat_map(|value| parts(value))) {
                rows.extend::<[Parameter<'_>; 3]>([key.as_str().into(), part.into(), text.into()]);
            }
        }
        let before = "INSERT INTO entry (key, part, text) VALUES";
        insert(&self.database, before, 3, &rows, "", &mut |_| Ok(()))?;
        let before = "INSERT INTO outbox (key) VALUES";
        // One that waits already keeps its place.
        let after = "ON CONFLICT (key) DO UPDATE SET changes = changes + 1";
        insert(&self.database, before, 1, &parameters(&keys), after, &mut |_| Ok(()))
    }

    fn answer_of(&self, transaction_id: &str) -> Result<Option<String>, StoreError> {
        let mut answer = None;
        self.database.execute(
            "SELECT answer.text FROM settled JOIN answer ON answer.settled = settled.no
            WHERE settled.transaction_id = ? ORDER BY answer.part",
            &[transaction_id.into()],
            &mut |row| {
                answer.get_or_insert_with(String::new).push_str(text(row, 0)?);
                Ok(())
            },
        )?;
        Ok(answer)
    }

    fn keep_answer(&self, order: &Order, answer: &str) -> Result<(), StoreError> {
        self.forget_answers(order.now_millis)?;
        let mut number = 0;
        self.database.execute(
            "INSERT INTO settled (transaction_id, at_millis) VALUES (?, ?) RETURNING no",
            &[order.transaction_id.as_str().into(), order.now_millis.into()],
            &mut |row| {
                number = integer(row, 0)?;
                Ok(())
            },
        )?;
        let rows: Vec<Parameter<'_>> = (0_u64..)
            .zip(parts(answer))
            .flat_map(|(part, text)| [number.into(), part.into(), text.into()])
            .collect();
        let before = "INSERT INTO answer (settled, part, text) VALUES";
        insert(&self.database, before, 3, &rows, "", &mut |_| Ok(()))
    }

    fn forget_answers(&self, now_millis: u64) -> Result<(), StoreError> {
        let mut old = Vec::new();
        // Numbered as they come, so the first are the oldest.
        self.database.execute(
            "SELECT no, at_millis FROM settled ORDER BY no LIMIT ?",
            &[MAX_FORGOTTEN.into()],
            &mut |row| {
                if now_millis.saturating_sub(unsigned(row, 1)?) >= ANSWER_MILLIS {
                    old.push(integer(row, 0)?);
                }
                Ok(())
            },
        )?;
        for number in old {
            run(&self.database, "DELETE FROM answer WHERE settled = ?", &[number.into()])?;
            run(&self.database, "DELETE FROM settled WHERE no = ?", &[number.into()])?;
        }
        Ok(())
    }

    /// Keys whose copies are old, and how often each has changed.
    fn pending(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let mut pending = Vec::new();
        self.database.execute(
            "SELECT key, changes FROM outbox ORDER BY no LIMIT ?",
            &[MAX_COPIES.into()],
            &mut |row| {
                pending.push((text(row, 0)?.to_owned(), integer(row, 1)?));
                Ok(())
            },
        )?;
        Ok(pending)
    }

    async fn copy(
        &self,
        key: &str,
        changes: i64,
        copies: &impl KeyValue,
    ) -> Result<(), StoreError> {
        match self.entries(&[key.to_owned()])?.get(key) {
            Some(entry) => copies.put(key, entry).await?,
            None => copies.delete(key).await?,
        }
        // While the copy was on its way, the entry may have changed again; then it stays.
        let statement = "DELETE FROM outbox WHERE key = ? AND changes = ?";
        run(&self.database, statement, &[key.into(), changes.into()])
    }
}

impl<D: Sql> Keeper for RegistryLedger<D> {
    /// Answers a [`Question`].
    fn answer(&self, message: &str) -> Result<String, StoreError> {
        let reply = match Question::parse(message).map_err(StoreError::Unavailable)? {
            Question::Entries(keys) => {
                let mut entries = self.entries(&keys)?;
                Reply::Entries(keys.iter().map(|key| entries.remove(key)).collect())
            }
            Question::HasEntries(keys) => Reply::HasEntries(self.has_entries(&keys)?),
            Question::List { directory, after, limit } => {
                Reply::Page(self.list(&directory, after.as_deref(), limit)?)
            }
            Question::Change { order, found } => self.change(&order, found)?,
        };
        Ok(reply.to_text())
    }

    fn has_pending_copies(&self) -> Result<bool, StoreError> {
        has_some(&self.database)
    }

    /// Copies entries, oldest change first.
    async fn copy_out(&self, copies: &impl KeyValue) -> Result<Copied, StoreError> {
        let pending = self.pending()?;
        let mut done =
            make_copies(&pending, async |(key, changes)| self.copy(key, *changes, copies).await)
                .await;
        done.has_more = self.has_pending_copies()?;
        Ok(done)
    }
}

fn parameters(keys: &[String]) -> Vec<Parameter<'_>> {
    keys.iter().map(|key| key.as_str().into()).collect()
}

/// The first text after all that begin with the prefix, whose last character is ASCII.
fn end_of(prefix: &str) -> String {
    let mut end = prefix.to_owned();
    let last = end.pop().and_then(|last| char::from_u32(u32::from(last) + 1));
    end.extend(last);
    end
}
