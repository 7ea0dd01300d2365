//! Relationships as CSV (RFC 4180), turned into the JSON text that says the same.
//!
//! Row 1 names the properties, row 2 says the type of each, row 3 whether it is `required` or
//! `optional`, and every row from the fourth on is one relationship. What is checked here is that the
//! text has this form; the verdict is that of the JSON text.
//!
//! An empty cell leaves its property out, in quotes or not: a spreadsheet cannot tell the two apart.
//! A cell of type `string` is taken as it is, to the byte; one of another type is JSON text. Row 3 decides
//! nothing, for it is the relationship type's schema that does.
//!
//! There is one reading, and two ways with what is wrong: [`json_of_csv`] ends with the first fault,
//! [`parse_csv`] reads on behind a row or a cell.

mod cell;
mod error;
mod header;
mod relationships;
mod rows;
mod table;
#[cfg(test)]
mod tests;

pub use error::{CsvError, CsvErrorKind};
pub use header::{Column, ColumnKind};
pub use table::{CsvFault, CsvTable, MAX_FAULTS, parse_csv};

use crate::json::{MAX_DEPTH, Writer};
use relationships::Relationships;

/// No relationship type has as many properties. Each row is looked at in full before any is judged.
pub const MAX_COLUMNS: usize = 1000;

/// The list and the relationship stand around each cell, so this much is left for it.
const MAX_CELL_DEPTH: usize = MAX_DEPTH - 2;

/// What the caller takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvLimits {
    /// The most relationships.
    pub max_rows: usize,
    /// The most bytes of the JSON text: each row repeats the names that the CSV has once, so that a
    /// short text could become a very long one.
    pub max_json_bytes: usize,
}

/// The JSON text of a list of relationships, also for a single one. Properties stand in the order of
/// the columns, numbers keep their digits. The caller bounds the bytes of the CSV.
///
/// [`Document::parse`](crate::json::Document::parse) takes the text, unless it has more than
/// [`MAX_NODES`](crate::json::MAX_NODES) values and names.
///
/// # Errors
///
/// The first thing that is wrong, with its row and column.
pub fn json_of_csv(csv: &[u8], limits: CsvLimits) -> Result<String, CsvError> {
    let mut relationships = Relationships::new(csv, limits)?;
    let mut json = String::new();
    let mut list = Writer::array(&mut json);
    while relationships.next()? {
        relationships.write(list.element(), &mut Err)?;
    }
    list.end();
    Ok(json)
}
