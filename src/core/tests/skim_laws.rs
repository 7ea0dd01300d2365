//! The short cut for bodies in which nothing is wrong, beside the whole verdict.

use er_relationships::catalog::{BuiltIn, TypeSource, Types};
use er_relationships::report::{Body, count_if_valid, report_relationships};
use er_relationships::schema::NativeRegexEngine;
use proptest::prelude::*;

const ROW: &str = r#"{"id":"a","relationshipName":"n","relationshipType":"BRICK_0_4__hasPart_Location_Equipment","sourceEntityId":"s","destinationEntityId":"d"}"#;

/// All that a relationship of a built-in type may have, but for what is in [`ROW`].
const OPTIONAL: &str = r#","brickRelationshipType":"BRICK_0_4__hasPart","brickRelationshipName":"hasPart","brickSourceEntityType":"Location","brickSourceEntitySubType":"Room","brickDestinationEntityType":"Equipment","brickDestinationEntitySubType":"VAV","customData":{"floor":1.50,"more":[{},null,"\u00e9"]}}"#;

fn whole() -> String {
    ROW.replace('}', OPTIONAL)
}

fn count(body: &str) -> usize {
    count_by(body, &BuiltIn::default())
}

fn count_by(body: &str, types: &impl TypeSource) -> usize {
    count_if_valid(Body::Bytes(body.as_bytes()), types)
}

