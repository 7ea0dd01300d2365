//! The bindings as JavaScript calls them, in Node or in a browser (`npm test` runs both).
#![cfg(target_arch = "wasm32")]

use er_relationships_npm_built_in::BuiltIn;
use wasm_bindgen_test::wasm_bindgen_test;

const VALID: &str = r#"{"id":"a","relationshipName":"n","relationshipType":"BRICK_0_4__feeds","sourceEntityId":"s","destinationEntityId":"d"}"#;
const NO_ISSUES: &str = r#"{"count":1,"issues":[]}"#;

/// Writes into the buffer, as `encodeInto` and `set` do.
fn write(types: &mut BuiltIn, body: &[u8]) -> usize {
    let place = types.reserve(body.len()).cast_mut();
    // SAFETY: there is room for so many bytes, and nothing else is called in between.
    unsafe { std::ptr::copy_nonoverlapping(body.as_ptr(), place, body.len()) };
    body.len()
}

fn validate_text(types: &mut BuiltIn, body: &str) -> String {
    let len = write(types, body.as_bytes());
    types.validate_text(len, usize::MAX)
}

fn validate_bytes(types: &mut BuiltIn, body: &[u8]) -> String {
    let len = write(types, body);
    types.validate_bytes(len, usize::MAX)
}

#[wasm_bindgen_test]
fn a_text_and_its_bytes_have_one_verdict() {
    let mut types = BuiltIn::new();
    for body in [VALID, "{}", "[", "", "[{}]", "{\"id\":\"\\ud800\"}"] {
        assert_eq!(
            validate_text(&mut types, body),
            validate_bytes(&mut types, body.as_bytes()),
            "{body}"
        );
    }
    assert_eq!(validate_text(&mut types, VALID), NO_ISSUES);
}

#[wasm_bindgen_test]
fn what_is_right_is_counted_in_a_text_and_in_bytes_and_nothing_else_is() {
    let mut types = BuiltIn::new();
    for (body, count) in [(VALID, 1), (&format!("[{VALID}]"), 1), ("{}", 0), ("", 0), ("[", 0)] {
        let len = write(&mut types, body.as_bytes());
        assert_eq!([types.count_text(len), types.count_bytes(len)], [count; 2], "{body}");
    }
    let len = write(&mut types, b"\xff");
    assert_eq!(types.count_bytes(len), 0);
}

#[wasm_bindgen_test]
fn bytes_that_are_not_utf8_are_told_with_their_place() {
    let report = validate_bytes(&mut BuiltIn::new(), b"[\n\"\xC3\"]");
    assert!(report.contains(r#""code":"notUtf8","path":[],"params":{"line":2,"column":2}"#));
}

#[wasm_bindgen_test]
fn the_buffer_serves_texts_of_all_lengths_one_after_the_other() {
    let mut types = BuiltIn::new();
    for len in [0, 1, 300_000, VALID.len(), 4 * 1024 * 1024, 4 * 1024 * 1024 + 1, 10] {
        let body = format!("{VALID}{}", " ".repeat(len));
        let report = validate_text(&mut types, &body);
        assert_eq!(report == NO_ISSUES, body.len() <= 4 * 1024 * 1024, "{len}: {report}");
    }
}

#[wasm_bindgen_test]
fn a_length_beyond_the_buffer_is_the_empty_text() {
    let mut types = BuiltIn::new();
    write(&mut types, b"{}");
    let report = types.validate_bytes(1_000_000, 1);
    assert!(report.contains("unexpectedEnd"), "{report}");
}

#[wasm_bindgen_test]
fn no_more_issues_are_told_than_were_asked_for() {
    let mut types = BuiltIn::new();
    let len = write(&mut types, b"[{},{}]");
    for max_issues in 1..=10 {
        let report = types.validate_bytes(len, max_issues);
        assert_eq!(report.matches(r#""code""#).count(), max_issues);
    }
}

#[wasm_bindgen_test]
fn all_66_types_have_names() {
    let names = BuiltIn::new().type_names();
    assert!(names.starts_with(r#"["BRICK_0_4__contains","#), "{names}");
    assert_eq!(names.matches("BRICK_0_4__").count(), 66);
}
