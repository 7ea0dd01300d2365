//! Where this deployment keeps relationships: with a Durable Object for each collection, or with KV
//! alone where none is bound. `README.md` says what each promises.

use er_relationships::relationship::CollectionId;
use er_relationships::store::{DeployedStore, KeyValueStore, SingleWriter, StoreError, Writers};
use worker::{Env, Method, ObjectNamespace, Request, RequestInit};

use crate::kv::WorkersKv;

/// The binding's name in `wrangler.toml`.
const BINDING: &str = "COLLECTIONS";

pub(crate) type WorkerStore = DeployedStore<Objects, WorkersKv>;

/// See the module. Called once for an isolate, so the log says as often what it lacks.
pub(crate) fn store_of(env: &Env, kv: WorkersKv) -> WorkerStore {
    match env.durable_object(BINDING) {
        Ok(namespace) => {
            DeployedStore::SingleWriter(SingleWriter { writers: Objects(namespace), copies: kv })
        }
        Err(error) => {
            worker::console_warn!("on KV alone, which keeps no two writers apart: {error}");
            DeployedStore::KeyValue(KeyValueStore(kv))
        }
    }
}

/// The objects of all collections.
pub(crate) struct Objects(ObjectNamespace);

impl Writers for Objects {
    async fn ask(&self, collection: &CollectionId, message: &str) -> Result<String, StoreError> {
        let asked = self.fetch(collection.as_str(), message).await;
        let (status, text) = asked.map_err(|error| {
            StoreError::Unavailable(format!("the object of `{collection}`: {error}"))
        })?;
        match status {
            200 => Ok(text),
            400 => Err(StoreError::UnknownToken),
            500 => Err(StoreError::Damaged(text)),
            _ => Err(StoreError::Unavailable(text)),
        }
    }
}

impl Objects {
    async fn fetch(&self, name: &str, message: &str) -> worker::Result<(u16, String)> {
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(Some(message.into()));
        // The host's name does not matter: the stub is the address.
        let request = Request::new_with_init("https://collection/", &init)?;
        let mut response = self.0.get_by_name(name)?.fetch_with_request(request).await?;
        Ok((response.status_code(), response.text().await?))
    }
}
