//! Keys that are remembered, and the log.

use er_relationships::store::REPLAY_MILLIS;
use er_relationships::upsert::Settlement;
use serde_json::{Value, json};

use crate::service::*;

const LOG_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

/// One created, one refused, one without an id.
fn mixed() -> Value {
    json!([row("a"), { "id": "b" }, {}])
}

#[test]
fn a_key_tells_the_first_answer_for_a_day_and_stores_nothing() {
    let writer = Writer::new();
    let post = Post::new(&mixed()).key("k");
    let first = writer.post(&post);
    assert_eq!(outcomes(&first), [("created", 1), ("failed", 0), ("failed", 0)]);
    let update = Post { transaction: 9, ..Post::new(&row_with("a", 1)) };
    assert_eq!(writer.outcomes(&update), [("updated", 2)]);
    let before = writer.database.dump();
    for later in [0, 1, REPLAY_MILLIS - 1] {
        assert_eq!(writer.post(&post.after(later)), first);
        assert_eq!(writer.post(&post.after(later).dry()), first);
    }
    let earlier = Post { now_millis: post.now_millis - 1, ..post.again() };
    assert_eq!(writer.post(&earlier), first, "clocks differ");
    assert_eq!(writer.database.dump(), before);

    let again = writer.post(&post.after(REPLAY_MILLIS));
    assert_eq!(outcomes(&again), [("updated", 3), ("failed", 0), ("failed", 0)], "forgotten");
    assert_eq!(writer.post(&post.after(REPLAY_MILLIS + 1).again()), again, "and remembered anew");
}

#[test]
fn a_key_that_is_forgotten_can_be_used_for_anything() {
    let writer = Writer::new();
    let first = Post::new(&row("a")).key("k");
    writer.post(&first);
    let second = Post::new(&row("b")).key("k");
    assert_eq!(writer.post(&second.after(REPLAY_MILLIS - 1)), Settlement::KeyReused);
    assert_eq!(writer.outcomes(&second.after(REPLAY_MILLIS)), [("created", 1)]);
    assert_eq!(writer.post(&first.after(REPLAY_MILLIS).again()), Settlement::KeyReused);
}

#[test]
fn a_key_of_another_request_is_refused_and_nothing_is_stored() {
    let writer = Writer::new();
    writer.post(&Post::new(&row("a")).key("k"));
    let before = writer.database.dump();
    for other in [
        Post::new(&row("b")).key("k"),
        Post::new(&json!([row("a")])).key("k"),
        Post::new(&row("a")).key("k").if_match("*"),
    ] {
        assert_eq!(writer.post(&other.again()), Settlement::KeyReused, "{other:?}");
        assert_eq!(writer.post(&other.again().dry()), Settlement::KeyReused, "{other:?}");
    }
    assert_eq!(writer.database.dump(), before);
}

#[test]
fn each_subject_and_each_client_has_keys_of_its_own() {
    let writer = Writer::new();
    let mut expected = Vec::new();
    let callers = ["alice@app", "bob@app", "alice@other", "alice", "bob"];
    for (transaction, caller) in (0..).zip(callers) {
        let post = Post { transaction, ..Post::new(&row(caller)).key("k").by(caller) };
        expected.push((post.clone(), writer.post(&post)));
        assert_eq!(outcomes(&expected[expected.len() - 1].1), [("created", 1)]);
    }
    for (post, settlement) in expected {
        assert_eq!(writer.post(&Post { transaction: 99, ..post }), settlement);
    }
}

#[test]
fn the_same_transaction_is_told_its_own_answer_with_a_key_or_without() {
    for post in [Post::new(&mixed()), Post::new(&mixed()).key("k")] {
        let writer = Writer::new();
        let first = writer.post(&post);
        let before = writer.database.dump();
        for time in [post.now_millis, post.now_millis + LOG_MILLIS] {
            assert_eq!(writer.post(&Post { now_millis: time, ..post.clone() }), first);
        }
        assert_eq!(writer.database.dump(), before);
        assert_eq!(transaction(&first), "00000000-0000-4000-8000-000000000000");
    }
}

