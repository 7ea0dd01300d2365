//! The formats of draft-06 beside iri-string and the standard library.
//!
//! Input: a text.
#![no_main]

use std::net::{Ipv4Addr, Ipv6Addr};

use er_relationships::json::{Document, write_string};
use er_relationships::schema::{NativeRegexEngine, Schema};
use iri_string::template::UriTemplateStr;
use iri_string::types::{UriReferenceStr, UriStr};
use libfuzzer_sys::fuzz_target;

const FORMATS: [&str; 9] = [
    "date-time",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "json-pointer",
    "uri",
    "uri-reference",
    "uri-template",
];

thread_local! {
    static SCHEMAS: [Schema; 9] = FORMATS.map(|format| {
        let schema = format!(r#"{{"format":"{format}"}}"#);
        Schema::parse(&schema, "{}", &NativeRegexEngine).expect("a schema")
    });
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut json = String::new();
    write_string(&mut json, text);
    let document = Document::parse(json.as_bytes()).expect("what we write we read");
    assert_eq!(document.root().as_str(), Some(text));
    SCHEMAS.with(|schemas| {
        for (schema, format) in schemas.iter().zip(FORMATS) {
            let is_valid = schema.is_valid(document.root());
            if let Some(expected) = judge(format, text) {
                assert_eq!(is_valid, expected, "{format} {text:?}");
            }
        }
    });
});

/// What others say, where they know and are right.
fn judge(format: &str, text: &str) -> Option<bool> {
    match format {
        "ipv4" => Some(text.parse::<Ipv4Addr>().is_ok()),
        "ipv6" => Some(text.parse::<Ipv6Addr>().is_ok()),
        "uri" => Some(UriStr::new(text).is_ok()),
        "uri-reference" => Some(UriReferenceStr::new(text).is_ok()),
        // Other scripts, see the tests of `schema::uri`.
        "uri-template" if text.is_ascii() => {
            Some(UriTemplateStr::new(text).is_ok() && !is_wrongly_let_through(text))
        }
        "json-pointer" => Some(is_json_pointer(text)),
        // What any of them must have.
        "email" if !text.contains('@') => Some(false),
        "hostname" if !is_nearly_a_hostname(text) => Some(false),
        "date-time" if !is_nearly_a_date_time(text) => Some(false),
        _ => None,
    }
}

/// Templates that iri-string lets through against RFC 6570, sections 2.3 and 2.4.1; see the tests
/// of `schema::uri`.
fn is_wrongly_let_through(template: &str) -> bool {
    template.match_indices('{').any(|(at, _)| {
        let expression = &template[at..];
        let end = expression.find('}').map_or(expression.len(), |end| end + 1);
        let expression = &expression[..end];
        let is_long = |(at, _): (usize, &str)| {
            let digits = expression[at + 1..].bytes().take_while(u8::is_ascii_digit);
            digits.count() >= 5
        };
        [".}", "..", ".,", ".:", ".*", ":0"].iter().any(|fault| expression.contains(fault))
            || expression.match_indices(':').any(is_long)
    })
}

/// RFC 6901, section 3.
fn is_json_pointer(text: &str) -> bool {
    let mut after_tildes = text.split('~').skip(1);
    (text.is_empty() || text.starts_with('/'))
        && after_tildes.all(|rest| rest.starts_with(['0', '1']))
}

fn is_nearly_a_hostname(text: &str) -> bool {
    text.len() <= 253
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
}

fn is_nearly_a_date_time(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    text.len() >= 20 && text.is_ascii() && &text[4..5] == "-" && &text[10..11] == "T"
}
