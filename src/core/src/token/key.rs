//! One public key, bound to one algorithm.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Algorithm;
use crate::json::{Value, Writer};

/// RFC 7518 sections 3.3 and 3.5 want 2,048 bits or more.
const MIN_RSA_BITS: usize = 2048;

/// The cost of a check grows with the square of the size; no key service issues larger ones.
const MAX_RSA_BITS: usize = 8192;

/// Common cryptographic libraries take public exponents of up to about 32 bits; 65,537 is usual.
const MAX_RSA_EXPONENT_BYTES: usize = 4;

/// The coordinates of P-256 and of Ed25519, in octets (RFC 7518, section 6.2.1.2; RFC 8032).
const COORDINATE_BYTES: usize = 32;

/// The points of Ed25519 with eight multiples or fewer, in every spelling of their 32 octets, the
/// sign bit cleared. A signature by such a key is found by trying eight messages; WebCrypto wants
/// it refused (Secure Curves, "Ed25519", verify), but hosts do not.
const ED25519_POINTS_OF_SMALL_ORDER: [&str; 7] = [
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
    "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
    "7P_______________________________________38",
    "7f_______________________________________38",
    "7v_______________________________________38",
];

/// A public key that may vouch for tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    algorithm: Algorithm,
    kid: Option<String>,
    signature_bytes: usize,
    jwk: String,
}

impl Key {
    /// The only algorithm that this key may be used with (RFC 8725, section 3.1).
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key as a JWK (RFC 7517) with `kty`, `alg` and its public parameters, and nothing else.
    ///
    /// Two keys with equal text are the same key with the same algorithm, wherever and whenever
    /// they were read: an adapter that keeps imported keys may index them by it.
    pub fn jwk(&self) -> &str {
        &self.jwk
    }

    pub(super) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// How long this key's signatures are. A host need not tell any other length from a fault of
    /// its own: workerd throws for Ed25519 where it says `false` for the rest.
    pub(super) fn signature_bytes(&self) -> usize {
        self.signature_bytes
    }

    /// Reads one member of a set. `None` for a key that cannot check a token's signature here:
    /// RFC 7517 section 5 has a reader ignore such keys, because sets serve other readers too.
    pub(super) fn from_jwk(jwk: Value<'_>) -> Option<Self> {
        let kid = match jwk.get("kid") {
            None => None,
            Some(kid) => Some(kid.as_str()?.to_owned()),
        };
        let material = Material::from_jwk(jwk).filter(|_| is_for_signatures(jwk))?;
        let algorithm = match jwk.get("alg") {
            None => *material.algorithms.first()?,
            Some(alg) => Algorithm::from_name(alg.as_str()?)?,
        };
        let mut text = String::new();
        let mut writer = Writer::object(&mut text);
        writer.string("kty", material.kty);
        writer.string("alg", algorithm.name());
        for (name, value) in &material.parameters {
            writer.string(name, value);
        }
        writer.end();
        material.algorithms.contains(&algorithm).then_some(Self {
            algorithm,
            kid,
            signature_bytes: material.signature_bytes,
            jwk: text,
        })
    }
}

/// What `kty` says of a key.
struct Material {
    kty: &'static str,
    /// Those that it can be used with. The first is meant where the JWK has no `alg`.
    algorithms: &'static [Algorithm],
    signature_bytes: usize,
    parameters: Vec<(&'static str, String)>,
}

impl Material {
    fn from_jwk(jwk: Value<'_>) -> Option<Self> {
        let curve = jwk.get("crv").and_then(Value::as_str);
        match (jwk.get("kty")?.as_str()?, curve) {
            ("RSA", _) => Self::from_rsa(jwk),
            ("EC", Some("P-256")) => Some(Self {
                kty: "EC",
                algorithms: &[Algorithm::Es256],
                signature_bytes: 2 * COORDINATE_BYTES,
                parameters: vec![
                    ("crv", "P-256".to_owned()),
                    ("x", coordinate(jwk, "x")?),
                    ("y", coordinate(jwk, "y")?),
                ],
            }),
            ("OKP", Some("Ed25519")) => Self::from_ed25519(jwk),
            _ => None,
        }
    }

    fn from_ed25519(jwk: Value<'_>) -> Option<Self> {
        let x = coordinate(jwk, "x")?;
        let mut unsigned = URL_SAFE_NO_PAD.decode(&x).ok()?;
        *unsigned.last_mut()? &= 0x7F;
        let unsigned = URL_SAFE_NO_PAD.encode(unsigned);
        let is_usable = !ED25519_POINTS_OF_SMALL_ORDER.contains(&unsigned.as_str());
        is_usable.then(|| Self {
            kty: "OKP",
            algorithms: &[Algorithm::EdDsa],
            signature_bytes: 2 * COORDINATE_BYTES,
            parameters: vec![("crv", "Ed25519".to_owned()), ("x", x)],
        })
    }

    fn from_rsa(jwk: Value<'_>) -> Option<Self> {
        let modulus = unsigned(jwk, "n")?;
        let exponent = unsigned(jwk, "e")?;
        let bits = modulus.len() * 8 - modulus.first()?.leading_zeros() as usize;
        let is_odd = |number: &[u8]| number.last().is_some_and(|octet| octet % 2 == 1);
        // With an exponent of 1 a signature is its own proof: anyone could make one.
        let is_usable = (MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits)
            && is_odd(&modulus)
            && is_odd(&exponent)
            && exponent.len() <= MAX_RSA_EXPONENT_BYTES
            && exponent != [1];
        is_usable.then(|| Self {
            kty: "RSA",
            algorithms: &[Algorithm::Rs256, Algorithm::Ps256],
            signature_bytes: modulus.len(),
            parameters: vec![
                ("n", URL_SAFE_NO_PAD.encode(&modulus)),
                ("e", URL_SAFE_NO_PAD.encode(&exponent)),
            ],
        })
    }
}

/// `use` and `key_ops`, where present, must speak of signatures (RFC 7517, sections 4.2 and 4.3).
fn is_for_signatures(jwk: Value<'_>) -> bool {
    let usage = jwk.get("use").is_none_or(|usage| usage.as_str() == Some("sig"));
    let operations = jwk.get("key_ops").is_none_or(|operations| {
        operations.elements().is_some_and(|mut elements| {
            elements.any(|operation| operation.as_str() == Some("verify"))
        })
    });
    usage && operations
}

/// A coordinate has its full length, leading zeros included (RFC 7518, section 6.2.1.2).
fn coordinate(jwk: Value<'_>, name: &str) -> Option<String> {
    let text = jwk.get(name)?.as_str()?;
    let octets = URL_SAFE_NO_PAD.decode(text).ok()?;
    (octets.len() == COORDINATE_BYTES).then(|| text.to_owned())
}

/// A Base64urlUInt without its leading zeros. RFC 7518 section 6.3.1.1 forbids them and tells of
/// libraries that write them all the same; they must not make a short modulus look long.
fn unsigned(jwk: Value<'_>, name: &str) -> Option<Vec<u8>> {
    let octets = URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok()?;
    Some(octets.into_iter().skip_while(|&octet| octet == 0).collect())
}