#[test]
fn what_nothing_came_of_is_logged_too() {
    let writer = Writer::new();
    let first = writer.post(&Post::new(&json!([{ "id": 1 }, { "id": "x" }])).key("k"));
    assert_eq!(writer.database.numbers("SELECT count(*) FROM relationship"), [0]);
    let log = writer.database.rows("SELECT log FROM request");
    let log: Value = serde_json::from_str(text(&log[0][0])).unwrap();
    assert_eq!(log[0]["id"], Value::Null);
    assert_eq!(
        (&log[1]["id"], &log[1]["message"]),
        (
            &json!("x"),
            &json!(
                "Relationship type is missing, relationshipName:PropertyRequired, sourceEntityId:PropertyRequired, destinationEntityId:PropertyRequired"
            )
        )
    );
    assert_eq!(
        writer.post(&Post::new(&json!([{ "id": 1 }, { "id": "x" }])).key("k").again()),
        first
    );
}

#[test]
fn the_log_is_kept_for_thirty_days_and_then_removed_with_its_answers() {
    let writer = Writer::new();
    let first = Post::new(&row("a")).key("k");
    for n in 0..25 {
        writer.post(&Post { transaction: n, ..Post::new(&row_with("a", n)) });
    }
    let logged = || writer.database.numbers("SELECT count(*) FROM request")[0];
    let later = |millis, transaction| Post {
        now_millis: first.now_millis + millis,
        transaction,
        ..first.clone()
    };
    writer.post(&later(LOG_MILLIS - 1, 100));
    assert_eq!(logged(), 26, "not yet old enough");
    for (transaction, left) in [(101, 17), (102, 8), (103, 4), (104, 5)] {
        writer.post(&Post { key: None, ..later(LOG_MILLIS, transaction) });
        assert_eq!(logged(), left, "each removes ten, and adds one");
        writer.database.assert_sound();
    }
    assert_eq!(writer.versions(), ["a 26"], "what is stored stays");
}

#[test]
fn an_id_that_is_too_long_does_not_fail_the_batch() {
    let writer = Writer::new();
    let long = "x".repeat(2_500_000);
    let wide = "\u{1}".repeat(1_024);
    let mut items = vec![row("a"), row(&long)];
    items.extend((0..98).map(|_| row(&wide)));
    let post = Post::new(&items.into()).key("k");
    let first = writer.post(&post);
    assert_eq!(outcomes(&first)[..3], [("created", 1), ("failed", 0), ("failed", 0)]);
    assert_eq!(writer.post(&post.again()), first);
}

#[test]
fn an_answer_is_kept_for_a_day_and_only_where_another_one_would_differ() {
    let writer = Writer::new();
    let answers = || writer.database.numbers("SELECT count(DISTINCT request) FROM answer")[0];
    let refused = Post::new(&json!([{ "id": "x" }]));
    let created = Post { transaction: 1, ..Post::new(&row("a")) };
    for (transaction, post, kept) in [
        (0, refused.clone(), 0),
        (1, created.clone(), 1),
        (2, created.clone(), 1),
        (3, refused.clone().key("k"), 2),
    ] {
        writer.post(&Post { transaction, ..post });
        assert_eq!(answers(), kept);
    }
    assert_eq!(writer.post(&refused), writer.post(&refused), "a lost reply is made anew");
    let later = |millis| Post {
        now_millis: refused.now_millis + millis,
        transaction: 4,
        ..refused.clone()
    };
    writer.post(&later(REPLAY_MILLIS - 1));
    assert_eq!(answers(), 2);
    writer.post(&later(REPLAY_MILLIS));
    assert_eq!(answers(), 0);
    assert_eq!(writer.database.numbers("SELECT count(*) FROM request"), [5], "the log stays");
    writer.database.assert_sound();
}

#[test]
fn what_is_refused_leaves_less_than_was_sent() {
    let writer = Writer::new();
    let wrong = |n: usize| {
        let members = (0..64).map(|m| (format!("not a property {m}"), json!(null)));
        let mut item = row(&format!("id-{n}"));
        item.as_object_mut().unwrap().extend(members);
        item
    };
    let body: Value = (0..100).map(wrong).collect();
    writer.post(&Post::new(&body));
    let log = writer.database.numbers("SELECT length(log) FROM request")[0];
    assert!(log < 100 * 400, "{log}");
    assert_eq!(writer.database.numbers("SELECT count(*) FROM answer"), [0]);
}