/// A list of that many rows, with ids of their own.
fn list(rows: usize) -> String {
    let rows: Vec<_> = (0..rows).map(|n| ROW.replace(r#""a""#, &format!("\"{n}\""))).collect();
    format!("[{}]", rows.join(","))
}

#[test]
fn what_is_right_is_counted_however_it_is_laid_out() {
    assert_eq!([count(ROW), count(&whole()), count(&list(1)), count(&list(100))], [1, 1, 1, 100]);
    let spread = whole().replace(',', " ,\n\t").replace(':', " :\r ").replace('{', "{ ");
    assert_eq!(count(&format!(" [ {spread} ] ")), 1);
    let turned = r#"{"destinationEntityId":"d","customData":{},"relationshipType":"BRICK_0_4__feeds","id":"b","sourceEntityId":"é","relationshipName":""}"#;
    assert_eq!(count(&format!("[{ROW},{turned},{}]", whole().replace(r#""a""#, r#""c""#))), 3);
}

#[test]
fn what_is_wrong_is_never_counted() {
    let long_id = format!("\"{}\"", "x".repeat(1025));
    for (from, to) in [
        // JSON
        (r#"{"id""#, "\u{feff}{\"id\""),
        ("}}", "}},"),
        ("}}", "}}x"),
        ("}}", "}"),
        (r#""floor":1.50"#, r#""floor":1e400"#),
        (r#""floor":1.50"#, r#""floor":1,"floor":1"#),
        (r#""floor":1.50"#, r#""floor":01"#),
        (r#""n""#, "\"\u{1}\""),
        (r#""n""#, r#""\ud800""#),
        (r#""n","#, r#""n""#),
        (r#""n","#, r#""n",,"#),
        // the schema
        (r#""relationshipName":"n","#, ""),
        (r#""n""#, "1"),
        (r#""hasPart""#, "null"),
        (r#""customData":{"#, r#""customData":[],"x":{"#),
        (r#"hasPart_Location_Equipment"#, "hasPart_Location"),
        (r#"{"id""#, r#"{"isActive":false,"id""#),
        // ids
        (r#""a""#, r#""""#),
        (r#""d""#, long_id.as_str()),
        (r#""s""#, "\"s\u{7f}\""),
        (r#""s""#, "\"s\u{85}\""),
    ] {
        let body = whole().replacen(from, to, 1);
        assert_ne!(body, whole(), "{from}");
        assert_eq!(count(&body), 0, "{body}");
        assert_ne!(report(&body), valid_report(1), "{body}");
    }
    let swapped = whole()
        .replace(r#"SourceEntityType":"Location""#, r#"SourceEntityType":"Equipment""#)
        .replace(r#"DestinationEntityType":"Equipment""#, r#"DestinationEntityType":"Location""#);
    assert!(report(&swapped).contains("hints"), "{swapped}");
    let twice = ROW.replace(r#""n""#, r#""n","relationshipName":"n""#);
    let many: String = (0..20).map(|n| format!(r#""m{n}":1,"#)).collect();
    let late_twice = with_custom_data(&format!(r#"{{{many}"m3":1}}"#));
    let lists = [list(0), list(101), list(2).replace(r#""1""#, r#""0""#), format!("[{ROW}")];
    for body in [swapped, twice, late_twice, nested(63)].into_iter().chain(lists) {
        assert_eq!(count(&body), 0, "{body}");
    }
    assert_eq!(count(&nested(62)), 1);
    assert_eq!(count_if_valid(Body::Bytes(b"\xff"), &BuiltIn::default()), 0);
}

fn with_custom_data(custom_data: &str) -> String {
    ROW.replace('}', &format!(r#","customData":{custom_data}}}"#))
}

/// With so many lists in each other, in `customData` in a relationship.
fn nested(lists: usize) -> String {
    with_custom_data(&format!(r#"{{"a":{}{}}}"#, "[".repeat(lists), "]".repeat(lists)))
}

#[test]
fn a_type_of_ones_own_counts_where_its_schema_says_no_more_than_what_is_there() {
    let built_in = BuiltIn::schemas().next().unwrap();
    let name = |text: &str| text.replace("BRICK_0_4__hasPart_Location_Equipment", "own");
    // What a type counts whose schema was changed so: a relationship with everything, one with the least, one with less.
    let own = |changes: &[(&str, &str)]| {
        let mut schema = built_in.replace(r#"BRICK_0_4__contains","type""#, r#"own","type""#);
        for (from, to) in changes {
            assert!(schema.contains(from), "{from}");
            schema = schema.replacen(from, to, 1);
        }
        let types = Types::new(NativeRegexEngine, false);
        types.add(&schema).unwrap();
        let less = ROW.replace(r#""sourceEntityId":"s","#, "");
        [whole(), ROW.to_owned(), less].map(|body| count_by(&name(&body), &types))
    };
    let (required, properties) = (r#""required":["#, r#""properties":{"#);
    let more = (properties, r#""properties":{"more":{"type":"string"},"#);
    let sub_type =
        r#""brickSourceEntitySubType":{"description":"brickSourceEntityType","type":"string"}"#;
    assert_eq!(own(&[]), [1, 1, 0]);
    assert_eq!(own(&[(required, r#""required":["customData","#)]), [1, 0, 0]);
    assert_eq!(own(&[more]), [1, 1, 0]);
    assert_eq!(own(&[more, (required, r#""required":["more","#)]), [0, 0, 0]);
    assert_eq!(own(&[(sub_type, r#""other":{"type":"string"}"#)]), [0, 1, 0]);
    // Left to the whole verdict.
    assert_eq!(own(&[(properties, r#""minProperties":6,"properties":{"#)]), [0, 0, 0]);
    assert_eq!(own(&[(r#""sourceEntityId","#, "")]), [0, 0, 0]);
}

fn report(body: &str) -> String {
    report_relationships(Body::Text(body), &BuiltIn::default(), usize::MAX)
}

fn valid_report(count: usize) -> String {
    format!(r#"{{"count":{count},"issues":[]}}"#)
}

/// Bodies that were right, before some pieces were put in place of others.
fn nearly_right() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "",
        " ",
        "\"",
        "\\",
        ",",
        "{",
        "}",
        "[",
        "]",
        ":",
        "1",
        "null",
        "\"a\"",
        "\"id\"",
        "\"id\":",
        "é",
        "\u{7f}",
        "\u{85}",
        "\\n",
        "\\u0061",
        "\"customData\":{}",
        "BRICK_0_4__",
        "Location",
        "_Equipment",
        "\"isActive\":true,",
        "\"brickSourceEntityType\":\"Equipment\",",
        "\t",
        "\u{1}",
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, piece), 0..4);
    (1usize..4, any::<bool>(), edits).prop_map(|(rows, has_all, edits)| {
        let row = if has_all { whole() } else { ROW.to_owned() };
        let rows: Vec<_> = (0..rows).map(|n| row.replace(r#""a""#, &format!("\"a{n}\""))).collect();
        let mut body = format!("[{}]", rows.join(","));
        for (at, len, piece) in edits {
            let mut start = at.index(body.len() + 1);
            while !body.is_char_boundary(start) {
                start -= 1;
            }
            let mut end = (start + len).min(body.len());
            while !body.is_char_boundary(end) {
                end += 1;
            }
            body.replace_range(start..end, piece);
        }
        body
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn what_is_counted_has_a_report_that_says_no_more(body in nearly_right()) {
        let count = count(&body);
        if count > 0 {
            prop_assert_eq!(report(&body), valid_report(count), "{}", body);
        }
    }
}
