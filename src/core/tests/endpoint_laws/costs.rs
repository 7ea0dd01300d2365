//! What a request may cost: operations, time, and the size of its answer.

use std::collections::BTreeMap;

use er_relationships::store::{CACHE_MILLIS, relationship_type_key};
use serde_json::{Value, json};

use crate::service::*;

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
