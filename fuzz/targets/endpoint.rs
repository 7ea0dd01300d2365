//! The whole endpoint: an answer to every request, and what it says is what was done.
//!
//! Input: up to eight requests to one state, a line `%%` between them. A request is written as in
//! HTTP: `POST /path?query`, header lines, an empty line, the body. The headers that every request
//! needs are there without being written; `-name` takes one out. The bearer tokens are `ann`, who
//! may write to the collection `c`, read `d` and owns `f`; `bob`, without the scope to write; and
//! `eve`, without the one to read. The transaction of the first request is
//! `01010101-0101-4101-8101-010101010101`, and so on.
#![no_main]

use std::borrow::Cow;

use er_relationships::csv::{CsvLimits, json_of_csv};
use er_relationships::relationship::{MAX_BODY_BYTES, MAX_RELATIONSHIPS};
use er_relationships_fuzz::answer::{check_answer, check_permission};
use er_relationships_fuzz::listing::{check_collections, check_read};
use er_relationships_fuzz::mutation::Vocabulary;
use er_relationships_fuzz::registry::{Collections, check_change, check_laws};
use er_relationships_fuzz::request::{caller, get, has_flag, header, is_csv, read_requests};
use er_relationships_fuzz::route::{Action, Found, Row, find};
use er_relationships_fuzz::service::{Service, scopes_of, transaction_id};
use er_relationships_fuzz::upsert::{Batch, check_deleted};
use http::{Request, Response};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

const MAX_REQUESTS: usize = 8;

/// Added to the number of a transaction when its request is sent again.
const AGAIN: u8 = 0x80;

const VOCABULARY: &str = r#"[
    {"id":"a","relationshipName":"n","relationshipType":"BRICK_0_4__hasPart_Location_Location","sourceEntityId":"s","destinationEntityId":"d"},
    {"id":"b2","relationshipName":"n","relationshipType":"serves","sourceEntityId":"s","destinationEntityId":"d","customData":{"floor":1,"tags":["x","1"]},"brickSourceEntityType":"Pump"},
    {"id":"c","relationshipName":"n","relationshipType":"any","sourceEntityId":"s","destinationEntityId":"d","other":[{}],"__proto__":1},
    {"id":"c","relationshipName":"n","relationshipType":"either","sourceEntityId":"s","destinationEntityId":"d","a":1,"b":0.25},
    {"sourceERCollectionId":"c","destinationERCollectionId":"d","isActive":true,"sysData":{}},
    {"brickRelationshipType":"BRICK_0_4__hasPart","brickRelationshipName":"hasPart","brickSourceEntityType":"Location","brickSourceEntitySubType":"Floor"},
    {"brickDestinationEntityType":"Location","brickDestinationEntitySubType":"Room","customData":{"a":null}},
    {"collectionName":"N","collectionId":"n"},{"permissions":[{"subject":"ann","permission":"owner"},{"subject":"bob","permission":"readonly"},{"subject":"eve","permission":"readwrite"}]},
    {"subject":"a,b","permission":"admin"},{"subject":"eve","permission":"owner"},
    {"title":"new","type":"object","properties":{"customData":{"type":"object","properties":{"a":{"type":"integer"}}},"floor":{"minimum":1}},"required":["id"]},
    {"title":"new","type":"object","properties":{"customData":{"properties":{"a":{"type":["number","null"]}}},"floor":{}},"additionalProperties":false},
    {"title":"any","required":["other"]},{"title":"either"},{"enum":["n"]},{"type":"string","minLength":1,"default":"x"},
    {"id":"n","relationshipName":"n","relationshipType":"new","sourceEntityId":"s","destinationEntityId":"s","customData":{"a":1},"floor":1},
    {"relationshipObj":{"id":"a","relationshipName":"n","relationshipType":"serves","sourceEntityId":"s","destinationEntityId":"d"},"sourceEntityObj":{"entityType":"Equipment"},"destinationEntityObj":{"entityType":"BRICK_0_4__Location"}},
    {"brickMetadata":{"brickSourceEntityType":"BRICK_0_4__Location","brickDestinationEntityType":"BRICK_0_4__Equipment"}},
    "BRICK_0_4__feeds","BRICK_0_4__isPartOf_Equipment_Location","e","","\u0000",1e300,-1,true,null,[]
]"#;

thread_local! {
    static WORDS: Vocabulary = Vocabulary::new(VOCABULARY);
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    WORDS.with(|words| words.mutate(data, size, max_size, seed))
});

fuzz_target!(|bytes: &[u8]| {
    let service = Service::default();
    // A key that was used before may have its answer told again.
    let mut had_key = false;
    for (number, request) in (1..).zip(read_requests(bytes).take(MAX_REQUESTS)) {
        let has_key = request.headers().contains_key("idempotency-key");
        let is_told_again = has_key && had_key;
        check_request(&service, &request, number, is_told_again);
        had_key |= has_key;
    }
    check_collections(&service, "ann");
});

