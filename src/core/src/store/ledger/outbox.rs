//! Copies for readers. What has changed stands in the outbox, by the same transaction, until a
//! copy of it is made; so a crash between cannot lose one.

use futures_util::future::join_all;

use super::relationships::record;
use super::sql::{Parameter, Sql, insert, integer, run, text};
use super::{Ledger, StoreError};
use crate::relationship::CollectionId;
use crate::store::{KeyValue, relationship_key};

/// Copies of one run: an invocation has 1,000 operations (Workers, limits).
const MAX_COPIES: i64 = 300;

/// Copies that are made at the same time: a Worker has six connections (Workers, limits).
const COPIES_AT_ONCE: usize = 6;

/// What a run of [`Ledger::copy_out`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Copies that are as new as their record was.
    pub copied: usize,
    /// Why others are not; each stays in the outbox.
    pub errors: Vec<StoreError>,
    /// Whether the outbox has more.
    pub has_more: bool,
}

/// A relationship in the outbox.
struct Pending {
    number: i64,
    id: String,
    version: i64,
}

/// Notes that these have changed.
pub(super) fn add(database: &impl Sql, numbers: &[i64]) -> Result<(), StoreError> {
    let rows: Vec<Parameter<'_>> = numbers.iter().map(|number| (*number).into()).collect();
    let before = "INSERT INTO outbox (relationship) VALUES";
    // One that waits already keeps its place.
    insert(database, before, 1, &rows, "ON CONFLICT (relationship) DO NOTHING", &mut |_| Ok(()))
}

impl<D: Sql> Ledger<D> {
    /// Whether there is a relationship whose copy is older than it is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database.
    pub fn has_pending_copies(&self) -> Result<bool, StoreError> {
        let mut has_some = false;
        self.database.execute("SELECT 1 FROM outbox LIMIT 1", &[], &mut |_| {
            has_some = true;
            Ok(())
        })?;
        Ok(has_some)
    }

    /// Copies what has changed into the map that readers read, oldest change first, at most 300
    /// relationships. To be called until nothing is left, and never twice at a time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database; one of the map is among [`Copied::errors`].
    pub async fn copy_out(&self, copies: &impl KeyValue) -> Result<Copied, StoreError> {
        let mut done = Copied::default();
        let Some(collection) = self.collection()? else {
            return Ok(done);
        };
        let pending = self.pending()?;
        for group in pending.chunks(COPIES_AT_ONCE) {
            let puts = group.iter().map(|pending| self.copy(&collection, pending, copies));
            for result in join_all(puts).await {
                match result {
                    Ok(()) => done.copied += 1,
                    Err(error) => done.errors.push(error),
                }
            }
        }
        done.has_more = self.has_pending_copies()?;
        Ok(done)
    }

    fn pending(&self) -> Result<Vec<Pending>, StoreError> {
        let mut pending = Vec::new();
        self.database.execute(
            "SELECT relationship.no, relationship.id, relationship.version FROM outbox
            JOIN relationship ON relationship.no = outbox.relationship
            ORDER BY outbox.no LIMIT ?",
            &[MAX_COPIES.into()],
            &mut |row| {
                let (number, version) = (integer(row, 0)?, integer(row, 2)?);
                pending.push(Pending { number, id: text(row, 1)?.to_owned(), version });
                Ok(())
            },
        )?;
        Ok(pending)
    }

    async fn copy(
        &self,
        collection: &CollectionId,
        pending: &Pending,
        copies: &impl KeyValue,
    ) -> Result<(), StoreError> {
        let Some(record) = record(&self.database, &pending.id)? else {
            let reason = format!("`{}` is in the outbox and has no record", pending.id);
            return Err(StoreError::Damaged(reason));
        };
        copies.put(&relationship_key(collection, &pending.id), &record).await?;
        // While the copy was on its way, the relationship may have changed again; then it stays.
        run(
            &self.database,
            "DELETE FROM outbox WHERE relationship = ?1
            AND (SELECT version FROM relationship WHERE no = ?1) = ?2",
            &[pending.number.into(), pending.version.into()],
        )
    }
}
