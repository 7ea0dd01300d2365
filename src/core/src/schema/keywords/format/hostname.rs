//! `hostname` (validation, section 8.3.3).

use crate::schema::uri::{ALPHANUMERIC, Cursor, Set};

const LABEL: Set = ALPHANUMERIC.or(Set::of("-"));

/// RFC 1123, section 2.1: labels of 1 to 63 letters, digits and inner hyphens, 253 in all.
pub(super) fn hostname(at: &mut Cursor<'_>) -> bool {
    // Nothing follows a host name, here or in an address, so all of the rest is its.
    at.rest().len() <= 253 && at.list(label, b'.')
}

fn label(at: &mut Cursor<'_>) -> bool {
    let text = at.rest().as_bytes();
    let length = at.run(&LABEL);
    let is_hyphen = |index| text.get(index) == Some(&b'-');
    matches!(length, 1..=63) && !is_hyphen(0) && !is_hyphen(length - 1)
}
