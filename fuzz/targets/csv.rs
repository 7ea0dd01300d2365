//! CSV as the JSON that says the same.
//!
//! Input: a CSV text. Or, to be written as CSV and read again: the line `rows` and how it is to be
//! written (see [`Style`]), then a JSON list of relationships.
#![no_main]

use er_relationships::csv::{
    CsvError, CsvErrorKind, CsvLimits, MAX_COLUMNS, json_of_csv, parse_csv,
};
use er_relationships::issue::PathSegment;
use er_relationships::json::{
    Document, Kind, SyntaxErrorKind, Value, Writer, write_string, write_value,
};
use er_relationships_fuzz::mutation::Vocabulary;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

/// Those of the endpoint.
const LIMITS: CsvLimits = CsvLimits { max_rows: 100, max_json_bytes: 4 * 1024 * 1024 };

/// Limits that an input comes to.
const NARROW: CsvLimits = CsvLimits { max_rows: 2, max_json_bytes: 256 };

const BYTE_ORDER_MARK: &str = "\u{feff}";

fuzz_target!(|bytes: &[u8]| {
    check_text(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some((style, json)) = text.strip_prefix("rows ").and_then(|it| it.split_once('\n')) else {
        return;
    };
    let Ok(document) = Document::parse_text(json) else { return };
    if let Some(table) = Table::new(document.root()) {
        let csv = table.to_csv(Style::new(style));
        let read = json_of_csv(csv.as_bytes(), LIMITS);
        assert_eq!(read.as_ref(), Ok(&table.to_json()), "read otherwise than written: {csv:?}");
        check_text(csv.as_bytes());
    }
});

/// What must hold of any text.
fn check_text(csv: &[u8]) {
    let result = json_of_csv(csv, LIMITS);
    let narrow = json_of_csv(csv, NARROW);
    check_reading_on(csv, LIMITS, &result);
    check_reading_on(csv, NARROW, &narrow);
    match (&result, &narrow) {
        (Ok(json), Ok(narrow)) => assert_eq!(json, narrow, "the limits change what is read"),
        (Ok(json), Err(error)) => {
            assert!(error.kind.is_too_much(), "{error}");
            let is_long = json.len() > NARROW.max_json_bytes;
            let rows = Document::parse_text(json).map_or(usize::MAX, |json| count(json.root()));
            assert!(is_long || rows > NARROW.max_rows, "within the limits: {error}");
        }
        (Err(_), Err(_)) => {}
        (Err(error), Ok(_)) => panic!("only wider limits refuse: {error}"),
    }
    for (result, limits) in [(result, LIMITS), (narrow, NARROW)] {
        let json = match result {
            Ok(json) => json,
            Err(error) => {
                assert!(!error.to_string().is_empty() && !error.code().is_empty());
                assert_eq!(error.kind == CsvErrorKind::NotUtf8, std::str::from_utf8(csv).is_err());
                assert_ne!(error.row, Some(0), "rows are counted from 1");
                match error.path() {
                    [] => {}
                    [PathSegment::Index(index)]
                    | [PathSegment::Index(index), PathSegment::Name(_)] => {
                        assert!(*index < limits.max_rows);
                    }
                    path => panic!("the path {path:?}"),
                }
                continue;
            }
        };
        assert!(json.len() <= limits.max_json_bytes, "{} bytes", json.len());
        match Document::parse_text(&json) {
            Ok(document) => {
                assert!((1..=limits.max_rows).contains(&count(document.root())));
                check_cells(std::str::from_utf8(csv).expect("it was read"), document.root());
            }
            Err(error) => assert_eq!(error.kind, SyntaxErrorKind::TooManyValues, "{error}"),
        }
    }
}

/// Whoever reads on behind what is wrong reads the same.
fn check_reading_on(csv: &[u8], limits: CsvLimits, strict: &Result<String, CsvError>) {
    let table = parse_csv(csv, limits);
    let list = format!("[{}]", table.relationships.join(","));
    assert!(table.relationships.len() <= limits.max_rows);
    assert!(table.relationships.is_empty() || list.len() <= limits.max_json_bytes);
    match (strict, table.faults.first()) {
        (Ok(json), None) => assert_eq!(json, &list),
        (Err(error), Some(first)) if first.error == *error => {}
        // The faults of a relationship that goes beyond the limits are not told.
        (Err(_), Some(first)) => assert!(first.error.kind.is_too_much(), "{}", first.error),
        (strict, first) => panic!("{strict:?}, but {first:?}"),
    }
    for (at, fault) in table.faults.iter().enumerate() {
        match fault.index {
            Some(index) => assert!(index < table.relationships.len(), "no relationship {index}"),
            None => assert_eq!(at + 1, table.faults.len(), "read on behind {}", fault.error),
        }
    }
    for relationship in &table.relationships {
        match Document::parse_text(relationship) {
            Ok(document) => assert_eq!(document.root().kind(), Kind::Object),
            Err(error) => assert_eq!(error.kind, SyntaxErrorKind::TooManyValues, "{error}"),
        }
    }
}

fn count(list: Value<'_>) -> usize {
    list.elements().expect("a list").count()
}

/// Every cell that is not empty is a member of its row's relationship, and nothing else is.
fn check_cells(csv: &str, list: Value<'_>) {
    let rows = rows(csv);
    let [names, kinds, needs, rows @ ..] = &rows[..] else { panic!("less than three rows") };
    assert_eq!([names.len(), kinds.len()], [kinds.len(), needs.len()]);
    assert_eq!(rows.len(), count(list));
    for (row, relationship) in rows.iter().zip(list.elements().into_iter().flatten()) {
        assert_eq!(row.len(), names.len(), "a row of another length");
        let cells = names.iter().zip(kinds).zip(row).filter(|(_, cell)| !cell.is_empty());
        let mut members = relationship.members().expect("an object");
        for ((name, kind), cell) in cells {
            let (member, value) = members.next().expect("a cell without a member");
            assert_eq!(member, name);
            check_cell(kind.trim(), cell, value);
        }
        assert!(members.next().is_none(), "a member without a cell");
    }
}

fn check_cell(kind: &str, cell: &str, value: Value<'_>) {
    match kind.to_ascii_lowercase().as_str() {
        "string" => assert_eq!(value.as_str(), Some(cell)),
        "boolean" => {
            let word = value.as_bool().expect("a boolean").to_string();
            assert!(cell.trim().eq_ignore_ascii_case(&word), "{cell:?} is {word}");
        }
        kind => {
            let said = Document::parse_text(cell).expect("JSON");
            assert!(value.is_stored_alike(said.root()), "{cell:?}");
            let kinds: &[&str] = match value.kind() {
                Kind::Object => &["object"],
                Kind::Array => &["array"],
                Kind::Number => &["number", "integer"],
                _ => &[],
            };
            assert!(kinds.contains(&kind), "{kind} {cell:?}");
        }
    }
}

/// RFC 4180 once more, as simple as can be; without empty lines at the end.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let csv = csv.strip_prefix(BYTE_ORDER_MARK).unwrap_or(csv);
    let csv = csv.trim_end_matches(['\n', '\r']);
    let mut rows = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut is_at_start = true;
    let mut chars = csv.chars().peekable();
    while let Some(char) = chars.next() {
        let row = rows.last_mut().expect("a row");
        let cell = row.last_mut().expect("a cell");
        match char {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if is_at_start => is_quoted = true,
            ',' if !is_quoted => row.push(String::new()),
            '\r' | '\n' if !is_quoted => {
                if char == '\r' {
                    chars.next_if_eq(&'\n');
                }
                rows.push(vec![String::new()]);
            }
            char => cell.push(char),
        }
        is_at_start = !is_quoted && matches!(char, ',' | '\r' | '\n');
    }
    rows
}

