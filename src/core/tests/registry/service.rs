//! Isolates of the service, the registry's object, and the map with its copies.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Endpoint, Host};
use er_relationships::relationship::CollectionId;
use er_relationships::schema::{Documents, NativeRegexEngine};
use er_relationships::store::{
    Change, DeployedRegistrar, Keeper, KeyPage, KeyValue, MapRegistrar, Memory, MemoryStore,
    Messenger, Order, Permission, Question, Registration, Registry, RegistryLedger, RegistryReply,
    SingleRegistrar, StoreError,
};
use futures_util::FutureExt as _;
use http::{Method, Request};
use serde_json::{Value, json};

use crate::database::Database;
use crate::names::Names;

pub(crate) const NOW_MILLIS: u64 = 1_700_000_000_000;

/// The object and its database.
pub(crate) struct Office {
    pub(crate) database: Database,
    ledger: RefCell<Rc<RegistryLedger<Database>>>,
}

impl Office {
    pub(crate) fn new() -> Self {
        Self::on(Database::new())
    }

    pub(crate) fn on(database: Database) -> Self {
        let ledger = RegistryLedger::open(database.clone()).unwrap();
        Self { database, ledger: RefCell::new(Rc::new(ledger)) }
    }

    pub(crate) fn ledger(&self) -> Rc<RegistryLedger<Database>> {
        Rc::clone(&self.ledger.borrow())
    }

    /// The process ended, or ends now, and another one begins.
    pub(crate) fn restart(&self) {
        self.database.restart();
        let ledger = RegistryLedger::open(self.database.clone()).unwrap();
        self.ledger.replace(Rc::new(ledger));
    }

    pub(crate) fn ask(&self, question: &Question) -> Result<RegistryReply, StoreError> {
        let reply = self.ledger().answer(&question.to_text())?;
        Ok(RegistryReply::parse(&reply).unwrap())
    }

    /// The entries, by key.
    pub(crate) fn entry(&self, key: &str) -> Option<String> {
        match self.ask(&Question::Entries(vec![key.to_owned()])).unwrap() {
            RegistryReply::Entries(mut entries) => entries.pop().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn copy_out(&self, map: &impl KeyValue) {
        loop {
            let copied = self.ledger().copy_out(map).now_or_never().unwrap().unwrap();
            assert_eq!(copied.errors, []);
            if !copied.has_more {
                return;
            }
        }
    }
}

/// What happens to the next messages, the last one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    Message,
    Reply,
}

/// The way to the office.
#[derive(Clone)]
pub(crate) struct Way {
    pub(crate) office: Rc<Office>,
    pub(crate) messages: Rc<Cell<usize>>,
    pub(crate) losses: Rc<RefCell<Vec<Loss>>>,
}

impl Messenger for Way {
    async fn ask(&self, message: &str) -> Result<String, StoreError> {
        self.messages.set(self.messages.get() + 1);
        let lost = || StoreError::Unavailable("lost".to_owned());
        match self.losses.borrow_mut().pop() {
            Some(Loss::Message) => Err(lost()),
            Some(Loss::Reply) => self.office.ledger().answer(message).and(Err(lost())),
            None => self.office.ledger().answer(message),
        }
    }
}

/// A map that counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Map {
    pub(crate) memory: Memory,
    /// Reads, puts, deletions and lists.
    pub(crate) counts: Rc<Cell<[usize; 4]>>,
}

impl Map {
    fn count(&self, index: usize) {
        let mut counts = self.counts.get();
        counts[index] += 1;
        self.counts.set(counts);
    }

    pub(crate) fn set(&self, key: &str, value: &str) {
        self.memory.put(key, value).now_or_never().unwrap().unwrap();
    }
}

impl KeyValue for Map {
    async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        assert!((1..=100).contains(&keys.len()), "{} keys", keys.len());
        self.count(0);
        self.memory.get_many(keys).await
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.count(1);
        self.memory.put(key, value).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.count(2);
        self.memory.delete(key).await
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<KeyPage, StoreError> {
        assert!((1..=1000).contains(&limit), "{limit}");
        self.count(3);
        self.memory.list(prefix, after, limit).await
    }
}

