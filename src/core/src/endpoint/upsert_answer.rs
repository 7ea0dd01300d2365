//! The answer to an upsert (contract section 3).

use http::{StatusCode, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Call;
use super::answer::Answer;
use crate::issue::{Issue, write_path};
use crate::json::{Value, Writer, write_string};
use crate::relationship::ID;
use crate::upsert::Outcome;

/// What stays as it is in the id of a tracker: the unreserved characters of RFC 3986.
const TRACKER_ID: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What came out about one relationship in the end.
pub(super) enum ItemResult {
    Success { outcome: Outcome, sys_data: String },
    Failure(Vec<Issue>),
}

/// 201 when everything was upserted, else 207 with a list of each kind that has members.
pub(super) fn answer(
    items: &[Value<'_>],
    results: &[ItemResult],
    include_system_data: bool,
    call: &Call<'_>,
) -> Answer {
    let is_success = |result: &&ItemResult| matches!(result, ItemResult::Success { .. });
    let upserted = results.iter().filter(is_success).count();
    let has_failed = upserted < results.len();
    let status = if has_failed { StatusCode::MULTI_STATUS } else { StatusCode::CREATED };
    let message = format!("Total number of Relationships Upserted:  {upserted}.");
    Answer::with_data(status, &message, call.transaction, |data| {
        let mut data = Writer::object(data);
        if has_failed || include_system_data {
            let list = List { items, results, include_system_data, call };
            let mut responses = Writer::object(data.member("responses"));
            if upserted > 0 {
                list.write_successes(responses.member("success"));
            }
            if has_failed {
                list.write_failures(responses.member("failure"));
            }
            responses.end();
        }
        data.end();
    })
}

/// The lists of `data.responses`.
struct List<'a> {
    items: &'a [Value<'a>],
    results: &'a [ItemResult],
    include_system_data: bool,
    call: &'a Call<'a>,
}

impl List<'_> {
    fn write_successes(&self, out: &mut String) {
        let mut list = Writer::array(out);
        for (index, (item, result)) in self.items.iter().zip(self.results).enumerate() {
            if let ItemResult::Success { outcome, sys_data } = result {
                let mut object = Writer::object(list.element());
                self.write_common(&mut object, *item, "Relationship upserted successfully", index);
                object.string("outcome", outcome.as_str());
                if self.include_system_data {
                    object.raw("sysData", sys_data);
                }
                object.end();
            }
        }
        list.end();
    }

    fn write_failures(&self, out: &mut String) {
        let mut list = Writer::array(out);
        for (index, (item, result)) in self.items.iter().zip(self.results).enumerate() {
            if let ItemResult::Failure(issues) = result {
                let messages: Vec<String> = issues.iter().map(Issue::message).collect();
                let mut object = Writer::object(list.element());
                self.write_common(&mut object, *item, &messages.join(", "), index);
                let mut errors = Writer::array(object.member("errors"));
                for (issue, message) in issues.iter().zip(&messages) {
                    write_issue(errors.element(), issue, message);
                }
                errors.end();
                object.end();
            }
        }
        list.end();
    }

    fn write_common(&self, object: &mut Writer<'_>, item: Value<'_>, message: &str, index: usize) {
        let id = item.get(ID).and_then(Value::as_str);
        match id {
            Some(id) => write_string(object.member("id"), id),
            None => object.raw("id", "null"),
        }
        object.string("message", message);
        object.string("tracker", &self.tracker(id.unwrap_or_default()));
        object.raw("index", &index.to_string());
    }

    fn tracker(&self, id: &str) -> String {
        let id = utf8_percent_encode(id, TRACKER_ID);
        let transaction = self.call.transaction.as_str();
        let origin = origin(self.call.uri);
        format!("{origin}/apollo/status/logs?relationshipid={id}&transactionid={transaction}")
    }
}

fn origin(uri: &Uri) -> String {
    match (uri.scheme_str(), uri.authority()) {
        (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
        _ => String::new(),
    }
}

fn write_issue(out: &mut String, issue: &Issue, message: &str) {
    let mut object = Writer::object(out);
    object.string("code", issue.code.as_str());
    write_path(object.member("path"), &issue.path);
    object.string("message", message);
    issue.write_details(&mut object);
    object.end();
}