/// Relationships that have a form as CSV.
struct Table<'d> {
    columns: Vec<(&'d str, &'static str)>,
    rows: Vec<Value<'d>>,
}

impl<'d> Table<'d> {
    /// `None` where a property has values of two types, or there are none or too many.
    fn new(list: Value<'d>) -> Option<Self> {
        let rows: Vec<_> = list.elements()?.collect();
        let mut columns: Vec<(&str, &str)> = Vec::new();
        for row in &rows {
            for (name, value) in row.members()?.filter(|(name, value)| has_cell(name, *value)) {
                let kind = kind_of(value)?;
                match columns.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) if *known == kind => {}
                    Some((_, known @ "integer")) if kind == "number" => *known = kind,
                    Some((_, "number")) if kind == "integer" => {}
                    Some(_) => return None,
                    None => columns.push((name, kind)),
                }
            }
        }
        let is_table = (1..=MAX_COLUMNS).contains(&columns.len())
            && (1..=LIMITS.max_rows).contains(&rows.len());
        is_table.then_some(Self { columns, rows })
    }

    fn cell(row: Value<'d>, name: &str) -> Option<Value<'d>> {
        row.get(name).filter(|value| has_cell(name, *value))
    }

    fn to_json(&self) -> String {
        let mut text = String::new();
        let mut list = Writer::array(&mut text);
        for row in &self.rows {
            let mut object = Writer::object(list.element());
            for (name, _) in &self.columns {
                if let Some(value) = Self::cell(*row, name) {
                    write_value(object.member(name), value);
                }
            }
            object.end();
        }
        list.end();
        text
    }

    fn to_csv(&self, style: Style) -> String {
        let head = [
            self.columns.iter().map(|(name, _)| name.to_string()).collect(),
            self.columns.iter().map(|(_, kind)| style.word(kind)).collect(),
            self.columns.iter().map(|_| style.word("optional")).collect(),
        ];
        let cell = |row, name: &str| match Self::cell(row, name) {
            None => String::new(),
            Some(value) => value.as_str().map_or_else(|| json_text(value), str::to_owned),
        };
        let rows = self
            .rows
            .iter()
            .map(|row| self.columns.iter().map(|(name, _)| cell(*row, name)).collect::<Vec<_>>());
        let rows: Vec<String> = head.into_iter().chain(rows).map(|row| style.row(&row)).collect();
        let end = if style.has_end { style.line_end } else { "" };
        let mark = if style.has_mark { BYTE_ORDER_MARK } else { "" };
        format!("{mark}{}{end}", rows.join(style.line_end))
    }
}

