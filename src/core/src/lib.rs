//! Parsing, judging and upserting typed relationships: the one core of browser, Node, Worker and
//! native.
#![forbid(unsafe_code)]

pub mod json;
