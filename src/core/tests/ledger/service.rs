//! The writer, what is posted to it, and the endpoint around it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Endpoint, Host};
use er_relationships::relationship::CollectionId;
use er_relationships::schema::{Documents, NativeRegexEngine};
use er_relationships::store::{
    Keeper, KeyValue, Ledger, Listing, MapRegistrar, Memory, Page, PageRequest, Registry,
    SingleWriter, Store, StoreError, Writers,
};
use er_relationships::upsert::{ItemResult, Message, Reply, Settlement};
use futures_util::FutureExt as _;
use http::{Request, Response};
use serde_json::{Value, json};

use crate::database::Database;
use crate::names::Names;

/// A type that takes anything, with a default.
pub(crate) const OPEN: &str = r#"{"title":"open","properties":{"x":{"default":[1.0,"\n"]}}}"#;

#[derive(Default)]
pub(crate) struct TestHost {
    pub(crate) now_millis: Cell<u64>,
    pub(crate) transaction: Cell<u64>,
    pub(crate) faults: RefCell<Vec<String>>,
}

impl Host for TestHost {
    fn now_millis(&self) -> u64 {
        self.now_millis.get()
    }

    fn random_bytes(&self) -> [u8; 16] {
        let n = self.transaction.replace(self.transaction.get() + 1);
        (u128::from(n) << 64).to_be_bytes()
    }

    fn log_fault(&self, transaction_id: &str, fault: &str) {
        self.faults.borrow_mut().push(format!("{transaction_id}: {fault}"));
    }
}

pub(crate) type TestEndpoint<S> = Endpoint<S, MapRegistrar<Memory>, Names, TestHost>;

/// An endpoint with the collections `c` and `other`, and the type [`OPEN`].
pub(crate) fn endpoint<S: Store>(store: S) -> TestEndpoint<S> {
    let registered = Memory::default();
    let access = r#"{"access":{"alice":"owner","bob":"readwrite"}}"#;
    for (key, value) in [("c:c", access), ("c:other", access), ("t:open", OPEN)] {
        registered.put(key, value).now_or_never().unwrap().unwrap();
    }
    Endpoint {
        store,
        registry: Registry::new(
            MapRegistrar(registered),
            Catalog::new(NativeRegexEngine, Documents::new()),
        ),
        authenticator: Names,
        host: TestHost::default(),
        allowed_origins: AllowedOrigins::default(),
    }
}

/// The same around a writer, whose copies nobody makes.
pub(crate) fn endpoint_of(writer: &Rc<Writer>) -> TestEndpoint<SingleWriter<Only, Memory>> {
    let writers = Only(Rc::clone(writer));
    endpoint(SingleWriter { writers, copies: Memory::default(), has_queue: true })
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) body: String,
    pub(crate) key: Option<String>,
    pub(crate) if_match: Option<String>,
    pub(crate) is_dry_run: bool,
    pub(crate) is_async: bool,
    pub(crate) caller: &'static str,
    pub(crate) collection: &'static str,
    pub(crate) now_millis: u64,
    /// Tells transactions apart.
    pub(crate) transaction: u64,
}

impl Post {
    pub(crate) fn new(body: &Value) -> Self {
        Self {
            body: body.to_string(),
            key: None,
            if_match: None,
            is_dry_run: false,
            is_async: false,
            caller: "alice@app",
            collection: "c",
            now_millis: 1_700_000_000_000,
            transaction: 0,
        }
    }

    pub(crate) fn key(self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self }
    }

    pub(crate) fn if_match(self, if_match: &str) -> Self {
        Self { if_match: Some(if_match.to_owned()), ..self }
    }

    pub(crate) fn by(self, caller: &'static str) -> Self {
        Self { caller, ..self }
    }

    /// The same as another transaction.
    pub(crate) fn again(&self) -> Self {
        Self { transaction: self.transaction + 1, ..self.clone() }
    }

    /// The same as another transaction, later.
    pub(crate) fn after(&self, millis: u64) -> Self {
        Self { now_millis: self.now_millis + millis, ..self.again() }
    }

    pub(crate) fn dry(&self) -> Self {
        Self { is_dry_run: true, ..self.clone() }
    }

    pub(crate) fn send<S: Store>(&self, endpoint: &TestEndpoint<S>) -> Response<Vec<u8>> {
        let query = if self.is_dry_run { "&dryRun=true" } else { "" };
        let mut request = Request::post(format!(
            "https://host/apollo/er/relationships?includeSystemData=true{query}"
        ))
        .header("authorization", format!("Bearer {}", self.caller))
        .header("content-type", "application/json")
        .header("ercollectionid", self.collection)
        .header("async", self.is_async.to_string());
        if let Some(key) = &self.key {
            request = request.header("idempotency-key", key);
        }
        if let Some(if_match) = &self.if_match {
            request = request.header("if-match", if_match);
        }
        let request = request.body(self.body.clone().into_bytes()).unwrap();
        endpoint.host.now_millis.set(self.now_millis);
        endpoint.handle(request).now_or_never().expect("no port is ever pending")
    }

    /// What the writer is asked: the claim, if there is a key, and the batch.
    pub(crate) fn messages(&self) -> Vec<String> {
        let asked = Asked::default();
        let store =
            SingleWriter { writers: asked.clone(), copies: Memory::default(), has_queue: true };
        let endpoint = endpoint(store);
        endpoint.host.transaction.set(self.transaction);
        let response = self.send(&endpoint);
        let messages = asked.0.take();
        assert!(!messages.is_empty(), "{}", String::from_utf8_lossy(response.body()));
        messages
    }

    /// The message with the batch.
    pub(crate) fn message(&self) -> String {
        self.messages().pop().unwrap()
    }
}

