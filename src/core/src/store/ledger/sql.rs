//! The port to an SQL database that is SQLite's, in process, and this ledger's alone.

use super::StoreError;

/// A statement takes this many parameters at most (Durable Objects, limits of SQL storage).
pub(super) const MAX_PARAMETERS: usize = 100;

/// A longer text is stored in parts: a value may have two million bytes (Durable Objects, limits
/// of SQL storage), a record more than four.
pub(super) const MAX_PART_BYTES: usize = 1_000_000;

/// Runs statements. Nothing else writes to the database.
pub trait Sql {
    /// Runs one statement and shows its rows, one after the other.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database, or of `see_row`, after which no further row is shown.
    fn execute(
        &self,
        statement: &str,
        parameters: &[Parameter<'_>],
        see_row: &mut dyn FnMut(&[Cell]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Does all that `work` does, or nothing of it: nothing when it fails, nor when the process
    /// ends before this returns. Transactions are not nested.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the work, or when it could not be committed.
    fn transaction(
        &self,
        work: &mut dyn FnMut() -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;
}

/// A value that goes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are SQL's own")]
pub enum Parameter<'p> {
    Null,
    Integer(i64),
    Text(&'p str),
}

/// A value that comes out. Of SQLite's other kinds none is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are SQL's own")]
pub enum Cell {
    Null,
    Integer(i64),
    Text(String),
}

impl From<i64> for Parameter<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// Versions, counts and times are far below 2^63.
impl From<u64> for Parameter<'_> {
    fn from(value: u64) -> Self {
        Self::Integer(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl<'p> From<&'p str> for Parameter<'p> {
    fn from(value: &'p str) -> Self {
        Self::Text(value)
    }
}

impl<'p> From<Option<&'p str>> for Parameter<'p> {
    fn from(value: Option<&'p str>) -> Self {
        value.map_or(Self::Null, Self::Text)
    }
}

/// A row's cell as a number.
pub(in crate::store) fn integer(row: &[Cell], column: usize) -> Result<i64, StoreError> {
    match row.get(column) {
        Some(Cell::Integer(value)) => Ok(*value),
        other => Err(unexpected(other, column)),
    }
}

/// A row's cell as a number that is never negative.
pub(in crate::store) fn unsigned(row: &[Cell], column: usize) -> Result<u64, StoreError> {
    u64::try_from(integer(row, column)?).map_err(|_| unexpected(row.get(column), column))
}

/// A row's cell as a text.
pub(in crate::store) fn text(row: &[Cell], column: usize) -> Result<&str, StoreError> {
    match row.get(column) {
        Some(Cell::Text(value)) => Ok(value),
        other => Err(unexpected(other, column)),
    }
}

fn unexpected(cell: Option<&Cell>, column: usize) -> StoreError {
    let kind = match cell {
        Some(Cell::Null) => "nothing",
        Some(Cell::Integer(_)) => "a number",
        Some(Cell::Text(_)) => "a text",
        None => "no such column",
    };
    StoreError::Damaged(format!("column {column} of an SQL row is {kind}"))
}

/// Runs a statement whose rows do not matter.
pub(in crate::store) fn run(
    database: &impl Sql,
    statement: &str,
    parameters: &[Parameter<'_>],
) -> Result<(), StoreError> {
    database.execute(statement, parameters, &mut |_| Ok(()))
}

/// Inserts rows, as many with one statement as its parameters allow.
///
/// `before` ends with `VALUES`; `parameters` are those of all rows, of `columns` each; `after`
/// follows the values, and may return rows.
pub(in crate::store) fn insert(
    database: &impl Sql,
    before: &str,
    columns: usize,
    parameters: &[Parameter<'_>],
    after: &str,
    see_row: &mut dyn FnMut(&[Cell]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let rows_at_once = MAX_PARAMETERS / columns.max(1);
    for chunk in parameters.chunks((rows_at_once * columns).max(1)) {
        let row = format!("({})", marks(columns));
        let rows = vec![row; chunk.len() / columns.max(1)].join(",");
        database.execute(&format!("{before} {rows} {after}"), chunk, see_row)?;
    }
    Ok(())
}

/// `?,?,?`
pub(in crate::store) fn marks(count: usize) -> String {
    vec!["?"; count].join(",")
}

/// A text as parts of at most [`MAX_PART_BYTES`]; an empty one is one empty part.
pub(in crate::store) fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > MAX_PART_BYTES {
        let (part, after) = rest.split_at(rest.floor_char_boundary(MAX_PART_BYTES));
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}
