//! The host's `RegExp` as the engine of `pattern` and `patternProperties`.

use er_relationships::schema::{Regex, RegexEngine};
use js_sys::{Array, Error, Function, JsString, Reflect, RegExp};
use wasm_bindgen::prelude::*;

#[derive(Debug)]
pub(crate) struct HostRegexEngine;

impl RegexEngine for HostRegexEngine {
    fn compile(&self, pattern: &str) -> Result<Box<dyn Regex>, String> {
        // `RegExp::new` would let the SyntaxError of an invalid pattern through as an exception.
        let construct = || -> Result<RegExp, JsValue> {
            let constructor: Function =
                Reflect::get(&js_sys::global(), &"RegExp".into())?.dyn_into()?;
            Reflect::construct(&constructor, &Array::of2(&pattern.into(), &"u".into()))?.dyn_into()
        };
        match construct() {
            Ok(regex) => Ok(Box::new(HostRegex(regex))),
            Err(error) => {
                let message = error.dyn_ref::<Error>().map(Error::message);
                Err(message
                    .map_or_else(|| "invalid pattern".into(), |message: JsString| message.into()))
            }
        }
    }
}

/// `test` throws when it runs out of stack, and V8 lets no wasm catch that: it takes JavaScript.
#[wasm_bindgen(
    inline_js = "export function test(regex, text) { try { return regex.test(text) } catch {} }"
)]
extern "C" {
    fn test(regex: &RegExp, text: &str) -> Option<bool>;
}

#[derive(Debug)]
struct HostRegex(RegExp);

impl Regex for HostRegex {
    fn is_match(&self, text: &str) -> Option<bool> {
        test(&self.0, text)
    }
}
