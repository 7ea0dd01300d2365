//! Token keys by `fetch`.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use er_relationships::token::{KeySource, MAX_KEY_SET_BYTES};
use er_relationships_js::describe;
use futures_util::TryStreamExt as _;
use futures_util::future::{Either, select};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use worker::{
    AbortController, Delay, Fetch, Headers, Request, RequestInit, RequestRedirect, Response,
};

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
