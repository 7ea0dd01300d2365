//! Laws of the endpoint over a map that counts and fails: what is acknowledged is stored, what is
//! not is told, and no body is a fault.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests; serde_json's index gives null where nothing is"
)]

mod admission;
mod costs;
mod faults;
mod keys;
mod laws;
mod map_alone;
mod map_alone_costs;
mod reading;
mod service;
