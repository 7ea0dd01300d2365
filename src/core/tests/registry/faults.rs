//! Every operation of an order made to fail, one at a time: all of it is done or nothing, and the same
//! order again gives what an undisturbed one would have given. And messages and replies that are lost.

use er_relationships::store::{
    Changed, Permission, Question, RegistryReply, StoreError, TypeChange,
};
use serde_json::json;

use crate::database::Fault;
use crate::service::*;

/// Orders that change something, to a registry where others came before.
fn orders() -> Vec<Question> {
    let many = (0..150).map(|n| (n.to_string(), Permission::ReadOnly));
    let many = many.chain([("ann".to_owned(), Permission::Owner)]);
    let new_one = ("new", "\"maximum\":1");
    vec![
        change(order("1", creation("new"))),
        change(order("1", permissions("c", many))),
        change(order("1", types(&[("t", "\"maximum\":2"), new_one, ("u", "\"maximum\":1")]))),
        change(order("1", er_relationships::store::Change::UseTypes(vec![("u".to_owned(), 1)]))),
    ]
}

fn office() -> Office {
    let office = Office::new();
    office.ask(&change(order("a", creation("c")))).unwrap();
    let before = types(&[("t", "\"maximum\":1"), ("u", "\"maximum\":1")]);
    office.ask(&change(order("b", before))).unwrap();
    office
}

/// Whether the tables agree with each other.
fn assert_sound(office: &Office) {
    for (rule, violations) in [
        (
            "an entry's parts are all there",
            "SELECT key FROM entry GROUP BY key HAVING min(part) <> 0 OR max(part) <> count(*) - 1",
        ),
        (
            "an answer has its order",
            "SELECT settled FROM answer WHERE settled NOT IN (SELECT no FROM settled)",
        ),
        (
            "an order has its answer",
            "SELECT no FROM settled WHERE no NOT IN (SELECT settled FROM answer)",
        ),
    ] {
        assert_eq!(office.database.rows(violations), Vec::<Vec<_>>::new(), "{rule}");
    }
}

#[test]
fn whatever_operation_fails_all_of_an_order_is_done_or_nothing() {
    for question in orders() {
        let undisturbed = office();
        let before = undisturbed.database.dump();
        let operations = undisturbed.database.operations();
        let reply = undisturbed.ask(&question).unwrap();
        let operations = undisturbed.database.operations() - operations;
        let after = undisturbed.database.dump();
        assert_ne!(before, after);
        for fault in [Fault::Fails, Fault::Crashes, Fault::CrashesAfter] {
            for n in 1..=operations {
                let office = office();
                office.database.fail_at(n, fault);
                let told = office.ask(&question);
                office.restart();
                let dump = office.database.dump();
                assert!(dump == before || dump == after, "{fault:?} {n}: {dump:#?}");
                if told.is_ok() {
                    assert_eq!(dump, after, "{fault:?} {n}: told, and not done");
                }
                assert_sound(&office);
                assert_eq!(office.ask(&question), Ok(reply.clone()), "{fault:?} {n}");
                assert_eq!(office.database.dump(), after, "{fault:?} {n}");
            }
        }
    }
}

#[test]
fn an_order_that_comes_again_is_answered_as_before_whatever_came_between() {
    let office = office();
    let question = change(order("1", types(&[("new", "\"maximum\":1")])));
    let reply = office.ask(&question).unwrap();
    let stored = TypeChange::Stored { is_new: true, version: 1, is_in_use: false };
    assert_eq!(reply, RegistryReply::Changed(Changed::Types(vec![stored])));
    office.ask(&change(order("2", types(&[("new", "\"maximum\":2")])))).unwrap();
    assert_eq!(office.ask(&question), Ok(reply));
    assert!(office.entry("t:new").unwrap().contains("\"maximum\":2"));
}

