//! What there is on a map alone: lists, deletions, and reasons for what there is not.

use er_relationships::relationship::CollectionId;
use er_relationships::store::relationship_key;
use http::Request;
use serde_json::{Value, json};

use crate::service::*;

/// An id that is longer than a key may be.
fn long_id(n: usize) -> String {
    format!("{n}{}", "é".repeat(300))
}

fn typed(id: &str, relationship_type: &str) -> Value {
    let mut row = row(id);
    row["relationshipType"] = relationship_type.into();
    row
}

/// Stores relationships, 100 at a time.
fn store(service: &Service, rows: &[Value]) {
    for rows in rows.chunks(100) {
        assert_eq!(service.post_json(&json!(rows)).0, 201);
    }
}

fn call(service: &Service, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, Value) {
    let request = Request::builder().method(method).uri(format!("https://host/apollo{path}"));
    let response = service.answer(with_headers(request, headers).body(Vec::new()).unwrap());
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

/// The ids of each page of a list.
fn pages(service: &Service, path: &str, size: usize) -> Vec<Vec<String>> {
    let (size, mut pages, mut token) = (size.to_string(), Vec::new(), None::<String>);
    loop {
        let mut headers = vec![("pagesize", &*size)];
        headers.extend(token.as_deref().map(|token| ("continuationtoken", token)));
        let (status, answer) = call(service, "GET", path, &headers);
        assert_eq!(status, 200, "{answer}");
        let elements = answer["data"].as_array().unwrap();
        assert_eq!(answer["paging"]["totalCount"], elements.len());
        let id = |element: &Value| element["id"].as_str().unwrap().to_owned();
        pages.push(elements.iter().map(id).collect());
        match &answer["paging"]["continuationToken"] {
            Value::Null => return pages,
            next => token = Some(next.as_str().unwrap().to_owned()),
        }
    }
}

const ALL: &str = "/er/relationships";
const OF_FEEDS: &str = "/er/relationshiptypes/BRICK_0_4__feeds/relationships";

#[test]
fn a_list_has_every_relationship_once_whatever_the_length_of_its_id() {
    for (short, long) in [(0, 0), (0, 4), (4, 0), (3, 3), (6, 1), (5, 7)] {
        let service = Service::new();
        let ids = (0..short).map(|n| n.to_string()).chain((0..long).map(long_id));
        let ids: Vec<String> = ids.collect();
        let rows: Vec<Value> = ids.iter().map(|id| row(id)).collect();
        store(&service, &rows);
        // In the order of their keys: ids as they are, then the hashes of those that are too long.
        let mut expected = ids.clone();
        expected.sort_by_key(|id| {
            let key = relationship_key(&CollectionId::new("c").unwrap(), id);
            (key.starts_with("h:"), key)
        });
        for size in [1, 2, 3, 4, 1000] {
            let pages = pages(&service, ALL, size);
            assert_eq!(pages.concat(), expected, "{short} {long} {size}");
            let (last, others) = pages.split_last().unwrap();
            assert!(others.iter().all(|page| page.len() == size), "{short} {long} {size}");
            assert!(last.len() <= size, "{short} {long} {size}");
        }
    }
}

#[test]
fn a_collection_whose_name_begins_another_ones_lists_its_own() {
    let service = Service::new();
    service.register("cc", r#"{"access":{"someone":"readwrite"}}"#);
    for (collection, id) in [("c", "mine"), ("cc", "theirs")] {
        for id in [id.to_owned(), format!("{id}{}", long_id(0))] {
            let mut post = post_request("", &[], row(&id).to_string().into_bytes());
            post.headers_mut().insert("ercollectionid", collection.parse().unwrap());
            assert_eq!(service.answer(post).status().as_u16(), 201);
        }
    }
    let mine = format!("mine{}", long_id(0));
    assert_eq!(pages(&service, ALL, 10), [["mine", &*mine]]);
}

#[test]
fn a_page_by_type_may_be_empty_and_leads_on_all_the_same() {
    let service = Service::new();
    let rows: Vec<Value> = (0..8)
        .map(|n| {
            let is_wanted = n == 1 || n == 7;
            let name = if is_wanted { "BRICK_0_4__feeds" } else { "BRICK_0_4__hasPart" };
            typed(&n.to_string(), name)
        })
        .chain([typed(&long_id(0), "BRICK_0_4__feeds"), row(&long_id(1))])
        .collect();
    store(&service, &rows);
    let expected = [vec!["1".to_owned()], vec![], vec![], vec!["7".to_owned()], vec![long_id(0)]];
    assert_eq!(pages(&service, OF_FEEDS, 2), expected);
    let none = "/er/relationshiptypes/BRICK_0_4__isPartOf/relationships";
    assert_eq!(pages(&service, none, 1000), [Vec::<String>::new()]);
}

#[test]
fn what_was_deleted_is_not_shown_until_it_is_posted_again() {
    let service = Service::new();
    let long = long_id(0);
    store(&service, &[row("a"), row("b"), row(&long)]);
    for (id, rest) in [("a", ["b", &*long]), (&*long, ["a", "b"])] {
        let path = format!("{ALL}/{}", id.replace('é', "%C3%A9"));
        let not_found = "Not Found: the collection has no relationship with this id";
        let delete = |if_match: &[(&str, &str)]| {
            let (status, answer) = call(&service, "DELETE", &path, if_match);
            (status, answer["status"]["message"].as_str().unwrap().to_owned())
        };
        let stale = "Precondition Failed: the relationship has version 1".to_owned();
        assert_eq!(delete(&[("if-match", "\"2\"")]), (412, stale));
        assert_eq!(delete(&[]), (200, "Relationship deleted successfully".to_owned()));
        assert_eq!(delete(&[]), (404, not_found.to_owned()));
        assert_eq!(delete(&[("if-match", "*")]), (404, not_found.to_owned()));
        assert_eq!(summary(&service.get(id, &[]), "etag"), (404, not_found.to_owned(), None));
        for list in [ALL, "/er/relationshiptypes/BRICK_0_4__hasPart/relationships"] {
            assert_eq!(pages(&service, list, 10), [rest]);
        }
        assert_eq!(service.record(id).unwrap()["isActive"], false, "its record stays");

        let (_, answer) = service.post_json(&row(id));
        let success = &listed(&answer, "success")[0];
        assert_eq!(success["outcome"], "created");
        assert_eq!(success["sysData"]["sysRelationshipVersion"], 3);
        let etag = Some("\"3\"".to_owned());
        assert_eq!(summary(&service.get(id, &[]), "etag"), (200, String::new(), etag));
        assert_eq!(pages(&service, ALL, 10), [["a", "b", &*long]]);
    }
    assert_eq!(service.faults(), Vec::<String>::new());
}

#[test]
fn what_was_deleted_keeps_what_may_never_change() {
    let service = Service::new();
    store(&service, &[row("a")]);
    assert_eq!(call(&service, "DELETE", "/er/relationships/a", &[]).0, 200);
    let (status, answer) = service.post_json(&typed("a", "BRICK_0_4__feeds"));
    assert_eq!(status, 207);
    assert_eq!(listed(&answer, "failure")[0]["errors"][0]["code"], "restrictedProperty");
}

#[test]
fn what_is_no_token_of_a_page_is_400() {
    let service = Service::new();
    store(&service, &[row("a"), row("b"), row(&long_id(0))]);
    let message = "Bad Request: continuationToken must be the one that the page before gave";
    for token in ["", "0", "1", "3", "x", "12x", "1-1", "2x", "2 ", "a".repeat(1025).as_str()] {
        for list in [ALL, OF_FEEDS] {
            let (status, answer) = call(&service, "GET", list, &[("continuationtoken", token)]);
            assert_eq!((status, &answer["status"]["message"]), (400, &json!(message)), "{token}");
        }
    }
    assert_eq!(service.faults(), Vec::<String>::new());
}

#[test]
fn what_a_map_alone_cannot_do_is_501_with_the_reason_and_no_fault() {
    let service = Service::new();
    store(&service, &[row("a")]);
    let before = service.map.memory.snapshot();
    let history =
        "edges of an entity, versions, stats and the log take a Durable Object for each collection";
    let strong = "consistency strong takes a Durable Object for each collection";
    let later = "async: true takes a Durable Object for each collection, and a queue";
    for (method, path, headers, reason) in [
        ("GET", "/er/entities/s/relationships", &[][..], history),
        ("GET", "/er/entities/s/relationships?direction=out", &[], history),
        ("GET", "/er/relationships/a/versions", &[], history),
        ("GET", "/er/ercollections/c/stats", &[], history),
        ("GET", "/status/logs?transactionid=x", &[], history),
        ("GET", "/status/logs?relationshipid=a", &[], history),
        ("GET", "/er/relationships/a", &[("consistency", "strong")], strong),
    ] {
        let (status, answer) = call(&service, method, path, headers);
        let expected = json!(format!("Not Implemented: {reason}"));
        assert_eq!((status, &answer["status"]["message"]), (501, &expected), "{path}");
    }
    let mut request = post_request("", &[], row("b").to_string().into_bytes());
    request.headers_mut().insert("async", "true".parse().unwrap());
    let response = service.answer(request);
    let expected = format!("Not Implemented: {later}");
    assert_eq!(summary(&response, "retry-after"), (501, expected, None));
    assert_eq!(service.map.memory.snapshot(), before);
    assert_eq!(service.faults(), Vec::<String>::new());
}
