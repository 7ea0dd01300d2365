//! The whole endpoint: an answer to every request, and what it says is what was done.
//!
//! Input: up to four requests to one state, a line `%%` between them. A request is written as in
//! HTTP: `POST /path?query`, header lines, an empty line, the body. The headers that every request
//! needs are there without being written; `-name` takes one out. The bearer tokens are `ann`, who
//! may write to the collection `c` and read `d`; `bob`, without the scope; and `eve`.
#![no_main]

use std::collections::{BTreeMap, BTreeSet, HashSet};

use er_relationships::catalog::Types;
use er_relationships::json::{Document, Value as Text};
use er_relationships::relationship::{ENVELOPE, RESTRICTED};
use er_relationships::report::{Body, report_relationships};
use er_relationships::schema::MAX_ISSUES;
use er_relationships_fuzz::mutation::Vocabulary;
use er_relationships_fuzz::service::{Service, record_key, types};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Response};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use serde_json::Value;

const MAX_REQUESTS: usize = 4;

const HEADERS: [(&str, &str); 4] = [
    ("authorization", "Bearer ann"),
    ("content-type", "application/json"),
    ("ercollectionid", "c"),
    ("async", "false"),
];

/// What the endpoint answers as long as no port fails.
const STATUSES: [u16; 10] = [201, 204, 207, 400, 401, 403, 404, 405, 413, 415];

/// Found by the store or beside it, and so in no report.
const CODES_OF_THE_ENDPOINT: [&str; 3] =
    ["restrictedProperty", "sourceCollectionMismatch", "destinationNotAccessible"];

const VOCABULARY: &str = r#"[
    {"id":"a","relationshipName":"n","relationshipType":"BRICK_0_4__hasPart_Location_Location","sourceEntityId":"s","destinationEntityId":"d"},
    {"id":"b2","relationshipName":"n","relationshipType":"serves","sourceEntityId":"s","destinationEntityId":"d","customData":{"floor":1,"tags":["x","1"]},"brickSourceEntityType":"Pump"},
    {"id":"c","relationshipName":"n","relationshipType":"any","sourceEntityId":"s","destinationEntityId":"d","other":[{}],"__proto__":1},
    {"id":"c","relationshipName":"n","relationshipType":"either","sourceEntityId":"s","destinationEntityId":"d","a":1,"b":0.25},
    {"sourceERCollectionId":"c","destinationERCollectionId":"d","isActive":true,"sysData":{}},
    {"brickRelationshipType":"BRICK_0_4__hasPart","brickRelationshipName":"hasPart","brickSourceEntityType":"Location","brickSourceEntitySubType":"Floor"},
    {"brickDestinationEntityType":"Location","brickDestinationEntitySubType":"Room","customData":{"a":null}},
    "BRICK_0_4__feeds","BRICK_0_4__isPartOf_Equipment_Location","e","","\u0000",1e300,-1,true,null,[]
]"#;

thread_local! {
    static TYPES: Types = types();
    static WORDS: Vocabulary = Vocabulary::new(VOCABULARY);
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    WORDS.with(|words| words.mutate(data, size, max_size, seed))
});

fuzz_target!(|bytes: &[u8]| {
    let service = Service::default();
    for request in split(bytes, b"\n%%\n").take(MAX_REQUESTS).filter_map(read_request) {
        let before = service.records();
        let response = service.answer(request.clone());
        let after = service.records();
        let answer = check_answer(&request, &response);
        assert_eq!(service.faults(), Vec::<String>::new());
        if !matches!(response.status().as_u16(), 201 | 207) {
            assert_eq!(before, after, "refused as a whole, and something is stored");
            check_body_fault(&request, &answer);
            continue;
        }
        let batch = Batch::new(&request, &answer);
        batch.check_stored(&before, &after);
        batch.check_report(request.body());
        // The same once more changes nothing.
        let again = service.answer(request);
        assert_eq!(again.status(), response.status());
        assert_eq!(service.records(), after, "sent twice, stored otherwise");
    }
});

fn split<'b>(bytes: &'b [u8], separator: &'static [u8]) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let at = bytes.windows(separator.len()).position(|window| window == separator);
        rest = at.map(|at| &bytes[at + separator.len()..]);
        Some(&bytes[..at.unwrap_or(bytes.len())])
    })
}

