//! The endpoint over a map that counts and fails.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Authenticate, Body, Endpoint, Host};
use er_relationships::relationship::CollectionId;
use er_relationships::schema::{Documents, NativeRegexEngine};
use er_relationships::store::{
    KeyPage, KeyValue, KeyValueStore, MapRegistrar, Memory, Registry, Store, StoreError,
    collection_key, relationship_key,
};
use er_relationships::token::{Principal, TokenError};
use futures_util::FutureExt as _;
use http::{Request, Response, request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// What is to go wrong with one put.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum PutFault {
    NotWritten,
    /// The platform stored the value, but its answer was lost on the way.
    WrittenButLost,
}

/// A map whose operations are counted and can be made to fail; its clones share all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Map {
    pub(crate) memory: Memory,
    pub(crate) reads: Rc<RefCell<Vec<Vec<String>>>>,
    pub(crate) puts: Rc<Cell<usize>>,
    pub(crate) lists: Rc<Cell<usize>>,
    pub(crate) put_fault: Rc<Cell<Option<(usize, PutFault)>>>,
    pub(crate) reads_fail: Rc<Cell<bool>>,
}

impl KeyValue for Map {
    async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        self.reads.borrow_mut().push(keys.to_vec());
        if self.reads_fail.get() {
            return Err(StoreError::Unavailable("read".into()));
        }
        self.memory.get_many(keys).await
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let n = self.puts.replace(self.puts.get() + 1);
        let fault = self.put_fault.get().filter(|(at, _)| *at == n).map(|(_, fault)| fault);
        if fault != Some(PutFault::NotWritten) {
            self.memory.put(key, value).await?;
        }
        match fault {
            Some(_) => Err(StoreError::Unavailable("put".into())),
            None => Ok(()),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.memory.delete(key).await
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<KeyPage, StoreError> {
        self.lists.set(self.lists.get() + 1);
        self.memory.list(prefix, after, limit).await
    }
}

pub(crate) struct Anyone;

impl Authenticate for Anyone {
    async fn authenticate(&self, _: Option<&str>, _: u64) -> Result<Principal, TokenError> {
        let scopes = vec!["apollo_write".into(), "apollo_read".into()];
        Ok(Principal::new("someone".into(), None, scopes))
    }
}

#[derive(Default)]
pub(crate) struct TestHost {
    pub(crate) now_millis: Cell<u64>,
    /// Requests that have another number have transactions of other ids.
    pub(crate) number: Cell<u8>,
    pub(crate) faults: RefCell<Vec<String>>,
}

impl Host for TestHost {
    fn now_millis(&self) -> u64 {
        self.now_millis.get()
    }

    fn random_bytes(&self) -> [u8; 16] {
        [7 + self.number.get(); 16]
    }

    fn log_fault(&self, transaction_id: &str, fault: &str) {
        self.faults.borrow_mut().push(format!("{transaction_id}: {fault}"));
    }
}

/// On a map alone, unless another store is asked for.
pub(crate) struct Service<S = KeyValueStore<Map>> {
    pub(crate) map: Map,
    pub(crate) endpoint: Endpoint<S, MapRegistrar<Map>, Anyone, TestHost>,
}

impl Service {
    pub(crate) fn new() -> Self {
        Self::with_store(|map| KeyValueStore(map.clone()))
    }
}

impl<S: Store> Service<S> {
    pub(crate) fn with_store(store: impl FnOnce(&Map) -> S) -> Self {
        let map = Map::default();
        let service = Self {
            endpoint: Endpoint {
                store: store(&map),
                registry: Registry::new(
                    MapRegistrar(map.clone()),
                    Catalog::new(NativeRegexEngine, Documents::new()),
                ),
                authenticator: Anyone,
                host: TestHost::default(),
                allowed_origins: AllowedOrigins::default(),
            },
            map,
        };
        service.register("c", r#"{"access":{"someone":"readwrite"}}"#);
        service
    }

    pub(crate) fn put(&self, key: &str, value: &str) {
        self.map.memory.put(key, value).now_or_never().unwrap().unwrap();
    }

    pub(crate) fn register(&self, id: &str, registration: &str) {
        self.put(&collection_key(&CollectionId::new(id).unwrap()), registration);
    }

    pub(crate) fn post(&self, body: &[u8]) -> Response<Vec<u8>> {
        self.send(body.to_vec())
    }

    pub(crate) fn send(&self, body: impl Body) -> Response<Vec<u8>> {
        self.answer(post_request("includeSystemData=true", &[], body))
    }

    /// Posts with more in the query and more headers.
    pub(crate) fn post_with(
        &self,
        query: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Response<Vec<u8>> {
        self.answer(post_request(query, headers, serde_json::to_vec(body).unwrap()))
    }

    pub(crate) fn get(&self, id: &str, headers: &[(&str, &str)]) -> Response<Vec<u8>> {
        let id = utf8_percent_encode(id, NON_ALPHANUMERIC);
        let request = Request::get(format!("https://host/apollo/er/relationships/{id}"));
        self.answer(with_headers(request, headers).body(Vec::new()).unwrap())
    }

    pub(crate) fn answer(&self, request: Request<impl Body>) -> Response<Vec<u8>> {
        self.endpoint.handle(request).now_or_never().expect("ports in memory are never pending")
    }

    pub(crate) fn post_json(&self, body: &Value) -> (u16, Value) {
        let response = self.post(&serde_json::to_vec(body).unwrap());
        let status = response.status().as_u16();
        (status, serde_json::from_slice(response.body()).unwrap())
    }

    pub(crate) fn record(&self, id: &str) -> Option<Value> {
        let key = relationship_key(&CollectionId::new("c").unwrap(), id);
        Some(serde_json::from_str(self.map.memory.snapshot().get(&key)?).unwrap())
    }

    pub(crate) fn faults(&self) -> Vec<String> {
        self.endpoint.host.faults.borrow().clone()
    }
}

pub(crate) fn post_request<B>(query: &str, headers: &[(&str, &str)], body: B) -> Request<B> {
    let request = Request::post(format!("https://host/apollo/er/relationships?{query}"))
        .header("content-type", "application/json")
        .header("async", "false");
    with_headers(request, headers).body(body).unwrap()
}

pub(crate) fn with_headers(
    request: request::Builder,
    headers: &[(&str, &str)],
) -> request::Builder {
    let request = request.header("ercollectionid", "c");
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
}

/// Status, message and the value of a header, where there is one.
pub(crate) fn summary(response: &Response<Vec<u8>>, header: &str) -> (u16, String, Option<String>) {
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    let header = response.headers().get(header).map(|value| value.to_str().unwrap().to_owned());
    (response.status().as_u16(), body["status"]["message"].as_str().unwrap().to_owned(), header)
}

pub(crate) fn row(id: &str) -> Value {
    json!({
        "id": id, "relationshipName": "n", "relationshipType": "BRICK_0_4__hasPart",
        "sourceEntityId": "s", "destinationEntityId": "d",
    })
}

pub(crate) fn hundred() -> Value {
    (0..100).map(|n| row(&format!("id-{n}"))).collect()
}

/// The members of `data.responses.{list}`.
pub(crate) fn listed<'a>(answer: &'a Value, list: &str) -> &'a [Value] {
    answer["data"]["responses"][list].as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn outcomes(answer: &Value) -> BTreeMap<&str, usize> {
    let mut outcomes = BTreeMap::new();
    for item in listed(answer, "success") {
        *outcomes.entry(item["outcome"].as_str().unwrap()).or_default() += 1;
    }
    outcomes
}
