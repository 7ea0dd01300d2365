//! Databases of earlier versions, and of later ones.

use er_relationships::store::{REGISTRY_MIGRATIONS, RegistryLedger, StoreError};

use crate::database::{Database, Fault};
use crate::service::*;

/// What an object of each version held, the first being 1. A new migration takes another entry.
const DATA: &[&[&str]] = &[&[
    r#"INSERT INTO entry VALUES ('c:c', 0, '{"access":{"ann":"owner"},'), ('c:c', 1, '"version":7}')"#,
    "INSERT INTO outbox VALUES (1, 'c:c', 3)",
    "INSERT INTO settled VALUES (1, 'first', 1700000000000)",
    r#"INSERT INTO answer VALUES (1, 0, '{"form":1,"used":true}')"#,
]];

fn database(version: usize) -> Database {
    let database = Database::new();
    if version > 0 {
        database.rows("CREATE TABLE schema (version INTEGER NOT NULL) STRICT");
        database.rows(&format!("INSERT INTO schema VALUES ({version})"));
        let migrations = REGISTRY_MIGRATIONS[..version].iter().copied().flatten();
        migrations.chain(DATA[version - 1]).for_each(|statement| drop(database.rows(statement)));
    }
    database
}

#[test]
fn an_object_of_every_earlier_version_is_brought_up_to_date_and_used() {
    assert_eq!(DATA.len(), REGISTRY_MIGRATIONS.len());
    for version in 0..=REGISTRY_MIGRATIONS.len() {
        let office = Office::on(database(version));
        assert!(office.ask(&change(order("1", creation("new")))).is_ok());
        if version > 0 {
            let map = er_relationships::store::Memory::default();
            office.copy_out(&map);
            assert_eq!(map.snapshot()["c:c"], r#"{"access":{"ann":"owner"},"version":7}"#);
        }
    }
}

#[test]
fn an_object_of_a_later_version_is_refused_and_left_as_it_is() {
    let database = database(REGISTRY_MIGRATIONS.len());
    let later = REGISTRY_MIGRATIONS.len() + 1;
    database.rows(&format!("UPDATE schema SET version = {later}"));
    let before = database.dump();
    let refused = RegistryLedger::open(database.clone()).err();
    assert!(matches!(refused, Some(StoreError::Damaged(_))), "{refused:?}");
    assert_eq!(database.dump(), before);
}

#[test]
fn wherever_a_migration_ends_too_soon_the_next_start_completes_it() {
    let undisturbed = database(0);
    RegistryLedger::open(undisturbed.clone()).unwrap();
    for fault in [Fault::Fails, Fault::Crashes, Fault::CrashesAfter] {
        for n in 1..=undisturbed.operations() {
            let database = database(0);
            database.fail_at(n, fault);
            assert!(RegistryLedger::open(database.clone()).is_err());
            database.restart();
            assert_eq!(Office::on(database).database.dump(), undisturbed.dump(), "{fault:?} {n}");
        }
    }
}