#[test]
fn answers_are_kept_for_an_hour_and_then_forgotten() {
    let office = office();
    let later = |transaction: &str, millis: u64, name: &str| {
        let mut order = order(transaction, creation(name));
        order.now_millis += millis;
        office.ask(&change(order)).unwrap();
    };
    later("1", 3_599_999, "x");
    assert_eq!(office.database.numbers("SELECT count(*) FROM settled"), [3]);
    later("2", 3_600_000, "y");
    assert_eq!(office.database.numbers("SELECT count(*) FROM settled"), [2]);
    assert_sound(&office);
}

#[test]
fn lost_messages_and_replies_are_made_up_for_and_nobody_hears_of_a_conflict_with_oneself() {
    for losses in [
        vec![Loss::Message],
        vec![Loss::Reply],
        vec![Loss::Reply, Loss::Reply],
        vec![Loss::Message, Loss::Reply],
    ] {
        let world = World::new();
        let isolate = world.isolate(false);
        let lose = || world.way.losses.replace(losses.clone());
        lose();
        assert_eq!(isolate.create("ann", "c"), 201);
        // Each read before a change is a message, too.
        world.way.losses.replace([losses.clone(), Vec::new()].concat());
        let access = [("ann", "owner"), ("bob", "admin")];
        assert_eq!(isolate.permit("ann", "c", &access).0, 200);
        lose();
        let (_, answer) = isolate.register(&json!([{"title": "t"}, {"title": "u"}]));
        assert_eq!(
            answer["data"]["reason"],
            "attempted '2' schemas: inserted '2' schemas, updated '0' schemas, '0' failed"
        );
        lose();
        assert_eq!(isolate.post("ann", "c", &typed("t")).0, 201);
        let versions = ["c:c", "t:t"].map(|key| {
            let entry: serde_json::Value =
                serde_json::from_str(&world.office().entry(key).unwrap()).unwrap();
            entry["version"].as_u64().unwrap()
        });
        assert_eq!(versions, [2, 1]);
    }
}

#[test]
fn who_gives_up_himself_is_told_so_although_the_reply_was_lost() {
    let world = World::new();
    let isolate = world.isolate(false);
    isolate.create("ann", "c");
    isolate.permit("ann", "c", &[("ann", "owner"), ("bob", "owner")]);
    // The first of both messages reads.
    let office = Office::on(world.office().database.clone());
    let gone = change(order("x", permissions("c", [("bob", Permission::Owner)])));
    let reply = office.ask(&gone).unwrap();
    assert!(matches!(reply, RegistryReply::Changed(Changed::Collection(_))), "{reply:?}");
    assert_eq!(office.ask(&gone), Ok(reply));
}

#[test]
fn an_object_out_of_reach_is_503_and_nothing_is_stored_by_a_type_that_was_not_noted() {
    let world = World::new();
    let isolate = world.isolate(false);
    isolate.create("ann", "c");
    isolate.register(&json!({"title": "t"}));
    world.way.losses.replace(vec![Loss::Message; 3]);
    assert_eq!(isolate.post("ann", "c", &typed("t")).0, 503);
    assert_eq!(isolate.get("ann", "/er/entities/s/relationships").0, 400, "the header is missing");
    let headers = [("ercollectionid", "c")];
    let list = isolate.send("ann", http::Method::GET, "/er/relationships", &headers, &json!(null));
    assert_eq!(list.1["data"], json!([]));
    world.way.losses.replace(vec![Loss::Message; 3]);
    assert_eq!(isolate.create("ann", "d"), 503);
    let other_form = world.office().ask(&change(order("1", creation("e"))));
    assert!(other_form.is_ok());
}

#[test]
fn a_fault_of_the_database_is_no_reply() {
    let office = office();
    office.database.fail_at(1, Fault::Fails);
    let told = office.ask(&Question::Entries(vec!["c:c".to_owned()]));
    assert_eq!(told, Err(StoreError::Unavailable("told to fail".to_owned())));
}
