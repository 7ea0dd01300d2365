//! A type in use, and its change at the same time.

use futures_util::FutureExt as _;
use http::Method;
use serde_json::{Value, json};

use crate::service::*;

fn at_least(properties: u64) -> Value {
    json!({ "title": "t", "minProperties": properties })
}

fn world() -> (World, Isolate, Isolate) {
    let world = World::new();
    let (one, other) = (world.isolate(false), world.isolate(false));
    one.create("ann", "c");
    assert_eq!(one.register(&at_least(5)).0, 201);
    (world, one, other)
}

#[test]
fn nothing_but_a_relationship_that_is_stored_puts_a_type_in_use() {
    let (_, one, other) = world();
    assert_eq!(one.dry_run("c", &typed("t")).0, 201);
    let mut wrong = typed("t");
    wrong.as_object_mut().unwrap().remove("relationshipName");
    assert_eq!(one.post("ann", "c", &wrong).0, 207);
    assert_eq!(one.post("eve", "c", &typed("t")).0, 403);
    let body = json!({ "relationshipObj": typed("t") });
    one.send("x", Method::POST, "/schema/relationshiptypes/validate/ontology", &[], &body);
    assert_eq!(one.type_data("t")["isInUse"], false);
    assert_eq!(other.register(&at_least(7)).0, 201, "so it changes in any way");
    assert_eq!(other.register(&at_least(5)).0, 201);
    assert_eq!(one.post("ann", "c", &typed("t")).0, 201);
    assert_eq!(other.register(&at_least(7)).0, 422);
}

#[test]
fn a_type_that_changed_since_it_was_read_is_judged_by_anew() {
    let (_, one, other) = world();
    assert_eq!(other.dry_run("c", &typed("t")).0, 201, "read, and remembered");
    assert_eq!(one.register(&at_least(7)).0, 201);
    let (status, answer) = other.post("ann", "c", &typed("t"));
    assert_eq!(status, 207);
    let message = &answer["data"]["responses"]["failure"][0]["message"];
    assert_eq!(message, "#:TooFewProperties");
    assert_eq!(one.type_data("t")["isInUse"], false, "nothing was stored");

    let mut more = typed("t");
    more["x"] = 1.into();
    more["y"] = 2.into();
    assert_eq!(one.register(&at_least(6)).0, 201);
    assert_eq!(other.post("ann", "c", &more).0, 201, "remembered is 7, which 7 properties keep");
    assert_eq!(one.register(&at_least(7)).0, 422);
    let data = one.type_data("t");
    assert_eq!((&data["version"], &data["isInUse"]), (&json!(3), &json!(true)));
}

#[test]
fn once_it_is_in_use_it_only_becomes_wider_and_readers_of_the_old_one_are_right() {
    let (world, one, other) = world();
    assert_eq!(one.post("ann", "c", &typed("t")).0, 201);
    assert_eq!(other.register(&at_least(6)).0, 422);
    assert_eq!(other.register(&at_least(4)).0, 201);
    assert_eq!(one.post("ann", "c", &typed("t")).0, 201);
    world.costs();
    assert_eq!(other.post("ann", "c", &typed("t")).0, 201);
    assert_eq!(world.costs()[4], 1, "the collection; that the type is in use was told already");
}

#[test]
fn however_often_a_type_changed_before_it_is_used_it_is_read_once() {
    let (world, one, _) = world();
    assert_eq!(one.dry_run("c", &typed("t")).0, 201);
    for n in 0..3 {
        let transaction = n.to_string();
        let schema = format!("\"minProperties\":{}", n + 1);
        let question = change(order(&transaction, types(&[("t", &schema)])));
        world.office().ask(&question).unwrap();
    }
    world.costs();
    assert_eq!(one.post("ann", "c", &typed("t")).0, 201);
    assert_eq!(world.costs(), [2, 0, 0, 0, 2], "told of the other version, then noted");
    assert_eq!(one.type_data("t")["version"], 4);
}

#[test]
fn a_type_that_another_request_of_the_isolate_changed_meanwhile_is_not_what_was_judged_by() {
    let (_, one, _) = world();
    let registry = &one.0.registry;
    let read = || {
        let types = registry.relationship_types(["t"], NOW_MILLIS).now_or_never();
        types.unwrap().unwrap().remove("t").unwrap()
    };
    let judged_by = read();
    assert_eq!(one.register(&at_least(7)).0, 201);
    let use_type = |judged_by| registry.use_types([judged_by], "x", NOW_MILLIS).now_or_never();
    assert_eq!(use_type(&judged_by), Some(Ok(false)));
    assert_eq!(one.type_data("t")["isInUse"], false);
    assert_eq!(use_type(&read()), Some(Ok(true)));
}
