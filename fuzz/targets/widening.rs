//! What `check_widening` lets pass is wider: a relationship that is stored stays valid.
//!
//! Input, in lines: the schema before; the schema now; values to judge.
#![no_main]

use er_relationships::issue::Code;
use er_relationships::json::{Document, Value, canonical};
use er_relationships::schema::{NativeRegexEngine, Schema, check_widening};
use er_relationships_fuzz::mutation::{Vocabulary, repeat_first_line};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

const ENGINE: NativeRegexEngine = NativeRegexEngine;

const MAX_VALUES: usize = 16;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.split('\n');
    let mut schema = || {
        let text = lines.next()?;
        Some((Document::parse(text.as_bytes()).ok()?, Schema::parse(text, "{}", &ENGINE).ok()?))
    };
    let (Some((old, before)), Some((new, now))) = (schema(), schema()) else { return };
    check_itself(old.root());
    check_itself(new.root());
    let verdict = check_widening(old.root(), new.root());
    assert_eq!(verdict, check_widening(old.root(), new.root()), "two schemas, two verdicts");
    if let Err(error) = verdict {
        assert!(!error.to_string().is_empty());
        return;
    }
    // What the schemas say themselves of values are values, too: those of `enum` and `const`.
    let said = [old.root(), new.root()].map(all_values).concat();
    let documents: Vec<_> =
        lines.take(MAX_VALUES).filter_map(|text| Document::parse(text.as_bytes()).ok()).collect();
    let given = documents.iter().flat_map(|document| all_values(document.root()));
    for value in given.chain(said) {
        if before.is_valid(value) {
            let issues = now.issues(value);
            let is_given_up = issues.iter().any(|issue| issue.code == Code::TooCostly);
            assert!(
                issues.is_empty() || is_given_up,
                "{} is refused: {issues:?}",
                canonical(value)
            );
        }
    }
});

/// Two schemas that say the same are each as wide as the other.
fn check_itself(schema: Value<'_>) {
    if let Err(error) = check_widening(schema, schema) {
        assert!(error.reason.contains("takes too much"), "not as wide as itself: {error}");
    }
}

/// The value and all inside it.
fn all_values(value: Value<'_>) -> Vec<Value<'_>> {
    let mut all = vec![value];
    let members = value.members().into_iter().flatten().map(|(_, member)| member);
    for inside in value.elements().into_iter().flatten().chain(members) {
        all.extend(all_values(inside));
    }
    all
}

/// Schemas of every keyword that is compared, and values.
const VOCABULARY: &str = r##"[
    {"type":"object","properties":{"a":{"type":"string"},"b":true},"required":["a"],"additionalProperties":false},
    {"properties":{"a":{"type":["string","number"]},"b":false,"ab":{}},"patternProperties":{"^a":{"minimum":1},"b":{}},"additionalProperties":{"type":"integer"}},
    {"$id":"http://a/b","$ref":"#/definitions/a","definitions":{"a":{"$id":"#name"}},"title":"t","description":"d","default":1,"examples":[1]},
    {"enum":[1,"a",null],"const":{"a":1},"multipleOf":0.5,"maximum":1,"minimum":0,"exclusiveMaximum":2,"exclusiveMinimum":-1},
    {"enum":[1,1.0,"b",true],"multipleOf":0.25,"maximum":2,"minimum":-1,"type":["integer","null"]},
    {"maxLength":2,"minLength":1,"pattern":"a","format":"uri"},{"format":"date-time","pattern":"^a","maxLength":3},
    {"items":[{"type":"integer"},false],"additionalItems":{"type":"null"},"contains":{"const":1},"maxItems":3,"minItems":1,"uniqueItems":true},
    {"items":{"type":["string","number"]},"uniqueItems":false},{"items":[true],"additionalItems":false},
    {"maxProperties":2,"minProperties":1,"propertyNames":{"maxLength":1},"dependencies":{"a":["b"],"b":{"maxProperties":1}}},
    {"allOf":[{"type":"number"},{}],"anyOf":[true,{"type":"array"}],"oneOf":[{"type":"boolean"},{"type":"object"}],"not":{"type":"null"}},
    {"type":"boolean"},{"type":"null"},{"type":"array"},{"type":"integer"},{"type":"number"},true,false,{},
    [1,1.0,"a","b",null,true,{"a":[{"a":{"b":1}}],"b":"b","c":{}},[[[]]],-1,0.25,0.5,1e20,"http://a/b","2018-11-13T20:20:39Z"],
    {"a":"a","b":1},{"ab":1,"a":2},[1,null],[1,1],{"c":1}
]"##;

thread_local! {
    static WORDS: Vocabulary = Vocabulary::new(VOCABULARY);
}

// Two schemas that were made up apart from each other have little in common: at times the second one
// becomes the first one, from where changes lead further.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let size = match seed % 16 {
        0 => repeat_first_line(data, size, max_size),
        _ => size,
    };
    WORDS.with(|words| words.mutate(data, size, max_size, seed))
});
