//! What a batch may cost: the platform bills statements' rows, and each takes time.

use er_relationships::store::{Cell, Memory};
use futures_util::FutureExt as _;
use serde_json::Value;

use crate::service::*;

/// The operations of a post, its begin and commit among them.
fn operations(writer: &Writer, post: &Post) -> usize {
    let (before, commits) = (writer.database.operations(), writer.database.commits());
    writer.post(post);
    assert_eq!(writer.database.commits(), commits + 1, "one transaction");
    writer.database.operations() - before
}

#[test]
fn a_hundred_relationships_take_a_few_statements_and_one_read() {
    let writer = Writer::new();
    writer.post(&Post { transaction: 50, ..Post::new(&row("first")) });
    for (operations_at_most, transaction, body) in [
        // Begin; owner, log, records read; 5 for the list, 4 of records, 1 count, 1 outbox; the
        // log: what is old, the key, the request, its answer; commit.
        (20, 1, hundred()),
        // Less the list, records, count and outbox.
        (9, 2, hundred()),
        (19, 3, (0..100).map(|n| row_with(&format!("id-{n:02}"), 1)).collect::<Value>()),
        (20, 4, row("one")),
    ] {
        let post = Post { transaction, ..Post::new(&body).key(&transaction.to_string()) };
        let operations = operations(&writer, &post);
        assert!(operations <= operations_at_most, "{operations} > {operations_at_most}");
    }
    let replay = Post { transaction: 5, ..Post::new(&hundred()).key("1") };
    assert_eq!(operations(&writer, &replay), 5, "begin, owner, log, answer, commit");
    let records = |statement: &&String| statement.contains("record.text");
    let reads = writer.database.statements();
    let marks = |read: &String| read.matches('?').count();
    let reads: Vec<usize> = reads.iter().filter(records).map(marks).collect();
    assert_eq!(reads.iter().max(), Some(&100), "all records in one");
    assert_eq!(reads.len(), 2, "of a hundred, and of one");
}

#[test]
fn a_read_is_one_statement() {
    let writer = Writer::new();
    writer.post(&Post::new(&hundred()));
    let before = writer.database.operations();
    assert!(writer.record("id-42").is_some());
    assert_eq!(writer.database.operations(), before + 1);
}

#[test]
fn no_statement_reads_more_of_a_table_than_it_needs() {
    let writer = Writer::new();
    writer.post(&Post::new(&hundred()).key("k"));
    writer.post(&Post::new(&hundred()).key("k").again());
    writer.post(&Post::new(&row_with("id-00", 1)).after(40 * 24 * 60 * 60 * 1000));
    writer.record("id-00");
    writer.ledger().copy_out(&Memory::default()).now_or_never().unwrap().unwrap();
    let mut scans = Vec::new();
    for statement in writer.database.statements() {
        if statement.starts_with("CREATE") {
            continue;
        }
        for step in writer.database.rows(&format!("EXPLAIN QUERY PLAN {statement}")) {
            let Some(Cell::Text(step)) = step.last() else { panic!("{step:?}") };
            if step.starts_with("SCAN") || step.contains("TEMP B-TREE") {
                scans.push(format!(
                    "{step}: {}",
                    statement.split_whitespace().collect::<Vec<_>>().join(" ")
                ));
            }
        }
    }
    scans.retain(|scan| {
        // The rows of one batch may be gone through, and sorted.
        !scan.contains("VALUES CLAUSE")
            && !scan
                .starts_with("USE TEMP B-TREE FOR ORDER BY: SELECT relationship.id, record.text")
            && !scan.ends_with(" FROM schema")
    });
    let expected = [
        "SCAN outbox: SELECT 1 FROM outbox LIMIT 1",
        // Oldest first, up to the limit.
        "SCAN request: SELECT no, at_millis FROM request ORDER BY no LIMIT ?",
        "SCAN collection: SELECT id FROM collection",
        "SCAN outbox: SELECT relationship.no, relationship.id, relationship.version FROM outbox \
            JOIN relationship ON relationship.no = outbox.relationship ORDER BY outbox.no LIMIT ?",
    ];
    scans.sort();
    let mut expected = expected.map(str::to_owned);
    expected.sort();
    assert_eq!(scans, expected);
}
