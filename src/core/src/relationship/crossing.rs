//! Edges from one collection into another (contract section 5).

use super::{CollectionId, DESTINATION_COLLECTION, SOURCE_COLLECTION};
use crate::issue::{Code, Issue};
use crate::json::Value;

/// What is wrong with the collections that a relationship names for its ends; `is_accessible` knows
/// those that are registered and that the caller may at least read.
pub fn crossing_issues(
    item: Value<'_>,
    collection: &CollectionId,
    is_accessible: impl Fn(&str) -> bool,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    let text = |property| item.get(property).and_then(Value::as_str);
    if text(SOURCE_COLLECTION).is_some_and(|source| source != collection.as_str()) {
        issues.push(Issue::with_property(Code::SourceCollectionMismatch, SOURCE_COLLECTION));
    }
    if text(DESTINATION_COLLECTION).is_some_and(|destination| !is_accessible(destination)) {
        issues.push(Issue::with_property(Code::DestinationNotAccessible, DESTINATION_COLLECTION));
    }
    issues
}
