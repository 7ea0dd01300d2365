//! Every operation of a large batch made to fail, one at a time: all of the batch is stored or
//! nothing, and the same request again gives what an undisturbed one would have given.

use er_relationships::upsert::Settlement;
use serde_json::{Value, json};

use crate::database::Fault;
use crate::service::*;

/// What was there before.
fn stored_before() -> Writer {
    let writer = Writer::new();
    let body: Value = (0..60).map(|n| row(&format!("id-{n:02}"))).collect();
    // So old that the batch removes it from the log.
    let old = Post { now_millis: 1, ..Post::new(&body).key("k") };
    assert_eq!(writer.outcomes(&old), vec![("created", 1); 60]);
    writer
}

/// 30 unchanged, 28 updated, 2 whose restricted property would change, 39 new ones of two types
/// and one that is none.
fn batch() -> Post {
    let item = |n: usize| {
        let id = format!("id-{n:02}");
        match n {
            30..58 => row_with(&id, n),
            58..60 => {
                let mut row = row(&id);
                row["relationshipType"] = "BRICK_0_4__feeds".into();
                row
            }
            99 => json!({ "id": id }),
            _ if n % 2 == 1 => {
                let mut row = row(&id);
                row["relationshipType"] =
                    if n < 60 { "BRICK_0_4__hasPart".into() } else { "open".into() };
                row
            }
            _ => row(&id),
        }
    };
    Post { transaction: 7, ..Post::new(&(0..100).map(item).collect()).key("k") }
}

/// What an undisturbed run leaves.
struct Undisturbed {
    message: String,
    before: Vec<String>,
    after: Vec<String>,
    settlement: Settlement,
    operations: usize,
}

impl Undisturbed {
    fn run() -> Self {
        let writer = stored_before();
        let before = writer.database.dump();
        let operations = writer.database.operations();
        let message = batch().message();
        let settlement = writer.settle(&message).unwrap();
        writer.database.assert_sound();
        let count = |name| outcomes(&settlement).iter().filter(|(it, _)| *it == name).count();
        let counts = ["unchanged", "updated", "created", "failed"].map(count);
        assert_eq!(counts, [30, 28, 39, 3]);
        let operations = writer.database.operations() - operations;
        Self { message, before, after: writer.database.dump(), settlement, operations }
    }

    /// Sends the batch while the n-th operation fails. Afterwards all of it is stored or nothing.
    fn disturb(&self, writer: &Writer, n: usize, fault: Fault) {
        writer.database.fail_at(n, fault);
        let result = writer.settle(&self.message);
        let dump = writer.database.dump();
        assert_eq!(writer.database.is_down(), result.is_err() && fault != Fault::Fails);
        if let Ok(settlement) = result {
            assert_eq!(settlement, self.settlement, "{fault:?} {n}");
            assert_eq!(dump, self.after, "{fault:?} {n}: told");
        } else if dump != self.after {
            assert_eq!(dump, self.before, "{fault:?} {n}: all or nothing");
        } else {
            assert_eq!(fault, Fault::CrashesAfter, "{n}: stored although it failed");
        }
        if writer.database.is_down() {
            writer.restart();
        } else {
            // What has not come to pass must not, later.
            writer.database.restart();
        }
    }

    fn assert_retry_completes(&self, writer: &Writer) {
        assert_eq!(writer.settle(&self.message).unwrap(), self.settlement);
        assert_eq!(writer.database.dump(), self.after);
        writer.database.assert_sound();
    }
}

#[test]
fn whatever_operation_fails_all_or_nothing_is_stored_and_a_retry_completes() {
    let undisturbed = Undisturbed::run();
    for fault in [Fault::Fails, Fault::Crashes, Fault::CrashesAfter] {
        for n in 1..=undisturbed.operations {
            let writer = stored_before();
            undisturbed.disturb(&writer, n, fault);
            undisturbed.assert_retry_completes(&writer);
        }
    }
}

#[test]
fn whatever_two_operations_fail_the_third_try_completes() {
    let undisturbed = Undisturbed::run();
    let faults = [Fault::Fails, Fault::Crashes, Fault::CrashesAfter];
    // Every operation is the first of a pair, the second goes through all in strides of 7.
    for first in 1..=undisturbed.operations {
        let second = first * 7 % undisturbed.operations + 1;
        let writer = stored_before();
        undisturbed.disturb(&writer, first, faults[first % 3]);
        undisturbed.disturb(&writer, second, faults[first / 3 % 3]);
        undisturbed.assert_retry_completes(&writer);
    }
}

#[test]
fn the_first_batch_of_all_is_stored_whole_or_not_at_all_too() {
    let post = Post::new(&hundred()).key("k");
    let message = post.message();
    let undisturbed = Writer::new();
    let empty = undisturbed.database.dump();
    let before = undisturbed.database.operations();
    let settlement = undisturbed.settle(&message).unwrap();
    for n in 1..=undisturbed.database.operations() - before {
        for fault in [Fault::Fails, Fault::Crashes] {
            let writer = Writer::new();
            writer.database.fail_at(n, fault);
            writer.settle(&message).unwrap_err();
            assert_eq!(writer.database.dump(), empty);
            writer.restart();
            assert_eq!(writer.settle(&message).unwrap(), settlement);
            assert_eq!(writer.database.dump(), undisturbed.database.dump());
        }
    }
}

#[test]
fn a_retry_with_the_key_alone_gives_the_answer_of_what_was_stored() {
    let undisturbed = Undisturbed::run();
    let writer = stored_before();
    undisturbed.disturb(&writer, undisturbed.operations, Fault::CrashesAfter);
    assert_eq!(writer.post(&batch().after(60_000)), undisturbed.settlement);
    assert_eq!(writer.database.dump(), undisturbed.after);
}

#[test]
fn a_read_that_fails_is_told() {
    let writer = stored_before();
    writer.database.fail_at(1, Fault::Fails);
    let read = er_relationships::upsert::Message::Read("id-00".to_owned()).to_text();
    writer.ask(&read).unwrap_err();
    assert!(writer.ask(&read).is_ok());
}
