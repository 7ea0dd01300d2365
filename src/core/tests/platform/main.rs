//! The whole service on a simulated platform: Workers in several places, Workers KV that is a minute
//! late, a Durable Object for each collection, clients that try again; and everything fails, now and
//! then. What is promised is checked after every commit, every answer, and at the end.
//!
//! All that happens follows from a seed. `SIMULATION_SEED=7 cargo test -p er-relationships --test
//! platform` repeats one, `SIMULATION_COUNT=10000` runs more of them.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests; serde_json's index gives null where nothing is"
)]

mod client;
mod collisions;
#[path = "../ledger/database.rs"]
mod database;
mod faults;
mod journal;
mod kv;
#[path = "../ledger/names.rs"]
mod names;
mod object;
mod operation;
mod runtime;
mod simulation;
mod world;
