//! The table of cases (`tests/cases/`, where the README tells its format) against the endpoint in
//! memory: each case is a test. `tests/worker/cases.test.mjs` runs the same table over HTTP.
//!
//! Clock, randomness and key are this test's own, so every byte of an answer is known beforehand.
#![expect(clippy::unwrap_used, reason = "the table is known to be well-formed")]

#[path = "../ledger/database.rs"]
#[expect(dead_code, clippy::panic, reason = "the ledger's tests use more of it")]
mod database;
mod expected;
mod service;
mod table;
mod token;

use std::io;
use std::sync::Arc;

use er_relationships::json::{Document, Value};
use libtest_mimic::{Arguments, Failed, Trial};

use expected::{compare_answer, compare_stored};
use service::Service;
use table::Case;

fn main() -> io::Result<()> {
    let mut trials = Vec::new();
    for case in table::load()? {
        let case = Arc::new(case);
        for has_object in [false, true] {
            let case = Arc::clone(&case);
            let place = if has_object { ", with the registry's object" } else { "" };
            let title = format!("{}{place}", case.title);
            trials.push(Trial::test(title, move || run(&case, has_object).map_err(Failed::from)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// Takes the steps of one case to an endpoint of its own; its registry changes in the map alone, or in an
/// object of which no copy is ever made: what is new must be there all the same.
fn run(case: &Case, has_object: bool) -> Result<(), String> {
    let document = Document::parse(case.text.as_bytes()).unwrap();
    let table = document.root();
    let service = Service::new(&case.name, table, has_object);
    let steps = table.get("steps").and_then(Value::elements).unwrap();
    let mut answers = Vec::new();
    for (step, number) in steps.zip(1..) {
        let (response, faults) = service.answer(step.get("request").unwrap());
        compare_answer(step.get("answer").unwrap(), &response, &answers)
            .map_err(|difference| format!("step {number}: {difference}"))?;
        if faults.len() != usize::from(response.status().is_server_error()) {
            return Err(format!("step {number}: the log has {faults:?}"));
        }
        answers.push(response);
    }
    match table.get("stored") {
        Some(stored) => compare_stored(stored, service.records()),
        None => Ok(()),
    }
}
