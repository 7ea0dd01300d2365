//! The ledger and the store in memory do the same, whatever is asked.

use std::rc::Rc;

use er_relationships::relationship::CollectionId;
use er_relationships::store::{
    Consistency, Direction, Filter, Keeper, Listing, LogFilter, Memory, MemoryStore, Page,
    PageRequest, SingleWriter, Store, StoreError,
};
use er_relationships::upsert::{Batch, Claim, Settlement};
use futures_util::FutureExt as _;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::service::*;

/// Both, and an answer only if it is the same.
struct Both {
    single: SingleWriter<Only, Memory>,
    memory: MemoryStore,
}

impl Store for Both {
    async fn claim(&self, collection: &CollectionId, claim: &Claim) -> Result<bool, StoreError> {
        let granted = self.single.claim(collection, claim).await;
        assert_eq!(granted, self.memory.claim(collection, claim).await);
        granted
    }

    async fn upsert(&self, batch: &Batch<'_>) -> Result<Settlement, StoreError> {
        let settlement = self.single.upsert(batch).await;
        assert_eq!(settlement, self.memory.upsert(batch).await);
        settlement
    }

    async fn read(
        &self,
        collection: &CollectionId,
        id: &str,
        consistency: Consistency,
    ) -> Result<Option<String>, StoreError> {
        let record = self.single.read(collection, id, consistency).await;
        assert_eq!(record, self.memory.read(collection, id, consistency).await);
        record
    }

    async fn list(
        &self,
        collection: &CollectionId,
        listing: &Listing,
        page: &PageRequest,
    ) -> Result<Page, StoreError> {
        let found = self.single.list(collection, listing, page).await;
        assert_eq!(
            found,
            self.memory.list(collection, listing, page).await,
            "{listing:?} {page:?}"
        );
        found
    }
}

/// Walks through all that can be listed, by pages of every size.
fn list_all(store: &Both) {
    let collection = CollectionId::new("c").unwrap();
    let mut listings = vec![Listing::Relationships(Filter::All), Listing::Counts];
    for name in ["BRICK_0_4__hasPart", "open", "none"] {
        listings.push(Listing::Relationships(Filter::OfType(name.to_owned())));
    }
    for id in ["s", "d", "elsewhere"] {
        for direction in [Direction::Out, Direction::In, Direction::Both] {
            let id = id.to_owned();
            listings.push(Listing::Relationships(Filter::OfEntity { id, direction }));
        }
    }
    for id in IDS {
        listings.push(Listing::Versions(id.to_owned()));
        listings.push(Listing::Log(LogFilter::Relationship(id.to_owned())));
    }
    for listing in listings {
        for limit in [1, 2, 1000] {
            let mut after = None;
            loop {
                let request = PageRequest { after, limit };
                let page = store.list(&collection, &listing, &request).now_or_never();
                after = page.unwrap().unwrap().next;
                if after.is_none() {
                    break;
                }
            }
        }
    }
}

const IDS: [&str; 5] = ["a", "b", "é/:%#,\"", "long", ""];

fn item() -> impl Strategy<Value = Value> {
    let relationship_type = prop_oneof![
        6 => Just("BRICK_0_4__hasPart"),
        1 => Just("BRICK_0_4__feeds"),
        3 => Just("open"),
        1 => Just("not registered"),
    ];
    let data = prop_oneof![
        4 => Just(Value::Null),
        4 => (0..3).prop_map(|n| json!({ "n": n })),
        1 => Just(json!({ "n": 1.0, "__proto__": ["\n", { "": "\u{1}" }] })),
    ];
    let odd = prop_oneof![
        20 => Just(("", Value::Null)),
        3 => prop::sample::select(vec!["x", "y"]).prop_map(|it| ("brickSourceEntityType", it.into())),
        1 => Just(("sourceEntityId", Value::Null)),
        1 => Just(("destinationEntityId", "elsewhere".into())),
        1 => Just(("destinationERCollectionId", "other".into())),
        1 => Just(("destinationERCollectionId", "missing".into())),
        1 => Just(("x", json!([1]))),
        1 => Just(("id", 1.into())),
    ];
    (prop::sample::select(&IDS[..]), relationship_type, data, odd).prop_map(
        |(id, relationship_type, data, (name, value))| {
            let mut item = row(&if id == "long" { "é".repeat(512) } else { id.to_owned() });
            item["relationshipType"] = relationship_type.into();
            if !data.is_null() {
                item["customData"] = data;
            }
            if !name.is_empty() {
                item[name] = value;
            }
            item
        },
    )
}

