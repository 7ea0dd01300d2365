//! Laws of the endpoint over a map that counts and fails: what is acknowledged is stored, what is
//! not is told, and no body is a fault.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests; serde_json's index gives null where nothing is"
)]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Authenticate, Body, BodyError, Endpoint, Host};
use er_relationships::relationship::{CollectionId, ENVELOPE};
use er_relationships::schema::{Documents, NativeRegexEngine};
use er_relationships::store::{
    CACHE_MILLIS, KeyValue, KeyValueStore, Memory, Registry, StoreError, collection_key,
    relationship_key, relationship_type_key,
};
use er_relationships::token::{Principal, TokenError};
use futures_util::FutureExt as _;
use http::{Request, Response};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What is to go wrong with one put.
#[derive(Debug, Clone, Copy, PartialEq)]
enum PutFault {
    NotWritten,
    /// The platform stored the value, but its answer was lost on the way.
    WrittenButLost,
}

/// A map whose operations are counted and can be made to fail; its clones share all.
#[derive(Debug, Clone, Default)]
struct Map {
    memory: Memory,
    reads: Rc<RefCell<Vec<Vec<String>>>>,
    puts: Rc<Cell<usize>>,
    put_fault: Rc<Cell<Option<(usize, PutFault)>>>,
    reads_fail: Rc<Cell<bool>>,
}

impl KeyValue for Map {
    async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        self.reads.borrow_mut().push(keys.to_vec());
        if self.reads_fail.get() {
            return Err(StoreError::Unavailable("read".into()));
        }
        self.memory.get_many(keys).await
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let n = self.puts.replace(self.puts.get() + 1);
        let fault = self.put_fault.get().filter(|(at, _)| *at == n).map(|(_, fault)| fault);
        if fault != Some(PutFault::NotWritten) {
            self.memory.put(key, value).await?;
        }
        match fault {
            Some(_) => Err(StoreError::Unavailable("put".into())),
            None => Ok(()),
        }
    }
}

struct Anyone;

impl Authenticate for Anyone {
    async fn authenticate(&self, _: Option<&str>, _: u64) -> Result<Principal, TokenError> {
        Ok(Principal::new("someone".into(), None, vec!["apollo_write".into()]))
    }
}

#[derive(Default)]
struct TestHost {
    now_millis: Cell<u64>,
    faults: RefCell<Vec<String>>,
}

impl Host for TestHost {
    fn now_millis(&self) -> u64 {
        self.now_millis.get()
    }

    fn random_bytes(&self) -> [u8; 16] {
        [7; 16]
    }

    fn log_fault(&self, transaction_id: &str, fault: &str) {
        self.faults.borrow_mut().push(format!("{transaction_id}: {fault}"));
    }
}

struct Service {
    map: Map,
    endpoint: Endpoint<KeyValueStore<Map>, Map, Anyone, TestHost>,
}

