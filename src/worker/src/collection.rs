//! The Durable Object of a collection: its one writer.

use er_relationships::store::Ledger;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::object::Object;
use crate::object_sql::ObjectSql;

/// One collection, named by its id.
#[durable_object]
pub struct Collection(Object<Ledger<ObjectSql>>);

impl DurableObject for Collection {
    fn new(state: State, env: Env) -> Self {
        Self(Object::new("a collection", state, env, Ledger::open))
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.0.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.0.alarm().await
    }
}
