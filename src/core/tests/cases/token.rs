//! Whoever issues the tokens of the cases, and the check of its signatures.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use er_relationships::json::{Document, Kind, Value, Writer};
use er_relationships::token::{Authenticator, Key, KeySource, Settings, SignatureVerifier};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    UnparsedPublicKey,
};

use super::service::NOW_MILLIS;
use super::table::{compact, text_of};

const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "er-relationships";
const KID: &str = "key";

/// Claims that are given as seconds from now.
const TIMES: [&str; 3] = ["exp", "nbf", "iat"];

pub(crate) struct Issuer {
    key: EcdsaKeyPair,
    random: SystemRandom,
}

impl Issuer {
    pub(crate) fn new() -> Self {
        let random = SystemRandom::new();
        let scheme = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(scheme, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(scheme, pkcs8.as_ref(), &random).unwrap();
        Self { key, random }
    }

    /// Lets in whom this issuer vouches for.
    pub(crate) fn authenticator(&self) -> Authenticator<NoKeyService, Ring> {
        // An uncompressed point: 4, then both coordinates.
        let (_, coordinates) = self.key.public_key().as_ref().split_at(1);
        let (x, y) = coordinates.split_at(32);
        let (x, y) = (base64url(x), base64url(y));
        let keys = format!(
            r#"{{"keys":[{{"kty":"EC","crv":"P-256","kid":"{KID}","x":"{x}","y":"{y}"}}]}}"#
        );
        let [issuer, audience, keys] = [ISSUER, AUDIENCE, &keys].map(|text| Some(text.to_owned()));
        let settings = Settings::new(issuer, audience, None, keys).unwrap();
        Authenticator::new(settings, NoKeyService, Ring)
    }

    /// The token that a case describes; a valid one if it does not.
    pub(crate) fn token(&self, described: Option<Value<'_>>) -> String {
        let header = format!(r#"{{"alg":"ES256","typ":"JWT","kid":"{KID}"}}"#);
        let claims = format!(
            r#"{{"iss":"{ISSUER}","aud":"{AUDIENCE}","sub":"dev-user","scope":"apollo_write","client_id":"dev-client","exp":3600}}"#
        );
        let overrides = |name| described.and_then(|described| described.get(name));
        let header = base64url(override_members(&header, overrides("header")));
        let claims = base64url(override_members(&claims, overrides("claims")));
        let input = format!("{header}.{claims}");
        let signature = match overrides("signature") {
            Some(signature) => signature.as_str().unwrap().to_owned(),
            None => base64url(self.key.sign(&self.random, input.as_bytes()).unwrap()),
        };
        format!("{input}.{signature}")
    }
}

fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// An object with some members replaced, times turned into NumericDates. `null` takes a member out.
fn override_members(defaults: &str, overrides: Option<Value<'_>>) -> String {
    let defaults = Document::parse(defaults.as_bytes()).unwrap();
    let is_kept = |name| overrides.is_none_or(|overrides| overrides.get(name).is_none());
    let kept = defaults.root().members().unwrap();
    let kept = kept.filter(|(name, _)| is_kept(name));
    let overrides = overrides.and_then(Value::members).into_iter().flatten();
    let mut out = String::new();
    let mut object = Writer::object(&mut out);
    for (name, value) in kept.chain(overrides) {
        match value.number_text() {
            Some(seconds) if TIMES.contains(&name) => {
                let time = NOW_MILLIS as i64 / 1000 + seconds.parse::<i64>().unwrap();
                object.raw(name, &time.to_string());
            }
            _ if value.kind() == Kind::Null => {}
            _ => object.raw(name, &compact(value)),
        }
    }
    object.end();
    out
}

/// The keys are in the settings, so nobody has to be asked.
pub(crate) struct NoKeyService;

impl KeySource for NoKeyService {
    async fn fetch(&self, _: &str) -> Result<String, String> {
        Err("there is no key service".to_owned())
    }

    async fn pause(&self) {}

    fn warn(&self, _: &str) {}
}

/// Checks ES256 signatures, as WebCrypto does in the Worker.
pub(crate) struct Ring;

impl SignatureVerifier for Ring {
    async fn verify(&self, key: &Key, message: &[u8], signature: &[u8]) -> Result<bool, String> {
        let jwk = Document::parse(key.jwk().as_bytes()).unwrap();
        let coordinate = |name| {
            let text = text_of(jwk.root(), name).unwrap();
            URL_SAFE_NO_PAD.decode(text).unwrap()
        };
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
        Ok(key.verify(message, signature).is_ok())
    }
}
