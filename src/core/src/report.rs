//! A verdict as JSON text, for those who judge without an endpoint.
//!
//! `{"count":2,"issues":[{"code","path","index"?,"keyword"?,"schemaPath"?,"params"?}],"hints"?}`:
//! `count` is the number of relationships, `index` the place of one in a list, `hints` (of the form
//! of issues) what is no fault but looks like one. It has no messages: they follow from code, path
//! and params ([`Issue::message`]), and whoever shows them has tables of their own.

mod csv;

pub use csv::{MAX_CSV_BYTES, MAX_CSV_RELATIONSHIPS, report_csv};

use crate::catalog::{RelationshipType, TypeSource};
use crate::issue::{Code, Issue, PathSegment, Suggestion, write_path};
use crate::json::{Document, SyntaxError, Value, Writer, parse_utf8, write_string};
use crate::relationship::{
    self, DESTINATION_TYPE, MAX_BODY_BYTES, MAX_RELATIONSHIPS, RELATIONSHIP_TYPE, SOURCE_TYPE,
    Suggester, items, judge_batch,
};
use crate::schema::{ParseError, Schema};

/// The code of a text beyond [`MAX_BODY_BYTES`].
const BODY_TOO_LARGE: &str = "bodyTooLarge";

/// A text to judge.
#[derive(Debug, Clone, Copy)]
pub enum Body<'a> {
    /// What may be UTF-8.
    Bytes(&'a [u8]),
    /// What is.
    Text(&'a str),
}

impl<'a> Body<'a> {
    fn as_bytes(self) -> &'a [u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }

    fn text(self) -> Result<&'a str, SyntaxError> {
        match self {
            Self::Bytes(bytes) => parse_utf8(bytes),
            Self::Text(text) => Ok(text),
        }
    }
}

/// How many relationships a body has, if [`report_relationships`] has nothing else to tell; else 0,
/// and often when it has not. Takes less than half of the time.
pub fn count_if_valid(body: Body<'_>, types: &impl TypeSource) -> usize {
    if body.as_bytes().len() > MAX_BODY_BYTES {
        return 0;
    }
    let text = body.text().ok();
    text.and_then(|text| relationship::count_if_valid(text, |name| types.find(name))).unwrap_or(0)
}

/// Judges a body by contract sections 2 (rows 8 to 10), 4 and 6, as far as that takes no store, and
/// reports at most `max_issues`.
pub fn report_relationships(body: Body<'_>, types: &impl TypeSource, max_issues: usize) -> String {
    with_document(body, |document| {
        let items = match items(document, MAX_RELATIONSHIPS) {
            Ok(items) => items,
            Err(error) => return fault(error.code(), &error.path(), |_| {}),
        };
        let is_list = document.root().elements().is_some();
        let mut report = Report::new(items.len(), max_issues);
        let mut suggester = Suggester::new(types);
        let verdicts = judge_batch(&items, |name| types.find(name));
        for (index, (item, mut verdict)) in items.iter().zip(verdicts).enumerate() {
            let index = is_list.then_some(index);
            suggester.add_to(*item, &mut verdict.issues);
            for issue in &verdict.issues {
                report.add(issue, index);
            }
            if let Some(known) = &verdict.relationship_type
                && let Some(inverse) = inverse_for(known, *item)
            {
                report.add_hint(inverse, index);
            }
            if report.is_full() {
                break;
            }
        }
        report.into_text()
    })
}

/// The type that was meant, if the relationship's ends look swapped.
fn inverse_for<'t>(known: &'t RelationshipType, item: Value<'_>) -> Option<&'t str> {
    let class = |property| item.get(property)?.as_str();
    known.inverse_for(class(SOURCE_TYPE)?, class(DESTINATION_TYPE)?)
}

/// Judges a text by a schema, and reports at most `max_issues`.
pub fn report_document(text: Body<'_>, schema: &Schema, max_issues: usize) -> String {
    with_document(text, |document| {
        let mut report = Report::new(1, max_issues);
        for issue in &schema.issues(document.root()) {
            report.add(issue, None);
        }
        report.into_text()
    })
}

/// The names of types, as a JSON list.
pub fn report_type_names(types: &impl TypeSource) -> String {
    let mut text = String::new();
    let mut list = Writer::array(&mut text);
    for name in types.names() {
        write_string(list.element(), &name);
    }
    list.end();
    text
}

/// Why a text is no schema: `{"code":"schemaInvalid","location","reason"}`, or the code and params of
/// what is no JSON. Empty if it is one.
pub fn report_parse_result<T>(result: &Result<T, ParseError>) -> String {
    let mut text = String::new();
    if let Err(error) = result {
        let mut object = Writer::object(&mut text);
        match error {
            ParseError::Syntax(error) => {
                object.string("code", error.kind.code());
                write_place(&mut object, error);
            }
            ParseError::Schema(error) => {
                object.string("code", "schemaInvalid");
                object.string("location", &error.location);
                object.string("reason", &error.reason);
            }
        }
        object.end();
    }
    text
}

