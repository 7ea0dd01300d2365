//! What the fuzz targets share.
//!
//! A target reads its input as text wherever it can, in lines, so that a seed can be read and
//! written by hand and a dictionary helps. `scripts/fuzz.mjs` builds and runs the targets.

pub mod answer;
pub mod listing;
pub mod mutation;
pub mod registry;
pub mod request;
pub mod route;
pub mod service;
pub mod signature;
pub mod upsert;
