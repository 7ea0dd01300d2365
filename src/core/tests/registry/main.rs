//! Registrations: what is decided about them, their one object (`store::RegistryLedger`) on SQLite and
//! what is left when any operation fails or the process ends, the copies in the map, and what each call
//! costs.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests; serde_json's index gives null where nothing is"
)]

mod adoption;
mod copies;
mod costs;
#[path = "../ledger/database.rs"]
#[expect(dead_code, reason = "the ledger's tests use more of it")]
mod database;
mod faults;
mod lists;
mod migrations;
mod names;
mod races;
mod service;
mod types;
mod wire;
