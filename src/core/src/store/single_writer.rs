//! A [`Store`] that asks the one writer of each collection.
//!
//! Whoever writes to a collection, wherever, comes to the same [`Ledger`](super::Ledger), and it
//! takes one batch after the other. So no two clients can change a restricted property between
//! them, overwrite an update that a precondition would have shown, or be told of a batch that is
//! half there. Reads are served from copies in a map, which follow the writer, unless the caller
//! wants to know what is stored now.

use super::{
    ASYNC_NOT_OFFERED, Consistency, Job, KeyValue, Listing, Page, PageRequest, Store, StoreError,
    TakenPart, relationship_key,
};
use crate::relationship::CollectionId;
use crate::upsert::{Batch, Claim, Message, Reply, Settlement};

/// How often a writer is asked, when its answer does not come. A batch that was settled is not
/// settled again: the writer knows it by its transaction's id.
const ATTEMPTS: usize = 3;

/// Where the writers are.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait Writers {
    /// Brings a message to the writer of a collection, and its reply back. The writer may have
    /// heard the message although the reply is an error.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when no reply came.
    async fn ask(&self, collection: &CollectionId, message: &str) -> Result<String, StoreError>;
}

/// See the module.
#[derive(Debug, Clone)]
pub struct SingleWriter<W, K> {
    /// Where the writers are.
    pub writers: W,
    /// Where their copies are.
    pub copies: K,
    /// Whether they have a queue, without which nothing is processed later.
    pub has_queue: bool,
}

impl<W: Writers, K: KeyValue> Store for SingleWriter<W, K> {
    /// One message.
    async fn claim(&self, collection: &CollectionId, claim: &Claim) -> Result<bool, StoreError> {
        match self.ask(collection, &Message::Claim(claim.clone())).await? {
            Reply::Claimed(is_granted) => Ok(is_granted),
            _ => Err(unexpected()),
        }
    }

    /// One message.
    async fn upsert(&self, batch: &Batch<'_>) -> Result<Settlement, StoreError> {
        let collection = &batch.context.collection;
        let settlement = match self.ask(collection, &Message::Upsert(batch.clone())).await? {
            Reply::Settlement(settlement) => settlement,
            _ => return Err(unexpected()),
        };
        match &settlement {
            Settlement::Settled { results, .. } if results.len() != batch.items.len() => {
                Err(unexpected())
            }
            _ => Ok(settlement),
        }
    }

    /// One read of the copies, or one message.
    async fn read(
        &self,
        collection: &CollectionId,
        id: &str,
        consistency: Consistency,
    ) -> Result<Option<String>, StoreError> {
        if consistency == Consistency::Eventual {
            return self.copies.get(relationship_key(collection, id)).await;
        }
        match self.ask(collection, &Message::Read(id.to_owned())).await? {
            Reply::Record(record) => Ok(record),
            _ => Err(unexpected()),
        }
    }

    /// One message.
    async fn accept(&self, job: &Job) -> Result<(), StoreError> {
        if !self.has_queue {
            return Err(StoreError::NotOffered(ASYNC_NOT_OFFERED));
        }
        match self.ask(&job.context.collection, &Message::Accept(job.clone())).await? {
            Reply::Accepted => Ok(()),
            _ => Err(unexpected()),
        }
    }

    /// One message.
    async fn take(
        &self,
        collection: &CollectionId,
        part: &str,
    ) -> Result<Option<TakenPart>, StoreError> {
        match self.ask(collection, &Message::Take(part.to_owned())).await? {
            Reply::Taken(part) => Ok(part),
            _ => Err(unexpected()),
        }
    }

    /// One message; for the edges of an entity in both directions the writer takes two statements and one
    /// for each edge, for all else one or two.
    async fn list(
        &self,
        collection: &CollectionId,
        listing: &Listing,
        page: &PageRequest,
    ) -> Result<Page, StoreError> {
        match self.ask(collection, &Message::List(listing.clone(), page.clone())).await? {
            Reply::Page(page) => Ok(page),
            _ => Err(unexpected()),
        }
    }
}

impl<W: Writers, K> SingleWriter<W, K> {
    async fn ask(
        &self,
        collection: &CollectionId,
        message: &Message<'_>,
    ) -> Result<Reply, StoreError> {
        let text = message.to_text();
        let mut attempt = 1;
        loop {
            match self.writers.ask(collection, &text).await {
                Ok(reply) => return Reply::parse(&reply).map_err(StoreError::Unavailable),
                Err(StoreError::Unavailable(_)) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

fn unexpected() -> StoreError {
    StoreError::Unavailable("the writer answered something else than was asked".to_owned())
}
