//! The one way from text to a document, and back to text (contract section 6).
//!
//! [`Document::parse`] reads RFC 8259 JSON with I-JSON's caution into a flat list of nodes that
//! borrows from the text. Browser, Node, Worker and native run this very code, so one text has one
//! verdict. Numbers stay text ([`Decimal`] compares them exactly), because a double would lose
//! digits that the contract promises to keep.
//!
//! Why a scanner of our own and not serde_json's deserializer: serde_json gives a visitor neither
//! the digits of a number nor the place of a member, and takes longer in wasm; `benches/README.md`
//! has both side by side. `tests/json_laws.rs` holds the two to the same verdict.

mod decimal;
mod document;
mod error;
mod plain;
mod scan;
mod text;
mod write;

pub use decimal::Decimal;
pub(crate) use decimal::Divisor;
pub use document::{Document, Kind, Value};
pub(crate) use document::{Members, parse_utf8};
pub use error::{SyntaxError, SyntaxErrorKind};
pub(crate) use plain::are_below_del;
pub(crate) use scan::Reader;
pub(crate) use text::{
    bytes_eq, concat, cut, first_repeated, hex, is_printable_ascii, name_hash, shorten, sort_names,
    text_eq,
};
pub use write::{Writer, canonical, pointer_segment, write_string, write_value};

/// Containers may be nested this deep, so that neither we nor a caller's recursion overflows a
/// stack (contract section 6).
pub const MAX_DEPTH: usize = 64;

/// A text from outside has this many values and member names at most, so that 4 MiB of `[0,0,…` do
/// not fill the memory of an isolate. Real rows have one for about 21 bytes, which is 200,000 in a
/// body as large as a body may be.
pub const MAX_NODES: usize = 500_000;
