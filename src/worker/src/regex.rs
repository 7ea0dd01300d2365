//! The host's `RegExp` as the engine of `pattern` and `patternProperties`.

use er_relationships::schema::{Regex, RegexEngine};
use js_sys::{Array, Error, Function, JsString, Reflect, RegExp};
use wasm_bindgen::{JsCast, JsValue};

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

#[derive(Debug)]
struct HostRegex(RegExp);

impl Regex for HostRegex {
    fn is_match(&self, text: &str) -> bool {
        self.0.test(text)
    }
}
