//! Where this deployment keeps relationships: with a Durable Object for each collection, or with KV
//! alone where none is bound. `README.md` says what each promises.

use er_relationships::relationship::CollectionId;
use er_relationships::store::{
    Consistency, KeyValueStore, SingleWriter, Store, StoreError, Writers,
};
use er_relationships::upsert::{Batch, Claim, Settlement};
use worker::{Env, Method, ObjectNamespace, Request, RequestInit};

use crate::kv::WorkersKv;

/// The binding's name in `wrangler.toml`.
const BINDING: &str = "COLLECTIONS";

/// See the module.
pub(crate) enum DeployedStore {
    SingleWriter(SingleWriter<Objects, WorkersKv>),
    KvAlone(KeyValueStore<WorkersKv>),
}

impl DeployedStore {
    pub(crate) fn of(env: &Env, kv: WorkersKv) -> Self {
        match env.durable_object(BINDING) {
            Ok(namespace) => {
                Self::SingleWriter(SingleWriter { writers: Objects(namespace), copies: kv })
            }
            Err(_) => Self::KvAlone(KeyValueStore(kv)),
        }
    }
}

impl Store for DeployedStore {
    async fn claim(&self, collection: &CollectionId, claim: &Claim) -> Result<bool, StoreError> {
        match self {
            Self::SingleWriter(store) => store.claim(collection, claim).await,
            Self::KvAlone(store) => store.claim(collection, claim).await,
        }
    }

    async fn upsert(&self, batch: &Batch<'_>) -> Result<Settlement, StoreError> {
        match self {
            Self::SingleWriter(store) => store.upsert(batch).await,
            Self::KvAlone(store) => store.upsert(batch).await,
        }
    }

    async fn read(
        &self,
        collection: &CollectionId,
        id: &str,
        consistency: Consistency,
    ) -> Result<Option<String>, StoreError> {
        match self {
            Self::SingleWriter(store) => store.read(collection, id, consistency).await,
            Self::KvAlone(store) => store.read(collection, id, consistency).await,
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
