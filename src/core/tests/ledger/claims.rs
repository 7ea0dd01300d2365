//! Keys in use.

use er_relationships::upsert::{Message, Reply, Settlement};
use serde_json::json;

use crate::service::*;

fn is_granted(writer: &Writer, post: &Post) -> bool {
    let messages = post.messages();
    match writer.ask(&messages[0]).unwrap() {
        Reply::Claimed(is_granted) => is_granted,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_is_claimed_by_one_transaction_at_a_time() {
    let writer = Writer::new();
    let post = Post::new(&row("a")).key("k");
    assert!(is_granted(&writer, &post));
    assert!(is_granted(&writer, &post), "the same transaction again: its reply was lost");
    assert!(!is_granted(&writer, &post.again()));
    assert!(is_granted(&writer, &post.again().key("other")));
    assert!(is_granted(&writer, &post.again().by("bob@app")), "another subject's key");
    assert!(is_granted(&writer, &post.again().by("alice@other")), "another client's key");
    assert!(is_granted(&writer, &post.again().by("alice")), "no client's key");
}

#[test]
fn a_claim_ends_after_ten_seconds() {
    let writer = Writer::new();
    let post = Post::new(&row("a")).key("k");
    assert!(is_granted(&writer, &post));
    assert!(!is_granted(&writer, &post.after(9_999)));
    assert!(is_granted(&writer, &post.after(10_000)));
    assert!(!is_granted(&writer, &post.after(10_001).again()), "and then it is the next one's");
}

#[test]
fn a_claim_ends_with_the_settlement_whatever_that_is() {
    let writer = Writer::new();
    for (transaction, post, is_settled) in [
        (0, Post::new(&row("a")).key("k"), true),
        (10, Post::new(&row("b")).key("k"), false),
        (20, Post::new(&row("a")).key("l").if_match("\"7\""), false),
        (30, Post::new(&json!([{}])).key("m"), true),
    ] {
        let post = Post { transaction, ..post };
        assert!(is_granted(&writer, &post), "{post:?}");
        let settlement = writer.post(&post);
        assert_eq!(matches!(settlement, Settlement::Settled { .. }), is_settled, "{settlement:?}");
        assert!(is_granted(&writer, &post.again()), "{post:?}");
        writer.restart();
    }
}

#[test]
fn a_claim_outlives_a_batch_that_could_not_be_settled_and_ends_with_the_process() {
    let writer = Writer::new();
    let post = Post::new(&row("a")).key("k");
    assert!(is_granted(&writer, &post));
    writer.database.fail_at(3, crate::database::Fault::Fails);
    writer.settle(&post.message()).unwrap_err();
    assert!(!is_granted(&writer, &post.again()));
    writer.restart();
    assert!(is_granted(&writer, &post.again()));
}

#[test]
fn a_claim_writes_nothing() {
    let writer = Writer::new();
    let before = (writer.database.dump(), writer.database.operations());
    assert!(is_granted(&writer, &Post::new(&row("a")).key("k")));
    assert_eq!((writer.database.dump(), writer.database.operations()), before);
}

#[test]
fn neither_a_dry_run_nor_a_request_without_a_key_claims() {
    for post in [Post::new(&row("a")), Post::new(&row("a")).key("k").dry()] {
        let messages = post.messages();
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].contains(r#""do":"upsert""#));
    }
    let messages = Post::new(&row("a")).key("k").messages();
    assert_eq!(messages.len(), 2);
    assert_eq!(
        messages[0],
        r#"{"form":2,"do":"claim","principal":"[\"app\",\"alice\"]","key":"k","transaction":"00000000-0000-4000-8000-000000000000","now":1700000000000}"#
    );
    // Read once more, to be sure that it is one.
    let lines = er_relationships::upsert::Lines::parse(&messages[0]).unwrap();
    assert!(matches!(lines.message(), Ok(Message::Claim(_))));
}