fn check_request(service: &Service, request: &Request<Vec<u8>>, number: u8, is_told_again: bool) {
    let (before, registered) = (service.records(), service.registry());
    let response = service.answer(request.clone(), number);
    let (after, now_registered) = (service.records(), service.registry());
    let found = find(request);
    let answer = check_answer(request, &response, &found);
    assert_eq!(service.faults(), Vec::<String>::new());
    if !answer.is_null() && !is_told_again {
        assert_eq!(answer["transactionId"], transaction_id(number));
    }
    check_laws((&registered, &now_registered), &after);

    let done = match &found {
        Found::Route(row, path) if row.successes.contains(&response.status().as_u16()) => {
            Some((*row, &**path))
        }
        _ => None,
    };
    let Some((row, path)) = done else {
        assert_eq!(before, after, "refused as a whole, and something is stored");
        // What was about to be stored has its types in use already.
        let action = match &found {
            Found::Route(row, _) if row.action == Action::Upsert => Action::Upsert,
            _ => Action::Read,
        };
        return check_change(request, (action, &[]), &answer, (&registered, &now_registered));
    };
    check_permission(request, row, path, &Collections::of(&registered));
    let is_dry_run = has_flag(request, "dryRun");
    let action = match row.action {
        Action::Upsert if is_dry_run => Action::Read,
        action => action,
    };
    check_change(request, (action, path), &answer, (&registered, &now_registered));
    match row.action {
        Action::Upsert => {
            let body = json_body(request);
            let batch = Batch::new(request, &body, &answer);
            if is_told_again {
                // The types may be others by now.
            } else if is_dry_run {
                assert_eq!(before, after, "a dry run, and something is stored");
                batch.check_report(&body, &registered);
            } else {
                batch.check_report(&body, &registered);
                batch.check_stored(&before, &after);
            }
        }
        Action::Delete if is_dry_run => assert_eq!(before, after, "a dry run"),
        Action::Delete => {
            let collection = header(request, "ercollectionid");
            check_deleted((&before, &after), collection, &path[0]);
            check_gone(service, request, collection);
        }
        _ => assert_eq!(before, after, "only an upsert and a deletion store"),
    }
    match row.action {
        Action::Upsert
        | Action::Delete
        | Action::CreateCollection
        | Action::ChangeCollection
        | Action::SetPermissions
        | Action::RegisterTypes => {
            check_again(service, request, (row, number), &response);
            assert_eq!(service.records(), after, "sent twice, stored otherwise");
            assert_eq!(service.registry(), now_registered, "sent twice, registered otherwise");
        }
        _ => check_read(service, request, (row, path), &answer),
    }
}

/// The same once more has an answer that fits to the first one.
fn check_again(
    service: &Service,
    request: &Request<Vec<u8>>,
    (row, number): (&Row, u8),
    response: &Response<Vec<u8>>,
) {
    let number = match row.action {
        // The same chance, so that a collection without an id gets the same one.
        Action::CreateCollection => number,
        _ => number | AGAIN,
    };
    let again = service.answer(request.clone(), number);
    let has = |name| request.headers().contains_key(name);
    let status = again.status().as_u16();
    let is_dry_run = has_flag(request, "dryRun");
    match row.action {
        Action::Upsert if has("idempotency-key") && !is_dry_run => {
            assert_eq!(again.body(), response.body(), "one key, two answers");
        }
        Action::Upsert if has("if-match") => {}
        Action::Delete if !is_dry_run => assert_eq!(status, 404),
        Action::CreateCollection => assert_eq!(status, 409),
        // Who was an administrator may be none any more.
        Action::SetPermissions => assert!([200, 403].contains(&status), "{status}"),
        _ => assert_eq!(again.status(), response.status()),
    }
}

/// What was deleted is not found.
fn check_gone(service: &Service, request: &Request<Vec<u8>>, collection: &str) {
    let caller = caller(request);
    let response = service.probe(get(request.uri().path(), caller, collection));
    let may_read = scopes_of(caller).contains(&"apollo_read");
    assert_eq!(response.status(), if may_read { 404 } else { 403 });
}

/// The body, or the JSON that says the same.
fn json_body(request: &Request<Vec<u8>>) -> Cow<'_, [u8]> {
    if !is_csv(request) {
        return Cow::Borrowed(request.body());
    }
    let limits = CsvLimits { max_rows: MAX_RELATIONSHIPS, max_json_bytes: MAX_BODY_BYTES };
    let json = json_of_csv(request.body(), limits).expect("it was processed");
    Cow::Owned(json.into_bytes())
}
