//! Messages and replies as text.

use er_relationships::issue::ReportedIssue;
use er_relationships::json::Document;
use er_relationships::relationship::{CollectionId, Signature, WriteContext};
use er_relationships::store::{
    Direction, Filter, Job, JobPart, Keeper, Listing, LogFilter, Page, PageRequest, TakenPart,
};
use er_relationships::upsert::{
    Batch, Claim, Draft, IdempotencyKey, IfMatch, Item, ItemResult, Lines, Message, Outcome, Reply,
    Settled, Settlement,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::service::*;

/// Texts with all that could be taken for something else on a line.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{0,8}",
        "[\n\r\t\"\\\\{}\\[\\]:,\u{0}-\u{1f}\u{7f}\u{2028}é😀]{0,12}",
        any::<String>(),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..5)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

fn object() -> impl Strategy<Value = Value> {
    prop::collection::btree_map(text(), json(), 0..6)
        .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into())
}

fn issues() -> impl Strategy<Value = Vec<ReportedIssue>> {
    let issue = (text(), object());
    let issue = issue.prop_map(|(message, json)| ReportedIssue { message, json: json.to_string() });
    prop::collection::vec(issue, 0..3)
}

/// An item that owns its texts.
#[derive(Debug, Clone)]
struct OwnItem {
    id: Option<String>,
    /// What was sent, and the defaults.
    draft: Option<(String, String)>,
    is_deletion: bool,
    issues: Vec<ReportedIssue>,
    crossing: Vec<ReportedIssue>,
}

fn own_item() -> impl Strategy<Value = OwnItem> {
    let id = prop::option::of(text());
    let draft = prop::option::of((object(), object()));
    let own = (id, draft, any::<bool>(), issues(), issues());
    own.prop_map(|(id, draft, is_deletion, issues, crossing)| OwnItem {
        draft: draft
            .filter(|_| id.is_some())
            .map(|(sent, defaults)| (sent.to_string(), defaults.to_string())),
        id,
        is_deletion,
        issues,
        crossing,
    })
}

fn listing() -> impl Strategy<Value = Listing> {
    let directions = prop::sample::select(vec![Direction::Out, Direction::In, Direction::Both]);
    prop_oneof![
        Just(Listing::Relationships(Filter::All)),
        text().prop_map(|name| Listing::Relationships(Filter::OfType(name))),
        (text(), directions).prop_map(|(id, direction)| {
            Listing::Relationships(Filter::OfEntity { id, direction })
        }),
        text().prop_map(Listing::Versions),
        Just(Listing::Counts),
        (text(), prop::option::of(text())).prop_map(|(id, relationship)| {
            Listing::Log(LogFilter::Transaction { id, relationship })
        }),
        text().prop_map(|id| Listing::Log(LogFilter::Relationship(id))),
    ]
}

fn context() -> impl Strategy<Value = WriteContext> {
    let context = (text(), text(), prop::option::of(text()), text());
    context.prop_map(|(correlation_id, timestamp, client, requestor)| WriteContext {
        collection: CollectionId::new("c:\"1\\").unwrap(),
        correlation_id,
        timestamp,
        client,
        requestor,
    })
}

/// A batch without its items.
fn head() -> impl Strategy<Value = Batch<'static>> {
    let context = context();
    let precondition = prop_oneof![
        Just(None),
        Just(Some(IfMatch::Any)),
        prop::collection::vec(any::<u64>(), 0..4).prop_map(|list| Some(IfMatch::Versions(list))),
    ];
    let idempotency = prop::option::of((text(), text()));
    let idempotency =
        idempotency.prop_map(|it| it.map(|(key, fingerprint)| IdempotencyKey { key, fingerprint }));
    (text(), any::<u64>(), context, precondition, idempotency, any::<bool>()).prop_map(
        |(transaction_id, now_millis, context, precondition, idempotency, is_dry_run)| Batch {
            transaction_id,
            now_millis,
            context,
            items: Vec::new(),
            precondition,
            idempotency,
            is_dry_run,
        },
    )
}

/// All that a batch tells, with what would be stored of each item.
fn told(batch: &Batch<'_>) -> String {
    let settled: Vec<(Option<&str>, Option<&str>, Settled)> = batch
        .items
        .iter()
        .map(|item| {
            let draft = item.draft.as_ref().map(Draft::id);
            (item.id, draft, item.settle(None, &Signature::new(&batch.context)))
        })
        .collect();
    let issues: Vec<_> = batch.items.iter().map(|item| (&item.issues, &item.crossing)).collect();
    let Batch {
        transaction_id, now_millis, context, precondition, idempotency, is_dry_run, ..
    } = batch;
    format!(
        "{transaction_id:?} {now_millis} {context:?} {precondition:?} {idempotency:?} {is_dry_run} {settled:?} {issues:?}"
    )
}

