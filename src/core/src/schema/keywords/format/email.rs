//! `email` (validation, section 8.3.2).

use super::hostname::hostname;
use crate::schema::uri::{ALPHANUMERIC, Cursor, Set, ipv4_address, ipv6_address};

/// RFC 5322, section 3.2.3.
const ATOM: Set = ALPHANUMERIC.or(Set::of("!#$%&'*+-/=?^_`{|}~"));

/// RFC 5322, section 3.2.4: what a quoted string may hold, and what without a backslash.
const QUOTED: Set = Set::range(b' ', b'~');
const UNESCAPED: Set = Set::of("\"\\").or(QUOTED.not()).not();

/// RFC 5322, section 3.4.1, less comments and folding: a dot-atom or a quoted string, and a host
/// name or an address literal.
pub(super) fn email(at: &mut Cursor<'_>) -> bool {
    let is_local_part = if at.skip(b'"') { quoted_content(at) } else { at.list(atom, b'.') };
    if !(is_local_part && at.skip(b'@')) {
        return false;
    }
    if at.skip(b'[') { address_literal(at) } else { hostname(at) }
}

/// RFC 5322, section 3.2.3.
fn atom(at: &mut Cursor<'_>) -> bool {
    at.run(&ATOM) > 0
}

/// RFC 5322, section 3.2.4, after the first quote.
fn quoted_content(at: &mut Cursor<'_>) -> bool {
    loop {
        at.run(&UNESCAPED);
        if !at.skip(b'\\') {
            return at.skip(b'"');
        }
        if !at.one(&QUOTED) {
            return false;
        }
    }
}

/// RFC 5321, section 4.1.3, after the bracket.
fn address_literal(at: &mut Cursor<'_>) -> bool {
    let address = if at.skip_text("IPv6:") { ipv6_address } else { ipv4_address };
    address(at) && at.skip(b']')
}
