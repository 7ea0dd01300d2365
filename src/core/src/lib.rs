//! Parsing, judging and upserting typed relationships: the one core of browser, Node, Worker and
//! native.
//!
//! Data flows one way: bytes, [`json`] document, [`schema`] issues and [`relationship`] verdicts,
//! [`upsert`] decision, [`store`], and around it all the [`endpoint`] from request to response. No
//! clock, no randomness and no I/O: those are ports.
#![forbid(unsafe_code)]

pub mod catalog;
pub mod csv;
pub mod endpoint;
pub mod issue;
pub mod json;
pub mod relationship;
pub mod report;
pub mod schema;
pub mod store;
pub mod token;
pub mod upsert;
