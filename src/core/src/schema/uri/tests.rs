//! The crate iri-string and the standard library judge the same texts; where the RFCs side against
//! iri-string, a test says so.

use std::net::{Ipv4Addr, Ipv6Addr};

use iri_string::template::UriTemplateStr;
use iri_string::types::{UriAbsoluteStr, UriReferenceStr, UriStr};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

const URIS: &[&str] = &[
    "http://a/b/c/d;p?q",
    "https://user:pass%20word@www.example.com:8080/a//b/../%7Euser/?x=1&y=/?#frag/?ment",
    "ldap://[2001:db8::7]/c=GB?objectClass?one",
    "x://[v1F.a:b!]:80/",
    "x://[::ffff:192.0.2.128]",
    "mailto:John.Doe@example.com",
    "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
    "a+b-c.1:/x/./y/..",
    "schema:///",
    "file:///etc/hosts",
    "x:",
    "x:a/b/../../../c",
    "x:/.//a",
    "//user@host:/path?query",
    "/a/b/c/./../../g",
    "../../../g;x=1/./y",
    ".//a:b@c",
    "1:/2",
    "a/b:c",
    "?q#f",
    "#/definitions/a~1b%25",
    "",
];

const TEMPLATES: &[&str] = &[
    "http://example.com/dictionary/{term:1}/{term}",
    "/search{?q,lang}{&x*,y:9999}{#frag.ment}{+path:6,x}/here",
    "{/var,empty}{;x,y}{.dom*}{%41b_1.c%2F.d}'~%20!",
    "{a.b.c:12,d*}",
    "{x:1}{y}[]@$",
    "",
];

/// As they stand in brackets in a URI.
const ADDRESSES: &[&str] = &[
    "192.0.2.255",
    "0.10.200.99",
    "1:22:333:4444:aA:B:0:ffff",
    "1:2:3:4:5:6:1.2.3.4",
    "2001:db8::7",
    "::",
    "::1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7::",
    "1::2:3.4.5.6",
    "::ffff:255.0.0.1",
    "v1F.a:b!",
    "V0.:",
];

/// Texts that are valid, nearly so, and not at all.
fn text(valid: &'static [&'static str], alphabet: &str) -> impl Strategy<Value = String> {
    let characters = || select(alphabet.chars().collect::<Vec<_>>());
    let edits = (any::<Index>(), any::<Index>(), characters(), 0..5);
    let near = (select(valid), select(valid), prop::collection::vec(edits, 0..4)).prop_map(
        |(text, other, edits)| {
            let mut text: Vec<char> = text.chars().collect();
            let other: Vec<char> = other.chars().collect();
            for (at, until, character, kind) in edits {
                let at = at.index(text.len() + 1);
                let end = (at + 1).min(text.len());
                match kind {
                    0 => text.insert(at, character),
                    1 => drop(text.splice(at..end, [character])),
                    2 => drop(text.drain(at..end)),
                    3 => drop(text.splice(at..at, text.clone().into_iter().take(at))),
                    _ => drop(text.splice(at.., other[until.index(other.len() + 1)..].to_vec())),
                }
            }
            text.into_iter().collect()
        },
    );
    let random = prop::collection::vec(characters(), 0..16).prop_map(String::from_iter);
    prop_oneof![3 => near, 1 => random]
}

fn uri_text() -> impl Strategy<Value = String> {
    text(URIS, "aZ1f2e.-_~!$&'()*+,;=:@/?#[]%vV\\\"<>^`{|} \n\u{7f}é")
}

/// References that differ in their paths.
fn path_text() -> impl Strategy<Value = String> {
    let segment = select(vec!["", ".", "..", "...", "a", "b", "c:d", ".e", "%2F"]);
    let before = select(vec!["", "/", "//", "//h", "//h/", "x:", "x:/", "x://h", "x:///"]);
    let after = select(vec!["", "?", "?q/..", "#", "#f"]);
    (before, prop::collection::vec(segment, 0..16), after)
        .prop_map(|(before, segments, after)| format!("{before}{}{after}", segments.join("/")))
}

fn reference() -> impl Strategy<Value = String> {
    prop_oneof![uri_text(), path_text()]
}

