//! What `benches/verdict.mjs` calls: from a body's bytes to its verdict, and the step before it
//! (bytes to document) by our scanner and by serde_json's deserializer.

mod serde_document;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use er_relationships::catalog::{Catalog, RelationshipType};
use er_relationships::json::Document;
use er_relationships::relationship::{items, judge_batch};
use er_relationships::schema::{Documents, Regex, RegexEngine};
use wasm_bindgen::prelude::wasm_bindgen;

/// The built-in types hold no pattern.
struct NoRegexEngine;

impl RegexEngine for NoRegexEngine {
    fn compile(&self, _: &str) -> Result<Box<dyn Regex>, String> {
        Err("patterns are not measured here".into())
    }
}

thread_local! {
    static CATALOG: Catalog = Catalog::new(NoRegexEngine, Documents::new());
    static TYPES: RefCell<BTreeMap<String, Rc<RelationshipType>>> = const { RefCell::new(BTreeMap::new()) };
}

fn find_type(name: &str) -> Option<Rc<RelationshipType>> {
    TYPES.with_borrow_mut(|types| {
        if let Some(known) = types.get(name) {
            return Some(Rc::clone(known));
        }
        let built_in = Rc::new(CATALOG.with(|catalog| catalog.built_in(name))?);
        types.insert(name.to_owned(), Rc::clone(&built_in));
        Some(built_in)
    })
}

/// The number of issues of a body; -1 when it is no body.
#[wasm_bindgen]
pub fn judge(bytes: &[u8]) -> i32 {
    let Ok(document) = Document::parse(bytes) else {
        return -1;
    };
    let Ok(items) = items(&document) else {
        return -1;
    };
    let verdicts = judge_batch(&items, find_type);
    verdicts.iter().map(|verdict| verdict.issues.len()).sum::<usize>() as i32
}

/// The schemas of the built-in types, as a JSON list, for the rivals.
#[wasm_bindgen]
pub fn schemas() -> String {
    let schemas: Vec<String> = Catalog::built_in_schemas().collect();
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
