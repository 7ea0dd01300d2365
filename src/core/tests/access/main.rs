//! Every route of the endpoint: who may use it, what it tells a stranger, and what it costs.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests; serde_json's index gives null where nothing is"
)]

mod costs;
mod counted;
#[allow(dead_code, reason = "nothing fails here")]
#[path = "../ledger/database.rs"]
mod database;
mod destinations;
mod matrix;
mod objects;
mod service;
mod strangers;
mod table;
mod tokens;
mod told;
