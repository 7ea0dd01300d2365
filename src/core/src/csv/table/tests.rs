use proptest::prelude::*;

use super::*;
use crate::csv::{ColumnKind, MAX_COLUMNS, json_of_csv};
use crate::issue::PathSegment;
use crate::json::{Document, MAX_NODES};

const LIMITS: CsvLimits = CsvLimits { max_rows: 100, max_json_bytes: 1 << 20 };

const HEADER: &str = "id,data,n\nstring,object,integer\nrequired,optional,optional\n";

fn table(csv: &str) -> CsvTable {
    parse_csv(csv.as_bytes(), LIMITS)
}

/// Of a fault its relationship, its code and its sentence.
type Told = (Option<usize>, &'static str, String);

fn told(table: &CsvTable) -> Vec<Told> {
    let told = |fault: &CsvFault| (fault.index, fault.error.code(), fault.error.to_string());
    table.faults.iter().map(told).collect()
}

fn relationships(rows: &str) -> (Vec<String>, Vec<Told>) {
    let table = table(&format!("{HEADER}{rows}"));
    (table.relationships.clone(), told(&table))
}

#[test]
fn columns_have_what_the_first_three_rows_say() {
    let csv = "a,b,c,d,e,f\nstring,Object,array, NUMBER ,integer,boolean\n\
               REQUIRED,optional,optional, Required ,optional,optional\n";
    let column = |name: &str, kind, is_required| Column { name: name.into(), kind, is_required };
    let expected = vec![
        column("a", ColumnKind::String, true),
        column("b", ColumnKind::Object, false),
        column("c", ColumnKind::Array, false),
        column("d", ColumnKind::Number, true),
        column("e", ColumnKind::Integer, false),
        column("f", ColumnKind::Boolean, false),
    ];
    assert_eq!(table(csv).columns, expected);
}

#[test]
fn a_cell_of_another_type_is_a_string_and_the_reading_goes_on() {
    let path = |index, name: &str| vec![PathSegment::Index(index), name.into()];
    let csv = format!("{HEADER}a,[1],1.5\nb,{{}},12345678901234567890\nc,\"say \"\"x\"\"\",\n");
    let table = table(&csv);
    let expected = [
        r#"{"id":"a","data":"[1]","n":"1.5"}"#,
        r#"{"id":"b","data":{},"n":12345678901234567890}"#,
        r#"{"id":"c","data":"say \"x\""}"#,
    ];
    assert_eq!(table.relationships, expected);
    let object = |row: usize| format!("row {row}, column `data`: must be a JSON object");
    let no_json =
        "row 6, column `data`: is not valid JSON: an unexpected character at line 1 column 1";
    let expected = vec![
        (Some(0), "csvCell", object(4)),
        (Some(0), "csvCell", "row 4, column `n`: must be a number without fraction".to_owned()),
        (Some(2), "csvCell", no_json.to_owned()),
    ];
    assert_eq!(told(&table), expected);
    let paths: Vec<_> = table.faults.iter().map(|fault| fault.error.path().to_vec()).collect();
    assert_eq!(paths, [path(0, "data"), path(0, "n"), path(2, "data")]);
}

#[test]
fn a_row_of_another_length_has_the_cells_that_it_has() {
    let (relationships, faults) = relationships("a,{}\nb,{},1,x,\"\n\"\nc,{},2\nd,x\n");
    let expected = [
        r#"{"id":"a","data":{}}"#,
        r#"{"id":"b","data":{},"n":1}"#,
        r#"{"id":"c","data":{},"n":2}"#,
        r#"{"id":"d","data":"x"}"#,
    ];
    assert_eq!(relationships, expected);
    let cells = |row: usize, count: usize| {
        format!("row {row}: the number of cells is {count}, but in row 1 it is 3")
    };
    let no_json =
        "row 7, column `data`: is not valid JSON: an unexpected character at line 1 column 1";
    let expected = vec![
        (Some(0), "csvSyntax", cells(4, 2)),
        (Some(1), "csvSyntax", cells(5, 5)),
        (Some(3), "csvSyntax", cells(7, 2)),
        (Some(3), "csvCell", no_json.to_owned()),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn an_empty_line_in_the_middle_is_a_relationship_without_properties() {
    for end in ["\n", "\r\n", "\r"] {
        let (relationships, faults) = relationships(&["a,,1", "", "", "b,,2", "", ""].join(end));
        let expected = [r#"{"id":"a","n":1}"#, "{}", "{}", r#"{"id":"b","n":2}"#];
        assert_eq!(relationships, expected, "{end:?}");
        let empty =
            |row: usize| (Some(row - 4), "csvSyntax", format!("row {row}: the line is empty"));
        assert_eq!(faults, [empty(5), empty(6)], "{end:?}");
    }
}

#[test]
fn cells_beyond_the_most_that_there_may_be_are_skipped() {
    let too_many = "row 4: the number of cells is more than 1000, but in row 1 it is 3";
    for surplus in [MAX_COLUMNS, MAX_COLUMNS + 1, 3 * MAX_COLUMNS] {
        for end in ["\n", "\r\n", "\r"] {
            for last in ["", "x", "\"\n\""] {
                let csv = format!("a,,1{}{last}{end}b,,2{end}", ",".repeat(surplus));
                let (relationships, faults) = relationships(&csv);
                let expected = [r#"{"id":"a","n":1}"#, r#"{"id":"b","n":2}"#];
                assert_eq!(relationships, expected, "{surplus} {end:?} {last:?}");
                assert_eq!(faults, [(Some(0), "csvSyntax", too_many.to_owned())]);
            }
        }
    }
    // The row ends with the text, or does not end.
    let surplus = ",".repeat(MAX_COLUMNS - 1);
    assert_eq!(relationships(&format!("a,{surplus},")).1.len(), 1);
    let (_, faults) = relationships(&format!("a,{surplus},x,\"\n"));
    assert_eq!(faults[1], (None, "csvSyntax", "row 4: a quote is not closed".to_owned()));
}

#[test]
fn what_is_wrong_with_the_whole_ends_the_reading() {
    let faults = |csv: &[u8]| told(&parse_csv(csv, LIMITS));
    for csv in ["", "id\n", "id\nstrnig\noptional\na\n", "id\nstring\nneeded\na\n"] {
        let error = json_of_csv(csv.as_bytes(), LIMITS).unwrap_err();
        let table = table(csv);
        assert_eq!(
            table,
            CsvTable { faults: vec![CsvFault { index: None, error }], ..table.clone() }
        );
        assert_eq!((table.columns, table.relationships), (vec![], Vec::<String>::new()));
    }
    let (relationships, faults_of_quote) = relationships("a,,1\nb,,\"2\nc,,3\n");
    assert_eq!(relationships, [r#"{"id":"a","n":1}"#]);
    let quote = (None, "csvSyntax", "row 5: a quote is not closed".to_owned());
    assert_eq!(faults_of_quote, [quote]);
    let none = "there is no relationship: the first is in row 4".to_owned();
    assert_eq!(faults(HEADER.as_bytes()), [(None, "emptyList", none)]);
    assert_eq!(table(HEADER).columns.len(), 3);
    let utf8 = "invalid UTF-8 at line 1 column 2".to_owned();
    assert_eq!(faults(b"a\xFF"), [(None, "notUtf8", utf8)]);
}

#[test]
fn what_goes_beyond_a_limit_ends_the_reading() {
    let read = |rows: &str, max_rows, max_json_bytes| {
        let csv = format!("{HEADER}{rows}");
        let table = parse_csv(csv.as_bytes(), CsvLimits { max_rows, max_json_bytes });
        (table.relationships.len(), told(&table))
    };
    let words = "number of relationships supplied exceeds maximum allowed limit of 2".to_owned();
    assert_eq!(read("a,,\nb,,\n\nc,,", 2, 99), (2, vec![(None, "tooManyRelationships", words)]));
    // [{"id":"a"},{"id":"b"}]
    assert_eq!(read("a,,\nb,,", 9, 23), (2, vec![]));
    // The faults of a relationship that is left out are, too.
    let words = "the relationships exceed 22 bytes as JSON".to_owned();
    assert_eq!(read("a,,\nb,x,", 9, 22), (1, vec![(None, "csvTooLarge", words)]));
}

#[test]
fn a_cell_with_too_many_values_is_a_string() {
    let cell = format!("[{}0]", "0,".repeat(MAX_NODES));
    let csv = format!("c\narray\noptional\n\"{cell}\"\n[]\n");
    let table = parse_csv(csv.as_bytes(), CsvLimits { max_json_bytes: 1 << 24, ..LIMITS });
    assert_eq!(table.relationships, [format!(r#"{{"c":"{cell}"}}"#), r#"{"c":[]}"#.to_owned()]);
    let reason = "row 4, column `c`: more than 500000 values and member names at line 1 column";
    let [(index, code, message)] = &told(&table)[..] else { panic!("one fault") };
    assert_eq!((*index, *code), (Some(0), "csvTooLarge"));
    assert!(message.starts_with(reason), "{message}");
}

#[test]
fn more_faults_than_anyone_reads_are_too_many() {
    let limits = CsvLimits { max_rows: usize::MAX, max_json_bytes: usize::MAX };
    let read = |rows: usize| {
        let csv = "n,m\nnumber,number\noptional,optional\n".to_owned() + &"x,x\n".repeat(rows);
        let table = parse_csv(csv.as_bytes(), limits);
        (table.relationships.len(), told(&table).split_off(MAX_FAULTS))
    };
    let rows = MAX_FAULTS / 2;
    assert_eq!(read(rows), (rows, vec![]));
    let words = "there are more than 100000 faults".to_owned();
    assert_eq!(read(rows + 2), (rows, vec![(None, "csvTooLarge", words)]));
}

/// Rows behind a header, right and wrong ones.
fn csv() -> impl Strategy<Value = String> {
    let kinds = ["string", "object", "array", "number", "integer", "boolean"];
    let row = prop_oneof![
        "(a|\"\"|1|true|\\{\\}),(1|1.50|x|),(true|\\{\\}|\\[\\]|\"\\[1,2\\]\"|)",
        "([ab1,\" \\\\{}:\\[\\]-]|true|\"\"|\u{e9}){0,20}",
    ];
    let rows = prop::collection::vec((row, prop::sample::select(vec!["\n", "\r\n", "\r"])), 0..6);
    (prop::collection::vec(prop::sample::select(kinds.to_vec()), 3), rows).prop_map(
        |(kinds, rows)| {
            let header = format!("a,b,c\n{}\nrequired,optional,optional\n", kinds.join(","));
            rows.iter().fold(header, |csv, (row, end)| csv + row + end)
        },
    )
}

proptest! {
    #[test]
    fn without_faults_it_is_the_json_of_the_endpoint_and_else_its_fault_is_the_first(csv in csv()) {
        let table = table(&csv);
        let list = format!("[{}]", table.relationships.join(","));
        match table.faults.first() {
            None => prop_assert_eq!(json_of_csv(csv.as_bytes(), LIMITS), Ok(list)),
            Some(fault) => {
                prop_assert_eq!(json_of_csv(csv.as_bytes(), LIMITS), Err(fault.error.clone()));
                prop_assert!(Document::parse_text(&list).is_ok(), "{}", list);
            }
        }
    }

    #[test]
    fn what_is_typed_in_a_cell_of_another_type_is_not_lost(cell in any::<String>()) {
        prop_assume!(!cell.is_empty());
        let csv = format!("c\nnumber\noptional\n\"{}\"\n", cell.replace('"', "\"\""));
        let table = table(&csv);
        let document = Document::parse_text(&table.relationships[0]).unwrap();
        let value = document.root().get("c").unwrap();
        let kept = if table.faults.is_empty() { value.number_text() } else { value.as_str() };
        prop_assert_eq!(kept, Some(if table.faults.is_empty() { cell.trim() } else { &*cell }));
    }
}