/// Transactions of all isolates have ids of their own.
pub(crate) struct TestHost {
    pub(crate) now_millis: Cell<u64>,
    transactions: Rc<Cell<u64>>,
}

impl Host for TestHost {
    fn now_millis(&self) -> u64 {
        self.now_millis.get()
    }

    fn random_bytes(&self) -> [u8; 16] {
        self.transactions.set(self.transactions.get() + 1);
        (u128::from(self.transactions.get()) << 64).to_be_bytes()
    }

    fn log_fault(&self, _: &str, fault: &str) {
        println!("{fault}");
    }
}

pub(crate) type TestEndpoint = Endpoint<MemoryStore, DeployedRegistrar<Way, Map>, Names, TestHost>;

/// What all isolates share.
pub(crate) struct World {
    pub(crate) map: Map,
    pub(crate) way: Way,
    records: Memory,
    transactions: Rc<Cell<u64>>,
}

impl World {
    pub(crate) fn new() -> Self {
        let (messages, losses) = Default::default();
        Self {
            map: Map::default(),
            way: Way { office: Rc::new(Office::new()), messages, losses },
            records: Memory::default(),
            transactions: Rc::default(),
        }
    }

    pub(crate) fn office(&self) -> &Office {
        &self.way.office
    }

    /// An isolate that asks the object, unless `is_alone` with the map.
    pub(crate) fn isolate(&self, is_alone: bool) -> Isolate {
        let registrar = match is_alone {
            true => DeployedRegistrar::Map(MapRegistrar(self.map.clone())),
            false => DeployedRegistrar::Single(SingleRegistrar {
                object: self.way.clone(),
                copies: self.map.clone(),
            }),
        };
        let transactions = Rc::clone(&self.transactions);
        Isolate(Endpoint {
            store: MemoryStore::new(self.records.clone()),
            registry: Registry::new(registrar, Catalog::new(NativeRegexEngine, Documents::new())),
            authenticator: Names,
            host: TestHost { now_millis: Cell::new(NOW_MILLIS), transactions },
            allowed_origins: AllowedOrigins::default(),
        })
    }

    /// Reads, puts, deletions, lists and messages since the last time.
    pub(crate) fn costs(&self) -> [usize; 5] {
        let [reads, puts, deletions, lists] = self.map.counts.take();
        [reads, puts, deletions, lists, self.way.messages.take()]
    }
}

pub(crate) struct Isolate(pub(crate) TestEndpoint);

/// Status and the whole envelope.
pub(crate) type Told = (u16, Value);

