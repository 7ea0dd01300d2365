//! RFC 8725 sections 2.1, 2.7, 2.8 and 2.9: making the wrong key or algorithm vouch, or the right
//! key for somebody else.

use super::attacks::{ann, ask, assert_rejected, set};
use super::fakes::authenticate;
use super::keys::*;
use crate::token::Rejection::*;
use crate::token::TokenError;

#[test]
fn a_good_token_of_each_algorithm_is_accepted() {
    for key in [&RSA, &PSS, &EC, &ED] {
        assert_eq!(ask(&key.token(&claims(""))), Ok(ann()), "{}", key.alg);
    }
}

#[test]
fn alg_none_is_refused_in_every_spelling_with_and_without_a_signature() {
    let good = EC.token(&claims(""));
    let (_, signature) = good.rsplit_once('.').unwrap();
    for none in ["none", "None", "NONE", "nOnE", ""] {
        let header = base64url(format!(r#"{{"alg":"{none}","kid":"ec"}}"#));
        let message = format!("{header}.{}", base64url(claims("")));
        assert_rejected(&format!("{message}."), AlgorithmNotAllowed);
        assert_rejected(&format!("{message}.{signature}"), AlgorithmNotAllowed);
    }
}

#[test]
fn a_public_key_is_no_hmac_secret() {
    // The forger knows the public key in every form it is published in, and signs with its bytes.
    for (key, secret) in [(&RSA, RSA.full_jwk()), (&EC, EC.full_jwk()), (&ED, set())] {
        for alg in ["HS256", "HS384", "HS512"] {
            let header = format!(r#"{{"alg":"{alg}","kid":"{}"}}"#, key.kid);
            let message = format!("{}.{}", base64url(header), base64url(claims("")));
            let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
            let signature = ring::hmac::sign(&secret, message.as_bytes());
            assert_rejected(&format!("{message}.{}", base64url(signature)), AlgorithmNotAllowed);
        }
    }
}

#[test]
fn a_symmetric_key_in_the_set_is_not_used() {
    let octets = r#"{"kty":"oct","kid":"hmac","alg":"HS256","k":"c2VjcmV0"}"#;
    let set = key_set(&[octets, &EC.full_jwk()]);
    let ask = |header: &str| {
        let message = format!("{}.{}", base64url(header), base64url(claims("")));
        let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"secret");
        let signature = base64url(ring::hmac::sign(&secret, message.as_bytes()));
        authenticate(&set, Some(&format!("Bearer {message}.{signature}")))
    };
    let rejected = |rejection| Err(TokenError::Rejected(rejection));
    assert_eq!(ask(r#"{"alg":"HS256","kid":"hmac"}"#), rejected(AlgorithmNotAllowed));
    assert_eq!(ask(r#"{"alg":"ES256","kid":"hmac"}"#), rejected(UnknownKey));
}

#[test]
fn a_key_serves_its_own_algorithm_only() {
    // Even where the signature is right by the other algorithm: one RSA key, two paddings.
    let as_pss = r#"{"alg":"PS256","kid":"rsa"}"#;
    assert_rejected(&RSA.token_with("PS256", as_pss, &claims("")), AlgorithmNotAllowed);
    let as_pkcs1 = r#"{"alg":"RS256","kid":"pss"}"#;
    assert_rejected(&PSS.token_with("RS256", as_pkcs1, &claims("")), AlgorithmNotAllowed);
    // And where `alg` lies about how it was signed.
    assert_rejected(&RSA.token_with("PS256", &RSA.header(), &claims("")), SignatureMismatch);
    let other_key = r#"{"alg":"ES256","kid":"ed"}"#;
    assert_rejected(&EC.token_with("ES256", other_key, &claims("")), AlgorithmNotAllowed);
}

#[test]
fn names_of_algorithms_outside_the_list_are_refused() {
    for alg in [
        "RS384", "RS512", "PS384", "ES384", "ES256K", "Ed448", "es256", "ES256 ", "RSA-OAEP", "dir",
    ] {
        let header = format!(r#"{{"alg":"{alg}","kid":"ec"}}"#);
        assert_rejected(&EC.token_with("ES256", &header, &claims("")), AlgorithmNotAllowed);
    }
}

#[test]
fn a_stranger_with_a_known_kid_is_refused() {
    assert_rejected(&OTHER_EC.token_with("ES256", &EC.header(), &claims("")), SignatureMismatch);
}

#[test]
fn key_material_and_addresses_in_the_header_are_not_used() {
    let own = OTHER_EC.full_jwk();
    for extra in [
        format!(r#""jwk":{own}"#),
        r#""jku":"https://evil.example/jwks""#.to_owned(),
        r#""x5u":"https://evil.example/cert""#.to_owned(),
        r#""x5c":["MIIB"]"#.to_owned(),
    ] {
        for (kid, rejection) in [("ec", SignatureMismatch), ("other-ec", UnknownKey)] {
            let header = format!(r#"{{"alg":"ES256","kid":"{kid}",{extra}}}"#);
            assert_rejected(&OTHER_EC.token_with("ES256", &header, &claims("")), rejection);
        }
    }
}

#[test]
fn a_kid_is_compared_and_never_interpreted() {
    let long = "k".repeat(3000);
    for kid in [
        "../../../../etc/passwd",
        "/dev/null",
        "ec/../ec",
        "EC",
        "ec ",
        "ec\\u0000",
        "",
        "' OR '1'='1",
        "https://evil.example/key",
        "__proto__",
        "0",
        &long,
    ] {
        let header = format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#);
        assert_rejected(&EC.token_with("ES256", &header, &claims("")), UnknownKey);
    }
}

#[test]
fn without_a_kid_only_a_lone_key_is_meant() {
    let token = EC.token_with("ES256", r#"{"alg":"ES256"}"#, &claims(""));
    let header = format!("Bearer {token}");
    assert_eq!(authenticate(&public_set(&[&EC]), Some(&header)), Ok(ann()));
    assert_rejected(&token, UnknownKey);
}

#[test]
fn a_token_for_others_or_from_others_is_refused() {
    let with = |from: &str, to: &str| EC.token(&claims("").replace(from, to));
    assert_rejected(&with(ISSUER, "https://issuer.example"), WrongIssuer);
    assert_rejected(&with(ISSUER, "https://evil.example/"), WrongIssuer);
    assert_rejected(&with(AUDIENCE, "https://api.example/other"), WrongAudience);
    assert_rejected(&with(AUDIENCE, ""), WrongAudience);
}

#[test]
fn claims_are_judged_only_once_the_signature_holds() {
    let expired = claims("").replace("1700000300", "1");
    assert_rejected(&EC.token(&expired), Expired);
    assert_rejected(&OTHER_EC.token_with("ES256", &EC.header(), &expired), SignatureMismatch);
}
