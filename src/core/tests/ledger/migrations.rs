//! Databases of earlier versions, and of later ones.

use er_relationships::store::{Filter, Keeper, Ledger, Listing, LogFilter, MIGRATIONS, StoreError};
use er_relationships::upsert::ItemResult;

use crate::database::{Database, Fault};
use crate::service::*;

/// What a ledger of each version held, the first being 1: a relationship `a` of version 2 with the
/// record below, and a request with the key `k`. A new migration takes another entry.
const DATA: &[&[&str]] = &[FIRST, READS];

const FIRST: &[&str] = &[
    "INSERT INTO collection VALUES ('c')",
    "INSERT INTO relationship VALUES (1, 'a', 'BRICK_0_4__hasPart', 's', 'd', 2)",
    "INSERT INTO record VALUES (1, 1, 0, '{RECORD}'), (1, 2, 0, '{RECORD}')",
    "INSERT INTO type_count VALUES ('BRICK_0_4__hasPart', 1)",
    "INSERT INTO outbox VALUES (1, 1)",
    "INSERT INTO request VALUES (1, 'first', 1700000000000, '[\"app\",\"alice\"]', 'k', 'f', '[\"a\"]')",
    "INSERT INTO answer VALUES (1, 0, '{\"outcome\":\"created\",\"version\":1,\"sysData\":{}}')",
];

const READS: &[&str] = &[
    "INSERT INTO collection VALUES ('c')",
    "INSERT INTO relationship VALUES (1, 'a', 'BRICK_0_4__hasPart', 's', 'd', 2, 1)",
    "INSERT INTO record VALUES (1, 1, 0, '{RECORD}'), (1, 2, 0, '{RECORD}')",
    "INSERT INTO type_count VALUES ('BRICK_0_4__hasPart', 1)",
    "INSERT INTO outbox VALUES (1, 1)",
    "INSERT INTO request VALUES (1, 'first', 1700000000000, '[\"app\",\"alice\"]', 'k', 'f', '[{\"id\":\"a\",\"outcome\":\"created\"}]', 'correlation')",
    "INSERT INTO request_item VALUES ('a', 1)",
    "INSERT INTO answer VALUES (1, 0, '{\"outcome\":\"created\",\"version\":1,\"sysData\":{}}')",
];

const RECORD: &str = r#"{"id":"a","relationshipName":"n","relationshipType":"BRICK_0_4__hasPart","sourceEntityId":"s","destinationEntityId":"d","brickRelationshipType":"BRICK_0_4__hasPart","brickRelationshipName":"hasPart","sourceERCollectionId":"c","destinationERCollectionId":"c","isActive":true,"sysData":{"sysRelationshipVersion":2}}"#;

/// A database as the code of that version left it.
fn database(version: usize) -> Database {
    let database = Database::new();
    if version > 0 {
        database.rows("CREATE TABLE schema (version INTEGER NOT NULL) STRICT");
        database.rows(&format!("INSERT INTO schema VALUES ({version})"));
        let migrations = MIGRATIONS[..version].iter().copied().flatten();
        for statement in migrations.chain(DATA[version - 1]) {
            database.rows(&statement.replace("{RECORD}", RECORD));
        }
    }
    database
}

/// Does what a ledger has to do for the data of that version.
fn use_writer(writer: &Writer, version: usize) {
    writer.database.assert_sound();
    if version == 0 {
        assert_eq!(writer.outcomes(&Post::new(&row("a"))), [("created", 1)]);
        return;
    }
    assert!(writer.ledger().has_pending_copies().unwrap());
    let page = writer.page(&Listing::Relationships(Filter::All), None, 10);
    assert_eq!(page.elements, [RECORD]);
    let first = LogFilter::Transaction { id: "first".to_owned(), relationship: None };
    assert_eq!(writer.page(&Listing::Log(first), None, 10).elements.len(), 1);
    assert_eq!(writer.outcomes(&Post::new(&row("a"))), [("unchanged", 2)]);
    assert_eq!(writer.outcomes(&Post::new(&row_with("a", 1)).again()), [("updated", 3)]);
    writer.database.assert_sound();
}

#[test]
fn there_is_data_of_every_version() {
    assert_eq!(DATA.len(), MIGRATIONS.len());
}

#[test]
fn a_ledger_of_every_earlier_version_is_brought_up_to_date_and_used() {
    for version in 0..=MIGRATIONS.len() {
        let writer = Writer::on(database(version));
        let latest = i64::try_from(MIGRATIONS.len()).unwrap();
        assert_eq!(writer.database.numbers("SELECT version FROM schema"), [latest]);
        use_writer(&writer, version);
    }
}

#[test]
fn a_ledger_that_is_up_to_date_is_only_looked_at() {
    let writer = Writer::on(database(MIGRATIONS.len()));
    let before = (writer.database.dump(), writer.database.operations());
    writer.restart();
    assert_eq!((writer.database.dump(), writer.database.operations()), (before.0, before.1 + 2));
}

#[test]
fn a_ledger_of_a_later_version_is_refused_and_left_as_it_is() {
    let database = database(MIGRATIONS.len());
    let later = MIGRATIONS.len() + 1;
    database.rows(&format!("UPDATE schema SET version = {later}"));
    let before = database.dump();
    let refused = format!(
        "the tables are of version {later}, this code knows them up to {}",
        MIGRATIONS.len()
    );
    assert_eq!(Ledger::open(database.clone()).err(), Some(StoreError::Damaged(refused)));
    database.rows("UPDATE schema SET version = -1");
    assert!(matches!(Ledger::open(database.clone()).err(), Some(StoreError::Damaged(_))));
    database.rows(&format!("UPDATE schema SET version = {later}"));
    assert_eq!(database.dump(), before);
}

#[test]
fn wherever_a_migration_ends_too_soon_the_next_start_completes_it() {
    for version in 0..=MIGRATIONS.len() {
        let undisturbed = database(version);
        Ledger::open(undisturbed.clone()).unwrap();
        for fault in [Fault::Fails, Fault::Crashes, Fault::CrashesAfter] {
            for n in 1..=undisturbed.operations() {
                let database = database(version);
                database.fail_at(n, fault);
                assert!(Ledger::open(database.clone()).is_err());
                let tables = database.numbers("SELECT count(*) FROM sqlite_master");
                assert!(tables[0] != 2, "a version's tables come together");
                database.restart();
                let writer = Writer::on(database);
                assert_eq!(writer.database.dump(), undisturbed.dump(), "{fault:?} {n}");
                use_writer(&writer, version);
            }
        }
    }
}

#[test]
fn a_key_of_an_earlier_version_is_remembered() {
    for version in 1..=MIGRATIONS.len() {
        let writer = Writer::on(database(version));
        let message = Post::new(&row("a")).key("k").again().message();
        let fingerprint = message.split(r#""fingerprint":""#).nth(1).unwrap();
        let fingerprint = fingerprint.split('"').next().unwrap();
        let settlement = writer.settle(&message.replace(fingerprint, "f")).unwrap();
        assert_eq!(transaction(&settlement), "first");
        assert_eq!(outcomes(&settlement), [("created", 1)]);
        let er_relationships::upsert::Settlement::Settled { results, .. } = settlement else {
            panic!()
        };
        assert!(matches!(&results[0], ItemResult::Success { sys_data, .. } if sys_data == "{}"));
    }
}
