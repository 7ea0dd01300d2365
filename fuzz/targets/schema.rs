//! Compiling schemas, and judging by them.
//!
//! Input, in lines: a schema; an object of other documents by their URIs; values to judge.
#![no_main]

use er_relationships::catalog::Types;
use er_relationships::issue::{Code, Issue, PathSegment};
use er_relationships::json::{Document, Kind, Value, write_value};
use er_relationships::report::{
    Body, report_document, report_parse_result, report_relationships, report_type_names,
};
use er_relationships::schema::{
    MAX_ISSUE_PATH_BYTES, MAX_ISSUES, ParseError, Regex, RegexEngine, Schema,
};
use er_relationships_fuzz::mutation::Vocabulary;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

/// To fuzz regular expressions as well: `er_relationships::schema::NativeRegexEngine` in this line,
/// and away with `Literals`.
const ENGINE: Literals = Literals;

const MAX_VALUES: usize = 6;

/// What a schema may need beyond what it needs bare when it is put into another one.
const STEPS: &str = "through too many others";

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.split('\n');
    let (schema_text, documents) = (lines.next().unwrap_or_default(), lines.next().unwrap_or("{}"));
    let schema = Schema::parse(schema_text, documents, &ENGINE);
    let again = Schema::parse(schema_text, documents, &ENGINE);
    assert_eq!(schema.as_ref().err(), again.as_ref().err(), "one text, two results");
    let types = schema_text.contains("title").then(|| types(schema_text));
    let schema = match schema {
        Ok(schema) => schema,
        Err(error) => return check_refusal(&error),
    };
    let wrapped = Wrapped::new(schema_text, documents);
    for text in lines.take(MAX_VALUES) {
        let Ok(document) = Document::parse(text.as_bytes()) else { continue };
        let value = document.root();
        let issues = schema.issues(value);
        assert_eq!(issues, again.as_ref().map(|again| again.issues(value)).unwrap_or_default());
        assert_eq!(
            schema.is_valid(value),
            issues.is_empty(),
            "the verdict and the issues disagree"
        );
        check_issues(&issues, value);
        wrapped.check(&issues, value);
        check_report(&report_document(Body::Text(text), &schema, MAX_ISSUES), issues.len());
        if let Some(types) = &types {
            let report = report_relationships(Body::Text(text), types, MAX_ISSUES);
            serde_json::from_str::<serde_json::Value>(&report).expect("a report is JSON");
        }
    }
});

/// Schemas of every keyword, and values.
const VOCABULARY: &str = r##"[
    {"type":"object","title":"t","properties":{"a":{"type":"string"},"b":true},"required":["a"],"additionalProperties":false},
    {"title":"t","description":"d","default":1,"examples":[1],"definitions":{"a":{"$id":"#name"},"b":{"$ref":"#"}}},
    {"$id":"http://a/b","$schema":"http://json-schema.org/draft-06/schema#","$ref":"#/definitions/a"},
    {"$ref":"#/properties/a"},{"$ref":"#name"},{"$ref":"http://a/b#/definitions/a"},{"$ref":"http://json-schema.org/draft-06/schema#"},
    {"enum":[1,"a",null],"const":{"a":1},"multipleOf":0.01,"maximum":1,"minimum":0,"exclusiveMaximum":2,"exclusiveMinimum":-1},
    {"maxLength":2,"minLength":1,"pattern":"a","format":"uri"},{"format":"date-time"},{"format":"ipv6"},{"format":"uri-template"},{"format":"email"},
    {"items":[{"type":"integer"},false],"additionalItems":{"type":"null"},"contains":{"const":1},"maxItems":3,"minItems":1,"uniqueItems":true},
    {"items":{"type":["string","number"]}},
    {"maxProperties":2,"minProperties":1,"patternProperties":{"a":{"minimum":1},"!":{}},"propertyNames":{"maxLength":1},"dependencies":{"a":["b"],"b":{"maxProperties":1}}},
    {"allOf":[{"type":"number"},{}],"anyOf":[true,{"type":"array"}],"oneOf":[{"type":"boolean"},{"type":"object"}],"not":{"type":"null"}},
    {"brickMetadata":{"brickSourceEntityType":"BRICK_0_4__Location","brickDestinationEntityType":"BRICK_0_4__Equipment","inverseRelationshipType":"u"}},
    {"type":"boolean"},{"type":"null"},{"type":"array"},{"type":"integer"},
    [1,1.0,"a","b",null,true,{"a":[{"a":{"b":1}}],"b":"b","c":{}},[[[]]],-1,0.03,1e20,"http://a/b","2018-11-13T20:20:39Z"],
    {"id":"a","relationshipName":"n","relationshipType":"t","sourceEntityId":"s","destinationEntityId":"d","customData":{},"brickSourceEntityType":"Equipment","brickDestinationEntityType":"Location"}
]"##;

thread_local! {
    static WORDS: Vocabulary = Vocabulary::new(VOCABULARY);
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    WORDS.with(|words| words.mutate(data, size, max_size, seed))
});

/// Patterns as texts to look for, without any meaning of their characters. A real engine needs
/// time without a bound for some patterns.
#[derive(Debug, Clone, Copy)]
struct Literals;

struct Literal(String);

