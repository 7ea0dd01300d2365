//! What runs in a Durable Object: a database with one writer, and copies of what it holds.

use futures_util::future::join_all;

use super::{KeyValue, PartQueue, StoreError};

/// Copies of one run: an invocation has 1,000 operations (Workers, limits).
pub(super) const MAX_COPIES: i64 = 300;

/// Copies that are made at the same time: a Worker has six connections (Workers, limits).
const COPIES_AT_ONCE: usize = 6;

/// Answers messages, each in a transaction of its own, and copies afterwards what has changed. What
/// is to be copied stands in an outbox, by the same transaction, so a crash between cannot lose it.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait Keeper {
    /// Answers a message. The same message again has the same effect as once.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it cannot; then nothing was stored.
    fn answer(&self, message: &str) -> Result<String, StoreError>;

    /// Whether something has changed that is not copied yet.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database.
    fn has_pending_copies(&self) -> Result<bool, StoreError>;

    /// Copies what has changed into the map that readers read, at most 300 entries. To be called
    /// until nothing is left, and never twice at a time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database; one of the map is among [`Copied::errors`].
    async fn copy_out(&self, copies: &impl KeyValue) -> Result<Copied, StoreError>;

    /// When something is to be handed over next, in milliseconds since 1970; nothing if nothing waits.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database.
    fn next_due_millis(&self) -> Result<Option<u64>, StoreError> {
        Ok(None)
    }

    /// Hands over what is due, at most 100 parts of requests that were taken in. To be called until
    /// nothing is due, and never twice at a time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database or of the queue; what was not handed over stays due.
    async fn hand_over(&self, _queue: &impl PartQueue, _now_millis: u64) -> Result<(), StoreError> {
        Ok(())
    }
}

/// What a run of [`Keeper::copy_out`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Copies that are as new as what they are copies of was.
    pub copied: usize,
    /// Why others are not; each stays in the outbox.
    pub errors: Vec<StoreError>,
    /// Whether the outbox has more.
    pub has_more: bool,
}

/// Makes these copies, some at a time; whether there are more is left to say.
pub(super) async fn make_copies<T>(
    pending: &[T],
    copy: impl AsyncFn(&T) -> Result<(), StoreError>,
) -> Copied {
    let mut done = Copied::default();
    for group in pending.chunks(COPIES_AT_ONCE) {
        for result in join_all(group.iter().map(|pending| copy(pending))).await {
            match result {
                Ok(()) => done.copied += 1,
                Err(error) => done.errors.push(error),
            }
        }
    }
    done
}
