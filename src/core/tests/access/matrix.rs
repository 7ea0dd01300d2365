//! Who may do what: every route, permission, set of scopes and kind of collection.

use std::collections::BTreeSet;

use er_relationships::endpoint::routes;

use crate::service::*;
use crate::table::{Place, ROUTES, Route};
use crate::told::Told;

/// The contract's one sentence for a collection that the caller may not use, or that there is not.
pub(crate) const NO_ACCESS: &str = "The request can not proceed if ercollectionid is not registered or does not have any logs in ACL library.";

/// What the table says of a caller's call.
fn is_allowed(route: &Route, caller: &str, scopes: &[&str], collection: &str) -> Result<(), Told> {
    if !scopes.contains(&route.scope) {
        let message = format!("Forbidden: the token lacks the scope {}", route.scope);
        return Err(Told::refusal(403, &message));
    }
    let rank = |permission| CALLERS.iter().position(|caller| *caller == permission).unwrap();
    let has_permission = collection == OWN && rank(caller) >= rank(route.least);
    match route.place == Place::Nowhere || has_permission {
        true => Ok(()),
        false => Err(Told::refusal(403, NO_ACCESS)),
    }
}

#[test]
fn the_table_has_every_route_and_no_other() {
    let table: BTreeSet<_> = ROUTES.iter().map(|route| (route.method, route.path)).collect();
    assert_eq!(table, routes().collect());
}

#[test]
fn every_call_is_answered_by_the_table_and_one_that_is_refused_changes_nothing() {
    let mut cells = 0;
    for (place, deployment) in Deployment::ALL.into_iter().enumerate() {
        let mut service = Service::new(deployment);
        let mut before = service.snapshot();
        for route in ROUTES {
            for (path, caller, scopes, collection) in calls(route) {
                let cell = format!(
                    "{deployment:?} {} {path} {caller} {scopes:?} {collection}",
                    route.method
                );
                let sent = route.request(&path, collection, COMMON, &token(caller, scopes));
                let told = Told::new(&service.answer(sent));
                let mut changes = false;
                match is_allowed(route, caller, scopes, collection) {
                    Err(refusal) => assert_eq!(told, refusal, "{cell}"),
                    Ok(()) => {
                        assert_eq!(told.status, route.success[place], "{cell}: {told:?}");
                        changes = route.is_a_change() && told.status < 300;
                    }
                }
                assert_eq!(service.snapshot() != before, changes, "{cell}");
                if changes {
                    service = Service::new(deployment);
                    before = service.snapshot();
                }
                cells += 1;
            }
        }
    }
    println!(
        "note: access matrix: {cells} calls, of {} requests for {} routes by {} callers",
        ROUTES.len(),
        routes().count(),
        CALLERS.len() * SCOPES.len()
    );
}

/// By which path, who, with which scopes, and about which collection.
fn calls(
    route: &Route,
) -> impl Iterator<Item = (String, &'static str, &'static [&'static str], &'static str)> {
    route.paths().into_iter().flat_map(|path| {
        CALLERS.into_iter().flat_map(move |caller| {
            let path = path.clone();
            SCOPES.into_iter().flat_map(move |scopes| {
                let path = path.clone();
                [OWN, FOREIGN, UNKNOWN].map(|collection| (path.clone(), caller, scopes, collection))
            })
        })
    })
}
