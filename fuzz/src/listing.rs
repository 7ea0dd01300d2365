//! What is read is what is stored; and a list, page by page, is all of it, each element once.

use std::collections::{BTreeMap, BTreeSet};

use er_relationships::catalog::BuiltIn;
use http::{HeaderValue, Request};
use serde_json::{Map, Value, json};

use crate::answer::{check_answer, page_size};
use crate::registry::{Collections, TypeState, rank};
use crate::request::{caller, has_flag, header, parameter};
use crate::route::{Action, Found, Row, Shape, find};
use crate::service::{Entries, Service, record_key};

/// No input fills as many pages.
const MAX_PAGES: usize = 2000;

/// Checks what a request that reads was answered, by what is stored.
pub fn check_read(
    service: &Service,
    request: &Request<Vec<u8>>,
    (row, path): (&Row, &[String]),
    answer: &Value,
) {
    if row.shape == Shape::Page {
        return check_list(service, request, (row, path), answer);
    }
    let (data, records, registry) = (&answer["data"], service.records(), service.registry());
    let with_system_data = has_flag(request, "includeSystemData");
    match row.action {
        Action::Read => {
            let id = path.last().expect("an id");
            let record = &records[&record_key(header(request, "ercollectionid"), id)];
            assert_eq!(data[0], shown(&parsed(record), with_system_data));
            assert_ne!(parsed(record)["isActive"], false, "it was deleted");
            if let [name, _] = path {
                assert_eq!(data[0]["relationshipType"], **name);
            }
        }
        Action::ReadStats => {
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for record in active(&records, &path[0]) {
                *counts.entry(text(&record, "relationshipType").to_owned()).or_default() += 1;
            }
            let total: u64 = counts.values().sum();
            let stats = json!({"Summary": {"Relationships": total}, "Relationships": counts});
            assert_eq!(*data, json!([stats]));
        }
        Action::ReadCollection => assert_eq!(data["id"], path[0]),
        Action::ReadPermissions => {
            assert_eq!(*data, Collections::of(&registry).permissions(&path[0]));
        }
        Action::ReadType => check_type(data, &path[0], &registry),
        Action::ReadEntityTypes => {
            assert!(data[0]["source"].is_string() && data[0]["destination"].is_string());
        }
        Action::Validate => {
            let is_valid = data["reason"] == json!(["Validation successful"]);
            assert_eq!(data["valid"], is_valid);
            assert!(data["reason"].as_array().is_some_and(|reasons| !reasons.is_empty()));
        }
        action => panic!("{action:?} reads nothing"),
    }
}

fn check_list(
    service: &Service,
    request: &Request<Vec<u8>>,
    (row, path): (&Row, &[String]),
    answer: &Value,
) {
    let all = follow(service, request, row, answer);
    let (records, registry) = (service.records(), service.registry());
    let collection = header(request, "ercollectionid");
    let is_whole = !request.headers().contains_key("continuationtoken")
        && parameter(request, "continuationToken").is_none();
    let expected: BTreeMap<String, Value> = match row.action {
        Action::ListRelationships => {
            let wanted = active(&records, collection).into_iter().filter(|record| {
                let is_end = |end| text(record, end) == path[0];
                match (request.uri().path(), parameter(request, "direction").as_deref()) {
                    _ if path.is_empty() => true,
                    (uri, _) if !uri.starts_with("/apollo/er/entities/") => {
                        text(record, "relationshipType") == path[0]
                    }
                    (_, Some("out")) => is_end("sourceEntityId"),
                    (_, Some("in")) => is_end("destinationEntityId"),
                    _ => is_end("sourceEntityId") || is_end("destinationEntityId"),
                }
            });
            let with_system_data = has_flag(request, "includeSystemData");
            let shown = wanted.map(|record| shown(&record, with_system_data));
            shown.map(|record| (text(&record, "id").to_owned(), record)).collect()
        }
        Action::ListVersions => {
            return check_versions(&all, &records, collection, &path[0], is_whole);
        }
        Action::ReadLog => return check_log(request, &all),
        Action::ListCollections => {
            let least = parameter(request, "minPermission");
            let least = rank(least.as_deref().unwrap_or("readonly"));
            let found = Collections::of(&registry).found_by(caller(request));
            let found = found.into_iter().filter(|(_, permission)| rank(permission) >= least);
            found.map(|(id, permission)| (id, json!(permission))).collect()
        }
        Action::ListTypes => {
            let built_in = BuiltIn::schemas().map(|schema| parsed(&schema));
            let others = TypeState::all(&registry).into_values().map(|it| parsed(&it.schema));
            let all = built_in.chain(others);
            all.map(|schema| (text(&schema, "title").to_owned(), schema)).collect()
        }
        action => panic!("{action:?} lists nothing"),
    };
    let mut listed = BTreeSet::new();
    for element in &all {
        let (name, element) = match row.action {
            Action::ListCollections => (text(element, "collectionId"), &element["permission"]),
            Action::ListTypes => (text(&element["schema"], "title"), &element["schema"]),
            _ => (text(element, "id"), element),
        };
        assert_eq!(Some(element), expected.get(name), "{name} is listed otherwise than stored");
        assert!(listed.insert(name), "{name} is listed twice");
    }
    assert!(!is_whole || listed.len() == expected.len(), "{listed:?}, but {expected:?}");
}

