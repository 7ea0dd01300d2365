//! Which code points an atom of a pattern takes: `.`, `\d`, `[a-z]`, `\p{L}`.
//!
//! All of it is in ECMA-262 itself but for `\p{…}`, whose tables the host has.

use std::cell::Cell;
use std::rc::Rc;

use super::CharTest;

/// From the first to the last, both included.
pub(super) type Range = (u32, u32);

pub(super) const DIGITS: &[Range] = &[(0x30, 0x39)];

/// `\w`, and what `\b` asks for.
pub(super) const WORD: &[Range] = &[(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)];

/// What `.` does not take (LineTerminator).
pub(super) const LINE_ENDS: &[Range] = &[(0x0a, 0x0a), (0x0d, 0x0d), (0x2028, 0x2029)];

/// `\s`: WhiteSpace and LineTerminator. They include Unicode's category Zs, which last changed in
/// 2013 (Unicode 6.3).
pub(super) const SPACES: &[Range] = &[
    (0x09, 0x0d),
    (0x20, 0x20),
    (0xa0, 0xa0),
    (0x1680, 0x1680),
    (0x2000, 0x200a),
    (0x2028, 0x2029),
    (0x202f, 0x202f),
    (0x205f, 0x205f),
    (0x3000, 0x3000),
    (0xfeff, 0xfeff),
];

/// What a test of a property counts for, beside 1 for a state: about what a call of the host takes.
const PROPERTY_STEPS: usize = 16;

/// A set of code points.
#[derive(Default)]
pub(super) struct Class {
    pub(super) is_negated: bool,
    ranges: Vec<Range>,
    /// One bit for each code point below 128 that is in a range.
    ascii: [u64; 2],
    /// Each with whether it is `\P{…}`.
    properties: Vec<(Rc<Property>, bool)>,
}

impl Class {
    pub(super) fn add(&mut self, (first, last): Range) {
        self.ranges.push((first, last));
        for code in first..=last.min(0x7f) {
            if let Some(bits) = self.ascii.get_mut(code as usize / 64) {
                *bits |= 1 << (code % 64);
            }
        }
    }

    /// Adds a set whose ranges are in order, or all that is not in it.
    pub(super) fn add_set(&mut self, set: &[Range], is_negated: bool) {
        let mut start = 0;
        for &(first, last) in set {
            match is_negated {
                true => self.add((start, first - 1)),
                false => self.add((first, last)),
            }
            start = last + 1;
        }
        if is_negated {
            self.add((start, char::MAX.into()));
        }
    }

    pub(super) fn add_property(&mut self, property: Rc<Property>, is_negated: bool) {
        self.properties.push((property, is_negated));
    }

    pub(super) fn contains(&self, character: char) -> bool {
        let code = u32::from(character);
        let is_in = match self.ascii.get(code as usize / 64) {
            Some(bits) => bits >> (code % 64) & 1 == 1,
            None => self.ranges.iter().any(|(first, last)| (first..=last).contains(&&code)),
        };
        let has =
            |(property, is_negated): &(Rc<Property>, bool)| property.has(character) != *is_negated;
        (is_in || self.properties.iter().any(has)) != self.is_negated
    }

    /// How many steps [`contains`](Self::contains) takes beyond the first.
    pub(super) fn steps(&self, character: char) -> usize {
        if character.is_ascii() && self.properties.is_empty() {
            return 0;
        }
        self.ranges.len() / 8 + self.properties.len() * PROPERTY_STEPS
    }
}

/// Whether `\w` takes the character.
pub(super) fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// `\p{…}`, by the host, with what it said last: texts tend to stay in one script.
pub(super) struct Property {
    pub(super) name: Box<str>,
    host: Box<dyn CharTest>,
    /// By the last seven bits of the code point, so that ASCII has room: the code point and, in the
    /// lowest bit, the answer.
    known: [Cell<u32>; 128],
}

impl Property {
    pub(super) fn new(name: &str, host: Box<dyn CharTest>) -> Self {
        Self { name: name.into(), host, known: [const { Cell::new(u32::MAX) }; 128] }
    }

    fn has(&self, character: char) -> bool {
        let code = u32::from(character);
        let known = self.known.get(code as usize & 127);
        if let Some(last) = known.map(Cell::get)
            && last >> 1 == code
        {
            return last & 1 == 1;
        }
        let answer = self.host.is_match(character);
        if let Some(known) = known {
            known.set(code << 1 | u32::from(answer));
        }
        answer
    }
}
