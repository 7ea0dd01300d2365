//! Regular expressions: draft-06 wants ECMA-262 (validation, section 4.3).
//!
//! All engines of JavaScript backtrack, so that a pattern of seven characters can hold one for years.
//! Ours goes all ways at once: at most as many steps for a character as the pattern has states. What
//! takes large tables is left to the host, through a port: whether a text is a pattern at all (the
//! grammar of ECMA-262 with the `u` flag), and which characters a `\p{…}` means.
//!
//! | module | |
//! |---|---|
//! | [`syntax`], [`atoms`] | from a pattern to a tree |
//! | [`chars`] | sets of characters |
//! | [`program`] | from a tree to states |
//! | [`run`] | states over a text |
//!
//! Lookarounds are walked over the text by themselves, the innermost first, and note the places where
//! they hold. Not matched, and refused: backreferences, for which no such way is known, and modifiers
//! (`(?i:a)`), which only young engines have.
//!
//! So a pattern means the same everywhere, but for what differs between hosts: what they take for a
//! pattern (natively `regress` takes a quantifier behind `\b`, which V8 refuses; names of properties
//! and of groups twice come and go with versions of ECMA-262), and the version of Unicode that
//! `\p{…}` is of.

mod atoms;
mod chars;
mod program;
mod run;
mod syntax;

#[cfg(test)]
mod tests;

pub use syntax::MAX_GROUP_DEPTH;

use crate::json::concat;
use chars::Class;
use program::Program;

/// A pattern may have this many states, `a{9}` counting nine times: a text of one character takes as
/// many steps at most, and a state 8 bytes. Patterns that people write have a hundred.
pub const MAX_STATES: usize = 10_000;

/// Why a pattern is not matched, as text for the author of the schema.
type Refusal = &'static str;

const TOO_LARGE: &str = "it has more than 10,000 states; a repetition counts as often as it says";

/// What matching one value's texts may take, see [`steps_for`].
const MIN_STEPS: usize = 500_000;

/// See [`steps_for`].
const STEPS_PER_BYTE: usize = 16;

/// How many steps the patterns of a schema may take in all for a value whose texts have so many
/// bytes. It is in proportion to them, so that a body has about as many whether it is one
/// relationship or a hundred: some 120 million at most.
pub fn steps_for(text_bytes: usize) -> usize {
    text_bytes.saturating_mul(STEPS_PER_BYTE).saturating_add(MIN_STEPS)
}

/// What a host knows of regular expressions. An implementation must follow ECMA-262 with the `u`
/// flag.
pub trait RegexEngine {
    /// Compiles one pattern. Texts are never matched with it, only single characters, and only if it
    /// is `\p{…}`.
    ///
    /// # Errors
    ///
    /// Why the pattern is no expression, as text for the author of the schema.
    fn compile(&self, pattern: &str) -> Result<Box<dyn CharTest>, String>;
}

/// A pattern that matches one character, compiled by a host.
pub trait CharTest {
    /// Whether it matches this one.
    fn is_match(&self, character: char) -> bool;
}

/// A compiled pattern.
pub struct Regex {
    /// Of the lookarounds, those inside others first, and of the pattern.
    programs: Vec<Program>,
    classes: Vec<Class>,
}

impl Regex {
    /// Compiles a pattern.
    ///
    /// # Errors
    ///
    /// Why it is none, or none that is matched here: the rest of a sentence on it.
    pub fn compile(pattern: &str, host: &dyn RegexEngine) -> Result<Self, String> {
        if let Err(reason) = host.compile(pattern) {
            return Err(concat(&["holds no regular expression of ECMA-262: ", &reason]));
        }
        Self::compile_valid(pattern, host)
            .map_err(|reason| concat(&["holds a regular expression that is refused: ", reason]))
    }

    fn compile_valid(pattern: &str, host: &dyn RegexEngine) -> Result<Self, Refusal> {
        let pattern = syntax::parse(pattern, host)?;
        let mut states_left = MAX_STATES;
        let mut programs = Vec::new();
        for look in &pattern.looks {
            // What is behind is met on the way forwards.
            programs.push(Program::compile(&look.node, !look.is_behind, &mut states_left)?);
        }
        Ok(Self { programs, classes: pattern.classes })
    }

    /// Whether the pattern matches anywhere in the text; nothing is anchored by itself. `None` when
    /// that takes more than `steps_left`, which becomes 0 then, and else is what remains of it.
    pub fn is_match(&self, text: &str, steps_left: &mut usize) -> Option<bool> {
        run::is_match(&self.programs, &self.classes, text, steps_left)
    }
}

/// The host natively: the `regress` crate.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeRegexEngine;

#[cfg(not(target_arch = "wasm32"))]
impl RegexEngine for NativeRegexEngine {
    fn compile(&self, pattern: &str) -> Result<Box<dyn CharTest>, String> {
        match regress::Regex::with_flags(pattern, "u") {
            Ok(regex) => Ok(Box::new(regex)),
            Err(error) => Err(error.text),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl CharTest for regress::Regex {
    fn is_match(&self, character: char) -> bool {
        self.find(character.encode_utf8(&mut [0; 4])).is_some()
    }
}