/// `None` for what no HTTP server would let through.
fn read_request(bytes: &[u8]) -> Option<Request<Vec<u8>>> {
    let mut parts = split(bytes, b"\n\n");
    let head = parts.next()?;
    let body = bytes.get(head.len() + 2..).unwrap_or_default();
    let mut lines = head.split(|&byte| byte == b'\n');
    let (method, target) = std::str::from_utf8(lines.next()?).ok()?.split_once(' ')?;
    let mut headers = HeaderMap::new();
    let mut absent = HashSet::new();
    for line in lines.filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix(b"-") {
            absent.insert(HeaderName::from_bytes(name).ok()?);
            continue;
        }
        let colon = line.iter().position(|&byte| byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        headers.append(name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?);
    }
    for (name, value) in HEADERS.map(|(name, value)| (HeaderName::from_static(name), value)) {
        if !absent.contains(&name) && !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    let mut request = Request::new(body.to_vec());
    *request.method_mut() = Method::from_bytes(method.as_bytes()).ok()?;
    *request.uri_mut() = format!("https://host.example{target}").parse().ok()?;
    *request.headers_mut() = headers;
    Some(request)
}

/// Every answer is in the envelope, but that to `OPTIONS`, which is empty.
fn check_answer(request: &Request<Vec<u8>>, response: &Response<Vec<u8>>) -> Value {
    let status = response.status().as_u16();
    assert!(STATUSES.contains(&status), "{status}");
    let origin = request.headers().get("origin").filter(|origin| *origin == "https://app.example");
    assert_eq!(response.headers().get("access-control-allow-origin"), origin);
    if status == 204 {
        assert!(response.body().is_empty());
        return Value::Null;
    }
    let text = std::str::from_utf8(response.body()).expect("an answer is text");
    Document::parse_text(text).expect("an answer keeps our own rules");
    let answer: Value = serde_json::from_str(text).expect("an answer is JSON");
    let members: Vec<_> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["data", "status", "transactionId"]);
    assert_eq!(answer["status"]["code"], status.to_string());
    assert!(answer["status"]["message"].as_str().is_some_and(|message| !message.is_empty()));
    assert_eq!(answer["transactionId"], "07070707-0707-4707-8707-070707070707");
    assert!(answer["data"].is_object());
    assert_eq!(response.headers()["content-type"], "application/json");
    answer
}

/// A body that is refused has the same fault without an endpoint.
fn check_body_fault(request: &Request<Vec<u8>>, answer: &Value) {
    let code = &answer["data"]["errors"][0]["code"];
    if code.is_null() {
        return;
    }
    let report = report(request.body(), MAX_ISSUES);
    assert_eq!((&report["count"], &report["issues"][0]["code"]), (&0.into(), code));
}

/// The verdict without an endpoint.
fn report(body: &[u8], max_issues: usize) -> Value {
    let report = TYPES.with(|types| report_relationships(Body::Bytes(body), types, max_issues));
    serde_json::from_str(&report).expect("a report is JSON")
}

/// A batch that was processed, and what the answer says of it.
struct Batch<'a> {
    collection: &'a str,
    body: Document<'a>,
    /// The outcome of each relationship, where the answer tells it.
    outcomes: BTreeMap<usize, &'a str>,
    /// The codes of each relationship that failed.
    failures: BTreeMap<usize, Vec<&'a str>>,
}

impl<'a> Batch<'a> {
    fn new(request: &'a Request<Vec<u8>>, answer: &'a Value) -> Self {
        let collection = request.headers()["ercollectionid"].to_str().expect("printable ASCII");
        let body = Document::parse(request.body()).expect("it was processed");
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
    fn check_stored(&self, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) {
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
                Some(&"created") => assert!(old.is_none()),
                Some(&"unchanged") => assert_eq!(old, Some(record)),
                Some(&"updated") => assert!(old.is_some_and(|old| old != record)),
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
    fn check_report(&self, body: &[u8]) {
        let count = self.items().len();
        let report = report(body, count * MAX_ISSUES);
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
