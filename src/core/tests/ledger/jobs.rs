//! Requests that are taken in and processed later.

use std::cell::RefCell;
use std::rc::Rc;

use er_relationships::relationship::{CollectionId, WriteContext};
use er_relationships::store::{
    Job, JobPart, Keeper, Listing, LogFilter, PartQueue, StoreError, TakenPart, part_id,
};
use er_relationships::upsert::{Message, Reply};
use futures_util::FutureExt as _;
use serde_json::{Value, json};

use crate::database::Fault;
use crate::service::*;

const NOW: u64 = 1_700_000_000_000;
const TEN_MINUTES: u64 = 10 * 60 * 1000;

/// Notes which parts it is handed, or fails.
#[derive(Default)]
struct Queue {
    parts: RefCell<Vec<String>>,
    fails: bool,
}

impl PartQueue for Queue {
    async fn send(&self, collection: &CollectionId, parts: &[String]) -> Result<(), StoreError> {
        assert_eq!(collection.as_str(), "c");
        assert!((1..=100).contains(&parts.len()));
        if self.fails {
            return Err(StoreError::Unavailable("queue".to_owned()));
        }
        self.parts.borrow_mut().extend_from_slice(parts);
        Ok(())
    }
}

fn context() -> WriteContext {
    WriteContext {
        collection: CollectionId::new("c").unwrap(),
        correlation_id: "correlation".to_owned(),
        timestamp: "2023-11-14T22:13:20.000Z".to_owned(),
        client: None,
        requestor: "alice".to_owned(),
    }
}

/// A job of so many rows, by parts of a hundred.
fn job(transaction_id: &str, count: usize) -> Job {
    let rows: Vec<Value> = (0..count).map(|n| row(&format!("{transaction_id}-{n}"))).collect();
    let part = |rows: &[Value]| JobPart { count: rows.len(), text: json!(rows).to_string() };
    Job {
        transaction_id: transaction_id.to_owned(),
        now_millis: NOW,
        context: context(),
        parts: rows.chunks(100).map(part).collect(),
    }
}

fn accept(writer: &Writer, job: &Job) {
    assert_eq!(writer.ask(&Message::Accept(job.clone()).to_text()), Ok(Reply::Accepted));
    writer.database.assert_sound();
}

fn take(writer: &Writer, part: &str) -> Option<TakenPart> {
    match writer.ask(&Message::Take(part.to_owned()).to_text()).unwrap() {
        Reply::Taken(part) => part,
        other => panic!("{other:?}"),
    }
}

/// Settles a part as the endpoint does: a batch whose transaction has the part's id.
fn settle(writer: &Writer, part: &str, rows: &str) -> Vec<(&'static str, u64)> {
    let mut post = Post::new(&Value::Null);
    rows.clone_into(&mut post.body);
    let message = post.message();
    let own = "00000000-0000-4000-8000-000000000000";
    outcomes(&writer.settle(&message.replacen(own, part, 1)).unwrap())
}

fn hand_over(writer: &Writer, now_millis: u64) -> Vec<String> {
    let queue = Queue::default();
    writer.ledger().hand_over(&queue, now_millis).now_or_never().unwrap().unwrap();
    queue.parts.take()
}

fn progress(writer: &Writer, id: &str) -> Option<Value> {
    let filter = LogFilter::Transaction { id: id.to_owned(), relationship: None };
    let page = writer.page(&Listing::Log(filter), None, 10);
    page.progress.map(|progress| serde_json::from_str(&progress).unwrap())
}

fn counts(total: u64, completed: u64, failed: u64) -> Option<Value> {
    let pending = total - completed - failed;
    let state = if pending == 0 { "Completed" } else { "Processing" };
    Some(json!({
        "total": total, "completed": completed, "failed": failed, "pending": pending, "state": state,
    }))
}