/// The elements of this page and of all that follow it.
fn follow(service: &Service, request: &Request<Vec<u8>>, row: &Row, answer: &Value) -> Vec<Value> {
    let limit = page_size(request, row.action);
    let mut request = request.clone();
    let mut answer = answer.clone();
    let mut all = Vec::new();
    for _ in 0..MAX_PAGES {
        let elements = answer["data"].as_array().expect("a list");
        assert!(elements.len() <= limit, "{} elements of {limit}", elements.len());
        all.extend(elements.iter().cloned());
        let Some(next) = answer["paging"]["continuationToken"].as_str() else { return all };
        let next = HeaderValue::from_str(next).expect("a token is printable ASCII");
        request.headers_mut().insert("continuationtoken", next);
        let response = service.probe(request.clone());
        assert_eq!(response.status(), 200, "a token that was given is taken");
        answer = check_answer(&request, &response, &find(&request));
    }
    panic!("a list without an end");
}

/// Newest first, down to the first one.
fn check_versions(all: &[Value], records: &Entries, collection: &str, id: &str, is_whole: bool) {
    let version = |record: &Value| record["sysData"]["sysRelationshipVersion"].as_u64();
    let versions: Vec<u64> = all.iter().map(|it| version(it).expect("a version")).collect();
    let first = versions.first().copied().unwrap_or_default();
    assert_eq!(versions, (1..=first).rev().collect::<Vec<_>>());
    assert!(all.iter().all(|record| record["id"] == id));
    if is_whole {
        let newest = parsed(&records[&record_key(collection, id)]);
        assert_eq!(all.first(), Some(&newest));
    }
}

fn check_log(request: &Request<Vec<u8>>, all: &[Value]) {
    let named = |name| parameter(request, name).filter(|value| !value.is_empty());
    let (relationship, transaction) = (named("relationshipid"), named("transactionid"));
    let mut ids = BTreeSet::new();
    for entry in all {
        assert!(ids.insert(text(entry, "id")), "told twice");
        assert_eq!(entry["serviceData"]["erCollectionId"], header(request, "ercollectionid"));
        if let Some(id) = &relationship {
            assert_eq!(entry["serviceData"]["relationshipId"], **id);
        }
        assert!(transaction.as_ref().is_none_or(|id| entry["transactionId"] == **id));
        assert!(text(entry, "id").starts_with(text(entry, "transactionId")));
        let has_failed = entry["message"].is_string();
        assert_eq!(entry["state"], if has_failed { "Failed" } else { "Completed" });
        assert_eq!(entry["outcome"].is_null(), has_failed);
        let is_deletion = entry["outcome"] == "deleted";
        assert_eq!(entry["requestAction"], if is_deletion { "Delete" } else { "Upsert" });
    }
}

fn check_type(shown: &Value, name: &str, registry: &Entries) {
    assert_eq!(shown["schema"]["title"], name);
    if let Some(stored) = TypeState::all(registry).get(name) {
        assert_eq!(shown["schema"], parsed(&stored.schema));
        if let Some(version) = shown.get("version") {
            assert_eq!(
                (version, &shown["isInUse"]),
                (&json!(stored.version), &json!(stored.is_in_use))
            );
        }
    }
}

/// The records of a collection's relationships, less those that were deleted.
fn active(records: &Entries, collection: &str) -> Vec<Value> {
    let is_of = |key: &str| {
        let (_, rest) = key.split_once(':').expect("a key has a kind");
        rest.split_once(',').is_some_and(|(of, _)| of == collection)
    };
    let records = records.iter().filter(|(key, _)| is_of(key)).map(|(_, record)| parsed(record));
    records.filter(|record| record["isActive"] != false).collect()
}

fn shown(record: &Value, with_system_data: bool) -> Value {
    let mut members: Map<String, Value> = record.as_object().expect("an object").clone();
    if !with_system_data {
        members.remove("sysData");
    }
    Value::Object(members)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().expect("a text")
}

/// Every collection that `caller` may read, in small pages.
pub fn check_collections(service: &Service, caller: &str) {
    let collections = Collections::of(&service.registry());
    for collection in collections.readable_by(caller) {
        let path = "/apollo/er/relationships?includeSystemData=true";
        let mut request = crate::request::get(path, caller, &collection);
        request.headers_mut().insert("pagesize", HeaderValue::from_static("2"));
        let response = service.probe(request.clone());
        assert_eq!(response.status(), 200);
        let found = find(&request);
        let answer = check_answer(&request, &response, &found);
        let Found::Route(row, path) = &found else { panic!("a route") };
        check_read(service, &request, (row, path), &answer);
    }
}
