//! The core's verdicts for JavaScript: texts in, reports (JSON text, see
//! [`er_relationships::report`]) out. `pkg/` makes values, messages and types of them.

use er_relationships::catalog::Types;
use er_relationships::report::{
    report_document, report_parse_result, report_relationships, report_type_names,
};
use er_relationships::schema::{self, ParseError};
use er_relationships_js::HostRegexEngine;
use wasm_bindgen::prelude::wasm_bindgen;

/// The relationship types that relationships are judged by.
#[wasm_bindgen]
pub struct Catalog(Types);

#[wasm_bindgen]
impl Catalog {
    /// The built-in types, or none.
    #[wasm_bindgen(constructor)]
    pub fn new(has_built_in: bool) -> Self {
        Self(Types::new(HostRegexEngine, has_built_in))
    }

    /// Adds a type from the text of its schema. What is wrong with it as JSON text, empty if nothing
    /// is.
    pub fn add(&self, schema: &str) -> String {
        report_parse_result(&self.0.add(schema))
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

/// A compiled schema, or why there is none.
#[wasm_bindgen]
pub struct Schema(Result<schema::Schema, ParseError>);

#[wasm_bindgen]
impl Schema {
    /// Compiles the text of a schema; `documents` is the text of an object with the schemas that its
    /// `$ref`s may name, by their URIs.
    #[wasm_bindgen(constructor)]
    pub fn new(schema: &str, documents: &str) -> Self {
        Self(schema::Schema::parse(schema, documents, &HostRegexEngine))
    }

    /// Why there is no schema, as JSON text; empty if there is one.
    pub fn fault(&self) -> String {
        report_parse_result(&self.0)
    }

    /// Judges the text of a value; the empty text if there is no schema.
    #[wasm_bindgen(js_name = validateText)]
    pub fn validate_text(&self, text: &str, max_issues: usize) -> String {
        self.0.as_ref().map_or_else(
            |_| String::new(),
            |schema| report_document(text.as_bytes(), schema, max_issues),
        )
    }
}