impl Service {
    fn new() -> Self {
        let map = Map::default();
        let service = Self {
            endpoint: Endpoint {
                store: KeyValueStore(map.clone()),
                registry: Registry::new(
                    map.clone(),
                    Catalog::new(NativeRegexEngine, Documents::new()),
                ),
                authenticator: Anyone,
                host: TestHost::default(),
                allowed_origins: AllowedOrigins::default(),
            },
            map,
        };
        service.register("c", r#"{"access":{"someone":"readwrite"}}"#);
        service
    }

    fn put(&self, key: &str, value: &str) {
        self.map.memory.put(key, value).now_or_never().unwrap().unwrap();
    }

    fn register(&self, id: &str, registration: &str) {
        self.put(&collection_key(&CollectionId::new(id).unwrap()), registration);
    }

    fn post(&self, body: &[u8]) -> Response<Vec<u8>> {
        self.send(body.to_vec())
    }

    fn send(&self, body: impl Body) -> Response<Vec<u8>> {
        let request = Request::post("https://host/apollo/er/relationships?includeSystemData=true")
            .header("content-type", "application/json")
            .header("ercollectionid", "c")
            .header("async", "false")
            .body(body)
            .unwrap();
        self.endpoint.handle(request).now_or_never().expect("ports in memory are never pending")
    }

    fn post_json(&self, body: &Value) -> (u16, Value) {
        let response = self.post(&serde_json::to_vec(body).unwrap());
        let status = response.status().as_u16();
        (status, serde_json::from_slice(response.body()).unwrap())
    }

    fn record(&self, id: &str) -> Option<Value> {
        let key = relationship_key(&CollectionId::new("c").unwrap(), id);
        Some(serde_json::from_str(self.map.memory.snapshot().get(&key)?).unwrap())
    }

    fn faults(&self) -> Vec<String> {
        self.endpoint.host.faults.borrow().clone()
    }
}

fn row(id: &str) -> Value {
    json!({
        "id": id, "relationshipName": "n", "relationshipType": "BRICK_0_4__hasPart",
        "sourceEntityId": "s", "destinationEntityId": "d",
    })
}

fn hundred() -> Value {
    (0..100).map(|n| row(&format!("id-{n}"))).collect()
}

/// The members of `data.responses.{list}`.
fn listed<'a>(answer: &'a Value, list: &str) -> &'a [Value] {
    answer["data"]["responses"][list].as_array().map_or(&[], Vec::as_slice)
}

fn outcomes(answer: &Value) -> BTreeMap<&str, usize> {
    let mut outcomes = BTreeMap::new();
    for item in listed(answer, "success") {
        *outcomes.entry(item["outcome"].as_str().unwrap()).or_default() += 1;
    }
    outcomes
}

/// Batches of valid relationships with ids of their own, free custom data and optional properties.
fn batch() -> impl Strategy<Value = Value> {
    let data = prop::collection::hash_map(
        "[a-z_]{1,8}|__proto__|\\PC{0,3}",
        any::<i32>().prop_map(Value::from),
        0..4,
    );
    let item = (data, prop::option::of("[A-Za-z]{0,9}"), "[^\\x00-\\x1f\\x7f-\\u{9f}]{1,20}");
    let items =
        prop::collection::hash_map("[^\\x00-\\x1f\\x7f-\\u{9f}]{1,12}|[é/:%#,]{500}", item, 1..12);
    items.prop_map(|items| {
        let item = |(id, (data, entity_type, source)): (String, (_, Option<String>, String))| {
            let mut item = row(&id);
            item["customData"] =
                serde_json::to_value::<std::collections::HashMap<String, Value>>(data).unwrap();
            item["sourceEntityId"] = source.into();
            if let Some(entity_type) = entity_type {
                item["brickSourceEntityType"] = entity_type.into();
            }
            item
        };
        items.into_iter().map(item).collect()
    })
}

proptest! {
    #[test]
    fn a_batch_sent_twice_changes_nothing_the_second_time(batch in batch()) {
        let service = Service::new();
        let count = batch.as_array().unwrap().len();
        let (status, first) = service.post_json(&batch);
        prop_assert_eq!((status, outcomes(&first)), (201, BTreeMap::from([("created", count)])));
        let stored = service.map.memory.snapshot();
        let (status, second) = service.post_json(&batch);
        prop_assert_eq!((status, outcomes(&second)), (201, BTreeMap::from([("unchanged", count)])));
        prop_assert_eq!(service.map.memory.snapshot(), stored);
        prop_assert_eq!(service.map.puts.get(), count);
    }

    #[test]
    fn an_accepted_batch_is_stored_exactly(batch in batch()) {
        let service = Service::new();
        service.post_json(&batch);
        for item in batch.as_array().unwrap() {
            let mut record = service.record(item["id"].as_str().unwrap()).expect("stored");
            let members = record.as_object_mut().unwrap();
            members.retain(|name, _| !ENVELOPE.contains(&name.as_str()));
            // The type's defaults.
            prop_assert_eq!(members.remove("brickRelationshipType").unwrap(), "BRICK_0_4__hasPart");
            prop_assert_eq!(members.remove("brickRelationshipName").unwrap(), "hasPart");
            prop_assert_eq!(&record, item);
        }
        prop_assert_eq!(service.map.memory.snapshot().len(), batch.as_array().unwrap().len() + 1);
    }

    #[test]
    fn any_bytes_have_a_well_formed_answer_and_are_never_a_fault(body in any_body()) {
        let service = Service::new();
        let response = service.post(&body);
        let status = response.status().as_u16();
        prop_assert!([201, 207, 400, 413].contains(&status), "{}", status);
        let answer: Value = serde_json::from_slice(response.body()).expect("an answer is JSON");
        prop_assert_eq!(&answer["status"]["code"], &status.to_string());
        prop_assert!(answer["status"]["message"].is_string() && answer["data"].is_object());
        prop_assert_eq!(service.faults(), Vec::<String>::new());
        let acknowledged = listed(&answer, "success").len();
        prop_assert_eq!(service.map.memory.snapshot().len(), acknowledged + 1);
    }
}

