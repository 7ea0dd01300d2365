//! Reading on behind what is wrong, for those who show all of it at its place.

use super::header::Column;
use super::relationships::Relationships;
use super::{CsvError, CsvErrorKind, CsvLimits};
use crate::json::concat;

/// More is no help to a reader, and each takes memory beside the relationships.
pub const MAX_FAULTS: usize = 100_000;

/// What a CSV text says, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CsvTable {
    /// By the first three rows; none where they are faulty.
    pub columns: Vec<Column>,
    /// The JSON text of each relationship. One that is faulty has the cells that it has, those that
    /// are not of their column's type as strings.
    pub relationships: Vec<String>,
    /// In the order of the text.
    pub faults: Vec<CsvFault>,
}

/// Something wrong with a CSV text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvFault {
    /// Of the relationship that is faulty; `None` where the reading ended.
    pub index: Option<usize>,
    /// What is wrong.
    pub error: CsvError,
}

/// Reads on behind a faulty row or cell, where [`json_of_csv`](super::json_of_csv) ends. What is wrong
/// with the text as a whole ends this one as well; the relationships before it stay.
///
/// Without faults the relationships are the members of the list that `json_of_csv` makes, and else
/// its error is that of the first fault; but not of a relationship that goes beyond the limits, whose
/// faults are not told.
pub fn parse_csv(csv: &[u8], limits: CsvLimits) -> CsvTable {
    let mut table = CsvTable::default();
    if let Err(error) = table.read(csv, limits) {
        table.faults.push(CsvFault { index: None, error });
    }
    table
}

impl CsvTable {
    fn read(&mut self, csv: &[u8], limits: CsvLimits) -> Result<(), CsvError> {
        let mut relationships = Relationships::new(csv, limits)?;
        self.columns.clone_from(&relationships.columns);
        while relationships.next()? {
            let mut json = String::new();
            let mut faults = Vec::new();
            relationships.write(&mut json, &mut |error| {
                faults.push(CsvFault { index: Some(self.relationships.len()), error });
                Ok(())
            })?;
            if self.faults.len() + faults.len() > MAX_FAULTS {
                let reason = concat(&["there are more than ", &MAX_FAULTS.to_string(), " faults"]);
                return Err(CsvError::of_text(CsvErrorKind::TooLarge, &reason));
            }
            self.relationships.push(json);
            self.faults.append(&mut faults);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
