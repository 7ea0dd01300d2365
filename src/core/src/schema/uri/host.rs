//! The authority of a URI (RFC 3986, section 3.2), and IP addresses as it writes them.

use super::Cursor;
use super::set::{ALPHANUMERIC, DIGIT, HEXADECIMAL, Set};

/// `unreserved` and `sub-delims` (RFC 3986, sections 2.2 and 2.3).
pub(super) const NAME: Set = ALPHANUMERIC.or(Set::of("-._~!$&'()*+,;="));

/// RFC 3986, section 3.2.1.
const USER_INFORMATION: Set = NAME.or(Set::of(":"));

/// RFC 3986, section 3.2, with the slashes before it; or nothing.
pub(super) fn authority(at: &mut Cursor<'_>) -> bool {
    if !at.skip_text("//") {
        return true;
    }
    user_information(at);
    if !host(at) {
        return false;
    }
    if at.skip(b':') {
        at.run(&DIGIT);
    }
    true
}

/// RFC 3986, section 3.2.1, with its `@`; or nothing.
fn user_information(at: &mut Cursor<'_>) {
    let start = *at;
    at.run_encoded(&USER_INFORMATION);
    if !at.skip(b'@') {
        *at = start;
    }
}

/// RFC 3986, section 3.2.2.
fn host(at: &mut Cursor<'_>) -> bool {
    if at.skip(b'[') {
        return ip_literal(at) && at.skip(b']');
    }
    at.run_encoded(&NAME);
    true
}

/// RFC 3986, section 3.2.2: what stands between the brackets.
fn ip_literal(at: &mut Cursor<'_>) -> bool {
    if !at.skip(b'v') {
        return ipv6_address(at);
    }
    at.run(&HEXADECIMAL) > 0 && at.skip(b'.') && at.run(&USER_INFORMATION) > 0
}

/// RFC 3986, section 3.2.2: eight groups, or fewer and one `::`. The last two may be written as an
/// IPv4 address.
pub(in crate::schema) fn ipv6_address(at: &mut Cursor<'_>) -> bool {
    let mut groups = 0;
    let mut is_gap = at.skip_text("::");
    let mut gaps = u32::from(is_gap);
    loop {
        let start = *at;
        let digits = at.run(&HEXADECIMAL);
        if at.peek() == Some(b'.') {
            *at = start;
            if !ipv4_address(at) {
                return false;
            }
            groups += 2;
            break;
        }
        if digits == 0 && is_gap {
            break;
        }
        if !matches!(digits, 1..=4) {
            return false;
        }
        groups += 1;
        is_gap = at.skip_text("::");
        gaps += u32::from(is_gap);
        if !is_gap && !at.skip(b':') {
            break;
        }
    }
    if gaps == 0 { groups == 8 } else { gaps == 1 && groups < 8 }
}

/// RFC 3986, section 3.2.2.
pub(in crate::schema) fn ipv4_address(at: &mut Cursor<'_>) -> bool {
    let mut octets = 0;
    while decimal_octet(at) {
        octets += 1;
        if octets == 4 {
            return true;
        }
        if !at.skip(b'.') {
            return false;
        }
    }
    false
}

/// RFC 3986, section 3.2.2: 0 to 255 without leading zeros.
fn decimal_octet(at: &mut Cursor<'_>) -> bool {
    let Some(mut number) = at.digit() else {
        return false;
    };
    while let Some(digit) = at.digit() {
        if number == 0 || number > 25 {
            return false;
        }
        number = number * 10 + digit;
    }
    number <= 255
}