impl RegexEngine for Literals {
    fn compile(&self, pattern: &str) -> Result<Box<dyn Regex>, String> {
        match pattern.contains('(') {
            true => Err("a parenthesis".to_owned()),
            false => Ok(Box::new(Literal(pattern.to_owned()))),
        }
    }
}

impl Regex for Literal {
    fn is_match(&self, text: &str) -> Option<bool> {
        // A `!` stands for what the engine gives up.
        (!self.0.starts_with('!')).then(|| text.contains(&self.0))
    }
}

/// The schema as that of a relationship type, where it is one.
fn types(schema: &str) -> Types {
    let types = Types::new(ENGINE, true);
    // Why it is none is not asked: most have no title.
    let result = types.add(schema);
    assert_eq!(report_parse_result(&result).is_empty(), result.is_ok());
    let names = report_type_names(&types);
    assert!(serde_json::from_str::<Vec<String>>(&names).is_ok(), "{names}");
    types
}

fn check_refusal(error: &ParseError) {
    assert!(!error.to_string().is_empty());
    let report = report_parse_result::<Schema>(&Err(error.clone()));
    assert!(serde_json::from_str::<serde_json::Value>(&report).is_ok(), "{report}");
}

fn check_issues(issues: &[Issue], value: Value<'_>) {
    assert!(issues.len() <= MAX_ISSUES, "{} issues", issues.len());
    let mut path_bytes = 0;
    for issue in issues {
        let is_given_up = issue.code == Code::TooCostly;
        assert!(!is_given_up || issues.len() == 1, "given up, with other issues");
        assert_eq!(issue.schema_path.is_none(), is_given_up, "{issue:?}");
        assert!(issue.schema_path.as_deref().is_none_or(|path| path.contains('#')), "{issue:?}");
        assert!(leads_into(&issue.path, value), "{issue:?} has a path to nowhere");
        assert!(!issue.message().is_empty());
        for segment in &issue.path {
            path_bytes += match segment {
                PathSegment::Name(name) => name.len(),
                PathSegment::Index(_) => size_of::<usize>(),
            };
        }
    }
    // Names count by bytes and are cut by characters.
    assert!(issues.len() < 2 || path_bytes <= 4 * MAX_ISSUE_PATH_BYTES, "{path_bytes} bytes");
}

/// Whether all of a path but the last segment, which may name what is absent, is there.
fn leads_into(path: &[PathSegment], value: Value<'_>) -> bool {
    let Some((_, before)) = path.split_last() else { return true };
    let mut at = Some(value);
    for segment in before {
        at = match (segment, at) {
            (PathSegment::Index(index), Some(list)) => {
                list.elements().and_then(|mut elements| elements.nth(*index))
            }
            (PathSegment::Name(name), Some(object)) => {
                // A long name is cut.
                let found = object.get(name);
                if found.is_none() && name.len() > 1000 {
                    return true;
                }
                found
            }
            (_, None) => None,
        };
    }
    at.is_some_and(|at| matches!(at.kind(), Kind::Array | Kind::Object))
}

fn check_report(report: &str, count: usize) {
    let report: serde_json::Value = serde_json::from_str(report).expect("a report is JSON");
    assert_eq!(report["count"], 1);
    let listed = report["issues"].as_array().map_or(0, Vec::len);
    assert_eq!(listed, count, "{report}");
}

/// The schema inside other schemas, which says the same or the contrary. Never the short cut for
/// shapes.
#[derive(Default)]
struct Wrapped {
    all_of: Option<Schema>,
    not: Option<Schema>,
}

impl Wrapped {
    fn new(schema: &str, documents: &str) -> Self {
        let document = Document::parse(schema.as_bytes()).unwrap_or_default();
        let mut text = String::new();
        write_value(&mut text, document.root());
        // Inside another schema these mean something else.
        if text.contains("\"$ref\"") || text.contains("\"$id\"") {
            return Self::default();
        }
        let wrap = |before: &str, after: &str| {
            match Schema::parse(&format!("{before}{schema}{after}"), documents, &ENGINE) {
                Ok(schema) => Some(schema),
                Err(ParseError::Schema(error)) if error.reason.contains(STEPS) => None,
                Err(ParseError::Syntax(_)) => None, // one level too deep
                Err(error) => panic!("a schema, but not inside another: {error}"),
            }
        };
        Self { all_of: wrap("{\"allOf\":[", "]}"), not: wrap("{\"not\":", "}") }
    }

    fn check(&self, issues: &[Issue], value: Value<'_>) {
        let is_given_up = |issues: &[Issue]| issues.iter().any(|i| i.code == Code::TooCostly);
        if let Some(all_of) = &self.all_of {
            let mut wrapped = all_of.issues(value);
            if !is_given_up(&wrapped) && !is_given_up(issues) {
                for path in wrapped.iter_mut().filter_map(|issue| issue.schema_path.as_mut()) {
                    *path = path.replacen("#/allOf/0", "#", 1);
                }
                assert_eq!(wrapped, issues, "`allOf` of one says something else");
            }
        }
        if let Some(not) = &self.not {
            let wrapped = not.issues(value);
            if !is_given_up(&wrapped) && !is_given_up(issues) {
                assert_eq!(wrapped.is_empty(), !issues.is_empty(), "`not` says the same");
            }
        }
    }
}