fn result() -> impl Strategy<Value = ItemResult> {
    let outcomes = vec![Outcome::Created, Outcome::Updated, Outcome::Unchanged, Outcome::Deleted];
    let success = (prop::sample::select(outcomes), any::<u64>(), object());
    let success = success.prop_map(|(outcome, version, sys_data)| ItemResult::Success {
        outcome,
        version,
        sys_data: sys_data.to_string(),
    });
    let failure = (issues(), prop::option::of(text()));
    let failure = failure.prop_map(|(issues, fault)| ItemResult::Failure { issues, fault });
    prop_oneof![success, failure]
}

fn reply() -> impl Strategy<Value = Reply> {
    let version = prop::option::of(any::<u64>());
    let settled = (text(), prop::collection::vec(result(), 1..5));
    prop_oneof![
        any::<bool>().prop_map(Reply::Claimed),
        Just(Reply::Record(None)),
        object().prop_map(|record| Reply::Record(Some(record.to_string()))),
        (prop::collection::vec(json(), 0..4), prop::option::of(text()), prop::option::of(object()))
            .prop_map(|(elements, next, progress)| {
                Reply::Page(Page {
                    elements: elements.iter().map(Value::to_string).collect(),
                    next,
                    progress: progress.map(|progress| progress.to_string()),
                })
            }),
        Just(Reply::Accepted),
        prop::option::of((context(), json())).prop_map(|part| {
            let part = part.map(|(context, text)| TakenPart { context, text: text.to_string() });
            Reply::Taken(part)
        }),
        Just(Reply::Settlement(Settlement::KeyReused)),
        version.prop_map(|version| Reply::Settlement(Settlement::PreconditionFailed { version })),
        settled.prop_map(|(transaction_id, results)| {
            Reply::Settlement(Settlement::Settled { transaction_id, results })
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_batch_comes_out_as_it_went_in(
        head in head(),
        own in prop::collection::vec(own_item(), 1..5),
    ) {
        let documents: Vec<_> = own
            .iter()
            .map(|item| {
                let (sent, defaults) = item.draft.as_ref()?;
                Some((Document::parse_text(sent).unwrap(), Document::parse_text(defaults).unwrap()))
            })
            .collect();
        let items = own.iter().zip(&documents).map(|(item, documents)| Item {
            id: item.id.as_deref(),
            draft: documents.as_ref().map(|(sent, defaults)| {
                if item.is_deletion {
                    return Draft::deletion(item.id.as_deref().unwrap());
                }
                let is_refused = !(item.issues.is_empty() && item.crossing.is_empty());
                let defaults = defaults.root().members().unwrap();
                Draft::new(item.id.as_deref().unwrap(), sent.root(), defaults, is_refused)
            }),
            issues: item.issues.clone(),
            crossing: item.crossing.clone(),
        });
        let batch = Batch { items: items.collect(), ..head };
        let text = Message::Upsert(batch.clone()).to_text();
        let lines = Lines::parse(&text).unwrap();
        let Ok(Message::Upsert(read)) = lines.message() else { panic!("{text}") };
        prop_assert_eq!(told(&read), told(&batch));
        prop_assert_eq!(Message::Upsert(read).to_text(), text);
    }

    #[test]
    fn what_is_to_be_listed_comes_out_as_it_went_in(
        listing in listing(), after in prop::option::of(text()), limit in any::<u32>(),
    ) {
        let page = PageRequest { after, limit: usize::try_from(limit).unwrap() };
        let text = Message::List(listing.clone(), page.clone()).to_text();
        let lines = Lines::parse(&text).unwrap();
        let Ok(Message::List(read, of)) = lines.message() else { panic!("{text}") };
        prop_assert_eq!((read, of), (listing, page));
    }

    #[test]
    fn what_is_taken_in_comes_out_as_it_went_in(
        transaction_id in text(), now_millis in any::<u64>(), context in context(),
        parts in prop::collection::vec((0..101_usize, json()), 0..4),
    ) {
        let parts = parts.iter().map(|(count, text)| JobPart { count: *count, text: text.to_string() });
        let job = Job { transaction_id, now_millis, context, parts: parts.collect() };
        let text = Message::Accept(job.clone()).to_text();
        let lines = Lines::parse(&text).unwrap();
        prop_assert!(matches!(lines.message(), Ok(Message::Accept(read)) if read == job), "{}", text);
        let text = Message::Take(job.transaction_id.clone()).to_text();
        let lines = Lines::parse(&text).unwrap();
        prop_assert!(matches!(lines.message(), Ok(Message::Take(part)) if part == job.transaction_id));
    }

    #[test]
    fn a_claim_and_a_read_come_out_as_they_went_in(
        principal in text(), key in text(), transaction_id in text(), now_millis in any::<u64>(),
    ) {
        let text = Message::Read(key.clone()).to_text();
        let lines = Lines::parse(&text).unwrap();
        prop_assert!(matches!(lines.message(), Ok(Message::Read(id)) if id == key), "{}", text);
        let claim = Claim { principal, key, transaction_id, now_millis };
        let text = Message::Claim(claim.clone()).to_text();
        let lines = Lines::parse(&text).unwrap();
        prop_assert!(matches!(lines.message(), Ok(Message::Claim(read)) if read == claim), "{}", text);
    }

    #[test]
    fn a_reply_comes_out_as_it_went_in(reply in reply()) {
        prop_assert_eq!(Reply::parse(&reply.to_text()), Ok(reply));
    }

    #[test]
    fn no_text_is_more_than_refused(text in "(\\{\"form\":2,?(\"do\":\"(upsert|read|claim|list)\"|\"settled\":\"\"|\"found\":true|\"elements\":1)?,?(\"id\":1|\"what\":\"log\")?\\}|\\PC{0,9})(\n(\\{\\}|\\{\"draft\":true\\}|\\{\"id\":\"a\",\"draft\":(true|\"deletion\")\\}|\\PC{0,9})){0,4}") {
        if let Ok(lines) = Lines::parse(&text) {
            let _ = lines.message();
        }
        let _ = Reply::parse(&text);
        let _ = Writer::new().ledger().answer(&text);
    }
}

#[test]
fn a_relationship_as_deep_as_json_may_be_is_stored_and_read() {
    let writer = Writer::new();
    // The relationship, its customData, and 62 lists.
    let mut deep = row_with("a", 0);
    deep["customData"] = "deep".into();
    let nested = format!("{{\"\\n\":{}1{}}}", "[".repeat(62), "]".repeat(62));
    let mut post = Post::new(&deep);
    post.body = post.body.replace("\"deep\"", &nested);
    assert_eq!(writer.outcomes(&post), [("created", 1)]);
    assert_eq!(writer.outcomes(&post.again()), [("unchanged", 1)]);
    assert_eq!(writer.record("a").unwrap()["customData"].to_string(), nested);
    let message = Message::Read("a".to_owned()).to_text();
    let reply = writer.ledger().answer(&message).unwrap();
    assert_eq!(Reply::parse(&reply).unwrap().to_text(), reply);
}

#[test]
fn what_another_version_of_this_service_says_is_refused() {
    let another = "a message of another version of this service".to_owned();
    let messages = Post::new(&row("a")).key("k").messages();
    let read = Message::Read("a".to_owned()).to_text();
    for message in messages.iter().chain([&read]) {
        for other in [r#""form":1"#, r#""form":2.0"#, r#""form":"2""#, r#""from":2"#] {
            let other = message.replace(r#""form":2"#, other);
            let lines = Lines::parse(&other).unwrap();
            assert_eq!(lines.message().err(), Some(another.clone()), "{other}");
        }
    }
    let reply = Reply::Claimed(true).to_text().replace('2', "1");
    assert_eq!(Reply::parse(&reply), Err(another));
    // The writer stores nothing then.
    let writer = Writer::new();
    let before = writer.database.dump();
    assert!(writer.ledger().answer(&messages[1].replacen('2', "1", 1)).is_err());
    assert_eq!(writer.database.dump(), before);
}

#[test]
fn a_line_feed_in_a_text_is_no_end_of_a_line() {
    let mut odd = row_with("a", "\n{\"form\":1}\n");
    odd["sourceEntityId"] = "s".into();
    odd["relationshipName"] = "\n\n".into();
    let post = Post::new(&json!([odd, { "id": "\n", "\n": "\n" }]));
    let message = post.message();
    assert_eq!(message.lines().count(), 1 + 3 + 1, "{message}");
    let writer = Writer::new();
    assert_eq!(writer.outcomes(&post), [("created", 1), ("failed", 0)]);
    assert_eq!(writer.record("a").unwrap()["customData"], odd["customData"]);
}
