//! The whole endpoint in memory, for JavaScript: what a test, a story book or a page without a server
//! calls in place of the deployed Worker. The bytes are the same, because all but the ports is.
//!
//! `pkg/src/endpoint.ts` makes types and errors of it.

mod body;
mod config;
mod gate;
mod option;
mod types;

use std::rc::Rc;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Endpoint as Core};
use er_relationships::json::Writer;
use er_relationships::schema::Documents;
use er_relationships::store::{MapRegistrar, Memory, MemoryStore, Registry};
use er_relationships_js::{HostRegexEngine, JsHost, from_http, to_http};
use http::Method;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{Request, Response};

use body::RequestBody;
use config::Config;
use gate::Gate;

/// An endpoint with a store of its own.
#[wasm_bindgen]
pub struct Endpoint {
    memory: Memory,
    core: Rc<Core<MemoryStore, MapRegistrar<Memory>, Gate, JsHost>>,
}

#[wasm_bindgen]
impl Endpoint {
    /// An endpoint with the collections and tokens of `config`, and beside the built-in types those of
    /// `schemas`: texts, since a JavaScript value would lose digits.
    ///
    /// # Errors
    ///
    /// Throws what is wrong with them, as JSON text: `{"code","reason","location"?}` for the config
    /// (`optionInvalid`), a parse error of the core's with the type's `index` for a schema.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsValue, schemas: Vec<String>) -> Result<Self, String> {
        let config = Config::parse(config)?;
        let gate = Gate::parse(config.tokens)?;
        let catalog = Catalog::new(HostRegexEngine, Documents::new());
        let mut entries = types::entries(schemas, &catalog)?;
        entries.extend(config::entries(&config.collections));
        let memory = Memory::from(entries);
        let origins = config.allowed_origins.unwrap_or_default().0;
        let core = Core {
            store: MemoryStore::new(memory.clone()),
            registry: Registry::new(MapRegistrar(memory.clone()), catalog),
            authenticator: gate,
            host: JsHost,
            allowed_origins: AllowedOrigins::parse(&origins.join(" ")),
        };
        Ok(Self { memory, core: Rc::new(core) })
    }

    /// Answers one request. The promise is rejected only when the host refuses the response.
    #[wasm_bindgen(unchecked_return_type = "Promise<Response>")]
    pub fn fetch(&self, request: Request) -> Promise {
        // Of its own, so that neither another call nor `free` gets in the way of this one.
        let core = Rc::clone(&self.core);
        future_to_promise(async move {
            match answer(&core, request).await {
                Ok(response) => Ok(response.into()),
                Err(reason) => Err(JsError::new(&reason).into()),
            }
        })
    }

    /// Everything stored, as the JSON text of an object: keys and values are those of Workers KV.
    pub fn snapshot(&self) -> String {
        let mut text = String::new();
        let mut object = Writer::object(&mut text);
        for (key, value) in self.memory.snapshot() {
            object.string(&key, &value);
        }
        object.end();
        text
    }
}

async fn answer(
    core: &Core<MemoryStore, MapRegistrar<Memory>, Gate, JsHost>,
    request: Request,
) -> Result<Response, String> {
    let converted = to_http(&request)?;
    let is_head = converted.method() == Method::HEAD;
    let mut response = core.handle(converted.map(|()| RequestBody(request))).await;
    if is_head {
        // On the wire the server leaves it out (RFC 9110, section 9.3.2).
        response.body_mut().clear();
    }
    from_http(response)
}
