//! What the store, the stored data and the connection can do to a request.

use std::collections::BTreeMap;

use er_relationships::endpoint::{Body, BodyError};
use er_relationships::relationship::CollectionId;
use er_relationships::store::{relationship_key, relationship_type_key};

use crate::service::*;

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
