//! The service in each of the ways in which it can be deployed, with collections, callers of every
//! permission, a type, and a relationship.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Endpoint, Host};
use er_relationships::relationship::CollectionId;
use er_relationships::schema::{Documents, NativeRegexEngine};
use er_relationships::store::{
    KeyValueStore, MapRegistrar, MemoryStore, Registrar, Registry, SingleRegistrar, SingleWriter,
    Store,
};
use er_relationships::token::{OpaqueTokens, Principal};
use futures_util::FutureExt as _;
use http::{Request, Response};
use serde_json::{Value, json};

use crate::counted::{Costs, Counted};
use crate::objects::{Objects, Office};
use crate::table::request;
use crate::told::Told;

/// How the service is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deployment {
    /// An object for each collection and one for the registry, and a map with copies.
    Objects,
    /// A store in memory.
    InMemory,
    /// A map, and nothing else.
    MapAlone,
}

impl Deployment {
    pub(crate) const ALL: [Self; 3] = [Self::Objects, Self::InMemory, Self::MapAlone];
}

/// Callers by what they may do in the collection [`OWN`]; the first of them nothing.
pub(crate) const CALLERS: [&str; 5] = ["none", "readonly", "readwrite", "admin", "owner"];

/// The scopes that a token can have.
pub(crate) const SCOPES: [&[&str]; 5] = [
    &[],
    &["apollo_read"],
    &["apollo_write"],
    &["apollo_admin"],
    &["apollo_read", "apollo_write", "apollo_admin"],
];

pub(crate) const ALL_SCOPES: &[&str] = SCOPES[4];

/// The collection in which the callers have the permissions that they are called by.
pub(crate) const OWN: &str = "own";
/// One in which none of them has any; it belongs to [`SOMEBODY`].
pub(crate) const FOREIGN: &str = "foreign";
/// One that there is not.
pub(crate) const UNKNOWN: &str = "unknown";
/// One that each of them owns.
pub(crate) const COMMON: &str = "common";

pub(crate) const SOMEBODY: &str = "somebody";

/// A type that takes anything, and says between whom.
const OPEN: &str = r#"{"title":"open","brickMetadata":{"brickSourceEntityType":"BRICK_0_4__Location","brickDestinationEntityType":"BRICK_0_4__Location"}}"#;

/// The token of a caller with these scopes.
pub(crate) fn token(caller: &str, scopes: &[&str]) -> String {
    format!("{caller}+{}", scopes.join("+"))
}

fn callers() -> OpaqueTokens {
    let all = CALLERS.into_iter().chain([SOMEBODY]);
    let principals = all.flat_map(|caller| {
        SCOPES.map(|scopes| {
            let granted = scopes.iter().map(|scope| (*scope).to_owned()).collect();
            (token(caller, scopes), Principal::new(caller.to_owned(), None, granted))
        })
    });
    OpaqueTokens::new(principals.collect())
}

/// No fault is expected, time stands still, and each transaction has an id of its own.
struct TestHost {
    transactions: Rc<Cell<u64>>,
}

impl Host for TestHost {
    fn now_millis(&self) -> u64 {
        1_700_000_000_000
    }

    fn random_bytes(&self) -> [u8; 16] {
        self.transactions.set(self.transactions.get() + 1);
        (u128::from(self.transactions.get()) << 64).to_be_bytes()
    }

    fn log_fault(&self, _: &str, fault: &str) {
        assert_eq!(fault, "", "no fault of ours");
    }
}

/// An endpoint, whatever its ports are.
trait Isolate {
    fn handle(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>>;
    fn process_part(&self, collection: &CollectionId, part: &str) -> Result<(), String>;
}

impl<S: Store, R: Registrar> Isolate for Endpoint<S, R, OpaqueTokens, TestHost> {
    fn handle(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        Endpoint::handle(self, request).now_or_never().expect("no port is ever pending")
    }

    fn process_part(&self, collection: &CollectionId, part: &str) -> Result<(), String> {
        Endpoint::process_part(self, collection, part).now_or_never().unwrap()
    }
}

pub(crate) struct Service {
    deployment: Deployment,
    map: Counted,
    in_memory: MemoryStore,
    objects: Objects,
    office: Office,
    transactions: Rc<Cell<u64>>,
    isolate: RefCell<Box<dyn Isolate>>,
    /// Of the call before.
    costs: Cell<Costs>,
}

impl Service {
    pub(crate) fn new(deployment: Deployment) -> Self {
        let map = Counted::default();
        let in_memory = MemoryStore::new(map.memory.clone());
        let objects = Objects { meter: Rc::clone(&map.meter), ..Objects::default() };
        let office = Office::new(Rc::clone(&map.meter));
        let transactions = Rc::new(Cell::new(0));
        let isolate = isolate(deployment, &map, &in_memory, &objects, &office, &transactions);
        let isolate = RefCell::new(isolate);
        let costs = Cell::default();
        let service =
            Self { deployment, map, in_memory, objects, office, transactions, isolate, costs };
        service.furnish();
        service
    }