fn with_document(body: Body<'_>, judge: impl FnOnce(&Document<'_>) -> String) -> String {
    if body.as_bytes().len() > MAX_BODY_BYTES {
        return fault(BODY_TOO_LARGE, &[], |_| {});
    }
    match body.text().and_then(Document::parse_text) {
        Ok(document) => judge(&document),
        Err(error) => fault(error.kind.code(), &[], |object| write_place(object, &error)),
    }
}

fn write_place(object: &mut Writer<'_>, error: &SyntaxError) {
    let mut params = Writer::object(object.member("params"));
    params.raw("line", &error.line.to_string());
    params.raw("column", &error.column.to_string());
    if let Some(pointer) = &error.pointer {
        params.string("pointer", pointer);
    }
    params.end();
}

/// The report of a text that holds nothing to judge.
fn fault(code: &str, path: &[PathSegment], write_details: impl FnOnce(&mut Writer<'_>)) -> String {
    let mut report = Report::new(0, 1);
    write_element(&mut report.issues, code, path, write_details);
    report.into_text()
}

/// A report that is being written.
struct Report {
    count: usize,
    /// The lists so far, less their last bracket; empty when they are.
    issues: String,
    hints: String,
    issues_left: usize,
}

impl Report {
    fn new(count: usize, max_issues: usize) -> Self {
        Self { count, issues: String::new(), hints: String::new(), issues_left: max_issues }
    }

    fn is_full(&self) -> bool {
        self.issues_left == 0
    }

    fn add(&mut self, issue: &Issue, index: Option<usize>) {
        if let Some(left) = self.issues_left.checked_sub(1) {
            self.issues_left = left;
            write_issue(&mut self.issues, issue, index);
        }
    }

    fn add_hint(&mut self, inverse_type: &str, index: Option<usize>) {
        let mut hint = Issue::with_property(Code::EndsSwapped, RELATIONSHIP_TYPE);
        let inverse_type = Some(inverse_type.to_owned());
        hint.suggestion = Some(Suggestion { inverse_type, nearest_type: None }.into());
        write_issue(&mut self.hints, &hint, index);
    }

    fn into_text(self) -> String {
        let mut text = String::new();
        let mut object = Writer::object(&mut text);
        object.raw("count", &self.count.to_string());
        for (name, list) in [("issues", self.issues), ("hints", self.hints)] {
            match (name, list.is_empty()) {
                (_, false) => object.member(name).extend([&*list, "]"]),
                ("issues", true) => object.raw(name, "[]"),
                _ => {}
            }
        }
        object.end();
        text
    }
}

fn write_issue(list: &mut String, issue: &Issue, index: Option<usize>) {
    write_element(list, issue.code.as_str(), &issue.path, |object| {
        if let Some(index) = index {
            object.raw("index", &index.to_string());
        }
        issue.write_details(object);
    });
}

fn write_element(
    list: &mut String,
    code: &str,
    path: &[PathSegment],
    write_details: impl FnOnce(&mut Writer<'_>),
) {
    list.push(if list.is_empty() { '[' } else { ',' });
    let mut object = Writer::object(list);
    object.string("code", code);
    write_path(object.member("path"), path);
    write_details(&mut object);
    object.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{BuiltIn, Types};
    use crate::schema::NativeRegexEngine;

    const VALID: &str = r#"{"id":"a","relationshipName":"n","relationshipType":"BRICK_0_4__feeds","sourceEntityId":"s","destinationEntityId":"d"}"#;

    fn report(body: &str, max_issues: usize) -> String {
        report_relationships(Body::Text(body), &BuiltIn::default(), max_issues)
    }

    #[test]
    fn what_is_right_has_a_count_and_no_issue() {
        assert_eq!(report(VALID, 9), r#"{"count":1,"issues":[]}"#);
        let list = format!("[{VALID},{}]", VALID.replace(r#""a""#, r#""b""#));
        assert_eq!(report(&list, 9), r#"{"count":2,"issues":[]}"#);
    }

    #[test]
    fn issues_of_a_list_have_an_index_and_those_of_one_relationship_have_none() {
        let wrong = VALID.replace(r#""s""#, "1");
        let issue = r##"{"code":"stringExpected","path":["sourceEntityId"],INDEX"keyword":"type","schemaPath":"#/properties/sourceEntityId/type"}"##;
        let expected = |index: &str, count: u8| {
            format!(r#"{{"count":{count},"issues":[{}]}}"#, issue.replace("INDEX", index))
        };
        assert_eq!(report(&wrong, 9), expected("", 1));
        assert_eq!(report(&format!("[{VALID},{wrong}]"), 9).matches("duplicateId").count(), 1);
        let other = wrong.replace(r#""a""#, r#""b""#);
        assert_eq!(report(&format!("[{VALID},{other}]"), 9), expected(r#""index":1,"#, 2));
    }

    #[test]
    fn no_more_issues_are_told_than_were_asked_for() {
        let all = report("[{},{}]", usize::MAX);
        assert_eq!(all.matches(r#""code""#).count(), 10);
        for max_issues in [1, 4, 5, 6] {
            let some = report("[{},{}]", max_issues);
            assert_eq!(some.matches(r#""code""#).count(), max_issues);
            assert!(some.starts_with(r#"{"count":2,"#), "{some}");
            assert!(all.starts_with(some.trim_end_matches("]}")), "{some}");
        }
    }

    #[test]
    fn a_text_that_holds_no_relationships_has_one_issue_and_its_place() {
        for (body, issue) in [
            ("", r#"{"code":"unexpectedEnd","path":[],"params":{"line":1,"column":1}}"#),
            (
                "[\n{\"a~/b\":1,\"a~/b\":2}]",
                r#"{"code":"duplicateName","path":[],"params":{"line":2,"column":11,"pointer":"/0/a~0~1b"}}"#,
            ),
            ("1", r#"{"code":"objectOrListExpected","path":[]}"#),
            ("[]", r#"{"code":"emptyList","path":[]}"#),
            ("[{},1]", r#"{"code":"objectExpected","path":[1]}"#),
        ] {
            assert_eq!(report(body, 9), format!(r#"{{"count":0,"issues":[{issue}]}}"#));
        }
        let report =
            report_relationships(Body::Bytes(b"\"\xFF\""), &BuiltIn::default(), usize::MAX);
        assert!(report.contains(r#"{"code":"notUtf8","path":[],"params":{"line":1,"column":2}}"#));
    }

    #[test]
    fn a_body_may_have_its_limit_and_no_byte_more() {
        let padding = " ".repeat(MAX_BODY_BYTES - VALID.len());
        assert_eq!(report(&format!("{VALID}{padding}"), 9), r#"{"count":1,"issues":[]}"#);
        let too_large = r#"{"count":0,"issues":[{"code":"bodyTooLarge","path":[]}]}"#;
        assert_eq!(report(&format!("{VALID}{padding} "), 9), too_large);
    }

    #[test]
    fn ends_that_look_swapped_are_a_hint_and_no_issue() {
        let ends = |source: &str, destination: &str| {
            VALID.replace("feeds", "hasPart_Location_Equipment").replace(
                r#""id""#,
                &format!(
                    r#""brickSourceEntityType":"{source}","brickDestinationEntityType":"{destination}","id""#
                ),
            )
        };
        let hint = r#"{"count":1,"issues":[],"hints":[{"code":"endsSwapped","path":["relationshipType"],"params":{"inverseType":"BRICK_0_4__isPartOf_Equipment_Location"}}]}"#;
        assert_eq!(report(&ends("BRICK_0_4__Equipment", "Location"), 9), hint);
        for (source, destination) in
            [("Location", "Equipment"), ("Equipment", "Equipment"), ("AHU", "Location")]
        {
            assert_eq!(report(&ends(source, destination), 9), r#"{"count":1,"issues":[]}"#);
        }
    }

    #[test]
    fn only_types_that_are_there_are_suggested() {
        let types = Types::new(NativeRegexEngine, false);
        types.add(r#"{"title":"BRICK_0_4__fees"}"#).unwrap();
        let suggestion = |name: &str| {
            let body = VALID.replace("BRICK_0_4__feeds", name);
            let report = report_relationships(Body::Text(&body), &types, 9);
            report.split_once("\"params\":").map(|(_, params)| params.replace("}]}", ""))
        };
        let nearest = r#"{"nearestType":"BRICK_0_4__fees"}"#;
        assert_eq!(suggestion("BRICK_0_4__feeds").as_deref(), Some(nearest));
        assert_eq!(suggestion("BRICK_0_4__hasPart_Location_Location"), None);
        assert_eq!(suggestion("BRICK_0_4__hasPart_Equipment_Location"), None);
    }

    #[test]
    fn a_schema_that_is_none_is_told_with_its_place() {
        let parse = |schema: &str, documents: &str| {
            report_parse_result(&Schema::parse(schema, documents, &NativeRegexEngine))
        };
        assert_eq!(parse("true", "{}"), "");
        assert_eq!(parse(r#"{"$ref":"urn:a"}"#, r#"{"urn:a":false}"#), "");
        assert_eq!(
            parse(r#"{"properties":{"a/b":{"type":"text"}}}"#, "{}"),
            r##"{"code":"schemaInvalid","location":"#/properties/a~1b/type","reason":"must be one of draft-06's type names, or a list of different ones"}"##
        );
        assert_eq!(parse("{", "{}"), r#"{"code":"unexpectedEnd","params":{"line":1,"column":2}}"#);
        assert_eq!(
            parse("true", r#"{"a":true}"#),
            r#"{"code":"schemaInvalid","location":"a","reason":"must be an absolute URI"}"#
        );
    }
}
