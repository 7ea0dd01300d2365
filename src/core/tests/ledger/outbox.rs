//! Copies for readers.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use er_relationships::store::{Copied, Keeper, KeyPage, KeyValue, StoreError};
use futures_util::FutureExt as _;
use serde_json::Value;

use crate::database::Fault;
use crate::service::*;

/// A map that notes what is put, and fails for some keys; and something to do at the next put.
#[derive(Default)]
struct Copies {
    map: RefCell<BTreeMap<String, String>>,
    puts: RefCell<Vec<String>>,
    failing: RefCell<Vec<&'static str>>,
    at_next_put: RefCell<Option<Box<dyn FnOnce()>>>,
}

impl KeyValue for Copies {
    async fn get_many(&self, _: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        panic!("copies are never read to be made")
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.puts.borrow_mut().push(key.to_owned());
        if let Some(act) = self.at_next_put.take() {
            act();
        }
        if self.failing.borrow().iter().any(|failing| key.ends_with(failing)) {
            return Err(StoreError::Unavailable(format!("no {key}")));
        }
        self.map.borrow_mut().insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    async fn delete(&self, _: &str) -> Result<(), StoreError> {
        panic!("copies are never deleted")
    }

    async fn list(&self, _: &str, _: Option<&str>, _: usize) -> Result<KeyPage, StoreError> {
        panic!("copies are never listed to be made")
    }
}

impl Copies {
    /// Runs once.
    fn make(&self, writer: &Writer) -> Copied {
        let copied = writer.ledger().copy_out(self).now_or_never().unwrap().unwrap();
        assert_eq!(copied.has_more, writer.ledger().has_pending_copies().unwrap());
        copied
    }

    fn copy(&self, id: &str) -> Option<Value> {
        Some(serde_json::from_str(self.map.borrow().get(&format!("r:c,{id}"))?).unwrap())
    }
}

fn copied(copied: usize, has_more: bool) -> Copied {
    Copied { copied, errors: Vec::new(), has_more }
}

#[test]
fn a_copy_is_made_after_the_commit_once_and_is_the_record_to_the_byte() {
    let (writer, copies) = (Writer::new(), Copies::default());
    assert_eq!(copies.make(&writer), copied(0, false), "a ledger of nobody has none to make");
    writer.post(&Post::new(&row("a")));
    assert_eq!(copies.map.borrow().len(), 0);
    assert_eq!(copies.make(&writer), copied(1, false));
    let record = writer.database.rows("SELECT text FROM record");
    assert_eq!(copies.map.borrow()["r:c,a"], text(&record[0][0]));
    assert_eq!(copies.make(&writer), copied(0, false));
    writer.post(&Post::new(&row("a")).again());
    assert_eq!(copies.make(&writer), copied(0, false), "nothing has changed");
    assert_eq!(copies.puts.borrow().len(), 1);
}

#[test]
fn what_changes_while_its_copy_is_made_stays_to_be_copied_again() {
    let (writer, copies) = (Rc::new(Writer::new()), Copies::default());
    writer.post(&Post::new(&row_with("a", 1)));
    let other = Rc::clone(&writer);
    copies.at_next_put.replace(Some(Box::new(move || {
        other.post(&Post::new(&row_with("a", 2)).again());
    })));
    assert_eq!(copies.make(&writer), copied(1, true));
    assert_eq!(copies.copy("a").unwrap()["customData"]["data"], 1);
    assert_eq!(copies.make(&writer), copied(1, false));
    assert_eq!(copies.copy("a"), writer.record("a"));
}

#[test]
fn a_copy_that_fails_is_told_stays_and_leaves_the_others_alone() {
    let (writer, copies) = (Writer::new(), Copies::default());
    writer.post(&Post::new(&hundred()));
    copies.failing.replace(vec!["-05", "-99"]);
    let told = copies.make(&writer);
    let errors = ["r:c,id-05", "r:c,id-99"].map(|key| StoreError::Unavailable(format!("no {key}")));
    assert_eq!(told, Copied { copied: 98, errors: errors.to_vec(), has_more: true });
    copies.puts.take();
    copies.failing.take();
    assert_eq!(copies.make(&writer), copied(2, false));
    assert_eq!(copies.puts.take(), ["r:c,id-05", "r:c,id-99"]);
}

#[test]
fn copies_are_made_in_the_order_of_the_changes_three_hundred_a_run() {
    let (writer, copies) = (Writer::new(), Copies::default());
    let mut expected = Vec::new();
    for transaction in 0..7 {
        let ids: Vec<String> = (0..100).rev().map(|n| format!("{transaction}-{n:02}")).collect();
        expected.extend(ids.iter().map(|id| format!("r:c,{id}")));
        let body: Value = ids.iter().map(|id| row(id)).collect();
        writer.post(&Post { transaction, ..Post::new(&body) });
    }
    // One that waits already keeps its place.
    writer.post(&Post { transaction: 99, ..Post::new(&row_with("0-99", 1)) });
    for (made, has_more) in [(300, true), (300, true), (100, false), (0, false)] {
        assert_eq!(copies.make(&writer), copied(made, has_more));
    }
    let puts = copies.puts.take();
    assert_eq!(puts, expected);
    assert_eq!(copies.copy("0-99").unwrap()["sysData"]["sysRelationshipVersion"], 2);
    // Those that are copied and change again stand at the end.
    for (transaction, id) in [(100, "3-50"), (101, "0-00")] {
        writer.post(&Post { transaction, ..Post::new(&row_with(id, 1)) });
    }
    assert_eq!(copies.make(&writer), copied(2, false));
    assert_eq!(copies.puts.take(), ["r:c,3-50", "r:c,0-00"]);
}

#[test]
fn a_long_id_is_copied_under_the_key_that_readers_ask_for() {
    let (writer, copies) = (Writer::new(), Copies::default());
    writer.post(&Post::new(&row(&"x".repeat(1024))));
    assert_eq!(copies.make(&writer), copied(1, false));
    assert!(copies.puts.take()[0].starts_with("h:c,"));
}

#[test]
fn whatever_operation_of_a_run_fails_no_copy_is_lost() {
    for fault in [Fault::Fails, Fault::Crashes, Fault::CrashesAfter] {
        for n in 1.. {
            let (writer, copies) = (Writer::new(), Copies::default());
            let body: Value = (0..8).map(|n| row(&n.to_string())).collect();
            writer.post(&Post::new(&body));
            let before = writer.database.operations();
            writer.database.fail_at(n, fault);
            let result = writer.ledger().copy_out(&copies).now_or_never().unwrap();
            let operations = writer.database.operations() - before;
            writer.restart();
            while copies.make(&writer).has_more {}
            assert_eq!(copies.map.borrow().len(), 8);
            for id in 0..8 {
                assert_eq!(copies.copy(&id.to_string()), writer.record(&id.to_string()));
            }
            if n > operations {
                assert_eq!(result.unwrap(), copied(8, false));
                assert_eq!(operations, 19, "two reads, two for each, and whether there is more");
                break;
            }
        }
    }
}

#[test]
fn a_record_that_is_gone_is_told_and_the_others_are_copied() {
    let (writer, copies) = (Writer::new(), Copies::default());
    writer.post(&Post::new(&serde_json::json!([row("a"), row("b")])));
    writer.database.rows("DELETE FROM record WHERE relationship = 1");
    let damaged = StoreError::Damaged("`a` is in the outbox and has no record".to_owned());
    let expected = Copied { copied: 1, errors: vec![damaged], has_more: true };
    assert_eq!(copies.make(&writer), expected);
    assert_eq!(copies.puts.take(), ["r:c,b"]);
}
