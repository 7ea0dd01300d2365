//! Regular expressions through a port: draft-06 wants ECMA-262 (validation, section 4.3), which
//! the host of a wasm module has built in, and which natively takes an engine of 200 kB.

use std::fmt::Debug;

/// Compiles patterns. An implementation must follow ECMA-262 with the `u` flag, as every shell
/// does, so that one pattern means the same everywhere.
pub trait RegexEngine {
    /// Compiles one pattern.
    ///
    /// # Errors
    ///
    /// Why the pattern is no expression, as text for the author of the schema.
    fn compile(&self, pattern: &str) -> Result<Box<dyn Regex>, String>;
}

/// A compiled pattern.
pub trait Regex: Debug {
    /// Whether the pattern matches anywhere in the text; nothing is anchored by itself.
    fn is_match(&self, text: &str) -> bool;
}

/// ECMA-262 natively: the `regress` crate.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeRegexEngine;

#[cfg(not(target_arch = "wasm32"))]
impl RegexEngine for NativeRegexEngine {
    fn compile(&self, pattern: &str) -> Result<Box<dyn Regex>, String> {
        match regress::Regex::with_flags(pattern, "u") {
            Ok(regex) => Ok(Box::new(regex)),
            Err(error) => Err(error.text),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Regex for regress::Regex {
    fn is_match(&self, text: &str) -> bool {
        self.find(text).is_some()
    }
}
