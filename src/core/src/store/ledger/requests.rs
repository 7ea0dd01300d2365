//! The log of requests, and for a day what each was answered.

use super::StoreError;
use super::sql::{Parameter, Sql, insert, integer, parts, run, text, unsigned};
use crate::json::{Writer, shorten};
use crate::relationship::MAX_ID_BYTES;
use crate::store::REPLAY_MILLIS;
use crate::upsert::{Batch, ItemResult, Settlement, read_results, write_results};

/// How long the log of a request is kept, in milliseconds: 30 days.
const LOG_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

/// How many requests, and how many answers, that are older than they are kept each new one removes:
/// more than it adds.
const MAX_FORGOTTEN: i64 = 10;

/// What the log has of the message on an item that failed, in characters.
const MAX_LOGGED_CHARS: usize = 256;

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
    let log = log(batch, results);
    let mut number = 0;
    database.execute(
        "INSERT INTO request (transaction_id, at_millis, principal, key, fingerprint, log)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (transaction_id) DO UPDATE SET log = excluded.log RETURNING no",
        &[
            batch.transaction_id.as_str().into(),
            batch.now_millis.into(),
            (&*principal).into(),
            key.into(),
            fingerprint.into(),
            (&*log).into(),
        ],
        &mut |row| {
            number = integer(row, 0)?;
            Ok(())
        },
    )?;
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

fn key_and_fingerprint<'b>(batch: &'b Batch<'_>) -> (Option<&'b str>, Option<&'b str>) {
    let idempotency = batch.idempotency.as_ref();
    (idempotency.map(|it| &*it.key), idempotency.map(|it| &*it.fingerprint))
}

/// Removes some of the requests, and some of the answers, that have been kept for long enough.
fn forget(database: &impl Sql, now_millis: u64) -> Result<(), StoreError> {
    // Requests are numbered as they come, so the first are the oldest.
    let requests = "SELECT no, at_millis FROM request ORDER BY no LIMIT ?";
    for number in first_older(database, requests, now_millis, LOG_MILLIS)? {
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

/// What came of each item, as a JSON list: `{"id","outcome"}` or `{"id","message"}`. An id that is too
/// long to be one is `null`: it may be longer than a value of the database, and is nothing that
/// anyone asks for.
fn log(batch: &Batch<'_>, results: &[ItemResult]) -> String {
    let mut text = String::new();
    let mut list = Writer::array(&mut text);
    for (item, result) in batch.items.iter().zip(results) {
        let mut object = Writer::object(list.element());
        match item.id.filter(|id| id.len() <= MAX_ID_BYTES) {
            Some(id) => object.string("id", id),
            None => object.raw("id", "null"),
        }
        match result {
            ItemResult::Success { outcome, .. } => object.string("outcome", outcome.as_str()),
            ItemResult::Failure { issues, .. } => {
                let messages: Vec<&str> = issues.iter().map(|issue| &*issue.message).collect();
                object.string("message", &shorten(&messages.join(", "), MAX_LOGGED_CHARS));
            }
        }
        object.end();
    }
    list.end();
    text
}
