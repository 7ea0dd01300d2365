//! The host's `RegExp`, for what the core asks of it: `schema::RegexEngine`.
//!
//! Part of a download of the npm package: no formatting, and of `js-sys` nothing.

use er_relationships::schema::{CharTest, RegexEngine};
use wasm_bindgen::prelude::*;

// Exceptions are caught in JavaScript: one would go past all Rust frames on its way out. Regular
// expressions stay there, too, known by a number: a wasm that holds no JavaScript value needs no
// table of them, nor the glue for it.
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

export function test(regex, character) {
  return regexes.get(regex).test(character);
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

    /// Whether it matches.
    fn test(regex: u32, character: char) -> bool;

    fn release(regex: u32);
}

/// ECMA-262 with the `u` flag, by whoever runs this wasm.
#[derive(Debug, Clone, Copy, Default)]
pub struct HostRegexEngine;

impl RegexEngine for HostRegexEngine {
    fn compile(&self, pattern: &str) -> Result<Box<dyn CharTest>, String> {
        match compile(pattern) {
            0 => Err(why_not()),
            number => Ok(Box::new(HostRegex(number))),
        }
    }
}

/// A `RegExp` by its number.
struct HostRegex(u32);

impl CharTest for HostRegex {
    fn is_match(&self, character: char) -> bool {
        test(self.0, character)
    }
}

impl Drop for HostRegex {
    fn drop(&mut self) {
        release(self.0);
    }
}
