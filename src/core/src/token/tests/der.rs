//! As much of DER (X.690) as a forger needs: signatures and public keys the way other formats have
//! them.

use super::keys::{TestKey, parameter};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// A list of whole numbers, unsigned and big-endian: an ECDSA signature, or an RSA key by itself
/// (PKCS#1).
pub(super) fn integers(numbers: &[&[u8]]) -> Vec<u8> {
    let integer = |number: &&[u8]| {
        let digits = number.iter().copied().skip_while(|&octet| octet == 0).collect::<Vec<_>>();
        let is_negative = digits.first().is_none_or(|&octet| octet >= 0x80);
        element(INTEGER, &[vec![0; usize::from(is_negative)], digits].concat())
    };
    element(SEQUENCE, &numbers.iter().map(integer).collect::<Vec<_>>().concat())
}

/// The public key as `openssl pkey -pubout -outform DER` writes it (SubjectPublicKeyInfo).
pub(super) fn public_key(key: &TestKey) -> Vec<u8> {
    let of = |name| parameter(key.jwk, name);
    let (algorithm, bits): (&[u8], _) = match key.alg {
        "ES256" => (
            b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07",
            [vec![4], of("x"), of("y")].concat(),
        ),
        "EdDSA" => (b"\x06\x03\x2b\x65\x70", of("x")),
        _ => (
            b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00",
            integers(&[&of("n"), &of("e")]),
        ),
    };
    let key = element(BIT_STRING, &[vec![0], bits].concat());
    element(SEQUENCE, &[element(SEQUENCE, algorithm), key].concat())
}

/// DER as a text file (RFC 7468).
pub(super) fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let [.., high, low] = content.len().to_be_bytes();
    let head = match content.len() {
        0..=0x7F => vec![tag, low],
        0x80..=0xFF => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [head, content.to_vec()].concat()
}
