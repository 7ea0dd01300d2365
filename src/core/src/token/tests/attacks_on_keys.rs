//! RFC 8725 sections 2.1, 2.9, 3.1 and 3.10: making the wrong key or algorithm vouch, or the service
//! ask somebody else for a key.

use super::attacks::{ann, ask, assert_rejected, set};
use super::fakes::{FakeSource, RingVerifier, authenticate, block_on, service};
use super::keys::*;
use crate::token::Rejection::*;
use crate::token::TokenError;

#[test]
fn a_good_token_of_each_algorithm_is_accepted() {
    for key in [&RSA, &PSS, &EC, &ED] {
        assert_eq!(ask(&key.token(claims(""))), Ok(ann()), "{}", key.alg);
    }
}

#[test]
fn alg_none_is_refused_in_every_spelling_with_and_without_a_signature() {
    let good = EC.token(claims(""));
    let (_, signature) = good.rsplit_once('.').unwrap();
    for none in
        ["none", "None", "NONE", "nOnE", " none", "none ", "n\\u006fne", "none\\u0000", "null", ""]
    {
        let header = base64url(format!(r#"{{"alg":"{none}","kid":"ec"}}"#));
        let message = format!("{header}.{}", base64url(claims("")));
        assert_rejected(&format!("{message}."), AlgorithmNotAllowed);
        assert_rejected(&format!("{message}.{signature}"), AlgorithmNotAllowed);
    }
}

#[test]
fn a_key_serves_its_own_algorithm_only() {
    // Even where the signature is right by the other algorithm: one RSA key, two paddings.
    let as_pss = r#"{"alg":"PS256","kid":"rsa"}"#;
    assert_rejected(&RSA.token_with("PS256", as_pss, claims("")), AlgorithmNotAllowed);
    let as_pkcs1 = r#"{"alg":"RS256","kid":"pss"}"#;
    assert_rejected(&PSS.token_with("RS256", as_pkcs1, claims("")), AlgorithmNotAllowed);
    // And where `alg` lies about how it was signed.
    assert_rejected(&RSA.token_with("PS256", &RSA.header(), claims("")), SignatureMismatch);
    let other_key = r#"{"alg":"ES256","kid":"ed"}"#;
    assert_rejected(&EC.token_with("ES256", other_key, claims("")), AlgorithmNotAllowed);
}

#[test]
fn a_key_vouches_under_its_own_name_and_algorithm_only() {
    let keys = [&RSA, &PSS, &EC, &ED];
    for signer in keys {
        for named in keys {
            for claimed in keys {
                let header = format!(r#"{{"alg":"{}","kid":"{}"}}"#, claimed.alg, named.kid);
                let token = signer.token_with(signer.alg, &header, claims(""));
                if named.alg != claimed.alg {
                    assert_rejected(&token, AlgorithmNotAllowed);
                } else if named.kid != signer.kid {
                    assert_rejected(&token, SignatureMismatch);
                } else {
                    assert_eq!(ask(&token), Ok(ann()));
                }
            }
        }
    }
}

#[test]
fn names_of_algorithms_outside_the_list_are_refused() {
    for alg in [
        "HS256",
        "RS1",
        "RS384",
        "RS512",
        "PS384",
        "PS512",
        "ES384",
        "ES512",
        "ES256K",
        "Ed448",
        "Ed25519",
        "es256",
        "Es256",
        "ES256 ",
        " ES256",
        "ES256,none",
        "ES-256",
        "SHA256withECDSA",
        "https://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "\u{415}S256",
    ] {
        let header = format!(r#"{{"alg":"{alg}","kid":"ec"}}"#);
        assert_rejected(&EC.token_with("ES256", &header, claims("")), AlgorithmNotAllowed);
    }
}

#[test]
fn a_stranger_with_a_known_kid_is_refused() {
    assert_rejected(&OTHER_EC.token_with("ES256", &EC.header(), claims("")), SignatureMismatch);
}

/// What a header may bring along instead of a name.
fn key_material() -> Vec<String> {
    let own = OTHER_EC.full_jwk();
    vec![
        format!(r#""jwk":{own}"#),
        format!(r#""jwks":{{"keys":[{own}]}}"#),
        r#""jku":"https://evil.example/jwks""#.to_owned(),
        r#""jku":"https://keys.example/@evil.example/""#.to_owned(),
        r#""jku":"file:///dev/null""#.to_owned(),
        r#""jku":"http://169.254.169.254/latest/meta-data/""#.to_owned(),
        r#""x5u":"https://evil.example/cert""#.to_owned(),
        r#""x5c":["MIIB"]"#.to_owned(),
        r#""x5t#S256":"AAAA""#.to_owned(),
        r#""jwk":7,"jku":{},"x5u":[],"x5c":null"#.to_owned(),
    ]
}

#[test]
fn key_material_and_addresses_in_the_header_are_not_used() {
    for extra in key_material() {
        for (kid, rejection) in [("ec", SignatureMismatch), ("other-ec", UnknownKey)] {
            let header = format!(r#"{{"alg":"ES256","kid":"{kid}",{extra}}}"#);
            assert_rejected(&OTHER_EC.token_with("ES256", &header, claims("")), rejection);
        }
        let header = format!(r#"{{"alg":"ES256",{extra}}}"#);
        assert_rejected(&OTHER_EC.token_with("ES256", &header, claims("")), UnknownKey);
        let header = format!(r#"{{"alg":"ES256","kid":"ec",{extra}}}"#);
        assert_eq!(ask(&EC.token_with("ES256", &header, claims(""))), Ok(ann()), "{extra}");
    }
}

#[test]
fn no_token_has_keys_fetched_from_where_it_says() {
    for extra in key_material() {
        let source = FakeSource::new(Ok(set()));
        let verifier = RingVerifier::default();
        let service = service(&source, &verifier);
        for kid in ["other-ec", "https://evil.example/jwks", "//evil.example/"] {
            let header = format!(r#"{{"alg":"ES256","kid":"{kid}",{extra}}}"#);
            let token = OTHER_EC.token_with("ES256", &header, claims(""));
            let answer = block_on(service.authenticate(Some(&format!("Bearer {token}")), NOW));
            assert_eq!(answer, Err(TokenError::Rejected(UnknownKey)), "{extra}");
        }
        // The fake holds each fetch to the address of the settings.
        assert_eq!((source.fetches.get(), verifier.calls.get()), (1, 0), "{extra}");
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
        "ec'; DROP TABLE keys;--",
        "ec' UNION SELECT 'AAAA",
        "ec | sleep 5",
        "$(id)",
        "%65c",
        "..%2fec",
        "ec\\n",
        "ec\\u0000.pem",
        "\\u200bec",
        "\u{ff45}\u{ff43}",
        "*",
        "file:///dev/null",
        "https://evil.example/key",
        "__proto__",
        "0",
        &long,
    ] {
        let header = format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#);
        assert_rejected(&EC.token_with("ES256", &header, claims("")), UnknownKey);
    }
}

#[test]
fn without_a_kid_only_a_lone_key_is_meant() {
    let token = EC.token_with("ES256", r#"{"alg":"ES256"}"#, claims(""));
    let header = format!("Bearer {token}");
    assert_eq!(authenticate(&public_set(&[&EC]), Some(&header)), Ok(ann()));
    assert_rejected(&token, UnknownKey);
}
