use super::*;
use crate::relationship::{CollectionId, WriteContext};

const TYPE: &str = "BRICK_0_4__hasPart_Location_Location";

fn context() -> WriteContext {
    WriteContext {
        collection: CollectionId::new("c").unwrap(),
        correlation_id: "correlation".into(),
        timestamp: "2026-11-23T12:00:00.000Z".into(),
        client: None,
        requestor: "someone".into(),
    }
}

/// Decides about `sent` over `stored`, with the defaults of [`TYPE`].
fn decide_text(sent: &str, stored: Option<&str>) -> Decision {
    let defaults =
        format!(r#"{{"brickRelationshipType":"{TYPE}","brickRelationshipName":"hasPart"}}"#);
    let (sent, defaults) =
        (Document::parse(sent.as_bytes()).unwrap(), Document::parse(defaults.as_bytes()).unwrap());
    let parsed = stored.map(|text| Document::parse(text.as_bytes()).unwrap());
    let draft = Draft::new("a", sent.root(), defaults.root().members().unwrap(), false);
    let decision = decide(&draft, parsed.as_ref(), &Signature::new(&context()));
    // Some tests make do with a record that no store would have.
    if stored.is_none_or(|stored| parse_record(stored).is_ok()) {
        assert_eq!(
            decide_over_text(&draft, stored, &Signature::new(&context())),
            Ok(decision.clone())
        );
    }
    decision
}

/// Whether the record is seen to be that of the draft without being parsed.
fn is_kept(sent: &str, stored: &str, is_refused: bool) -> bool {
    let sent = Document::parse(sent.as_bytes()).unwrap();
    let draft = Draft::new("a", sent.root(), std::iter::empty(), is_refused);
    keep(&draft, stored, &Signature::new(&context())).is_some()
}

#[test]
fn a_record_is_kept_at_a_glance_only_where_all_of_it_is_the_same() {
    let (record, same) = (record_of(""), sent(&defaulted()));
    assert!(is_kept(&same, &record, false));
    assert!(!is_kept(&same, &record, true), "it may have other faults");
    assert!(!is_kept(&sent(""), &record, false), "without the defaults");
    for (from, to) in [
        (r#""s""#, r#""t""#),
        (r#""isActive":true"#, r#""isActive":false"#),
        (r#""sourceERCollectionId":"c""#, r#""sourceERCollectionId":"d""#),
        (r#""sysData":{"#, r#""sysData":[{"#),
        (r#""sysData":{"#, r#""sysdata":{"#),
        (r#"Version":1"#, r#"Version":01"#),
        (r#"Version":1"#, r#"Version":null"#),
        (r#""sysClientId":null"#, r#""sysClientId":nil"#),
        (r#"Type":"BRICK_0_4__hasPart_Location_Location"}}"#, r#"Type":1}}"#),
        ("correlation\"", "correlation\u{1}\""),
        ("}}", "}},"),
        ("}}", "}"),
        ("}}", "}} "),
        ("}}", r#"},"more":{}}"#),
    ] {
        let other = record.replace(from, to);
        assert_ne!(other, record);
        assert!(!is_kept(&same, &other, false), "{other}");
    }
}

#[test]
fn a_text_that_looks_like_more_members_is_none() {
    let stored = record_of(r#","a":"x","b":"y""#);
    let one = sent(&format!(r#","a":"x\",\"b\":\"y"{}"#, defaulted()));
    let two = sent(&format!(r#","a":"x","b":"y"{}"#, defaulted()));
    assert_eq!([&one, &two].map(|sent| is_kept(sent, &stored, false)), [false, true]);
}

/// The members that the defaults of [`TYPE`] add.
fn defaulted() -> String {
    format!(r#","brickRelationshipType":"{TYPE}","brickRelationshipName":"hasPart""#)
}

fn sent(more: &str) -> String {
    format!(
        r#"{{"id":"a","relationshipName":"n","relationshipType":"{TYPE}","sourceEntityId":"s","destinationEntityId":"d"{more}}}"#
    )
}

fn written(decision: Decision) -> (Outcome, String) {
    match decision {
        Decision::Write { outcome, record, .. } => (outcome, record),
        other => panic!("not written: {other:?}"),
    }
}

fn record_of(more: &str) -> String {
    written(decide_text(&sent(more), None)).1
}

fn restricted(names: &[&str]) -> Decision {
    let issue = |name: &&str| Issue::with_property(Code::RestrictedProperty, name);
    Decision::Refuse(names.iter().map(issue).collect())
}

#[test]
fn a_created_record_holds_what_was_sent_the_defaults_the_collections_and_the_system_data() {
    let (outcome, record) = written(decide_text(&sent(r#","customData":{"n":1.50}"#), None));
    assert_eq!(outcome, Outcome::Created);
    assert_eq!(
        record,
        format!(
            r#"{{"id":"a","relationshipName":"n","relationshipType":"{TYPE}","sourceEntityId":"s","destinationEntityId":"d","customData":{{"n":1.50}},"brickRelationshipType":"{TYPE}","brickRelationshipName":"hasPart","sourceERCollectionId":"c","destinationERCollectionId":"c","isActive":true,"sysData":{{"sysERCollectionId":"c","sysCorrelationId":"correlation","sysTimestamp":"2026-11-23T12:00:00.000Z","sysClientId":null,"sysRequestorId":"someone","sysRelationshipVersion":1,"sysRelationshipType":"{TYPE}"}}}}"#
        )
    );
}

#[test]
fn the_same_again_is_unchanged_whatever_the_order_of_its_members() {
    let record = record_of(r#","customData":{"x":1,"y":2}"#);
    let again = format!(
        r#"{{"customData":{{"y":2,"x":1}},"destinationEntityId":"d","sourceEntityId":"s","relationshipType":"{TYPE}","relationshipName":"n","id":"a"}}"#
    );
    assert!(matches!(decide_text(&again, Some(&record)), Decision::Keep { .. }));
}

#[test]
fn what_a_read_gave_can_be_sent_back_and_is_unchanged() {
    let record = record_of("");
    assert!(matches!(decide_text(&record, Some(&record)), Decision::Keep { .. }));
}

#[test]
fn an_update_raises_the_version_by_one() {
    let first = record_of("");
    let (outcome, second) = written(decide_text(&sent(r#","customData":{}"#), Some(&first)));
    assert_eq!(outcome, Outcome::Updated);
    assert!(second.contains(r#""sysRelationshipVersion":2"#), "{second}");
    let (_, third) = written(decide_text(&sent(""), Some(&second)));
    assert!(third.contains(r#""sysRelationshipVersion":3"#), "{third}");
}

#[test]
fn digits_that_differ_are_a_change_although_the_number_is_the_same() {
    let record = record_of(r#","customData":{"n":1}"#);
    let (outcome, record) =
        written(decide_text(&sent(r#","customData":{"n":1.0}"#), Some(&record)));
    assert_eq!(outcome, Outcome::Updated);
    assert!(record.contains(r#""n":1.0"#), "{record}");
}

#[test]
fn an_unrestricted_property_left_out_is_gone() {
    let record = record_of(r#","customData":{"x":1}"#);
    let (_, record) = written(decide_text(&sent(""), Some(&record)));
    assert!(!record.contains("customData"), "{record}");
}

#[test]
fn one_property_more_or_less_is_a_change_wherever_its_name_sorts() {
    for name in ["a", "z"] {
        let more = sent(&format!(r#","{name}":1"#));
        let longer = written(decide_text(&more, Some(&record_of("")))).1;
        assert!(longer.contains(&format!(r#""{name}":1"#)), "{longer}");
        let (outcome, record) = written(decide_text(&sent(""), Some(&longer)));
        assert_eq!(outcome, Outcome::Updated);
        assert!(!record.contains(&format!(r#""{name}":1"#)), "{record}");
    }
}

#[test]
fn a_restricted_property_left_out_keeps_its_stored_value_and_not_the_default() {
    let record = record_of(r#","brickRelationshipName":"mine","brickSourceEntityType":"Location""#);
    assert!(matches!(decide_text(&sent(""), Some(&record)), Decision::Keep { .. }));
    let (_, updated) = written(decide_text(&sent(r#","customData":{}"#), Some(&record)));
    assert!(updated.contains(r#""brickRelationshipName":"mine""#), "{updated}");
    assert!(updated.contains(r#""brickSourceEntityType":"Location""#), "{updated}");
}

#[test]
fn each_restricted_property_that_differs_is_told() {
    let all = RESTRICTED.map(|name| format!(r#"{name}":"before"#));
    let stored = format!(r#"{{"id":"a","{}"}}"#, all.join(r#"",""#));
    for name in RESTRICTED {
        let sent = stored.replace(&format!(r#"{name}":"before"#), &format!(r#"{name}":"after"#));
        assert_eq!(decide_text(&sent, Some(&stored)), restricted(&[name]), "{name}");
    }
    let sent = stored.replace("before", "after");
    assert_eq!(decide_text(&sent, Some(&stored)), restricted(&RESTRICTED));
}

#[test]
fn a_restricted_property_that_was_never_set_may_not_be_set_later() {
    let record = record_of("");
    let now = sent(r#","brickSourceEntityType":"x","brickDestinationEntityType":"y""#);
    let expected = restricted(&["brickDestinationEntityType", "brickSourceEntityType"]);
    assert_eq!(decide_text(&now, Some(&record)), expected);
}

#[test]
fn an_edge_can_be_pointed_elsewhere() {
    let record = record_of("");
    let now = sent("").replace(r#""destinationEntityId":"d""#, r#""destinationEntityId":"e""#);
    assert_eq!(written(decide_text(&now, Some(&record))).0, Outcome::Updated);
}

#[test]
fn the_destination_collection_is_part_of_the_record() {
    let record = record_of(r#","destinationERCollectionId":"other""#);
    assert!(record.contains(r#""destinationERCollectionId":"other""#), "{record}");
    assert_eq!(written(decide_text(&sent(""), Some(&record))).0, Outcome::Updated);
}

#[test]
fn a_draft_that_was_refused_before_is_not_written_but_still_compared() {
    let sent = Document::parse(br#"{"id":"a","brickSourceEntityType":"x"}"#).unwrap();
    let draft = Draft::new("a", sent.root(), std::iter::empty(), true);
    assert_eq!(decide(&draft, None, &Signature::new(&context())), Decision::Refuse(Vec::new()));
    let record = record_of("");
    let stored = Document::parse(record.as_bytes()).unwrap();
    assert_eq!(
        decide(&draft, Some(&stored), &Signature::new(&context())),
        restricted(&["brickSourceEntityType"])
    );
}

#[test]
fn a_default_for_what_the_service_owns_is_not_filled_in() {
    let sent = Document::parse(br#"{"id":"a"}"#).unwrap();
    let defaults = Document::parse(br#"{"isActive":false,"sysData":1,"x":1}"#).unwrap();
    let draft = Draft::new("a", sent.root(), defaults.root().members().unwrap(), false);
    let (_, record) = written(decide(&draft, None, &Signature::new(&context())));
    assert!(record.starts_with(r#"{"id":"a","x":1,"sourceERCollectionId""#), "{record}");
    assert!(Document::parse(record.as_bytes()).is_ok(), "{record}");
}
