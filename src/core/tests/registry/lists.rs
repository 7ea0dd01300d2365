//! Lists over what the object has and what only the map has.

use proptest::prelude::*;
use serde_json::json;

use crate::service::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_collection_stands_in_the_list_once_whoever_knows_it_and_however_long_the_pages_are(
        places in prop::collection::vec((0..4_u8, any::<bool>()), 0..12),
        size in 1..5_usize,
        is_copied in any::<bool>(),
    ) {
        let world = World::new();
        let isolate = world.isolate(false);
        let mut expected = Vec::new();
        for (n, (place, is_changed)) in places.iter().enumerate() {
            let id = format!("c{n:02}");
            match place {
                0 => drop(isolate.create("ann", &id)),
                1 => drop(isolate.create("bob", &id)),
                _ => {
                    let owner = if *place == 2 { "ann" } else { "bob" };
                    world.map.set(&format!("c:{id}"), &format!(r#"{{"access":{{"{owner}":"owner"}}}}"#));
                    world.map.set(&format!("s:{owner},{id}"), "owner");
                }
            }
            if *is_changed {
                let owner = if place % 2 == 0 { "ann" } else { "bob" };
                prop_assert_eq!(isolate.permit(owner, &id, &[("carl", "owner"), (owner, "admin")]).0, 200);
            }
            if place % 2 == 0 {
                expected.push(id);
            }
        }
        if is_copied {
            world.office().copy_out(&world.map);
        }
        let mut listed = isolate.collections("ann", size);
        listed.sort();
        prop_assert_eq!(listed, expected);
    }
}

#[test]
fn the_list_of_types_leads_through_the_built_in_ones_the_objects_and_the_maps() {
    let world = World::new();
    let isolate = world.isolate(false);
    for name in ["b", "d", "é"] {
        isolate.register(&json!({ "title": name }));
    }
    for name in ["a", "c", "é"] {
        world.map.set(&format!("t:{name}"), &format!(r#"{{"title":"{name}"}}"#));
    }
    for size in [1, 2, 3, 65, 66, 67, 1000] {
        assert_eq!(isolate.types(size), ["b", "d", "é", "a", "c"], "{size}");
    }
    world.office().copy_out(&world.map);
    assert_eq!(isolate.types(2), ["b", "d", "é", "a", "c"]);
    assert_eq!(world.isolate(true).types(2), ["a", "b", "c", "d", "é"]);
}

#[test]
fn who_may_do_nothing_any_more_is_led_nowhere_even_where_the_map_is_old() {
    let world = World::new();
    let isolate = world.isolate(false);
    isolate.create("ann", "c");
    isolate.permit("ann", "c", &[("ann", "owner"), ("bob", "admin")]);
    world.office().copy_out(&world.map);
    isolate.permit("ann", "c", &[("ann", "owner")]);
    assert_eq!(isolate.collections("bob", 10), Vec::<String>::new());
    // The registration is copied, and what led there not yet.
    world.map.set("c:c", &world.office().entry("c:c").unwrap());
    assert_eq!(world.isolate(true).collections("bob", 10), Vec::<String>::new());
}

#[test]
fn a_made_up_token_leads_to_nothing_of_others() {
    let world = World::new();
    let isolate = world.isolate(false);
    isolate.create("bob", "secret");
    for token in ["r:", "r:../", "r:secret", "m:0", "m:99", "m"] {
        use base64::Engine as _;
        let token = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(token);
        let headers = [("continuationtoken", &*token)];
        let (status, answer) =
            isolate.send("ann", http::Method::GET, "/collections", &headers, &json!(null));
        assert_eq!((status, &answer["data"]), (200, &json!([])), "{token}");
    }
}
