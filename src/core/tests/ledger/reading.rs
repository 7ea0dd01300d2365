//! Pages of what is stored: what they have, and what they cost.

use er_relationships::store::{Direction, Filter, Listing, LogFilter};
use serde_json::{Value, json};
use std::rc::Rc;

use crate::service::*;

fn all() -> Listing {
    Listing::Relationships(Filter::All)
}

fn of_type(name: &str) -> Listing {
    Listing::Relationships(Filter::OfType(name.to_owned()))
}

fn of_entity(id: &str, direction: Direction) -> Listing {
    Listing::Relationships(Filter::OfEntity { id: id.to_owned(), direction })
}

/// A relationship of a type between two entities.
fn edge(id: &str, relationship_type: &str, source: &str, destination: &str) -> Value {
    json!({
        "id": id, "relationshipName": "n", "relationshipType": relationship_type,
        "sourceEntityId": source, "destinationEntityId": destination,
    })
}

/// The ids of each page.
fn pages(writer: &Writer, listing: &Listing, limit: usize) -> Vec<Vec<String>> {
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let page = writer.page(listing, after.as_deref(), limit);
        let id = |element: &String| {
            let record: Value = serde_json::from_str(element).unwrap();
            record["id"].as_str().unwrap().to_owned()
        };
        pages.push(page.elements.iter().map(id).collect());
        match page.next {
            Some(next) => after = Some(next),
            None => return pages,
        }
    }
}

/// Rows of ids `0`, `1`, …, by batches of a hundred.
fn fill(writer: &Writer, count: usize) {
    let rows: Vec<Value> = (0..count)
        .map(|n| {
            let relationship_type = ["BRICK_0_4__hasPart", "BRICK_0_4__feeds"][n % 2];
            edge(&n.to_string(), relationship_type, &format!("s{}", n % 7), &format!("d{}", n % 5))
        })
        .collect();
    for (batch, rows) in rows.chunks(100).enumerate() {
        let transaction = u64::try_from(batch).unwrap();
        writer.post(&Post { transaction, ..Post::new(&rows.into()) });
    }
}

#[test]
fn a_list_is_in_the_order_of_creation_and_its_pages_have_no_gap_and_nothing_twice() {
    let writer = Writer::new();
    fill(&writer, 7);
    writer.post(&Post { transaction: 9, ..Post::new(&row_with("0", 1)) });
    for (limit, expected) in [
        (3, vec![vec!["0", "1", "2"], vec!["3", "4", "5"], vec!["6"]]),
        (7, vec![vec!["0", "1", "2", "3", "4", "5", "6"]]),
        (8, vec![vec!["0", "1", "2", "3", "4", "5", "6"]]),
    ] {
        assert_eq!(pages(&writer, &all(), limit), expected);
    }
    assert_eq!(pages(&writer, &of_type("BRICK_0_4__feeds"), 2), [vec!["1", "3"], vec!["5"]]);
    assert_eq!(pages(&writer, &of_type("other"), 2), [Vec::<String>::new()]);
}

#[test]
fn an_entity_has_its_edges_in_either_direction_and_one_to_itself_once() {
    let writer = Writer::new();
    let feeds = "BRICK_0_4__feeds";
    let body = json!([
        edge("out", feeds, "e", "x"),
        edge("in", feeds, "x", "e"),
        edge("loop", feeds, "e", "e"),
        edge("none", feeds, "x", "y"),
        edge("out 2", feeds, "e", "y"),
    ]);
    writer.post(&Post::new(&body));
    for (direction, expected) in [
        (Direction::Out, vec![vec!["out", "loop"], vec!["out 2"]]),
        (Direction::In, vec![vec!["in", "loop"]]),
        (Direction::Both, vec![vec!["out", "in"], vec!["loop", "out 2"]]),
    ] {
        assert_eq!(pages(&writer, &of_entity("e", direction), 2), expected, "{direction:?}");
    }
    let moved = edge("out", feeds, "x", "x");
    writer.post(&Post::new(&moved).again());
    assert_eq!(pages(&writer, &of_entity("e", Direction::Out), 9), [vec!["loop", "out 2"]]);
}