    fn furnish(&self) {
        let post = |caller: &str, method: &str, path: &str, collection: &str, body: &Value| {
            let token = token(caller, ALL_SCOPES);
            let sent = request(method, path, collection, &token, &[], &body.to_string());
            let told = Told::new(&self.answer(sent));
            assert!([200, 201].contains(&told.status), "{told:?}");
        };
        for (collection, owner) in [(OWN, "owner"), (FOREIGN, SOMEBODY), (COMMON, "owner")] {
            let body = json!({ "collectionId": collection, "collectionName": collection });
            post(owner, "POST", "/apollo/collections", collection, &body);
        }
        for (collection, names) in [(OWN, &CALLERS[1..]), (COMMON, &CALLERS[..])] {
            let entry = |name: &&str| {
                let permission = if collection == OWN { name } else { "owner" };
                json!({ "subject": name, "permission": permission })
            };
            let body = json!({ "permissions": names.iter().map(entry).collect::<Value>() });
            let path = format!("/apollo/collections/{collection}/permissions");
            post("owner", "PUT", &path, collection, &body);
        }
        let schema: Value = serde_json::from_str(OPEN).unwrap();
        post("owner", "POST", "/apollo/schema/relationshiptypes", OWN, &schema);
        for (caller, collection) in [("owner", OWN), (SOMEBODY, FOREIGN)] {
            post(caller, "POST", "/apollo/er/relationships", collection, &row("r"));
        }
    }

    /// Another isolate, which remembers nothing.
    pub(crate) fn forget(&self) {
        let Self { deployment, map, in_memory, objects, office, transactions, .. } = self;
        let isolate = isolate(*deployment, map, in_memory, objects, office, transactions);
        self.isolate.replace(isolate);
    }

    /// What the service answers. Then all that has changed is copied.
    pub(crate) fn answer(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        self.map.meter.set(Costs::default());
        let response = self.isolate.borrow().handle(request);
        self.costs.set(self.map.meter.get());
        self.copy_out();
        response
    }

    pub(crate) fn costs(&self) -> Costs {
        self.costs.get()
    }

    /// Processes the first part of a request that was taken in.
    pub(crate) fn process(&self, collection: &str, transaction: &str) {
        let part = er_relationships::store::part_id(transaction, 0);
        let collection = CollectionId::new(collection).unwrap();
        self.isolate.borrow().process_part(&collection, &part).unwrap();
    }

    fn copy_out(&self) {
        self.office.object.copy_out(&self.map.memory);
        for object in self.objects.opened.borrow().values() {
            object.copy_out(&self.map.memory);
        }
    }

    /// All that is stored and registered, wherever.
    pub(crate) fn snapshot(&self) -> Vec<String> {
        let map = self.map.memory.snapshot();
        let mut all: Vec<String> =
            map.iter().map(|(key, value)| format!("{key}={value}")).collect();
        match self.deployment {
            Deployment::Objects => {
                all.extend(self.office.object.database.dump());
                for (collection, object) in self.objects.opened.borrow().iter() {
                    all.push(format!("object of {collection}"));
                    all.extend(object.database.dump());
                }
            }
            Deployment::InMemory => all.push(format!("{:?}", self.in_memory)),
            Deployment::MapAlone => {}
        }
        all
    }
}

fn isolate(
    deployment: Deployment,
    map: &Counted,
    in_memory: &MemoryStore,
    objects: &Objects,
    office: &Office,
    transactions: &Rc<Cell<u64>>,
) -> Box<dyn Isolate> {
    let host = TestHost { transactions: Rc::clone(transactions) };
    let map = map.clone();
    match deployment {
        Deployment::Objects => {
            let copies = map.clone();
            let store = SingleWriter { writers: objects.clone(), copies, has_queue: true };
            endpoint(store, SingleRegistrar { object: office.clone(), copies: map }, host)
        }
        Deployment::InMemory => endpoint(in_memory.clone(), MapRegistrar(map), host),
        Deployment::MapAlone => endpoint(KeyValueStore(map.clone()), MapRegistrar(map), host),
    }
}

fn endpoint<S: Store + 'static, R: Registrar + 'static>(
    store: S,
    registrar: R,
    host: TestHost,
) -> Box<dyn Isolate> {
    let catalog = Catalog::new(NativeRegexEngine, Documents::new());
    Box::new(Endpoint {
        store,
        registry: Registry::new(registrar, catalog),
        authenticator: callers(),
        host,
        allowed_origins: AllowedOrigins::default(),
    })
}

pub(crate) fn row(id: &str) -> Value {
    json!({
        "id": id, "relationshipName": "n", "relationshipType": "open",
        "sourceEntityId": "s", "destinationEntityId": "d",
    })
}