#[test]
fn a_job_is_handed_over_part_by_part_and_a_part_goes_when_it_is_settled() {
    let writer = Writer::new();
    accept(&writer, &job("t", 250));
    let parts: Vec<String> = (0..3).map(|index| part_id("t", index)).collect();
    assert_eq!(parts, ["t.00000", "t.00100", "t.00200"]);
    assert_eq!(writer.ledger().next_due_millis(), Ok(Some(NOW)));
    assert_eq!(progress(&writer, "t"), counts(250, 0, 0));
    assert_eq!(hand_over(&writer, NOW - 1), Vec::<String>::new());
    assert_eq!(hand_over(&writer, NOW), parts);
    assert_eq!(hand_over(&writer, NOW), Vec::<String>::new(), "once");

    for (n, part) in parts.iter().enumerate() {
        let taken = take(&writer, part).unwrap();
        assert_eq!(taken.context, context());
        let created = settle(&writer, part, &taken.text);
        assert_eq!(created, vec![("created", 1); if n == 2 { 50 } else { 100 }]);
        assert_eq!(
            settle(&writer, part, &taken.text),
            created,
            "told again, and not counted twice"
        );
        assert_eq!(take(&writer, part), None);
        let done = u64::try_from(created.len() + 100 * n).unwrap();
        assert_eq!(progress(&writer, "t"), counts(250, done, 0));
        writer.database.assert_sound();
    }
    assert_eq!(writer.ledger().next_due_millis(), Ok(None));
    assert_eq!(writer.database.numbers("SELECT count(*) FROM job_text"), [0]);
}

#[test]
fn the_log_of_a_job_is_that_of_its_parts_in_their_order_by_the_jobs_own_id() {
    let writer = Writer::new();
    accept(&writer, &job("t", 102));
    accept(&writer, &job("t2", 1));
    let mut rows: Value = serde_json::from_str(&take(&writer, "t.00100").unwrap().text).unwrap();
    rows[1]["relationshipType"] = "none".into();
    settle(&writer, "t.00100", &rows.to_string());
    assert_eq!(progress(&writer, "t"), counts(102, 1, 1));
    let filter = LogFilter::Transaction { id: "t".to_owned(), relationship: None };
    let entries = |filter: &LogFilter| -> Vec<(String, u64, String)> {
        let page = writer.page(&Listing::Log(filter.clone()), None, 1000);
        let entry = |text: &String| {
            let entry: Value = serde_json::from_str(text).unwrap();
            let text = |name: &str| entry[name].as_str().unwrap().to_owned();
            (text("transaction"), entry["index"].as_u64().unwrap(), text("id"))
        };
        page.elements.iter().map(entry).collect()
    };
    let expected =
        [("t".to_owned(), 100, "t-100".to_owned()), ("t".to_owned(), 101, "t-101".to_owned())];
    assert_eq!(entries(&filter), expected);
    settle(&writer, "t.00000", &take(&writer, "t.00000").unwrap().text);
    assert_eq!(entries(&filter).len(), 102);
    assert_eq!(entries(&filter)[100..], expected);
    let one = LogFilter::Transaction { id: "t".to_owned(), relationship: Some("t-7".to_owned()) };
    assert_eq!(entries(&one), [("t".to_owned(), 7, "t-7".to_owned())]);
    assert_eq!(progress(&writer, "none"), None);
}

#[test]
fn a_part_that_is_not_settled_is_handed_over_again_after_ten_minutes() {
    let writer = Writer::new();
    accept(&writer, &job("t", 101));
    let queue = Queue { fails: true, ..Queue::default() };
    let failed = writer.ledger().hand_over(&queue, NOW).now_or_never().unwrap();
    assert_eq!(failed, Err(StoreError::Unavailable("queue".to_owned())));
    assert_eq!(writer.ledger().next_due_millis(), Ok(Some(NOW)), "still due");
    assert_eq!(hand_over(&writer, NOW).len(), 2);
    settle(&writer, "t.00000", &take(&writer, "t.00000").unwrap().text);
    assert_eq!(writer.ledger().next_due_millis(), Ok(Some(NOW + TEN_MINUTES)));
    assert_eq!(hand_over(&writer, NOW + TEN_MINUTES - 1), Vec::<String>::new());
    writer.restart();
    assert_eq!(hand_over(&writer, NOW + TEN_MINUTES), ["t.00100"]);
}

#[test]
fn the_largest_job_is_handed_over_at_once_and_a_large_part_is_kept_whole() {
    let writer = Writer::new();
    let mut largest = job("t", 10_000);
    largest.parts[7].text = json!([row_with("large", "語".repeat(1_000_000))]).to_string();
    accept(&writer, &largest);
    assert_eq!(hand_over(&writer, NOW).len(), 100);
    assert_eq!(hand_over(&writer, NOW).len(), 0);
    assert_eq!(take(&writer, "t.00700").unwrap().text, largest.parts[7].text);
}

