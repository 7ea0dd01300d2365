//! Signatures by WebCrypto.

use std::cell::RefCell;
use std::collections::BTreeMap;

use er_relationships::token::{Algorithm, Key, SignatureVerifier};
use js_sys::{Array, JSON, Object};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::describe;

/// As many as a key set may hold; more are left over from rotations.
const MAX_IMPORTED_KEYS: usize = 100;

#[wasm_bindgen]
extern "C" {
    /// Browsers leave it out where a page is no secure context (W3C, Secure Contexts).
    #[wasm_bindgen(thread_local_v2, js_namespace = crypto, js_name = subtle)]
    static SUBTLE: Option<SubtleCrypto>;
}

/// Checks signatures, and keeps imported keys for as long as it lives: a `CryptoKey` is bound to no
/// request.
#[derive(Debug, Default)]
pub struct WebCrypto {
    /// By [`Key::jwk`]. Borrowed only between two awaits.
    imported: RefCell<BTreeMap<String, CryptoKey>>,
}

impl SignatureVerifier for WebCrypto {
    async fn verify(&self, key: &Key, message: &[u8], signature: &[u8]) -> Result<bool, String> {
        let crypto_key = self.import(key).await?;
        let algorithm = parameters(key.algorithm())?;
        // These are views of wasm memory; WebCrypto copies them before it returns the promise.
        let verdict = subtle()?
            .verify_with_object_and_u8_array_and_u8_array(
                &algorithm,
                &crypto_key,
                signature,
                message,
            )
            .map_err(describe)?;
        let verdict = JsFuture::from(verdict).await.map_err(describe)?;
        verdict.as_bool().ok_or_else(|| "verify gave no boolean".to_owned())
    }
}

impl WebCrypto {
    async fn import(&self, key: &Key) -> Result<CryptoKey, String> {
        let known = self.imported.borrow().get(key.jwk()).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let usages = Array::of1(&"verify".into());
        let promise = subtle()?
            .import_key_with_object(
                "jwk",
                &parse(key.jwk())?,
                &parameters(key.algorithm())?,
                false,
                &usages,
            )
            .map_err(describe)?;
        let imported = JsFuture::from(promise).await.map_err(describe)?;
        // Nothing else comes of it; a test's own realm may know this class as another one.
        let imported: CryptoKey = imported.unchecked_into();
        let mut keys = self.imported.borrow_mut();
        if keys.len() >= MAX_IMPORTED_KEYS {
            // Rotations are rare and an import takes well under a millisecond: no need to be clever.
            keys.clear();
        }
        keys.insert(key.jwk().to_owned(), imported.clone());
        Ok(imported)
    }
}

fn subtle() -> Result<SubtleCrypto, String> {
    SUBTLE.with(Option::clone).ok_or_else(|| "this host has no crypto.subtle".to_owned())
}

/// The algorithm's parameters for `importKey` and for `verify`; each ignores the other's members.
/// RFC 7518 section 3.5 fixes the salt at the length of the hash. ECDSA signatures are `r` and `s`
/// without DER in WebCrypto as in RFC 7518 section 3.4.
fn parameters(algorithm: Algorithm) -> Result<Object, String> {
    parse(match algorithm {
        Algorithm::Rs256 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#,
        Algorithm::Ps256 => r#"{"name":"RSA-PSS","hash":"SHA-256","saltLength":32}"#,
        Algorithm::Es256 => r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#,
        Algorithm::EdDsa => r#"{"name":"Ed25519"}"#,
    })
}

/// The text of an object as that object.
fn parse(json: &str) -> Result<Object, String> {
    JSON::parse(json).map(JsValue::unchecked_into).map_err(describe)
}
