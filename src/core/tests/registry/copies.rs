//! Copies in the map that readers read.

use std::cell::RefCell;

use er_relationships::store::{Copied, Keeper, KeyPage, KeyValue, Memory, Permission, StoreError};
use futures_util::FutureExt as _;

use crate::database::Fault;
use crate::service::*;

fn copied(office: &Office, map: &Memory) -> Copied {
    office.ledger().copy_out(map).now_or_never().unwrap().unwrap()
}

#[test]
fn copies_are_as_the_entries_to_the_byte_and_gone_where_those_are() {
    let (office, map) = (Office::new(), Memory::default());
    office.ask(&change(order("1", creation("c")))).unwrap();
    let both = [("ann", Permission::Owner), ("bob", Permission::ReadOnly)];
    office.ask(&change(order("2", permissions("c", both)))).unwrap();
    assert!(office.ledger().has_pending_copies().unwrap());
    assert_eq!(copied(&office, &map), Copied { copied: 3, ..Copied::default() });
    let registration = r#"{"access":{"ann":"owner","bob":"readonly"},"collectionName":"N","vaultId":"v","accountId":"a","version":2}"#;
    let expected = [("c:c", registration), ("s:ann,c", "owner"), ("s:bob,c", "readonly")];
    let is = map.snapshot();
    assert_eq!(is.iter().map(|(k, v)| (&**k, &**v)).collect::<Vec<_>>(), expected);

    office.ask(&change(order("3", permissions("c", [("ann", Permission::Owner)])))).unwrap();
    assert_eq!(copied(&office, &map).copied, 2, "the registration, and the one that is gone");
    assert_eq!(map.snapshot().into_keys().collect::<Vec<_>>(), ["c:c", "s:ann,c"]);
    assert!(!office.ledger().has_pending_copies().unwrap());
}

#[test]
fn more_than_a_run_makes_follow_with_the_next() {
    let (office, map) = (Office::new(), Memory::default());
    office.ask(&change(order("1", creation("c")))).unwrap();
    let others = (0..999).map(|n| (n.to_string(), Permission::ReadOnly));
    let all = others.chain([("ann".to_owned(), Permission::Owner)]);
    office.ask(&change(order("2", permissions("c", all)))).unwrap();
    for (made, has_more) in [(300, true), (300, true), (300, true), (101, false)] {
        assert_eq!(copied(&office, &map), Copied { copied: made, errors: Vec::new(), has_more });
    }
    assert_eq!(map.snapshot().len(), 1001);
}

#[test]
fn a_large_entry_is_one_copy() {
    let (office, map) = (Office::new(), Memory::default());
    office.ask(&change(order("1", creation("c")))).unwrap();
    let long = |n: usize| format!("{n}{}", "é".repeat(500));
    let all = (0..999).map(|n| (long(n), Permission::ReadOnly));
    let all = all.chain([("ann".to_owned(), Permission::Owner)]);
    office.ask(&change(order("2", permissions("c", all)))).unwrap();
    office.copy_out(&map);
    let copy = &map.snapshot()["c:c"];
    assert!(copy.len() > 1_000_000);
    assert_eq!(office.entry("c:c").as_ref(), Some(copy));
}

#[test]
fn whatever_operation_of_a_run_fails_no_copy_is_lost() {
    for fault in [Fault::Fails, Fault::Crashes, Fault::CrashesAfter] {
        for n in 1.. {
            let (office, map) = (Office::new(), Memory::default());
            office.ask(&change(order("1", creation("c")))).unwrap();
            office.ask(&change(order("2", types(&[("t", "\"maximum\":1")])))).unwrap();
            let before = office.database.operations();
            office.database.fail_at(n, fault);
            let _ = office.ledger().copy_out(&map).now_or_never().unwrap();
            let operations = office.database.operations() - before;
            office.restart();
            office.copy_out(&map);
            let keys: Vec<String> = map.snapshot().into_keys().collect();
            assert_eq!(keys, ["c:c", "s:ann,c", "t:t"]);
            if n > operations {
                assert_eq!(operations, 8, "what waits, two for each, and whether there is more");
                break;
            }
        }
    }
}

/// A map in which something happens at the first put.
struct Interrupted<'o> {
    map: Memory,
    at_first_put: RefCell<Option<Box<dyn FnOnce() + 'o>>>,
}

impl KeyValue for Interrupted<'_> {
    async fn get_many(&self, _: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        panic!("copies are never read to be made")
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        if let Some(act) = self.at_first_put.take() {
            act();
        }
        self.map.put(key, value).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.map.delete(key).await
    }

    async fn list(&self, _: &str, _: Option<&str>, _: usize) -> Result<KeyPage, StoreError> {
        panic!("copies are never listed to be made")
    }
}

#[test]
fn what_changes_while_its_copy_is_made_is_copied_again() {
    let office = Office::new();
    office.ask(&change(order("1", types(&[("t", "\"maximum\":1")])))).unwrap();
    let another = || {
        office.ask(&change(order("2", types(&[("t", "\"maximum\":2")])))).unwrap();
    };
    let map =
        Interrupted { map: Memory::default(), at_first_put: RefCell::new(Some(Box::new(another))) };
    let copy_out = || office.ledger().copy_out(&map).now_or_never().unwrap().unwrap();
    assert_eq!(copy_out(), Copied { copied: 1, errors: Vec::new(), has_more: true });
    assert!(map.map.snapshot()["t:t"].contains("\"maximum\":1"), "the old one");
    assert_eq!(copy_out(), Copied { copied: 1, errors: Vec::new(), has_more: false });
    assert_eq!(office.entry("t:t").as_ref(), map.map.snapshot().get("t:t"));
}
