//! `format` (validation, section 8): the nine formats of draft-06 are asserted, others are not.

use std::net::{Ipv4Addr, Ipv6Addr};

use iri_string::template::UriTemplateStr;
use iri_string::types::{UriReferenceStr, UriStr};

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::Value;

struct Format {
    is_satisfied: fn(&str) -> bool,
    code: Code,
}

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    let name = value.as_str().ok_or_else(|| context.error("must be a string"))?;
    let (code, is_satisfied): (Code, fn(&str) -> bool) = match name {
        "date-time" => (Code::DateTimeExpected, |text| date_time(text).is_some()),
        "email" => (Code::EmailExpected, is_email),
        "hostname" => (Code::HostnameExpected, is_hostname),
        "ipv4" => (Code::IpV4Expected, |text| text.parse::<Ipv4Addr>().is_ok()),
        "ipv6" => (Code::IpV6Expected, |text| text.parse::<Ipv6Addr>().is_ok()),
        "uri" => (Code::UriExpected, |text| UriStr::new(text).is_ok()),
        "uri-reference" => (Code::UriReferenceExpected, |text| UriReferenceStr::new(text).is_ok()),
        "uri-template" => (Code::UriTemplateExpected, |text| UriTemplateStr::new(text).is_ok()),
        "json-pointer" => (Code::JsonPointerExpected, is_json_pointer),
        _ => return Ok(None),
    };
    Ok(Some(Box::new(Format { is_satisfied, code })))
}

impl Keyword for Format {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        match value.as_str() {
            Some(text) if !(self.is_satisfied)(text) => checker.report(self.code, "format"),
            _ => true,
        }
    }
}

/// RFC 6901, section 3: empty, or segments that each begin with a slash, with `~` only in `~0` and
/// `~1`.
fn is_json_pointer(text: &str) -> bool {
    let mut escapes = text.split('~').skip(1);
    (text.is_empty() || text.starts_with('/')) && escapes.all(|rest| rest.starts_with(['0', '1']))
}

/// RFC 1123, section 2.1: labels of 1 to 63 letters, digits and inner hyphens, 253 in all.
fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

/// RFC 5322, section 3.4.1, less comments and folding: a dot-atom or a quoted string, and a host
/// name or an address literal (RFC 5321, section 4.1.3).
fn is_email(text: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    };
    let is_quoted = |inner: &str| {
        let mut is_escaped = false;
        let is_plain = inner.bytes().all(|byte| {
            let is_allowed = is_escaped || byte != b'"';
            is_escaped = !is_escaped && byte == b'\\';
            is_allowed && (byte == b' ' || byte.is_ascii_graphic())
        });
        is_plain && !is_escaped
    };
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_local = match local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => is_quoted(inner),
        None => local.split('.').all(is_atom),
    };
    let is_domain = match domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(literal) => match literal.strip_prefix("IPv6:") {
            Some(address) => address.parse::<Ipv6Addr>().is_ok(),
            None => literal.parse::<Ipv4Addr>().is_ok(),
        },
        None => is_hostname(domain),
    };
    is_local && is_domain
}

/// RFC 3339, section 5.6; `None` when it is none. A leap second is one only at 23:59:60 UTC.
fn date_time(text: &str) -> Option<()> {
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    literal(&mut rest, "-")?;
    let month = digits(&mut rest, 2)?;
    literal(&mut rest, "-")?;
    let day = digits(&mut rest, 2)?;
    literal(&mut rest, "Tt")?;
    let hour = digits(&mut rest, 2)?;
    literal(&mut rest, ":")?;
    let minute = digits(&mut rest, 2)?;
    literal(&mut rest, ":")?;
    let second = digits(&mut rest, 2)?;
    if literal(&mut rest, ".").is_some() {
        digits(&mut rest, 1)?;
        while digits(&mut rest, 1).is_some() {}
    }
    let offset_minutes = match literal(&mut rest, "Zz+-")? {
        b'Z' | b'z' => 0,
        sign => {
            let hours = digits(&mut rest, 2)?;
            literal(&mut rest, ":")?;
            let minutes = digits(&mut rest, 2)?;
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = (hours * 60 + minutes).cast_signed();
            if sign == b'-' { -offset } else { offset }
        }
    };
    let is_leap_year =
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(is_leap_year),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let utc_minute = ((hour * 60 + minute).cast_signed() - offset_minutes).rem_euclid(24 * 60);
    let last_second = if utc_minute == 24 * 60 - 1 { 60 } else { 59 };
    let is_valid = (1..=days).contains(&day) && hour <= 23 && minute <= 59 && second <= last_second;
    (is_valid && rest.is_empty()).then_some(())
}

/// Takes `count` digits off the text.
fn digits(rest: &mut &str, count: usize) -> Option<u32> {
    let (digits, after) = rest.split_at_checked(count)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    *rest = after;
    digits.parse().ok()
}

/// Takes one of the characters of `any` off the text.
fn literal(rest: &mut &str, any: &str) -> Option<u8> {
    let byte = rest.bytes().next().filter(|byte| any.as_bytes().contains(byte))?;
    *rest = rest.get(1..)?;
    Some(byte)
}
