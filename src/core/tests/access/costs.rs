//! What each route costs: what its handler's documentation says.

use http::Request;
use serde_json::{Value, json};

use crate::service::*;
use crate::table::{Place, ROUTES, request};

const NOTHING: [usize; 5] = [0; 5];

/// Reads, writes and lists of the map, messages to objects, and what these did with their databases.
/// First with objects, for an isolate that remembers nothing and for one that remembers the collection
/// and the type; then both on a map alone.
#[rustfmt::skip]
const COSTS: &[(&str, [[[usize; 5]; 2]; 2])] = &[
    ("POST /apollo/er/relationships", [[[2, 0, 0, 1, 14], [0, 0, 0, 1, 14]], [[3, 1, 0, 0, 0], [1, 1, 0, 0, 0]]]),
    ("POST /apollo/er/relationships async", [[[1, 0, 0, 1, 7], [0, 0, 0, 1, 7]], [[1, 0, 0, 0, 0], NOTHING]]),
    ("GET /apollo/er/relationships", [[[1, 0, 0, 1, 1], [0, 0, 0, 1, 1]], [[2, 0, 2, 0, 0], [1, 0, 2, 0, 0]]]),
    ("GET /apollo/er/relationships/{id}", [[[2, 0, 0, 0, 0], [1, 0, 0, 0, 0]], [[2, 0, 0, 0, 0], [1, 0, 0, 0, 0]]]),
    ("GET /apollo/er/relationships/{id} consistency", [[[1, 0, 0, 1, 1], [0, 0, 0, 1, 1]], [[1, 0, 0, 0, 0], NOTHING]]),
    ("DELETE /apollo/er/relationships/{id}", [[[1, 0, 0, 1, 14], [0, 0, 0, 1, 14]], [[2, 1, 0, 0, 0], [1, 1, 0, 0, 0]]]),
    ("GET /apollo/er/relationships/{id}/versions", [[[1, 0, 0, 1, 1], [0, 0, 0, 1, 1]], [[1, 0, 0, 0, 0], NOTHING]]),
    ("GET /apollo/er/relationshiptypes/{type}/relationships", [[[1, 0, 0, 1, 1], [0, 0, 0, 1, 1]], [[2, 0, 2, 0, 0], [1, 0, 2, 0, 0]]]),
    ("GET /apollo/er/relationshiptypes/{type}/relationships/{id}", [[[2, 0, 0, 0, 0], [1, 0, 0, 0, 0]], [[2, 0, 0, 0, 0], [1, 0, 0, 0, 0]]]),
    ("GET /apollo/er/entities/{id}/relationships", [[[1, 0, 0, 1, 2], [0, 0, 0, 1, 2]], [[1, 0, 0, 0, 0], NOTHING]]),
    ("GET /apollo/er/ercollections/{id}/stats", [[[1, 0, 0, 1, 1], [0, 0, 0, 1, 1]], [[1, 0, 0, 0, 0], NOTHING]]),
    ("GET /apollo/status/logs", [[[1, 0, 0, 1, 1], [0, 0, 0, 1, 1]], [[1, 0, 0, 0, 0], NOTHING]]),
    ("GET /apollo/collections", [[[0, 0, 1, 2, 3]; 2], [[1, 0, 1, 0, 0]; 2]]),
    ("POST /apollo/collections", [[[1, 0, 0, 1, 10]; 2], [[1, 2, 0, 0, 0]; 2]]),
    ("GET /apollo/collections/{id}", [[[0, 0, 0, 1, 1]; 2], [[1, 0, 0, 0, 0]; 2]]),
    ("PUT /apollo/collections/{id}", [[[1, 0, 0, 2, 11]; 2], [[2, 1, 0, 0, 0]; 2]]),
    ("GET /apollo/collections/{id}/permissions", [[[0, 0, 0, 1, 1]; 2], [[1, 0, 0, 0, 0]; 2]]),
    ("PUT /apollo/collections/{id}/permissions", [[[1, 0, 0, 2, 11]; 2], [[2, 3, 0, 0, 0]; 2]]),
    ("GET /apollo/schema/relationshiptypes", [[[0, 0, 1, 2, 3]; 2], [[1, 0, 1, 0, 0]; 2]]),
    ("POST /apollo/schema/relationshiptypes", [[[1, 0, 0, 1, 10]; 2], [[1, 1, 0, 0, 0]; 2]]),
    ("GET /apollo/schema/relationshiptypes/{type}", [[[0, 0, 0, 1, 1]; 2], [[1, 0, 0, 0, 0]; 2]]),
    ("GET /apollo/schema/relationshiptypes/{type}/entitytypes", [[[0, 0, 0, 1, 1]; 2], [[1, 0, 0, 0, 0]; 2]]),
    ("POST /apollo/schema/relationshiptypes/validate/ontology", [[[0, 0, 0, 1, 1]; 2], [[1, 0, 0, 0, 0]; 2]]),
];

