//! What the answer to a POST says is what was done.

use std::collections::{BTreeMap, BTreeSet};

use er_relationships::catalog::Types;
use er_relationships::json::{Document, Value as Text};
use er_relationships::relationship::{ENVELOPE, RESTRICTED};
use er_relationships::report::{Body, count_if_valid, report_relationships};
use er_relationships::schema::MAX_ISSUES;
use http::Request;
use serde_json::Value;

use crate::registry::TypeState;
use crate::request::header;
use crate::service::{Entries, record_key, types, types_of};

/// Found by the store or beside it, and so in no report.
const CODES_OF_THE_ENDPOINT: [&str; 3] =
    ["restrictedProperty", "sourceCollectionMismatch", "destinationNotAccessible"];

thread_local! {
    static TYPES: Types = types();
}

/// The verdict without an endpoint, by the types that are there from the start.
fn report(body: &[u8], types: &Types, max_issues: usize) -> Value {
    let report = report_relationships(Body::Bytes(body), types, max_issues);
    let count = count_if_valid(Body::Bytes(body), types);
    let says_no_more = report == format!(r#"{{"count":{count},"issues":[]}}"#);
    assert!(count == 0 || says_no_more, "the short cut and the report disagree");
    serde_json::from_str(&report).expect("a report is JSON")
}

/// The code of what is wrong with a body as a whole.
pub fn first_fault(body: &[u8]) -> String {
    let report = TYPES.with(|types| report(body, types, MAX_ISSUES));
    assert_eq!(report["count"], 0, "only the endpoint refuses it");
    report["issues"][0]["code"].as_str().expect("a code").to_owned()
}

/// A batch that was processed, and what the answer says of it.
#[derive(Debug)]
pub struct Batch<'a> {
    collection: &'a str,
    body: Document<'a>,
    /// The outcome of each relationship, where the answer tells it.
    outcomes: BTreeMap<usize, &'a str>,
    /// The codes of each relationship that failed.
    failures: BTreeMap<usize, Vec<&'a str>>,
}

impl<'a> Batch<'a> {
    /// Takes the request, its body as JSON, and the answer.
    pub fn new(request: &'a Request<Vec<u8>>, body: &'a [u8], answer: &'a Value) -> Self {
        let collection = header(request, "ercollectionid");
        let body = Document::parse(body).expect("it was processed");
        let listed = |list: &str| {
            let list = answer["data"]["responses"][list].as_array();
            list.map(Vec::as_slice).unwrap_or_default()
        };
        let index = |item: &Value| item["index"].as_u64().expect("an index") as usize;
        let text = |value: &'a Value| value.as_str().expect("a text");
        let outcomes: BTreeMap<_, _> =
            listed("success").iter().map(|item| (index(item), text(&item["outcome"]))).collect();
        let codes = |item: &'a Value| {
            let errors = item["errors"].as_array().expect("a list");
            errors.iter().map(|error| text(&error["code"])).collect::<Vec<_>>()
        };
        let failures: BTreeMap<_, _> =
            listed("failure").iter().map(|item| (index(item), codes(item))).collect();
        let batch = Self { collection, body, outcomes, failures };

