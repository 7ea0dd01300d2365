//! What holds for every batch and for every body.

use std::collections::BTreeMap;

use er_relationships::relationship::ENVELOPE;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::service::*;

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
    fn a_dry_run_has_the_answer_of_the_request_to_the_byte_and_stores_nothing(
        batch in batch(), body in any_body(),
    ) {
        let service = Service::new();
        service.post_json(&batch);
        let stored = service.map.memory.snapshot();
        let answer = |query: &str| {
            let response = service.answer(post_request(query, &[], body.clone()));
            (response.status(), response.headers().clone(), response.into_body())
        };
        let dry = answer("dryRun=true&includeSystemData=true");
        prop_assert_eq!(service.map.memory.snapshot(), stored);
        prop_assert_eq!(answer("includeSystemData=true"), dry);
    }

    #[test]
    fn what_was_accepted_is_read_by_its_id(batch in batch()) {
        let service = Service::new();
        service.post_json(&batch);
        for item in batch.as_array().unwrap() {
            let response = service.get(item["id"].as_str().unwrap(), &[]);
            let answer: Value = serde_json::from_slice(response.body()).unwrap();
            let mut record = service.record(item["id"].as_str().unwrap()).expect("stored");
            let version = record["sysData"]["sysRelationshipVersion"].clone();
            prop_assert_eq!(response.headers()["etag"].to_str().unwrap(), format!("\"{version}\""));
            record.as_object_mut().unwrap().remove("sysData");
            prop_assert_eq!(&answer["data"], &json!([record]));
        }
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
