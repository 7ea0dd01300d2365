//! The answer to an upsert (contract section 3).

use http::{StatusCode, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Call;
use super::answer::Answer;
use crate::issue::ReportedIssue;
use crate::json::{Writer, write_string};
use crate::upsert::{Item, ItemResult};

/// What stays as it is in the id of a tracker: the unreserved characters of RFC 3986.
const TRACKER_ID: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// 201 when everything was upserted, else 207 with a list of each kind that has members.
/// `transaction_id` is that of the request whose results these are.
pub(super) fn answer(
    items: &[Item<'_>],
    results: &[ItemResult],
    include_system_data: bool,
    transaction_id: &str,
    call: &Call<'_>,
) -> Answer {
    let is_success = |result: &&ItemResult| matches!(result, ItemResult::Success { .. });
    let upserted = results.iter().filter(is_success).count();
    let has_failed = upserted < results.len();
    let status = if has_failed { StatusCode::MULTI_STATUS } else { StatusCode::CREATED };
    let message = format!("Total number of Relationships Upserted:  {upserted}.");
    Answer::with_data(status, &message, transaction_id, |data| {
        let mut data = Writer::object(data);
        if has_failed || include_system_data {
            let list = List { items, results, include_system_data, transaction_id, call };
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
    items: &'a [Item<'a>],
    results: &'a [ItemResult],
    include_system_data: bool,
    transaction_id: &'a str,
    call: &'a Call<'a>,
}

impl List<'_> {
    fn write_successes(&self, out: &mut String) {
        let mut list = Writer::array(out);
        for (index, (item, result)) in self.items.iter().zip(self.results).enumerate() {
            if let ItemResult::Success { outcome, sys_data, .. } = result {
                let mut object = Writer::object(list.element());
                self.write_common(
                    &mut object,
                    item.id,
                    "Relationship upserted successfully",
                    index,
                );
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
            if let ItemResult::Failure { issues, .. } = result {
                let messages: Vec<&str> = issues.iter().map(|issue| &*issue.message).collect();
                let mut object = Writer::object(list.element());
                self.write_common(&mut object, item.id, &messages.join(", "), index);
                let mut errors = Writer::array(object.member("errors"));
                for ReportedIssue { json, .. } in issues {
                    errors.element().push_str(json);
                }
                errors.end();
                object.end();
            }
        }
        list.end();
    }

    fn write_common(&self, object: &mut Writer<'_>, id: Option<&str>, message: &str, index: usize) {
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
        let transaction = self.transaction_id;
        let origin = origin(self.call.uri);
        format!("{origin}/apollo/status/logs?relationshipid={id}&transactionid={transaction}")
    }
}

pub(super) fn origin(uri: &Uri) -> String {
    match (uri.scheme_str(), uri.authority()) {
        (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
        _ => String::new(),
    }
}
