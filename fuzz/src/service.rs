//! The endpoint in memory: the one place to change when its ports do.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use er_relationships::catalog::{Catalog, Types};
use er_relationships::endpoint::{AllowedOrigins, Endpoint, Host};
use er_relationships::relationship::CollectionId;
use er_relationships::schema::{Documents, NativeRegexEngine};
use er_relationships::store::{
    MapRegistrar, Memory, MemoryStore, Permission, Registry, collection_entries, collection_key,
    relationship_key, relationship_type_key,
};
use er_relationships::token::{OpaqueTokens, Principal};
use futures_util::FutureExt as _;
use http::{Request, Response};

/// 2023-11-14T22:13:20.123Z.
const NOW_MILLIS: u64 = 1_700_000_000_123;

/// The callers, each with the token of the same name, and their scopes.
const CALLERS: [(&str, &[&str]); 3] = [
    ("ann", &["apollo_write", "apollo_read", "apollo_admin"]),
    ("bob", &["apollo_read"]),
    ("eve", &["apollo_write"]),
];

/// Written by hand, so that nobody finds them in a list.
const COLLECTIONS: [(&str, &str); 3] = [
    ("c", r#"{"access":{"ann":"readwrite","bob":"owner"}}"#),
    ("d", r#"{"access":{"ann":"readonly","eve":"admin"}}"#),
    ("e", r#"{"access":{}}"#),
];

/// One that its subjects find.
const OWNED: (&str, [(&str, Permission); 2]) =
    ("f", [("ann", Permission::Owner), ("eve", Permission::Admin)]);

/// Of a request beside those of an input.
const PROBE: u8 = 0xEE;

/// Relationship types beside the built-in ones. The second leaves nearly all to the core's own rules.
const TYPES: [&str; 3] = [
    r##"{"title":"serves","type":"object","properties":{"id":{"type":"string","minLength":2},"relationshipName":{"type":"string"},"relationshipType":{"const":"serves"},"sourceEntityId":{"type":"string"},"destinationEntityId":{"type":"string"},"customData":{"type":"object","properties":{"floor":{"type":"integer","minimum":-2},"tags":{"type":"array","items":{"$ref":"#/definitions/tag"},"uniqueItems":true,"maxItems":3}},"dependencies":{"floor":["tags"]}},"brickSourceEntityType":{"enum":["AHU","Pump"],"default":"AHU"}},"required":["id","relationshipName","relationshipType","sourceEntityId","destinationEntityId"],"additionalProperties":false,"definitions":{"tag":{"type":"string","pattern":"^[a-z]"}}}"##,
    r#"{"title":"any"}"#,
    r#"{"title":"either","oneOf":[{"required":["a"]},{"properties":{"b":{"multipleOf":0.5}},"required":["b"]}],"properties":{"customData":{"default":{"x":[1.0]}}}}"#,
];

/// An endpoint with four collections and three types.
pub struct Service {
    memory: Memory,
    endpoint: Endpoint<MemoryStore, MapRegistrar<Memory>, OpaqueTokens, StillHost>,
}

impl Default for Service {
    fn default() -> Self {
        let collections = COLLECTIONS.map(|(id, access)| {
            let id = CollectionId::new(id).expect("a collection's id");
            (collection_key(&id), access.to_owned())
        });
        let types = TYPES.map(|schema| {
            let parsed: serde_json::Value = serde_json::from_str(schema).expect("JSON");
            let name = parsed["title"].as_str().expect("a title");
            (relationship_type_key(name), schema.to_owned())
        });
        let (id, access) = OWNED;
        let access = access.map(|(subject, granted)| (subject.to_owned(), granted));
        let owned = collection_entries(
            &CollectionId::new(id).expect("a collection's id"),
            &BTreeMap::from(access),
        );
        let entries = collections.into_iter().chain(types).chain(owned);
        let memory = Memory::from(BTreeMap::from_iter(entries));
        let callers = CALLERS.map(|(name, scopes)| {
            let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
            (name.to_owned(), Principal::new(name.to_owned(), None, scopes))
        });
        let catalog = Catalog::new(NativeRegexEngine, Documents::new());
        Self {
            endpoint: Endpoint {
                store: MemoryStore::new(memory.clone()),
                registry: Registry::new(MapRegistrar(memory.clone()), catalog),
                authenticator: OpaqueTokens::new(BTreeMap::from(callers)),
                host: StillHost::default(),
                allowed_origins: AllowedOrigins::parse("https://app.example"),
            },
            memory,
        }
    }
}

impl Service {
    /// The answer to a request, in the transaction of that number (see [`transaction_id`]).
    pub fn answer(&self, request: Request<Vec<u8>>, transaction: u8) -> Response<Vec<u8>> {
        self.endpoint.host.transaction.set(transaction);
        self.endpoint.handle(request).now_or_never().expect("ports in memory are never pending")
    }

    /// The answer to a request that only looks.
    pub fn probe(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        self.answer(request, PROBE)
    }

    /// The stored relationships, by key.
    pub fn records(&self) -> Entries {
        self.entries(|kind| matches!(kind, "r" | "h"))
    }

    /// The registered collections and types and what they are found by, by key.
    pub fn registry(&self) -> Entries {
        self.entries(|kind| !matches!(kind, "r" | "h"))
    }

    fn entries(&self, is_wanted: impl Fn(&str) -> bool) -> Entries {
        let mut entries = self.memory.snapshot();
        entries.retain(|key, _| key.split_once(':').is_some_and(|(kind, _)| is_wanted(kind)));
        entries
    }

    /// What the log has of faults.
    pub fn faults(&self) -> Vec<String> {
        self.endpoint.host.faults.borrow().clone()
    }
}

/// What is stored, by key.
pub type Entries = BTreeMap<String, String>;

/// The scopes of a caller.
pub fn scopes_of(caller: &str) -> &'static [&'static str] {
    CALLERS.iter().find(|(name, _)| *name == caller).map_or(&[], |(_, scopes)| scopes)
}

/// The id of the transaction of that number: a UUID of nothing but it.
pub fn transaction_id(number: u8) -> String {
    let byte = format!("{number:02x}");
    let [four, two] = [4, 2].map(|count| byte.repeat(count));
    // Version 4 (RFC 9562, section 5.4).
    let variant = format!("{:02x}", number & 0x3F | 0x80);
    let low = &byte[1..];
    format!("{four}-{two}-4{low}{byte}-{variant}{byte}-{}", byte.repeat(6))
}

/// The key that a relationship is stored under.
pub fn record_key(collection: &str, id: &str) -> String {
    relationship_key(&CollectionId::new(collection).expect("a collection's id"), id)
}

/// The types that the endpoint knows from the start, for a verdict without it.
pub fn types() -> Types {
    types_of(TYPES.map(str::to_owned))
}

/// The built-in types, and these.
pub fn types_of(schemas: impl IntoIterator<Item = String>) -> Types {
    let types = Types::new(NativeRegexEngine, true);
    for schema in schemas {
        types.add(&schema).expect("a relationship type");
    }
    types
}

/// Time stands still, and chance is none.
#[derive(Debug, Default)]
struct StillHost {
    transaction: Cell<u8>,
    faults: RefCell<Vec<String>>,
}

impl Host for StillHost {
    fn now_millis(&self) -> u64 {
        NOW_MILLIS
    }

    fn random_bytes(&self) -> [u8; 16] {
        [self.transaction.get(); 16]
    }

    fn log_fault(&self, transaction_id: &str, fault: &str) {
        self.faults.borrow_mut().push(format!("{transaction_id}: {fault}"));
    }
}
