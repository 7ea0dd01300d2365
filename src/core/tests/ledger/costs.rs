//! What a batch may cost. That each statement reads no more than it needs, the database sees to.

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
        // log: which requests and which answers are old, the key, the request, 2 of its
        // relationships, its answer; commit.
        (23, 1, hundred()),
        // Less the list, records, count and outbox.
        (10, 2, hundred()),
        (22, 3, (0..100).map(|n| row_with(&format!("id-{n:02}"), 1)).collect::<Value>()),
        (21, 4, row("one")),
    ] {
        let post = Post { transaction, ..Post::new(&body).key(&transaction.to_string()) };
        let operations = operations(&writer, &post);
        assert!(operations <= operations_at_most, "{operations} > {operations_at_most}");
    }
    let replay = Post { transaction: 5, ..Post::new(&hundred()).key("1") };
    assert_eq!(operations(&writer, &replay), 5, "begin, owner, log, answer, commit");
}

#[test]
fn a_read_is_one_statement() {
    let writer = Writer::new();
    writer.post(&Post::new(&hundred()));
    let before = writer.database.operations();
    assert!(writer.record("id-42").is_some());
    assert_eq!(writer.database.operations(), before + 1);
}
