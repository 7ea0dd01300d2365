//! The core's verdict on relationships of the built-in types: what `validate` and its like take, and
//! nothing that reads schemas. `src/npm` has the rest.

use er_relationships::catalog;
use er_relationships::report::{count_if_valid, report_relationships, report_type_names};
use er_relationships_js::Input;
use wasm_bindgen::prelude::wasm_bindgen;

/// Two kilobytes less of the download than the standard library's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The built-in relationship types.
#[wasm_bindgen]
#[derive(Default)]
pub struct BuiltIn {
    types: catalog::BuiltIn,
    input: Input,
}

#[wasm_bindgen]
impl BuiltIn {
    /// All of them.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
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
