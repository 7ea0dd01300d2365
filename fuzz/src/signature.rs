//! Keys known to everyone, and signatures by some of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use er_relationships::token::{Algorithm, Key, KeySource, Settings, SignatureVerifier};
use ring::signature as crypto;
use serde_json::Value;

/// Whose tokens are accepted.
pub const ISSUER: &str = "https://issuer.example/";
/// For whom they must be.
pub const AUDIENCE: &str = "https://api.example/";
/// 2023-11-14T22:13:20Z.
pub const NOW_MILLIS: u64 = 1_700_000_000_000;

/// The trusted keys: those of the tests in `src/core/src/token/tests`. Of them `ed` is the one that
/// [`sign`] signs with.
pub const KEY_SET: &str = r#"{"keys":[{"kid":"rsa","alg":"RS256","kty":"RSA","n":"0HLDRSkXFAwDlPziT8b0Jg_IagWT7k4hBj3gIB_qlzcuYKWQMdIZDtgSK4A61S7LSdsaZ1QuZL67PxLmFljBf8CGQcYPO0v2iROkdkuSg6oRlEkhYqnSzI2We-rgAZUDZp82D7onS4S-Mmf60kUOvMX1wR9alGuKk1RMlmq68F_QnDXL2nToqr2OTTLPO1NW9wntElCIA4Htbyhp_NT_0yGpymuLj68FGrVWqeRgPVjK9EmeXi4J5Mnm_9lINtUgY0XVTQXJ9qSpSMPzFeV5Kn7USzboVHFwkcXp-OA3rWmjWdML_zdkM23K5kvz8Jct5E5ouEbIWZe_SL7j02zfGQ","e":"AQAB"},{"kid":"ec","alg":"ES256","kty":"EC","crv":"P-256","x":"qSl4J5FUHY9pGhOqQt2GhlxUEZlyqNPO8opDS004vaM","y":"StdLZXRdsHV3Xy9C-ezsWZ-bUJEXOhTt5NIZA-Ip8rY"},{"kid":"ed","alg":"EdDSA","kty":"OKP","crv":"Ed25519","x":"xIWHfeCOkOA2z6Ua2hY7IaGY9qV-MtvLLMZHW_qWKp0"}]}"#;

/// The private half of `ed`.
const ED_SEED: &str = "Zo_onAJzSXTczkic7d5ohUWnTCpnYa-ejWBX9EkqlBQ";

/// The private half of a key that nobody trusts.
const STRANGER_SEED: [u8; 32] = [7; 32];

/// Whose signature a token gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// The trusted key `ed`.
    Ed,
    /// A key that is not in the set.
    Stranger,
}

/// Strict base64url.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Header and claims in a compact JWS, signed with an Ed25519 key whatever the header says.
pub fn sign(header: &str, claims: &str, signer: Signer) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let seed = match signer {
        Signer::Ed => decode(ED_SEED).expect("base64url"),
        Signer::Stranger => STRANGER_SEED.to_vec(),
    };
    let pair = crypto::Ed25519KeyPair::from_seed_unchecked(&seed).expect("32 octets");
    let signature = URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// Settings that trust [`KEY_SET`].
pub fn settings() -> Settings {
    let [issuer, audience, keys] = [ISSUER, AUDIENCE, KEY_SET].map(|text| Some(text.to_owned()));
    Settings::new(issuer, audience, None, keys).expect("valid settings")
}

/// Whether `signature` is the key's over `message`, by `ring`.
pub fn is_signature(jwk: &Value, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
    let of = |name: &str| jwk[name].as_str().and_then(decode).unwrap_or_default();
    let verify = |scheme: &'static dyn crypto::VerificationAlgorithm, public: Vec<u8>| {
        crypto::UnparsedPublicKey::new(scheme, public).verify(message, signature)
    };
    let verify_rsa = |scheme: &'static crypto::RsaParameters| {
        crypto::RsaPublicKeyComponents { n: of("n"), e: of("e") }.verify(scheme, message, signature)
    };
    let verdict = match algorithm {
        "RS256" => verify_rsa(&crypto::RSA_PKCS1_2048_8192_SHA256),
        "PS256" => verify_rsa(&crypto::RSA_PSS_2048_8192_SHA256),
        "ES256" => verify(&crypto::ECDSA_P256_SHA256_FIXED, [vec![4], of("x"), of("y")].concat()),
        "EdDSA" => verify(&crypto::ED25519, of("x")),
        other => panic!("no algorithm of ours: {other}"),
    };
    verdict.is_ok()
}

/// The host's cryptography, as WebCrypto is it.
#[derive(Debug, Clone, Copy)]
pub struct Ring;

impl SignatureVerifier for Ring {
    async fn verify(&self, key: &Key, message: &[u8], signature: &[u8]) -> Result<bool, String> {
        let jwk: Value = serde_json::from_str(key.jwk()).expect("a key's text is JSON");
        let algorithm = match key.algorithm() {
            Algorithm::Rs256 => "RS256",
            Algorithm::Ps256 => "PS256",
            Algorithm::Es256 => "ES256",
            Algorithm::EdDsa => "EdDSA",
        };
        assert_eq!(jwk["alg"], algorithm, "a key's text has its algorithm");
        Ok(is_signature(&jwk, algorithm, message, signature))
    }
}

/// A key service that answers with one text; with none it is out of reach.
#[derive(Debug, Clone, Default)]
pub struct KeyService(pub Option<String>);

impl KeySource for KeyService {
    async fn fetch(&self, _: &str) -> Result<String, String> {
        self.0.clone().ok_or_else(|| "out of reach".to_owned())
    }

    async fn pause(&self) {}

    fn warn(&self, _: &str) {}
}
