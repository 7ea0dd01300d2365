//! RFC 8725 sections 2.6 and 3.7, and plain damage: texts that are almost a token.

use proptest::prelude::*;

use super::attacks::{ann, ask, assert_rejected, set};
use super::fakes::{FakeSource, RingVerifier, authenticate, block_on, service};
use super::keys::*;
use crate::token::Rejection::*;
use crate::token::TokenError;

#[test]
fn no_credentials_are_told_from_bad_ones() {
    assert_eq!(authenticate(&set(), None), Err(TokenError::Rejected(MissingCredentials)));
    assert_eq!(
        authenticate(&set(), Some("Basic YTpi")),
        Err(TokenError::Rejected(MissingCredentials))
    );
    assert_eq!(authenticate(&set(), Some("Bearer ")), Err(TokenError::Rejected(Malformed)));
}

#[test]
fn two_tokens_are_no_token() {
    let token = EC.token(claims(""));
    // A header that was sent several times arrives as one with commas (see `endpoint::headers`).
    for several in [
        format!("Bearer {token}, Bearer {token}"),
        format!("Bearer {token},Bearer {token}"),
        format!("Bearer {token} {token}"),
        format!("Bearer Bearer {token}"),
        format!("Bearer , Bearer {token}"),
    ] {
        assert_eq!(authenticate(&set(), Some(&several)), Err(TokenError::Rejected(Malformed)));
    }
    for other_first in [
        format!("Basic YTpi, Bearer {token}"),
        format!(", Bearer {token}"),
        format!("DPoP {token}"),
        format!("Token {token}"),
        format!("Bearer:{token}"),
        token,
    ] {
        let answer = authenticate(&set(), Some(&other_first));
        assert_eq!(answer, Err(TokenError::Rejected(MissingCredentials)), "{other_first}");
    }
}

#[test]
fn white_space_is_between_scheme_and_token_and_nowhere_else() {
    let token = EC.token(claims(""));
    let (header, rest) = token.split_once('.').unwrap();
    assert_eq!(authenticate(&set(), Some(&format!("bearer   {token}"))), Ok(ann()));
    for space in [" ", "\t", "\r", "\n", "\r\n ", "\u{b}", "\0", "\u{a0}", "\u{2028}", "\u{feff}"] {
        for spaced in [
            format!("{token}{space}"),
            format!("{header}{space}.{rest}"),
            format!("{header}.{space}{rest}"),
            token.replacen("ey", &format!("e{space}y"), 1),
        ] {
            assert_rejected(&spaced, Malformed);
        }
        if space != " " {
            assert_rejected(&format!("{space}{token}"), Malformed);
            let glued = authenticate(&set(), Some(&format!("Bearer{space}{token}")));
            assert!(glued.is_err(), "{space:?}");
        }
        let indented = authenticate(&set(), Some(&format!("{space}Bearer {token}")));
        assert_eq!(indented, Err(TokenError::Rejected(MissingCredentials)), "{space:?}");
    }
}

#[test]
fn duplicate_and_respelled_header_members_are_refused() {
    for header in [
        r#"{"alg":"none","alg":"ES256","kid":"ec"}"#,
        r#"{"alg":"ES256","alg":"none","kid":"ec"}"#,
        r#"{"alg":"ES256","\u0061lg":"ES256","kid":"ec"}"#,
        r#"{"alg":"ES256","kid":"ec","kid":"ec"}"#,
        r#"{"alg":"ES256","kid":"ec","k\u0069d":"rsa"}"#,
        r#"{"alg":"ES256","kid":"ec","x":{"y":1,"y":1}}"#,
        r#"{"Alg":"ES256","kid":"ec"}"#,
        r#"{"alg ":"ES256","kid":"ec"}"#,
        r#"{"alg":["ES256"],"kid":"ec"}"#,
        r#"{"alg":"ES256","kid":["ec"]}"#,
        r#"{"alg":"ES256","kid":{"":"ec"}}"#,
        r#"{"alg":"ES256","kid":null}"#,
        r#"{"alg":"ES256","kid":"ec",}"#,
        r#"{'alg':'ES256','kid':'ec'}"#,
        r#"[{"alg":"ES256","kid":"ec"}]"#,
        r#"{"header":{"alg":"ES256","kid":"ec"}}"#,
    ] {
        assert_rejected(&EC.token_with("ES256", header, claims("")), Malformed);
    }
}

