//! The host's `RegExp` as the engine of `pattern` and `patternProperties`.

use er_relationships::schema::{Regex, RegexEngine};
use js_sys::{Array, Error, Function, JsString, Reflect};
use wasm_bindgen::prelude::*;

#[derive(Debug)]
pub(crate) struct HostRegexEngine;

impl RegexEngine for HostRegexEngine {
    fn compile(&self, pattern: &str) -> Result<Box<dyn Regex>, String> {
        // `RegExp::new` would let the SyntaxError of an invalid pattern through as an exception.
        let construct = || -> Result<HostRegex, JsValue> {
            let constructor: Function =
                Reflect::get(&js_sys::global(), &"RegExp".into())?.dyn_into()?;
            Reflect::construct(&constructor, &Array::of2(&pattern.into(), &"u".into()))?.dyn_into()
        };
        match construct() {
            Ok(regex) => Ok(Box::new(regex)),
            Err(error) => {
                let message = error.dyn_ref::<Error>().map(Error::message);
                Err(message
                    .map_or_else(|| "invalid pattern".into(), |message: JsString| message.into()))
            }
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// <https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/RegExp>
    #[wasm_bindgen(js_name = RegExp)]
    #[derive(Debug)]
    type HostRegex;

    /// Unlike js-sys's, this one takes into account that `test` throws when it runs out of stack.
    #[wasm_bindgen(method, catch)]
    fn test(this: &HostRegex, text: &str) -> Result<bool, JsValue>;
}

impl Regex for HostRegex {
    fn is_match(&self, text: &str) -> Option<bool> {
        self.test(text).ok()
    }
}
