//! A cell as JSON text.

use super::header::ColumnKind;
use super::{CsvErrorKind, MAX_CELL_DEPTH};
use crate::json::{Document, Kind, SyntaxErrorKind, Value, concat, write_string};

/// Writes a cell that is not empty. The message of the error follows the row and the column, and
/// holds nothing of the cell.
pub(super) fn write(
    out: &mut String,
    kind: ColumnKind,
    cell: &str,
) -> Result<(), (CsvErrorKind, String)> {
    match kind {
        ColumnKind::String => write_string(out, cell),
        // Spreadsheets write TRUE.
        ColumnKind::Boolean => {
            let word = cell.trim();
            match ["true", "false"].iter().find(|known| word.eq_ignore_ascii_case(known)) {
                Some(known) => out.push_str(known),
                None => return fault("must be `true` or `false`"),
            }
        }
        _ => {
            require_kind(kind, cell)?;
            out.push_str(cell);
        }
    }
    Ok(())
}

/// The cell must be the JSON text of one value of the column's type.
fn require_kind(kind: ColumnKind, cell: &str) -> Result<(), (CsvErrorKind, String)> {
    let document = match Document::parse_text(cell) {
        Ok(document) => document,
        Err(error) if error.kind == SyntaxErrorKind::TooManyValues => {
            return Err((CsvErrorKind::TooLarge, error.message()));
        }
        Err(error) => return fault(&concat(&["is not valid JSON: ", &error.message()])),
    };
    let value = document.root();
    let (is_of_kind, reason) = match kind {
        ColumnKind::Object => (value.kind() == Kind::Object, "must be a JSON object"),
        ColumnKind::Array => (value.kind() == Kind::Array, "must be a JSON array"),
        ColumnKind::Integer => (
            value.as_number().is_some_and(|number| number.is_integer()),
            "must be a number without fraction",
        ),
        _ => (value.kind() == Kind::Number, "must be a number"),
    };
    match is_of_kind {
        true if depth(value) > MAX_CELL_DEPTH => {
            fault(&concat(&["is nested deeper than ", &MAX_CELL_DEPTH.to_string()]))
        }
        true => Ok(()),
        false => fault(reason),
    }
}

/// How many containers stand around the innermost value, which is at most
/// [`MAX_DEPTH`](crate::json::MAX_DEPTH).
fn depth(value: Value<'_>) -> usize {
    let elements = value.elements().into_iter().flatten();
    let members = value.members().into_iter().flatten().map(|(_, member)| member);
    match value.kind() {
        Kind::Object | Kind::Array => {
            elements.chain(members).map(depth).max().unwrap_or_default() + 1
        }
        _ => 0,
    }
}

fn fault(reason: &str) -> Result<(), (CsvErrorKind, String)> {
    Err((CsvErrorKind::Cell, reason.to_owned()))
}
