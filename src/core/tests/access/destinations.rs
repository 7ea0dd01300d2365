//! A relationship that leads into another collection: who posts it must be able to read there.

use serde_json::{Value, json};

use crate::service::*;
use crate::table::request;
use crate::told::{Told, transaction};

const NOT_ACCESSIBLE: &str = "destinationERCollectionId is not accessible";

fn leading_to(id: &str, collection: &str) -> Value {
    let mut row = row(id);
    row["destinationERCollectionId"] = collection.into();
    row
}

/// Posts into [`COMMON`], in which everyone may.
fn post(service: &Service, caller: &str, is_async: bool, body: &Value) -> http::Response<Vec<u8>> {
    let token = token(caller, &["apollo_write"]);
    let headers = [("async", if is_async { "true" } else { "false" })];
    let body = body.to_string();
    service.answer(request("POST", "/apollo/er/relationships", COMMON, &token, &headers, &body))
}

/// The failures of an answer: index and message.
fn failures(response: &http::Response<Vec<u8>>) -> Vec<(u64, String)> {
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    let failures = body["data"]["responses"]["failure"].as_array().cloned().unwrap_or_default();
    let failure =
        |it: &Value| (it["index"].as_u64().unwrap(), it["message"].as_str().unwrap().to_owned());
    failures.iter().map(failure).collect()
}

#[test]
fn the_destination_must_be_readable_by_whoever_posts() {
    for deployment in Deployment::ALL {
        let service = Service::new(deployment);
        for caller in CALLERS {
            let body = json!([
                leading_to(&format!("{caller} home"), COMMON),
                leading_to(&format!("{caller} own"), OWN),
                leading_to(&format!("{caller} foreign"), FOREIGN),
                leading_to(&format!("{caller} unknown"), UNKNOWN),
                row(&format!("{caller} plain")),
            ]);
            let refused: &[u64] = if caller == "none" { &[1, 2, 3] } else { &[2, 3] };
            let expected: Vec<_> =
                refused.iter().map(|index| (*index, NOT_ACCESSIBLE.to_owned())).collect();
            let response = post(&service, caller, false, &body);
            assert_eq!(response.status().as_u16(), 207, "{deployment:?} {caller}");
            assert_eq!(failures(&response), expected, "{deployment:?} {caller}");
        }
    }
}

#[test]
fn a_foreign_destination_and_an_unknown_one_are_refused_with_the_same_words() {
    for deployment in Deployment::ALL {
        let service = Service::new(deployment);
        let before = service.snapshot();
        for query in ["", "&dryRun=true"] {
            let told = [FOREIGN, UNKNOWN].map(|destination| {
                let token = token("owner", &["apollo_write"]);
                let body = leading_to("x", destination).to_string();
                let path = "/apollo/er/relationships";
                let mut sent = request("POST", path, COMMON, &token, &[], &body);
                *sent.uri_mut() = format!("{}{query}", sent.uri()).parse().unwrap();
                Told::new(&service.answer(sent))
            });
            assert_eq!(told[0], told[1], "{deployment:?} {query}");
            let errors = r#""errors":[{"code":"destinationNotAccessible","path":["destinationERCollectionId"],"message":"destinationERCollectionId is not accessible"}]"#;
            assert!(told[0].body.contains(errors), "{told:?}");
        }
        if deployment == Deployment::MapAlone {
            assert_eq!(service.snapshot(), before, "a map alone has no log of what failed");
        }
    }
}

#[test]
fn a_request_that_is_processed_later_is_judged_alike() {
    let service = Service::new(Deployment::Objects);
    let body = json!([
        leading_to("own", OWN),
        leading_to("foreign", FOREIGN),
        leading_to("unknown", UNKNOWN),
    ]);
    for (caller, allowed) in [("none", false), ("readonly", true)] {
        let response = post(&service, caller, true, &body);
        assert_eq!(response.status().as_u16(), 202);
        let transaction = transaction(&response);
        service.process(COMMON, &transaction);

        let token = token(caller, &["apollo_read"]);
        let mut sent = request("GET", "/", COMMON, &token, &[], "");
        let uri = format!("https://host/apollo/status/logs?transactionid={transaction}");
        *sent.uri_mut() = uri.parse().unwrap();
        let body: Value = serde_json::from_slice(service.answer(sent).body()).unwrap();
        let told: Vec<&Value> =
            body["data"].as_array().unwrap().iter().map(|entry| &entry["message"]).collect();
        let (refused, nothing) = (json!(NOT_ACCESSIBLE), Value::Null);
        let own = if allowed { &nothing } else { &refused };
        assert_eq!(told, [own, &refused, &refused], "{caller}");
    }
}
