//! Which schemas are shapes, and what shapes tell.

use super::*;

/// Whether a schema is judged at a glance; anything that asserts more must not be.
fn is_shape(schema: &Json) -> bool {
    compile(schema).unwrap().shape().is_some()
}

#[test]
fn only_what_asserts_nothing_more_is_a_shape() {
    let string = json!({"type": "string"});
    for shape in [
        json!({"type": "object"}),
        json!({"type": "object", "additionalProperties": true}),
        json!({"type": "object", "properties": {"a": string}, "required": ["a"]}),
        json!({"type": "object", "title": "t", "description": "d", "examples": [], "custom": 1,
            "default": {}, "definitions": {"a": {"minLength": 1}}, "$id": "http://x/",
            "$schema": "http://json-schema.org/draft-06/schema#"}),
        json!({"type": "object", "properties": {"a": {"type": "null", "default": 1, "title": "t"}}}),
    ] {
        assert!(is_shape(&shape), "{shape}");
    }
    for other in [
        json!({}),
        json!({"properties": {"a": string}}),
        json!({"type": "array"}),
        json!({"type": ["object"]}),
        json!({"type": "object", "minProperties": 1}),
        json!({"type": "object", "patternProperties": {"a": string}}),
        json!({"type": "object", "enum": [{}]}),
        json!({"type": "object", "not": {}}),
        json!({"type": "object", "required": ["a"]}),
        json!({"type": "object", "additionalProperties": {}}),
        json!({"type": "object", "additionalProperties": string}),
        json!({"type": "object", "$ref": "#/definitions/a", "definitions": {"a": string}}),
        json!({"type": "object", "properties": {"a": {}}}),
        json!({"type": "object", "properties": {"a": false}}),
        json!({"type": "object", "properties": {"a": {"type": "integer"}}}),
        json!({"type": "object", "properties": {"a": {"type": ["string"]}}}),
        json!({"type": "object", "properties": {"a": {"type": "string", "minLength": 1}}}),
        json!({"type": "object", "properties": {"a": {"type": "string", "$ref": "#"}}}),
    ] {
        assert!(!is_shape(&other), "{other}");
    }
}

#[test]
fn a_shape_has_up_to_64_members_and_tells_names_apart_that_end_alike() {
    for (count, tail) in [1, 2, 63, 64, 65].into_iter().flat_map(|count| {
        ["aaaa", "abcd", "name", "Type", "zzzz", "\u{e9}\u{e9}"].map(|tail| (count, tail))
    }) {
        let names: Vec<String> = (0..count).map(|at| format!("{at:02}{tail}")).collect();
        let all = |value: Json| -> serde_json::Map<String, Json> {
            names.iter().map(|name| (name.clone(), value.clone())).collect()
        };
        let schema = json!({"type": "object", "properties": all(json!({"type": "string"})),
            "required": names, "additionalProperties": false});
        assert_eq!(is_shape(&schema), count <= 64, "{count}");
        let found = |members: &serde_json::Map<_, _>| {
            let found = issues(&schema, &Json::Object(members.clone()));
            found.into_iter().map(|(path, code, _)| (path, code)).collect::<Vec<_>>()
        };
        let whole = all(json!(""));
        assert_eq!(found(&whole), []);
        for name in &names {
            let mut members = whole.clone();
            members.insert(name.clone(), json!(1));
            assert_eq!(found(&members), [(json!([name]), "stringExpected")]);
            members.remove(name);
            assert_eq!(found(&members), [(json!([name]), "propertyRequired")]);
        }
        let mut members = whole.clone();
        let other = format!("99{tail}");
        members.insert(other.clone(), json!(""));
        assert_eq!(found(&members), [(json!([other]), "noAdditionalPropertiesAllowed")]);
    }
}
