//! A CSV text as JSON text.

use super::{Body, write_element};
use crate::csv::{Column, CsvError, CsvErrorKind, CsvFault, CsvLimits, CsvTable, parse_csv};
use crate::issue::PathSegment;
use crate::json::{Writer, concat, write_string};

/// The most bytes of a CSV text. With it the cells of a row, the relationships and the report lie in
/// memory, each about as large and the last up to twice: a quarter of a gibibyte or so, which a
/// page can have.
pub const MAX_CSV_BYTES: usize = 64 * 1024 * 1024;

/// The most relationships of a CSV text: a thousand requests, each of as many as there may be.
pub const MAX_CSV_RELATIONSHIPS: usize = 100_000;

/// As many bytes of JSON as of CSV, although each relationship repeats the names.
const LIMITS: CsvLimits =
    CsvLimits { max_rows: MAX_CSV_RELATIONSHIPS, max_json_bytes: MAX_CSV_BYTES };

/// What a CSV text says: `{"columns":[{"name","type","isRequired"}],"relationships":["{…}"],
/// "issues":[{"code","path","message","index"?}]}`. The reading goes on behind a row or a cell that
/// is faulty, see [`parse_csv`]. Here the issues have messages: only the reader has their words.
pub fn report_csv(text: Body<'_>) -> String {
    let csv = text.as_bytes();
    let table = match csv.len() > MAX_CSV_BYTES {
        true => too_large(),
        false => parse_csv(csv, LIMITS),
    };
    let mut text = String::new();
    let mut object = Writer::object(&mut text);
    let mut columns = Writer::array(object.member("columns"));
    for column in &table.columns {
        write_column(columns.element(), column);
    }
    columns.end();
    let mut relationships = Writer::array(object.member("relationships"));
    for relationship in &table.relationships {
        write_string(relationships.element(), relationship);
    }
    relationships.end();
    let mut issues = String::new();
    for fault in &table.faults {
        write_fault(&mut issues, fault);
    }
    match issues.is_empty() {
        true => object.raw("issues", "[]"),
        false => object.member("issues").extend([&*issues, "]"]),
    }
    object.end();
    text
}

fn too_large() -> CsvTable {
    let reason = concat(&["the text exceeds ", &MAX_CSV_BYTES.to_string(), " bytes"]);
    let error = CsvError::of_text(CsvErrorKind::TooLarge, &reason);
    CsvTable { faults: vec![CsvFault { index: None, error }], ..CsvTable::default() }
}

fn write_column(out: &mut String, column: &Column) {
    let mut object = Writer::object(out);
    object.string("name", &column.name);
    object.string("type", column.kind.word());
    object.raw("isRequired", if column.is_required { "true" } else { "false" });
    object.end();
}

fn write_fault(list: &mut String, fault: &CsvFault) {
    let CsvFault { index, error } = fault;
    // From the relationship, not from the list of them.
    let path = match error.path() {
        [PathSegment::Index(_), path @ ..] => path,
        path => path,
    };
    write_element(list, error.code(), path, |object| {
        object.string("message", &error.message());
        if let Some(index) = index {
            object.raw("index", &index.to_string());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(csv: &str) -> String {
        report_csv(Body::Text(csv))
    }

    #[test]
    fn a_table_has_columns_relationships_and_no_issue() {
        let csv = "id,data\nstring,object\nrequired,optional\na,\"{\"\"k\"\": 1.50}\"\nb,\n";
        let expected = r#"{"columns":[{"name":"id","type":"string","isRequired":true},{"name":"data","type":"object","isRequired":false}],"relationships":["{\"id\":\"a\",\"data\":{\"k\": 1.50}}","{\"id\":\"b\"}"],"issues":[]}"#;
        assert_eq!(report(csv), expected);
    }

    #[test]
    fn what_is_wrong_has_its_place_and_its_sentence() {
        let csv = "id,n\nstring,number\nrequired,optional\na,x\n\n\"";
        let expected = concat(&[
            r#"{"columns":[{"name":"id","type":"string","isRequired":true},{"name":"n","type":"number","isRequired":false}],"#,
            r#""relationships":["{\"id\":\"a\",\"n\":\"x\"}","{}"],"issues":["#,
            r#"{"code":"csvCell","path":["n"],"message":"row 4, column `n`: is not valid JSON: an unexpected character at line 1 column 1","index":0},"#,
            r#"{"code":"csvSyntax","path":[],"message":"row 5: the line is empty","index":1},"#,
            r#"{"code":"csvSyntax","path":[],"message":"row 6: a quote is not closed"}]}"#,
        ]);
        assert_eq!(report(csv), expected);
        // The path starts at the relationship.
        let row = report("id\nstring\nrequired\na,b");
        assert!(row.contains(r#"{"code":"csvSyntax","path":[],"message":"row 4: "#), "{row}");
        let bytes = report_csv(Body::Bytes(b"\xFF"));
        let issue = r#"{"code":"notUtf8","path":[],"message":"invalid UTF-8 at line 1 column 1"}"#;
        assert!(bytes.contains(issue), "{bytes}");
    }

    #[test]
    fn a_text_may_have_its_limits_and_no_more() {
        let header = "id\nstring\nrequired\n";
        let rows = |count: usize| format!("{header}{}", "a\n".repeat(count));
        let most = report(&rows(MAX_CSV_RELATIONSHIPS));
        assert!(most.ends_with(r#""issues":[]}"#));
        let many = report(&rows(MAX_CSV_RELATIONSHIPS + 1));
        let issue = r#","issues":[{"code":"tooManyRelationships","path":[],"message":"number of relationships supplied exceeds maximum allowed limit of 100000"}]}"#;
        assert_eq!(many, most.replace(r#","issues":[]}"#, issue));
        // Line ends at the end are no rows, but bytes.
        let long = format!("{header}a{}", "\n".repeat(MAX_CSV_BYTES - header.len() - 1));
        assert!(report(&long).ends_with(r#""issues":[]}"#));
        let too_long = r#"{"columns":[],"relationships":[],"issues":[{"code":"csvTooLarge","path":[],"message":"the text exceeds 67108864 bytes"}]}"#;
        assert_eq!(report(&(long + "\n")), too_long);
    }
}
