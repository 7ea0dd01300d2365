//! The rows of a CSV text: RFC 4180 by `csv-core`, and what that lets pass.

use std::ops::Range;

use csv_core::{ReadRecordResult, Reader};

use super::{CsvError, CsvErrorKind, MAX_COLUMNS};
use crate::issue::PathSegment;
use crate::json::concat;

/// Reads one row after the other. Lines end with LF, CRLF or CR; a byte order mark at the start is
/// skipped, as spreadsheets write one.
pub(super) struct Rows<'c> {
    reader: Reader,
    rest: &'c [u8],
    /// The cells of the current row, one after the other; what is read in one go fits.
    cells: Vec<u8>,
    /// Where each of them ends. One more than there may be, so that too many can be told.
    ends: Vec<usize>,
    /// How many rows were read.
    number: usize,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl<'c> Rows<'c> {
    pub(super) fn new(csv: &'c [u8]) -> Self {
        Self {
            reader: Reader::new(),
            rest: csv,
            // One for the line end that is read behind the text.
            cells: vec![0; csv.len() + 1],
            ends: vec![0; MAX_COLUMNS + 1],
            number: 0,
        }
    }

    /// Goes to the next row, and says how many cells it has: with more than [`MAX_COLUMNS`] it is the
    /// last one that is read. Empty lines at the end are no rows.
    pub(super) fn next_row(&mut self) -> Result<Option<usize>, CsvError> {
        let is_line_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        // The reader itself takes it off.
        let text = match self.number {
            0 => self.rest.strip_prefix(BYTE_ORDER_MARK).unwrap_or(self.rest),
            _ => self.rest,
        };
        if text.iter().all(is_line_end) {
            return Ok(None);
        }
        self.number += 1;
        if text.first().is_some_and(is_line_end) {
            return Err(self.error(CsvErrorKind::Syntax, "the line is empty"));
        }
        match self.read() {
            (ReadRecordResult::Record, cells) => Ok(Some(cells)),
            (ReadRecordResult::OutputEndsFull, _) => Ok(Some(MAX_COLUMNS + 1)),
            _ => Err(self.error(CsvErrorKind::Syntax, "a quote is not closed")),
        }
    }

    /// Reads a row that is not empty, with the end of its line.
    fn read(&mut self) -> (ReadRecordResult, usize) {
        let (outcome, read, written, cells) =
            self.reader.read_record(self.rest, &mut self.cells, &mut self.ends);
        let (row, rest) = self.rest.split_at_checked(read).unwrap_or((self.rest, &[]));
        self.rest = match row.ends_with(b"\r") {
            true => rest.strip_prefix(b"\n").unwrap_or(rest),
            false => rest,
        };
        if outcome != ReadRecordResult::InputEmpty {
            return (outcome, cells);
        }
        // The last line need not end, so its end is read here; in a quote it would be none.
        let free_cells = self.cells.get_mut(written..).unwrap_or_default();
        let free_ends = self.ends.get_mut(cells..).unwrap_or_default();
        let (outcome, _, _, more) = self.reader.read_record(b"\n", free_cells, free_ends);
        (outcome, cells + more)
    }

    /// A cell of the current row; empty where there is none.
    pub(super) fn cell(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(index)).map(|(start, end)| Range { start, end: *end });
        // Whole characters, because all that delimits a cell is ASCII and the text is UTF-8.
        let bytes = range.and_then(|range| self.cells.get(range)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The row must have as many cells as row 1.
    pub(super) fn require_count(
        &self,
        count: usize,
        wanted: usize,
        path: Vec<PathSegment>,
    ) -> Result<(), CsvError> {
        if count == wanted {
            return Ok(());
        }
        let count = match count > MAX_COLUMNS {
            true => concat(&["more than ", &MAX_COLUMNS.to_string()]),
            false => count.to_string(),
        };
        let wanted = wanted.to_string();
        let reason = concat(&["the number of cells is ", &count, ", but in row 1 it is ", &wanted]);
        Err(self.error(CsvErrorKind::Syntax, &reason).with_path(path))
    }

    /// Something is wrong with the current row.
    pub(super) fn error(&self, kind: CsvErrorKind, reason: &str) -> CsvError {
        CsvError::of_row(kind, self.number, reason)
    }
}
