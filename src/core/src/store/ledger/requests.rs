//! The log of requests, and for a day what each was answered.

use super::StoreError;
use super::sql::{
    MAX_PARAMETERS, Parameter, Sql, insert, integer, marks, parts, run, text, unsigned,
};
use crate::json::Document;
use crate::relationship::MAX_ID_BYTES;
use crate::store::REPLAY_MILLIS;
use crate::store::log::{LOG_MILLIS, MAX_FORGOTTEN, write_items};
use crate::upsert::{Batch, ItemResult, Outcome, Settlement, read_results, write_results};

/// What came of the batch, if it was settled before: the same transaction whose reply was lost on
/// its way, or another one of the same key.
pub(super) fn settled_before(
    database: &impl Sql,
    batch: &Batch<'_>,
) -> Result<Option<Settlement>, StoreError> {
    let (key, fingerprint) = key_and_fingerprint(batch);
    let mut found = None;
    let mut is_reused = false;
    database.execute(
        "SELECT no, transaction_id, at_millis, fingerprint FROM request
        WHERE transaction_id = ? OR (principal = ? AND key = ?)",
        &[batch.transaction_id.as_str().into(), (&*batch.principal()).into(), key.into()],
        &mut |row| {
            let transaction_id = text(row, 1)?;
            if transaction_id == batch.transaction_id {
                found = Some((integer(row, 0)?, transaction_id.to_owned()));
                return Ok(());
            }
            if batch.now_millis.saturating_sub(unsigned(row, 2)?) >= REPLAY_MILLIS {
                return Ok(());
            }
            is_reused = Some(text(row, 3)?) != fingerprint;
            found.get_or_insert((integer(row, 0)?, transaction_id.to_owned()));
            Ok(())
        },
    )?;
    let Some((number, transaction_id)) = found else {
        return Ok(None);
    };
    if is_reused {
        return Ok(Some(Settlement::KeyReused));
    }
    let mut answer = String::new();
    let statement = "SELECT text FROM answer WHERE request = ? ORDER BY part";
    database.execute(statement, &[number.into()], &mut |row| {
        answer.push_str(text(row, 0)?);
        Ok(())
    })?;
    if answer.is_empty() {
        // Nothing came of it, so it may as well be settled again.
        return Ok(None);
    }
    let results = read_results(&answer).map_err(StoreError::Damaged)?;
    Ok(Some(Settlement::Settled { transaction_id, results }))
}

/// Writes the batch into the log, and removes what has been there for long enough. The answer is kept
/// if it has a key, or if something `has_changed`: else whoever asks again is answered alike anyway.
pub(super) fn write(
    database: &impl Sql,
    batch: &Batch<'_>,
    results: &[ItemResult],
    has_changed: bool,
) -> Result<(), StoreError> {
    forget(database, batch.now_millis)?;
    let principal = batch.principal();
    let (key, fingerprint) = key_and_fingerprint(batch);
    if key.is_some() {
        // One that is still there is older than it is remembered.
        run(
            database,
            "UPDATE request SET key = NULL WHERE principal = ? AND key = ?",
            &[(&*principal).into(), key.into()],
        )?;
    }
    let log = write_items(batch, results);
    let mut number = 0;
    database.execute(
        "INSERT INTO request
            (transaction_id, at_millis, principal, key, fingerprint, log, correlation)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (transaction_id) DO UPDATE SET log = excluded.log RETURNING no",
        &[
            batch.transaction_id.as_str().into(),
            batch.now_millis.into(),
            (&*principal).into(),
            key.into(),
            fingerprint.into(),
            (&*log).into(),
            (&*batch.context.correlation_id).into(),
        ],
        &mut |row| {
            number = integer(row, 0)?;
            Ok(())
        },
    )?;
    write_items_of(database, batch, results, number)?;
    if key.is_none() && !has_changed {
        return Ok(());
    }
    let answer = write_results(results);
    let rows: Vec<Parameter<'_>> = (0_u64..)
        .zip(parts(&answer))
        .flat_map(|(part, text)| [number.into(), part.into(), text.into()])
        .collect();
    let before = "INSERT INTO answer (request, part, text) VALUES";
    insert(database, before, 3, &rows, "", &mut |_| Ok(()))
}

