//! Reading one relationship.

use er_relationships::relationship::CollectionId;
use er_relationships::store::relationship_key;

use crate::service::*;

#[test]
fn a_read_gives_numbers_with_the_digits_that_were_sent() {
    let service = Service::new();
    let text = r#"{"id":"a","relationshipName":"n","relationshipType":"BRICK_0_4__hasPart",
        "sourceEntityId":"s","destinationEntityId":"d",
        "customData":{"n":[12345678901234567890,1.0,1e2,-0]}}"#;
    assert_eq!(service.post(text.as_bytes()).status().as_u16(), 201);
    let body = String::from_utf8(service.get("a", &[]).into_body()).unwrap();
    assert!(body.contains(r#""customData":{"n":[12345678901234567890,1.0,1e2,-0]}"#), "{body}");
}

#[test]
fn on_a_map_alone_nobody_can_tell_what_is_stored_now() {
    let service = Service::new();
    service.post_json(&row("a"));
    let response = service.get("a", &[("consistency", "strong")]);
    let message = "Not Implemented: consistency strong takes a Durable Object for each collection";
    assert_eq!(summary(&response, "retry-after"), (501, message.to_owned(), None));
    for headers in [&[][..], &[("consistency", "eventual")]] {
        let response = service.get("a", headers);
        let message = String::new();
        assert_eq!(summary(&response, "etag"), (200, message, Some(r#""1""#.to_owned())));
    }
    assert_eq!(service.faults(), Vec::<String>::new());
}

#[test]
fn a_record_that_is_none_of_ours_is_a_fault_and_one_out_of_reach_is_503() {
    let service = Service::new();
    service.put(&relationship_key(&CollectionId::new("c").unwrap(), "a"), "{");
    assert_eq!(service.get("a", &[]).status().as_u16(), 500);
    let [fault] = service.faults().try_into().unwrap();
    assert!(fault.contains(": stored data damaged: record of `a`: "), "{fault}");

    service.map.reads_fail.set(true);
    let response = service.get("a", &[]);
    let message = "Service Unavailable: retry later".to_owned();
    assert_eq!(summary(&response, "retry-after"), (503, message, Some("5".to_owned())));
    assert_eq!(service.faults().len(), 2);
}
