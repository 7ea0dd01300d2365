//! The bindings as JavaScript calls them, in Node or in a browser (`npm test` runs both).
#![cfg(target_arch = "wasm32")]

use er_relationships_npm::{Catalog, Csv, Schema};
use wasm_bindgen_test::wasm_bindgen_test;

/// Writes into a buffer, as `encodeInto` does.
fn fill(place: *const u8, text: &str) -> usize {
    // SAFETY: the caller has reserved so many bytes there, and nothing else is called in between.
    unsafe { std::ptr::copy_nonoverlapping(text.as_ptr(), place.cast_mut(), text.len()) };
    text.len()
}

fn judge(schema: &mut Schema, text: &str) -> String {
    let len = fill(schema.reserve(text.len()), text);
    schema.validate_text(len, usize::MAX)
}

fn codes(report: &str) -> Vec<&str> {
    report.split(r#""code":""#).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[wasm_bindgen_test]
fn a_catalog_judges_by_its_own_types_and_by_the_built_in_ones_if_it_has_them() {
    for has_built_in in [true, false] {
        let mut catalog = Catalog::new(has_built_in);
        assert_eq!(catalog.add(r#"{"title":"own","required":["x"]}"#), "");
        let body = r#"[{"relationshipType":"own"},{"relationshipType":"BRICK_0_4__feeds"}]"#;
        let len = fill(catalog.reserve(body.len()), body);
        let report = catalog.validate_text(len, usize::MAX);
        assert_eq!(report, catalog.validate_bytes(len, usize::MAX));
        assert!(report.contains(r#""path":["x"],"index":0,"keyword":"required""#), "{report}");
        assert_eq!(codes(&report).contains(&"typeNotRegistered"), !has_built_in);
        assert_eq!(catalog.type_names().contains("BRICK"), has_built_in);
    }
}

#[wasm_bindgen_test]
fn a_type_that_is_none_is_refused_with_its_place() {
    let catalog = Catalog::new(false);
    let fault = r##"{"code":"schemaInvalid","location":"#/title","reason":"must be the type's name: 1 to 256 bytes, no control character"}"##;
    assert_eq!(catalog.add("{}"), fault);
    assert_eq!(catalog.add("{"), r#"{"code":"unexpectedEnd","params":{"line":1,"column":2}}"#);
    assert_eq!(catalog.type_names(), "[]");
}

#[wasm_bindgen_test]
fn patterns_are_those_of_the_host() {
    let mut schema = Schema::new(r#"{"pattern":"^\\p{Letter}+$"}"#, "{}");
    assert_eq!(schema.fault(), "");
    assert_eq!(codes(&judge(&mut schema, "\"Bücher\"")), [""; 0]);
    assert_eq!(codes(&judge(&mut schema, "\"2\"")), ["patternMismatch"]);
}

#[wasm_bindgen_test]
fn a_pattern_that_is_none_is_refused_with_the_hosts_reason() {
    let schema = Schema::new(r#"{"pattern":"(","items":{"pattern":"["}}"#, "{}");
    let fault = schema.fault();
    let reason = r##""location":"#/pattern","reason":"holds no regular expression of ECMA-262: "##;
    assert!(fault.contains(reason) && !fault.contains("ECMA-262: \""), "{fault}");
}

#[wasm_bindgen_test]
fn a_schema_that_is_none_judges_nothing() {
    let mut schema = Schema::new(r#"{"type":1}"#, "{}");
    assert!(schema.fault().contains(r##""location":"#/type""##));
    assert_eq!(judge(&mut schema, "1"), "");
}

#[wasm_bindgen_test]
fn refs_lead_to_the_documents_that_were_handed_in_and_nowhere_else() {
    let documents = r#"{"https://example.com/a":{"maximum":1}}"#;
    let mut schema = Schema::new(r#"{"$ref":"https://example.com/a"}"#, documents);
    assert_eq!(codes(&judge(&mut schema, "2")), ["numberTooBig"]);
    let fault = Schema::new(r#"{"$ref":"https://example.com/b"}"#, documents).fault();
    assert!(fault.contains("which is not known"), "{fault}");
}

#[wasm_bindgen_test]
fn many_schemas_come_and_go() {
    for round in 0..2_000 {
        let pattern = format!(r#"{{"pattern":"^{round}$","enum":["{round}"]}}"#);
        let mut schema = Schema::new(&pattern, "{}");
        assert_eq!(codes(&judge(&mut schema, &format!("\"{round}\""))), [""; 0]);
    }
}

#[wasm_bindgen_test]
fn a_table_is_read_behind_what_is_wrong_with_it() {
    let mut reader = Csv::new();
    for rows in ["b,1.50", "b,1.50\nc,{}"] {
        let csv = format!("id,n\nstring,number\nrequired,optional\n\u{e9},x\n{rows}\n");
        let len = fill(reader.reserve(csv.len()), &csv);
        let report = reader.parse(len);
        assert!(
            report.contains(
                r#""relationships":["{\"id\":\"é\",\"n\":\"x\"}","{\"id\":\"b\",\"n\":1.50}""#
            ),
            "{report}"
        );
        assert_eq!(codes(&report).len(), rows.lines().count());
    }
    // The buffer was given back.
    assert_eq!(codes(&reader.parse(9)), ["csvHeader"]);
}
