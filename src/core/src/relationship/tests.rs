use std::rc::Rc;

use super::*;
use crate::catalog::{BuiltIn, Catalog, RelationshipType, TypeSource};
use crate::json::Document;
use crate::schema::{Documents, NativeRegexEngine};

const BUILT_IN: &str = "BRICK_0_4__hasPart";

/// A type that asks for nothing.
const LAX: &str = r#"{"title":"lax"}"#;

/// A type that asks for all that a built-in one does, but lets everything else pass.
fn open() -> String {
    let built_in = BuiltIn::schemas().next().unwrap();
    let title = built_in.replace(r#""title":"BRICK_0_4__contains""#, r#""title":"open""#);
    title.replace(r#""additionalProperties":false,"#, "")
}

/// A built-in type's schema, which sees to the rules of every relationship by itself, but for one.
fn forgetful(name: &str) -> Option<String> {
    let (from, to) = match name {
        "no source" => (r#","sourceEntityId","#, ","),
        "any source" => (r#"source entity id","type":"string""#, r#"","type":"null""#),
        "any brick" => (r#""brickSourceEntityType","type":"string""#, r#""","type":"number""#),
        "any data" => (r#"custom data","type":"object""#, r#"","type":"array""#),
        "service's" => (r#""customData":"#, r#""isActive":{"type":"string"},"customData":"#),
        _ => return None,
    };
    let built_in = BuiltIn::schemas().next()?;
    let titled =
        built_in.replace(r#""title":"BRICK_0_4__contains""#, &format!("\"title\":{name:?}"));
    let changed = titled.replacen(from, to, 1);
    assert_ne!(changed, titled);
    Some(changed)
}

fn find_type(name: &str) -> Option<Rc<RelationshipType>> {
    let catalog = Catalog::new(NativeRegexEngine, Documents::new());
    match name {
        "open" => catalog.compile(&open()).ok().map(Rc::new),
        "lax" => catalog.compile(LAX).ok().map(Rc::new),
        other => match forgetful(other) {
            Some(schema) => catalog.compile(&schema).ok().map(Rc::new),
            None => BuiltIn::default().find(other),
        },
    }
}

fn row(relationship_type: &str, more: &str) -> String {
    format!(
        r#"{{"id":"a","relationshipName":"n","relationshipType":"{relationship_type}","sourceEntityId":"s","destinationEntityId":"d"{more}}}"#
    )
}

/// The messages about one relationship.
fn messages(text: &str) -> Vec<String> {
    let document = Document::parse(text.as_bytes()).unwrap();
    let items = items(&document, MAX_RELATIONSHIPS).unwrap();
    let verdict = judge_batch(&items, find_type).next().unwrap();
    verdict.issues.iter().map(crate::issue::Issue::message).collect()
}

#[test]
fn what_is_right_has_no_issue_whatever_its_type() {
    for relationship_type in [BUILT_IN, "open", "lax"] {
        assert_eq!(messages(&row(relationship_type, "")), [""; 0]);
        let all = r#","customData":{"a":[1]},"brickSourceEntityType":"x","isActive":true,"sysData":7,"sourceERCollectionId":"c","destinationERCollectionId":"e""#;
        assert_eq!(messages(&row(relationship_type, all)), [""; 0]);
    }
}

#[test]
fn what_the_service_owns_is_judged_whatever_the_type_lets_pass() {
    for relationship_type in [BUILT_IN, "open", "lax"] {
        for value in ["false", "null", "1", "\"true\"", "{}"] {
            let row = row(relationship_type, &format!(r#","isActive":{value}"#));
            assert_eq!(messages(&row), ["isActive:NotInEnumeration"], "{row}");
        }
        let row =
            row(relationship_type, r#","sourceERCollectionId":1,"destinationERCollectionId":{}"#);
        let expected =
            ["sourceERCollectionId:StringExpected", "destinationERCollectionId:StringExpected"];
        assert_eq!(messages(&row), expected);
    }
}

#[test]
fn every_relationship_has_its_five_properties_whatever_the_type_lets_pass() {
    let expected = [
        "Relationship id is missing",
        "relationshipName:PropertyRequired",
        "sourceEntityId:PropertyRequired",
        "destinationEntityId:PropertyRequired",
    ];
    assert_eq!(messages(r#"{"relationshipType":"lax"}"#), expected);
    let expected = [
        "id:StringExpected",
        "relationshipName:StringExpected",
        "sourceEntityId:StringExpected",
        "destinationEntityId:StringExpected",
        "customData:ObjectExpected",
        "brickSourceEntityType:StringExpected",
    ];
    let wrong = r#"{"id":1,"relationshipName":2,"relationshipType":"TYPE","sourceEntityId":[],"destinationEntityId":{},"customData":"","brickSourceEntityType":null}"#;
    for relationship_type in ["lax", BUILT_IN] {
        assert_eq!(messages(&wrong.replace("TYPE", relationship_type)), expected);
    }
}

#[test]
fn a_schema_that_forgets_one_rule_of_ours_or_breaks_it_is_not_left_to_itself() {
    let no_source = row("no source", "").replace(r#""sourceEntityId":"s","#, "");
    assert_eq!(messages(&no_source), ["sourceEntityId:PropertyRequired"]);
    let null_source = row("any source", "").replace(r#""s""#, "null");
    assert_eq!(messages(&null_source), ["sourceEntityId:StringExpected"]);
    for (name, property, fault) in [
        ("any brick", r#","brickSourceEntityType":7"#, "brickSourceEntityType:StringExpected"),
        ("any data", r#","customData":[]"#, "customData:ObjectExpected"),
        ("service's", r#","isActive":"yes""#, "isActive:NotInEnumeration"),
    ] {
        assert_eq!(messages(&row(name, property)), [fault]);
    }
}

#[test]
fn a_type_that_is_missing_not_a_string_or_not_registered_is_told_as_such() {
    let missing =
        r#"{"id":"a","relationshipName":"n","sourceEntityId":"s","destinationEntityId":"d"}"#;
    assert_eq!(messages(missing), ["Relationship type is missing"]);
    assert_eq!(messages(&row("nobody's", "")), ["Failed-Invalid Schema"]);
    let number = row(BUILT_IN, "").replace(&format!("\"{BUILT_IN}\""), "1");
    assert_eq!(messages(&number), ["relationshipType:StringExpected"]);
}

#[test]
fn ids_are_taken_at_their_limits_and_refused_beyond() {
    let with = |property: &str, id: &str| {
        let (name, value) = match property {
            "id" => (r#""id":"a""#, format!(r#""id":"{id}""#)),
            _ => (r#""sourceEntityId":"s""#, format!(r#""sourceEntityId":"{id}""#)),
        };
        messages(&row(BUILT_IN, "").replace(name, &value))
    };
    for property in ["id", "sourceEntityId"] {
        assert_eq!(with(property, &"é".repeat(512)), [""; 0]);
        assert_eq!(
            with(property, &format!("{}a", "é".repeat(512))),
            [format!("{property}:IdTooLong")]
        );
        assert_eq!(with(property, ""), [format!("{property}:IdEmpty")]);
        for control in ["\\u0000", "\\n", "\u{7f}", "\u{85}"] {
            assert_eq!(
                with(property, &format!("a long plain id{control}")),
                [format!("{property}:IdHasControlCharacter")]
            );
        }
        assert_eq!(with(property, "% #/[]:\u{a0}"), [""; 0]);
    }
}

#[test]
fn of_equal_ids_the_first_is_processed_even_where_it_is_wrong() {
    let text = format!("[{},{},{}]", row("nobody's", ""), row(BUILT_IN, ""), row(BUILT_IN, ""));
    let document = Document::parse(text.as_bytes()).unwrap();
    let items = items(&document, MAX_RELATIONSHIPS).unwrap();
    let verdicts = judge_batch(&items, find_type);
    let duplicates: Vec<bool> = verdicts.map(|verdict| verdict.is_duplicate).collect();
    assert_eq!(duplicates, [false, true, true]);
}

#[test]
fn collection_ids_are_printable_ascii_without_space_and_comma() {
    for id in ["a", "TestER-DVDocs", "!~/:", &"x".repeat(128)] {
        assert_eq!(CollectionId::new(id).map(|id| id.to_string()), Ok(id.to_owned()));
    }
    for id in ["", "a b", "a,b", "é", "a\n", &"x".repeat(129)] {
        assert_eq!(CollectionId::new(id), Err(IdError), "{id}");
    }
}
