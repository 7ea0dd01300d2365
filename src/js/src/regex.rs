//! The host's `RegExp` as the engine of `pattern` and `patternProperties`.
//!
//! Part of a download of the npm package: no formatting, and of `js-sys` nothing.

use er_relationships::schema::{Regex, RegexEngine};
use wasm_bindgen::prelude::*;

// Exceptions are caught in JavaScript: one would go past all Rust frames on its way out, and V8 lets
// no wasm catch the one of a regular expression that runs out of stack. Regular expressions stay
// there, too, known by a number: a wasm that holds no JavaScript value needs no table of them, nor
// the glue for it.
#[wasm_bindgen(inline_js = r#"
const regexes = new Map();
let last = 0;
let reason = "";

export function compile(pattern) {
  try {
    regexes.set(++last, new RegExp(pattern, "u"));
    return last;
  } catch (error) {
    reason = error.message;
    return 0;
  }
}

export function whyNot() {
  return reason;
}

export function test(regex, text) {
  try {
    return +regexes.get(regex).test(text);
  } catch {
    return 2;
  }
}

export function release(regex) {
  regexes.delete(regex);
}
"#)]
extern "C" {
    /// The number of a new `RegExp`; 0 if there is none.
    fn compile(pattern: &str) -> u32;

    /// Why the last one that was none is none.
    #[wasm_bindgen(js_name = whyNot)]
    fn why_not() -> String;

    /// 0 or 1 for whether it matches; 2 when it cannot be told.
    fn test(regex: u32, text: &str) -> u32;

    fn release(regex: u32);
}

/// ECMA-262 with the `u` flag, by whoever runs this wasm.
#[derive(Debug, Clone, Copy, Default)]
pub struct HostRegexEngine;

impl RegexEngine for HostRegexEngine {
    fn compile(&self, pattern: &str) -> Result<Box<dyn Regex>, String> {
        match compile(pattern) {
            0 => Err(why_not()),
            number => Ok(Box::new(HostRegex(number))),
        }
    }
}

/// A `RegExp` by its number.
struct HostRegex(u32);

impl Regex for HostRegex {
    fn is_match(&self, text: &str) -> Option<bool> {
        match test(self.0, text) {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Drop for HostRegex {
    fn drop(&mut self) {
        release(self.0);
    }
}
