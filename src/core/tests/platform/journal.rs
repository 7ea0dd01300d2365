//! All that was sent, stored and told, and whether that is what is promised.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use er_relationships::relationship::{CollectionId, ENVELOPE, RESTRICTED};
use er_relationships::store::{Cell as SqlCell, REPLAY_MILLIS, relationship_key};
use er_relationships::upsert::{ItemResult, Outcome, read_results};
use http::Response;
use serde_json::Value;

use crate::database::Database;
use crate::kv::Kv;
use crate::operation::{Operation, body, version};
use crate::world::{COLLECTIONS, COUNTER, Mode};

pub(crate) struct Journal {
    mode: Mode,
    operations: RefCell<Vec<Rc<Operation>>>,
    collections: Vec<RefCell<Kept>>,
    pub(crate) acknowledged: Cell<u64>,
    pub(crate) replayed: Cell<u64>,
}

/// What was stored in a collection.
#[derive(Default)]
struct Kept {
    /// Every version of every relationship; in KV alone every value that was written.
    records: BTreeMap<String, Vec<Record>>,
    /// The newest version that someone was told of.
    known: BTreeMap<String, u64>,
    /// By principal and key, when it was executed.
    keys: BTreeMap<(String, String), i64>,
    last_record: i64,
    /// The log by transaction. One of which nothing came is settled again when its answer is lost, and
    /// then something may come of it.
    requests: BTreeMap<String, String>,
}

struct Record {
    text: Rc<str>,
    value: Value,
}

impl Record {
    fn new(text: &str) -> Self {
        Self { text: text.into(), value: serde_json::from_str(text).expect("a whole record") }
    }

    fn version(&self) -> u64 {
        self.value["sysData"]["sysRelationshipVersion"].as_u64().unwrap()
    }
}

impl Journal {
    pub(crate) fn new(mode: Mode) -> Self {
        Self {
            mode,
            operations: RefCell::default(),
            collections: COLLECTIONS.map(|_| RefCell::default()).into(),
            acknowledged: Cell::new(0),
            replayed: Cell::new(0),
        }
    }

    pub(crate) fn add(&self, make: impl FnOnce(usize) -> Operation) -> Rc<Operation> {
        let mut operations = self.operations.borrow_mut();
        let operation = Rc::new(make(operations.len()));
        operations.push(Rc::clone(&operation));
        operation
    }

    pub(crate) fn operations(&self) -> Vec<Rc<Operation>> {
        self.operations.borrow().clone()
    }

    /// Whose record that is, by its correlation id.
    fn author(&self, record: &Value) -> Rc<Operation> {
        let number = record["sysData"]["sysCorrelationId"].as_str().unwrap();
        let number: usize = number.parse().expect("a record has the correlation id that was sent");
        Rc::clone(&self.operations.borrow()[number])
    }

    /// A record is what was sent, whole, whoever sent it.
    fn assert_is_as_sent(&self, id: &str, record: &Record, before: Option<&Value>) {
        let author = self.author(&record.value);
        assert!(!author.is_dry_run, "a dry run has stored {}", record.text);
        let sent = author.item(id).expect("a record is of an id that was sent");
        assert_is_of(&record.value, sent);
        let subject = author.caller.split('@').next().unwrap();
        assert_eq!(record.value["sysData"]["sysRequestorId"], subject);
        let restricted =
            |name: &&&str| before.is_some_and(|it| it.get(**name) != record.value.get(**name));
        if self.mode == Mode::SingleWriter {
            assert_eq!(
                RESTRICTED.iter().find(restricted),
                None,
                "a restricted property has changed"
            );
        }
    }

    /// The writer has committed: what is new in its tables.
    pub(crate) fn see_commit(&self, collection: usize, database: &Database) {
        database.assert_sound();
        let mut kept = self.collections[collection].borrow_mut();
        let mut new = BTreeSet::new();
        for row in database.rows(&format!(
            "SELECT record.rowid, relationship.id, record.version, record.part, record.text
            FROM record JOIN relationship ON relationship.no = record.relationship
            WHERE record.rowid > {} ORDER BY record.rowid",
            kept.last_record
        )) {
            let [
                SqlCell::Integer(rowid),
                SqlCell::Text(id),
                SqlCell::Integer(version),
                _,
                SqlCell::Text(text),
            ] = row.as_slice()
            else {
                panic!("{row:?}");
            };
            kept.last_record = *rowid;
            let record = Record::new(text);
            let versions = kept.records.entry(id.clone()).or_default();
            let before = versions.last().map(|before| &before.value);
            let next = versions.len() as u64 + 1;
            assert_eq!((record.version(), *version), (next, i64::try_from(next).unwrap()), "{id}");
            self.assert_is_as_sent(id, &record, before);
            let author = self.author(&record.value);
            if let Some(if_match) = author.if_match {
                assert_eq!(next, if_match + 1, "an update on a version that is past");
            }
            if id == COUNTER
                && let Some(before) = before
            {
                let count = |record: &Value| record["customData"]["count"].as_u64().unwrap();
                assert_eq!(count(&record.value), count(before) + 1, "an update is lost");
            }
            versions.push(record);
            assert!(new.insert((id.clone(), next)), "two versions of one in a batch");
        }
        self.see_request(&mut kept, database, new);
    }

