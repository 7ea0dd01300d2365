//! Key sets: what a key service may answer, foreign bytes included.
//!
//! Input: the text of a JWK Set.
#![no_main]

use std::cell::RefCell;
use std::rc::Rc;

use er_relationships::token::{
    Authenticator, Key, KeyOrigin, KeySet, MAX_KEY_SET_BYTES, Settings, SignatureVerifier,
    TokenError,
};
use er_relationships_fuzz::mutation::Vocabulary;
use er_relationships_fuzz::signature::{
    AUDIENCE, ISSUER, KeyService, NOW_MILLIS, Ring, Signer, decode, is_signature, sign,
};
use futures_util::FutureExt as _;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use serde_json::{Value, json};

const URL: &str = "https://keys.example/";

/// Keys of a set that are looked at one by one.
const MAX_PROBED: usize = 8;

const VOCABULARY: &str = r#"[
    {"keys":[{"kid":"ed","alg":"EdDSA","kty":"OKP","crv":"Ed25519","x":"xIWHfeCOkOA2z6Ua2hY7IaGY9qV-MtvLLMZHW_qWKp0","use":"sig","key_ops":["verify"]}]},
    {"kid":"ec","alg":"ES256","kty":"EC","crv":"P-256","x":"qSl4J5FUHY9pGhOqQt2GhlxUEZlyqNPO8opDS004vaM","y":"StdLZXRdsHV3Xy9C-ezsWZ-bUJEXOhTt5NIZA-Ip8rY","d":"AA","x5c":[]},
    {"kid":"rsa","alg":"PS256","kty":"RSA","n":"0HLDRSkXFAwDlPziT8b0Jg_IagWT7k4hBj3gIB_qlzcuYKWQMdIZDtgSK4A61S7LSdsaZ1QuZL67PxLmFljBf8CGQcYPO0v2iROkdkuSg6oRlEkhYqnSzI2We-rgAZUDZp82D7onS4S-Mmf60kUOvMX1wR9alGuKk1RMlmq68F_QnDXL2nToqr2OTTLPO1NW9wntElCIA4Htbyhp_NT_0yGpymuLj68FGrVWqeRgPVjK9EmeXi4J5Mnm_9lINtUgY0XVTQXJ9qSpSMPzFeV5Kn7USzboVHFwkcXp-OA3rWmjWdML_zdkM23K5kvz8Jct5E5ouEbIWZe_SL7j02zfGQ","e":"AQAB"},
    {"use":"enc","key_ops":["sign"],"kty":"oct","k":"AA","alg":"RS256","e":"AQ"},"AAEAAQ",null,7,[]
]"#;

thread_local! {
    static WORDS: Vocabulary = Vocabulary::new(VOCABULARY);
    static TOKEN: String = {
        let claims = json!({"iss": ISSUER, "aud": AUDIENCE, "exp": NOW_MILLIS / 1000 + 300, "sub": "ann"});
        sign(r#"{"alg":"EdDSA","kid":"ed"}"#, &claims.to_string(), Signer::Ed)
    };
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    WORDS.with(|words| words.mutate(data, size, max_size, seed))
});

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let parsed = KeySet::parse(&text);
    assert_eq!(parsed, KeySet::parse(&text), "one text, two results");
    let token = TOKEN.with(|token| format!("Bearer {token}"));
    let fetched = ask(KeyOrigin::Url(URL.to_owned()), &text, &token, Ring);
    let Ok(set) = parsed else {
        assert!(parsed.is_err_and(|error| !error.to_string().is_empty()));
        return assert!(matches!(fetched, Err(TokenError::Unavailable(_))), "{fetched:?}");
    };
    assert!(text.len() <= MAX_KEY_SET_BYTES);
    let fixed = ask(KeyOrigin::Set(set.clone()), "", &token, Ring);
    assert_eq!(fetched, fixed, "fetched or in the settings, the keys are the same");

    let json: Value = serde_json::from_str(&text).expect("a key set is JSON");
    let keys = json["keys"].as_array().expect("a list of keys");
    if fixed.is_ok() {
        assert!(keys.iter().any(|key| has_signed(key, &token)), "accepted without its key");
    }
    for key in keys.iter().take(MAX_PROBED) {
        for algorithm in ["RS256", "PS256", "ES256", "EdDSA"] {
            check_use(&set, key, algorithm);
        }
    }
});