/// What iri-string makes of it.
fn resolve_by_iri_string(base: &str, reference: &str) -> Option<(String, String)> {
    let base = UriAbsoluteStr::new(base).ok()?;
    let resolved = UriReferenceStr::new(reference).ok()?.resolve_against(base).to_string();
    let (uri, fragment) = resolved.split_once('#').unwrap_or((&resolved, ""));
    Some((uri.to_owned(), fragment.to_owned()))
}

/// A template that iri-string lets through against RFC 6570, section 2.3 (a variable's name has no
/// dot at its end nor two in a row) or 2.4.1 (a prefix has at most 9999 characters, and no leading
/// zero).
fn is_wrongly_let_through(template: &str) -> bool {
    let fault = regress::Regex::new(r"\{[^}]*(\.[.,:*}]|:0|:[0-9]{5})").unwrap();
    fault.find(template).is_some()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn uris_are_those_of_iri_string(text in reference()) {
        prop_assert_eq!(matches(&text, uri), UriStr::new(&text).is_ok());
        prop_assert_eq!(matches(&text, uri_reference), UriReferenceStr::new(&text).is_ok());
        prop_assert_eq!(is_absolute_uri(&text), UriAbsoluteStr::new(&text).is_ok());
    }

    /// But for [`an_encoded_dot_is_no_dot_segment`].
    #[test]
    fn references_are_resolved_as_iri_string_does(base in reference(), reference in reference()) {
        let is_encoded = |text: &str| text.to_ascii_lowercase().contains("%2e");
        prop_assume!(!is_encoded(&base) && !is_encoded(&reference));
        prop_assert_eq!(resolve(&base, &reference), resolve_by_iri_string(&base, &reference));
    }

    /// Of ASCII; for the rest see [`literals_of_a_template_may_be_of_any_script`].
    #[test]
    fn templates_are_those_of_iri_string_less_its_faults(
        text in text(TEMPLATES, "aZ_019.,:*{}%+#/;?&=!@|'~[]\\\"<>^` \n\u{7f}"),
    ) {
        let is_template = UriTemplateStr::new(&text).is_ok() && !is_wrongly_let_through(&text);
        prop_assert_eq!(matches(&text, uri_template), is_template);
    }

    #[test]
    fn addresses_are_those_of_the_standard_library(text in text(ADDRESSES, "0125689afAFg:::...[vV%!@é")) {
        prop_assert_eq!(matches(&text, ipv4_address), text.parse::<Ipv4Addr>().is_ok());
        prop_assert_eq!(matches(&text, ipv6_address), text.parse::<Ipv6Addr>().is_ok());
        let literal = format!("x://[{text}]");
        prop_assert_eq!(matches(&literal, uri), UriStr::new(&literal).is_ok());
    }
}

#[test]
fn an_octet_is_a_number_up_to_255_without_leading_zeros() {
    for number in 0..=1100 {
        for octet in [format!("{number}"), format!("{number:02}"), format!("{number:03}")] {
            for address in [format!("{octet}.1.1.1"), format!("1.1.1.{octet}")] {
                let is_address = address.parse::<Ipv4Addr>().is_ok();
                assert_eq!(matches(&address, ipv4_address), is_address, "{address}");
            }
        }
    }
}

/// RFC 3986, sections 5.4.1 and 5.4.2.
#[test]
fn the_examples_of_rfc_3986_are_resolved() {
    let cases = [
        ("g:h", "g:h"),
        ("g", "http://a/b/c/g"),
        ("./g", "http://a/b/c/g"),
        ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"),
        ("//g", "http://g"),
        ("?y", "http://a/b/c/d;p?y"),
        ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"),
        ("g#s", "http://a/b/c/g#s"),
        ("g?y#s", "http://a/b/c/g?y#s"),
        (";x", "http://a/b/c/;x"),
        ("g;x", "http://a/b/c/g;x"),
        ("g;x?y#s", "http://a/b/c/g;x?y#s"),
        ("", "http://a/b/c/d;p?q"),
        (".", "http://a/b/c/"),
        ("./", "http://a/b/c/"),
        ("..", "http://a/b/"),
        ("../", "http://a/b/"),
        ("../g", "http://a/b/g"),
        ("../..", "http://a/"),
        ("../../", "http://a/"),
        ("../../g", "http://a/g"),
        ("../../../g", "http://a/g"),
        ("../../../../g", "http://a/g"),
        ("/./g", "http://a/g"),
        ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."),
        (".g", "http://a/b/c/.g"),
        ("g..", "http://a/b/c/g.."),
        ("..g", "http://a/b/c/..g"),
        ("./../g", "http://a/b/g"),
        ("./g/.", "http://a/b/c/g/"),
        ("g/./h", "http://a/b/c/g/h"),
        ("g/../h", "http://a/b/c/h"),
        ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
        ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/./x", "http://a/b/c/g?y/./x"),
        ("g?y/../x", "http://a/b/c/g?y/../x"),
        ("g#s/./x", "http://a/b/c/g#s/./x"),
        ("g#s/../x", "http://a/b/c/g#s/../x"),
        ("http:g", "http:g"),
    ];
    for (reference, expected) in cases {
        let (uri, fragment) = expected.split_once('#').unwrap_or((expected, ""));
        let expected = Some((uri.to_owned(), fragment.to_owned()));
        assert_eq!(resolve("http://a/b/c/d;p?q", reference), expected, "{reference}");
    }
}