/// Notes which relationships the request changed, or failed to.
fn write_items_of(
    database: &impl Sql,
    batch: &Batch<'_>,
    results: &[ItemResult],
    number: i64,
) -> Result<(), StoreError> {
    let mut rows: Vec<Parameter<'_>> = Vec::new();
    for (item, result) in batch.items.iter().zip(results) {
        let is_unchanged =
            matches!(result, ItemResult::Success { outcome: Outcome::Unchanged, .. });
        if let Some(id) = item.id.filter(|id| !is_unchanged && id.len() <= MAX_ID_BYTES) {
            rows.extend::<[Parameter<'_>; 2]>([id.into(), number.into()]);
        }
    }
    // One that stands twice in the list, or is settled again, is noted once.
    let before = "INSERT INTO request_item (relationship_id, request) VALUES";
    insert(database, before, 2, &rows, "ON CONFLICT DO NOTHING", &mut |_| Ok(()))
}

fn key_and_fingerprint<'b>(batch: &'b Batch<'_>) -> (Option<&'b str>, Option<&'b str>) {
    let idempotency = batch.idempotency.as_ref();
    (idempotency.map(|it| &*it.key), idempotency.map(|it| &*it.fingerprint))
}

/// Removes some of the requests, and some of the answers, that have been kept for long enough.
fn forget(database: &impl Sql, now_millis: u64) -> Result<(), StoreError> {
    // Requests are numbered as they come, so the first are the oldest.
    let requests = "SELECT no, at_millis FROM request ORDER BY no LIMIT ?";
    for number in first_older(database, requests, now_millis, LOG_MILLIS)? {
        forget_items(database, number)?;
        run(database, "DELETE FROM answer WHERE request = ?", &[number.into()])?;
        run(database, "DELETE FROM request WHERE no = ?", &[number.into()])?;
    }
    // `CROSS`, so that SQLite begins with the answers: most requests have none any more.
    let answers = "SELECT answer.request, request.at_millis FROM answer
        CROSS JOIN request ON request.no = answer.request
        WHERE answer.part = 0 ORDER BY answer.request LIMIT ?";
    for number in first_older(database, answers, now_millis, REPLAY_MILLIS)? {
        run(database, "DELETE FROM answer WHERE request = ?", &[number.into()])?;
    }
    Ok(())
}

/// Removes what notes the relationships of a request.
fn forget_items(database: &impl Sql, number: i64) -> Result<(), StoreError> {
    let mut log = String::new();
    let statement = "SELECT log FROM request WHERE no = ?";
    database.execute(statement, &[number.into()], &mut |row| {
        text(row, 0)?.clone_into(&mut log);
        Ok(())
    })?;
    // One that cannot be read names nothing that was noted.
    let log = Document::parse_own(&log).unwrap_or_default();
    let items = log.root().elements().into_iter().flatten();
    let ids: Vec<&str> = items.filter_map(|item| item.get("id")?.as_str()).collect();
    for ids in ids.chunks(MAX_PARAMETERS - 1) {
        let statement = format!(
            "DELETE FROM request_item WHERE request = ? AND relationship_id IN ({})",
            marks(ids.len())
        );
        let mut parameters: Vec<Parameter<'_>> = vec![number.into()];
        parameters.extend(ids.iter().map(|id| Parameter::from(*id)));
        run(database, &statement, &parameters)?;
    }
    Ok(())
}

/// The numbers of the first [`MAX_FORGOTTEN`] rows, those that are so old. `statement` selects a
/// number and a time.
fn first_older(
    database: &impl Sql,
    statement: &str,
    now_millis: u64,
    age_millis: u64,
) -> Result<Vec<i64>, StoreError> {
    let mut old = Vec::new();
    database.execute(statement, &[MAX_FORGOTTEN.into()], &mut |row| {
        if now_millis.saturating_sub(unsigned(row, 1)?) >= age_millis {
            old.push(integer(row, 0)?);
        }
        Ok(())
    })?;
    Ok(old)
}
