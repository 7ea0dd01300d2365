//! The rows behind the first three: a relationship each.

use super::header::{self, Column};
use super::rows::Rows;
use super::{CsvError, CsvErrorKind, CsvLimits, cell};
use crate::issue::PathSegment;
use crate::json::{SyntaxError, SyntaxErrorKind, Writer, write_string};

/// Reads one relationship after the other.
pub(super) struct Relationships<'c> {
    rows: Rows<'c>,
    pub(super) columns: Vec<Column>,
    limits: CsvLimits,
    /// How many cells the current row has.
    cells: usize,
    /// How many relationships were written.
    pub(super) count: usize,
    /// The JSON text of the list of them, less the bracket at its end.
    json_bytes: usize,
}

impl<'c> Relationships<'c> {
    /// Reads the first three rows.
    pub(super) fn new(csv: &'c [u8], limits: CsvLimits) -> Result<Self, CsvError> {
        if let Err(error) = std::str::from_utf8(csv) {
            let error = SyntaxError::at(SyntaxErrorKind::NotUtf8, csv, error.valid_up_to());
            return Err(CsvError::of_text(CsvErrorKind::NotUtf8, &error.message()));
        }
        let mut rows = Rows::new(csv);
        let columns = header::parse(&mut rows)?;
        Ok(Self { rows, columns, limits, cells: 0, count: 0, json_bytes: 0 })
    }

    /// Goes to the next relationship; `false` behind the last.
    pub(super) fn next(&mut self) -> Result<bool, CsvError> {
        match self.rows.next_row()? {
            None if self.count == 0 => Err(CsvError::no_rows()),
            None => Ok(false),
            Some(_) if self.count == self.limits.max_rows => {
                Err(CsvError::too_many_rows(self.limits.max_rows))
            }
            Some(cells) => {
                self.cells = cells;
                Ok(true)
            }
        }
    }

    /// Writes the current relationship as JSON text. What is wrong with the row or a cell is for
    /// `on_fault` to end the reading with, or to note: then the relationship has the cells that it
    /// has, and a faulty one is a string.
    pub(super) fn write(
        &mut self,
        out: &mut String,
        on_fault: &mut dyn FnMut(CsvError) -> Result<(), CsvError>,
    ) -> Result<(), CsvError> {
        let index = PathSegment::Index(self.count);
        let whole = vec![index.clone()];
        self.rows.require_count(self.cells, self.columns.len(), whole).or_else(&mut *on_fault)?;
        let len_before = out.len();
        let mut relationship = Writer::object(out);
        for (at, column) in self.columns.iter().enumerate().take(self.cells) {
            let cell = self.rows.cell(at);
            if cell.is_empty() {
                continue;
            }
            let place = relationship.member(&column.name);
            if let Err((kind, reason)) = cell::write(place, column.kind, cell) {
                let path = vec![index.clone(), PathSegment::Name(column.name.clone())];
                let error = self.rows.error(kind, &reason);
                on_fault(error.at_column(&column.label()).with_path(path))?;
                write_string(place, cell);
            }
        }
        relationship.end();
        self.count += 1;
        // One for the comma before it, or the bracket.
        self.json_bytes += out.len().saturating_sub(len_before) + 1;
        match self.json_bytes >= self.limits.max_json_bytes {
            true => Err(CsvError::too_long(self.limits.max_json_bytes)),
            false => Ok(()),
        }
    }
}
