mod laws;

use serde_json::{Value as Json, json};

use super::check_widening;
use crate::json::Document;

/// `Ok`, or the reason with its place.
fn verdict(old: &Json, new: &Json) -> Result<(), String> {
    verdict_of(&old.to_string(), &new.to_string())
}

fn verdict_of(old: &str, new: &str) -> Result<(), String> {
    let (old, new) = (Document::parse_text(old).unwrap(), Document::parse_text(new).unwrap());
    check_widening(old.root(), new.root()).map_err(|error| error.to_string())
}

/// Each pair is wider from left to right, and refused for that reason from right to left.
fn assert_widens(rows: &[(&str, &str, &str)]) {
    for (narrow, wide, reason) in rows {
        assert_eq!(verdict_of(narrow, wide), Ok(()), "{narrow} {wide}");
        assert_eq!(verdict_of(wide, narrow), Err((*reason).to_owned()), "{wide} {narrow}");
    }
}

/// Each pair is refused for that reason.
fn assert_refused(rows: &[(&str, &str, &str)]) {
    for (old, new, reason) in rows {
        assert_eq!(verdict_of(old, new), Err((*reason).to_owned()), "{old} {new}");
    }
}

#[test]
fn an_assertion_may_be_dropped_and_none_may_be_added() {
    for assertion in [
        r#""type":"string""#,
        r#""enum":[1]"#,
        r#""const":1"#,
        r#""multipleOf":2"#,
        r#""maximum":1"#,
        r#""exclusiveMaximum":1"#,
        r#""minimum":1"#,
        r#""exclusiveMinimum":1"#,
        r#""maxLength":1"#,
        r#""minLength":1"#,
        r#""pattern":"a""#,
        r#""format":"uri""#,
        r#""maxItems":1"#,
        r#""minItems":1"#,
        r#""uniqueItems":true"#,
        r#""items":{"type":"null"}"#,
        r#""contains":{}"#,
        r#""maxProperties":1"#,
        r#""minProperties":1"#,
        r#""additionalProperties":false"#,
        r#""propertyNames":{"maxLength":1}"#,
        r#""allOf":[{"maxLength":1}]"#,
        r#""anyOf":[{}]"#,
        r#""oneOf":[{}]"#,
        r#""not":{"type":"null"}"#,
    ] {
        let keyword = assertion.split('"').nth(1).unwrap();
        let reason = format!("`#/{keyword}` was not there before");
        assert_widens(&[(&format!("{{{assertion}}}"), "{}", &reason)]);
        assert_widens(&[(&format!("{{{assertion}}}"), "true", &reason)]);
    }
}

#[test]
fn an_assertion_that_asks_for_nothing_may_be_added() {
    let nothing = r#"{
        "minLength": 0, "minItems": 0.0, "minProperties": 0, "uniqueItems": false, "required": [],
        "items": [{}, true], "additionalItems": {"description": "any"}, "propertyNames": {},
        "properties": {"a": true, "b": {"items": {}}}, "patternProperties": {"^x": {}},
        "additionalProperties": {"minLength": 0}, "dependencies": {"a": [], "b": {}}
    }"#;
    assert_eq!(verdict_of("{}", nothing), Ok(()));
    assert_eq!(verdict_of("true", nothing), Ok(()));
}

#[test]
fn what_asserts_nothing_may_change() {
    let old = r#"{"title":"A","$schema":"http://json-schema.org/draft-06/schema#","default":1,
        "properties":{"a":{"description":"x","examples":[1]}},"brickMetadata":{"type":"null"},
        "not":{"description":"x","enum":[{"description":1}]}}"#;
    let new = r#"{"title":"B","description":"b","definitions":{"a":{"type":"null"}},
        "properties":{"a":{"description":"y","default":{}}},"brickMetadata":{"maxLength":1},
        "not":{"enum":[{"description":1.0}],"title":"z"}}"#;
    assert_eq!(verdict_of(old, new), Ok(()));
    assert_eq!(verdict_of(new, old), Ok(()));
    let other_value = new.replace("1.0", "2");
    let reason = "`#/not` is not what it was";
    assert_eq!(verdict_of(old, &other_value), Err(reason.to_owned()));
}

