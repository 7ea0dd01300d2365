//! What was registered without the object: by hand, by the development server, by an earlier version.

use serde_json::json;

use crate::service::*;

const BY_HAND: &str = r#"{"access":{"ann":"owner","bob":"readonly"}}"#;

#[test]
fn what_stands_in_the_map_alone_is_used_read_and_listed() {
    let world = World::new();
    world.map.set("c:hand", BY_HAND);
    world.map.set("s:bob,hand", "readonly");
    world.map.set("t:own", r#"{"title":"own"}"#);
    let isolate = world.isolate(false);
    assert_eq!(isolate.post("ann", "hand", &typed("own")).0, 201);
    assert_eq!(isolate.get("bob", "/collections/hand").1["data"]["collectionName"], "hand");
    assert_eq!(isolate.collections("bob", 10), ["hand"]);
    assert_eq!(isolate.types(1000), ["own"]);
    // It took nothing for its own, for nothing changed.
    assert_eq!(world.office().entry("c:hand"), None);
}

#[test]
fn the_first_change_takes_it_for_the_objects_own_with_all_that_finds_it() {
    let world = World::new();
    world.map.set("c:hand", BY_HAND);
    let isolate = world.isolate(false);
    assert_eq!(isolate.rename("ann", "hand", "Hand"), 200);
    let text = r#"{"access":{"ann":"owner","bob":"readonly"},"collectionName":"Hand","vaultId":"v","accountId":"a","version":2}"#;
    assert_eq!(world.office().entry("c:hand").as_deref(), Some(text));
    for caller in ["ann", "bob"] {
        assert_eq!(isolate.collections(caller, 10), ["hand"], "{caller}");
    }
    world.office().copy_out(&world.map);
    let alone = world.isolate(true);
    for caller in ["ann", "bob"] {
        assert_eq!(alone.collections(caller, 10), ["hand"], "{caller}");
    }
    // From now on what somebody writes by hand changes nothing of what is decided.
    world.map.set("c:hand", r#"{"access":{"eve":"owner"}}"#);
    assert_eq!(isolate.permit("eve", "hand", &[("eve", "owner")]).0, 403);
    assert_eq!(isolate.permit("ann", "hand", &[("ann", "owner")]).0, 200);
}

#[test]
fn a_registration_of_a_service_on_the_map_alone_is_taken_over_too() {
    let world = World::new();
    let alone = world.isolate(true);
    assert_eq!(alone.create("ann", "old"), 201);
    assert_eq!(alone.permit("ann", "old", &[("ann", "owner"), ("bob", "admin")]).0, 200);
    let isolate = world.isolate(false);
    assert_eq!(isolate.create("ann", "old"), 409);
    assert_eq!(isolate.rename("bob", "old", "new"), 200);
    for caller in ["ann", "bob"] {
        assert_eq!(isolate.collections(caller, 10), ["old"], "{caller}");
    }
}

#[test]
fn on_the_map_alone_the_first_change_has_all_subjects_find_it() {
    let world = World::new();
    world.map.set("c:hand", BY_HAND);
    let isolate = world.isolate(true);
    assert_eq!(isolate.collections("bob", 10), Vec::<String>::new(), "nothing leads there");
    assert_eq!(isolate.rename("ann", "hand", "Hand"), 200);
    assert_eq!(isolate.collections("bob", 10), ["hand"]);
}

#[test]
fn a_type_by_hand_is_in_use_and_only_becomes_wider() {
    let world = World::new();
    world.map.set("t:own", "{\n  \"title\": \"own\",\n  \"minProperties\": 5\n}");
    let isolate = world.isolate(false);
    assert_eq!(isolate.register(&json!({"title": "own", "minProperties": 6})).0, 422);
    assert_eq!(isolate.register(&json!({"title": "own", "minProperties": 5})).0, 201);
    assert_eq!(world.office().entry("t:own"), None, "the same changes nothing");
    assert_eq!(isolate.register(&json!({"title": "own", "minProperties": 4})).0, 201);
    let data = isolate.type_data("own");
    assert_eq!((&data["version"], &data["isInUse"]), (&json!(2), &json!(true)));
}

#[test]
fn what_is_none_is_a_fault_and_stays_as_it_is() {
    for damaged in ["{", "{}", r#"{"access":{"ann":"king"}}"#] {
        let world = World::new();
        world.map.set("c:hand", damaged);
        let isolate = world.isolate(false);
        assert_eq!(isolate.create("ann", "hand"), 500);
        assert_eq!(isolate.get("ann", "/collections/hand").0, 500);
        assert_eq!(world.office().entry("c:hand"), None);
    }
    let world = World::new();
    world.map.set("t:own", "{");
    let isolate = world.isolate(false);
    assert_eq!(isolate.register(&json!({"title": "own"})).0, 500);
    assert_eq!(isolate.get("x", "/schema/relationshiptypes/own").0, 500);
}
