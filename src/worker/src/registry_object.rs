//! The Durable Object of the registry: the one place where collections and types are changed. There is
//! one for the whole service.

use er_relationships::store::RegistryLedger;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::object::Object;
use crate::object_sql::ObjectSql;

/// See the module.
#[durable_object]
pub struct RegistryObject(Object<RegistryLedger<ObjectSql>>);

impl DurableObject for RegistryObject {
    fn new(state: State, env: Env) -> Self {
        Self(Object::new("the registry", state, env, RegistryLedger::open))
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.0.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.0.alarm().await
    }
}