/// Bodies from noise to nearly right: rows with members of any kind under the contract's names.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-c]|\\PC{0,8}|\\x00".prop_map(Value::from),
        Just("BRICK_0_4__hasPart".into()),
        Just(json!({"a": [1, {}]})),
        Just(json!([])),
    ];
    let name = prop::sample::select(vec![
        "id",
        "relationshipName",
        "relationshipType",
        "sourceEntityId",
        "destinationEntityId",
        "customData",
        "isActive",
        "sysData",
        "sourceERCollectionId",
        "destinationERCollectionId",
        "brickSourceEntityType",
        "other",
        "__proto__",
        "",
    ]);
    let members = prop::collection::btree_map(name, value, 0..10);
    let item = (members, any::<bool>()).prop_map(|(members, is_complete)| {
        let mut item = if is_complete { row("a") } else { json!({}) };
        for (name, value) in members {
            item[name] = value;
        }
        item
    });
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        item.clone().prop_map(|item| serde_json::to_vec(&item).unwrap()),
        prop::collection::vec(item, 0..8).prop_map(|items| serde_json::to_vec(&items).unwrap()),
    ]
}

#[test]
fn each_write_that_fails_is_told_to_its_own_item_and_a_retry_completes() {
    for at in 0..100 {
        for fault in [PutFault::NotWritten, PutFault::WrittenButLost] {
            let service = Service::new();
            service.map.put_fault.set(Some((at, fault)));
            let (status, answer) = service.post_json(&hundred());
            assert_eq!(status, 207);
            assert_eq!(answer["status"]["message"], "Total number of Relationships Upserted:  99.");
            assert_eq!(listed(&answer, "success").len(), 99);
            let [failure] = listed(&answer, "failure") else { panic!("one failure: {answer}") };
            assert_eq!(failure["index"], at);
            assert_eq!(failure["message"], "Relationship could not be stored, retry");
            assert_eq!(failure["errors"][0]["code"], "notStored");
            assert_eq!(service.faults().len(), 1, "the fault is logged once");
            let is_stored = service.record(&format!("id-{at}")).is_some();
            assert_eq!(is_stored, fault == PutFault::WrittenButLost);

            let (status, answer) = service.post_json(&hundred());
            assert_eq!(status, 201);
            let expected = match fault {
                PutFault::NotWritten => BTreeMap::from([("created", 1), ("unchanged", 99)]),
                PutFault::WrittenButLost => BTreeMap::from([("unchanged", 100)]),
            };
            assert_eq!(outcomes(&answer), expected);
        }
    }
}