fn ask(
    keys: KeyOrigin,
    text: &str,
    authorization: &str,
    verifier: impl SignatureVerifier,
) -> Result<String, TokenError> {
    let settings = Settings { issuer: ISSUER.to_owned(), audience: AUDIENCE.to_owned(), keys };
    let authenticator = Authenticator::new(settings, KeyService(Some(text.to_owned())), verifier);
    let result = authenticator.authenticate(Some(authorization), NOW_MILLIS).now_or_never();
    result.expect("nothing to wait for").map(|principal| principal.subject)
}

/// Whether this key, all by itself, vouches for the token.
fn has_signed(key: &Value, token: &str) -> bool {
    let (message, signature) = token.trim_start_matches("Bearer ").rsplit_once('.').expect("parts");
    let signature = decode(signature).expect("base64url");
    key["kty"] == "OKP" && is_signature(key, "EdDSA", message.as_bytes(), &signature)
}

/// What the host is given for a token that claims to be by this key and algorithm.
fn check_use(set: &KeySet, listed: &Value, algorithm: &str) {
    let header = match &listed["kid"] {
        Value::Null => json!({"alg": algorithm}),
        kid => json!({"alg": algorithm, "kid": kid}),
    };
    let modulus = listed["n"].as_str().and_then(decode).unwrap_or_default();
    let modulus_bytes = modulus.iter().skip_while(|&&octet| octet == 0).count();
    let signature_bytes =
        if algorithm.ends_with("S256") && algorithm != "ES256" { modulus_bytes } else { 64 };
    let encode = |bytes: &[u8]| {
        base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes)
    };
    let token = format!(
        "Bearer {}.e30.{}",
        encode(header.to_string().as_bytes()),
        encode(&vec![1; signature_bytes])
    );
    let seen = Seen::default();
    let result = ask(KeyOrigin::Set(set.clone()), "", &token, seen.clone());
    assert!(matches!(result, Err(TokenError::Rejected(_))), "nothing was signed");
    let seen = seen.0.borrow();
    let Some((given, used)) = &*seen else { return };
    let given: Value = serde_json::from_str(given).expect("a key's text is JSON");
    assert_eq!(used, algorithm, "the key decides, not the token");
    assert_eq!(given["alg"], algorithm);
    let public: &[&str] = match algorithm {
        "ES256" => &["alg", "crv", "kty", "x", "y"],
        "EdDSA" => &["alg", "crv", "kty", "x"],
        _ => &["alg", "e", "kty", "n"],
    };
    let members: Vec<_> = given.as_object().expect("an object").keys().collect();
    assert_eq!(members, public, "public parameters and nothing else");
    if let Some(modulus) = given["n"].as_str().and_then(decode) {
        assert!(
            (256..=1024).contains(&modulus.len()) && modulus[0] != 0,
            "{} octets",
            modulus.len()
        );
        assert_ne!(given["e"], "AQ", "an exponent of 1");
    }
    for coordinate in ["x", "y"].iter().filter_map(|name| given[*name].as_str()) {
        assert_eq!(decode(coordinate).map(|octets| octets.len()), Some(32));
    }
}

/// Notes the key that it is to check with.
#[derive(Clone, Default)]
struct Seen(Rc<RefCell<Option<(String, String)>>>);

impl SignatureVerifier for Seen {
    async fn verify(&self, key: &Key, _: &[u8], _: &[u8]) -> Result<bool, String> {
        let algorithm = key.algorithm().name().to_owned();
        *self.0.borrow_mut() = Some((key.jwk().to_owned(), algorithm));
        Ok(false)
    }
}
