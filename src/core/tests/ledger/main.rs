//! The writer of a collection (`store::Ledger`) on SQLite: what it keeps, what it answers, and what
//! is left when any operation fails or the process ends.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests; serde_json's index gives null where nothing is"
)]

mod claims;
mod costs;
mod database;
mod faults;
mod jobs;
mod migrations;
mod model;
mod names;
mod outbox;
mod preconditions;
mod reading;
mod requests;
mod retries;
mod service;
mod tables;
mod wire;
