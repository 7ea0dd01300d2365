//! The law: what passes is wider.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value as Json, json};

use super::verdict;
use crate::json::Document;
use crate::schema::{NativeRegexEngine, Schema};

const CASES: u32 = 6000;

const NAMES: [&str; 4] = ["a", "b", "ab", "c"];

/// All keywords, with values that speak of what is in [`universe`].
fn keyword(inner: BoxedStrategy<Json>) -> impl Strategy<Value = (&'static str, Json)> {
    let number = || prop::sample::select(vec!["-1", "0", "0.5", "1", "1.0", "1.5", "2", "3"]);
    let number = move || number().prop_map(|text| serde_json::from_str::<Json>(text).unwrap());
    let count = || (0u8..4).prop_map(Json::from);
    let name = || prop::sample::select(NAMES.to_vec());
    let names = move || prop::collection::btree_set(name(), 0..3).prop_map(|names| json!(names));
    let pattern = || prop::sample::select(vec!["a", "^b", "^", "^a$"]);
    let scalar = || prop::sample::select(scalars());
    let type_name = || {
        prop::sample::select(vec![
            "null", "boolean", "number", "integer", "string", "array", "object",
        ])
    };
    let types = prop::collection::btree_set(type_name(), 1..5).prop_map(|names| json!(names));
    let limits =
        prop::sample::select(vec!["maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"]);
    let counts = prop::sample::select(vec![
        "maxLength",
        "minLength",
        "maxItems",
        "minItems",
        "maxProperties",
        "minProperties",
    ]);
    let one = prop::sample::select(vec![
        "items",
        "additionalItems",
        "contains",
        "additionalProperties",
        "additionalProperties",
        "propertyNames",
        "not",
    ]);
    let listed = prop::sample::select(vec!["items", "allOf", "anyOf", "oneOf"]);
    let list = prop::collection::vec(inner.clone(), 1..3).prop_map(Json::from);
    let properties = prop::collection::btree_map(name(), inner.clone(), 0..4);
    let patterns = prop::collection::btree_map(pattern(), inner.clone(), 0..3);
    let demand = prop_oneof![names(), inner.clone()];
    let dependencies = prop::collection::btree_map(name(), demand, 0..3);
    prop_oneof![
        2 => (limits, number()),
        2 => (counts, count()),
        1 => (Just("multipleOf"), prop::sample::select(vec![json!(0.5), json!(1), json!(1.5), json!(2), json!(3)])),
        2 => (Just("type"), prop_oneof![type_name().prop_map(Json::from), types]),
        1 => (Just("enum"), prop::collection::vec(scalar(), 1..5).prop_map(Json::from)),
        1 => (Just("const"), scalar()),
        1 => (Just("required"), names()),
        1 => (Just("uniqueItems"), any::<bool>().prop_map(Json::from)),
        1 => (Just("pattern"), pattern().prop_map(Json::from)),
        1 => (Just("description"), pattern().prop_map(Json::from)),
        1 => (Just("format"), prop::sample::select(vec!["ipv4", "uri", "other"]).prop_map(Json::from)),
        4 => (one, inner),
        2 => (listed, list),
        3 => (Just("properties"), properties.prop_map(|members| json!(members))),
        2 => (Just("patternProperties"), patterns.prop_map(|members| json!(members))),
        1 => (Just("dependencies"), dependencies.prop_map(|members| json!(members))),
    ]
}

fn schema() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        2 => Just(json!({})),
        2 => any::<bool>().prop_map(Json::from),
        3 => keyword(Just(json!({})).boxed()).prop_map(|(keyword, value)| json!({keyword: value})),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop::collection::vec(keyword(inner.boxed()), 1..5).prop_map(|members| {
            let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
            Json::Object(members.collect())
        })
    })
}

/// The keyword that says nearly the same with the same value.
fn twin(keyword: &str) -> &str {
    match keyword {
        "maximum" => "exclusiveMaximum",
        "exclusiveMaximum" => "maximum",
        "minimum" => "exclusiveMinimum",
        "exclusiveMinimum" => "minimum",
        "properties" => "patternProperties",
        "patternProperties" => "properties",
        other => other,
    }
}

/// A schema like another one: mostly the same, here and there more, less or different.
fn changed(schema: &Json, donor: &Json, choose: &mut impl FnMut(u8) -> u8) -> Json {
    match schema {
        Json::Object(members) => {
            let mut result = Map::new();
            for (name, value) in members {
                match choose(20) {
                    0 | 1 => {}
                    19 => drop(result.insert(twin(name).to_owned(), value.clone())),
                    2 => {
                        drop(result.insert(name.clone(), donor.get(name).unwrap_or(value).clone()))
                    }
                    3..9 => drop(result.insert(name.clone(), changed(value, donor, choose))),
                    _ => drop(result.insert(name.clone(), value.clone())),
                }
            }
            if choose(12) == 0
                && let Some(members) = donor.as_object()
            {
                result.extend(members.clone());
            }
            Json::Object(result)
        }
        Json::Array(elements) => {
            let mut result: Vec<Json> = Vec::new();
            for element in elements {
                match choose(16) {
                    0 | 1 => {}
                    2..5 => result.push(changed(element, donor, choose)),
                    _ => result.push(element.clone()),
                }
            }
            match choose(6) {
                0 => result.push(donor.clone()),
                1 => result.push(json!("c")),
                2 => result.reverse(),
                _ => {}
            }
            Json::Array(result)
        }
        Json::Number(number) => match choose(4) {
            0 => json!(number.as_f64().unwrap() + 1.0),
            1 => json!(number.as_f64().unwrap() - 1.0),
            2 => json!(number.as_f64().unwrap() / 2.0),
            _ => schema.clone(),
        },
        Json::Bool(value) => json!(*value ^ (choose(3) == 0)),
        _ => schema.clone(),
    }
}

