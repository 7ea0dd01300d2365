//! The endpoint as a Cloudflare Worker: a thin shell that gives the core its Durable Objects, its KV
//! and its key service; what every JavaScript host has comes from `er_relationships_js`.
//!
//! Settings come from `wrangler.toml` and secrets; `README.md` explains each. Nothing here judges:
//! routes, checks and answers are `er_relationships::endpoint`'s.

mod body;
mod collection;
mod development;
mod host;
mod key_service;
mod kv;
mod object;
mod object_sql;
#[cfg(feature = "panic-on-purpose")]
mod panic_on_purpose;
mod parts;
mod registry_object;
mod settings;
mod store;

use std::cell::OnceCell;
use std::rc::Rc;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Endpoint};
use er_relationships::schema::Documents;
use er_relationships::store::Registry;
use er_relationships_js::{HostRegexEngine, from_http, to_http};
use web_sys::{Request, Response};
use worker::{Context, Env, Error, MessageBatch, Result, event};

use body::RequestBody;
use host::WorkerHost;
use kv::WorkersKv;
use settings::Gate;
use store::{WorkerRegistrar, WorkerStore, registrar_of, store_of};

type WorkerEndpoint = Endpoint<WorkerStore, WorkerRegistrar, Gate, WorkerHost>;

thread_local! {
    /// Made for an isolate's first request and kept: it holds what the isolate caches (collections,
    /// types, keys, compiled schemas) and nothing of a request.
    static ENDPOINT: OnceCell<Rc<WorkerEndpoint>> = const { OnceCell::new() };
}

/// The host's own request and response: those of `worker` look up what nobody asks them for.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let converted = to_http(&request).map_err(Error::RustError)?;
    if let Some(offer) = development::offer(&converted, &env)? {
        return Ok(offer.into());
    }
    let endpoint = endpoint(&env);
    #[cfg(feature = "panic-on-purpose")]
    panic_on_purpose::at("fetch", &format!("{:?}", converted.headers()));
    let request = converted.map(|()| RequestBody(request));
    from_http(endpoint.handle(request).await).map_err(Error::RustError)
}

#[event(queue)]
async fn queue(batch: MessageBatch<String>, env: Env, _context: Context) -> Result<()> {
    parts::process(&endpoint(&env), &batch).await
}

/// The isolate's endpoint. A clone, which ends the borrow of the static before the first await: other
/// requests come between.
fn endpoint(env: &Env) -> Rc<WorkerEndpoint> {
    ENDPOINT.with(|endpoint| Rc::clone(endpoint.get_or_init(|| Rc::new(endpoint_of(env)))))
}

fn endpoint_of(env: &Env) -> WorkerEndpoint {
    let kv = WorkersKv::of(env);
    let allowed_origins = settings::text(env, "ALLOWED_ORIGINS").unwrap_or_default();
    Endpoint {
        store: store_of(env, kv.clone()),
        registry: Registry::new(
            registrar_of(env, kv),
            Catalog::new(HostRegexEngine, Documents::new()),
        ),
        authenticator: Gate::of(env),
        host: WorkerHost::of(env),
        allowed_origins: AllowedOrigins::parse(&allowed_origins),
    }
}
