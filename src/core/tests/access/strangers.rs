//! A collection is there for those who may use it: nobody else can tell it from one that is not.

use http::Request;
use serde_json::{Value, json};

use crate::matrix::NO_ACCESS;
use crate::service::*;
use crate::table::{Place, ROUTES, Route, request};
use crate::told::Told;

/// What makes a request another one: more in the query, other headers, another body.
type Twist = (&'static str, &'static [(&'static str, &'static str)], Option<&'static str>);

/// Those that are wrong somewhere, and those that lead elsewhere.
const TWISTS: &[Twist] = &[
    ("", &[], None),
    ("v=9", &[], None),
    ("includeSystemData=true", &[], None),
    ("dryRun=true", &[], None),
    ("direction=up", &[], None),
    ("limit=0", &[], None),
    ("minPermission=owner", &[], None),
    ("", &[("async", "true")], None),
    ("", &[("async", "later")], None),
    ("", &[("consistency", "strong")], None),
    ("", &[("content-type", "text/plain")], None),
    ("", &[("content-type", "text/csv")], None),
    ("", &[("continuationtoken", "x")], None),
    ("", &[("continuationtoken", "1")], None),
    ("", &[("pagesize", "0")], None),
    ("", &[("if-match", "\"1\"")], None),
    ("", &[("if-match", "*")], None),
    ("", &[("idempotency-key", "k")], None),
    ("", &[("x-correlation-id", "mine")], None),
    ("", &[("accountid", "ü")], None),
    ("", &[], Some("")),
    ("", &[], Some("{")),
    ("", &[], Some("{}")),
    ("", &[], Some("[1]")),
];

fn twisted(mut sent: Request<Vec<u8>>, (query, headers, body): Twist) -> Request<Vec<u8>> {
    *sent.uri_mut() = format!("{}&{query}", sent.uri()).parse().unwrap();
    for (name, value) in headers {
        sent.headers_mut().insert(*name, http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    if let Some(body) = body {
        *sent.body_mut() = body.into();
    }
    sent
}

/// Requests whose answers could tell whether a collection is there.
fn about_collections() -> impl Iterator<Item = &'static Route> {
    // These register something new with each call, whatever the header says.
    ROUTES.iter().filter(|route| route.place != Place::Nowhere || !route.is_a_change())
}

#[test]
fn no_answer_tells_a_foreign_collection_from_one_that_there_is_not() {
    let mut pairs = 0;
    for deployment in Deployment::ALL {
        let service = Service::new(deployment);
        let before = service.snapshot();
        for route in about_collections() {
            for (path, twist) in
                route.paths().iter().flat_map(|path| TWISTS.iter().map(move |twist| (path, twist)))
            {
                for token in
                    [token("none", &[]), token("none", ALL_SCOPES), token("owner", ALL_SCOPES)]
                {
                    let [foreign, unknown] = [FOREIGN, UNKNOWN].map(|collection| {
                        let sent = route.request(path, collection, COMMON, &token);
                        Told::new(&service.answer(twisted(sent, *twist)))
                    });
                    let call = format!("{deployment:?} {} {path} {token} {twist:?}", route.method);
                    assert_eq!(foreign, unknown, "{call}");
                    pairs += 1;
                }
            }
        }
        assert_eq!(service.snapshot(), before, "{deployment:?}");
    }
    println!(
        "note: {pairs} pairs of calls by strangers, about a foreign collection and about none"
    );
}

#[test]
fn a_stranger_is_refused_before_the_body_is_looked_at() {
    for deployment in Deployment::ALL {
        let service = Service::new(deployment);
        for route in ROUTES.iter().filter(|route| route.place != Place::Nowhere) {
            for (collection, body) in [FOREIGN, UNKNOWN]
                .into_iter()
                .flat_map(|it| ["", "{", "[1]"].map(|body| (it, body)))
            {
                let sent =
                    route.request(route.path, collection, COMMON, &token("owner", ALL_SCOPES));
                let told = Told::new(&service.answer(twisted(sent, ("", &[], Some(body)))));
                let call =
                    format!("{deployment:?} {} {} {collection} {body}", route.method, route.path);
                assert_eq!(told, Told::refusal(403, NO_ACCESS), "{call}");
            }
        }
    }
}

#[test]
fn what_is_no_id_of_a_collection_is_a_collection_that_there_is_not() {
    let service = Service::new(Deployment::Objects);
    for route in ROUTES.iter().filter(|route| route.place == Place::Path) {
        for id in ["a%2Cb", "a%20b", "%C3%BC", &"x".repeat(129)] {
            let sent = route.request(route.path, id, COMMON, &token("owner", ALL_SCOPES));
            let told = Told::new(&service.answer(sent));
            assert_eq!(told, Told::refusal(403, NO_ACCESS), "{} {id}", route.path);
        }
    }
}

#[test]
fn what_only_a_foreign_collection_has_is_as_unknown_as_what_none_has() {
    for deployment in Deployment::ALL {
        let service = Service::new(deployment);
        let mut theirs = row("theirs");
        theirs["sourceEntityId"] = "theirs".into();
        let somebody = token(SOMEBODY, ALL_SCOPES);
        let path = "/apollo/er/relationships";
        let sent = request("POST", path, FOREIGN, &somebody, &[], &theirs.to_string());
        let response = service.answer(sent);
        assert_eq!(response.status().as_u16(), 201);
        let transaction = crate::told::transaction(&response);

        let call = |method: &str, path: &str| {
            let sent = request(method, path, OWN, &token("owner", ALL_SCOPES), &[], "");
            Told::new(&service.answer(sent))
        };
        for (method, path) in [
            ("GET", "/apollo/er/relationships/ID"),
            ("DELETE", "/apollo/er/relationships/ID"),
            ("GET", "/apollo/er/relationships/ID/versions"),
            ("GET", "/apollo/er/relationshiptypes/open/relationships/ID"),
            ("GET", "/apollo/er/entities/ID/relationships"),
        ] {
            let [theirs, nobodys] =
                ["theirs", "nobodys"].map(|id| call(method, &path.replace("ID", id)));
            assert_eq!(theirs, nobodys, "{deployment:?} {method} {path}");
            assert!(!theirs.body.contains("theirs"), "{theirs:?}");
        }
        let log = |transaction: &str| {
            let mut sent = request("GET", "/", OWN, &token("owner", ALL_SCOPES), &[], "");
            let uri = format!("https://host/apollo/status/logs?transactionid={transaction}");
            *sent.uri_mut() = uri.parse().unwrap();
            Told::new(&service.answer(sent))
        };
        assert_eq!(log(&transaction), log("00000000-0000-4000-8000-000000000000"));
    }
}

fn create(service: &Service, caller: &str, id: &str) -> Told {
    let body = json!({ "collectionId": id, "collectionName": "N" }).to_string();
    let token = token(caller, &["apollo_write"]);
    Told::new(&service.answer(request("POST", "/apollo/collections", OWN, &token, &[], &body)))
}

#[test]
fn that_an_id_is_taken_is_told_as_a_conflict_to_those_who_may_read_there_alone() {
    for deployment in Deployment::ALL {
        let service = Service::new(deployment);
        let before = service.snapshot();
        for caller in CALLERS {
            let expected = match caller {
                "none" => Told::refusal(403, NO_ACCESS),
                _ => Told::refusal(409, "Conflict: there is a collection with this id"),
            };
            assert_eq!(create(&service, caller, OWN), expected, "{deployment:?} {caller}");
            let expected = Told::refusal(403, NO_ACCESS);
            assert_eq!(create(&service, caller, FOREIGN), expected, "{deployment:?} {caller}");
            assert_eq!(service.snapshot(), before, "{deployment:?} {caller}");
        }
        for caller in CALLERS {
            let id = format!("of-{caller}");
            assert_eq!(create(&service, caller, &id).status, 201, "{deployment:?} {caller}");
        }
    }
}

#[test]
fn a_list_has_the_collections_in_which_the_caller_has_the_permission_and_no_other() {
    for deployment in Deployment::ALL {
        let service = Service::new(deployment);
        for (rank, caller) in CALLERS.into_iter().enumerate() {
            for (least, name) in CALLERS.into_iter().enumerate().skip(1) {
                let token = token(caller, &["apollo_read"]);
                let mut sent = request("GET", "/apollo/collections", FOREIGN, &token, &[], "");
                // Who does not say wants those that can be read.
                if name != "readonly" {
                    *sent.uri_mut() =
                        format!("{}&minPermission={name}", sent.uri()).parse().unwrap();
                }
                let body: Value = serde_json::from_slice(service.answer(sent).body()).unwrap();
                let listed: Vec<(&Value, &Value)> = body["data"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|element| (&element["collectionId"], &element["permission"]))
                    .collect();
                let (common, owner, own, granted) =
                    (json!(COMMON), json!("owner"), json!(OWN), json!(caller));
                let mut expected = vec![(&common, &owner)];
                if rank >= least {
                    expected.push((&own, &granted));
                }
                assert_eq!(listed, expected, "{deployment:?} {caller} {name}");
            }
        }
    }
}
