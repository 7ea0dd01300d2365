//! Requests that were taken in to be processed later.
//!
//! A job stands here before anyone is told that it was taken in. Its parts are handed to a queue by the
//! object's alarm, and handed over again as long as they stand here: a part goes with the very
//! transaction that settles it. So no part is lost, whatever the queue does, and none is settled twice.

use super::sql::{Parameter, Sql, insert, integer, marks, parts, run, text, unsigned};
use super::{Ledger, StoreError};
use crate::json::{Document, Writer};
use crate::store::job::{Job, PartQueue, TakenPart, part_id};
use crate::store::log::{LOG_MILLIS, MAX_FORGOTTEN};
use crate::upsert::{Batch, ItemResult, read_context, write_context};

/// A part that is still there so long after it was handed over is handed over again, in milliseconds: by
/// then the queue has tried a few times, or has lost it.
const RESEND_MILLIS: u64 = 10 * 60 * 1000;

/// Parts that are handed over at once (Cloudflare Queues, limits of `sendBatch`).
const MAX_HANDED_OVER: u64 = 100;

/// Takes a job in. The same once more changes nothing.
pub(super) fn accept(database: &impl Sql, job: &Job) -> Result<(), StoreError> {
    let mut context = String::new();
    let mut object = Writer::object(&mut context);
    write_context(&mut object, &job.context);
    object.end();
    let total: usize = job.parts.iter().map(|part| part.count).sum();
    let mut is_new = false;
    database.execute(
        "INSERT INTO job (transaction_id, at_millis, context, total) VALUES (?, ?, ?, ?)
        ON CONFLICT DO NOTHING RETURNING no",
        &[
            (&*job.transaction_id).into(),
            job.now_millis.into(),
            (&*context).into(),
            number(total).into(),
        ],
        &mut |_| {
            is_new = true;
            Ok(())
        },
    )?;
    if !is_new {
        return Ok(());
    }
    forget(database, job.now_millis)?;
    let ids: Vec<String> =
        (0..job.parts.len()).map(|index| part_id(&job.transaction_id, index)).collect();
    let mut rows: Vec<Parameter<'_>> = Vec::new();
    for (id, part) in ids.iter().zip(&job.parts) {
        rows.extend::<[Parameter<'_>; 3]>([
            (&**id).into(),
            number(part.count).into(),
            job.now_millis.into(),
        ]);
    }
    let before = "INSERT INTO job_part (transaction_id, count, due_millis) VALUES";
    insert(database, before, 3, &rows, "", &mut |_| Ok(()))?;
    let before = "INSERT INTO job_text (transaction_id, part, text) VALUES";
    for (id, part) in ids.iter().zip(&job.parts) {
        // One statement for each: together they may be larger than an isolate is.
        let texts = (0_u64..).zip(parts(&part.text));
        let rows: Vec<Parameter<'_>> =
            texts.flat_map(|(part, text)| [(&**id).into(), part.into(), text.into()]).collect();
        insert(database, before, 3, &rows, "", &mut |_| Ok(()))?;
    }
    Ok(())
}

/// A part that was not settled yet.
pub(super) fn take(database: &impl Sql, id: &str) -> Result<Option<TakenPart>, StoreError> {
    let job = id.split_once('.').map_or(id, |(job, _)| job);
    let mut context = None;
    let statement = "SELECT context FROM job WHERE transaction_id = ?";
    database.execute(statement, &[job.into()], &mut |row| {
        let document = Document::parse_own(text(row, 0)?).ok();
        context = document.and_then(|document| read_context(document.root()));
        Ok(())
    })?;
    let mut found = None::<String>;
    let statement = "SELECT text FROM job_text WHERE transaction_id = ? ORDER BY part";
    database.execute(statement, &[id.into()], &mut |row| {
        found.get_or_insert_default().push_str(text(row, 0)?);
        Ok(())
    })?;
    match (found, context) {
        (None, _) => Ok(None),
        (Some(text), Some(context)) => Ok(Some(TakenPart { context, text })),
        (Some(_), None) => Err(StoreError::Damaged(format!("part `{id}` has no job"))),
    }
}

