//! What every JavaScript host offers the core: Node, browsers and workerd alike. Only what all of
//! them have on the global object is used, by no more glue than it takes.
//!
//! Each module stands alone: of the ones that a shell does not use, nothing is left in its wasm.

mod fetch;
mod host;
mod input;
mod regex;
mod web_crypto;

pub use fetch::{from_http, to_http};
pub use host::JsHost;
pub use input::Input;
pub use regex::HostRegexEngine;
pub use web_crypto::WebCrypto;

use js_sys::JsString;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Throws for an object without a prototype, among others.
    #[wasm_bindgen(js_name = String, catch)]
    fn to_js_string(value: &JsValue) -> Result<JsString, JsValue>;
}

/// A thrown value as text for the log: `TypeError: …`.
pub fn describe(thrown: impl Into<JsValue>) -> String {
    match to_js_string(&thrown.into()) {
        Ok(text) => text.into(),
        Err(_) => "a thrown value that is no text".to_owned(),
    }
}
