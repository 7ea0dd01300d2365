//! `If-Match`.

use er_relationships::upsert::Settlement;
use serde_json::json;

use crate::service::*;

/// A writer whose `a` has version 2.
fn writer() -> Writer {
    let writer = Writer::new();
    assert_eq!(writer.outcomes(&Post::new(&row("a"))), [("created", 1)]);
    assert_eq!(writer.outcomes(&Post::new(&row_with("a", 1)).again()), [("updated", 2)]);
    writer
}

#[test]
fn a_precondition_that_is_met_lets_the_batch_pass() {
    for if_match in ["\"2\"", "\"1\", \"2\"", "*"] {
        let writer = writer();
        let update = Post { transaction: 7, ..Post::new(&row_with("a", 2)).if_match(if_match) };
        assert_eq!(writer.outcomes(&update), [("updated", 3)], "{if_match}");
        let same = Post { transaction: 8, ..update.clone().if_match("\"3\"") };
        assert_eq!(writer.outcomes(&same), [("unchanged", 3)], "{if_match}");
    }
}

#[test]
fn one_that_is_not_met_stores_nothing_and_tells_the_version() {
    let writer = writer();
    let before = writer.database.dump();
    for (id, if_match, version) in [
        ("a", "\"1\"", Some(2)),
        ("a", "\"3\", W/\"2\"", Some(2)),
        ("new", "\"1\"", None),
        ("new", "*", None),
    ] {
        for post in [Post::new(&row(id)), Post::new(&json!([row(id)])).key("k")] {
            let post = Post { transaction: 7, ..post.if_match(if_match) };
            assert_eq!(writer.post(&post), Settlement::PreconditionFailed { version });
            assert_eq!(writer.post(&post.dry()), Settlement::PreconditionFailed { version });
        }
    }
    assert_eq!(writer.database.dump(), before);
}

#[test]
fn it_comes_before_every_fault_that_the_store_finds() {
    let writer = writer();
    let mut post = row("a");
    post["brickSourceEntityType"] = "never set".into();
    let post = Post { transaction: 7, ..Post::new(&post) };
    let failed = Settlement::PreconditionFailed { version: Some(2) };
    assert_eq!(writer.post(&post.clone().if_match("\"1\"")), failed);
    assert_eq!(writer.outcomes(&post.if_match("\"2\"")), [("failed", 0)]);
}

#[test]
fn a_key_does_not_remember_that_it_was_not_met_and_remembers_what_was_done_when_it_was() {
    let writer = writer();
    let update = Post { transaction: 7, ..Post::new(&row_with("a", 3)).key("k").if_match("\"3\"") };
    assert_eq!(writer.post(&update), Settlement::PreconditionFailed { version: Some(2) });
    let between = Post { transaction: 8, ..Post::new(&row_with("a", 2)) };
    assert_eq!(writer.outcomes(&between), [("updated", 3)]);
    let done = writer.post(&update.again().again());
    assert_eq!(outcomes(&done), [("updated", 4)]);
    assert_eq!(writer.post(&Post { transaction: 70, ..update }), done, "though 3 is past");
}
