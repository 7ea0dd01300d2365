//! Regular expressions through a port: draft-06 wants ECMA-262 (validation, section 4.3), which
//! the host of a wasm module has built in, and which natively takes an engine of 200 kB.

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
pub trait Regex {
    /// Whether the pattern matches anywhere in the text; nothing is anchored by itself. `None` when
    /// the engine cannot tell, because it ran out of stack: then the value has no verdict.
    fn is_match(&self, text: &str) -> Option<bool>;
}

/// ECMA-262 natively: the `regress` crate. It is known to differ from V8, which serves in wasm, on
/// patterns that hardly anyone writes: a quantifier behind `\b` or `\B` (V8 refuses it), `\B` beside
/// a character beyond the basic plane, an optional lone surrogate, 256 groups and more (it refuses
/// them); and nested quantifiers of an empty match can exhaust its memory.
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
    fn is_match(&self, text: &str) -> Option<bool> {
        Some(self.find(text).is_some())
    }
}
