//! The first three rows: what each column is.

use super::rows::Rows;
use super::{CsvError, CsvErrorKind, MAX_COLUMNS};
use crate::json::{concat, first_repeated, shorten};

/// Names and words in a message are cut to this many characters: more is no help to a reader.
const MAX_WORD_CHARS: usize = 128;

/// A property, by the first three rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it is called; never empty.
    pub name: String,
    /// What each cell that is not empty has to be.
    pub kind: ColumnKind,
    /// What row 3 says. It decides nothing.
    pub is_required: bool,
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Any text.
    String,
    /// A JSON object.
    Object,
    /// A JSON array.
    Array,
    /// A JSON number.
    Number,
    /// One without fraction.
    Integer,
    /// `true` or `false`.
    Boolean,
}

impl ColumnKind {
    const ALL: [Self; 6] =
        [Self::String, Self::Object, Self::Array, Self::Number, Self::Integer, Self::Boolean];

    /// The word of row 2.
    pub fn word(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Object => "object",
            Self::Array => "array",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
        }
    }
}

impl Column {
    /// What a message calls it.
    pub(super) fn label(&self) -> String {
        quoted(&self.name)
    }
}

fn quoted(word: &str) -> String {
    concat(&["`", &shorten(word, MAX_WORD_CHARS), "`"])
}

/// Reads the first three rows.
pub(super) fn parse(rows: &mut Rows<'_>) -> Result<Vec<Column>, CsvError> {
    let names = parse_names(rows)?;
    let mut columns = Vec::new();
    next_row(rows, names.len(), "row 2, the types, is missing")?;
    for (index, name) in names.into_iter().enumerate() {
        let word = rows.cell(index);
        let Some(kind) = parse_kind(word) else {
            let reason = match word.is_empty() {
                true => "the type is missing".to_owned(),
                false => concat(&[&quoted(word), " is none of the types ", KINDS]),
            };
            return Err(error(rows, &reason).at_column(&quoted(&name)));
        };
        columns.push(Column { name, kind, is_required: false });
    }
    next_row(rows, columns.len(), "row 3, `required` or `optional`, is missing")?;
    for (index, column) in columns.iter_mut().enumerate() {
        let word = rows.cell(index).trim();
        column.is_required = word.eq_ignore_ascii_case("required");
        if !column.is_required && !word.eq_ignore_ascii_case("optional") {
            let reason = "must be `required` or `optional`";
            return Err(error(rows, reason).at_column(&column.label()));
        }
    }
    Ok(columns)
}

fn parse_names(rows: &mut Rows<'_>) -> Result<Vec<String>, CsvError> {
    let missing = "row 1, the names of the properties, is missing";
    let Some(count) = rows.next_row()? else {
        return Err(CsvError::of_text(CsvErrorKind::Header, missing));
    };
    // An empty line names nothing.
    rows.require_count(count, count.max(1), Vec::new())?;
    if count > MAX_COLUMNS {
        let reason = concat(&["there are more than ", &MAX_COLUMNS.to_string(), " columns"]);
        return Err(error(rows, &reason));
    }
    let names: Vec<String> = (0..count).map(|index| rows.cell(index).to_owned()).collect();
    if let Some(index) = names.iter().position(String::is_empty) {
        return Err(error(rows, "the name is empty").at_column(&(index + 1).to_string()));
    }
    if let Some(index) = first_repeated(names.iter().map(String::as_str)) {
        let name = names.get(index).map(|name| quoted(name)).unwrap_or_default();
        let reason = concat(&["the name ", &name, " stands in an earlier column, too"]);
        return Err(error(rows, &reason).at_column(&(index + 1).to_string()));
    }
    Ok(names)
}

/// Goes to a row that must be there, with as many cells as row 1.
fn next_row(rows: &mut Rows<'_>, wanted: usize, missing: &str) -> Result<(), CsvError> {
    match rows.next_row()? {
        Some(count) => rows.require_count(count, wanted, Vec::new()),
        None => Err(CsvError::of_text(CsvErrorKind::Header, missing)),
    }
}

fn error(rows: &Rows<'_>, reason: &str) -> CsvError {
    rows.error(CsvErrorKind::Header, reason)
}

const KINDS: &str = "`string`, `object`, `array`, `number`, `integer` and `boolean`";

fn parse_kind(word: &str) -> Option<ColumnKind> {
    let word = word.trim();
    ColumnKind::ALL.into_iter().find(|kind| word.eq_ignore_ascii_case(kind.word()))
}
