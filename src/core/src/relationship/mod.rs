//! The relationship: its property names, its limits, the verdict on one that was sent, and the
//! form in which it is stored (contract sections 1, 4 and 5).

mod batch;
mod crossing;
mod ids;
mod judge;
mod record;
mod skim;
mod suggest;

pub use batch::{BatchError, MAX_BODY_BYTES, MAX_RELATIONSHIPS, items};
pub use crossing::crossing_issues;
pub use ids::{CollectionId, IdError, MAX_COLLECTION_ID_BYTES, MAX_ID_BYTES};
pub(crate) use judge::own_rules_are_covered;
pub use judge::{Verdict, judge, judge_batch};
pub(crate) use record::{Record, is_active, stored_sys_data, stored_version, version_in};
pub use record::{Signature, WriteContext, parse_record};
pub use skim::count_if_valid;
pub(crate) use skim::{Fit, fit_of};
pub use suggest::Suggester;

/// `id`: with the collection, what a relationship is known by.
pub const ID: &str = "id";
/// `relationshipType`: the name of a registered type.
pub const RELATIONSHIP_TYPE: &str = "relationshipType";
/// `sourceERCollectionId`: the collection of the edge's source.
pub const SOURCE_COLLECTION: &str = "sourceERCollectionId";
/// `destinationERCollectionId`: the collection of the edge's destination.
pub const DESTINATION_COLLECTION: &str = "destinationERCollectionId";
/// `brickSourceEntityType`: the class of the source.
pub(crate) const SOURCE_TYPE: &str = "brickSourceEntityType";
/// `brickDestinationEntityType`: the class of the destination.
pub(crate) const DESTINATION_TYPE: &str = "brickDestinationEntityType";
/// `sourceEntityId`: where the edge begins.
pub(crate) const SOURCE: &str = "sourceEntityId";
/// `destinationEntityId`: where it ends.
pub(crate) const DESTINATION: &str = "destinationEntityId";
/// `customData`: free.
const CUSTOM_DATA: &str = "customData";
/// `isActive`: owned by the service.
pub const IS_ACTIVE: &str = "isActive";
/// `sysData`: owned by the service.
pub const SYS_DATA: &str = "sysData";

/// What the service owns or judges itself, and no schema sees (contract section 1).
pub const ENVELOPE: [&str; 4] = [SOURCE_COLLECTION, DESTINATION_COLLECTION, IS_ACTIVE, SYS_DATA];

/// What may never change once a relationship is created, in the order of the seed document.
pub const RESTRICTED: [&str; 7] = [
    RELATIONSHIP_TYPE,
    "brickDestinationEntitySubType",
    DESTINATION_TYPE,
    "brickRelationshipName",
    "brickRelationshipType",
    "brickSourceEntitySubType",
    SOURCE_TYPE,
];

/// Properties that are ids, with an id's limits.
const IDS: [&str; 3] = [ID, SOURCE, DESTINATION];

/// Properties that every relationship has, as strings, whatever its type's schema says.
const REQUIRED: [&str; 5] = [ID, "relationshipName", RELATIONSHIP_TYPE, SOURCE, DESTINATION];

#[cfg(test)]
mod tests;
