//! What each call costs: reads, puts, deletions and lists of the map, and messages to the object.

use http::Method;
use serde_json::{Value, json};

use crate::service::*;

/// With the object, and on the map alone.
fn both(prepare: impl Fn(&Isolate), call: impl Fn(&Isolate) -> u16, costs: [[usize; 5]; 2]) {
    for (is_alone, expected) in [(false, costs[0]), (true, costs[1])] {
        let world = World::new();
        let isolate = world.isolate(is_alone);
        prepare(&isolate);
        world.costs();
        let status = call(&isolate);
        assert!(status < 300, "{status}");
        assert_eq!(world.costs(), expected, "on the map alone: {is_alone}");
    }
}

fn created(isolate: &Isolate) {
    assert_eq!(isolate.create("ann", "c"), 201);
}

#[test]
fn collections() {
    both(|_| {}, |it| it.create("ann", "c"), [[1, 0, 0, 0, 1], [1, 2, 0, 0, 0]]);
    both(created, |it| it.get("ann", "/collections/c").0, [[0, 0, 0, 0, 1], [1, 0, 0, 0, 0]]);
    both(created, |it| it.rename("ann", "c", "x"), [[1, 0, 0, 0, 2], [2, 1, 0, 0, 0]]);
    both(created, |it| it.rename("ann", "c", "c"), [[1, 0, 0, 0, 2], [2, 0, 0, 0, 0]]);
    both(created, |it| it.get("ann", "/collections").0, [[0, 0, 0, 1, 1], [1, 0, 0, 1, 0]]);
    let permit = |it: &Isolate| it.permit("ann", "c", &[("ann", "owner"), ("bob", "admin")]).0;
    both(created, permit, [[1, 0, 0, 0, 2], [2, 2, 0, 0, 0]]);
    let permitted = |it: &Isolate| {
        created(it);
        permit(it);
    };
    let revoke = |it: &Isolate| it.permit("bob", "c", &[("ann", "owner")]).0;
    both(permitted, revoke, [[1, 0, 0, 0, 2], [2, 1, 1, 0, 0]]);
    let permissions = |it: &Isolate| it.get("ann", "/collections/c/permissions").0;
    both(created, permissions, [[0, 0, 0, 0, 1], [1, 0, 0, 0, 0]]);
}

fn hundred() -> Value {
    (0..100).map(|n| json!({ "title": format!("t{n:02}") })).collect()
}

#[test]
fn types() {
    let register = |it: &Isolate| it.register(&hundred()).0;
    both(|_| {}, register, [[1, 0, 0, 0, 1], [1, 100, 0, 0, 0]]);
    let registered = |it: &Isolate| assert_eq!(register(it), 201);
    both(registered, register, [[1, 0, 0, 0, 1], [1, 0, 0, 0, 0]]);
    let read = |it: &Isolate| it.get("x", "/schema/relationshiptypes/t00").0;
    both(registered, read, [[0, 0, 0, 0, 1], [1, 0, 0, 0, 0]]);
    let built_in = |it: &Isolate| it.get("x", "/schema/relationshiptypes/BRICK_0_4__feeds").0;
    both(registered, built_in, [[0; 5]; 2]);
    let first = |it: &Isolate| it.get("x", "/schema/relationshiptypes?size=66").0;
    both(registered, first, [[0; 5]; 2]);
    let all = |it: &Isolate| it.get("x", "/schema/relationshiptypes?size=167").0;
    both(registered, all, [[0, 0, 0, 0, 1], [1, 0, 0, 1, 0]]);
    both(|_| {}, all, [[0, 0, 0, 1, 1], [0, 0, 0, 1, 0]]);
    let validate = |it: &Isolate| {
        let body = json!({ "relationshipObj": typed("t00") });
        let path = "/schema/relationshiptypes/validate/ontology";
        it.send("x", Method::POST, path, &[], &body).0
    };
    both(registered, validate, [[0, 0, 0, 0, 1], [1, 0, 0, 0, 0]]);
}

#[test]
fn posting() {
    let registered = |it: &Isolate| {
        created(it);
        it.register(&hundred());
    };
    let batch: Value = (0..100)
        .map(|n| {
            let mut item = typed(&format!("t{n:02}"));
            item["id"] = n.to_string().into();
            item
        })
        .collect();
    let post = |it: &Isolate| it.post("ann", "c", &batch).0;
    // All types are used for the first time: noted with one order.
    both(registered, post, [[1, 0, 0, 0, 1], [1, 100, 0, 0, 0]]);
    let posted = |it: &Isolate| {
        registered(it);
        post(it);
    };
    both(posted, post, [[0; 5]; 2]);
    let forgotten = |it: &Isolate| {
        posted(it);
        it.forget();
    };
    // Nothing has been copied here: the collection and the types are asked for once each.
    both(forgotten, post, [[2, 0, 0, 0, 2], [2, 0, 0, 0, 0]]);
    let dry_run = |it: &Isolate| it.dry_run("c", &batch).0;
    both(registered, dry_run, [[0; 5]; 2]);
}

#[test]
fn what_is_nowhere_is_asked_for_with_one_message_whatever_it_is() {
    let world = World::new();
    let isolate = world.isolate(false);
    assert_eq!(isolate.post("ann", "none", &typed("none")).0, 403);
    assert_eq!(world.costs(), [1, 0, 0, 0, 1]);
    created(&isolate);
    world.costs();
    let batch: Value = (0..100)
        .map(|n| {
            let mut item = typed(&format!("none-{n}"));
            item["id"] = n.to_string().into();
            item["destinationERCollectionId"] = format!("none-{n}").into();
            item
        })
        .collect();
    assert_eq!(isolate.post("ann", "c", &batch).0, 207);
    assert_eq!(world.costs(), [2, 0, 0, 0, 2], "one for the types, one for the collections");
}

#[test]
fn a_change_of_too_many_subjects_is_not_begun_on_the_map_alone() {
    let world = World::new();
    let isolate = world.isolate(true);
    created(&isolate);
    let names: Vec<String> = (0..999).map(|n| n.to_string()).collect();
    let mut access: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "readonly")).collect();
    access.push(("ann", "owner"));
    let before = world.map.memory.snapshot();
    let (status, answer) = isolate.permit("ann", "c", &access);
    let message = "Not Implemented: a change for so many subjects at once takes the registry's Durable Object";
    assert_eq!((status, &answer["status"]["message"]), (501, &json!(message)));
    assert_eq!(world.map.memory.snapshot(), before);
    assert_eq!(isolate.permit("ann", "c", &access[200..]).0, 200);
    let isolate = world.isolate(false);
    assert_eq!(isolate.permit("ann", "c", &access).0, 200);
}