const DEPLOYMENTS: [Deployment; 2] = [Deployment::Objects, Deployment::MapAlone];

/// What a call of the owner costs, for an isolate that remembers nothing, or the collection and the type.
fn cost(service: &Service, sent: Request<Vec<u8>>, is_warm: bool) -> [usize; 5] {
    service.forget();
    if is_warm {
        let mut dry_run = post(&[], &row("warm"));
        *dry_run.uri_mut() = format!("{}&dryRun=true", dry_run.uri()).parse().unwrap();
        assert_eq!(service.answer(dry_run).status().as_u16(), 201);
    }
    service.answer(sent);
    service.costs().to_array()
}

fn post(headers: &[(&str, &str)], body: &Value) -> Request<Vec<u8>> {
    let token = token("owner", ALL_SCOPES);
    request("POST", "/apollo/er/relationships", OWN, &token, headers, &body.to_string())
}

fn get(path: &str, query: &str) -> Request<Vec<u8>> {
    let mut sent = request("GET", path, OWN, &token("owner", ALL_SCOPES), &[], "");
    *sent.uri_mut() = format!("https://host{path}?{query}").parse().unwrap();
    sent
}

#[test]
fn a_call_costs_what_the_table_says() {
    let name = |(method, path, header): (&str, &str, Option<&str>)| {
        [Some(method), Some(path), header].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let names: Vec<String> = ROUTES
        .iter()
        .map(|route| name((route.method, route.path, route.headers.first().map(|(name, _)| *name))))
        .collect();
    assert_eq!(COSTS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names, "every route");
    for (route, (name, expected)) in ROUTES.iter().zip(COSTS) {
        let costs = DEPLOYMENTS.map(|deployment| {
            [false, true].map(|is_warm| {
                let sent = route.request(route.path, OWN, COMMON, &token("owner", ALL_SCOPES));
                cost(&Service::new(deployment), sent, is_warm)
            })
        });
        assert_eq!(costs, *expected, "{name}");
    }
}

#[test]
fn who_is_refused_costs_nothing_but_the_question_whether_the_collection_is_theirs() {
    for deployment in DEPLOYMENTS {
        let service = Service::new(deployment);
        for route in ROUTES {
            for token in ["", &token("owner", &[])] {
                let sent = route.request(route.path, OWN, COMMON, token);
                assert_eq!(cost(&service, sent, false), NOTHING, "{} {token}", route.path);
            }
            let mut sent = route.request(route.path, OWN, COMMON, &token("owner", ALL_SCOPES));
            *sent.uri_mut() = format!("{}&v=9", sent.uri()).parse().unwrap();
            assert_eq!(cost(&service, sent, false), NOTHING, "{} v=9", route.path);
            if route.place == Place::Nowhere {
                continue;
            }
            let is_asked_now = route.place == Place::Path && !route.path.ends_with("/stats");
            let (foreign, unknown) = match (deployment, is_asked_now) {
                (Deployment::MapAlone, _) => ([1, 0, 0, 0, 0], [1, 0, 0, 0, 0]),
                (_, false) => ([1, 0, 0, 0, 0], [1, 0, 0, 1, 1]),
                (_, true) => ([0, 0, 0, 1, 1], [1, 0, 0, 1, 1]),
            };
            for (collection, expected) in [(FOREIGN, foreign), (UNKNOWN, unknown)] {
                let sent =
                    route.request(route.path, collection, COMMON, &token("owner", ALL_SCOPES));
                let call = format!("{deployment:?} {} {} {collection}", route.method, route.path);
                assert_eq!(cost(&service, sent, false), expected, "{call}");
            }
        }
    }
}

#[test]
fn a_key_costs_a_message_more() {
    let service = Service::new(Deployment::Objects);
    let [first, again] =
        [0, 1].map(|_| cost(&service, post(&[("idempotency-key", "k")], &row("new")), true));
    // The statement more takes the key from whoever had it.
    assert_eq!((first, again), ([0, 0, 0, 2, 15], [0, 0, 0, 2, 5]));
}

#[test]
fn destinations_cost_a_read_more_however_many_they_are() {
    let mut rows = Vec::new();
    for (n, destination) in [COMMON, FOREIGN, COMMON].into_iter().enumerate() {
        let mut row = row(&n.to_string());
        row["destinationERCollectionId"] = destination.into();
        rows.push(row);
    }
    for (deployment, expected) in DEPLOYMENTS.into_iter().zip([[3, 0, 0, 1, 14], [4, 2, 0, 0, 0]]) {
        let service = Service::new(deployment);
        assert_eq!(cost(&service, post(&[], &json!(rows)), false), expected, "{deployment:?}");
    }
}

#[test]
fn the_first_relationships_of_types_cost_a_change_of_all_these_types_more() {
    let schemas = json!([{ "title": "a" }, { "title": "b" }]).to_string();
    let mut rows = [row("a"), row("b")];
    for row in &mut rows {
        row["relationshipType"] = row["id"].clone();
    }
    let expected = [[[3, 0, 0, 2, 21], [2, 0, 0, 1, 8]], [[4, 4, 0, 0, 0], [3, 0, 0, 0, 0]]];
    for (deployment, expected) in DEPLOYMENTS.into_iter().zip(expected) {
        let service = Service::new(deployment);
        let path = "/apollo/schema/relationshiptypes";
        let token = token("owner", ALL_SCOPES);
        let sent = request("POST", path, OWN, &token, &[], &schemas);
        assert_eq!(service.answer(sent).status().as_u16(), 201);
        let costs = [0, 1].map(|_| cost(&service, post(&[], &json!(rows)), false));
        assert_eq!(costs, expected, "{deployment:?}");
    }
}

#[test]
fn lists_of_objects_cost_what_they_say() {
    let service = Service::new(Deployment::Objects);
    let mut rows: Vec<Value> = (0..5).map(|n| row(&n.to_string())).collect();
    rows[4]["destinationEntityId"] = "s".into();
    let response = service.answer(post(&[], &json!(rows)));
    assert_eq!(response.status().as_u16(), 201);
    let transaction = crate::told::transaction(&response);
    let edges = "/apollo/er/entities/s/relationships";
    let logs = "/apollo/status/logs";
    for (sent, statements) in [
        (get(edges, "direction=out"), 1),
        (get(edges, "direction=in"), 1),
        // Two, and one for each of the five and the one that was there.
        (get(edges, ""), 2 + 6),
        (get("/apollo/er/relationships/0/versions", ""), 1),
        (get(logs, "relationshipid=0"), 1),
        // How far it is, is asked beside.
        (get(logs, &format!("transactionid={transaction}")), 2),
        (get(logs, &format!("transactionid={transaction}&relationshipid=0")), 2),
    ] {
        let call = sent.uri().to_string();
        assert_eq!(cost(&service, sent, true), [0, 0, 0, 1, statements], "{call}");
    }
}

#[test]
fn a_page_of_what_is_registered_costs_one_message_while_the_object_has_more() {
    let service = Service::new(Deployment::Objects);
    let mut sent = get("/apollo/collections", "");
    sent.headers_mut().insert("pagesize", http::HeaderValue::from_static("1"));
    assert_eq!(cost(&service, sent, true), [0, 0, 0, 1, 2]);
    for size in ["1", "66"] {
        let sent = get("/apollo/schema/relationshiptypes", &format!("size={size}"));
        assert_eq!(cost(&service, sent, false), NOTHING, "built-in types cost nothing");
    }
}
