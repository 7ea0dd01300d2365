//! The core's verdict on relationships of the built-in types: what `validate` and its like take, and
//! nothing that reads schemas. `src/npm` has the rest.

use er_relationships::catalog;
use er_relationships::report::{report_relationships, report_type_names};
use wasm_bindgen::prelude::wasm_bindgen;

/// The built-in relationship types.
#[wasm_bindgen]
#[derive(Default)]
pub struct BuiltIn(catalog::BuiltIn);

#[wasm_bindgen]
impl BuiltIn {
    /// All of them.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Judges the text of a body.
    #[wasm_bindgen(js_name = validateText)]
    pub fn validate_text(&self, text: &str, max_issues: usize) -> String {
        report_relationships(text.as_bytes(), &self.0, max_issues)
    }

    /// Judges the bytes of a body.
    #[wasm_bindgen(js_name = validateBytes)]
    pub fn validate_bytes(&self, bytes: &[u8], max_issues: usize) -> String {
        report_relationships(bytes, &self.0, max_issues)
    }

    /// The names of the types, as a JSON list.
    #[wasm_bindgen(js_name = typeNames)]
    pub fn type_names(&self) -> String {
        report_type_names(&self.0)
    }
}
