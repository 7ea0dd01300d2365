//! Requests that are taken in now and processed later, a hundred relationships at a time.

use crate::relationship::{CollectionId, WriteContext};

/// The relationships of a part: as many as a request may have that is answered at once.
pub const PART_SIZE: usize = 100;

/// A request that is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The request's own id.
    pub transaction_id: String,
    /// When it came, in milliseconds since 1970.
    pub now_millis: u64,
    /// Who writes, and where.
    pub context: WriteContext,
    /// Its relationships, [`PART_SIZE`] of them in each part but the last.
    pub parts: Vec<JobPart>,
}

/// Some of a job's relationships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobPart {
    /// How many.
    pub count: usize,
    /// They themselves as JSON text, a list or a single one.
    pub text: String,
}

/// A part on its way to being processed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenPart {
    /// Who writes, and where.
    pub context: WriteContext,
    /// The relationships as JSON text, a list or a single one.
    pub text: String,
}

/// The id of a part's own transaction, from which follows what came of it: the job's, a dot, and in five
/// digits, so that the order is that of the parts, how many relationships come before.
pub fn part_id(transaction_id: &str, index: usize) -> String {
    format!("{transaction_id}.{:05}", index.saturating_mul(PART_SIZE))
}

/// Brings word of parts that are to be processed to whoever processes them.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait PartQueue {
    /// Hands over these parts (at most 100) of a collection. Whoever is told of one asks
    /// [`Store::take`](super::Store::take) for it, settles it under its own id, and is harmless when it is
    /// told twice.
    ///
    /// # Errors
    ///
    /// [`StoreError`](super::StoreError) when they may not have been handed over; they will be again.
    async fn send(
        &self,
        collection: &CollectionId,
        parts: &[String],
    ) -> Result<(), super::StoreError>;
}
