//! The token ports of the core on Workers: signatures by WebCrypto, keys by `fetch`.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use er_relationships::token::{Algorithm, Key, KeySource, MAX_KEY_SET_BYTES, SignatureVerifier};
use futures_util::TryStreamExt as _;
use futures_util::future::{Either, select};
use js_sys::{Array, Error, JSON, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{CryptoKey, SubtleCrypto, WorkerGlobalScope};
use worker::{
    AbortController, Delay, Fetch, Headers, Request, RequestInit, RequestRedirect, Response,
};

/// As many as a key set may hold; more are left over from rotations.
const MAX_IMPORTED_KEYS: usize = 100;

/// What the core grants a fetch. Callers wait for it.
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

/// How often the core looks whether another request's fetch has ended.
const PAUSE: Duration = Duration::from_millis(25);

#[wasm_bindgen(module = "cloudflare:workers")]
extern "C" {
    /// Keeps the current request's context alive until `promise` is settled. Throws outside of one.
    #[wasm_bindgen(js_name = waitUntil, catch)]
    fn wait_until(promise: &Promise) -> Result<(), JsValue>;
}

/// Checks signatures, and keeps imported keys for the life of the isolate: a `CryptoKey` is bound
/// to no request.
#[derive(Default)]
pub(crate) struct WebCrypto {
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
        let imported: CryptoKey = imported.dyn_into().map_err(describe)?;
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
    let global: WorkerGlobalScope = js_sys::global().unchecked_into();
    Ok(global.crypto().map_err(describe)?.subtle())
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

fn parse(json: &str) -> Result<Object, String> {
    JSON::parse(json).map_err(describe)?.dyn_into().map_err(describe)
}

/// Gets key sets from the key service.
pub(crate) struct KeyService;

impl KeySource for KeyService {
    async fn fetch(&self, url: &str) -> Result<String, String> {
        let url = url.to_owned();
        let answer = Rc::new(Cell::new(None));
        let place = Rc::clone(&answer);
        // Never rejects: a rejection would be logged once more as an uncaught exception.
        let ended = future_to_promise(async move {
            place.set(Some(load_key_set(&url).await));
            Ok(JsValue::UNDEFINED)
        });
        // The platform cancels what a caller who hangs up has begun (panva/jose issue 509 is about
        // this very fetch), and all others would be left without keys until the next may begin.
        // Outside of a request, where this throws, there is no caller to hang up.
        let _ = wait_until(&ended);
        JsFuture::from(ended).await.map_err(describe)?;
        answer.take().unwrap_or_else(|| Err("the fetch ended without an answer".to_owned()))
    }

    async fn pause(&self) {
        Delay::from(PAUSE).await;
    }

    fn warn(&self, problem: &str) {
        worker::console_warn!("token keys: {problem}");
    }
}

async fn load_key_set(url: &str) -> Result<String, String> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let reading = pin!(async {
        let request = key_set_request(url).map_err(|error| error.to_string())?;
        let response = Fetch::Request(request).send_with_signal(&signal).await;
        read_key_set(response.map_err(|error| error.to_string())?).await
    });
    match select(reading, pin!(Delay::from(FETCH_TIMEOUT))).await {
        Either::Left((text, _)) => text,
        Either::Right(_) => {
            controller.abort();
            Err(format!("no whole answer within {} s", FETCH_TIMEOUT.as_secs()))
        }
    }
}

fn key_set_request(url: &str) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("accept", "application/jwk-set+json, application/json")?;
    let mut init = RequestInit::new();
    // Workers has no `error`; with `manual` a redirect is an answer that is not 200.
    init.with_headers(headers).with_redirect(RequestRedirect::Manual);
    Request::new_with_init(url, &init)
}

async fn read_key_set(mut response: Response) -> Result<String, String> {
    if response.status_code() != 200 {
        return Err(format!("the key service answered {}", response.status_code()));
    }
    let mut chunks = response.stream().map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.try_next().await.map_err(|error| error.to_string())? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_KEY_SET_BYTES {
            return Err(format!("the key service sent more than {MAX_KEY_SET_BYTES} bytes"));
        }
    }
    String::from_utf8(bytes).map_err(|_| "the key service sent invalid UTF-8".to_owned())
}

/// A thrown value as text.
fn describe(thrown: impl Into<JsValue>) -> String {
    let thrown = thrown.into();
    match thrown.dyn_ref::<Error>() {
        Some(error) => String::from(error.to_string()),
        None => thrown.as_string().unwrap_or_else(|| format!("{thrown:?}")),
    }
}