#[test]
fn only_a_reference_and_an_absolute_uri_are_resolved() {
    for (base, reference) in [("x:a", "a b"), ("a", "x:b"), ("x:a#", "b"), ("x:a#f", "b"), ("", "")]
    {
        assert_eq!(resolve(base, reference), None, "{base} {reference}");
    }
}

/// RFC 3986, section 3.3: the path of a URI without authority cannot begin with two slashes, so
/// what section 5.3 makes of these would be another URI.
#[test]
fn a_path_is_not_resolved_to_an_authority() {
    for (base, reference) in [("x:", ".///a"), ("x:/b", "/..//a"), ("x:b/c", "..//a")] {
        let expected = ("x:/.//a".to_owned(), String::new());
        assert_eq!(resolve(base, reference), Some(expected), "{base} {reference}");
    }
}

/// RFC 3986, section 5.2.4, names `.` and `..` as they are; decoding them is left to whoever
/// normalizes (section 6.2.2.2). iri-string decodes them.
#[test]
fn an_encoded_dot_is_no_dot_segment() {
    let resolved = |uri: &str| Some((uri.to_owned(), String::new()));
    assert_eq!(resolve("x://h/a/b", "%2E%2e/c"), resolved("x://h/a/%2E%2e/c"));
    assert_eq!(resolve_by_iri_string("x://h/a/b", "%2E%2e/c"), resolved("x://h/c"));
}

/// RFC 6570, section 2.1, allows `ucschar` and `iprivate`; iri-string refuses them.
#[test]
fn literals_of_a_template_may_be_of_any_script() {
    let allowed = "\u{a0}é\u{d7ff}\u{e000}\u{fdcf}\u{fdf0}\u{ffef}\u{10000}😀\u{1fffd}\u{dfffd}\
         \u{e1000}\u{efffd}\u{f0000}\u{10fffd}";
    for character in allowed.chars() {
        let template = format!("a{character}{{b}}");
        assert!(matches(&template, uri_template), "{template:?}");
        assert!(UriTemplateStr::new(&template).is_err(), "{template:?}");
    }
    let refused = "\u{80}\u{9f}\u{fdd0}\u{fdef}\u{fff0}\u{ffff}\u{1fffe}\u{dffff}\u{e0000}\
         \u{e0fff}\u{ffffe}\u{10ffff}";
    for character in refused.chars() {
        assert!(!matches(&format!("a{character}{{b}}"), uri_template), "{character:?}");
    }
    for template in ["{é}", "{a:é}", "{é"] {
        assert!(!matches(template, uri_template), "{template}");
    }
}

/// RFC 6570, sections 2.3 and 2.4.1; iri-string lets these through.
#[test]
fn dots_and_prefixes_of_a_template_are_those_of_rfc_6570() {
    for template in ["{a.}", "{a..b}", "{a.,b}", "{a.*}", "{a:0}", "{a:01}", "{a:10000}"] {
        assert!(!matches(template, uri_template), "{template}");
        assert!(UriTemplateStr::new(template).is_ok(), "{template}");
    }
}

/// RFC 6570, section 2.2: reserved for extensions, and so of no level from 1 to 4.
#[test]
fn reserved_operators_of_a_template_are_refused() {
    for template in ["{=a}", "{,a}", "{!a}", "{@a}", "{|a}"] {
        assert!(!matches(template, uri_template), "{template}");
    }
}