#[test]
fn a_header_in_anything_but_utf8_is_refused() {
    let header = EC.header();
    let utf16 = |bytes: fn(u16) -> [u8; 2]| header.encode_utf16().flat_map(bytes).collect();
    let with_kid = |kid: &[u8]| [br#"{"alg":"ES256","kid":""#, kid, br#""}"#].concat();
    let encodings: [Vec<u8>; 6] = [
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        [b"\xef\xbb\xbf", header.as_bytes()].concat(),
        with_kid(b"\xe9"),
        with_kid(b"\xc1\xa5c"),
        with_kid(br"\udc00"),
    ];
    for encoded in encodings {
        let message = format!("{}.{}", base64url(encoded), base64url(claims("")));
        let signature = base64url(EC.sign("ES256", message.as_bytes()));
        assert_rejected(&format!("{message}.{signature}"), Malformed);
    }
}

#[test]
fn an_unencoded_payload_and_other_critical_extensions_are_refused() {
    for extra in [
        r#""b64":false,"crit":["b64"]"#,
        r#""b64":true,"crit":["b64"]"#,
        r#""crit":["alg"]"#,
        r#""crit":["exp"],"exp":1"#,
        r#""crit":["x"],"x":1"#,
        r#""crit":[]"#,
        r#""crit":[""]"#,
        r#""crit":"b64""#,
        r#""crit":false"#,
        r#""crit":null"#,
    ] {
        let header = format!(r#"{{"alg":"ES256","kid":"ec",{extra}}}"#);
        assert_rejected(&EC.token_with("ES256", &header, claims("")), UnsupportedHeader);
    }
    // Unannounced, `b64` means nothing: the payload is base64url, whatever was signed.
    let header = base64url(r#"{"alg":"ES256","kid":"ec","b64":false}"#);
    let message = format!("{header}.{}", claims(""));
    let signature = base64url(EC.sign("ES256", message.as_bytes()));
    assert_rejected(&format!("{message}.{signature}"), Malformed);
    // Nor is a payload taken from elsewhere, or signed in one spelling and sent in another.
    assert_rejected(&format!("{header}..{signature}"), SignatureMismatch);
    let sent = base64url(claims(""));
    assert_rejected(&format!("{header}.{sent}.{signature}"), SignatureMismatch);
}

#[test]
fn deep_nesting_is_refused_and_exhausts_nothing() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for depth in [64, 1000] {
        let header = format!(r#"{{"alg":"ES256","kid":"ec","x":{}}}"#, nested(depth));
        assert_rejected(&EC.token_with("ES256", &header, claims("")), Malformed);
        assert_rejected(&EC.token(claims(&format!(r#","x":{}"#, nested(depth)))), InvalidClaims);
    }
    assert_eq!(ask(&EC.token(claims(&format!(r#","x":{}"#, nested(63))))), Ok(ann()));
}

#[test]
fn a_token_over_8_kib_is_refused_unread() {
    let large = EC.token(claims(&format!(r#","pad":"{}""#, "x".repeat(5800))));
    assert!((8000..8192).contains(&large.len()), "{}", large.len());
    assert_eq!(ask(&large), Ok(ann()));
    assert_rejected(&"x".repeat(8192), Malformed);
    assert_rejected(&"x".repeat(8193), TooLong);
    assert_rejected(&"a.".repeat(1_000_000), TooLong);
}

#[test]
fn a_token_cut_at_any_byte_is_refused() {
    for key in [&RSA, &EC, &ED] {
        let token = key.token(claims(""));
        for end in 0..token.len() {
            let (start, rest) = token.split_at(end);
            assert!(ask(start).is_err(), "the first {end}");
            assert!(end == 0 || ask(rest).is_err(), "without the first {end}");
        }
    }
}

#[test]
fn anything_appended_or_respelled_is_refused() {
    for key in [&PSS, &EC, &ED] {
        let token = key.token(claims(""));
        for tail in
            ["=", "==", ".", "..", "A", "AA", "AAAA", " ", "\n", "\0", ", Bearer x", "#", "%00"]
        {
            assert!(ask(&format!("{token}{tail}")).is_err(), "{tail:?}");
        }
    }
}

#[test]
fn a_part_has_one_spelling_only() {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // Lengths that leave 2 and 4 unused bits in the last character: only zeros are canonical.
    let headers = [r#"{"alg":"ES256","kid":"ec"}"#, r#"{"alg":"ES256","kid":"ec"  }"#];
    for (header, filler) in headers.into_iter().zip([r#","x":12"#, r#","x":123"#]) {
        let token = EC.token_with("ES256", header, claims(filler));
        assert_eq!(ask(&token), Ok(ann()));
        let parts: Vec<_> = token.split('.').collect();
        for at in 0..3 {
            let with = |part: &str| {
                let mut parts = parts.clone();
                parts[at] = part;
                parts.join(".")
            };
            let part = parts[at];
            let (start, last) = part.split_at(part.len() - 1);
            let unused_bits = [0, 0, 4, 2][part.len() % 4];
            assert_ne!(unused_bits, 0, "{part}");
            let value = ALPHABET.find(last).unwrap();
            for stray in 1..1 << unused_bits {
                let other = char::from(ALPHABET.as_bytes()[value + stray]);
                assert_rejected(&with(&format!("{start}{other}")), Malformed);
            }
            for padding in ["=", "==", "%3D", "%3d%3d"] {
                assert_rejected(&with(&format!("{part}{padding}")), Malformed);
            }
            for standard in [part.replace(['-', '_'], "+"), part.replace(['-', '_'], "/")] {
                assert!(standard == part || ask(&with(&standard)).is_err());
            }
        }
    }
}

#[test]
fn a_change_of_any_character_is_refused() {
    let token = ED.token(claims(""));
    for at in 0..token.len() {
        for replacement in ["A", "_", ".", "=", "~", ""] {
            let mut changed = token.clone();
            changed.replace_range(at..=at, replacement);
            assert!(changed == token || ask(&changed).is_err(), "{at} {replacement}");
        }
    }
}

#[test]
fn a_signature_of_another_length_never_reaches_the_host() {
    for (key, right) in [(&RSA, 256), (&PSS, 256), (&EC, 64), (&ED, 64)] {
        let token = key.token(claims(""));
        let (message, _) = token.rsplit_once('.').unwrap();
        for length in [0, 1, right - 1, right, right + 1, 2 * right, 3000] {
            let source = FakeSource::new(Ok(set()));
            let verifier = RingVerifier::default();
            let service = service(&source, &verifier);
            let header = format!("Bearer {message}.{}", base64url(vec![1; length]));
            assert_eq!(
                block_on(service.authenticate(Some(&header), NOW)),
                Err(TokenError::Rejected(SignatureMismatch))
            );
            let calls = usize::from(length == right);
            assert_eq!(verifier.calls.get(), calls, "{} {length}", key.alg);
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_none_is_accepted(text in "\\PC*") {
        prop_assert!(authenticate(&public_set(&[&ED]), Some(&text)).is_err());
    }

    #[test]
    fn no_header_or_payload_that_is_rightly_signed_panics(header in "\\PC*", payload in ".*") {
        prop_assert!(ask(&ED.token_with("EdDSA", &header, &payload)).is_err());
        prop_assert!(ask(&ED.token(&payload)).is_err());
    }

    #[test]
    fn no_text_panics_as_a_key_set(text in "\\PC*") {
        prop_assert!(crate::token::KeySet::parse(&text).is_err());
    }
}
