//! Records, their versions, and what lists and counts are made of.

use std::collections::BTreeMap;

use super::StoreError;
use super::sql::{Parameter, Sql, insert, integer, marks, parts, run, text};
use crate::relationship::{DESTINATION, RELATIONSHIP_TYPE, SOURCE, Signature};
use crate::upsert::{Batch, ItemResult, Outcome, Settled, Settlement, Write};

/// The result of each item, and what is to be written, each with its item's index.
type SettledBatch = (Vec<ItemResult>, Vec<(usize, Write)>);

/// The record of a relationship.
pub(super) fn record(database: &impl Sql, id: &str) -> Result<Option<String>, StoreError> {
    let mut record = None;
    see_records(database, &[id], &mut |_, text| {
        record = Some(text.to_owned());
        Ok(())
    })?;
    Ok(record)
}

/// Decides about each item; or what there is instead, when the precondition is not met.
pub(super) fn settle(
    database: &impl Sql,
    batch: &Batch<'_>,
) -> Result<Result<SettledBatch, Settlement>, StoreError> {
    let drafts = batch.items.iter().enumerate();
    let indices: BTreeMap<&str, usize> =
        drafts.filter_map(|(index, item)| Some((item.draft.as_ref()?.id(), index))).collect();
    let signature = Signature::new(&batch.context);
    let mut settled: BTreeMap<usize, Settled> = BTreeMap::new();
    let mut failed = None;
    // One record is held at a time: a hundred large ones would not fit into an isolate.
    let ids: Vec<&str> = indices.keys().copied().collect();
    see_records(database, &ids, &mut |id, record| {
        if let Err(settlement) = batch.check_precondition(Some(record)) {
            failed = Some(settlement);
        }
        let index = indices.get(id).copied();
        if let Some((index, item)) = index.and_then(|index| Some((index, batch.items.get(index)?)))
        {
            settled.insert(index, item.settle(Some(record), &signature));
        }
        Ok(())
    })?;
    if settled.is_empty()
        && let Err(settlement) = batch.check_precondition(None)
    {
        failed = Some(settlement);
    }
    if let Some(settlement) = failed {
        return Ok(Err(settlement));
    }
    let mut results = Vec::with_capacity(batch.items.len());
    let mut writes = Vec::new();
    for (index, item) in batch.items.iter().enumerate() {
        let Settled { result, write } =
            settled.remove(&index).unwrap_or_else(|| item.settle(None, &signature));
        results.push(result);
        writes.extend(write.map(|write| (index, write)));
    }
    Ok(Ok((results, writes)))
}

/// Shows the records of those of the ids (at most 100) that have one, one after the other.
fn see_records(
    database: &impl Sql,
    ids: &[&str],
    see_record: &mut dyn FnMut(&str, &str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let statement = format!(
        "SELECT relationship.id, record.text FROM relationship
        JOIN record ON record.relationship = relationship.no AND record.version = relationship.version
        WHERE relationship.id IN ({}) ORDER BY relationship.no, record.part",
        marks(ids.len())
    );
    let parameters: Vec<Parameter<'_>> = ids.iter().map(|id| (*id).into()).collect();
    let (mut last_id, mut record) = (String::new(), String::new());
    database.execute(&statement, &parameters, &mut |row| {
        let id = text(row, 0)?;
        if id != last_id {
            // No id is empty, so this is not the first row.
            if !last_id.is_empty() {
                see_record(&last_id, &record)?;
            }
            last_id.clear();
            last_id.push_str(id);
            record.clear();
        }
        record.push_str(text(row, 1)?);
        Ok(())
    })?;
    if last_id.is_empty() { Ok(()) } else { see_record(&last_id, &record) }
}

/// Writes what was decided, and returns the numbers of the relationships.
pub(super) fn write(
    database: &impl Sql,
    batch: &Batch<'_>,
    writes: &[(usize, Write)],
) -> Result<Vec<i64>, StoreError> {
    let mut rows = Vec::new();
    let mut numbered = Vec::new();
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    let mut by_id = BTreeMap::new();
    for (index, write) in writes {
        let Some(draft) = batch.items.get(*index).and_then(|item| item.draft.as_ref()) else {
            continue;
        };
        if write.outcome == Outcome::Deleted {
            let (number, relationship_type) = deactivate(database, draft.id(), write.version)?;
            *counts.entry(relationship_type).or_default() -= 1;
            numbered.push((number, write));
            continue;
        }
        // What was not refused has all of them.
        let property = |name| draft.text(name).unwrap_or_default();
        let relationship_type = property(RELATIONSHIP_TYPE);
        rows.extend::<[Parameter<'_>; 5]>([
            draft.id().into(),
            relationship_type.into(),
            property(SOURCE).into(),
            property(DESTINATION).into(),
            write.version.into(),
        ]);
        if write.outcome == Outcome::Created {
            *counts.entry(relationship_type.to_owned()).or_default() += 1;
        }
        by_id.insert(draft.id(), write);
    }
    // A type is restricted, so it stays.
    insert(
        database,
        "INSERT INTO relationship (id, type, source, destination, version) VALUES",
        5,
        &rows,
        "ON CONFLICT (id) DO UPDATE SET source = excluded.source, destination = excluded.destination,
            version = excluded.version, is_active = 1
        RETURNING no, id",
        &mut |row| {
            if let Some(write) = by_id.get(text(row, 1)?) {
                numbered.push((integer(row, 0)?, *write));
            }
            Ok(())
        },
    )?;
    let mut rows = Vec::new();
    for (number, write) in &numbered {
        for (part, text) in (0_u64..).zip(parts(&write.record)) {
            rows.extend::<[Parameter<'_>; 4]>([
                (*number).into(),
                write.version.into(),
                part.into(),
                text.into(),
            ]);
        }
    }
    let before = "INSERT INTO record (relationship, version, part, text) VALUES";
    insert(database, before, 4, &rows, "", &mut |_| Ok(()))?;
    for (relationship_type, count) in counts {
        run(
            database,
            "INSERT INTO type_count VALUES (?, ?)
            ON CONFLICT (type) DO UPDATE SET count = count + excluded.count",
            &[(&*relationship_type).into(), count.into()],
        )?;
    }
    Ok(numbered.into_iter().map(|(number, _)| number).collect())
}

/// Notes that a relationship is deleted; its number and its type.
fn deactivate(database: &impl Sql, id: &str, version: u64) -> Result<(i64, String), StoreError> {
    let mut found = None;
    database.execute(
        "UPDATE relationship SET version = ?, is_active = 0 WHERE id = ? RETURNING no, type",
        &[version.into(), id.into()],
        &mut |row| {
            found = Some((integer(row, 0)?, text(row, 1)?.to_owned()));
            Ok(())
        },
    )?;
    found.ok_or_else(|| StoreError::Damaged(format!("`{id}` has a record and no row")))
}
