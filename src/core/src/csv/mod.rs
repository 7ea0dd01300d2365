//! Relationships as CSV (RFC 4180), turned into the JSON text that says the same.
//!
//! Row 1 names the properties, row 2 says the type of each, row 3 whether it is `required` or
//! `optional`, and every row from the fourth on is one relationship. What is checked here is that the
//! text has this form; the verdict is that of the JSON text.
//!
//! An empty cell leaves its property out, in quotes or not: a spreadsheet cannot tell the two apart.
//! A cell of type `string` is taken as it is, to the byte; one of another type is JSON text. Row 3 decides
//! nothing, for it is the relationship type's schema that does.

mod cell;
mod error;
mod header;
mod rows;
#[cfg(test)]
mod tests;

pub use error::{CsvError, CsvErrorKind};

use crate::issue::PathSegment;
use crate::json::{MAX_DEPTH, SyntaxError, SyntaxErrorKind, Writer};
use rows::Rows;

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
    if let Err(error) = std::str::from_utf8(csv) {
        let error = SyntaxError::at(SyntaxErrorKind::NotUtf8, csv, error.valid_up_to());
        return Err(CsvError::of_text(CsvErrorKind::NotUtf8, &error.to_string()));
    }
    let mut rows = Rows::new(csv);
    let columns = header::parse(&mut rows)?;
    let mut json = String::new();
    let mut list = Writer::array(&mut json);
    let mut count = 0;
    while let Some(cells) = rows.next_row()? {
        if count == limits.max_rows {
            return Err(CsvError::too_many_rows(limits.max_rows));
        }
        rows.require_count(cells, columns.len(), vec![PathSegment::Index(count)])?;
        let out = list.element();
        let mut relationship = Writer::object(out);
        for (index, column) in columns.iter().enumerate() {
            let cell = rows.cell(index);
            if cell.is_empty() {
                continue;
            }
            let written = cell::write(relationship.member(&column.name), column.kind, cell);
            written.map_err(|(kind, reason)| {
                let name = PathSegment::Name(column.name.clone());
                let path = vec![PathSegment::Index(count), name];
                rows.error(kind, &reason).at_column(&column.label()).with_path(path)
            })?;
        }
        relationship.end();
        count += 1;
        // One for the bracket at the end.
        if out.len() >= limits.max_json_bytes {
            return Err(CsvError::too_long(limits.max_json_bytes));
        }
    }
    list.end();
    match count {
        0 => Err(CsvError::no_rows()),
        _ => Ok(json),
    }
}
