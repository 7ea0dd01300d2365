//! RFC 8725 section 2.6 and plain damage: texts that are almost a token.

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
fn duplicate_claims_are_refused() {
    for extra in [
        r#","iss":"https://issuer.example/""#,
        r#","sub":"bob""#,
        r#","x":1,"x":1"#,
        r#","x":{"y":1,"y":2}"#,
    ] {
        assert_rejected(&EC.token(&claims(extra)), InvalidClaims);
    }
}

#[test]
fn an_unencoded_payload_and_other_critical_extensions_are_refused() {
    let header = r#"{"alg":"ES256","kid":"ec","b64":false,"crit":["b64"]}"#;
    assert_rejected(&EC.token_with("ES256", header, &claims("")), UnsupportedHeader);
}

#[test]
fn a_token_over_8_kib_is_refused_unread() {
    let large = EC.token(&claims(&format!(r#","pad":"{}""#, "x".repeat(5800))));
    assert!((8000..8192).contains(&large.len()), "{}", large.len());
    assert_eq!(ask(&large), Ok(ann()));
    assert_rejected(&"x".repeat(8192), Malformed);
    assert_rejected(&"x".repeat(8193), TooLong);
    assert_rejected(&"a.".repeat(1_000_000), TooLong);
}

#[test]
fn a_token_cut_at_any_byte_is_refused() {
    for key in [&RSA, &EC, &ED] {
        let token = key.token(&claims(""));
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
        let token = key.token(&claims(""));
        for tail in
            ["=", "==", ".", "..", "A", "AA", "AAAA", " ", "\n", "\0", ", Bearer x", "#", "%00"]
        {
            assert!(ask(&format!("{token}{tail}")).is_err(), "{tail:?}");
        }
        // 64 and 256 octets leave 4 unused bits in the last character: only zeros are canonical.
        let mut respelled = token.clone();
        let last = respelled.pop().unwrap();
        let next = char::from(last as u8 + 1);
        respelled.push(next);
        assert_rejected(&respelled, Malformed);
    }
}

#[test]
fn a_change_of_any_character_is_refused() {
    let token = ED.token(&claims(""));
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
        let token = key.token(&claims(""));
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