#[test]
fn a_bound_may_move_outwards_only() {
    assert_widens(&[
        (r#"{"maximum":1}"#, r#"{"maximum":1.1}"#, "`#/maximum` is smaller than before"),
        (
            r#"{"maximum":12345678901234567890}"#,
            r#"{"maximum":12345678901234567891}"#,
            "`#/maximum` is smaller than before",
        ),
        (r#"{"minimum":1}"#, r#"{"minimum":-1}"#, "`#/minimum` is larger than before"),
        (
            r#"{"exclusiveMaximum":1}"#,
            r#"{"exclusiveMaximum":2}"#,
            "`#/exclusiveMaximum` is smaller than before",
        ),
        (
            r#"{"exclusiveMinimum":2}"#,
            r#"{"exclusiveMinimum":1}"#,
            "`#/exclusiveMinimum` is larger than before",
        ),
        (r#"{"maxLength":1}"#, r#"{"maxLength":2}"#, "`#/maxLength` is smaller than before"),
        (r#"{"minLength":2}"#, r#"{"minLength":1}"#, "`#/minLength` is larger than before"),
        (r#"{"maxItems":1}"#, r#"{"maxItems":2}"#, "`#/maxItems` is smaller than before"),
        (r#"{"minItems":2}"#, r#"{"minItems":1}"#, "`#/minItems` is larger than before"),
        (
            r#"{"maxProperties":1}"#,
            r#"{"maxProperties":2}"#,
            "`#/maxProperties` is smaller than before",
        ),
        (
            r#"{"minProperties":2}"#,
            r#"{"minProperties":1}"#,
            "`#/minProperties` is larger than before",
        ),
    ]);
    assert_eq!(verdict_of(r#"{"maximum":1}"#, r#"{"maximum":1.0}"#), Ok(()));
    assert_eq!(verdict_of(r#"{"maxLength":1}"#, r#"{"maxLength":1.0}"#), Ok(()));
}

#[test]
fn a_bound_may_take_its_limit_in_or_lie_beyond_it() {
    assert_widens(&[
        (
            r#"{"exclusiveMaximum":1}"#,
            r#"{"maximum":1}"#,
            "`#/exclusiveMaximum` was not there before",
        ),
        (
            r#"{"exclusiveMinimum":1}"#,
            r#"{"minimum":1}"#,
            "`#/exclusiveMinimum` was not there before",
        ),
        (r#"{"maximum":1}"#, r#"{"exclusiveMaximum":2}"#, "`#/maximum` was not there before"),
        (r#"{"minimum":2}"#, r#"{"exclusiveMinimum":1}"#, "`#/minimum` was not there before"),
    ]);
}

#[test]
fn a_divisor_may_become_one_of_its_divisors() {
    let reason = "`#/multipleOf` does not divide what it was";
    assert_widens(&[
        (r#"{"multipleOf":6}"#, r#"{"multipleOf":3}"#, reason),
        (r#"{"multipleOf":0.3}"#, r#"{"multipleOf":0.1}"#, reason),
    ]);
    assert_eq!(verdict_of(r#"{"multipleOf":10}"#, r#"{"multipleOf":1e1}"#), Ok(()));
    assert_refused(&[(r#"{"multipleOf":3}"#, r#"{"multipleOf":2}"#, reason)]);
}

#[test]
fn types_may_become_more_and_an_integer_is_a_number() {
    assert_widens(&[
        (
            r#"{"type":"null"}"#,
            r#"{"type":["string","null"]}"#,
            "`#/type` no longer allows `string`",
        ),
        (r#"{"type":"integer"}"#, r#"{"type":"number"}"#, "`#/type` no longer allows `number`"),
        (
            r#"{"type":["integer","null"]}"#,
            r#"{"type":["null","number"]}"#,
            "`#/type` no longer allows `number`",
        ),
    ]);
    assert_eq!(verdict_of(r#"{"type":"null"}"#, r#"{"type":["null"]}"#), Ok(()));
}

#[test]
fn listed_values_may_become_more() {
    let lacks = "`#/enum` lacks a value that it had";
    assert_widens(&[
        (r#"{"enum":["a",{"b":1,"c":2}]}"#, r#"{"enum":[{"c":2,"b":1.0},0,"a"]}"#, lacks),
        (r#"{"const":1}"#, r#"{"enum":[2,1]}"#, "`#/const` was not there before"),
    ]);
    assert_eq!(verdict_of(r#"{"enum":[1,1.0]}"#, r#"{"const":1}"#), Ok(()));
    assert_eq!(verdict_of(r#"{"enum":[1,2],"const":1}"#, r#"{"enum":[1]}"#), Ok(()));
    assert_refused(&[
        (r#"{"const":1}"#, r#"{"const":2}"#, "`#/const` is not what it was"),
        (r#"{"const":[1,2]}"#, r#"{"enum":[1,2]}"#, "`#/enum` was not there before"),
    ]);
}

#[test]
fn fewer_names_may_be_required() {
    assert_widens(&[(
        r#"{"required":["a","b"]}"#,
        r#"{"required":["b"]}"#,
        "`#/required` names `a`, which was not required before",
    )]);
    assert_refused(&[(
        "{}",
        r#"{"required":["x"]}"#,
        "`#/required` names `x`, which was not required before",
    )]);
}

#[test]
fn unique_items_may_end() {
    assert_widens(&[(
        r#"{"uniqueItems":true}"#,
        r#"{"uniqueItems":false}"#,
        "`#/uniqueItems` was `false` before",
    )]);
}

#[test]
fn a_schema_inside_may_become_wider() {
    let places = [
        (r#"{"properties":{"a/b":?}}"#, "/properties/a~1b"),
        (r#"{"patternProperties":{"^a":?}}"#, "/patternProperties/^a"),
        (r#"{"additionalProperties":?}"#, "/additionalProperties"),
        (r#"{"propertyNames":?}"#, "/propertyNames"),
        (r#"{"items":?}"#, "/items"),
        (r#"{"items":[{},?]}"#, "/items/1"),
        (r#"{"items":[{}],"additionalItems":?}"#, "/additionalItems"),
        (r#"{"contains":?}"#, "/contains"),
        (r#"{"dependencies":{"a":?}}"#, "/dependencies/a"),
        (r#"{"allOf":[{},?]}"#, "/allOf/1"),
        (r#"{"anyOf":[{"type":"null"},?]}"#, "/anyOf/1"),
    ];
    for (schema, place) in places {
        let narrow = schema.replace('?', r#"{"maxLength":1}"#);
        let wide = schema.replace('?', r#"{"maxLength":2}"#);
        let reason = format!("`#{place}/maxLength` is smaller than before");
        assert_widens(&[(&narrow, &wide, &reason)]);
        let (none, all) = (schema.replace('?', "false"), schema.replace('?', "true"));
        assert_widens(&[(&none, &wide, &format!("`#{place}` allows nothing any more"))]);
        assert_eq!(verdict_of(&narrow, &all), Ok(()), "{schema}");
    }
}

#[test]
fn a_schema_that_excludes_or_counts_may_not_change() {
    for (old, new, reason) in [
        (r#"{"not":{"maxLength":2}}"#, r#"{"not":{"maxLength":1}}"#, "`#/not` is not what it was"),
        (
            r#"{"oneOf":[{"maxLength":2}]}"#,
            r#"{"oneOf":[{"maxLength":3}]}"#,
            "`#/oneOf` is not what it was",
        ),
        (r#"{"pattern":"a"}"#, r#"{"pattern":"a|b"}"#, "`#/pattern` is not what it was"),
        (r#"{"format":"uri"}"#, r#"{"format":"uri-reference"}"#, "`#/format` is not what it was"),
    ] {
        assert_refused(&[(old, new, reason)]);
    }
    let same = r#"{"oneOf":[{"title":"b","maximum":1.0,"required":["a"]}]}"#;
    assert_eq!(
        verdict_of(r#"{"oneOf":[{"required":["a"],"maximum":1,"title":"a"}]}"#, same),
        Ok(())
    );
}

#[test]
fn a_new_property_must_be_one_that_was_refused_or_looser_than_the_rest() {
    let new = r#"{"properties":{"a":{"maxLength":2}}}"#;
    let reason = "`#/properties/a` was not there before";
    assert_eq!(verdict_of(r#"{"additionalProperties":false}"#, new), Ok(()));
    assert_eq!(verdict_of(r#"{"additionalProperties":{"maxLength":1}}"#, new), Ok(()));
    assert_refused(&[
        ("{}", new, reason),
        (r#"{"additionalProperties":{"maxLength":3}}"#, new, reason),
        (r#"{"additionalProperties":false,"patternProperties":{"^a":{}}}"#, new, reason),
        (r#"{"additionalProperties":true,"patternProperties":{"^a":false}}"#, new, reason),
    ]);
    let patterns = r#"{"additionalProperties":false,"patternProperties":{"^a":{"maxLength":1}}}"#;
    assert_eq!(verdict_of(patterns, new), Ok(()));
}

#[test]
fn a_property_may_go_where_the_rest_allows_as_much() {
    let old = r#"{"properties":{"a":{"maxLength":1}},"additionalProperties":false}"#;
    assert_eq!(verdict_of(old, "{}"), Ok(()));
    assert_eq!(verdict_of(old, r#"{"additionalProperties":{"maxLength":2}}"#), Ok(()));
    let reason = "`#/properties/a` is gone, and `additionalProperties` does not allow as much";
    assert_refused(&[
        (old, r#"{"additionalProperties":false}"#, reason),
        (old, r#"{"additionalProperties":{"maxLength":0}}"#, reason),
        (
            r#"{"patternProperties":{"^a":{}},"additionalProperties":false}"#,
            r#"{"additionalProperties":false}"#,
            "`#/patternProperties/^a` is gone, and `additionalProperties` does not allow as much",
        ),
        (
            old,
            r#"{"patternProperties":{"^a":{"minLength":1}}}"#,
            "`#/patternProperties/^a` was not there before",
        ),
    ]);
}

#[test]
fn each_element_of_an_array_may_be_allowed_more() {
    let beyond = "`#/additionalItems` does not allow as much as each of `items` did";
    for (old, new) in [
        (
            r#"{"items":{"maximum":1}}"#,
            r#"{"items":[{"maximum":2}],"additionalItems":{"maximum":3}}"#,
        ),
        (
            r#"{"items":[{"maximum":1}],"additionalItems":{"maximum":2}}"#,
            r#"{"items":{"maximum":2}}"#,
        ),
        (r#"{"items":[true,{"maximum":1}],"additionalItems":false}"#, r#"{"items":[true]}"#),
        (r#"{"items":[true],"additionalItems":false}"#, r#"{"items":[true,{"maximum":1}]}"#),
        (r#"{"additionalItems":false}"#, r#"{"additionalItems":{"maximum":1}}"#),
        (r#"{"items":{},"additionalItems":true}"#, r#"{"items":{},"additionalItems":false}"#),
    ] {
        assert_eq!(verdict_of(old, new), Ok(()), "{old} {new}");
    }
    assert_refused(&[
        (
            r#"{"items":{"maximum":2}}"#,
            r#"{"items":[{"maximum":1}]}"#,
            "`#/items/0/maximum` is smaller than before",
        ),
        (
            r#"{"items":[{}]}"#,
            r#"{"items":[{},{"maximum":1}]}"#,
            "`#/items/1` was not there before",
        ),
        (
            r#"{"items":[{}]}"#,
            r#"{"items":[{}],"additionalItems":false}"#,
            "`#/additionalItems` was not there before",
        ),
        (
            r#"{"items":[{},{}],"additionalItems":false}"#,
            r#"{"items":[{}],"additionalItems":false}"#,
            beyond,
        ),
        (
            r#"{"items":[{"maximum":2}],"additionalItems":false}"#,
            r#"{"items":{"maximum":1}}"#,
            "`#/items` does not allow as much as each of `items` did",
        ),
    ]);
}

#[test]
fn less_may_be_demanded_where_a_member_is_there() {
    assert_widens(&[
        (
            r#"{"dependencies":{"a":["b","c"],"b":["a"]}}"#,
            r#"{"dependencies":{"a":["c"],"b":["a"]}}"#,
            "`#/dependencies/a` names `b`, which it did not before",
        ),
        (
            r#"{"dependencies":{"a":["b"],"b":["a"]}}"#,
            r#"{"dependencies":{"b":["a"]}}"#,
            "`#/dependencies/a` was not there before",
        ),
        (
            r#"{"dependencies":{"a":{"minProperties":2}}}"#,
            "{}",
            "`#/dependencies/a` was not there before",
        ),
    ]);
    assert_refused(&[
        (
            r#"{"dependencies":{"a":["b"]}}"#,
            r#"{"dependencies":{"a":{"required":["b"]}}}"#,
            "`#/dependencies/a` is not what it was",
        ),
        (
            r#"{"dependencies":{"a":{"required":["b"]}}}"#,
            r#"{"dependencies":{"a":["b"]}}"#,
            "`#/dependencies/a` names `b`, which it did not before",
        ),
    ]);
}

#[test]
fn all_of_may_lose_schemas_and_any_of_may_gain_them() {
    assert_widens(&[
        (
            r#"{"allOf":[{"maxLength":1},{"minLength":1},{"pattern":"a"}]}"#,
            r#"{"allOf":[{"pattern":"a"},{"maxLength":1}]}"#,
            "`#/allOf/1/minLength` was not there before",
        ),
        (
            r#"{"allOf":[{"maxLength":1},{"minLength":1}]}"#,
            r#"{"allOf":[{"maxLength":1}]}"#,
            "`#/allOf/1` was not there before",
        ),
        (
            r#"{"anyOf":[{"maxLength":1},{"minLength":4}]}"#,
            r#"{"anyOf":[{"maxLength":2},{"type":"null"},{"minLength":4}]}"#,
            "`#/anyOf/0/maxLength` is smaller than before",
        ),
        (
            r#"{"anyOf":[{"maxLength":1}]}"#,
            r#"{"anyOf":[{"maxLength":1},{"minLength":4}]}"#,
            "`#/anyOf` has fewer schemas than before",
        ),
    ]);
}

#[test]
fn a_schema_with_references_may_change_in_its_words_only() {
    let old =
        r##"{"title":"A","properties":{"a":{"$ref":"#/default"}},"default":{"maxLength":2}}"##;
    let retitled = old.replace(r#""A""#, r#""B","description":"b""#);
    assert_eq!(verdict_of(old, &retitled), Ok(()));
    let reason = |place: &str| {
        Err(format!("`{place}` is a reference, and a schema with references may not change"))
    };
    assert_eq!(verdict_of(old, &old.replace('2', "1")), reason("#/properties/a/$ref"));
    assert_eq!(verdict_of(old, "{}"), reason("#/properties/a/$ref"));
    for (schema, place) in [
        (r##"{"$ref":"#/definitions/a"}"##, "#/$ref"),
        (r##"{"items":{"$ref":"#"}}"##, "#/items/$ref"),
        (r##"{"items":[{},{"not":{"$ref":"#"}}]}"##, "#/items/1/not/$ref"),
    ] {
        assert_eq!(verdict_of("{}", schema), reason(place));
    }
    // A value and a name are none.
    let name = r#"{"properties":{"$ref":{"maxLength":1}},"enum":[{"$ref":"b"}]}"#;
    assert_eq!(verdict_of(name, &name.replace('1', "2")), Ok(()));
}

#[test]
fn an_id_may_not_change() {
    let reason = "`#/items/$id` is not what it was";
    assert_refused(&[
        (r#"{"items":{"$id":"a"}}"#, r#"{"items":{"$id":"b"}}"#, reason),
        (r#"{"items":{"$id":"a"}}"#, r#"{"items":{}}"#, reason),
        (r#"{"items":{}}"#, r#"{"items":{"$id":"a"}}"#, reason),
        (r#"{"not":{"$id":"a"}}"#, r#"{"not":{"$id":"b"}}"#, "`#/not` is not what it was"),
    ]);
    assert_eq!(verdict_of(r#"{"$id":"a","maxLength":1}"#, r#"{"$id":"a"}"#), Ok(()));
}

#[test]
fn a_false_schema_is_the_narrowest() {
    assert_widens(&[("false", "{}", "`#` allows nothing any more")]);
    assert_eq!(verdict_of("false", "false"), Ok(()));
}

#[test]
fn a_name_in_a_reason_is_cut() {
    let long = "x".repeat(200);
    let cut = format!("`#/required` names `{}…`, which was not required before", "x".repeat(128));
    assert_eq!(verdict(&json!({}), &json!({"required": [long]})), Err(cut));
}

#[test]
fn what_takes_too_much_is_refused() {
    // Each pattern is compared with each name.
    let many = || {
        (0..600)
            .map(|n| (format!("p{n}"), json!({"maximum": 1})))
            .collect::<serde_json::Map<_, _>>()
    };
    let old = json!({"patternProperties": many(), "additionalProperties": false});
    let new = json!({"properties": many()});
    let error = verdict(&old, &new).unwrap_err();
    assert!(
        error.ends_with("` takes too much to be compared with what was there before"),
        "{error}"
    );
}