#[test]
fn a_store_out_of_reach_is_503_and_nothing_is_stored() {
    let service = Service::new();
    // The collection is known by now, so that the relationships' own read is what fails.
    service.post_json(&row("first"));
    service.map.reads_fail.set(true);
    let response = service.post(&serde_json::to_vec(&hundred()).unwrap());
    assert_eq!(response.status().as_u16(), 503);
    assert_eq!(response.headers()["retry-after"], "5");
    let body = String::from_utf8(response.into_body()).unwrap();
    assert!(
        body.contains(r#""status":{"message":"Service Unavailable: retry later","code":"503"}"#),
        "{body}"
    );
    assert_eq!(service.map.puts.get(), 1);
    assert_eq!(service.faults(), ["07070707-0707-4707-8707-070707070707: store unavailable: read"]);
}

#[test]
fn damaged_data_is_500_without_its_cause_and_the_cause_is_logged() {
    let service = Service::new();
    service.register("c", "{}");
    let (status, answer) = service.post_json(&row("a"));
    assert_eq!(status, 500);
    assert_eq!(answer["status"]["message"], "Internal Server Error");
    let log =
        "07070707-0707-4707-8707-070707070707: stored data damaged: registration of collection `c`";
    assert_eq!(service.faults(), [log]);
}

#[test]
fn a_schema_under_another_name_than_its_title_is_damaged_data() {
    let service = Service::new();
    service.put(&relationship_type_key("alias"), r#"{"title":"other"}"#);
    let mut item = row("a");
    item["relationshipType"] = "alias".into();
    assert_eq!(service.post_json(&item).0, 500);
    let log = "stored data damaged: schema of relationship type `alias`: its title is another name";
    assert!(service.faults()[0].ends_with(log), "{:?}", service.faults());
}

#[test]
fn a_record_that_is_none_of_ours_is_damaged_data_and_hides_no_fault_of_the_sender() {
    for damaged in ["{", "[1]", r#"{"id":"a"}"#, r#"{"id":"a","sysData":1}"#] {
        let service = Service::new();
        service.put(&relationship_key(&CollectionId::new("c").unwrap(), "a"), damaged);
        let (_, answer) = service.post_json(&row("a"));
        assert_eq!(listed(&answer, "failure")[0]["errors"][0]["code"], "notStored", "{damaged}");
        let mut wrong = row("a");
        wrong["other"] = 1.into();
        let (_, answer) = service.post_json(&wrong);
        let code = &listed(&answer, "failure")[0]["errors"][0]["code"];
        assert_eq!(code, "noAdditionalPropertiesAllowed", "{damaged}");
        assert_eq!(service.faults().len(), 2);
    }
}

#[test]
fn a_fault_of_the_id_is_told_among_any_number_of_others() {
    let service = Service::new();
    let mut crowded = row("\n");
    for n in 0..70 {
        crowded[format!("more{n}")] = 1.into();
    }
    let mut twice = crowded.clone();
    twice["id"] = "a".into();
    let (_, answer) = service.post_json(&json!([crowded, twice, twice]));
    let last_codes: Vec<&Value> = listed(&answer, "failure")
        .iter()
        .map(|failure| {
            let errors = failure["errors"].as_array().unwrap();
            assert_eq!(errors.len(), 64);
            &errors[63]["code"]
        })
        .collect();
    assert_eq!(
        last_codes,
        ["idHasControlCharacter", "noAdditionalPropertiesAllowed", "duplicateId"]
    );
    let reads = service.map.reads.take();
    assert_eq!(reads.last().map(Vec::len), Some(1), "only the id that is one is looked for");
}

#[test]
fn a_large_relationship_sent_twice_costs_about_as_much_as_once() {
    let service = Service::new();
    service.put(&relationship_type_key("open"), r#"{"title":"open"}"#);
    let mut large = row("a");
    large["relationshipType"] = "open".into();
    for n in 0..50_000 {
        large[n.to_string()] = 1.into();
    }
    for outcome in ["created", "unchanged"] {
        let (_, answer) = service.post_json(&large);
        // Quadratic cost would take minutes here, in a test build.
        assert_eq!(outcomes(&answer), BTreeMap::from([(outcome, 1)]));
    }
}

#[test]
fn the_time_is_told_to_the_end_of_the_year_9999() {
    for (now_millis, told) in
        [(0, "1970-01-01T00:00:00.000Z"), (u64::MAX, "9999-12-31T23:59:59.999Z")]
    {
        let service = Service::new();
        service.endpoint.host.now_millis.set(now_millis);
        let (_, answer) = service.post_json(&row("a"));
        assert_eq!(listed(&answer, "success")[0]["sysData"]["sysTimestamp"], told);
    }
}

/// A body that breaks off.
struct Broken;

impl Body for Broken {
    async fn read(self, _: usize) -> Result<Vec<u8>, BodyError> {
        Err(BodyError::Broken)
    }
}

#[test]
fn a_body_that_breaks_off_is_a_bad_request() {
    let service = Service::new();
    let response = service.send(Broken);
    assert_eq!(response.status().as_u16(), 400);
    let body = String::from_utf8(response.into_body()).unwrap();
    assert!(body.contains("Bad Request: the body broke off"), "{body}");
}

#[test]
fn a_damaged_record_fails_alone() {
    let service = Service::new();
    let key = relationship_key(&CollectionId::new("c").unwrap(), "id-3");
    service.put(&key, "{");
    let (status, answer) = service.post_json(&hundred());
    assert_eq!(status, 207);
    assert_eq!(outcomes(&answer), BTreeMap::from([("created", 99)]));
    assert_eq!(listed(&answer, "failure")[0]["id"], "id-3");
}

#[test]
fn a_hundred_relationships_take_one_read_and_no_write_that_changes_nothing() {
    let service = Service::new();
    service.post_json(&hundred());
    assert_eq!(service.map.puts.get(), 100);
    let reads: Vec<usize> = service.map.reads.take().iter().map(Vec::len).collect();
    assert_eq!(reads, [1, 100], "the collection, then all relationships at once");
    service.post_json(&hundred());
    assert_eq!(service.map.puts.get(), 100);
    let reads: Vec<usize> = service.map.reads.take().iter().map(Vec::len).collect();
    assert_eq!(reads, [100], "the collection is remembered");
}

#[test]
fn what_is_registered_is_remembered_for_a_minute_and_what_is_not_is_looked_up_again() {
    let service = Service::new();
    service.register("c", r#"{"access":{}}"#);
    assert_eq!(service.post_json(&row("a")).0, 403);
    service.register("c", r#"{"access":{"someone":"owner"}}"#);
    service.endpoint.host.now_millis.set(CACHE_MILLIS - 1);
    assert_eq!(service.post_json(&row("a")).0, 403, "still remembered");
    service.endpoint.host.now_millis.set(CACHE_MILLIS);
    assert_eq!(service.post_json(&row("a")).0, 201, "forgotten, read again");

    let mut typed = row("b");
    typed["relationshipType"] = "mine".into();
    assert_eq!(service.post_json(&typed).0, 207, "not registered");
    let schema = r#"{"title":"mine","minProperties":2}"#;
    service.put(&relationship_type_key("mine"), schema);
    assert_eq!(service.post_json(&typed).0, 201, "registered, and seen at once");
}

#[test]
fn hostile_names_do_not_blow_up_the_answer() {
    let schema = json!({
        "title": "strict",
        "properties": {"customData": {"additionalProperties": {"additionalProperties": {"type": "null"}}}},
    });
    let faults: Value =
        (0..64).map(|n| (n.to_string(), json!(1))).collect::<serde_json::Map<_, _>>().into();
    let hundred = |relationship_type: &str, member: &str, value: Value| -> Value {
        let item = |n: i32| {
            let mut item = row(&n.to_string());
            item["relationshipType"] = relationship_type.into();
            item[member] = value.clone();
            item
        };
        (0..100).map(item).collect()
    };
    let around_faults = json!({"x".repeat(30_000): faults});
    let hostile = "\u{7f}".repeat(30_000);
    for body in [
        hundred("strict", "customData", around_faults),
        hundred("BRICK_0_4__hasPart", &hostile, json!(1)),
    ] {
        let service = Service::new();
        service.put(&relationship_type_key("strict"), &schema.to_string());
        let body = serde_json::to_vec(&body).unwrap();
        let response = service.post(&body);
        assert_eq!(response.status().as_u16(), 207);
        let times = response.body().len() / body.len();
        assert!(times < 4, "the answer is {times} times the request");
    }
}