/// An empty cell is as good as none, and nothing has no type.
fn has_cell(name: &str, value: Value<'_>) -> bool {
    !name.is_empty() && value.kind() != Kind::Null && value.as_str() != Some("")
}

fn kind_of(value: Value<'_>) -> Option<&'static str> {
    Some(match value.kind() {
        Kind::String => "string",
        Kind::Object => "object",
        Kind::Array => "array",
        Kind::Number if value.as_number()?.is_integer() => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Null => return None,
    })
}

fn json_text(value: Value<'_>) -> String {
    let mut text = String::new();
    match value.as_str() {
        Some(string) => write_string(&mut text, string),
        None => write_value(&mut text, value),
    }
    text
}

/// How a table is written; by letters.
#[derive(Clone, Copy)]
struct Style {
    /// `q`: every cell stands in quotes, not only those that must.
    has_quotes: bool,
    /// `m`
    has_mark: bool,
    /// `e`: the last line ends, too.
    has_end: bool,
    /// `u`: words in capitals, with spaces around them.
    is_upper: bool,
    /// `r` or `n` alone, else both.
    line_end: &'static str,
}

impl Style {
    fn new(letters: &str) -> Self {
        let has = |letter: char| letters.contains(letter);
        Self {
            has_quotes: has('q'),
            has_mark: has('m'),
            has_end: has('e'),
            is_upper: has('u'),
            line_end: match (has('r'), has('n')) {
                (true, false) => "\r",
                (false, true) => "\n",
                _ => "\r\n",
            },
        }
    }

    fn word(self, word: &str) -> String {
        if self.is_upper { format!(" {}\t", word.to_uppercase()) } else { word.to_owned() }
    }

    fn row(self, cells: &[String]) -> String {
        let must = |cell: &str| {
            // One empty cell alone is no row, and a byte order mark at the start none of its own.
            let is_taken_off =
                cell.is_empty() && cells.len() == 1 || cell.starts_with(BYTE_ORDER_MARK);
            is_taken_off || cell.contains(['"', ',', '\r', '\n'])
        };
        let written = cells.iter().map(|cell| match self.has_quotes || must(cell) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.clone(),
        });
        written.collect::<Vec<_>>().join(",")
    }
}

const VOCABULARY: &str = r#"[
    {"id":"a","relationshipName":"n","relationshipType":"BRICK_0_4__feeds","sourceEntityId":"s","destinationEntityId":"d"},
    {"customData":{"k":12.50,"l":[null]},"tags":["x","1"],"isActive":true,"floor":-1,"area":2.5e3},
    "a,b","say \"x\"","two\r\nlines"," ","\ufeffid","{}","1","true","",null,[],[[]],{"a":{"a":{}}},1.0,1e300,-0,false
]"#;

thread_local! {
    static WORDS: Vocabulary = Vocabulary::new(VOCABULARY);
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    WORDS.with(|words| words.mutate(data, size, max_size, seed))
});
