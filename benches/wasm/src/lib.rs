//! What `benches/core.mjs` calls: from a body's bytes to its verdict, and the step before it
//! (bytes to document) by our scanner and by serde_json's deserializer.

mod serde_document;

use er_relationships::catalog::{BuiltIn, TypeSource};
use er_relationships::json::Document;
use er_relationships::relationship::{MAX_RELATIONSHIPS, items, judge_batch};
use er_relationships::report::{Body, count_if_valid};
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static TYPES: BuiltIn = BuiltIn::default();
}

/// The number of issues of a body; -1 when it is no body.
#[wasm_bindgen]
pub fn judge(bytes: &[u8]) -> i32 {
    let Ok(document) = Document::parse(bytes) else {
        return -1;
    };
    let Ok(items) = items(&document, MAX_RELATIONSHIPS) else {
        return -1;
    };
    TYPES.with(|types| {
        let verdicts = judge_batch(&items, |name| types.find(name));
        verdicts.map(|verdict| verdict.issues.len()).sum::<usize>() as i32
    })
}

/// How many relationships a body has, if nothing is wrong with it and that can be seen at a glance;
/// else 0.
#[wasm_bindgen]
pub fn count(bytes: &[u8]) -> usize {
    TYPES.with(|types| count_if_valid(Body::Bytes(bytes), types))
}

/// The schemas of the built-in types, as a JSON list, for the rivals.
#[wasm_bindgen]
pub fn schemas() -> String {
    let schemas: Vec<String> = BuiltIn::schemas().collect();
    format!("[{}]", schemas.join(","))
}

/// Whether our scanner takes the bytes.
#[wasm_bindgen]
pub fn scan(bytes: &[u8]) -> bool {
    Document::parse(bytes).is_ok()
}

/// Whether serde_json takes the bytes, into a document of the same make.
#[wasm_bindgen]
pub fn scan_with_serde(bytes: &[u8]) -> bool {
    serde_document::parse(bytes).is_ok()
}
