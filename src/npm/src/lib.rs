//! The core's verdicts for JavaScript: texts in, reports (JSON text, see
//! [`er_relationships::report`]) out. `pkg/` makes values, messages and types of them.

use er_relationships::catalog::Types;
use er_relationships::report::{
    count_if_valid, report_csv, report_document, report_parse_result, report_relationships,
    report_type_names,
};
use er_relationships::schema::{self, ParseError};
use er_relationships_js::{HostRegexEngine, Input};
use wasm_bindgen::prelude::wasm_bindgen;

/// Two kilobytes less of the download than the standard library's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The relationship types that relationships are judged by.
#[wasm_bindgen]
pub struct Catalog {
    types: Types,
    input: Input,
}

#[wasm_bindgen]
impl Catalog {
    /// The built-in types, or none.
    #[wasm_bindgen(constructor)]
    pub fn new(has_built_in: bool) -> Self {
        Self { types: Types::new(HostRegexEngine, has_built_in), input: Input::default() }
    }

    /// Adds a type from the text of its schema. What is wrong with it as JSON text, empty if nothing
    /// is.
    pub fn add(&self, schema: &str) -> String {
        report_parse_result(&self.types.add(schema))
    }

    /// The address of a buffer to write a body into.
    pub fn reserve(&mut self, len_bytes: usize) -> *const u8 {
        self.input.reserve(len_bytes)
    }

    /// How many relationships the body that `TextEncoder.encodeInto` wrote into the buffer has, if its
    /// report would say no more than that; else 0.
    #[wasm_bindgen(js_name = countText)]
    pub fn count_text(&self, len_bytes: usize) -> usize {
        // SAFETY: what `pkg/src` passes is what `encodeInto` returned.
        count_if_valid(unsafe { self.input.text(len_bytes) }, &self.types)
    }

    /// The same for the bytes in the buffer.
    #[wasm_bindgen(js_name = countBytes)]
    pub fn count_bytes(&self, len_bytes: usize) -> usize {
        count_if_valid(self.input.bytes(len_bytes), &self.types)
    }

    /// Judges the body that `TextEncoder.encodeInto` wrote into the buffer.
    #[wasm_bindgen(js_name = validateText)]
    pub fn validate_text(&self, len_bytes: usize, max_issues: usize) -> String {
        // SAFETY: what `pkg/src` passes is what `encodeInto` returned.
        report_relationships(unsafe { self.input.text(len_bytes) }, &self.types, max_issues)
    }

    /// Judges the bytes in the buffer.
    #[wasm_bindgen(js_name = validateBytes)]
    pub fn validate_bytes(&self, len_bytes: usize, max_issues: usize) -> String {
        report_relationships(self.input.bytes(len_bytes), &self.types, max_issues)
    }

    /// The names of the types, as a JSON list.
    #[wasm_bindgen(js_name = typeNames)]
    pub fn type_names(&self) -> String {
        report_type_names(&self.types)
    }
}

/// A compiled schema, or why there is none.
#[wasm_bindgen]
pub struct Schema {
    compiled: Result<schema::Schema, ParseError>,
    input: Input,
}

#[wasm_bindgen]
impl Schema {
    /// Compiles the text of a schema; `documents` is the text of an object with the schemas that its
    /// `$ref`s may name, by their URIs.
    #[wasm_bindgen(constructor)]
    pub fn new(schema: &str, documents: &str) -> Self {
        let compiled = schema::Schema::parse(schema, documents, &HostRegexEngine);
        Self { compiled, input: Input::default() }
    }

    /// Why there is no schema, as JSON text; empty if there is one.
    pub fn fault(&self) -> String {
        report_parse_result(&self.compiled)
    }

    /// The address of a buffer to write a text into.
    pub fn reserve(&mut self, len_bytes: usize) -> *const u8 {
        self.input.reserve(len_bytes)
    }

    /// Judges the text that `TextEncoder.encodeInto` wrote into the buffer; the empty text if there
    /// is no schema.
    #[wasm_bindgen(js_name = validateText)]
    pub fn validate_text(&self, len_bytes: usize, max_issues: usize) -> String {
        // SAFETY: what `pkg/src` passes is what `encodeInto` returned.
        let text = unsafe { self.input.text(len_bytes) };
        match &self.compiled {
            Ok(schema) => report_document(text, schema, max_issues),
            Err(_) => String::new(),
        }
    }
}

/// Reads tables.
#[wasm_bindgen]
#[derive(Default)]
pub struct Csv {
    input: Input,
}

#[wasm_bindgen]
impl Csv {
    /// One that has read nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The address of a buffer to write a text into.
    pub fn reserve(&mut self, len_bytes: usize) -> *const u8 {
        self.input.reserve(len_bytes)
    }

    /// Reads the text that `TextEncoder.encodeInto` wrote into the buffer, which is given back then: a
    /// table is large, and there may be no other.
    pub fn parse(&mut self, len_bytes: usize) -> String {
        let input = std::mem::take(&mut self.input);
        // SAFETY: what `pkg/src` passes is what `encodeInto` returned.
        report_csv(unsafe { input.text(len_bytes) })
    }
}
