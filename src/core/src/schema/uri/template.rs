//! URI templates (RFC 6570), levels 1 to 4.

use super::Cursor;
use super::set::{ALPHANUMERIC, DIGIT, Set};

/// RFC 6570, section 2.1, with erratum 6937, which allows the apostrophe.
const LITERAL: Set = Set::range(0, b' ').or(Set::of("\"%<>\\^`{|}\x7f")).not();

/// RFC 6570, section 2.2. Those that are reserved belong to no level.
const OPERATOR: Set = Set::of("+#./;?&");

/// RFC 6570, section 2.3.
const VARIABLE: Set = ALPHANUMERIC.or(Set::of("_"));

/// RFC 6570, section 2: literals and expressions in braces.
pub(in crate::schema) fn uri_template(at: &mut Cursor<'_>) -> bool {
    // Beyond ASCII, only literals go on.
    if !at.rest().chars().all(is_ascii_or_iri_char) {
        return false;
    }
    loop {
        at.run_encoded(&LITERAL);
        if !at.skip(b'{') {
            return true;
        }
        if !(expression(at) && at.skip(b'}')) {
            return false;
        }
    }
}

/// `ucschar` and `iprivate` (RFC 6570, section 1.5), and all of ASCII.
fn is_ascii_or_iri_char(c: char) -> bool {
    match u32::from(c) {
        0x80..=0x9f | 0xfdd0..=0xfdef | 0xfff0..=0xffff | 0xe_0000..=0xe_0fff => false,
        // The last two of each plane are no characters.
        code => code & 0xfffe != 0xfffe,
    }
}

/// RFC 6570, section 2.2, after the brace.
fn expression(at: &mut Cursor<'_>) -> bool {
    at.one(&OPERATOR);
    at.list(variable, b',')
}

/// RFC 6570, sections 2.3 and 2.4: `varspec`.
fn variable(at: &mut Cursor<'_>) -> bool {
    at.list(name_part, b'.') && (at.skip(b'*') || !at.skip(b':') || max_length(at))
}

/// RFC 6570, section 2.3: `varname` between its dots.
fn name_part(at: &mut Cursor<'_>) -> bool {
    at.run_encoded(&VARIABLE)
}

/// RFC 6570, section 2.4.1: 1 to 9999 without leading zeros.
fn max_length(at: &mut Cursor<'_>) -> bool {
    at.peek() != Some(b'0') && matches!(at.run(&DIGIT), 1..=4)
}
