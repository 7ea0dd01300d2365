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
    /// Whether the current row has more cells than were read.
    is_cut: bool,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl<'c> Rows<'c> {
    pub(super) fn new(csv: &'c [u8]) -> Self {
        // Empty lines at the end are no rows.
        let end = csv.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'));
        Self {
            reader: Reader::new(),
            rest: end.and_then(|last| csv.get(..=last)).unwrap_or_default(),
            // One for the line end that is read behind the text.
            cells: vec![0; csv.len() + 1],
            ends: vec![0; MAX_COLUMNS + 1],
            number: 0,
            is_cut: false,
        }
    }

    /// Goes to the next row, and says how many cells it has: an empty line none, and with more than
    /// [`MAX_COLUMNS`] no more are read.
    pub(super) fn next_row(&mut self) -> Result<Option<usize>, CsvError> {
        while std::mem::take(&mut self.is_cut) {
            self.read_cells()?;
        }
        // The reader itself takes it off.
        let text = match self.number {
            0 => self.rest.strip_prefix(BYTE_ORDER_MARK).unwrap_or(self.rest),
            _ => self.rest,
        };
        if text.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let line_ends: [&[u8]; 3] = [b"\r\n", b"\n", b"\r"];
        if let Some(rest) = line_ends.iter().find_map(|end| text.strip_prefix(*end)) {
            self.rest = rest;
            return Ok(Some(0));
        }
        self.read_cells().map(Some)
    }

    /// Reads a row, or what is left of it.
    fn read_cells(&mut self) -> Result<usize, CsvError> {
        match self.read() {
            (ReadRecordResult::Record, cells) => Ok(cells),
            (ReadRecordResult::OutputEndsFull, _) => {
                self.is_cut = true;
                Ok(MAX_COLUMNS + 1)
            }
            _ => Err(self.error(CsvErrorKind::Syntax, "a quote is not closed")),
        }
    }

    /// The same, with the end of the line.
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

    /// The row must have as many cells as row 1, or something is wrong with what `path` leads to.
    pub(super) fn require_count(
        &self,
        count: usize,
        wanted: usize,
        path: Vec<PathSegment>,
    ) -> Result<(), CsvError> {
        if count == wanted {
            return Ok(());
        }
        if count == 0 {
            return Err(self.error(CsvErrorKind::Syntax, "the line is empty"));
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
