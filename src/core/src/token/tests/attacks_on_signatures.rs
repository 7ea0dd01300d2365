//! RFC 8725 sections 2.1, 2.2 and 3.2 to 3.5: signatures that nobody with the private key made, and
//! keys that let anyone make them.

use ring::{digest, hmac};

use super::attacks::{ann, ask, assert_rejected, set};
use super::fakes::{FakeSource, authenticate, block_on};
use super::keys::*;
use super::{der, keys};
use crate::token::Rejection::*;
use crate::token::{Authenticator, Key, KeySet, KeySetError, Settings};
use crate::token::{SignatureVerifier, TokenError};

/// The order of P-256 (FIPS 186-5), and of the points of Ed25519 that are used (RFC 8032), the
/// latter in little-endian.
const P256_ORDER: &str = "_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE";
const ED25519_ORDER: &str = "7dP1XBpjEljWnPei3vneFAAAAAAAAAAAAAAAAAAAABA";

fn number(base64url: &str) -> Vec<u8> {
    keys::parameter(&format!(r#"{{"n":"{base64url}"}}"#), "n")
}

/// A key's valid header and claims, and the signature over them.
fn signed(key: &TestKey) -> (String, Vec<u8>) {
    let message = format!("{}.{}", base64url(key.header()), base64url(claims("")));
    let signature = key.sign(key.alg, message.as_bytes());
    (message, signature)
}

fn token(message: &str, signature: impl AsRef<[u8]>) -> String {
    format!("{message}.{}", base64url(signature))
}

#[test]
fn a_public_key_is_no_hmac_secret() {
    // The forger knows the public key in every form it is published in, and signs with its bytes.
    for key in [&RSA, &PSS, &EC, &ED] {
        let spki = der::public_key(key);
        let pem = der::pem("PUBLIC KEY", &spki);
        let jwk = Key::from_jwk(crate::json::Document::parse(key.jwk.as_bytes()).unwrap().root());
        let mut secrets = vec![
            Vec::new(),
            key.full_jwk().into_bytes(),
            jwk.unwrap().jwk().as_bytes().to_vec(),
            set().into_bytes(),
            pem.trim_end().as_bytes().to_vec(),
            pem.into_bytes(),
            spki,
        ];
        match key.alg {
            "ES256" | "EdDSA" => secrets.push(parameter(key.jwk, "x")),
            _ => {
                let (n, e) = (parameter(key.jwk, "n"), parameter(key.jwk, "e"));
                let pkcs1 = der::integers(&[&n, &e]);
                secrets.extend([der::pem("RSA PUBLIC KEY", &pkcs1).into_bytes(), pkcs1, n]);
            }
        }
        for secret in &secrets {
            for (alg, algorithm) in [
                ("HS256", hmac::HMAC_SHA256),
                ("HS384", hmac::HMAC_SHA384),
                ("HS512", hmac::HMAC_SHA512),
            ] {
                let secret = hmac::Key::new(algorithm, secret);
                let header = format!(r#"{{"alg":"{alg}","kid":"{}"}}"#, key.kid);
                let message = format!("{}.{}", base64url(header), base64url(claims("")));
                let forged = token(&message, hmac::sign(&secret, message.as_bytes()));
                assert_rejected(&forged, AlgorithmNotAllowed);
                // Nor does it pass for a signature by the key's own algorithm.
                let (message, _) = signed(key);
                let forged = token(&message, hmac::sign(&secret, message.as_bytes()));
                assert_rejected(&forged, SignatureMismatch);
            }
        }
    }
}

#[test]
fn a_symmetric_key_in_the_set_is_not_used() {
    let octets = r#"{"kty":"oct","kid":"hmac","alg":"HS256","k":"c2VjcmV0"}"#;
    let set = key_set(&[octets, &EC.full_jwk()]);
    let ask = |header: &str| {
        let message = format!("{}.{}", base64url(header), base64url(claims("")));
        let secret = hmac::Key::new(hmac::HMAC_SHA256, b"secret");
        let forged = token(&message, hmac::sign(&secret, message.as_bytes()));
        authenticate(&set, Some(&format!("Bearer {forged}")))
    };
    let rejected = |rejection| Err(TokenError::Rejected(rejection));
    assert_eq!(ask(r#"{"alg":"HS256","kid":"hmac"}"#), rejected(AlgorithmNotAllowed));
    assert_eq!(ask(r#"{"alg":"ES256","kid":"hmac"}"#), rejected(UnknownKey));
}

#[test]
fn a_signature_is_not_left_out() {
    for key in [&RSA, &PSS, &EC, &ED] {
        let (message, _) = signed(key);
        assert_rejected(&message, Malformed);
        assert_rejected(&format!("{message}."), SignatureMismatch);
        assert_rejected(&format!("{message}.."), Malformed);
    }
}

#[test]
fn zero_and_its_multiples_are_no_ecdsa_signature() {
    // CVE-2022-21449, "psychic signatures": r = s = 0 passed for everyone's.
    let order = number(P256_ORDER);
    let next_to = |by: i16| {
        let mut number = order.clone();
        let last = number.last_mut().unwrap();
        *last = u8::try_from(i16::from(*last) + by).unwrap();
        number
    };
    let one = [vec![0; 31], vec![1]].concat();
    let extremes = [vec![0; 32], one, order.clone(), next_to(-1), next_to(1), vec![0xFF; 32]];
    let (message, _) = signed(&EC);
    for r in &extremes {
        for s in &extremes {
            assert_rejected(&token(&message, [&r[..], s].concat()), SignatureMismatch);
        }
    }
}

#[test]
fn an_ecdsa_signature_in_der_or_in_another_order_is_refused() {
    let (message, signature) = signed(&EC);
    let (r, s) = signature.split_at(32);
    let der = der::integers(&[r, s]);
    assert_eq!(ask(&token(&message, &signature)), Ok(ann()));
    assert_rejected(&token(&message, &der), SignatureMismatch);
    assert_rejected(&token(&message, der.get(..64).unwrap()), SignatureMismatch);
    assert_rejected(&token(&message, &der[der.len() - 64..]), SignatureMismatch);
    assert_rejected(&token(&message, [s, r].concat()), SignatureMismatch);
    let reversed = |half: &[u8]| half.iter().rev().copied().collect::<Vec<_>>();
    assert_rejected(&token(&message, [reversed(r), reversed(s)].concat()), SignatureMismatch);
}

#[test]
fn extreme_signatures_of_rsa_and_ed25519_are_refused() {
    for key in [&RSA, &PSS] {
        let (message, _) = signed(key);
        let modulus = parameter(key.jwk, "n");
        let one = [vec![0; 255], vec![1]].concat();
        let mut minus_one = modulus.clone();
        *minus_one.last_mut().unwrap() -= 1;
        for signature in [vec![0; 256], one, modulus, minus_one, vec![0xFF; 256]] {
            assert_rejected(&token(&message, signature), SignatureMismatch);
        }
    }
    let (message, signature) = signed(&ED);
    // S and S plus the order do the same in the equation: only the lesser is a signature.
    let (r, s) = signature.split_at(32);
    let mut carry = 0;
    let greater = s.iter().zip(number(ED25519_ORDER)).map(|(&a, b)| {
        let sum = u16::from(a) + u16::from(b) + carry;
        carry = sum >> 8;
        (sum & 0xFF) as u8
    });
    let greater = greater.collect::<Vec<_>>();
    let identity = [vec![1], vec![0; 31]].concat();
    for signature in [[r, &greater].concat(), vec![0; 64], [identity, vec![0; 32]].concat()] {
        assert_rejected(&token(&message, signature), SignatureMismatch);
    }
}

/// The header and claims of a token for the key `weak`.
fn message_for_weak(alg: &str) -> String {
    let header = format!(r#"{{"alg":"{alg}","kid":"weak"}}"#);
    format!("{}.{}", base64url(header), base64url(claims("")))
}

/// A set with this key among good ones does not know it; by itself, it is none.
#[track_caller]
fn assert_unused(weak: &str, forged: &str) {
    let set = key_set(&[weak, &EC.full_jwk()]);
    let answer = authenticate(&set, Some(&format!("Bearer {forged}")));
    assert_eq!(answer, Err(TokenError::Rejected(UnknownKey)), "{weak}");
    let alone = KeySet::parse(&key_set(&[weak]));
    assert_eq!(alone, Err(KeySetError::NoUsableKey { listed: 1 }), "{weak}");
}

#[test]
fn an_rsa_key_that_anyone_can_sign_with_is_not_used() {
    // With e = 1 the signature is the padded hash itself (RFC 8017, section 9.2).
    let message = message_for_weak("RS256");
    let padded = [
        &[0, 1],
        vec![0xFF; 256 - 54].as_slice(),
        b"\0\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
        digest::digest(&digest::SHA256, message.as_bytes()).as_ref(),
    ]
    .concat();
    assert_eq!(padded.len(), 256);
    let n = base64url(parameter(RSA.jwk, "n"));
    for e in ["AQ", "AAE", "AAAAAAE"] {
        let weak = format!(r#"{{"kty":"RSA","kid":"weak","n":"{n}","e":"{e}"}}"#);
        assert_unused(&weak, &token(&message, &padded));
    }
}

#[test]
fn an_rsa_key_of_less_than_2048_bits_is_not_used() {
    let modulus = parameter(RSA.jwk, "n");
    for bytes in [64, 96, 128, 192, 255] {
        // What is left of a real one, and that with zeros in front, to look like 2,048 bits.
        let short = &modulus[256 - bytes..];
        for n in [short.to_vec(), [vec![0; 256 - bytes], short.to_vec()].concat()] {
            let n = base64url(n);
            let weak = format!(r#"{{"kty":"RSA","kid":"weak","n":"{n}","e":"AQAB"}}"#);
            let forged = token(&message_for_weak("RS256"), vec![1; bytes]);
            assert_unused(&weak, &forged);
        }
    }
}

#[test]
fn an_ed25519_key_of_small_order_is_not_used() {
    // With the neutral point as key, the neutral point and zero sign every message.
    let everyones = [vec![1], vec![0; 63]].concat();
    let forged = token(&message_for_weak("EdDSA"), everyones);
    for x in [
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA",
        "7v_______________________________________38",
        "7v________________________________________8",
        "7P_______________________________________38",
        "7f_______________________________________38",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA",
        "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
        "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_IU",
        "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
        "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA_o",
    ] {
        let weak = format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"weak","x":"{x}"}}"#);
        assert_unused(&weak, &forged);
    }
}

#[test]
fn a_point_off_the_curve_vouches_for_nothing() {
    // That it is off is for the host to see (a duty of the port); here `ring` does.
    let good = EC.full_jwk();
    let y = parameter(EC.jwk, "y");
    let mut other_y = y.clone();
    other_y[31] ^= 1;
    let zero = base64url([0; 32]);
    for off in [
        good.replace(&base64url(&y), &base64url(other_y)),
        good.replace(&base64url(&y), &base64url(parameter(EC.jwk, "x"))),
        good.replace(&base64url(&y), &zero).replace(&base64url(parameter(EC.jwk, "x")), &zero),
        good.replace(&base64url(&y), &base64url([0xFF; 32])),
    ] {
        assert_ne!(off, good);
        let (message, signature) = signed(&EC);
        for signature in [signature, vec![0; 64]] {
            let authorization = format!("Bearer {}", token(&message, signature));
            let answer = authenticate(&key_set(&[&off]), Some(&authorization));
            assert_eq!(answer, Err(TokenError::Rejected(SignatureMismatch)), "{off}");
        }
    }
}

/// A host that refuses to import the key, say.
struct Refusing;

impl SignatureVerifier for Refusing {
    async fn verify(&self, _: &Key, _: &[u8], _: &[u8]) -> Result<bool, String> {
        Err("invalid key".to_owned())
    }
}

#[test]
fn a_host_that_cannot_tell_lets_nobody_in() {
    let [issuer, audience, keys] =
        [ISSUER, AUDIENCE, &set()].map(|setting| Some(setting.to_owned()));
    let settings = Settings::new(issuer, audience, None, keys).unwrap();
    let source = FakeSource::new(Err("a fixed set is never fetched".to_owned()));
    let service = Authenticator::new(settings, &source, Refusing);
    let authorization = format!("Bearer {}", EC.token(claims("")));
    let answer = block_on(service.authenticate(Some(&authorization), NOW));
    assert_eq!(answer, Err(TokenError::Unavailable("invalid key".to_owned())));
}
