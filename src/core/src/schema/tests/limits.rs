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
