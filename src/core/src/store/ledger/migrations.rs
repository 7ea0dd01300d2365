//! The ledger's tables, and how those of an earlier version become those of this one.

use super::StoreError;
use super::sql::{Sql, integer, run};

/// What leads from each version to the next; the first one from an empty database. A migration
/// that has been deployed is never edited: another one is added.
pub const MIGRATIONS: &[&[&str]] = &[FIRST, READS];

const FIRST: &[&str] = &[
    // Whose ledger this is.
    "CREATE TABLE collection (id TEXT NOT NULL) STRICT",
    // In the order of creation, which is the order of lists. The record is in `record`.
    "CREATE TABLE relationship (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL,
        source TEXT NOT NULL,
        destination TEXT NOT NULL,
        version INTEGER NOT NULL
    ) STRICT",
    "CREATE INDEX relationship_by_type ON relationship (type)",
    "CREATE INDEX relationship_by_source ON relationship (source)",
    "CREATE INDEX relationship_by_destination ON relationship (destination)",
    // Every version of every record, each in parts.
    "CREATE TABLE record (
        relationship INTEGER NOT NULL,
        version INTEGER NOT NULL,
        part INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (relationship, version, part)
    ) STRICT",
    "CREATE TABLE type_count (type TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    // Relationships whose copy is older than they are, in the order in which they became so.
    "CREATE TABLE outbox (no INTEGER PRIMARY KEY, relationship INTEGER NOT NULL UNIQUE) STRICT",
    // What was asked, and in short what came of each relationship, a JSON list: for whoever asks what
    // happened.
    "CREATE TABLE request (
        no INTEGER PRIMARY KEY,
        transaction_id TEXT NOT NULL UNIQUE,
        at_millis INTEGER NOT NULL,
        principal TEXT NOT NULL,
        key TEXT,
        fingerprint TEXT,
        log TEXT NOT NULL
    ) STRICT",
    "CREATE UNIQUE INDEX request_by_key ON request (principal, key) WHERE key IS NOT NULL",
    // The results, in parts: for whoever asks the same again.
    "CREATE TABLE answer (
        request INTEGER NOT NULL,
        part INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (request, part)
    ) STRICT",
];

/// Deletions, and what reading takes.
const READS: &[&str] = &[
    "ALTER TABLE relationship ADD COLUMN is_active INTEGER NOT NULL DEFAULT 1",
    // Lists show what is active, in the order of numbers, and each page reads its own rows alone.
    "DROP INDEX relationship_by_type",
    "DROP INDEX relationship_by_source",
    "DROP INDEX relationship_by_destination",
    "CREATE INDEX relationship_active ON relationship (no) WHERE is_active = 1",
    "CREATE INDEX relationship_by_type ON relationship (type, no) WHERE is_active = 1",
    "CREATE INDEX relationship_by_source ON relationship (source, no) WHERE is_active = 1",
    "CREATE INDEX relationship_by_destination ON relationship (destination, no) WHERE is_active = 1",
    "ALTER TABLE request ADD COLUMN correlation TEXT",
    // Which requests changed a relationship, or failed to. Those that left it as it was are found by
    // their transaction alone: they are no part of its history, and would double what a repeated post
    // writes.
    "CREATE TABLE request_item (
        relationship_id TEXT NOT NULL,
        request INTEGER NOT NULL,
        PRIMARY KEY (relationship_id, request)
    ) STRICT, WITHOUT ROWID",
    // Requests that were taken in to be processed later, and what came of them.
    "CREATE TABLE job (
        no INTEGER PRIMARY KEY,
        transaction_id TEXT NOT NULL UNIQUE,
        at_millis INTEGER NOT NULL,
        context TEXT NOT NULL,
        total INTEGER NOT NULL,
        completed INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0
    ) STRICT",
    // Their parts that were not settled yet, each with when to hand it over (again).
    "CREATE TABLE job_part (
        transaction_id TEXT PRIMARY KEY,
        count INTEGER NOT NULL,
        due_millis INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE INDEX job_part_by_due ON job_part (due_millis)",
    "CREATE TABLE job_text (
        transaction_id TEXT NOT NULL,
        part INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (transaction_id, part)
    ) STRICT",
];

/// Brings the database to the version that the last of the migrations makes.
///
/// # Errors
///
/// [`StoreError`] of the database, or when it is of a later version: code of the past must not
/// write there.
pub(in crate::store) fn migrate(
    database: &impl Sql,
    migrations: &[&[&str]],
) -> Result<(), StoreError> {
    run(database, "CREATE TABLE IF NOT EXISTS schema (version INTEGER NOT NULL) STRICT", &[])?;
    let mut version = 0;
    database.execute("SELECT version FROM schema", &[], &mut |row| {
        version = usize::try_from(integer(row, 0)?).unwrap_or(usize::MAX);
        Ok(())
    })?;
    let missing = migrations.get(version..).ok_or_else(|| {
        StoreError::Damaged(format!(
            "the tables are of version {version}, this code knows them up to {}",
            migrations.len()
        ))
    })?;
    for migration in missing {
        version += 1;
        let version = version.to_string();
        database.transaction(&mut || {
            for statement in *migration {
                run(database, statement, &[])?;
            }
            run(database, "DELETE FROM schema", &[])?;
            run(database, &format!("INSERT INTO schema VALUES ({version})"), &[])
        })?;
    }
    Ok(())
}
