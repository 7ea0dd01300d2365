use proptest::prelude::*;

use super::*;
use crate::issue::PathSegment;
use crate::json::Document;

const LIMITS: CsvLimits = CsvLimits { max_rows: 100, max_json_bytes: 1 << 20 };

fn json(csv: &str) -> Result<String, CsvError> {
    json_of_csv(csv.as_bytes(), LIMITS)
}

/// The code, the message and the path of what is wrong.
fn fault(csv: &[u8]) -> (&'static str, String, Vec<PathSegment>) {
    let error = json_of_csv(csv, LIMITS).unwrap_err();
    (error.code(), error.to_string(), error.path().to_vec())
}

/// A text of one column, with this type and this cell.
fn cell(kind: &str, cell: &str) -> String {
    format!("c\n{kind}\noptional\n\"{}\"\n", cell.replace('"', "\"\""))
}

#[test]
fn each_row_from_the_fourth_on_is_a_relationship() {
    let csv = "id,customData,count,share,tags,isActive\n\
               string,object,integer,number,array,boolean\n\
               required,optional,optional,optional,optional,optional\n\
               a,\"{\"\"k\"\": \"\"v\"\"}\",12,12.50,[1],TRUE\n\
               b,,,,,\n";
    let expected = r#"[{"id":"a","customData":{"k": "v"},"count":12,"share":12.50,"tags":[1],"isActive":true},{"id":"b"}]"#;
    assert_eq!(json(csv), Ok(expected.to_owned()));
}

