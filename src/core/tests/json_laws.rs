//! Laws of the JSON reader and writer, and its agreement with serde_json.
#![expect(clippy::unwrap_used, reason = "tests")]

use er_relationships::json::{Document, SyntaxErrorKind, write_value};
use proptest::prelude::*;

fn rewritten(text: &str) -> String {
    let document = Document::parse(text.as_bytes()).unwrap();
    let mut out = String::new();
    write_value(&mut out, document.root());
    out
}

/// Any JSON value without duplicate names and without the numbers that serde_json cannot keep.
fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        "[ -~\\x00-\\x1f\"\\\\é😀]{0,40}".prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 64, 24, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::hash_map(any::<String>(), inner, 0..24)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

/// Bytes that look like JSON for a while: pieces of it in any order.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"a\":1", "\\u", "\\ud800", "\\udc00",
        "\\u0041", "\\n", "\\", "0", "-", "1.5", "1e5", "1e400", "01", ".", "+", "true", "false",
        "null", "nul", " ", "\n", "\t", "\u{feff}", "é", "\u{7f}", "\u{1}",
    ]);
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat().into_bytes())
}

/// Where we refuse and serde_json does not, by contract section 6.
fn is_stricter(kind: SyntaxErrorKind) -> bool {
    use SyntaxErrorKind::{DuplicateName, TooDeep};
    matches!(kind, DuplicateName | TooDeep)
}

fn agrees_with_serde_json(bytes: &[u8]) -> Result<(), TestCaseError> {
    let serde = serde_json::from_slice::<serde_json::Value>(bytes);
    match (Document::parse(bytes), serde) {
        (Ok(document), Ok(theirs)) => {
            let mut ours = String::new();
            write_value(&mut ours, document.root());
            let ours: serde_json::Value = serde_json::from_str(&ours).unwrap();
            prop_assert_eq!(ours, theirs);
        }
        (Err(_), Err(_)) => {}
        (Err(error), Ok(_)) => prop_assert!(is_stricter(error.kind), "only we refuse: {}", error),
        (Ok(_), Err(error)) => prop_assert!(false, "only serde_json refuses: {}", error),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_serde_json_writes_we_read_as_it_was(value in value(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&rewritten(&text)).unwrap(), value);
    }

    #[test]
    fn compact_text_is_written_as_it_was_read(value in value()) {
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(rewritten(&text), text);
    }

    #[test]
    fn any_bytes_have_the_verdict_of_serde_json(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        agrees_with_serde_json(&bytes)?;
    }

    #[test]
    fn any_pieces_of_json_have_the_verdict_of_serde_json(bytes in nearly_json()) {
        agrees_with_serde_json(&bytes)?;
    }

    #[test]
    fn a_text_cut_or_changed_in_one_place_has_the_verdict_of_serde_json(
        value in value(), at in any::<prop::sample::Index>(), byte in any::<u8>(), is_cut in any::<bool>(),
    ) {
        let mut bytes = serde_json::to_vec(&value).unwrap();
        let at = at.index(bytes.len());
        if is_cut { bytes.truncate(at) } else { bytes[at] = byte }
        agrees_with_serde_json(&bytes)?;
    }
}

#[test]
fn every_character_can_be_escaped() {
    for (escaped, character) in [
        (r#""\ud800\udc00""#, "\u{10000}"),
        (r#""\uDBFF\uDFFF""#, "\u{10ffff}"),
        (r#""\ud7ff\ue000\uffff""#, "\u{d7ff}\u{e000}\u{ffff}"),
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
    ] {
        let document = Document::parse(escaped.as_bytes()).unwrap();
        assert_eq!(document.root().as_str(), Some(character), "{escaped}");
    }
}

#[test]
fn numbers_keep_their_digits() {
    let text = "[12345678901234567890,1.0,1e2,-0,0.10,1E+2]";
    assert_eq!(rewritten(text), text);
}

#[test]
fn faults_are_told_with_their_place() {
    let fault = |text: &[u8]| Document::parse(text).expect_err("a fault");
    let place = |text: &[u8]| {
        let fault = fault(text);
        (fault.kind, fault.line, fault.column)
    };
    use SyntaxErrorKind::*;
    for (text, kind, line, column) in [
        (&b""[..], UnexpectedEnd, 1, 1),
        (b"{\n  \"a\": ?\n}", UnexpectedByte, 2, 8),
        (b"[1, 2", UnexpectedEnd, 1, 6),
        (b"[1 2]", UnexpectedByte, 1, 4),
        (b"{} x", TrailingBytes, 1, 4),
        (b"\xef\xbb\xbf{}", ByteOrderMark, 1, 1),
        (b"\"\xff\"", NotUtf8, 1, 2),
        (b"\"\xed\xa0\x80\"", NotUtf8, 1, 2),
        ("[\"é\", \"a\tb\"]".as_bytes(), ControlCharacter, 1, 9),
        (br#""\x""#, InvalidEscape, 1, 2),
        (br#""\u12""#, InvalidEscape, 1, 2),
        (br#""a\ud800b""#, UnpairedSurrogate, 1, 3),
        (br#""\udc00""#, UnpairedSurrogate, 1, 2),
        (br#""\ud800\u0041""#, UnpairedSurrogate, 1, 2),
        (b"[1e400]", NumberOutOfRange, 1, 2),
        (b"NaN", UnexpectedByte, 1, 1),
        (b"-", UnexpectedEnd, 1, 2),
        (b"[01]", UnexpectedByte, 1, 3),
        (b"[1,]", UnexpectedByte, 1, 4),
    ] {
        assert_eq!(place(text), (kind, line, column), "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn a_duplicate_name_is_told_with_its_json_pointer() {
    let fault = Document::parse(br#"[{"a":{"b/c":{"x~":1,"x~":2}}}]"#).expect_err("a fault");
    assert_eq!(fault.kind, SyntaxErrorKind::DuplicateName);
    assert_eq!(fault.pointer.as_deref(), Some("/0/a/b~1c/x~0"));
    assert_eq!((fault.line, fault.column), (1, 22));
    let escaped = Document::parse(br#"{"a":1,"\u0061":2}"#).expect_err("a fault");
    assert_eq!(escaped.pointer.as_deref(), Some("/a"));
}

#[test]
fn a_duplicate_name_in_a_large_object_is_found_as_well() {
    let members: Vec<String> = (0..1000).map(|n| format!("\"n{n}\":{n}")).collect();
    let text = |last: &str| format!("{{{},\"{last}\":0}}", members.join(","));
    assert!(Document::parse(text("n1000").as_bytes()).is_ok());
    for last in ["n0", "n17", "n999"] {
        let text = text(last);
        let fault = Document::parse(text.as_bytes()).expect_err("a fault");
        assert_eq!(fault.pointer, Some(format!("/{last}")));
        let place = text.rfind(&format!("\"{last}\"")).unwrap();
        assert_eq!(fault.offset_bytes, place);
    }
}

#[test]
fn sixty_four_containers_are_read_and_one_more_is_not() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(Document::parse(nested(64).as_bytes()).is_ok());
    let text = nested(65);
    let fault = Document::parse(text.as_bytes()).expect_err("a fault");
    assert_eq!((fault.kind, fault.column), (SyntaxErrorKind::TooDeep, 65));
}

#[test]
fn names_that_javascript_fears_are_ordinary() {
    let text = r#"{"__proto__":{"constructor":1},"toString":null,"hasOwnProperty":[]}"#;
    assert_eq!(rewritten(text), text);
}
