//! Two at the same moment, each in an isolate of its own.

use er_relationships::store::{Change, Changed, Permission, Refusal, RegistryReply};
use serde_json::json;

use crate::service::*;

#[test]
fn of_two_who_create_the_same_collection_one_owns_it() {
    let world = World::new();
    let [one, other] = [world.isolate(false), world.isolate(false)];
    assert_eq!(one.create("ann", "c"), 201);
    assert_eq!(other.create("bob", "c"), 403);
    assert_eq!(other.create("ann", "c"), 409);
    assert_eq!(world.office().entry("s:bob,c"), None);
}

#[test]
fn of_two_owners_who_remove_each_other_one_stays() {
    let world = World::new();
    let [one, other] = [world.isolate(false), world.isolate(false)];
    one.create("ann", "c");
    one.permit("ann", "c", &[("ann", "owner"), ("bob", "owner")]);
    assert_eq!(one.permit("ann", "c", &[("ann", "owner")]).0, 200);
    assert_eq!(other.permit("bob", "c", &[("bob", "owner")]).0, 403);
    assert_eq!(other.permit("ann", "c", &[("ann", "admin")]).0, 409);
}

#[test]
fn of_two_administrators_with_the_same_version_one_is_told_of_the_other() {
    let world = World::new();
    let [one, other] = [world.isolate(false), world.isolate(false)];
    one.create("ann", "c");
    let change = |isolate: &Isolate, name: &str| {
        let body = json!({ "permissions": [
            { "subject": "ann", "permission": "owner" }, { "subject": name, "permission": "admin" },
        ] });
        let headers = [("if-match", r#""1""#)];
        let path = "/collections/c/permissions";
        isolate.send("ann", http::Method::PUT, path, &headers, &body).0
    };
    assert_eq!(change(&one, "x"), 200);
    assert_eq!(change(&other, "y"), 412);
    // What is there already is told as done.
    assert_eq!(change(&other, "x"), 200);
}

#[test]
fn what_was_just_created_is_used_at_once_wherever_and_whatever_the_map_shows() {
    let world = World::new();
    let [one, other] = [world.isolate(false), world.isolate(false)];
    assert_eq!(other.post("ann", "c", &typed("t")).0, 403);
    one.create("ann", "c");
    one.register(&json!({ "title": "t" }));
    assert_eq!(other.post("ann", "c", &typed("t")).0, 201);
    assert_eq!(world.map.memory.snapshot().len(), 0, "nothing has been copied");
}

#[test]
fn where_it_was_changed_a_permission_is_gone_at_once_and_elsewhere_within_a_minute() {
    let world = World::new();
    let [one, other] = [world.isolate(false), world.isolate(false)];
    one.create("ann", "c");
    one.permit("ann", "c", &[("ann", "owner"), ("bob", "readwrite")]);
    let row = typed("BRICK_0_4__feeds");
    assert_eq!(other.post("bob", "c", &row).0, 201);
    one.permit("ann", "c", &[("ann", "owner")]);
    assert_eq!(one.post("bob", "c", &row).0, 403);
    assert_eq!(other.post("bob", "c", &row).0, 201, "remembered");
    assert_eq!(other.get("bob", "/collections/c").0, 403, "but not where it is administered");
    other.forget();
    assert_eq!(other.post("bob", "c", &row).0, 403);
}

#[test]
fn who_may_do_it_is_decided_by_what_is_registered_when_the_order_comes() {
    let office = Office::new();
    office.ask(&change(order("1", creation("c")))).unwrap();
    let others = [("ben", Permission::ReadOnly), ("cy", Permission::ReadWrite)];
    let list = others.into_iter().chain([("ann", Permission::Owner)]);
    office.ask(&change(order("2", permissions("c", list)))).unwrap();
    let refused = RegistryReply::Changed(Changed::Refused(Refusal::Forbidden));
    let by = |name: &str| name.to_owned();
    for subject in ["ben", "eve"] {
        let rename = Change::UpdateCollection {
            id: id("c"),
            subject: by(subject),
            name: by("x"),
            vault_id: None,
            account_id: None,
        };
        assert_eq!(office.ask(&change(order("3", rename))), Ok(refused.clone()), "{subject}");
    }
    for subject in ["ben", "cy", "eve"] {
        let permit = Change::SetPermissions {
            id: id("c"),
            subject: by(subject),
            access: [(by("ann"), Permission::Owner)].into(),
            if_match: None,
        };
        assert_eq!(office.ask(&change(order("4", permit))), Ok(refused.clone()), "{subject}");
    }
    let gone = Change::SetPermissions {
        id: id("none"),
        subject: by("ann"),
        access: [(by("ann"), Permission::Owner)].into(),
        if_match: None,
    };
    assert_eq!(office.ask(&change(order("5", gone))), Ok(refused));
}
