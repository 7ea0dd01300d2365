//! What holds for every schema and every value.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{compile, with_value};
use crate::schema::{META_SCHEMA, keywords};

/// Schemas that are right, nearly right and wrong.
fn schema() -> impl Strategy<Value = Json> {
    let names = || prop::sample::select(vec!["a", "b", "c"]).prop_map(str::to_owned);
    let scalar = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Json::from),
        (-2i64..3).prop_map(Json::from),
        Just(json!(0.5)),
        prop::sample::select(vec!["a", "string", "object", "integer", "("]).prop_map(Json::from),
        Just(json!(["string", "null"])),
        Just(json!(["a", "b"])),
        Just(json!(["a", "a"])),
        Just(json!([])),
        Just(json!({})),
    ];
    scalar.prop_recursive(3, 32, 6, move |inner| {
        let keyword = prop::sample::select(
            keywords::ALL
                .iter()
                .map(|(keyword, _)| *keyword)
                .filter(|keyword| *keyword != "$schema")
                .collect::<Vec<_>>(),
        );
        prop_oneof![
            4 => prop::collection::btree_map(keyword.prop_map(str::to_owned), inner.clone(), 0..4).prop_map(|members| json!(members)),
            1 => prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            1 => prop::collection::btree_map(names(), inner, 0..3).prop_map(|members| json!(members)),
        ]
    })
}

/// Values that relate to [`schema`]'s.
fn value() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Json::from),
        (-2i64..3).prop_map(Json::from),
        "[ab]{0,2}".prop_map(Json::from),
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map("[abc]", inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

/// Schemas of the kind that [`Shape`] is made for, with a `maxProperties` that changes nothing but
/// that there is no short cut, and without.
fn shaped() -> impl Strategy<Value = (Json, Json)> {
    let kind = prop::sample::select(vec!["null", "boolean", "string", "object", "array", "number"]);
    let properties = prop::collection::btree_map("[abc]", kind, 0..3);
    (properties, any::<bool>(), any::<u8>()).prop_map(|(properties, is_closed, required)| {
        let required: Vec<&String> = properties
            .keys()
            .rev()
            .enumerate()
            .filter(|(n, _)| required >> n & 1 == 1)
            .map(|(_, name)| name)
            .collect();
        let properties: serde_json::Map<String, Json> = properties
            .iter()
            .map(|(name, kind)| (name.clone(), json!({"type": kind, "description": "d"})))
            .collect();
        let mut schema =
            json!({"type": "object", "title": "t", "properties": properties, "required": required});
        if is_closed {
            schema["additionalProperties"] = json!(false);
        }
        let mut long_way = schema.clone();
        long_way["maxProperties"] = json!(1000);
        (schema, long_way)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// The meta-schema does not know that a pattern must be one.
    #[test]
    fn a_schema_is_refused_exactly_when_the_meta_schema_refuses_it(schema in schema()) {
        let meta_schema = compile(&serde_json::from_str(META_SCHEMA).unwrap()).unwrap();
        let has_pattern_fault = matches!(compile(&schema), Err(error) if error.reason.contains("regular expression"));
        prop_assume!(!has_pattern_fault);
        let is_valid = with_value(&schema, |schema| meta_schema.is_valid(schema));
        match compile(&schema) {
            Ok(_) => prop_assert!(is_valid, "only the meta-schema refuses"),
            Err(error) => prop_assert!(!is_valid, "only we refuse: {}", error),
        }
    }

    #[test]
    fn the_verdict_alone_and_all_issues_agree(schema in schema(), value in value()) {
        if let Ok(schema) = compile(&schema) {
            with_value(&value, |value| {
                prop_assert_eq!(schema.is_valid(value), schema.issues(value).is_empty());
                Ok(())
            })?;
        }
    }

    #[test]
    fn a_shape_says_what_the_keywords_say(
        (schema, long_way) in shaped(), value in value(),
    ) {
        let (schema, long_way) = (compile(&schema).unwrap(), compile(&long_way).unwrap());
        prop_assert!(schema.shape().is_some() && long_way.shape().is_none());
        with_value(&value, |value| {
            prop_assert_eq!(schema.is_valid(value), long_way.is_valid(value));
            prop_assert_eq!(schema.issues(value), long_way.issues(value));
            Ok(())
        })?;
    }
}
