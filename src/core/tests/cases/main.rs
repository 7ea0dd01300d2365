//! The table of cases (`tests/cases/`, where the README tells its format) against the endpoint in
//! memory: each case is a test. `tests/worker/cases.test.mjs` runs the same table over HTTP.
//!
//! Clock, randomness and key are this test's own, so every byte of an answer is known beforehand.
#![expect(clippy::unwrap_used, reason = "the table is known to be well-formed")]

mod expected;
mod service;
mod table;
mod token;

use std::io;

use er_relationships::json::{Document, Value};
use libtest_mimic::{Arguments, Failed, Trial};

use expected::{compare_answer, compare_stored};
use service::Service;
use table::Case;

fn main() -> io::Result<()> {
    let trials = table::load()?.into_iter().map(|case| {
        let title = case.title.clone();
        Trial::test(title, move || run(&case).map_err(Failed::from))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

/// Takes the steps of one case to an endpoint of its own.
fn run(case: &Case) -> Result<(), String> {
    let document = Document::parse(case.text.as_bytes()).unwrap();
    let table = document.root();
    let service = Service::new(&case.name, table);
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
