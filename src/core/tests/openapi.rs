//! The routes of the endpoint and the operations that `openapi/` describes are the same.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what is described is known to be well-formed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use er_relationships::endpoint::routes;
use serde_json::Value;

/// Members of a path item that are operations.
const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

#[test]
fn every_route_is_described_and_every_description_is_routed() {
    let routed: BTreeSet<String> =
        routes().map(|(method, pattern)| format!("{method} {pattern}")).collect();
    assert_eq!(routed, described());
}

/// All operations as `GET /path/{parameter}`.
fn described() -> BTreeSet<String> {
    let document = source("openapi.json");
    let mut operations = BTreeSet::new();
    for (path, reference) in document["paths"].as_object().unwrap() {
        let (file, name) = reference["$ref"].as_str().unwrap().split_once("#/").unwrap();
        let item = &source(file)[name];
        let methods = METHODS.iter().filter(|method| item.get(**method).is_some());
        operations.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    operations
}

fn source(file: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../openapi").join(file);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}
