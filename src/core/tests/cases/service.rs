//! The endpoint in memory, and the requests that a case describes.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Endpoint, Host};
use er_relationships::json::Value;
use er_relationships::schema::{Documents, NativeRegexEngine};
use er_relationships::store::{
    DeployedRegistrar, Keeper, KeyValue, MapRegistrar, Memory, MemoryStore, Messenger, Registry,
    RegistryLedger, SingleRegistrar, StoreError,
};
use er_relationships::token::Authenticator;
use futures_util::FutureExt as _;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response};

use super::database::Database;
use super::expected::{ORIGIN, fill_in};
use super::table::{compact, members_of, text_of};
use super::token::{Issuer, NoKeyService, Ring};

/// What a case's requests have where they do not say otherwise.
const METHOD: &str = "POST";
const PATH: &str = "/apollo/er/relationships";
/// The example of the seed document.
const BODY: &str = r#"{"id":"JCI-507-B1-hasPart-JCI-507-B1-F2","relationshipName":"JCI-507-B1 hasPart JCI-507-B1-F2","relationshipType":"BRICK_0_4__hasPart_Location_Location","sourceEntityId":"JCI-507-B1","destinationEntityId":"JCI-507-B1-F2"}"#;

/// `expected::NOW` in milliseconds since 1970.
pub(crate) const NOW_MILLIS: u64 = 1_700_000_000_123;

type Registrar = DeployedRegistrar<Object, Memory>;

/// The registry's object.
struct Object(RegistryLedger<Database>);

impl Messenger for Object {
    async fn ask(&self, message: &str) -> Result<String, StoreError> {
        self.0.answer(message)
    }
}

fn registrar(memory: Memory, has_object: bool) -> Registrar {
    match has_object {
        false => DeployedRegistrar::Map(MapRegistrar(memory)),
        true => DeployedRegistrar::Single(SingleRegistrar {
            object: Object(RegistryLedger::open(Database::new()).unwrap()),
            copies: memory,
        }),
    }
}

pub(crate) struct Service {
    case_name: String,
    memory: Memory,
    issuer: Issuer,
    endpoint: Endpoint<MemoryStore, Registrar, Authenticator<NoKeyService, Ring>, FixedHost>,
}

impl Service {
    /// An endpoint with the collections and types of the case.
    pub(crate) fn new(case_name: &str, case: Value<'_>, has_object: bool) -> Self {
        let memory = Memory::default();
        let put = |key: String, value: String| {
            let put = memory.put(&key, &value).now_or_never();
            put.unwrap().unwrap();
        };
        if case.get("collections").is_none() {
            let access = r#"{"access":{"dev-user":"owner"}}"#;
            put(format!("c:{case_name}"), access.to_owned());
            put(format!("s:dev-user,{case_name}"), "owner".to_owned());
        }
        for (id, access) in members_of(case, "collections") {
            put(format!("c:{id}"), format!(r#"{{"access":{}}}"#, compact(access)));
            for (subject, permission) in access.members().into_iter().flatten() {
                put(format!("s:{subject},{id}"), permission.as_str().unwrap().to_owned());
            }
        }
        let types = case.get("types").and_then(Value::elements);
        for schema in types.into_iter().flatten() {
            let name = text_of(schema, "title").unwrap();
            put(format!("t:{name}"), compact(schema));
        }
        let issuer = Issuer::new();
        let endpoint = Endpoint {
            store: MemoryStore::new(memory.clone()),
            registry: Registry::new(
                registrar(memory.clone(), has_object),
                Catalog::new(NativeRegexEngine, Documents::new()),
            ),
            authenticator: issuer.authenticator(),
            host: FixedHost::default(),
            allowed_origins: AllowedOrigins::default(),
        };
        Self { case_name: case_name.to_owned(), memory, issuer, endpoint }
    }

    /// The answer to a step's request, and the faults that the log has of it.
    pub(crate) fn answer(&self, request: Value<'_>) -> (Response<Vec<u8>>, Vec<String>) {
        let request = self.http_request(request);
        self.endpoint.host.begin_request();
        // Ports in memory are never pending.
        let response = self.endpoint.handle(request).now_or_never().unwrap();
        (response, self.endpoint.host.faults.take())
    }

    /// The relationships that are stored, by key.
    pub(crate) fn records(&self) -> BTreeMap<String, String> {
        let mut map = self.memory.snapshot();
        map.retain(|key, _| key.starts_with("r:") || key.starts_with("h:"));
        map
    }

    fn http_request(&self, request: Value<'_>) -> Request<Vec<u8>> {
        let text_or = |name, default: &str| text_of(request, name).unwrap_or(default.to_owned());
        let method = text_or("method", METHOD);
        let body = body(request, if method == METHOD { BODY } else { "" });
        let mut sent = Request::new(body);
        *sent.method_mut() = method.parse().unwrap();
        *sent.uri_mut() = format!("{ORIGIN}{}", fill_in(&text_or("path", PATH))).parse().unwrap();
        *sent.headers_mut() = self.headers(request);
        sent
    }

    fn headers(&self, request: Value<'_>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("authorization", "Bearer {{token}}"),
            ("content-type", "application/json"),
            ("ercollectionid", &self.case_name),
            ("async", "false"),
        ] {
            headers.insert(HeaderName::from_static(name), header_value(value));
        }
        for (name, value) in members_of(request, "headers") {
            let name: HeaderName = name.parse().unwrap();
            headers.remove(&name);
            let lines = value.elements().into_iter().flatten();
            for line in lines.chain(Some(value)).filter_map(Value::as_str) {
                headers.append(&name, header_value(line));
            }
        }
        if let Some(authorization) = headers.get_mut("authorization") {
            let token = self.issuer.token(request.get("token"));
            let text = authorization.to_str().unwrap().replace("{{token}}", &token);
            *authorization = header_value(&text);
        }
        headers
    }
}

/// Headers are bytes, too: those of Latin-1, as HTTP libraries of other languages send them.
fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_bytes(&latin_1(text)).unwrap()
}

fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

fn body(request: Value<'_>, default: &str) -> Vec<u8> {
    if let Some(body) = request.get("body") {
        compact(body).into_bytes()
    } else if let Some(bytes) = text_of(request, "bodyBytes") {
        latin_1(&bytes)
    } else {
        text_of(request, "bodyText").unwrap_or(default.to_owned()).into_bytes()
    }
}

/// Time stands still, and the nth request's transaction has the id of
/// [`transaction_id`](super::expected::transaction_id); whatever else it makes has the id of
/// `expected::UUID`.
#[derive(Debug, Default)]
struct FixedHost {
    requests: Cell<u8>,
    has_transaction: Cell<bool>,
    faults: RefCell<Vec<String>>,
}

impl FixedHost {
    fn begin_request(&self) {
        self.requests.update(|requests| requests + 1);
        self.has_transaction.set(false);
    }
}

impl Host for FixedHost {
    fn now_millis(&self) -> u64 {
        NOW_MILLIS
    }

    fn random_bytes(&self) -> [u8; 16] {
        match self.has_transaction.replace(true) {
            false => [self.requests.get(); 16],
            true => [0xee; 16],
        }
    }

    fn log_fault(&self, transaction_id: &str, fault: &str) {
        let line = format!("{transaction_id}: {fault}");
        self.faults.borrow_mut().push(line);
    }
}
