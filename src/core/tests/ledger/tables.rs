//! What is stored.

use er_relationships::store::StoreError;
use serde_json::{Value, json};

use crate::service::*;

#[test]
fn every_version_is_kept_and_the_last_one_is_read() {
    let writer = Writer::new();
    for n in 1..=5_u64 {
        let post = Post { transaction: n, ..Post::new(&row_with("a", n)) };
        let outcome = if n == 1 { "created" } else { "updated" };
        assert_eq!(writer.outcomes(&post), [(outcome, n)]);
        assert_eq!(writer.outcomes(&Post { transaction: 100 + n, ..post }), [("unchanged", n)]);
        writer.database.assert_sound();
    }
    let versions: Vec<(u64, u64)> = (writer.database)
        .rows("SELECT text FROM record ORDER BY version")
        .iter()
        .map(|record| {
            let record: Value = serde_json::from_str(text(&record[0])).unwrap();
            let version = &record["sysData"]["sysRelationshipVersion"];
            (version.as_u64().unwrap(), record["customData"]["data"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(versions, [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]);
    assert_eq!(writer.record("a").unwrap()["customData"]["data"], 5);
    assert_eq!(writer.record("b"), None);
}

#[test]
fn a_list_has_type_ends_and_version_as_they_are_in_the_record() {
    let writer = Writer::new();
    let mut moved = row("a");
    writer.post(&Post::new(&json!([row("b"), moved])));
    moved["sourceEntityId"] = "s2".into();
    moved["destinationEntityId"] = "d2".into();
    writer.post(&Post::new(&json!([moved])).again());
    let rows = writer.database.rows(
        "SELECT no || ' ' || id || ' ' || type || ' ' || source || ' ' || destination || ' ' || version
        FROM relationship ORDER BY no",
    );
    let rows: Vec<&str> = rows.iter().map(|row| text(&row[0])).collect();
    assert_eq!(rows, ["1 b BRICK_0_4__hasPart s d 1", "2 a BRICK_0_4__hasPart s2 d2 2"]);
}

#[test]
fn relationships_are_counted_by_type_when_they_are_created() {
    let writer = Writer::new();
    let typed = |id: &str, relationship_type: &str| {
        let mut row = row(id);
        row["relationshipType"] = relationship_type.into();
        row
    };
    let [has_part, feeds] = ["BRICK_0_4__hasPart", "BRICK_0_4__feeds"];
    let body = json!([typed("a", has_part), typed("b", feeds), typed("c", feeds), typed("d", "?")]);
    writer.post(&Post::new(&body));
    let body = json!([typed("a", feeds), row_with("b", 1), typed("e", "open"), typed("f", feeds)]);
    writer.post(&Post::new(&body).again());
    let counts = writer.database.rows("SELECT type || ' ' || count FROM type_count ORDER BY type");
    let counts: Vec<&str> = counts.iter().map(|row| text(&row[0])).collect();
    assert_eq!(counts, ["BRICK_0_4__feeds 3", "BRICK_0_4__hasPart 1", "open 1"]);
    writer.database.assert_sound();
}

#[test]
fn large_records_are_stored_in_parts_and_read_whole() {
    // Three bytes for each character, so that parts end within one if they are cut carelessly.
    for (characters, parts) in [(333_000, 1), (334_000, 2), (1_398_000, 5)] {
        let writer = Writer::new();
        let large = row_with("a", "語".repeat(characters));
        let post = Post::new(&large);
        assert_eq!(writer.outcomes(&post), [("created", 1)]);
        assert_eq!(writer.database.numbers("SELECT count(*) FROM record"), [parts]);
        assert_eq!(writer.outcomes(&post.again()), [("unchanged", 1)]);
        writer.restart();
        assert_eq!(writer.record("a").unwrap()["customData"], large["customData"]);
        assert_eq!(
            writer.outcomes(&Post { transaction: 3, ..Post::new(&row("a")) }),
            [("updated", 2)]
        );
        writer.database.assert_sound();
    }
}

#[test]
fn a_batch_of_a_hundred_is_within_the_limits_of_a_statement() {
    let writer = Writer::new();
    let outcomes = |outcome, version| vec![(outcome, version); 100];
    assert_eq!(writer.outcomes(&Post::new(&hundred())), outcomes("created", 1));
    assert_eq!(writer.outcomes(&Post::new(&hundred()).again()), outcomes("unchanged", 1));
    let changed: Value = (0..100).map(|n| row_with(&format!("id-{n:02}"), n)).collect();
    let update = Post { transaction: 2, ..Post::new(&changed) };
    assert_eq!(writer.outcomes(&update), outcomes("updated", 2));
    writer.database.assert_sound();
    let expected: Vec<String> = (0..100).map(|n| format!("id-{n:02} 2")).collect();
    assert_eq!(writer.versions(), expected);
}

#[test]
fn a_hundred_records_of_forty_kilobytes_and_ids_of_the_longest_kind_fit() {
    let writer = Writer::new();
    let id = |n: usize| format!("{n:02}{}", "\"".repeat(1022));
    let body: Value = (0..100).map(|n| row_with(&id(n), "x".repeat(35_000))).collect();
    assert_eq!(writer.outcomes(&Post::new(&body)), vec![("created", 1); 100]);
    assert_eq!(writer.outcomes(&Post::new(&body).again()), vec![("unchanged", 1); 100]);
}

#[test]
fn a_batch_of_another_collection_is_refused() {
    let writer = Writer::new();
    writer.post(&Post::new(&row("a")));
    let before = writer.database.dump();
    let stray = Post { collection: "other", transaction: 1, ..Post::new(&row("b")) };
    let damaged = "a batch for `other` came to the ledger of `c`".to_owned();
    for post in [stray.clone(), stray.dry(), stray.key("k")] {
        assert_eq!(writer.settle(&post.message()), Err(StoreError::Damaged(damaged.clone())));
    }
    assert_eq!(writer.database.dump(), before);
}

#[test]
fn a_ledger_belongs_to_the_first_batch_that_is_stored() {
    let writer = Writer::new();
    let other = Post { collection: "other", ..Post::new(&row("a")) };
    assert_eq!(outcomes(&writer.post(&other.dry())), [("created", 1)]);
    assert_eq!(writer.outcomes(&Post::new(&row("a"))), [("created", 1)]);
    assert!(writer.settle(&other.again().message()).is_err());
}

#[test]
fn a_dry_run_tells_what_would_be_done_and_writes_no_row() {
    let writer = Writer::new();
    writer.post(&Post::new(&json!([row("a"), row_with("b", 1)])).key("k"));
    let before = writer.database.dump();
    let body = json!([row("a"), row_with("b", 2), row("c"), { "id": "d" }]);
    let dry = Post { transaction: 7, ..Post::new(&body).key("l").dry() };
    let told = writer.post(&dry);
    let expected = [("unchanged", 1), ("updated", 2), ("created", 1), ("failed", 0)];
    assert_eq!(outcomes(&told), expected);
    assert_eq!(writer.database.dump(), before);
    let done = writer.post(&Post { is_dry_run: false, ..dry });
    assert_eq!(done, told, "to the byte, and the key was not used up");
}

#[test]
fn a_damaged_record_fails_alone() {
    let writer = Writer::new();
    writer.post(&Post::new(&json!([row("a"), row("b")])));
    writer.database.rows("UPDATE record SET text = '{' WHERE relationship = 1");
    let post = Post::new(&json!([row_with("a", 1), row_with("b", 1)])).again();
    assert_eq!(writer.outcomes(&post), [("failed", 0), ("updated", 2)]);
}

#[test]
fn numbers_keep_their_digits() {
    let writer = Writer::new();
    let mut post = Post::new(&row_with("a", "digits"));
    post.body = post.body.replace("\"digits\"", "[1.0,12345678901234567890,1e2]");
    writer.post(&post);
    let record = writer.database.rows("SELECT text FROM record");
    let kept = r#""customData":{"data":[1.0,12345678901234567890,1e2]}"#;
    assert!(text(&record[0][0]).contains(kept), "{record:?}");
}