    /// What the log tells is what was stored: all of a batch or nothing.
    fn see_request(&self, kept: &mut Kept, database: &Database, mut new: BTreeSet<(String, u64)>) {
        let mut requests = database.rows(
            "SELECT transaction_id, log, at_millis, principal, key, coalesce(text, '') FROM request
            LEFT JOIN answer ON request = no ORDER BY no, part",
        );
        requests.retain(|row| match row.as_slice() {
            [SqlCell::Text(transaction), SqlCell::Text(log), ..] => {
                let before = kept.requests.insert(transaction.clone(), log.clone());
                before.as_ref() != Some(log)
            }
            _ => panic!("{row:?}"),
        });
        assert!(requests.len() <= 1, "two requests in one commit: {requests:?}");
        for row in requests {
            let [
                _,
                SqlCell::Text(log),
                SqlCell::Integer(at_millis),
                SqlCell::Text(principal),
                key,
                SqlCell::Text(answer),
            ] = row.as_slice()
            else {
                panic!("{row:?}");
            };
            if let SqlCell::Text(key) = key {
                let before = kept.keys.insert((principal.clone(), key.clone()), *at_millis);
                let day = i64::try_from(REPLAY_MILLIS).unwrap();
                assert!(before.is_none_or(|before| at_millis - before >= day), "executed twice");
            }
            let log: Vec<Value> = serde_json::from_str(log).unwrap();
            if answer.is_empty() {
                // Without a key and without a change nobody needs it.
                assert!(*key == SqlCell::Null && log.iter().all(has_changed_nothing), "{row:?}");
                continue;
            }
            let results = read_results(answer).unwrap();
            assert_eq!(log.len(), results.len());
            for (logged, result) in log.iter().zip(results) {
                let ItemResult::Success { outcome, version, .. } = result else {
                    assert!(logged["message"].is_string());
                    continue;
                };
                assert_eq!(logged["outcome"], outcome.as_str());
                let address = (logged["id"].as_str().unwrap().to_owned(), version);
                match outcome {
                    Outcome::Unchanged => {
                        assert!(kept.records[&address.0].len() as u64 >= version);
                    }
                    _ => assert!(new.remove(&address), "logged and not stored: {address:?}"),
                }
            }
        }
        assert_eq!(new, BTreeSet::new(), "stored and not logged");
    }

    /// A value was written to KV by itself.
    pub(crate) fn see_put(&self, key: &str, value: &str) {
        let Some((collection, id)) = key.strip_prefix("r:").and_then(|key| key.split_once(','))
        else {
            return;
        };
        let collection = COLLECTIONS.iter().position(|it| *it == collection).unwrap();
        let record = Record::new(value);
        self.assert_is_as_sent(id, &record, None);
        let mut kept = self.collections[collection].borrow_mut();
        kept.records.entry(id.to_owned()).or_default().push(record);
    }

    /// Each relationship that does not wait to be copied is copied.
    pub(crate) fn assert_copies(&self, collection: usize, database: &Database, kv: &Kv) {
        let kept = self.collections[collection].borrow();
        let name = CollectionId::new(COLLECTIONS[collection]).unwrap();
        for row in database
            .rows("SELECT id FROM relationship WHERE no NOT IN (SELECT relationship FROM outbox)")
        {
            let [SqlCell::Text(id)] = row.as_slice() else { panic!("{row:?}") };
            let newest = kept.records[id].last().map(|record| &record.text);
            assert_eq!(kv.value(&relationship_key(&name, id)).as_ref(), newest, "a copy is lost");
        }
    }

    /// A 412 or 422: nothing was stored, unless the same was sent before and nobody can tell.
    pub(crate) fn see_refusal(&self, operation: &Operation, is_once: bool) {
        let kept = self.collections[operation.collection].borrow();
        let is_own = |record: &&Record| self.author(&record.value).number == operation.number;
        let own = kept.records.values().flatten().find(is_own);
        assert!(!is_once || own.is_none(), "refused and stored: {}", own.unwrap().text);
    }

