//! Which JWKs become keys, and what the adapter gets of them.

use super::keys::{EC, ED, PSS, RSA, base64url};
use crate::json::Document;
use crate::token::{Algorithm, Key};

fn key(jwk: &str) -> Option<Key> {
    Key::from_jwk(Document::parse(jwk.as_bytes()).unwrap().root())
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Option<Algorithm> {
    let (n, e) = (base64url(modulus), base64url(exponent));
    key(&format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"}}"#)).map(|key| key.algorithm())
}

fn modulus(bytes: usize) -> Vec<u8> {
    vec![0xFF; bytes]
}

#[test]
fn what_the_adapter_gets_is_public_and_bound_to_the_algorithm() {
    let jwk = key(&EC.full_jwk()).unwrap().jwk().to_owned();
    assert_eq!(
        jwk,
        r#"{"kty":"EC","alg":"ES256","crv":"P-256","x":"qSl4J5FUHY9pGhOqQt2GhlxUEZlyqNPO8opDS004vaM","y":"StdLZXRdsHV3Xy9C-ezsWZ-bUJEXOhTt5NIZA-Ip8rY"}"#
    );
    for test_key in [&RSA, &PSS, &ED] {
        let key = key(&test_key.full_jwk()).unwrap();
        assert_eq!(key.algorithm().name(), test_key.alg);
        let names: Vec<String> = Document::parse(key.jwk().as_bytes())
            .unwrap()
            .root()
            .members()
            .unwrap()
            .map(|(name, _)| name.to_owned())
            .collect();
        let expected: &[&str] = match test_key.alg {
            "EdDSA" => &["kty", "alg", "crv", "x"],
            _ => &["kty", "alg", "n", "e"],
        };
        assert_eq!(names, expected);
    }
}

#[test]
fn one_key_pair_under_two_algorithms_is_two_keys() {
    assert_ne!(key(&RSA.full_jwk()).unwrap().jwk(), key(&PSS.full_jwk()).unwrap().jwk());
}

#[test]
fn without_alg_the_type_decides() {
    for (test_key, expected) in
        [(&PSS, Algorithm::Rs256), (&EC, Algorithm::Es256), (&ED, Algorithm::EdDsa)]
    {
        let jwk = test_key.full_jwk().replace(&format!(r#""alg":"{}","#, test_key.alg), "");
        assert_eq!(key(&jwk).map(|key| key.algorithm()), Some(expected));
    }
}

#[test]
fn a_key_that_cannot_check_signatures_here_is_none() {
    let ec = EC.full_jwk();
    let with = |extra: &str| format!("{},{extra}}}", ec.trim_end_matches('}'));
    for usable in [r#""use":"sig""#, r#""key_ops":["sign","verify"]"#, r#""x5c":[]"#] {
        assert!(key(&with(usable)).is_some(), "{usable}");
    }
    for unusable in [
        with(r#""use":"enc""#),
        with(r#""use":7"#),
        with(r#""key_ops":["sign"]"#),
        with(r#""key_ops":[]"#),
        with(r#""key_ops":"verify""#),
        ec.replace("ES256", "RS256"),
        ec.replace("ES256", "ES384"),
        ec.replace("ES256", "EdDSA"),
        ec.replace("\"ES256\"", "null"),
        ec.replace("\"EC\"", "\"RSA\""),
        ec.replace("\"EC\"", "\"oct\""),
        ec.replace("P-256", "P-384"),
        ec.replace("P-256", "secp256k1"),
        ec.replace("\"kid\":\"ec\"", "\"kid\":7"),
        ec.replace("\"x\":\"", "\"x\":\"AAAA"),
        ec.replace("9pGhOq", "9pGhO="),
        ec.replace("\"y\":", "\"z\":"),
        ED.full_jwk().replace("Ed25519", "X25519"),
        RSA.full_jwk().replace("RS256", "HS256"),
        "{}".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
    ] {
        assert_eq!(key(&unusable), None, "{unusable}");
    }
}

#[test]
fn rsa_keys_have_2048_to_8192_bits_and_a_sound_exponent() {
    let e = [1, 0, 1];
    assert_eq!(rsa(&modulus(256), &e), Some(Algorithm::Rs256));
    assert_eq!(rsa(&modulus(1024), &e), Some(Algorithm::Rs256));
    assert_eq!(rsa(&modulus(1025), &e), None);
    assert_eq!(rsa(&modulus(128), &e), None);
    let short_by_a_bit = [&[0x7F], modulus(255).as_slice()].concat();
    assert_eq!(rsa(&short_by_a_bit, &e), None);
    let padded_with_zeros = [&[0; 128], modulus(128).as_slice()].concat();
    assert_eq!(rsa(&padded_with_zeros, &e), None);
    let even = [modulus(255).as_slice(), &[0xFE]].concat();
    assert_eq!(rsa(&even, &e), None);
    for exponent in [&[][..], &[0], &[1], &[0, 1], &[2], &[1, 0, 0, 0, 1]] {
        assert_eq!(rsa(&modulus(256), exponent), None, "{exponent:?}");
    }
}

#[test]
fn leading_zeros_are_left_out_of_the_key() {
    let (n, plain) = (base64url([&[0], modulus(256).as_slice()].concat()), base64url(modulus(256)));
    let key = key(&format!(r#"{{"kty":"RSA","n":"{n}","e":"AAEAAQ"}}"#)).unwrap();
    assert_eq!(key.jwk(), format!(r#"{{"kty":"RSA","alg":"RS256","n":"{plain}","e":"AQAB"}}"#));
}
