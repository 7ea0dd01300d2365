//! What holds of collections and types, whatever is asked of them.

use std::collections::{BTreeMap, BTreeSet};

use er_relationships::catalog::Catalog;
use er_relationships::issue::Code;
use er_relationships::json::{Document, write_value};
use er_relationships::relationship::{CollectionId, judge};
use er_relationships::schema::{Documents, NativeRegexEngine};
use er_relationships::store::{TypeEntry, access_key};
use http::Request;
use serde_json::{Value, json};

use crate::request::caller;
use crate::route::Action;
use crate::service::Entries;

/// How much a permission is; 0 for none.
pub fn rank(permission: &str) -> usize {
    let all = ["readonly", "readwrite", "admin", "owner"];
    all.iter().position(|known| *known == permission).map_or(0, |place| place + 1)
}

/// The registered collections by their ids.
#[derive(Debug)]
pub struct Collections(BTreeMap<String, Value>);

impl Collections {
    /// Reads them.
    pub fn of(registry: &Entries) -> Self {
        let found = registry.iter().filter_map(|(key, text)| {
            let value = serde_json::from_str(text);
            Some((key.strip_prefix("c:")?.to_owned(), value.expect("a registration")))
        });
        Self(found.collect())
    }

    fn access(&self, id: &str) -> BTreeMap<&str, &str> {
        let access = self.0.get(id).and_then(|it| it["access"].as_object()).into_iter().flatten();
        access.map(|(subject, granted)| (&**subject, granted.as_str().expect("a name"))).collect()
    }

    fn has_owner(&self, id: &str) -> bool {
        self.access(id).values().any(|granted| *granted == "owner")
    }

    /// Whether the subject has this permission there, or more.
    pub fn allows(&self, id: &str, subject: &str, permission: &str) -> bool {
        self.access(id).get(subject).is_some_and(|granted| rank(granted) >= rank(permission))
    }

    /// Where the subject may read.
    pub fn readable_by(&self, subject: &str) -> Vec<String> {
        self.0.keys().filter(|id| self.allows(id, subject, "readonly")).cloned().collect()
    }

    /// What the subject finds, with its permission there.
    pub fn found_by(&self, subject: &str) -> Vec<(String, String)> {
        let indexed = self.0.iter().filter(|(_, it)| it.get("version").is_some());
        let found = indexed.filter_map(|(id, _)| {
            let access = self.access(id);
            let granted = access.get(subject)?;
            Some((id.clone(), (*granted).to_owned()))
        });
        found.collect()
    }

    /// The access list as it is told.
    pub fn permissions(&self, id: &str) -> Value {
        let entry = |(subject, permission)| json!({"subject": subject, "permission": permission});
        json!({"permissions": self.access(id).into_iter().map(entry).collect::<Vec<_>>()})
    }

    /// The keys of the index.
    fn index(&self) -> BTreeSet<String> {
        let indexed = self.0.iter().filter(|(_, it)| it.get("version").is_some());
        let keys = indexed.flat_map(|(id, _)| {
            let of = CollectionId::new(id).expect("an id");
            self.access(id).into_keys().map(move |subject| access_key(subject, &of))
        });
        keys.collect()
    }
}

/// A registered type.
#[derive(Debug, PartialEq)]
pub struct TypeState {
    /// Its schema as JSON text.
    pub schema: String,
    /// One more with every change.
    pub version: u64,
    /// Whether there may be relationships of it.
    pub is_in_use: bool,
}

impl TypeState {
    /// All of them, by name.
    pub fn all(registry: &Entries) -> BTreeMap<String, Self> {
        let found = registry.iter().filter_map(|(key, text)| {
            let name = key.strip_prefix("t:")?;
            let entry = TypeEntry::parse(text).expect("an entry of a type");
            let mut schema = String::new();
            write_value(&mut schema, entry.schema());
            let (version, is_in_use) = (entry.version(), entry.is_in_use());
            Some((name.to_owned(), Self { schema, version, is_in_use }))
        });
        found.collect()
    }
}

