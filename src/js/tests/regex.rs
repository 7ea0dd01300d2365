//! The host's regular expressions, in Node or in a browser (`npm test` runs both).
#![cfg(target_arch = "wasm32")]

use er_relationships::schema::{Regex, RegexEngine};
use er_relationships_js::HostRegexEngine;
use wasm_bindgen_test::wasm_bindgen_test;

fn compile(pattern: &str) -> Box<dyn Regex> {
    HostRegexEngine.compile(pattern).expect("a pattern")
}

#[wasm_bindgen_test]
fn a_pattern_matches_anywhere_and_by_characters() {
    assert_eq!(compile("b").is_match("abc"), Some(true));
    assert_eq!(compile("^b").is_match("abc"), Some(false));
    assert_eq!(compile("^.$").is_match("😀"), Some(true));
}

#[wasm_bindgen_test]
fn a_pattern_that_is_none_has_a_reason() {
    let reason = HostRegexEngine.compile("(").err().expect("a reason");
    assert!(!reason.is_empty());
}

#[wasm_bindgen_test]
fn each_pattern_stays_itself_while_others_come_and_go() {
    let first = compile("first");
    drop(compile("second"));
    let third = compile("third");
    assert_eq!((first.is_match("first"), third.is_match("first")), (Some(true), Some(false)));
}

#[wasm_bindgen_test]
fn a_match_that_runs_out_of_stack_has_no_verdict_and_harms_nothing() {
    let pattern = compile("^(?:(?:a|b)(?:c|d)?)*$");
    assert_eq!(pattern.is_match(&"a".repeat(30_000_000)), None);
    assert_eq!(pattern.is_match("ab"), Some(true));
}
