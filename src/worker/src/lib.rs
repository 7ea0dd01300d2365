//! The endpoint as a Cloudflare Worker: a thin shell that gives the core its KV, its WebCrypto, its
//! clock, its randomness and its log.
//!
//! Settings come from `wrangler.toml` and secrets; `README.md` explains each. Nothing here judges:
//! routes, checks and answers are `er_relationships::endpoint`'s.

mod host;
mod kv;
mod regex;
mod request;
mod settings;
mod web_crypto;

use std::cell::OnceCell;
use std::rc::Rc;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Endpoint};
use er_relationships::schema::Documents;
use er_relationships::store::{KeyValueStore, Registry};
use worker::{Context, Env, Request, Response, Result, event};

use host::WorkerHost;
use kv::WorkersKv;
use regex::HostRegexEngine;
use settings::Gate;

type WorkerEndpoint = Endpoint<KeyValueStore<WorkersKv>, WorkersKv, Gate, WorkerHost>;

thread_local! {
    /// Made for an isolate's first request and kept: it holds what the isolate caches (collections,
    /// types, keys, compiled schemas) and nothing of a request.
    static ENDPOINT: OnceCell<Rc<WorkerEndpoint>> = const { OnceCell::new() };
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    // The clone ends the borrow of the static before the first await: other requests come between.
    let endpoint =
        ENDPOINT.with(|endpoint| Rc::clone(endpoint.get_or_init(|| Rc::new(endpoint_of(&env)))));
    let response = endpoint.handle(request::to_http(request)?).await;
    request::from_http(response)
}

fn endpoint_of(env: &Env) -> WorkerEndpoint {
    let kv = WorkersKv::of(env);
    let allowed_origins = settings::text(env, "ALLOWED_ORIGINS").unwrap_or_default();
    Endpoint {
        store: KeyValueStore(kv.clone()),
        registry: Registry::new(kv, Catalog::new(HostRegexEngine, Documents::new())),
        authenticator: Gate::of(env),
        host: WorkerHost,
        allowed_origins: AllowedOrigins::parse(&allowed_origins),
    }
}