impl Isolate {
    pub(crate) fn send(
        &self,
        caller: &str,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Told {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("https://host/apollo{path}"))
            .header("authorization", format!("Bearer {caller}"))
            .header("content-type", "application/json")
            .header("accountid", "a")
            .header("vaultid", "v")
            .header("schemacollectionid", "s")
            .header("async", "false");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() { Vec::new() } else { serde_json::to_vec(body).unwrap() };
        let request = request.body(body).unwrap();
        let response = self.0.handle(request).now_or_never().expect("no port is ever pending");
        (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
    }

    pub(crate) fn get(&self, caller: &str, path: &str) -> Told {
        self.send(caller, Method::GET, path, &[], &Value::Null)
    }

    pub(crate) fn create(&self, caller: &str, id: &str) -> u16 {
        let body = json!({ "collectionId": id, "collectionName": id });
        self.send(caller, Method::POST, "/collections", &[], &body).0
    }

    pub(crate) fn rename(&self, caller: &str, id: &str, name: &str) -> u16 {
        let body = json!({ "collectionName": name });
        self.send(caller, Method::PUT, &format!("/collections/{id}"), &[], &body).0
    }

    pub(crate) fn permit(&self, caller: &str, id: &str, access: &[(&str, &str)]) -> Told {
        let entry = |(subject, permission): &(&str, &str)| json!({ "subject": subject, "permission": permission });
        let body = json!({ "permissions": access.iter().map(entry).collect::<Value>() });
        self.send(caller, Method::PUT, &format!("/collections/{id}/permissions"), &[], &body)
    }

    /// The ids of a caller's collections, over all pages of that size.
    pub(crate) fn collections(&self, caller: &str, size: usize) -> Vec<String> {
        let pages = self.pages(caller, "/collections", &size.to_string());
        let ids = pages.iter().map(|element| element["id"].as_str().unwrap().to_owned());
        ids.collect()
    }

    /// The names of all types that are not built in.
    pub(crate) fn types(&self, size: usize) -> Vec<String> {
        let pages = self.pages("x", &format!("/schema/relationshiptypes?size={size}"), "1");
        let names = pages.iter().map(|it| it["schema"]["title"].as_str().unwrap().to_owned());
        names.filter(|name| !name.starts_with("BRICK")).collect()
    }

    fn pages(&self, caller: &str, path: &str, size: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..1000 {
            let mut headers = vec![("pagesize", size)];
            headers.extend(token.as_deref().map(|token| ("continuationtoken", token)));
            let (status, answer) = self.send(caller, Method::GET, path, &headers, &Value::Null);
            assert_eq!(status, 200, "{answer}");
            let page = answer["data"].as_array().unwrap();
            assert_eq!(answer["paging"]["totalCount"], page.len());
            all.extend(page.iter().cloned());
            match answer["paging"]["continuationToken"].as_str() {
                Some(next) => token = Some(next.to_owned()),
                None => return all,
            }
        }
        panic!("the pages do not end");
    }

    pub(crate) fn register(&self, schema: &Value) -> Told {
        self.send("root", Method::POST, "/schema/relationshiptypes", &[], schema)
    }

    pub(crate) fn post(&self, caller: &str, collection: &str, body: &Value) -> Told {
        let headers = [("ercollectionid", collection)];
        self.send(caller, Method::POST, "/er/relationships", &headers, body)
    }

    pub(crate) fn dry_run(&self, collection: &str, body: &Value) -> Told {
        let path = "/er/relationships?dryRun=true";
        self.send("ann", Method::POST, path, &[("ercollectionid", collection)], body)
    }

    /// The system data of a type.
    pub(crate) fn type_data(&self, name: &str) -> Value {
        let path = format!("/schema/relationshiptypes/{name}?includeSystemData=true");
        self.get("x", &path).1["data"].clone()
    }

    pub(crate) fn forget(&self) {
        self.0.host.now_millis.update(|now| now + 60_000);
    }
}

pub(crate) fn id(id: &str) -> CollectionId {
    CollectionId::new(id).unwrap()
}

pub(crate) fn order(transaction: &str, change: Change) -> Order {
    Order { transaction_id: transaction.to_owned(), now_millis: NOW_MILLIS, change }
}

pub(crate) fn creation(collection: &str) -> Change {
    Change::CreateCollection {
        id: id(collection),
        subject: "ann".to_owned(),
        name: "N".to_owned(),
        vault_id: "v".to_owned(),
        account_id: "a".to_owned(),
    }
}

pub(crate) fn permissions<S: Into<String>>(
    collection: &str,
    access: impl IntoIterator<Item = (S, Permission)>,
) -> Change {
    Change::SetPermissions {
        id: id(collection),
        subject: "ann".to_owned(),
        access: access.into_iter().map(|(subject, it)| (subject.into(), it)).collect(),
        if_match: None,
    }
}

pub(crate) fn registration() -> Registration {
    Registration {
        schema_collection_id: "s".to_owned(),
        timestamp: "t".to_owned(),
        requestor: "r".to_owned(),
        client: Some("c".to_owned()),
        correlation_id: "i".to_owned(),
    }
}

pub(crate) fn types(schemas: &[(&str, &str)]) -> Change {
    let schemas = schemas
        .iter()
        .map(|(name, rest)| ((*name).to_owned(), format!(r#"{{"title":"{name}",{rest}}}"#)));
    Change::RegisterTypes { registration: registration(), schemas: schemas.collect() }
}

pub(crate) fn change(order: Order) -> Question {
    Question::Change { order, found: Default::default() }
}

pub(crate) fn typed(relationship_type: &str) -> Value {
    json!({
        "id": "a", "relationshipName": "n", "relationshipType": relationship_type,
        "sourceEntityId": "s", "destinationEntityId": "d",
    })
}