#[test]
fn whatever_operation_fails_a_job_is_taken_in_whole_or_not_at_all_and_once() {
    for fault in [Fault::Fails, Fault::Crashes, Fault::CrashesAfter] {
        let mut n = 1;
        loop {
            let writer = Writer::new();
            writer.database.fail_at(n, fault);
            let message = Message::Accept(job("t", 150)).to_text();
            let told = writer.ledger().answer(&message);
            writer.restart();
            let kept = writer.database.numbers("SELECT count(*) FROM job_part")[0];
            assert!(kept == 2 || (kept == 0 && told.is_err()), "{fault:?} {n}: {kept}");
            accept(&writer, &job("t", 150));
            assert_eq!(hand_over(&writer, NOW), ["t.00000", "t.00100"], "{fault:?} {n}");
            if told.is_ok() {
                break;
            }
            n += 1;
        }
        assert!(n > 6, "{n}");
    }
}

#[test]
fn whatever_operation_fails_a_part_is_settled_and_counted_together() {
    for fault in [Fault::Fails, Fault::Crashes, Fault::CrashesAfter] {
        let mut n = 1;
        loop {
            let writer = Writer::new();
            accept(&writer, &job("t", 2));
            let mut post = Post::new(&Value::Null);
            post.body = take(&writer, "t.00000").unwrap().text;
            let message =
                post.message().replacen("00000000-0000-4000-8000-000000000000", "t.00000", 1);
            writer.database.fail_at(n, fault);
            let told = writer.settle(&message).is_ok();
            writer.restart();
            let is_done = progress(&writer, "t") == counts(2, 2, 0);
            assert!(is_done || progress(&writer, "t") == counts(2, 0, 0), "{fault:?} {n}");
            assert_eq!(take(&writer, "t.00000").is_none(), is_done, "{fault:?} {n}");
            assert_eq!(writer.versions().len(), if is_done { 2 } else { 0 }, "{fault:?} {n}");
            if told {
                break;
            }
            writer.settle(&message).unwrap();
            assert_eq!(progress(&writer, "t"), counts(2, 2, 0));
            n += 1;
        }
        assert!(n > 10, "{n}");
    }
}

#[test]
fn after_thirty_days_a_job_is_forgotten_unless_a_part_of_it_waits() {
    let writer = Writer::new();
    accept(&writer, &job("done", 1));
    accept(&writer, &job("waiting", 1));
    settle(&writer, "done.00000", &take(&writer, "done.00000").unwrap().text);
    let later = Job { now_millis: NOW + 30 * 24 * 60 * 60 * 1000, ..job("later", 1) };
    accept(&writer, &later);
    let jobs = writer.database.rows("SELECT transaction_id FROM job ORDER BY no");
    let jobs: Vec<&str> = jobs.iter().map(|row| text(&row[0])).collect();
    assert_eq!(jobs, ["waiting", "later"]);
}

#[test]
fn a_single_relationship_as_deep_as_json_may_be_is_taken_in_and_processed() {
    let writer = Rc::new(Writer::new());
    let endpoint = endpoint_of(&writer);
    let mut body = row("a");
    body["relationshipType"] = json!("open");
    let text = body.to_string();
    let deep = format!(r#","customData":{{"x":{}{}}}}}"#, "[".repeat(62), "]".repeat(62));
    let post = Post::new(&body);
    let post = Post { body: text.replacen('}', &deep, 1), is_async: true, ..post };
    assert_eq!(post.send(&endpoint).status(), 202);

    let parts = hand_over(&writer, NOW);
    assert_eq!(parts.len(), 1);
    let collection = CollectionId::new("c").unwrap();
    let processed = endpoint.process_part(&collection, &parts[0]).now_or_never().unwrap();
    assert_eq!(processed, Ok(()));
    assert!(writer.record("a").is_some());
    let listed = writer.page(&Listing::Versions("a".to_owned()), None, 10);
    assert_eq!(listed.elements.len(), 1);
}

#[test]
fn a_part_whose_stored_records_are_damaged_tells_the_log_and_is_done() {
    let writer = Rc::new(Writer::new());
    let endpoint = endpoint_of(&writer);
    writer.post(&Post::new(&row("t-0")));
    writer.database.rows("UPDATE record SET text = '{' WHERE relationship = 1");
    accept(&writer, &job("t", 2));
    let collection = CollectionId::new("c").unwrap();
    endpoint.process_part(&collection, "t.00000").now_or_never().unwrap().unwrap();
    let faults = endpoint.host.faults.take();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("t.00000: stored data damaged: record of `t-0`"), "{faults:?}");
    assert_eq!(progress(&writer, "t"), counts(2, 1, 1));
}
