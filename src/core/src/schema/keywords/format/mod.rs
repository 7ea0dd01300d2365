//! `format` (validation, section 8): the nine formats of draft-06 are asserted, others are not.

mod date_time;
mod email;
mod hostname;
#[cfg(test)]
mod tests;

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::Value;
use crate::schema::uri::{self, Cursor, Rule, Set};

struct Format {
    name: &'static str,
    code: Code,
    rule: Rule,
}

const fn format(name: &'static str, code: Code, rule: Rule) -> Format {
    Format { name, code, rule }
}

static FORMATS: [Format; 9] = [
    format("date-time", Code::DateTimeExpected, date_time::date_time),
    format("email", Code::EmailExpected, email::email),
    format("hostname", Code::HostnameExpected, hostname::hostname),
    format("ipv4", Code::IpV4Expected, uri::ipv4_address),
    format("ipv6", Code::IpV6Expected, uri::ipv6_address),
    format("uri", Code::UriExpected, uri::uri),
    format("uri-reference", Code::UriReferenceExpected, uri::uri_reference),
    format("uri-template", Code::UriTemplateExpected, uri::uri_template),
    format("json-pointer", Code::JsonPointerExpected, json_pointer),
];

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    let name = value.as_str().ok_or_else(|| context.error("must be a string"))?;
    for format in &FORMATS {
        if format.name == name {
            return Ok(Some(Box::new(format)));
        }
    }
    Ok(None)
}

impl Keyword for &'static Format {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        match value.as_str() {
            Some(text) if !uri::matches(text, self.rule) => checker.report(self.code, "format"),
            _ => true,
        }
    }
}

/// RFC 6901, section 3: `unescaped`, and what follows a `~`.
const UNESCAPED: Set = Set::of("/~").not();
const ESCAPED: Set = Set::of("01");

/// RFC 6901, section 3: segments that each begin with a slash, with `~` only in `~0` and `~1`.
fn json_pointer(at: &mut Cursor<'_>) -> bool {
    while at.skip(b'/') {
        at.run(&UNESCAPED);
        while at.skip(b'~') {
            if !at.one(&ESCAPED) {
                return false;
            }
            at.run(&UNESCAPED);
        }
    }
    true
}