#[test]
fn a_single_relationship_is_a_list_too() {
    assert_eq!(json("id\nstring\nrequired\na"), Ok(r#"[{"id":"a"}]"#.to_owned()));
}

#[test]
fn lines_end_as_every_system_ends_them() {
    for end in ["\n", "\r\n", "\r"] {
        for last in ["", end, &end.repeat(2)] {
            let csv =
                ["id,n", "string,integer", "required,optional", "a,1", "b,2"].join(end) + last;
            let expected = r#"[{"id":"a","n":1},{"id":"b","n":2}]"#;
            assert_eq!(json(&csv), Ok(expected.to_owned()), "{csv:?}");
        }
    }
}

#[test]
fn quotes_hold_commas_quotes_and_line_breaks() {
    let csv = "\"i,d\"\nstring\nrequired\n\"a,\"\"b\"\"\r\nc\"\n";
    assert_eq!(json(csv), Ok(r#"[{"i,d":"a,\"b\"\r\nc"}]"#.to_owned()));
}

#[test]
fn a_byte_order_mark_at_the_start_is_dropped_and_only_there() {
    let csv = "\u{feff}id\nstring\nrequired\na";
    assert_eq!(json(csv), Ok(r#"[{"id":"a"}]"#.to_owned()));
    assert_eq!(json(&csv.replace("\na", "\n\u{feff}")), Ok("[{\"id\":\"\u{feff}\"}]".to_owned()));
    assert_eq!(json(&format!("\u{feff}{csv}")), Ok("[{\"\u{feff}id\":\"a\"}]".to_owned()));
    assert_eq!(fault("\u{feff}\nid".as_bytes()).1, "row 1: the line is empty");
}

#[test]
fn an_empty_cell_leaves_its_property_out_in_quotes_or_not() {
    let csv = "a,b,c\nstring,object,string\nrequired,optional,optional\n,\"\",\"\"\n x ,,\" \"\n";
    assert_eq!(json(csv), Ok(r#"[{},{"a":" x ","c":" "}]"#.to_owned()));
}

#[test]
fn words_of_the_header_stand_in_any_case_and_between_blanks() {
    let csv = "id,n\n STRING ,Integer\n Required,OPTIONAL\t\na,1";
    assert_eq!(json(csv), Ok(r#"[{"id":"a","n":1}]"#.to_owned()));
}

#[test]
fn a_cell_is_of_the_type_of_its_column() {
    for (kind, text, expected) in [
        ("string", "12", r#""12""#),
        ("string", "null", r#""null""#),
        ("object", r#"{"a":[{}]}"#, r#"{"a":[{}]}"#),
        ("array", " [1, 2]", " [1, 2]"),
        ("number", "-1.0e5", "-1.0e5"),
        ("number", "12345678901234567890.10", "12345678901234567890.10"),
        ("integer", "1.0", "1.0"),
        ("boolean", " False ", "false"),
        ("boolean", "tRUE", "true"),
    ] {
        let expected = format!(r#"[{{"c":{expected}}}]"#);
        assert_eq!(json(&cell(kind, text)), Ok(expected), "{kind} {text}");
    }
}

#[test]
fn a_cell_of_another_type_is_told_by_row_and_column_without_its_text() {
    let path = vec![PathSegment::Index(0), "c".into()];
    for (kind, text, reason) in [
        ("object", "[1]", "must be a JSON object"),
        (
            "object",
            "{}{}",
            "is not valid JSON: characters after the end of the value at line 1 column 3",
        ),
        (
            "object",
            r#"{"a":1,"a":2}"#,
            "is not valid JSON: a duplicate member name at line 1 column 8",
        ),
        ("array", "{}", "must be a JSON array"),
        (
            "array",
            "1],[2",
            "is not valid JSON: characters after the end of the value at line 1 column 2",
        ),
        ("number", "\"1\"", "must be a number"),
        (
            "number",
            "1,5",
            "is not valid JSON: characters after the end of the value at line 1 column 2",
        ),
        (
            "number",
            "1e400",
            "is not valid JSON: a number beyond the range of a double at line 1 column 1",
        ),
        ("number", " ", "is not valid JSON: the text ends too early at line 1 column 2"),
        ("integer", "1.5", "must be a number without fraction"),
        ("integer", "true", "must be a number without fraction"),
        ("boolean", "1", "must be `true` or `false`"),
    ] {
        let expected = ("csvCell", format!("row 4, column `c`: {reason}"), path.clone());
        assert_eq!(fault(cell(kind, text).as_bytes()), expected, "{kind} {text}");
    }
}

#[test]
fn a_cell_may_be_as_deep_as_the_list_around_it_lets_it() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let deepest = json(&cell("array", &nested(62))).unwrap();
    assert!(Document::parse_text(&deepest).is_ok());
    let inside = |depth: usize| format!(r#"{{"a":{}}}"#, nested(depth));
    assert!(Document::parse_text(&json(&cell("object", &inside(61))).unwrap()).is_ok());
    let reason = "row 4, column `c`: is nested deeper than 62";
    assert_eq!(fault(cell("array", &nested(63)).as_bytes()).1, reason);
    assert_eq!(fault(cell("object", &inside(62)).as_bytes()).1, reason);
}

#[test]
fn what_is_wrong_with_the_header_is_told() {
    for (csv, reason) in [
        ("", "row 1, the names of the properties, is missing"),
        ("\n\r\n", "row 1, the names of the properties, is missing"),
        ("id", "row 2, the types, is missing"),
        ("id\n", "row 2, the types, is missing"),
        ("id\nstring\n", "row 3, `required` or `optional`, is missing"),
        ("id,\nstring,string", "row 1, column 2: the name is empty"),
        ("id,b,id\n", "row 1, column 3: the name `id` stands in an earlier column, too"),
        (
            "id,b\nstring,strnig",
            "row 2, column `b`: `strnig` is none of the types `string`, `object`, `array`, `number`, `integer` and `boolean`",
        ),
        ("id,b\n,string", "row 2, column `id`: the type is missing"),
        ("id\nstring\nneeded", "row 3, column `id`: must be `required` or `optional`"),
    ] {
        assert_eq!(fault(csv.as_bytes()), ("csvHeader", reason.to_owned(), vec![]), "{csv:?}");
    }
}

#[test]
fn words_in_a_message_are_cut() {
    let csv = format!("id\n{}", "x".repeat(200));
    let (_, message, _) = fault(csv.as_bytes());
    assert!(message.starts_with(&format!("row 2, column `id`: `{}…` is none", "x".repeat(128))));
    let csv = format!("{}\nstring\n", "x".repeat(200)) + "needed";
    let (_, message, _) = fault(csv.as_bytes());
    let name = "x".repeat(128);
    assert_eq!(message, format!("row 3, column `{name}…`: must be `required` or `optional`"));
}

#[test]
fn what_is_wrong_with_the_form_of_a_row_is_told() {
    let cells = |row: usize, count: usize| {
        format!("row {row}: the number of cells is {count}, but in row 1 it is 2")
    };
    let in_first = vec![PathSegment::Index(0)];
    let in_second = vec![PathSegment::Index(1)];
    for (csv, message, path) in [
        ("a,b\nstring\n", cells(2, 1), vec![]),
        ("a,b\nstring,string\noptional,optional,optional\n", cells(3, 3), vec![]),
        ("a,b\nstring,string\noptional,optional\n1\n", cells(4, 1), in_first),
        ("a,b\nstring,string\noptional,optional\n1,\"\n\"\n1,2,3\n", cells(5, 3), in_second),
        ("a\n\nstring", "row 2: the line is empty".to_owned(), vec![]),
        ("a\r\n\r\nstring", "row 2: the line is empty".to_owned(), vec![]),
        ("a\r\rstring", "row 2: the line is empty".to_owned(), vec![]),
        ("\na", "row 1: the line is empty".to_owned(), vec![]),
        ("\"a\nstring\nrequired", "row 1: a quote is not closed".to_owned(), vec![]),
        ("a\nstring\nrequired\n\"", "row 4: a quote is not closed".to_owned(), vec![]),
        ("a\nstring\nrequired\n\"b\"\"\n", "row 4: a quote is not closed".to_owned(), vec![]),
    ] {
        assert_eq!(fault(csv.as_bytes()), ("csvSyntax", message, path), "{csv:?}");
    }
}

#[test]
fn bytes_that_are_no_utf_8_are_refused_wherever_they_stand() {
    let expected = ("notUtf8", "invalid UTF-8 at line 4 column 2".to_owned(), vec![]);
    assert_eq!(fault(b"id\nstring\nrequired\na\xFF"), expected);
    // Without the quote between them they would be a character.
    assert_eq!(fault(b"id\nstring\nrequired\n\"\xC3\"\xA9").0, "notUtf8");
}

#[test]
fn without_a_row_behind_the_third_there_is_nothing_to_do() {
    let expected =
        ("emptyList", "there is no relationship: the first is in row 4".to_owned(), vec![]);
    assert_eq!(fault(b"id\nstring\nrequired\n\n"), expected);
}

#[test]
fn more_rows_than_the_caller_takes_are_too_many() {
    let csv = |rows: usize| "id\nstring\nrequired\n".to_owned() + &"a\n".repeat(rows);
    assert!(json(&csv(100)).is_ok());
    // Nothing behind the row is looked at.
    let error = json(&(csv(101) + "\"")).unwrap_err();
    assert_eq!((error.kind, error.kind.is_too_much()), (CsvErrorKind::TooManyRows, true));
    assert_eq!(
        (error.code(), error.to_string()),
        (
            "tooManyRelationships",
            "number of relationships supplied exceeds maximum allowed limit of 100".to_owned()
        )
    );
}

#[test]
fn more_json_than_the_caller_takes_is_too_much() {
    let csv = "a long name\nstring\nrequired\na\nb\n";
    let text = json(csv).unwrap();
    let limited =
        |max_json_bytes| json_of_csv(csv.as_bytes(), CsvLimits { max_json_bytes, ..LIMITS });
    assert_eq!(limited(text.len()), Ok(text.clone()));
    let error = limited(text.len() - 1).unwrap_err();
    assert_eq!((error.kind, error.kind.is_too_much()), (CsvErrorKind::TooLarge, true));
    let limit = text.len() - 1;
    assert_eq!(
        (error.code(), error.to_string()),
        ("csvTooLarge", format!("the relationships exceed {limit} bytes as JSON"))
    );
    let many_values = cell("array", &format!("[{}0]", "0,".repeat(crate::json::MAX_NODES)));
    assert_eq!(json(&many_values).unwrap_err().kind, CsvErrorKind::TooLarge);
}

#[test]
fn there_are_at_most_a_thousand_columns() {
    let csv = |count: usize| {
        let row = |cell: &dyn Fn(usize) -> String| {
            (0..count).map(cell).collect::<Vec<_>>().join(",") + "\n"
        };
        let word = |word: &'static str| row(&move |_| word.to_owned());
        row(&|index| format!("c{index}")) + &word("string") + &word("optional") + &word("x")
    };
    let text = json(&csv(1000)).unwrap();
    assert!(text.ends_with(r#","c999":"x"}]"#));
    let reason = "row 1: there are more than 1000 columns".to_owned();
    for count in [1001, 1002, 5000] {
        assert_eq!(fault(csv(count).as_bytes()), ("csvHeader", reason.clone(), vec![]), "{count}");
    }
    let csv = "a\nstring\noptional\n".to_owned() + &",".repeat(3000) + "\n";
    let reason = "row 4: the number of cells is more than 1000, but in row 1 it is 1";
    let path = vec![PathSegment::Index(0)];
    assert_eq!(fault(csv.as_bytes()), ("csvSyntax", reason.to_owned(), path));
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn every_string_comes_out_as_it_went_in(
        rows in prop::collection::vec(prop::collection::vec(any::<String>(), 2), 1..5),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let mut csv = format!("__proto__,b{end}string,string{end}required,optional{end}");
        for row in &rows {
            csv += &(row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + end);
        }
        let text = json(&csv).unwrap();
        let document = Document::parse_text(&text).unwrap();
        let found: Vec<Vec<String>> = document.root().elements().unwrap().map(|row| {
            ["__proto__", "b"].map(|name| {
                row.get(name).map_or("", |cell| cell.as_str().unwrap()).to_owned()
            }).to_vec()
        }).collect();
        prop_assert_eq!(found, rows);
    }

    #[test]
    fn what_comes_out_is_json_whatever_goes_in(
        kinds in prop::collection::vec(prop::sample::select(vec!["string", "object", "array", "number", "integer", "boolean"]), 3),
        rest in "([ab1,\"\r\n\\\\{}:\\[\\] -]|true|\"\"|\u{e9}){0,60}",
    ) {
        let csv = format!("a,b,c\n{}\nrequired,optional,optional\n{rest}", kinds.join(","));
        match json(&csv) {
            Ok(text) => prop_assert!(Document::parse_text(&text).is_ok(), "{}", text),
            Err(error) => prop_assert!(!error.kind.is_too_much()),
        }
    }

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(csv in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(text) = json_of_csv(&csv, LIMITS) {
            prop_assert!(Document::parse_text(&text).is_ok());
        }
    }
}
