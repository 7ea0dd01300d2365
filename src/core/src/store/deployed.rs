//! Either of the two stores that a service can be deployed with.

use super::{
    Consistency, Job, KeyValue, KeyValueStore, Listing, Page, PageRequest, SingleWriter, Store,
    StoreError, TakenPart, Writers,
};
use crate::relationship::CollectionId;
use crate::upsert::{Batch, Claim, Settlement};

/// See the module.
#[derive(Debug, Clone)]
pub enum DeployedStore<W, K> {
    /// One writer for each collection, and copies in a map.
    SingleWriter(SingleWriter<W, K>),
    /// The map alone.
    KeyValue(KeyValueStore<K>),
}

impl<W: Writers, K: KeyValue> Store for DeployedStore<W, K> {
    async fn claim(&self, collection: &CollectionId, claim: &Claim) -> Result<bool, StoreError> {
        match self {
            Self::SingleWriter(store) => store.claim(collection, claim).await,
            Self::KeyValue(store) => store.claim(collection, claim).await,
        }
    }

    async fn upsert(&self, batch: &Batch<'_>) -> Result<Settlement, StoreError> {
        match self {
            Self::SingleWriter(store) => store.upsert(batch).await,
            Self::KeyValue(store) => store.upsert(batch).await,
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
            Self::KeyValue(store) => store.read(collection, id, consistency).await,
        }
    }

    async fn accept(&self, job: &Job) -> Result<(), StoreError> {
        match self {
            Self::SingleWriter(store) => store.accept(job).await,
            Self::KeyValue(store) => store.accept(job).await,
        }
    }

    async fn take(
        &self,
        collection: &CollectionId,
        part: &str,
    ) -> Result<Option<TakenPart>, StoreError> {
        match self {
            Self::SingleWriter(store) => store.take(collection, part).await,
            Self::KeyValue(store) => store.take(collection, part).await,
        }
    }

    async fn list(
        &self,
        collection: &CollectionId,
        listing: &Listing,
        page: &PageRequest,
    ) -> Result<Page, StoreError> {
        match self {
            Self::SingleWriter(store) => store.list(collection, listing, page).await,
            Self::KeyValue(store) => store.list(collection, listing, page).await,
        }
    }
}