    /// A 201 or 207; whether it is all that can have come of the operation.
    pub(crate) fn see_answer(
        &self,
        operation: &Operation,
        is_once: bool,
        response: &Response<Vec<u8>>,
    ) {
        let text = String::from_utf8(response.body().clone()).unwrap();
        let answer = body(response);
        let list = |name: &str| {
            let list = answer["data"]["responses"][name].as_array();
            list.cloned().unwrap_or_default()
        };
        let (success, failure) = (list("success"), list("failure"));
        let indices = success.iter().chain(&failure).map(|it| it["index"].as_u64().unwrap());
        let indices: BTreeSet<u64> = indices.collect();
        assert_eq!(indices, (0..operation.items.len() as u64).collect(), "every item is told of");
        assert_eq!(indices.len(), success.len() + failure.len(), "and once");
        if operation.is_dry_run {
            return;
        }
        if operation.key.is_some() && self.mode == Mode::SingleWriter {
            let told = (version(response), text);
            if let Some(before) = operation.answer.replace(Some(told.clone())) {
                assert_eq!(before, told, "one key, two answers");
                self.replayed.set(self.replayed.get() + 1);
            }
        } else {
            operation.answer.replace(Some((version(response), text)));
        }
        for item in &failure {
            let is_ours = item["errors"][0]["code"] == "notStored";
            assert!(!is_ours || self.mode == Mode::KvAlone, "{item}");
        }
        let mut kept = self.collections[operation.collection].borrow_mut();
        for item in &success {
            self.see_success(&mut kept, operation, is_once, item);
        }
    }

    fn see_success(&self, kept: &mut Kept, operation: &Operation, is_once: bool, item: &Value) {
        self.acknowledged.set(self.acknowledged.get() + 1);
        let id = item["id"].as_str().unwrap();
        let told = &item["sysData"];
        let version = told["sysRelationshipVersion"].as_u64().unwrap();
        let is_told = |record: &&Record| record.value["sysData"] == *told;
        let record = kept.records.get(id).and_then(|records| records.iter().find(is_told));
        let record = record.unwrap_or_else(|| panic!("told and not stored: {item}"));
        assert_is_of(&record.value, operation.item(id).unwrap());
        let is_own = self.author(&record.value).number == operation.number;
        match item["outcome"].as_str().unwrap() {
            "unchanged" => {
                let is_told_as_stored = !(is_own && is_once && self.mode == Mode::SingleWriter);
                assert!(is_told_as_stored, "it was this very request that changed it: {item}");
            }
            outcome => assert!(is_own && (outcome == "created") == (version == 1), "{item}"),
        }
        if self.mode == Mode::SingleWriter
            && let Some(if_match) = operation.if_match
        {
            let is_unchanged = u64::from(item["outcome"] != "unchanged");
            assert_eq!(version, if_match + is_unchanged);
        }
        let known = kept.known.entry(id.to_owned()).or_default();
        *known = version.max(*known);
    }

    /// The newest version that anyone has been told of.
    pub(crate) fn known(&self, collection: usize, id: &str) -> u64 {
        self.collections[collection].borrow().known.get(id).copied().unwrap_or(0)
    }

    /// A 200 or 404 of a read that began when `known` was known, or may be old.
    pub(crate) fn see_read(
        &self,
        (collection, id): (usize, &str),
        known: Option<u64>,
        response: &Response<Vec<u8>>,
    ) {
        let mut kept = self.collections[collection].borrow_mut();
        let Some(version) = version(response) else {
            assert_eq!(response.status(), 404);
            assert_eq!(known.unwrap_or(0), 0, "{id} is there");
            return;
        };
        let read = &body(response)["data"][0];
        let mut records = kept.records[id].iter();
        let record = records.find(|record| record.value == *read).expect("what is read was stored");
        assert_eq!(record.version(), version);
        if let Some(known) = known {
            assert!(version >= known, "{id}: {version} is older than {known}");
            let newest = kept.known.entry(id.to_owned()).or_default();
            *newest = version.max(*newest);
        }
    }

    /// The newest record of each relationship, by its key in KV.
    pub(crate) fn newest(&self) -> BTreeMap<String, Rc<str>> {
        let mut newest = BTreeMap::new();
        for (name, kept) in COLLECTIONS.iter().zip(&self.collections) {
            let name = CollectionId::new(name).unwrap();
            for (id, records) in &kept.borrow().records {
                let text = Rc::clone(&records.last().unwrap().text);
                newest.insert(relationship_key(&name, id), text);
            }
        }
        newest
    }

    /// How often the counter of a collection was raised, by its versions and by itself.
    pub(crate) fn counted(&self, collection: usize) -> (u64, u64) {
        let kept = self.collections[collection].borrow();
        let records = &kept.records[COUNTER];
        let count = &records.last().unwrap().value["customData"]["count"];
        (records.len() as u64 - 1, count.as_u64().unwrap())
    }
}

/// Whether a record is the one of what was sent: it, the type's defaults, what is restricted, and
/// the service's own.
fn assert_is_of(record: &Value, sent: &Value) {
    for (name, value) in sent.as_object().unwrap() {
        assert_eq!(record.get(name), Some(value), "{name} of {record}");
    }
    for name in record.as_object().unwrap().keys() {
        let is_known = sent.get(name).is_some() || name == "x" || ENVELOPE.contains(&name.as_str());
        assert!(is_known || RESTRICTED.contains(&name.as_str()), "{name} of {record}");
    }
    assert_eq!(record["isActive"], true);
}

fn has_changed_nothing(logged: &Value) -> bool {
    logged["outcome"] == "unchanged" || logged["outcome"].is_null()
}