#[test]
fn a_page_costs_the_same_wherever_it_is_and_however_much_there_is() {
    let costs = |count: usize| {
        let writer = Writer::new();
        fill(&writer, count);
        let half = (count / 2).to_string();
        let mut costs = Vec::new();
        for listing in [
            all(),
            of_type("BRICK_0_4__feeds"),
            of_entity("s1", Direction::Out),
            of_entity("s1", Direction::Both),
            Listing::Versions("1".to_owned()),
            Listing::Counts,
            Listing::Log(LogFilter::Relationship("1".to_owned())),
        ] {
            for after in [None, Some(half.as_str())] {
                let (operations, steps) = (writer.database.operations(), writer.database.steps());
                writer.page(&listing, after, 20);
                let operations = writer.database.operations() - operations;
                costs.push((operations, writer.database.steps() - steps));
            }
        }
        costs
    };
    let [few, many] = [costs(700), costs(36_000)];
    for ((few_operations, few_steps), (operations, steps)) in few.iter().zip(&many) {
        assert_eq!(operations, few_operations);
        // A tree that is deeper costs a little.
        assert!(*steps <= few_steps + few_steps / 10 + 10, "{steps} > {few_steps}");
    }
}

#[test]
fn a_list_is_one_statement_and_both_directions_of_an_entity_two_and_one_for_each_edge() {
    let writer = Writer::new();
    fill(&writer, 300);
    for (listing, expected) in [
        (all(), 1),
        (of_type("BRICK_0_4__feeds"), 1),
        (of_entity("s1", Direction::In), 1),
        (of_entity("s1", Direction::Both), 2 + 43),
        (Listing::Versions("1".to_owned()), 1),
        (Listing::Counts, 1),
        (Listing::Log(LogFilter::Relationship("1".to_owned())), 1),
    ] {
        let before = writer.database.operations();
        writer.page(&listing, None, 1000);
        assert_eq!(writer.database.operations() - before, expected, "{listing:?}");
    }
}

#[test]
fn a_page_ends_where_its_bytes_do() {
    let writer = Writer::new();
    for n in 0..4 {
        let large = row_with(&n.to_string(), "x".repeat(3_000_000));
        writer.post(&Post { transaction: n, ..Post::new(&large) });
    }
    assert_eq!(pages(&writer, &all(), 100), [vec!["0", "1", "2"], vec!["3"]]);
    let both = of_entity("s", Direction::Both);
    assert_eq!(pages(&writer, &both, 100), [vec!["0", "1", "2"], vec!["3"]]);
}