fn pair() -> impl Strategy<Value = (Json, Json)> {
    (schema(), schema(), prop::collection::vec(any::<u8>(), 64)).prop_map(
        |(old, donor, choices)| {
            let mut choices = choices.into_iter().cycle();
            let mut choose = |count: u8| choices.next().unwrap() % count;
            let new = match choose(16) {
                0 => donor,
                _ => changed(&old, &donor, &mut choose),
            };
            (old, new)
        },
    )
}

fn scalars() -> Vec<Json> {
    let text = r#"[null, true, false, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4, "", "a", "b", "c", "ba", "abc", "aaaa", "1.2.3.4"]"#;
    serde_json::from_str(text).unwrap()
}

/// Values enough to tell most schemas of the generator apart.
fn universe() -> Vec<Json> {
    let mut values = scalars();
    let few = [json!(0), json!(1.5), json!("a"), json!(null), json!([1]), json!({"a": 1})];
    values.push(json!([]));
    values.push(json!({}));
    for x in &few {
        values.push(json!([x]));
        for name in NAMES {
            values.push(json!({name: x}));
        }
        for y in &few {
            values.push(json!([x, y]));
            values.push(json!([x, y, 2]));
            values.push(json!({"a": x, "b": y}));
            values.push(json!({"ab": x, "c": y}));
            values.push(json!({"a": x, "ba": y, "c": "b"}));
        }
    }
    values.push(json!([1, 1, 2, "a", "a"]));
    values.push(json!({"a": 1, "b": 2, "ab": 3, "c": 4}));
    values
}

fn compiled(schema: &Json) -> Option<Schema> {
    Schema::parse(&schema.to_string(), "{}", &NativeRegexEngine).ok()
}

#[test]
fn what_passes_is_wider() {
    let texts: Vec<String> = universe().iter().map(Json::to_string).collect();
    let universe: Vec<Document<'_>> =
        texts.iter().map(|text| Document::parse_text(text).unwrap()).collect();
    // Pairs that pass and differ, those of them that were told apart by a value, pairs that are
    // refused, and those of them that have a value which the new schema does not accept.
    let (passed, widened, refused, narrowed) =
        (Cell::new(0u32), Cell::new(0u32), Cell::new(0u32), Cell::new(0u32));
    let count = |cell: &Cell<u32>| cell.set(cell.get() + 1);
    let config = Config { failure_persistence: None, ..Config::with_cases(CASES) };
    let outcome = TestRunner::new(config).run(&pair(), |(old, new)| {
        let (Some(before), Some(now)) = (compiled(&old), compiled(&new)) else {
            return Ok(());
        };
        let mut lost = None;
        let mut has_gained = false;
        for value in &universe {
            match (before.is_valid(value.root()), now.is_valid(value.root())) {
                (true, false) => lost = Some(crate::json::canonical(value.root())),
                (false, true) => has_gained = true,
                _ => {}
            }
        }
        match verdict(&old, &new) {
            Ok(()) => {
                prop_assert_eq!(lost, None);
                if old != new {
                    count(&passed);
                }
                if has_gained {
                    count(&widened);
                }
            }
            Err(_) => {
                count(&refused);
                if lost.is_some() {
                    count(&narrowed);
                }
            }
        }
        Ok(())
    });
    println!("{passed:?} {widened:?} {refused:?} {narrowed:?}");
    outcome.unwrap();
    // Else the law says little.
    assert!(passed.get() > CASES / 5, "too few pairs pass: {}", passed.get());
    assert!(widened.get() > CASES / 20, "too few pairs are wider: {}", widened.get());
    assert!(narrowed.get() > CASES / 20, "too few pairs are narrower: {}", narrowed.get());
    assert!(narrowed.get() > refused.get() / 2, "too many are refused that are wider");
}

proptest! {
    #[test]
    fn every_schema_is_as_wide_as_itself(schema in schema()) {
        prop_assume!(compiled(&schema).is_some());
        prop_assert_eq!(verdict(&schema, &schema), Ok(()));
        prop_assert_eq!(verdict(&schema, &json!({})), Ok(()));
        prop_assert_eq!(verdict(&json!(false), &schema), Ok(()));
    }
}