        let count = batch.items().len();
        let upserted = count - batch.failures.len();
        let message = format!("Total number of Relationships Upserted:  {upserted}.");
        assert_eq!(answer["status"]["message"], message);
        assert_eq!(answer["status"]["code"] == "207", !batch.failures.is_empty());
        assert!(batch.failures.values().all(|codes| (1..=MAX_ISSUES).contains(&codes.len())));
        let has_outcomes = !batch.outcomes.is_empty();
        for index in 0..count {
            let is_listed = batch.outcomes.contains_key(&index);
            assert!(!(is_listed && batch.has_failed(index)), "both");
            assert!(is_listed || batch.has_failed(index) || !has_outcomes, "neither");
        }
        batch
    }

    fn items(&self) -> Vec<Text<'_>> {
        let root = self.body.root();
        root.elements().map_or_else(|| vec![root], Iterator::collect)
    }

    fn has_failed(&self, index: usize) -> bool {
        self.failures.contains_key(&index)
    }

    /// What is acknowledged is stored, as it was sent; nothing else has changed.
    pub fn check_stored(&self, before: &Entries, after: &Entries) {
        let mut acknowledged = BTreeSet::new();
        for (index, item) in self.items().into_iter().enumerate() {
            if self.has_failed(index) {
                continue;
            }
            let id = item.get("id").and_then(Text::as_str).expect("an id");
            let key = record_key(self.collection, id);
            let record = after.get(&key).expect("acknowledged, and not stored");
            let old = before.get(&key);
            self.check_record(item, record, old);
            match self.outcomes.get(&index) {
                // Also where there was one that was deleted.
                Some(&"created") => assert!(old.is_none_or(|old| !is_active(old))),
                Some(&"unchanged") => assert_eq!(old, Some(record)),
                Some(&"updated") => assert!(old.is_some_and(|old| old != record && is_active(old))),
                Some(outcome) => panic!("the outcome {outcome}"),
                None => {}
            }
            assert!(acknowledged.insert(key), "one id, acknowledged twice");
        }
        for (key, record) in after {
            assert!(before.get(key) == Some(record) || acknowledged.contains(key), "{key}");
        }
        assert!(before.keys().all(|key| after.contains_key(key)), "lost");
    }

    fn check_record(&self, item: Text<'_>, record: &str, old: Option<&String>) {
        let record = Document::parse_text(record).expect("a record keeps our own rules");
        let record = record.root();
        for (name, value) in item.members().into_iter().flatten() {
            if !ENVELOPE.contains(&name) {
                let stored = record.get(name);
                assert!(stored.is_some_and(|stored| stored.is_stored_alike(value)), "{name}");
            }
        }
        assert_eq!(record.get("isActive").and_then(Text::as_bool), Some(true));
        let text = |name| record.get(name).and_then(Text::as_str);
        assert_eq!(text("sourceERCollectionId"), Some(self.collection));
        let destination = item.get("destinationERCollectionId").and_then(Text::as_str);
        assert_eq!(text("destinationERCollectionId"), destination.or(Some(self.collection)));

        let version = |record: Text<'_>| -> u64 {
            let version = record.get("sysData").and_then(|data| data.get("sysRelationshipVersion"));
            version.and_then(Text::number_text).expect("a version").parse().expect("a count")
        };
        let old = old.map(|old| Document::parse_text(old).expect("a record"));
        let Some(old) = old.as_ref().map(Document::root) else {
            return assert_eq!(version(record), 1);
        };
        assert!(version(record) - version(old) <= 1, "a version was left out");
        for name in RESTRICTED {
            let is_kept = old.get(name).is_none_or(|old| {
                record.get(name).is_some_and(|record| record.is_stored_alike(old))
            });
            assert!(is_kept, "{name} has changed");
        }
    }

    /// Without the endpoint the verdict is the same, less what only the endpoint knows.
    pub fn check_report(&self, body: &[u8], registry: &Entries) {
        let count = self.items().len();
        let schemas = TypeState::all(registry).into_values().map(|registered| registered.schema);
        let report = report(body, &types_of(schemas), count * MAX_ISSUES);
        assert_eq!(report["count"], count);
        let mut reported: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for issue in report["issues"].as_array().expect("a list") {
            let index = issue["index"].as_u64().unwrap_or_default() as usize;
            reported.entry(index).or_default().push(issue["code"].as_str().expect("a code"));
        }
        for index in 0..count {
            let mut codes = self.failures.get(&index).cloned().unwrap_or_default();
            codes.retain(|code| !CODES_OF_THE_ENDPOINT.contains(code));
            assert_eq!(reported.get(&index).cloned().unwrap_or_default(), codes);
        }
    }
}

/// Whether a record is that of a relationship that was not deleted.
fn is_active(record: &str) -> bool {
    let record = Document::parse_text(record).expect("a record keeps our own rules");
    record.root().get("isActive").and_then(Text::as_bool) == Some(true)
}

/// A relationship was deleted: its record stays as it was, but for that.
pub fn check_deleted((before, after): (&Entries, &Entries), collection: &str, id: &str) {
    let key = record_key(collection, id);
    assert!(is_active(&before[&key]) && !is_active(&after[&key]));
    let [mut was, mut now] = [&before[&key], &after[&key]]
        .map(|record| serde_json::from_str::<Value>(record).expect("a record"));
    let version = |record: &Value| record["sysData"]["sysRelationshipVersion"].as_u64();
    assert_eq!(version(&now), version(&was).map(|version| version + 1));
    for record in [&mut was, &mut now] {
        let members = record.as_object_mut().expect("an object");
        members.retain(|name, _| name != "isActive" && name != "sysData");
    }
    assert_eq!(was, now);
    assert_eq!(before.len(), after.len());
    assert!(before.iter().all(|(other, record)| *other == key || after.get(other) == Some(record)));
}
