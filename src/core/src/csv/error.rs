//! Where and why a CSV text holds no relationships.

use std::fmt;

use crate::issue::PathSegment;
use crate::json::concat;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsvErrorKind {
    /// The bytes are not UTF-8 (RFC 3629).
    NotUtf8,
    /// A quote is never closed, a row has more or fewer cells than row 1, or none.
    Syntax,
    /// Something in the first three rows, or one of them is not there.
    Header,
    /// A cell is not of its column's type.
    Cell,
    /// There is no row behind the first three.
    Empty,
    /// There are more rows than [`max_rows`](super::CsvLimits::max_rows).
    TooManyRows,
    /// The JSON text would be longer than [`max_json_bytes`](super::CsvLimits::max_json_bytes), or a
    /// cell has more than [`MAX_NODES`](crate::json::MAX_NODES) values and names.
    TooLarge,
}

impl CsvErrorKind {
    /// The stable code of the wire. What can be wrong with JSON, too, has the code that it has there.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotUtf8 => "notUtf8",
            Self::Syntax => "csvSyntax",
            Self::Header => "csvHeader",
            Self::Cell => "csvCell",
            Self::Empty => "emptyList",
            Self::TooManyRows => "tooManyRelationships",
            Self::TooLarge => "csvTooLarge",
        }
    }

    /// Whether there is nothing wrong with the text but that there is too much of it.
    pub fn is_too_much(self) -> bool {
        matches!(self, Self::TooManyRows | Self::TooLarge)
    }
}

/// The first thing wrong with a CSV text. Its `Display` is a sentence without full stop that names
/// the row and the column, and no cell behind row 3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvError {
    /// What is wrong.
    pub kind: CsvErrorKind,
    /// Counted from 1, the first three included. A line break in quotes begins no row. `None` where
    /// the text as a whole is meant.
    pub row: Option<usize>,
    /// The column's name in backticks, or its number, counted from 1.
    column: Option<String>,
    reason: String,
    path: Vec<PathSegment>,
}

impl CsvError {
    pub(crate) fn of_text(kind: CsvErrorKind, reason: &str) -> Self {
        Self { kind, row: None, column: None, reason: reason.to_owned(), path: Vec::new() }
    }

    pub(super) fn of_row(kind: CsvErrorKind, row: usize, reason: &str) -> Self {
        Self { row: Some(row), ..Self::of_text(kind, reason) }
    }

    pub(super) fn at_column(self, column: &str) -> Self {
        Self { column: Some(column.to_owned()), ..self }
    }

    pub(super) fn with_path(self, path: Vec<PathSegment>) -> Self {
        Self { path, ..self }
    }

    pub(super) fn no_rows() -> Self {
        Self::of_text(CsvErrorKind::Empty, "there is no relationship: the first is in row 4")
    }

    pub(super) fn too_many_rows(max_rows: usize) -> Self {
        // The words of the seed's table.
        let words = "number of relationships supplied exceeds maximum allowed limit of ";
        Self::of_text(CsvErrorKind::TooManyRows, &concat(&[words, &max_rows.to_string()]))
    }

    pub(super) fn too_long(max_json_bytes: usize) -> Self {
        let limit = max_json_bytes.to_string();
        let reason = concat(&["the relationships exceed ", &limit, " bytes as JSON"]);
        Self::of_text(CsvErrorKind::TooLarge, &reason)
    }

    /// The stable code of the wire.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// What `Display` writes; without it the npm package is the smaller.
    pub(crate) fn message(&self) -> String {
        let Some(row) = self.row else { return self.reason.clone() };
        let (before, column) =
            self.column.as_ref().map_or(("", ""), |column| (", column ", column.as_str()));
        concat(&["row ", &row.to_string(), before, column, ": ", &self.reason])
    }

    /// From the list of relationships to what is wrong: the index of one, and the property; empty
    /// where no relationship is to blame.
    pub fn path(&self) -> &[PathSegment] {
        &self.path
    }
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for CsvError {}