/// Notes that a part is settled, if the batch is one that waits.
pub(super) fn settle(
    database: &impl Sql,
    batch: &Batch<'_>,
    results: &[ItemResult],
) -> Result<(), StoreError> {
    let id = &*batch.transaction_id;
    let Some((job, _)) = id.split_once('.') else {
        return Ok(());
    };
    let mut was_pending = false;
    let statement = "DELETE FROM job_part WHERE transaction_id = ? RETURNING count";
    database.execute(statement, &[id.into()], &mut |_| {
        was_pending = true;
        Ok(())
    })?;
    if !was_pending {
        return Ok(());
    }
    run(database, "DELETE FROM job_text WHERE transaction_id = ?", &[id.into()])?;
    let is_failure = |result: &&ItemResult| matches!(result, ItemResult::Failure { .. });
    let failed = results.iter().filter(is_failure).count();
    run(
        database,
        "UPDATE job SET completed = completed + ?, failed = failed + ? WHERE transaction_id = ?",
        &[number(results.len() - failed).into(), number(failed).into(), job.into()],
    )
}

/// How far a job is, as JSON text; nothing if the transaction is none that was taken in.
pub(super) fn progress(database: &impl Sql, id: &str) -> Result<Option<String>, StoreError> {
    let mut progress = None;
    database.execute(
        "SELECT total, completed, failed FROM job WHERE transaction_id = ?",
        &[id.into()],
        &mut |row| {
            let [total, completed, failed] =
                [unsigned(row, 0)?, unsigned(row, 1)?, unsigned(row, 2)?];
            let pending = total.saturating_sub(completed).saturating_sub(failed);
            let mut text = String::new();
            let mut object = Writer::object(&mut text);
            for (name, count) in [
                ("total", total),
                ("completed", completed),
                ("failed", failed),
                ("pending", pending),
            ] {
                object.raw(name, &count.to_string());
            }
            object.string("state", if pending == 0 { "Completed" } else { "Processing" });
            object.end();
            progress = Some(text);
            Ok(())
        },
    )?;
    Ok(progress)
}

impl<D: Sql> Ledger<D> {
    /// When a part is to be handed over next, in milliseconds since 1970; nothing if none waits.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database.
    pub fn next_due_millis(&self) -> Result<Option<u64>, StoreError> {
        let mut due = None;
        let statement = "SELECT due_millis FROM job_part ORDER BY due_millis LIMIT 1";
        self.database.execute(statement, &[], &mut |row| {
            due = Some(unsigned(row, 0)?);
            Ok(())
        })?;
        Ok(due)
    }

    /// Hands over parts that are due, at most 100. To be called until none is due, and never twice at a
    /// time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database or of the queue; what was not handed over stays due.
    pub async fn hand_over(
        &self,
        queue: &impl PartQueue,
        now_millis: u64,
    ) -> Result<(), StoreError> {
        let Some(collection) = self.collection()? else {
            return Ok(());
        };
        let mut due = Vec::new();
        self.database.execute(
            "SELECT transaction_id FROM job_part WHERE due_millis <= ? ORDER BY due_millis LIMIT ?",
            &[now_millis.into(), MAX_HANDED_OVER.into()],
            &mut |row| {
                due.push(text(row, 0)?.to_owned());
                Ok(())
            },
        )?;
        if due.is_empty() {
            return Ok(());
        }
        queue.send(&collection, &due).await?;
        for ids in due.chunks(super::sql::MAX_PARAMETERS - 1) {
            let statement = format!(
                "UPDATE job_part SET due_millis = ? WHERE transaction_id IN ({})",
                marks(ids.len())
            );
            let again = now_millis.saturating_add(RESEND_MILLIS);
            let mut parameters: Vec<Parameter<'_>> = vec![again.into()];
            parameters.extend(ids.iter().map(|id| Parameter::from(&**id)));
            run(&self.database, &statement, &parameters)?;
        }
        Ok(())
    }
}

/// Removes some of the jobs that were taken in so long ago that nobody asks any more.
fn forget(database: &impl Sql, now_millis: u64) -> Result<(), StoreError> {
    let mut old = Vec::new();
    database.execute(
        "SELECT no, at_millis FROM job ORDER BY no LIMIT ?",
        &[MAX_FORGOTTEN.into()],
        &mut |row| {
            if now_millis.saturating_sub(unsigned(row, 1)?) >= LOG_MILLIS {
                old.push(integer(row, 0)?);
            }
            Ok(())
        },
    )?;
    for number in old {
        // One with a part that nobody could settle in all that time stays.
        run(
            database,
            "DELETE FROM job WHERE no = ? AND total = completed + failed",
            &[number.into()],
        )?;
    }
    Ok(())
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
