//! Where this deployment keeps relationships, with a Durable Object for each collection, and where it
//! registers collections and types, with one for all; or both with KV alone where none is bound.
//! `README.md` says what each promises.

use er_relationships::relationship::CollectionId;
use er_relationships::store::{
    DeployedRegistrar, DeployedStore, KeyValueStore, MapRegistrar, Messenger, SingleRegistrar,
    SingleWriter, StoreError, Writers,
};
use worker::{Env, Method, ObjectNamespace, Request, RequestInit};

use crate::kv::WorkersKv;
use crate::parts::WorkerQueue;

/// The bindings' names in `wrangler.toml`.
const COLLECTIONS: &str = "COLLECTIONS";
const REGISTRY: &str = "REGISTRY";

/// The name of the one object of the registry.
const REGISTRY_OBJECT: &str = "registry";

pub(crate) type WorkerStore = DeployedStore<Objects, WorkersKv>;
pub(crate) type WorkerRegistrar = DeployedRegistrar<RegistryObjects, WorkersKv>;

/// See the module. Called once for an isolate, so the log says as often what it lacks.
pub(crate) fn store_of(env: &Env, kv: WorkersKv) -> WorkerStore {
    match env.durable_object(COLLECTIONS) {
        Ok(namespace) => {
            let has_queue = WorkerQueue::of(env).is_bound();
            DeployedStore::SingleWriter(SingleWriter {
                writers: Objects(namespace),
                copies: kv,
                has_queue,
            })
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
        let name = collection.as_str();
        ask(&self.0, name, message).await.unwrap_or_else(|error| {
            Err(StoreError::Unavailable(format!("the object of `{name}`: {error}")))
        })
    }
}

/// As [`store_of`].
pub(crate) fn registrar_of(env: &Env, kv: WorkersKv) -> WorkerRegistrar {
    match env.durable_object(REGISTRY) {
        Ok(namespace) => DeployedRegistrar::Single(SingleRegistrar {
            object: RegistryObjects(namespace),
            copies: kv,
        }),
        Err(error) => {
            worker::console_warn!("registry on KV alone, which keeps no two apart: {error}");
            DeployedRegistrar::Map(MapRegistrar(kv))
        }
    }
}

/// The registry's objects, of which one is used.
pub(crate) struct RegistryObjects(ObjectNamespace);

impl Messenger for RegistryObjects {
    async fn ask(&self, message: &str) -> Result<String, StoreError> {
        ask(&self.0, REGISTRY_OBJECT, message).await.unwrap_or_else(|error| {
            Err(StoreError::Unavailable(format!("the object of the registry: {error}")))
        })
    }
}

/// Brings a message to the object of that name, and its reply back.
async fn ask(
    objects: &ObjectNamespace,
    name: &str,
    message: &str,
) -> worker::Result<Result<String, StoreError>> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(message.into()));
    // The host's name does not matter: the stub is the address.
    let request = Request::new_with_init("https://object/", &init)?;
    let mut response = objects.get_by_name(name)?.fetch_with_request(request).await?;
    let text = response.text().await?;
    Ok(match response.status_code() {
        200 => Ok(text),
        400 => Err(StoreError::UnknownToken),
        500 => Err(StoreError::Damaged(text)),
        _ => Err(StoreError::Unavailable(text)),
    })
}
