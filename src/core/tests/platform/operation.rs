//! What a client wants done, however often it has to ask.

use std::cell::{Cell, RefCell};

use http::{Request, Response};
use serde_json::{Value, json};

use crate::world::COLLECTIONS;

const URL: &str = "https://host/apollo/er/relationships";

pub(crate) struct Operation {
    pub(crate) number: usize,
    pub(crate) caller: &'static str,
    pub(crate) collection: usize,
    pub(crate) items: Vec<Value>,
    pub(crate) key: Option<String>,
    pub(crate) if_match: Option<u64>,
    pub(crate) is_dry_run: bool,
    /// When it was sent first.
    pub(crate) sent_at: Cell<Option<u64>>,
    pub(crate) times_sent: Cell<usize>,
    /// What it was told: entity tag and body.
    pub(crate) answer: RefCell<Option<(Option<u64>, String)>>,
}

impl Operation {
    /// An upsert without key and condition, which nobody has sent yet.
    pub(crate) fn new(
        number: usize,
        caller: &'static str,
        collection: usize,
        items: Vec<Value>,
    ) -> Self {
        Self {
            number,
            caller,
            collection,
            items,
            key: None,
            if_match: None,
            is_dry_run: false,
            sent_at: Cell::default(),
            times_sent: Cell::default(),
            answer: RefCell::default(),
        }
    }

    pub(crate) fn request(&self) -> Request<Vec<u8>> {
        let body = match self.items.as_slice() {
            [item] => item.to_string(),
            items => json!(items).to_string(),
        };
        let query = if self.is_dry_run { "&dryRun=true" } else { "" };
        let mut request = Request::post(format!("{URL}?includeSystemData=true{query}"))
            .header("authorization", format!("Bearer {}", self.caller))
            .header("content-type", "application/json")
            .header("ercollectionid", COLLECTIONS[self.collection])
            .header("async", "false")
            // So that each record tells whose it is.
            .header("x-correlation-id", self.number.to_string());
        if let Some(key) = &self.key {
            request = request.header("idempotency-key", key);
        }
        if let Some(version) = self.if_match {
            request = request.header("if-match", format!("\"{version}\""));
        }
        request.body(body.into_bytes()).unwrap()
    }

    /// The first item of that id; later ones are refused.
    pub(crate) fn item(&self, id: &str) -> Option<&Value> {
        self.items.iter().find(|item| item["id"] == id)
    }
}

pub(crate) fn get(
    caller: &str,
    collection: usize,
    id: &str,
    consistency: &str,
) -> Request<Vec<u8>> {
    Request::get(format!("{URL}/{id}?includeSystemData=true"))
        .header("authorization", format!("Bearer {caller}"))
        .header("ercollectionid", COLLECTIONS[collection])
        .header("consistency", consistency)
        .body(Vec::new())
        .unwrap()
}

/// The version of the entity tag.
pub(crate) fn version(response: &Response<Vec<u8>>) -> Option<u64> {
    let tag = response.headers().get("etag")?.to_str().unwrap();
    Some(tag.trim_matches('"').parse().unwrap())
}

pub(crate) fn body(response: &Response<Vec<u8>>) -> Value {
    serde_json::from_slice(response.body()).expect("an answer is JSON")
}

pub(crate) fn row(id: &str) -> Value {
    json!({
        "id": id, "relationshipName": "n", "relationshipType": "BRICK_0_4__hasPart",
        "sourceEntityId": "s", "destinationEntityId": "d",
    })
}
