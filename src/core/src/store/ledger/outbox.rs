//! Copies for readers. What has changed stands in the outbox, by the same transaction, until a
//! copy of it is made; so a crash between cannot lose one.

use super::StoreError;
use super::relationships::record;
use super::sql::{Parameter, Sql, insert, integer, run, text};
use crate::relationship::CollectionId;
use crate::store::keeper::{Copied, MAX_COPIES, make_copies};
use crate::store::{KeyValue, relationship_key};

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

/// Whether there is a relationship whose copy is older than it is.
pub(in crate::store) fn has_some(database: &impl Sql) -> Result<bool, StoreError> {
    let mut has_some = false;
    database.execute("SELECT 1 FROM outbox LIMIT 1", &[], &mut |_| {
        has_some = true;
        Ok(())
    })?;
    Ok(has_some)
}

/// See [`Keeper::copy_out`](crate::store::Keeper::copy_out).
pub(super) async fn copy_out(
    database: &impl Sql,
    collection: &CollectionId,
    copies: &impl KeyValue,
) -> Result<Copied, StoreError> {
    let pending = pending(database)?;
    let mut done =
        make_copies(&pending, async |pending| copy(database, collection, pending, copies).await)
            .await;
    done.has_more = has_some(database)?;
    Ok(done)
}

fn pending(database: &impl Sql) -> Result<Vec<Pending>, StoreError> {
    let mut pending = Vec::new();
    database.execute(
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
    database: &impl Sql,
    collection: &CollectionId,
    pending: &Pending,
    copies: &impl KeyValue,
) -> Result<(), StoreError> {
    let Some(record) = record(database, &pending.id)? else {
        let reason = format!("`{}` is in the outbox and has no record", pending.id);
        return Err(StoreError::Damaged(reason));
    };
    copies.put(&relationship_key(collection, &pending.id), &record).await?;
    // While the copy was on its way, the relationship may have changed again; then it stays.
    run(
        database,
        "DELETE FROM outbox WHERE relationship = ?1
        AND (SELECT version FROM relationship WHERE no = ?1) = ?2",
        &[pending.number.into(), pending.version.into()],
    )
}
