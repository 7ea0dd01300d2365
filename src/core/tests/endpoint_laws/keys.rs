//! What a key remembers, for how long, and what it means while its request is running.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use er_relationships::relationship::CollectionId;
use er_relationships::store::{
    Consistency, Listing, MemoryStore, Page, PageRequest, REPLAY_MILLIS, Store, StoreError,
    relationship_key,
};
use er_relationships::upsert::{Batch, Claim, Settlement};
use futures_util::FutureExt as _;
use serde_json::{Value, json};

use crate::service::*;

const KEY: [(&str, &str); 1] = [("idempotency-key", "k")];

fn in_memory() -> Service<MemoryStore> {
    Service::with_store(|map| MemoryStore::new(map.memory.clone()))
}

/// A retry that comes as another request.
fn retry<S: Store>(service: &Service<S>, body: &Value) -> Vec<u8> {
    service.endpoint.host.number.update(|number| number + 1);
    service.post_with("", &KEY, body).into_body()
}

#[test]
fn a_key_is_remembered_for_24_hours() {
    let service = in_memory();
    let first = service.post_with("", &KEY, &row("a")).into_body();
    let other = service.post_with("", &KEY, &row("b"));
    assert_eq!(other.status().as_u16(), 422);

    service.endpoint.host.now_millis.set(REPLAY_MILLIS - 1);
    assert_eq!(retry(&service, &row("a")), first);
    // A replay is no request of its own: it does not prolong what is remembered.
    service.endpoint.host.now_millis.set(REPLAY_MILLIS);
    assert_eq!(service.post_with("", &KEY, &row("b")).status().as_u16(), 201);
    assert_ne!(retry(&service, &row("b")), first);
}

#[test]
fn a_fault_is_logged_with_its_request_and_not_with_its_replays() {
    let service = in_memory();
    service.put(&relationship_key(&CollectionId::new("c").unwrap(), "b"), "{");
    let batch = json!([row("a"), row("b")]);
    let response = service.post_with("", &KEY, &batch);
    assert_eq!(response.status().as_u16(), 207);
    assert_eq!(service.faults().len(), 1);
    assert_eq!(retry(&service, &batch), response.into_body());
    assert_eq!(retry(&service, &batch), retry(&service, &batch));
    assert_eq!(service.faults().len(), 1);
}

/// In memory, but upserts take until they are let go, and claims are kept as a ledger keeps them.
#[derive(Clone, Default)]
struct Slow {
    store: MemoryStore,
    claims: Rc<RefCell<BTreeMap<String, String>>>,
    is_open: Rc<Cell<bool>>,
}

impl Store for Slow {
    async fn claim(&self, _: &CollectionId, claim: &Claim) -> Result<bool, StoreError> {
        let mut claims = self.claims.borrow_mut();
        let holder = claims.entry(claim.key.clone()).or_insert(claim.transaction_id.clone());
        Ok(*holder == claim.transaction_id)
    }

    async fn upsert(&self, batch: &Batch<'_>) -> Result<Settlement, StoreError> {
        let is_open = &self.is_open;
        poll_fn(|_| if is_open.get() { Poll::Ready(()) } else { Poll::Pending }).await;
        if let Some(claim) = batch.claim() {
            self.claims.borrow_mut().remove(&claim.key);
        }
        self.store.upsert(batch).await
    }

    async fn read(
        &self,
        collection: &CollectionId,
        id: &str,
        consistency: Consistency,
    ) -> Result<Option<String>, StoreError> {
        self.store.read(collection, id, consistency).await
    }

    async fn list(
        &self,
        collection: &CollectionId,
        listing: &Listing,
        page: &PageRequest,
    ) -> Result<Page, StoreError> {
        self.store.list(collection, listing, page).await
    }
}

#[test]
fn while_the_first_request_is_running_a_retry_is_told_to_wait_and_then_has_its_answer() {
    let store = Slow::default();
    let service = Service::with_store(|_| store.clone());
    let body = serde_json::to_vec(&row("a")).unwrap();
    let mut first = pin!(service.endpoint.handle(post_request("", &KEY, body)));
    assert!(first.as_mut().now_or_never().is_none(), "running");

    service.endpoint.host.number.set(1);
    let in_use = (
        409,
        "Conflict: a request with this Idempotency-Key is being processed".to_owned(),
        Some("1".to_owned()),
    );
    assert_eq!(summary(&service.post_with("", &KEY, &row("a")), "retry-after"), in_use);
    // Whether it is the same request is looked at later.
    assert_eq!(summary(&service.post_with("", &KEY, &row("b")), "retry-after"), in_use);
    // A dry run uses no key up, so it waits for the store like a request without one.
    let body = serde_json::to_vec(&row("a")).unwrap();
    let mut dry = pin!(service.endpoint.handle(post_request("dryRun=true", &KEY, body)));
    assert!(dry.as_mut().now_or_never().is_none(), "waiting");

    store.is_open.set(true);
    let first = first.now_or_never().unwrap();
    assert_eq!(first.status().as_u16(), 201);
    assert_eq!(service.post_with("", &KEY, &row("a")).into_body(), *first.body());
    assert_eq!(dry.now_or_never().unwrap().into_body(), *first.body());
    assert_eq!(service.faults(), Vec::<String>::new());
}

#[test]
fn on_a_map_alone_a_key_is_taken_and_has_no_effect() {
    let service = Service::new();
    let first = service.post_with("includeSystemData=true", &KEY, &row("a"));
    assert_eq!(first.status().as_u16(), 201);
    service.endpoint.host.number.set(1);
    let second = service.post_with("includeSystemData=true", &KEY, &row("a"));
    let answer: Value = serde_json::from_slice(second.body()).unwrap();
    assert_eq!(outcomes(&answer), BTreeMap::from([("unchanged", 1)]));
    assert_ne!(second.body(), first.body());
    assert_eq!(service.post_with("", &KEY, &row("b")).status().as_u16(), 201);
    // What cannot be a key is refused all the same.
    let response = service.post_with("", &[("idempotency-key", "")], &row("b"));
    assert_eq!(response.status().as_u16(), 400);
}

#[test]
fn on_a_map_alone_a_precondition_is_held_against_what_the_map_shows() {
    let service = Service::new();
    let unmet = service.post_with("", &[("if-match", "*")], &row("a"));
    assert_eq!(unmet.status().as_u16(), 412);
    service.post_json(&row("a"));
    let unmet = service.post_with("", &[("if-match", r#""2""#)], &row("a"));
    let message = "Precondition Failed: the relationship has version 1".to_owned();
    assert_eq!(summary(&unmet, "etag"), (412, message, Some(r#""1""#.to_owned())));
    let met = service.post_with("", &[("if-match", r#""1""#)], &row("a"));
    assert_eq!(met.status().as_u16(), 201);
    assert_eq!(service.map.puts.get(), 1);
}
