mod laws;
mod limits;
mod shapes;

use super::*;
use crate::issue::{Code, PathSegment};
use serde_json::{Value as Json, json};

fn compile(schema: &Json) -> Result<Schema, SchemaError> {
    let text = schema.to_string();
    let document = Document::parse(text.as_bytes()).unwrap();
    Schema::compile(document.root(), &Documents::new(), &NativeRegexEngine)
}

fn with_value<T>(value: &Json, use_value: impl FnOnce(Value<'_>) -> T) -> T {
    let text = value.to_string();
    let document = Document::parse(text.as_bytes()).unwrap();
    use_value(document.root())
}

/// Each issue as its path in JSON, its code and its schema path.
fn issues(schema: &Json, value: &Json) -> Vec<(Json, &'static str, String)> {
    let schema = compile(schema).unwrap();
    let tell = |issue: Issue| {
        let path = issue.path.iter().map(|segment| match segment {
            PathSegment::Name(name) => json!(name),
            PathSegment::Index(index) => json!(index),
        });
        (path.collect(), issue.code.as_str(), issue.schema_path.unwrap_or_default())
    };
    with_value(value, |value| schema.issues(value).into_iter().map(tell).collect())
}

#[test]
fn every_fault_is_told_with_its_path_and_the_place_of_its_keyword() {
    let schema = json!({
        "required": ["id", "gone"],
        "properties": {
            "id": {"type": "string"},
            "list": {"items": {"$ref": "#/definitions/small"}, "maxItems": 2},
            "a/b": {"allOf": [{"minLength": 3}, {"pattern": "^x"}]},
        },
        "additionalProperties": false,
        "definitions": {"small": {"maximum": 9, "multipleOf": 2}},
    });
    let value = json!({"a/b": "é", "id": 1, "list": [10, 3, 11], "more": null});
    let expected = [
        (json!(["gone"]), "propertyRequired", "#/required"),
        (json!(["a/b"]), "stringTooShort", "#/properties/a~1b/allOf/0/minLength"),
        (json!(["a/b"]), "patternMismatch", "#/properties/a~1b/allOf/1/pattern"),
        (json!(["id"]), "stringExpected", "#/properties/id/type"),
        (json!(["list"]), "tooManyItems", "#/properties/list/maxItems"),
        (json!(["list", 0]), "numberTooBig", "#/definitions/small/maximum"),
        (json!(["list", 1]), "numberNotMultipleOf", "#/definitions/small/multipleOf"),
        (json!(["list", 2]), "numberNotMultipleOf", "#/definitions/small/multipleOf"),
        (json!(["list", 2]), "numberTooBig", "#/definitions/small/maximum"),
        (json!(["more"]), "noAdditionalPropertiesAllowed", "#/additionalProperties"),
    ];
    let found = issues(&schema, &value);
    assert_eq!(found, expected.map(|(path, code, place)| (path, code, place.to_owned())));
}

/// A schema that each keyword of which fails for the value beside it, and the code that tells.
#[test]
fn each_keyword_has_its_code() {
    let cases = [
        (json!({"type": "null"}), json!(1), Code::NullExpected),
        (json!({"type": "boolean"}), json!(1), Code::BooleanExpected),
        (json!({"type": "number"}), json!("1"), Code::NumberExpected),
        (json!({"type": "integer"}), json!(1.5), Code::IntegerExpected),
        (json!({"type": "string"}), json!(1), Code::StringExpected),
        (json!({"type": "array"}), json!({}), Code::ArrayExpected),
        (json!({"type": "object"}), json!([]), Code::ObjectExpected),
        (json!({"type": ["object", "null"]}), json!([]), Code::NoTypeValidates),
        (json!({"enum": [1, 2]}), json!(3), Code::NotInEnumeration),
        (json!({"const": {"a": 1}}), json!({"a": 2}), Code::ConstExpected),
        (json!({"multipleOf": 0.01}), json!(0.001), Code::NumberNotMultipleOf),
        (json!({"maximum": 1}), json!(1.1), Code::NumberTooBig),
        (json!({"exclusiveMaximum": 1}), json!(1), Code::NumberTooBig),
        (json!({"minimum": 1}), json!(0.9), Code::NumberTooSmall),
        (json!({"exclusiveMinimum": 1}), json!(1), Code::NumberTooSmall),
        (json!({"maxLength": 1}), json!("éé"), Code::StringTooLong),
        (json!({"minLength": 2}), json!("😀"), Code::StringTooShort),
        (json!({"pattern": "^.$"}), json!("ab"), Code::PatternMismatch),
        (json!({"format": "date-time"}), json!("x"), Code::DateTimeExpected),
        (json!({"format": "email"}), json!("x"), Code::EmailExpected),
        (json!({"format": "hostname"}), json!("-x"), Code::HostnameExpected),
        (json!({"format": "ipv4"}), json!("1.2.3"), Code::IpV4Expected),
        (json!({"format": "ipv6"}), json!("1.2.3"), Code::IpV6Expected),
        (json!({"format": "uri"}), json!("x"), Code::UriExpected),
        (json!({"format": "uri-reference"}), json!("\\"), Code::UriReferenceExpected),
        (json!({"format": "uri-template"}), json!("{"), Code::UriTemplateExpected),
        (json!({"format": "json-pointer"}), json!("x"), Code::JsonPointerExpected),
        (
            json!({"items": [{}], "additionalItems": false}),
            json!([1, 2]),
            Code::TooManyItemsInTuple,
        ),
        (json!({"maxItems": 0}), json!([1]), Code::TooManyItems),
        (json!({"minItems": 1}), json!([]), Code::TooFewItems),
        (
            json!({"uniqueItems": true}),
            json!([{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
            Code::ItemsNotUnique,
        ),
        (json!({"contains": {"const": 1}}), json!([2]), Code::NoItemContained),
        (json!({"maxProperties": 0}), json!({"a": 1}), Code::TooManyProperties),
        (json!({"minProperties": 1}), json!({}), Code::TooFewProperties),
        (json!({"required": ["a"]}), json!({}), Code::PropertyRequired),
        (
            json!({"additionalProperties": false}),
            json!({"a": 1}),
            Code::NoAdditionalPropertiesAllowed,
        ),
        (json!({"propertyNames": {"maxLength": 1}}), json!({"ab": 1}), Code::PropertyNameNotValid),
        (json!({"dependencies": {"a": ["b"]}}), json!({"a": 1}), Code::DependencyRequired),
        (json!({"anyOf": [{"type": "null"}, false]}), json!(1), Code::NotAnyOf),
        (json!({"oneOf": [{}, true]}), json!(1), Code::NotOneOf),
        (json!({"not": {}}), json!(1), Code::ExcludedSchemaValidates),
        (json!(false), json!(1), Code::NothingAllowed),
        (json!({"properties": {"a": false}}), json!({"a": 1}), Code::NothingAllowed),
        (
            json!({"patternProperties": {"^a": {"type": "null"}}}),
            json!({"ab": 1}),
            Code::NullExpected,
        ),
        (
            json!({"dependencies": {"a": {"maxProperties": 0}}}),
            json!({"a": 1}),
            Code::TooManyProperties,
        ),
    ];
    for (schema, value, code) in cases {
        let found: Vec<_> = issues(&schema, &value).into_iter().map(|(_, code, _)| code).collect();
        assert_eq!(found, [code.as_str()], "{schema} {value}");
    }
}

#[test]
fn a_keyword_tells_every_fault_that_it_finds() {
    let paths = |schema: Json, value: Json| {
        let found = issues(&schema, &value);
        found.into_iter().map(|(path, ..)| path).collect::<Vec<_>>()
    };
    let names = json!({"ab": 1, "c": 1, "de": 1});
    let expected = [json!(["ab"]), json!(["de"])];
    assert_eq!(paths(json!({"propertyNames": {"maxLength": 1}}), names.clone()), expected);
    let closed = json!({"additionalProperties": false, "properties": {"c": {}}});
    assert_eq!(paths(closed, names.clone()), expected);
    assert_eq!(paths(json!({"patternProperties": {"..": {"type": "null"}}}), names), expected);
    let list = json!(["a", 1, "b"]);
    let expected = [json!([0]), json!([2])];
    assert_eq!(paths(json!({"items": {"type": "number"}}), list.clone()), expected);
    let tuple = json!({"items": [{"type": "number"}], "additionalItems": {"type": "number"}});
    assert_eq!(paths(tuple, list), expected);
    let missing = [json!(["x"]), json!(["y"])];
    assert_eq!(paths(json!({"required": ["x", "a", "y"]}), json!({"a": 1})), missing);
    let dependencies = json!({"dependencies": {"a": ["x", "y"]}});
    assert_eq!(paths(dependencies, json!({"a": 1})).len(), 2);
}

#[test]
fn what_is_no_schema_is_refused_with_its_place() {
    let deep_chain = (0..20).fold(json!({}), |inner, _| json!({"allOf": [inner]}));
    let cases = [
        (json!(1), "#", "must be a schema"),
        (json!({"properties": {"a": 1}}), "#/properties/a", "must be a schema"),
        (json!({"type": "text"}), "#/type", "must be one of"),
        (json!({"type": []}), "#/type", "must be one of"),
        (json!({"type": ["null", "null"]}), "#/type", "must be one of"),
        (json!({"minLength": -1}), "#/minLength", "must be a whole number"),
        (json!({"maxItems": 1.5}), "#/maxItems", "must be a whole number"),
        (json!({"multipleOf": 0}), "#/multipleOf", "must be a number above 0"),
        (json!({"required": "a"}), "#/required", "must be a list of different strings"),
        (json!({"required": ["a", "a"]}), "#/required", "must be a list of different strings"),
        (json!({"allOf": []}), "#/allOf", "must be a list of at least one schema"),
        (json!({"anyOf": {}}), "#/anyOf", "must be a list of at least one schema"),
        (json!({"items": []}), "#/items", "must be a list of at least one schema"),
        (json!({"enum": 1}), "#/enum", "must be a list"),
        (json!({"pattern": "("}), "#/pattern", "holds no regular expression"),
        (json!({"pattern": "(.)\\1"}), "#/pattern", "cannot be matched in bounded time"),
        (
            json!({"patternProperties": {"(": {}}}),
            "#/patternProperties",
            "holds no regular expression",
        ),
        (json!({"definitions": {"a": {"type": 1}}}), "#/definitions/a/type", "must be one of"),
        (
            json!({"$ref": "#/definitions/a"}),
            "#/$ref",
            "refers to `#/definitions/a`, which is not known",
        ),
        (json!({"$ref": "http://example.com/x"}), "#/$ref", "which is not known"),
        (json!({"$ref": 1}), "#/$ref", "must be a string"),
        (json!({"$ref": "#"}), "#", "refers to itself"),
        (json!({"allOf": [{"$ref": "#"}]}), "#", "refers to itself without descending"),
        (deep_chain, "#/allOf/0", "through too many others"),
        (json!({"$id": 1}), "#/$id", "must be a string"),
        (json!({"items": {"$id": "#"}}), "#/items/$id", "is the `$id` of another schema"),
        (
            json!({"definitions": {"a": {"$id": "#x"}, "b": {"$id": "#x"}}}),
            "#/definitions/b/$id",
            "is the `$id` of another schema",
        ),
        (
            json!({"$schema": "http://json-schema.org/draft-07/schema#"}),
            "#/$schema",
            "must be `http://json-schema.org/draft-06",
        ),
    ];
    for (schema, location, reason) in cases {
        let error = compile(&schema).expect_err("refused");
        assert!(error.location.starts_with(location), "{schema}: {error}");
        assert!(error.reason.contains(reason), "{schema}: {error}");
    }
}

#[test]
fn an_id_counts_wherever_a_schema_stands_and_nowhere_else() {
    let named = json!({"$id": "#named", "type": "null"});
    let with = |rest: Json| {
        let mut schema = json!({"properties": {"probe": {"$ref": "#named"}}});
        schema.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        schema
    };
    for keyword in ["additionalItems", "additionalProperties", "contains", "not", "propertyNames"] {
        assert!(compile(&with(json!({keyword: named}))).is_ok(), "{keyword}");
    }
    for keyword in ["allOf", "anyOf", "oneOf", "items"] {
        assert!(compile(&with(json!({keyword: [{}, named]}))).is_ok(), "{keyword}");
    }
    assert!(compile(&with(json!({"items": named}))).is_ok());
    for keyword in ["definitions", "dependencies", "patternProperties"] {
        assert!(compile(&with(json!({keyword: {"a": named}}))).is_ok(), "{keyword}");
    }
    assert!(compile(&json!({"properties": {"a": named, "b": {"$ref": "#named"}}})).is_ok());
    for other in [
        json!({"enum": [named]}),
        json!({"const": named}),
        json!({"const": {"properties": {"a": named}}}),
        json!({"default": named}),
        json!({"examples": [named]}),
        json!({"custom": {"definitions": {"a": named}}}),
        // Beside a `$ref` it means nothing.
        json!({"definitions": {"a": {"$id": "#named", "$ref": "#/definitions/b"}, "b": {}}}),
    ] {
        let error = compile(&with(other.clone())).expect_err("not known");
        assert_eq!(error.location, "#/properties/probe/$ref", "{other}");
    }
}

#[test]
fn a_schema_has_1000_ids_at_most() {
    let with = |count: u32| {
        let definitions: serde_json::Map<_, _> =
            (0..count).map(|at| (at.to_string(), json!({"$id": format!("#id{at}")}))).collect();
        compile(&json!({"definitions": definitions})).map(|_| ()).map_err(|error| error.reason)
    };
    assert_eq!(with(1000), Ok(()));
    assert_eq!(with(1001), Err("is one `$id` too many".to_owned()));
}

#[test]
fn no_keyword_leads_back_to_the_same_value_without_end() {
    let itself = json!({"$ref": "#"});
    for in_place in [
        json!({"allOf": [{}, itself]}),
        json!({"anyOf": [{}, itself]}),
        json!({"oneOf": [{}, itself]}),
        json!({"not": itself}),
        json!({"dependencies": {"a": ["b"], "c": itself}}),
    ] {
        let error = compile(&in_place).map(|_| ()).expect_err("endless");
        assert!(error.reason.starts_with("refers to itself without descending"), "{in_place}");
    }
    for descending in [
        json!({"items": itself}),
        json!({"items": [itself], "additionalItems": itself}),
        json!({"contains": itself}),
        json!({"properties": {"a": itself}}),
        json!({"patternProperties": {"a": itself}}),
        json!({"additionalProperties": itself}),
        json!({"propertyNames": itself}),
        json!({"definitions": {"a": itself}}),
    ] {
        assert!(compile(&descending).is_ok(), "{descending}");
    }
}

#[test]
fn a_schema_that_descends_into_itself_judges_as_deep_as_a_document_goes() {
    let schema =
        compile(&json!({"type": "array", "items": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}))
            .unwrap();
    let nested = |inner: &str| format!("{}{inner}{}", "[".repeat(64), "]".repeat(64));
    let is_valid = |text: String| schema.is_valid(Document::parse(text.as_bytes()).unwrap().root());
    assert!(is_valid(nested("null")));
    assert!(!is_valid(nested("1")));
}

#[test]
fn the_deepest_check_fits_into_the_stack_of_a_worker() {
    // 64 containers, and between each two as many steps in place as are allowed.
    let steps = (1..MAX_IN_PLACE_STEPS)
        .fold(json!({"items": {"$ref": "#"}}), |inner, _| json!({"allOf": [inner]}));
    let schema = steps.to_string();
    let check = move || {
        let document = Document::parse(schema.as_bytes()).unwrap();
        let schema =
            Schema::compile(document.root(), &Documents::new(), &NativeRegexEngine).unwrap();
        let text = format!("{}{}", "[".repeat(64), "]".repeat(64));
        schema.issues(Document::parse(text.as_bytes()).unwrap().root()).len()
    };
    let thread = std::thread::Builder::new().stack_size(1024 * 1024).spawn(check).unwrap();
    assert_eq!(thread.join().unwrap(), 0);
}

#[test]
fn the_meta_schema_is_at_hand() {
    assert_eq!(Documents::new().get(META_SCHEMA_URI).map(Value::kind), Some(Kind::Object));
}