/// Notes what it is asked, and grants claims.
#[derive(Debug, Clone, Default)]
struct Asked(Rc<RefCell<Vec<String>>>);

impl Writers for Asked {
    async fn ask(&self, _: &CollectionId, message: &str) -> Result<String, StoreError> {
        self.0.borrow_mut().push(message.to_owned());
        match message.contains(r#""do":"claim""#) {
            true => Ok(Reply::Claimed(true).to_text()),
            false => Err(StoreError::NotOffered("only noted")),
        }
    }
}

/// A ledger and its database.
pub(crate) struct Writer {
    pub(crate) database: Database,
    ledger: RefCell<Rc<Ledger<Database>>>,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self::on(Database::new())
    }

    pub(crate) fn on(database: Database) -> Self {
        let ledger = Ledger::open(database.clone()).unwrap();
        Self { database, ledger: RefCell::new(Rc::new(ledger)) }
    }

    pub(crate) fn ledger(&self) -> Rc<Ledger<Database>> {
        Rc::clone(&self.ledger.borrow())
    }

    /// The process ended, or ends now, and another one begins.
    pub(crate) fn restart(&self) {
        self.database.restart();
        self.ledger.replace(Rc::new(Ledger::open(self.database.clone()).unwrap()));
    }

    pub(crate) fn ask(&self, message: &str) -> Result<Reply, StoreError> {
        self.ledger().answer(message).map(|reply| Reply::parse(&reply).unwrap())
    }

    pub(crate) fn settle(&self, message: &str) -> Result<Settlement, StoreError> {
        match self.ask(message)? {
            Reply::Settlement(settlement) => Ok(settlement),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn post(&self, post: &Post) -> Settlement {
        self.settle(&post.message()).unwrap()
    }

    /// The outcomes of a post whose items all succeed, with their versions.
    pub(crate) fn outcomes(&self, post: &Post) -> Vec<(&'static str, u64)> {
        outcomes(&self.post(post))
    }

    pub(crate) fn record(&self, id: &str) -> Option<Value> {
        match self.ask(&Message::Read(id.to_owned()).to_text()).unwrap() {
            Reply::Record(record) => Some(serde_json::from_str(&record?).unwrap()),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn page(&self, listing: &Listing, after: Option<&str>, limit: usize) -> Page {
        let request = PageRequest { after: after.map(str::to_owned), limit };
        match self.ask(&Message::List(listing.clone(), request).to_text()).unwrap() {
            Reply::Page(page) => page,
            other => panic!("{other:?}"),
        }
    }

    /// All relationships, each with its version, in the order of the list.
    pub(crate) fn versions(&self) -> Vec<String> {
        let rows = self.database.rows("SELECT id || ' ' || version FROM relationship ORDER BY no");
        rows.iter().map(|row| text(&row[0]).to_owned()).collect()
    }
}

/// Of a cell that is a text.
pub(crate) fn text(cell: &er_relationships::store::Cell) -> &str {
    match cell {
        er_relationships::store::Cell::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

/// Outcome and version of each item; of a failure, its first error's code and 0.
pub(crate) fn outcomes(settlement: &Settlement) -> Vec<(&'static str, u64)> {
    let Settlement::Settled { results, .. } = settlement else { panic!("{settlement:?}") };
    let outcome = |result: &ItemResult| match result {
        ItemResult::Success { outcome, version, .. } => (outcome.as_str(), *version),
        ItemResult::Failure { .. } => ("failed", 0),
    };
    results.iter().map(outcome).collect()
}

/// The transaction whose results a settlement tells.
pub(crate) fn transaction(settlement: &Settlement) -> &str {
    let Settlement::Settled { transaction_id, .. } = settlement else { panic!("{settlement:?}") };
    transaction_id
}

/// All writers that there are: the one of `c`.
pub(crate) struct Only(pub(crate) Rc<Writer>);

impl Writers for Only {
    async fn ask(&self, collection: &CollectionId, message: &str) -> Result<String, StoreError> {
        assert_eq!(collection.as_str(), "c");
        self.0.ledger().answer(message)
    }
}

/// Deletes a relationship through the endpoint.
pub(crate) fn delete<S: Store>(
    endpoint: &TestEndpoint<S>,
    id: &str,
    if_match: Option<&str>,
) -> u16 {
    let id = percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC);
    let mut request = Request::delete(format!("https://host/apollo/er/relationships/{id}"))
        .header("authorization", "Bearer alice@app")
        .header("ercollectionid", "c");
    if let Some(if_match) = if_match {
        request = request.header("if-match", if_match);
    }
    let response = endpoint.handle(request.body(Vec::new()).unwrap()).now_or_never();
    response.expect("no port is ever pending").status().as_u16()
}

pub(crate) fn row(id: &str) -> Value {
    json!({
        "id": id, "relationshipName": "n", "relationshipType": "BRICK_0_4__hasPart",
        "sourceEntityId": "s", "destinationEntityId": "d",
    })
}

/// With free data, of which there may be any amount.
pub(crate) fn row_with(id: &str, data: impl Into<Value>) -> Value {
    let mut row = row(id);
    row["customData"] = json!({ "data": data.into() });
    row
}

pub(crate) fn hundred() -> Value {
    (0..100).map(|n| row(&format!("id-{n:02}"))).collect()
}
