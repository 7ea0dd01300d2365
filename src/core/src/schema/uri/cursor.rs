//! What the grammars of this module, and those of `format`, read a text with.

use super::set::{DIGIT, HEXADECIMAL, Set};

/// Where a reading of a text has come to.
#[derive(Clone, Copy)]
pub(in crate::schema) struct Cursor<'t> {
    rest: &'t str,
}

/// A rule of a grammar: reads what it can of the text; whether that is what the rule asks for.
pub(in crate::schema) type Rule = fn(&mut Cursor<'_>) -> bool;

/// Whether a rule reads all of a text.
pub(in crate::schema) fn matches(text: &str, rule: Rule) -> bool {
    let mut at = Cursor::new(text);
    rule(&mut at) && at.rest.is_empty()
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    pub(in crate::schema) fn rest(&self) -> &'t str {
        self.rest
    }

    pub(in crate::schema) fn peek(&self) -> Option<u8> {
        self.rest.as_bytes().first().copied()
    }

    /// Reads what a rule reads and tells what it was.
    pub(super) fn take(&mut self, rule: Rule) -> Option<&'t str> {
        let text = self.rest;
        if !rule(self) {
            return None;
        }
        text.get(..text.len() - self.rest.len())
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Reads an ASCII character if it is the next, a letter in either case (RFC 5234, section 2.3).
    pub(in crate::schema) fn skip(&mut self, terminal: u8) -> bool {
        let is_next = self.peek().is_some_and(|next| next.eq_ignore_ascii_case(&terminal));
        if is_next {
            self.advance(1);
        }
        is_next
    }

    /// Reads exactly this text if it is the next.
    pub(in crate::schema) fn skip_text(&mut self, text: &str) -> bool {
        let after = self.rest.strip_prefix(text);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// Reads the next byte if it is in a set.
    pub(in crate::schema) fn one(&mut self, set: &Set) -> bool {
        let is_next = self.peek().is_some_and(|next| set.contains(next));
        if is_next {
            self.advance(1);
        }
        is_next
    }

    /// Reads bytes up to the first that is not in a set; how many.
    pub(in crate::schema) fn run(&mut self, set: &Set) -> usize {
        let length = self.rest.bytes().take_while(|byte| set.contains(*byte)).count();
        self.advance(length);
        length
    }

    /// The same with percent-encodings among the bytes (RFC 3986, section 2.1); whether there were
    /// any.
    pub(super) fn run_encoded(&mut self, set: &Set) -> bool {
        let before = self.rest.len();
        loop {
            self.run(set);
            let end = *self;
            if !(self.skip(b'%') && self.one(&HEXADECIMAL) && self.one(&HEXADECIMAL)) {
                *self = end;
                return self.rest.len() < before;
            }
        }
    }

    /// Reads what a rule reads, once or more often with a separator between.
    pub(in crate::schema) fn list(&mut self, rule: Rule, separator: u8) -> bool {
        loop {
            if !rule(self) {
                return false;
            }
            if !self.skip(separator) {
                return true;
            }
        }
    }

    /// Reads a digit.
    pub(in crate::schema) fn digit(&mut self) -> Option<u32> {
        let digit = self.peek()?;
        self.one(&DIGIT).then(|| u32::from(digit - b'0'))
    }
}
