//! Clients as they are: they try again, with the same key, when they are told to wait or are told
//! nothing at all.

use std::rc::Rc;

use er_relationships::store::REPLAY_MILLIS;
use http::{Request, Response};
use serde_json::{Value, json};

use crate::operation::{Operation, body, get, row, version};
use crate::runtime::Place;
use crate::world::{COLLECTIONS, COUNTER, Mode, PLACES, World};

/// Shared by all, so that they meet.
const IDS: [&str; 4] = ["a", "b", "c", "d"];

const MAX_ATTEMPTS: usize = 12;

#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) world: Rc<World>,
    pub(crate) caller: &'static str,
}

impl Client {
    /// Does so many things, one after the other.
    pub(crate) fn start(self, things: usize) {
        let clients = &self.world.clients;
        clients.set(clients.get() + 1);
        let runtime = self.world.runtime.clone();
        runtime.spawn(Place::Outside, async move {
            for _ in 0..things {
                self.do_something().await;
            }
            self.world.clients.set(self.world.clients.get() - 1);
        });
    }

    async fn do_something(&self) {
        let runtime = &self.world.runtime;
        let collection = runtime.index(COLLECTIONS.len());
        let is_single = self.world.mode == Mode::SingleWriter;
        match runtime.below(20) {
            0..9 => self.post(&self.batch(collection, false)).await,
            9..13 if is_single => self.count_up(collection).await,
            13..15 => self.post(&self.batch(collection, true)).await,
            15..17 if is_single => {
                self.read_strongly(collection, self.id()).await;
            }
            17 => self.post_again().await,
            18 => self.reuse_key(collection).await,
            _ => self.read(collection, self.id()).await,
        }
    }

    fn id(&self) -> &'static str {
        IDS[self.world.runtime.index(IDS.len())]
    }

    fn add(&self, collection: usize, items: Vec<Value>, is_dry_run: bool) -> Rc<Operation> {
        let is_keyed = !self.world.runtime.is_one_in(3);
        self.world.journal.add(|number| Operation {
            key: is_keyed.then(|| format!("key-{number}")),
            is_dry_run,
            ..Operation::new(number, self.caller, collection, items)
        })
    }

    fn batch(&self, collection: usize, is_dry_run: bool) -> Rc<Operation> {
        let count = 1 + self.world.runtime.below(4);
        let items = (0..count).map(|_| self.item()).collect();
        self.add(collection, items, is_dry_run)
    }

    fn item(&self) -> Value {
        let runtime = &self.world.runtime;
        let mut item = row(self.id());
        item["customData"] = json!({ "n": runtime.below(3) });
        match runtime.below(16) {
            0 => item["relationshipType"] = "BRICK_0_4__feeds".into(),
            1..4 => item["relationshipType"] = "open".into(),
            4 => item["brickSourceEntityType"] = "x".into(),
            5 => item["brickSourceEntityType"] = "y".into(),
            6 => item["sourceEntityId"] = Value::Null,
            7 => item["destinationEntityId"] = "elsewhere".into(),
            _ => {}
        }
        item
    }

    /// Sends it until there is an answer to keep, or patience ends.
    pub(crate) async fn post(&self, operation: &Operation) {
        let now_millis = || self.world.runtime.now_millis();
        let first_sent = operation.sent_at.get().unwrap_or_else(now_millis);
        let count = || {
            operation.sent_at.set(Some(first_sent));
            operation.times_sent.set(operation.times_sent.get() + 1);
        };
        let Some(response) = self.ask(|| operation.request(), count).await else { return };
        // Without a key, or a day later, nobody can tell a second request from the first.
        let is_known = operation.key.is_some() && now_millis() < first_sent + REPLAY_MILLIS;
        let is_once = is_known || operation.times_sent.get() == 1;
        match response.status().as_u16() {
            201 | 207 => self.world.journal.see_answer(operation, is_once, &response),
            412 => {
                assert!(operation.if_match.is_some());
                self.world.journal.see_refusal(operation, is_once);
            }
            422 => {
                assert!(operation.key.is_some());
                self.world.journal.see_refusal(operation, true);
            }
            status => panic!("{status}: {}", String::from_utf8_lossy(response.body())),
        }
    }

    /// Read, change, write if nobody else has.
    async fn count_up(&self, collection: usize) {
        let Some(response) = self.read_strongly(collection, COUNTER).await else { return };
        let count = body(&response)["data"][0]["customData"]["count"].as_u64().unwrap();
        let mut item = row(COUNTER);
        item["customData"] = json!({ "count": count + 1 });
        let is_keyed = self.world.runtime.is_one_in(2);
        let operation = self.world.journal.add(|number| Operation {
            key: is_keyed.then(|| format!("key-{number}")),
            if_match: version(&response),
            ..Operation::new(number, self.caller, collection, vec![item])
        });
        self.post(&operation).await;
    }

    /// As one does who has not noted that it was done.
    async fn post_again(&self) {
        let mut operations = self.world.journal.operations();
        operations.retain(|it| it.caller == self.caller && it.key.is_some() && !it.is_dry_run);
        if !operations.is_empty() {
            let operation: &Rc<Operation> = self.world.runtime.pick(&operations);
            self.post(operation).await;
        }
    }

    /// As one does who counts requests from 1 after every start.
    async fn reuse_key(&self, collection: usize) {
        let operations = self.world.journal.operations();
        let others = operations.iter().filter(|it| it.caller == self.caller);
        let keys: Vec<&String> = others.filter_map(|it| it.key.as_ref()).collect();
        if keys.is_empty() {
            return;
        }
        let key = (*self.world.runtime.pick(&keys)).clone();
        let mut items = vec![self.item(), self.item()];
        // What is the same to the byte is the same request, whoever thinks of it as another.
        items[0]["customData"]["n"] = (100 + operations.len()).into();
        let operation = self.world.journal.add(|number| Operation {
            key: Some(key),
            ..Operation::new(number, self.caller, collection, items)
        });
        self.post(&operation).await;
    }

    async fn read_strongly(&self, collection: usize, id: &str) -> Option<Response<Vec<u8>>> {
        let known = self.world.journal.known(collection, id);
        let response = self.ask(|| get(self.caller, collection, id, "strong"), || {}).await?;
        self.world.journal.see_read((collection, id), Some(known), &response);
        Some(response)
    }

    pub(crate) async fn read(&self, collection: usize, id: &str) {
        if let Some(response) =
            self.ask(|| get(self.caller, collection, id, "eventual"), || {}).await
        {
            self.world.journal.see_read((collection, id), None, &response);
        }
    }

    /// Asks until there is an answer that will stay.
    async fn ask(
        &self,
        request: impl Fn() -> Request<Vec<u8>>,
        count: impl Fn(),
    ) -> Option<Response<Vec<u8>>> {
        let runtime = &self.world.runtime;
        for _ in 0..MAX_ATTEMPTS {
            count();
            let answer = self.world.send(runtime.index(PLACES), request());
            let patience = [300, 3_000, 30_000][runtime.index(3)];
            let response = answer.wait_until(runtime.now_millis() + patience).await.flatten();
            let wait_seconds = match &response {
                Some(response) if [409, 429, 503].contains(&response.status().as_u16()) => {
                    let seconds = response.headers()["retry-after"].to_str().unwrap();
                    seconds.parse::<u64>().unwrap()
                }
                Some(_) => return response,
                None => 0,
            };
            runtime.sleep(wait_seconds * 1_000 + runtime.below(1_000)).await;
        }
        None
    }
}
