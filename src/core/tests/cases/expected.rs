//! What a case expects, to the byte.

use std::collections::BTreeMap;

use er_relationships::json::{Value, Writer};
use http::Response;

use super::service::NOW_MILLIS;
use super::table::{compact, members_of, text_of};

/// What `{{origin}}` stands for here.
pub(crate) const ORIGIN: &str = "https://er.example";

/// What `{{timestamp}}` stands for here: `service::NOW_MILLIS`.
const NOW: &str = "2023-11-14T22:13:20.123Z";

/// What `{{uuid}}` stands for here.
const UUID: &str = "eeeeeeee-eeee-4eee-aeee-eeeeeeeeeeee";

/// The id of the `number`th request's transaction (counted from 1, at most 15): bytes that are all
/// that number, with the marks of a version 4 UUID.
fn transaction_id(number: usize) -> String {
    let n = format!("0{number:x}");
    let [version, variant] = ["4", "8"].map(|mark| format!("{mark}{number:x}"));
    format!("{n}{n}{n}{n}-{n}{n}-{version}{n}-{variant}{n}-{n}{n}{n}{n}{n}{n}")
}

/// # Errors
///
/// What differs in an answer that comes after the `earlier` ones.
pub(crate) fn compare_answer(
    expected: Value<'_>,
    response: &Response<Vec<u8>>,
    earlier: &[Response<Vec<u8>>],
) -> Result<(), String> {
    if let Some(number) = expected.get("replays").and_then(Value::number_text) {
        let number: usize = number.parse().unwrap();
        compare_replay(earlier.get(number - 1).unwrap(), response)?;
    } else {
        equal("status", &status(expected), response.status().as_str())?;
        let id = transaction_id(earlier.len() + 1);
        let body = body(expected).replace("{{transactionId}}", &id);
        let actual = String::from_utf8_lossy(response.body());
        equal("body", &fill_in(&body), &actual)?;
    }
    let of_envelope =
        [("content-type", Some("application/json")), ("cache-control", Some("no-store"))];
    let of_envelope = of_envelope.into_iter().filter(|_| !response.body().is_empty());
    let named = members_of(expected, "headers").map(|(name, value)| (name, value.as_str()));
    for (name, value) in named.chain(of_envelope) {
        let actual = response.headers().get(name);
        let actual = actual.map(|value| value.to_str().unwrap());
        equal(name, value.unwrap_or("absent"), actual.unwrap_or("absent"))?;
    }
    Ok(())
}

/// A replay is the first answer, to the byte, with its entity tag.
fn compare_replay(first: &Response<Vec<u8>>, response: &Response<Vec<u8>>) -> Result<(), String> {
    let [is, should] = [response, first].map(|response| {
        let etag = response.headers().get("etag").map(|etag| etag.to_str().unwrap());
        let body = String::from_utf8_lossy(response.body());
        format!("{} {} {body}", response.status(), etag.unwrap_or("absent"))
    });
    equal("replay", &should, &is)
}

/// # Errors
///
/// What differs.
pub(crate) fn compare_stored(
    expected: Value<'_>,
    actual: BTreeMap<String, String>,
) -> Result<(), String> {
    let records = expected.members().unwrap().map(|(key, record)| {
        let text = record.as_str().map_or_else(|| compact(record), str::to_owned);
        (key.to_owned(), fill_in(&text))
    });
    let expected: BTreeMap<_, _> = records.collect();
    equal("stored", &format!("{expected:#?}"), &format!("{actual:#?}"))
}

fn status(expected: Value<'_>) -> String {
    let status = expected.get("status").and_then(Value::number_text);
    status.unwrap().to_owned()
}

/// The envelope of contract section 3; nothing for an answer without a message.
fn body(expected: Value<'_>) -> String {
    let mut body = String::new();
    let Some(message) = text_of(expected, "message") else {
        return body;
    };
    let mut envelope = Writer::object(&mut body);
    let mut object = Writer::object(envelope.member("status"));
    object.string("message", &message);
    object.string("code", &status(expected));
    object.end();
    envelope.string("transactionId", "{{transactionId}}");
    let data = expected.get("data").map_or("{}".to_owned(), compact);
    envelope.raw("data", &expand_trackers(&data));
    if let Some(paging) = expected.get("paging") {
        envelope.raw("paging", &compact(paging));
    }
    envelope.end();
    body
}

/// Writes `{{tracker ID}}` out.
fn expand_trackers(text: &str) -> String {
    let mut parts = text.split("{{tracker ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (id, rest) = part.split_once("}}").unwrap();
        out += "{{origin}}/apollo/status/logs?relationshipid=";
        out += &format!("{id}&transactionid={{{{transactionId}}}}{rest}");
    }
    out
}

/// Puts in what the placeholders stand for here.
pub(crate) fn fill_in(text: &str) -> String {
    let text = text.replace("{{timestamp}}", NOW).replace("{{origin}}", ORIGIN);
    let text = text.replace("{{uuid}}", UUID);
    let text = text.replace("\"{{unixTimestamp}}\"", &NOW_MILLIS.to_string());
    (1..=15).fold(text, |text, number| {
        let placeholder = format!("{{{{transactionId {number}}}}}");
        text.replace(&placeholder, &transaction_id(number))
    })
}

fn equal(what: &str, expected: &str, actual: &str) -> Result<(), String> {
    if expected == actual {
        Ok(())
    } else {
        Err(format!("{what}\nexpected: {expected}\nactual:   {actual}"))
    }
}