/// Checks what has become of the registry, by what was asked.
pub fn check_change(
    request: &Request<Vec<u8>>,
    (action, path): (Action, &[String]),
    answer: &Value,
    (before, after): (&Entries, &Entries),
) {
    let changed: Vec<&String> = before
        .keys()
        .chain(after.keys())
        .filter(|key| before.get(*key) != after.get(*key))
        // What the index must have, it has: see `check_laws`.
        .filter(|key| !key.starts_with("s:") && !key.starts_with("d:"))
        .collect();
    let only = |key: String| assert!(changed.iter().all(|it| **it == key), "{changed:?}");
    let now = Collections::of(after);
    let body = || serde_json::from_slice::<Value>(request.body()).expect("it was read");
    match action {
        Action::Upsert => {
            assert!(changed.iter().all(|key| key.starts_with("t:")), "{changed:?}");
            let schemas = |entries| TypeState::all(entries).into_values().map(|it| it.schema);
            assert!(schemas(before).eq(schemas(after)), "more than that it is in use");
        }
        Action::CreateCollection => {
            let id = answer["data"]["id"].as_str().expect("an id");
            only(format!("c:{id}"));
            assert!(!before.contains_key(&format!("c:{id}")), "it was there");
            assert_eq!(now.access(id), BTreeMap::from([(caller(request), "owner")]));
            assert_eq!(answer["data"]["collectionName"], body()["collectionName"]);
        }
        Action::ChangeCollection => {
            only(format!("c:{}", path[0]));
            let was = Collections::of(before);
            assert_eq!(now.access(&path[0]), was.access(&path[0]), "nobody was let in");
            assert_eq!(answer["data"]["collectionName"], body()["collectionName"]);
        }
        Action::SetPermissions => {
            only(format!("c:{}", path[0]));
            assert_eq!(answer["data"], now.permissions(&path[0]));
            let sent = body();
            let sent = sent["permissions"].as_array().expect("a list");
            let listed = answer["data"]["permissions"].as_array().expect("a list");
            assert_eq!(sent.len(), listed.len());
            assert!(sent.iter().all(|entry| listed.contains(entry)));
            let was = Collections::of(before);
            let owners = |of: &Collections| {
                let owners = of.access(&path[0]).into_iter().filter(|(_, it)| *it == "owner");
                owners.map(|(subject, _)| subject.to_owned()).collect::<Vec<_>>()
            };
            let is_owner = was.allows(&path[0], caller(request), "owner");
            assert!(is_owner || owners(&was) == owners(&now), "only an owner changes who is one");
        }
        Action::RegisterTypes => check_registration(request, answer, (&changed, after)),
        _ => assert_eq!(changed, Vec::<&String>::new(), "{action:?} changes nothing"),
    }
}

/// What is told as registered is; nothing else has changed.
fn check_registration(
    request: &Request<Vec<u8>>,
    answer: &Value,
    (changed, after): (&[&String], &Entries),
) {
    let data = &answer["data"];
    let names = data["success"].as_array().expect("a list");
    let failed = data["failed"].as_array().expect("a list");
    let names: Vec<&str> = names.iter().map(|name| name.as_str().expect("a name")).collect();
    let is_named = |key: &&String| names.iter().any(|name| key.strip_prefix("t:") == Some(*name));
    assert!(changed.iter().all(is_named), "{changed:?}, but {names:?}");
    let document = Document::parse(request.body()).expect("it was read");
    let root = document.root();
    let sent: Vec<_> = root.elements().map_or_else(|| vec![root], Iterator::collect);
    assert_eq!(sent.len(), names.len() + failed.len());
    let status = match (names.is_empty(), failed.is_empty()) {
        (_, true) => ("201", "success"),
        (true, _) => ("422", "failed"),
        _ => ("206", "partial_success"),
    };
    let told = (answer["status"]["code"].as_str(), answer["status"]["message"].as_str());
    assert_eq!((told, &data["status"]), ((Some(status.0), Some(status.1)), &json!(status.1)));
    let is_failed = |index: usize| failed.iter().any(|failure| failure["index"] == index);
    let registered = sent.into_iter().enumerate().filter(|(index, _)| !is_failed(*index));
    let types = TypeState::all(after);
    for (name, (_, schema)) in names.iter().zip(registered) {
        let stored = Document::parse_text(&types[*name].schema).expect("a schema");
        assert!(schema.is_stored_alike(stored.root()), "{name}");
    }
}

/// Checks what always holds.
pub fn check_laws((before, after): (&Entries, &Entries), records: &Entries) {
    let (was, now) = (Collections::of(before), Collections::of(after));
    for id in was.0.keys() {
        assert!(now.0.contains_key(id), "{id} is gone");
        assert!(now.has_owner(id) || !was.has_owner(id), "{id} has no owner any more");
    }
    let index: BTreeSet<String> = after
        .keys()
        .filter(|key| key.starts_with("s:") || key.starts_with("d:"))
        .cloned()
        .collect();
    assert_eq!(index, now.index(), "who may do something is found by it");

    let (was, now) = (TypeState::all(before), TypeState::all(after));
    for (name, old) in &was {
        let new = now.get(name).unwrap_or_else(|| panic!("the type {name} is gone"));
        assert!(new.is_in_use || !old.is_in_use, "{name} is not in use any more");
        assert_eq!(new.version > old.version, new.schema != old.schema, "the version of {name}");
        if old.is_in_use && old.schema != new.schema {
            check_widened((old, new), records);
        }
    }
    for record in records.values() {
        let record: Value = serde_json::from_str(record).expect("a record");
        let used = record["relationshipType"].as_str().and_then(|name| now.get(name));
        assert!(used.is_none_or(|used| used.is_in_use), "a type of what is stored is in use");
    }
}

/// What is stored stays valid.
fn check_widened((old, new): (&TypeState, &TypeState), records: &Entries) {
    let catalog = Catalog::new(NativeRegexEngine, Documents::new());
    let [old, new] = [old, new].map(|it| catalog.compile(&it.schema).expect("it was registered"));
    for record in records.values() {
        let record = Document::parse_text(record).expect("a record keeps our own rules");
        let of = record.root().get("relationshipType").and_then(|name| name.as_str());
        if of == Some(old.name()) && judge(record.root(), Some(&old)).is_empty() {
            let issues = judge(record.root(), Some(&new));
            let is_given_up = issues.iter().any(|issue| issue.code == Code::TooCostly);
            assert!(issues.is_empty() || is_given_up, "stored, and not valid any more: {issues:?}");
        }
    }
}