/// Which of the bodies, and all the rest of a request.
#[derive(Debug, Clone)]
struct Step {
    body: prop::sample::Index,
    key: Option<u8>,
    if_match: Option<&'static str>,
    is_dry_run: bool,
    caller: &'static str,
    wait_millis: u64,
    /// Which relationship is deleted first, if any.
    deleted: Option<&'static str>,
}

fn step() -> impl Strategy<Value = Step> {
    let if_match = prop_oneof![
        6 => Just(None),
        1 => prop::sample::select(vec!["*", "\"1\"", "\"2\"", "\"1\", \"2\", \"3\"", "\"x\""]).prop_map(Some),
    ];
    let wait_millis = prop_oneof![
        4 => 0..2000_u64,
        1 => Just(12 * 60 * 60 * 1000),
        1 => Just(24 * 60 * 60 * 1000 - 1),
        1 => Just(31 * 24 * 60 * 60 * 1000),
    ];
    (
        any::<prop::sample::Index>(),
        prop::option::of(0..2_u8),
        if_match,
        prop::bool::weighted(0.1),
        prop::sample::select(vec!["alice@app", "alice@app", "bob", "carol"]),
        wait_millis,
        prop::option::weighted(0.3, prop::sample::select(&IDS[..])),
    )
        .prop_map(|(body, key, if_match, is_dry_run, caller, wait_millis, deleted)| Step {
            body,
            key,
            if_match,
            is_dry_run,
            caller,
            wait_millis,
            deleted,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_ledger_does_what_the_store_in_memory_does(
        bodies in prop::collection::vec(prop::collection::vec(item(), 1..5), 2..6),
        steps in prop::collection::vec(step(), 1..25),
    ) {
        let writer = Rc::new(Writer::new());
        let (records, copies) = (Memory::default(), Memory::default());
        let endpoint = endpoint(Both {
            single: SingleWriter { writers: Only(Rc::clone(&writer)), copies: copies.clone(), has_queue: true },
            memory: MemoryStore::new(records.clone()),
        });
        let mut now_millis = 1_700_000_000_000;
        for step in steps {
            now_millis += step.wait_millis;
            if let Some(id) = step.deleted.filter(|id| !id.is_empty()) {
                endpoint.host.now_millis.set(now_millis);
                let status = delete(&endpoint, id, step.if_match);
                prop_assert!([200, 404, 412].contains(&status), "{}", status);
            }
            let body = bodies[step.body.index(bodies.len())].clone();
            let mut post = Post::new(&if body.len() == 1 { body[0].clone() } else { body.into() });
            post.key = step.key.map(|key| key.to_string());
            post.if_match = step.if_match.map(str::to_owned).filter(|_| !post.body.starts_with('['));
            post.is_dry_run = step.is_dry_run;
            post.caller = step.caller;
            post.now_millis = now_millis;
            let before = post.is_dry_run.then(|| writer.database.dump());
            let status = post.send(&endpoint).status().as_u16();
            prop_assert!([201, 207, 403, 412, 422].contains(&status), "{}", status);
            if let Some(before) = before {
                prop_assert_eq!(writer.database.dump(), before);
            }
        }
        list_all(&endpoint.store);
        prop_assert_eq!(endpoint.host.faults.take(), Vec::<String>::new());
        writer.database.assert_sound();
        let collection = CollectionId::new("c").unwrap();
        for id in IDS {
            let read = endpoint.store.read(&collection, id, Consistency::Strong);
            read.now_or_never().unwrap().unwrap();
        }
        writer.ledger().copy_out(&copies).now_or_never().unwrap().unwrap();
        prop_assert_eq!(copies.snapshot(), records.snapshot(), "and so are all copies");
    }
}
