//! What every answer is like.

use er_relationships::csv::{CsvLimits, json_of_csv};
use er_relationships::relationship::{MAX_BODY_BYTES, MAX_RELATIONSHIPS};
use http::{Request, Response};
use serde_json::{Value, json};

use crate::registry::Collections;
use crate::request::{caller, header, is_csv, parameter};
use crate::route::{Action, Found, Place, Row, Shape};
use crate::service::scopes_of;
use crate::upsert::first_fault;

/// What a request may be refused with on every route.
const REFUSALS: [u16; 3] = [400, 401, 403];

/// Checks an answer by itself, and returns its JSON: null for that to `OPTIONS`, which is empty.
pub fn check_answer(
    request: &Request<Vec<u8>>,
    response: &Response<Vec<u8>>,
    found: &Found,
) -> Value {
    let status = response.status().as_u16();
    let origin = request.headers().get("origin").filter(|origin| *origin == "https://app.example");
    assert_eq!(response.headers().get("access-control-allow-origin"), origin);
    match found {
        Found::NoPath => assert_eq!(status, 404),
        Found::NoMethod => assert_eq!(status, 405),
        Found::Options => assert_eq!(status, 204),
        Found::Route(row, _) => {
            let mut known = row.successes.iter().chain(row.refusals).chain(&REFUSALS);
            assert!(known.any(|known| *known == status), "{status} of {:?}", row.action);
        }
    }
    assert_eq!(response.headers().contains_key("allow"), matches!(status, 204 | 405));
    if status == 204 {
        assert!(response.body().is_empty());
        return Value::Null;
    }
    assert_eq!(response.headers()["content-type"], "application/json");
    let answer: Value = serde_json::from_slice(response.body()).expect("an answer is JSON");
    assert_eq!(answer["status"]["code"], status.to_string());
    match found {
        Found::Route(row, _) if row.successes.contains(&status) => check_success(row, &answer),
        _ => check_refusal(request, &answer),
    }
    answer
}

fn members(answer: &Value) -> Vec<&str> {
    answer.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn check_success(row: &Row, answer: &Value) {
    let has_paging = matches!(row.shape, Shape::Page | Shape::ObjectWithoutPaging);
    let wanted: &[&str] = match has_paging {
        true => &["data", "paging", "status", "transactionId"],
        false => &["data", "status", "transactionId"],
    };
    assert_eq!(members(answer), wanted);
    let message = answer["status"]["message"].as_str().expect("a text");
    match row.message {
        Some(wanted) => assert_eq!(message, wanted),
        None => assert!(!message.is_empty()),
    }
    let is_list = matches!(row.shape, Shape::Page | Shape::List);
    assert_eq!(answer["data"].is_array(), is_list, "{:?}", row.action);
    assert_eq!(answer["data"].is_object(), !is_list);
    match row.shape {
        Shape::Page => {
            let elements = answer["data"].as_array().expect("a list");
            let paging = &answer["paging"];
            let next = &paging["continuationToken"];
            assert_eq!(*paging, json!({"totalCount": elements.len(), "continuationToken": next}));
            assert!(next.is_null() || next.as_str().is_some_and(|next| !next.is_empty()));
        }
        Shape::ObjectWithoutPaging => assert!(answer["paging"].is_null()),
        Shape::List => assert_eq!(answer["data"].as_array().map(Vec::len), Some(1)),
        Shape::Object => {}
    }
}

/// A body that is refused has the same fault without an endpoint.
fn check_refusal(request: &Request<Vec<u8>>, answer: &Value) {
    assert_eq!(members(answer), ["data", "status", "transactionId"]);
    assert!(answer["status"]["message"].as_str().is_some_and(|message| !message.is_empty()));
    let Some(fault) = answer["data"].get("errors") else {
        return assert_eq!(answer["data"], json!({}));
    };
    assert_eq!(
        (members(&answer["data"]), answer["status"]["code"].as_str()),
        (vec!["errors"], Some("400"))
    );
    let [fault] = &fault.as_array().expect("a list")[..] else { panic!("one fault") };
    assert!(fault["path"].is_array() && fault["message"].is_string());
    let code = fault["code"].as_str().expect("a code");
    let limits = CsvLimits { max_rows: MAX_RELATIONSHIPS, max_json_bytes: MAX_BODY_BYTES };
    let without = match is_csv(request).then(|| json_of_csv(request.body(), limits)) {
        Some(Err(error)) => error.code().to_owned(),
        Some(Ok(json)) => first_fault(json.as_bytes()),
        None => first_fault(request.body()),
    };
    assert_eq!(without, code);
}

/// What was done, the caller may do.
pub fn check_permission(
    request: &Request<Vec<u8>>,
    row: &Row,
    path: &[String],
    before: &Collections,
) {
    let caller = caller(request);
    assert!(scopes_of(caller).contains(&row.scope), "{caller} without {}", row.scope);
    if let Some((permission, place)) = row.permission {
        let collection = match place {
            Place::Header => header(request, "ercollectionid"),
            Place::Path => &*path[0],
        };
        assert!(before.allows(collection, caller, permission), "{caller} {:?}", row.action);
    }
}

/// How many elements the page of a request has at most, where that is told.
pub fn page_size(request: &Request<Vec<u8>>, action: Action) -> usize {
    let told = match action {
        Action::ListTypes => parameter(request, "size"),
        // What happened in one request is told whole.
        Action::ReadLog => return usize::MAX,
        _ => request.headers().get("pagesize").map(|_| header(request, "pagesize").to_owned()),
    };
    told.map_or(100, |told| told.parse().expect("a size"))
}
