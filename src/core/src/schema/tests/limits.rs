//! What a check may cost, at each limit and one over it.

use super::*;

fn has_verdict(schema: &Json, value: &Json) -> bool {
    issues(schema, value).iter().all(|(_, code, _)| *code != "tooCostly")
}

/// An object with members `m0` to `m{count - 1}`.
fn members(count: usize) -> Json {
    (0..count).map(|n| (format!("m{n}"), json!(0))).collect::<serde_json::Map<_, _>>().into()
}

#[test]
fn required_names_are_compared_ten_million_times() {
    let names: Vec<String> = (0..1_000).map(|n| format!("m{n}")).collect();
    let schema = json!({ "required": names });
    assert!(has_verdict(&schema, &members(10_000)));
    assert!(!has_verdict(&schema, &members(10_001)));
}

#[test]
fn names_of_dependencies_are_compared_ten_million_times() {
    let names: Vec<String> = (0..999).map(|n| format!("m{n}")).collect();
    let schema = json!({ "dependencies": { "m0": names } });
    assert!(has_verdict(&schema, &members(10_000)));
    assert!(!has_verdict(&schema, &members(10_001)));
    assert!(has_verdict(&schema, &json!([0])), "dependencies are of objects alone");
}

#[test]
fn values_of_enum_are_compared_ten_million_times() {
    let schema = json!({ "items": { "enum": (0..100).collect::<Vec<_>>() } });
    assert!(has_verdict(&schema, &json!(vec![99; 100_000])));
    assert!(!has_verdict(&schema, &json!(vec![99; 100_001])));
}

#[test]
fn five_million_subschemas_are_applied() {
    // To each item its own schema and the nineteen within; to the list one.
    let schema = json!({ "items": { "allOf": vec![json!({}); 19] } });
    assert!(has_verdict(&schema, &json!(vec![0; 249_999])));
    assert!(!has_verdict(&schema, &json!(vec![0; 250_000])));
}

#[test]
fn a_pattern_that_takes_too_much_leaves_no_verdict() {
    let text = "a".repeat(1000);
    let greedy = "(?:a?){1000}b";
    for schema in [
        json!({"properties": {"a": {"pattern": greedy}}}),
        json!({"not": {"properties": {"a": {"pattern": greedy}}}}),
        json!({"patternProperties": {greedy: {}}}),
        json!({"propertyNames": {"not": {"pattern": greedy}}}),
    ] {
        assert_eq!(
            issues(&schema, &json!({"a": text, (&text): 1})),
            [(json!([]), "tooCostly", String::new())],
            "{schema}"
        );
        let compiled = compile(&schema).unwrap();
        assert!(!with_value(&json!({"a": text, (&text): 1}), |value| compiled.is_valid(value)));
        let compiled = compile(&schema).unwrap();
        with_value(&json!({"a": "ab"}), |value| {
            assert_ne!(compiled.issues(value), [Issue::with_relationship(Code::TooCostly)])
        });
    }
}

/// Not each pattern, nor each text, has steps of its own.
#[test]
fn all_patterns_of_a_check_share_its_steps() {
    let pattern = json!({"pattern": "(?:a?){100}$"});
    let text = "a".repeat(1000);
    let one = json!({"items": pattern});
    assert_eq!(issues(&one, &json!([text])), []);
    let told = issues(&one, &json!(vec![text.clone(); 10]));
    assert_eq!(told, [(json!([]), "tooCostly", String::new())]);
    let told = issues(&json!({"allOf": vec![one; 10]}), &json!([text]));
    assert_eq!(told, [(json!([]), "tooCostly", String::new())]);
}

#[test]
fn a_check_that_judges_the_same_values_again_and_again_is_given_up() {
    // The value's members come in this order, so each branch has judged all below before it fails.
    let branch = |kind: &str| {
        let properties =
            json!({"below": {"items": {"$ref": "#/definitions/again"}}, "kind": {"const": kind}});
        json!({"properties": properties, "required": ["kind"]})
    };
    let nested = |depth, kind: &str| {
        (0..depth).fold(json!({"kind": kind}), |below, _| json!({"below": [below], "kind": kind}))
    };
    for (combinator, kinds) in
        [("oneOf", ["and", "or"]), ("anyOf", ["and", "or"]), ("allOf", ["x", "x"])]
    {
        let definitions = json!({"again": {combinator: kinds.map(branch)}});
        let again = json!({"$ref": "#/definitions/again"});
        for schema in [
            json!({"items": again, "definitions": definitions}),
            json!({"items": {"not": again}, "definitions": definitions}),
        ] {
            let told = issues(&schema, &json!([nested(31, "x")]));
            assert_eq!(told, [(json!([]), "tooCostly", String::new())], "{schema}");
            let schema = compile(&schema).unwrap();
            assert!(!with_value(&json!([nested(31, "x")]), |value| schema.is_valid(value)));
        }
    }
    let again = json!({"oneOf": [branch("and"), branch("or")]});
    let schema = json!({"items": {"$ref": "#/definitions/again"}, "definitions": {"again": again}});
    assert_eq!(issues(&schema, &json!([nested(6, "and")])), []);
}

#[test]
fn at_most_64_issues_are_told() {
    let faults: Json = (0..200).collect();
    assert_eq!(issues(&json!({"items": {"type": "null"}}), &faults).len(), MAX_ISSUES);
}

#[test]
fn long_paths_are_told_until_their_bytes_are_used_up() {
    let name = "x".repeat(1000);
    let faults: Json = json!({name: (0..60).collect::<Json>()});
    let schema = json!({"additionalProperties": {"items": {"type": "null"}}});
    // 1,000 bytes for the name and 8 for the index.
    assert_eq!(issues(&schema, &faults).len(), 16 * 1024 / 1008);
    // 16 names of 1,024 bytes use up all of it; what takes none of it is told all the same.
    let schema = json!({"additionalProperties": {"type": "null"}, "not": {}});
    for (names, told) in [(16, 17), (17, 16)] {
        let faults: Json = (0..names).map(|name| (format!("{name:01024}"), json!(1))).collect();
        assert_eq!(issues(&schema, &faults).len(), told, "{names}");
    }
    let huge = json!({"\u{7f}".repeat(1 << 20): 1});
    let [(path, ..)] = &issues(&json!({"additionalProperties": false}), &huge)[..] else {
        panic!("the first is always told")
    };
    assert_eq!(path[0].as_str().unwrap().chars().count(), 1025, "a long name is cut");
}
