//! What the limits of KV are, and that a single writer has none of them: two clients, in two places,
//! at the same time.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::client::Client;
use crate::operation::{Operation, row};
use crate::runtime::Place;
use crate::world::{Mode, World};

/// Two clients send one relationship each; what each was told of it, and what is left in KV.
fn meet(seed: u64, mode: Mode, items: [Value; 2]) -> ([Value; 2], Value) {
    let world = World::new(seed, mode);
    let operations = items.map(|item| {
        world
            .journal
            .add(|number| Operation::new(number, ["alice@app", "bob@app"][number], 0, vec![item]))
    });
    world.clients.set(2);
    for operation in &operations {
        let (operation, world) = (Rc::clone(operation), Rc::clone(&world));
        let runtime = world.runtime.clone();
        runtime.spawn(Place::Outside, async move {
            let client = Client { caller: operation.caller, world: Rc::clone(&world) };
            client.post(&operation).await;
            world.clients.set(world.clients.get() - 1);
        });
    }
    world.run();
    world.settle();
    let told = operations.map(|operation| {
        let answer = operation.answer.take().unwrap().1;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        answer["data"]["responses"].clone()
    });
    (told, serde_json::from_str(&world.kv.value("r:one,a").unwrap()).unwrap())
}

fn rivals() -> [Value; 2] {
    ["x", "y"].map(|entity_type| {
        let mut row = row("a");
        row["brickSourceEntityType"] = entity_type.into();
        row
    })
}

fn are_both_created(told: &[Value; 2]) -> bool {
    told.iter().all(|it| it["success"][0]["outcome"] == "created")
}

#[test]
fn with_kv_alone_two_can_create_the_same_relationship_and_one_of_them_is_lost() {
    let collisions = (0..50).filter(|seed| {
        let (told, left) = meet(*seed, Mode::KvAlone, rivals());
        let versions =
            told.clone().map(|it| it["success"][0]["sysData"]["sysRelationshipVersion"].clone());
        if are_both_created(&told) {
            assert_eq!(versions, [json!(1), json!(1)], "both were told that it is stored");
            assert!(["x", "y"].contains(&left["brickSourceEntityType"].as_str().unwrap()));
        }
        are_both_created(&told)
    });
    assert!(collisions.count() > 0, "KV is better than its promises here");
}

#[test]
fn with_a_single_writer_one_creates_it_and_the_other_one_is_told_what_it_may_not_change() {
    for seed in 0..50 {
        let (told, left) = meet(seed, Mode::SingleWriter, rivals());
        let [first, second] = if told[0]["success"][0].is_null() { [1, 0] } else { [0, 1] };
        // Unchanged, if the first answer took too long.
        let outcome = told[first]["success"][0]["outcome"].as_str().unwrap();
        assert!(["created", "unchanged"].contains(&outcome), "{told:?}");
        let failure = &told[second]["failure"][0]["errors"][0];
        assert_eq!(failure["code"], "restrictedProperty");
        assert_eq!(left["brickSourceEntityType"], ["x", "y"][first]);
    }
}