#[test]
fn what_is_deleted_is_in_no_list_and_no_count_until_it_is_posted_again() {
    let writer = Rc::new(Writer::new());
    let endpoint = endpoint_of(&writer);
    endpoint.host.transaction.set(1);
    writer.post(&Post::new(&json!([row("a"), row("b")])));
    let count = |writer: &Writer| writer.page(&Listing::Counts, None, 10).elements;
    assert_eq!(delete(&endpoint, "a", Some("\"2\"")), 412);
    assert_eq!(delete(&endpoint, "a", Some("\"1\"")), 200);
    assert_eq!(delete(&endpoint, "a", None), 404);
    assert_eq!(delete(&endpoint, "a", Some("*")), 404);
    assert_eq!(delete(&endpoint, "never", None), 404);
    writer.database.assert_sound();
    for listing in [all(), of_type("BRICK_0_4__hasPart"), of_entity("s", Direction::Both)] {
        assert_eq!(pages(&writer, &listing, 10), [vec!["b"]], "{listing:?}");
    }
    assert_eq!(count(&writer), [r#"["BRICK_0_4__hasPart",1]"#]);
    assert_eq!(writer.record("a").unwrap()["isActive"], false);

    let again = Post { transaction: 99, ..Post::new(&row("a")) };
    assert_eq!(writer.outcomes(&again), [("created", 3)]);
    assert_eq!(pages(&writer, &all(), 10), [vec!["a", "b"]]);
    assert_eq!(count(&writer), [r#"["BRICK_0_4__hasPart",2]"#]);
    let versions = writer.page(&Listing::Versions("a".to_owned()), None, 10).elements;
    let versions: Vec<(Value, Value)> = versions
        .iter()
        .map(|version| {
            let version: Value = serde_json::from_str(version).unwrap();
            (version["sysData"]["sysRelationshipVersion"].clone(), version["isActive"].clone())
        })
        .collect();
    assert_eq!(
        versions,
        [(3.into(), true.into()), (2.into(), false.into()), (1.into(), true.into())]
    );
    writer.database.assert_sound();
}

#[test]
fn what_was_deleted_keeps_what_may_never_change() {
    let writer = Rc::new(Writer::new());
    let endpoint = endpoint_of(&writer);
    endpoint.host.transaction.set(1);
    writer.post(&Post::new(&row("a")));
    assert_eq!(delete(&endpoint, "a", None), 200);
    let mut other = row("a");
    other["relationshipType"] = "BRICK_0_4__feeds".into();
    let post = Post { transaction: 50, ..Post::new(&other) };
    assert_eq!(writer.outcomes(&post), [("failed", 0)]);
    let post = Post { transaction: 51, ..Post::new(&row("a")).if_match("*") };
    assert!(matches!(
        writer.post(&post),
        er_relationships::upsert::Settlement::PreconditionFailed { version: None }
    ));
}

#[test]
fn versions_are_told_newest_first_each_whole_and_page_by_page() {
    let writer = Writer::new();
    for n in 1..=4_u64 {
        let large = "語".repeat(if n == 2 { 700_000 } else { 1 });
        let post = Post { transaction: n, ..Post::new(&row_with("a", format!("{n}{large}"))) };
        assert_eq!(writer.outcomes(&post)[0].1, n);
    }
    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = writer.page(&Listing::Versions("a".to_owned()), after.as_deref(), 3);
        for element in &page.elements {
            let record: Value = serde_json::from_str(element).unwrap();
            let data = record["customData"]["data"].as_str().unwrap();
            seen.push((data.chars().next().unwrap(), data.len()));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, [('4', 4), ('3', 4), ('2', 2_100_001), ('1', 4)]);
    assert_eq!(writer.page(&Listing::Versions("b".to_owned()), None, 3).elements.len(), 0);
}

/// The entries of the log, in short.
fn log(writer: &Writer, filter: &LogFilter, limit: usize) -> Vec<String> {
    let (mut entries, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = writer.page(&Listing::Log(filter.clone()), after.as_deref(), limit);
        for element in &page.elements {
            let entry: Value = serde_json::from_str(element).unwrap();
            let what = entry["outcome"].as_str().or(entry["message"].as_str()).unwrap();
            entries.push(format!("{} {} {what}", entry["index"], entry["id"]));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return entries,
        }
    }
}

#[test]
fn the_log_tells_what_came_of_a_transaction_and_what_befell_a_relationship() {
    let writer = Writer::new();
    let first = Post::new(&json!([row("a"), { "id": "b" }, row("a"), { "id": 1 }]));
    writer.post(&first);
    let unchanged = first.after(1);
    let unchanged = Post { body: row("a").to_string(), ..unchanged };
    writer.post(&unchanged);
    let changed = Post { transaction: 7, ..Post::new(&json!([row("c"), row_with("a", 1)])) };
    writer.post(&changed);
    let transactions = writer.database.rows("SELECT transaction_id FROM request ORDER BY no");
    let of = |n: usize, relationship: Option<&str>| LogFilter::Transaction {
        id: text(&transactions[n][0]).to_owned(),
        relationship: relationship.map(str::to_owned),
    };
    for limit in [1, 2, 100] {
        let told = log(&writer, &of(0, None), limit);
        assert_eq!(told.len(), 4);
        assert_eq!(told[0], r#"0 "a" created"#);
        assert!(told[1].starts_with(r#"1 "b" "#), "{told:?}");
        assert_eq!(told[2], r#"2 "a" Duplicate id in request"#);
        assert!(told[3].starts_with("3 null "), "{told:?}");
        assert_eq!(log(&writer, &of(0, Some("b")), limit), told[1..2]);
        assert_eq!(log(&writer, &of(1, None), limit), [r#"0 "a" unchanged"#]);
        let told = log(&writer, &LogFilter::Relationship("a".to_owned()), limit);
        assert_eq!(told[0], r#"1 "a" updated"#, "newest first, and not what changed nothing");
        assert_eq!(told[1..], [r#"0 "a" created"#, r#"2 "a" Duplicate id in request"#]);
    }
    let none = LogFilter::Transaction { id: "0".to_owned(), relationship: None };
    assert_eq!(log(&writer, &none, 10), Vec::<String>::new());
}

#[test]
fn after_thirty_days_the_log_forgets_and_what_it_noted_with_it() {
    let writer = Writer::new();
    writer.post(&Post::new(&hundred()));
    let of_one = LogFilter::Relationship("id-07".to_owned());
    assert_eq!(log(&writer, &of_one, 10), [r#"7 "id-07" created"#]);
    writer.post(&Post::new(&row("x")).after(30 * 24 * 60 * 60 * 1000));
    assert_eq!(log(&writer, &of_one, 10), Vec::<String>::new());
    assert_eq!(writer.database.numbers("SELECT count(*) FROM request_item"), [1]);
    writer.database.assert_sound();
}
