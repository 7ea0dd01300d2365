//! The decision what a valid relationship does to the store: pure, the same for every store
//! (contract section 4).

use crate::issue::{Code, Issue};
use crate::json::{Document, Value, Writer, write_value};
use crate::relationship::{
    CollectionId, DESTINATION_COLLECTION, ENVELOPE, IS_ACTIVE, RELATIONSHIP_TYPE, RESTRICTED,
    SOURCE_COLLECTION, SYS_DATA,
};

const VERSION: &str = "sysRelationshipVersion";

/// Who writes, when and where: what one request's `sysData` have in common.
#[derive(Debug, Clone)]
pub struct WriteContext {
    /// The header's collection.
    pub collection: CollectionId,
    /// The `x-correlation-id`, else the transaction's id.
    pub correlation_id: String,
    /// RFC 3339 in UTC with milliseconds.
    pub timestamp: String,
    /// The token's client.
    pub client: Option<String>,
    /// The token's subject.
    pub requestor: String,
}

/// A relationship as it was sent, on its way to the store.
#[derive(Debug, Clone)]
pub struct Draft<'d> {
    id: &'d str,
    sent: Value<'d>,
    defaults: Vec<(&'d str, Value<'d>)>,
    is_refused: bool,
}

impl<'d> Draft<'d> {
    /// A relationship with a valid id; `defaults` are those of its type's schema.
    ///
    /// One that `is_refused` already is compared with the stored one all the same, so that the
    /// sender hears of every fault at once.
    pub fn new(
        id: &'d str,
        sent: Value<'d>,
        defaults: impl Iterator<Item = (&'d str, Value<'d>)>,
        is_refused: bool,
    ) -> Self {
        Self {
            id,
            sent,
            defaults: defaults.filter(|(name, _)| !ENVELOPE.contains(name)).collect(),
            is_refused,
        }
    }

    /// The relationship's id.
    pub fn id(&self) -> &'d str {
        self.id
    }
}

/// What an upsert did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There was none of this id.
    Created,
    /// The stored one was replaced.
    Updated,
    /// The stored one is the same already: no write, no new version.
    Unchanged,
}

impl Outcome {
    /// The outcome's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
        }
    }
}

/// What is to be done about a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Store `record`, which is JSON text, whole.
    Write {
        /// [`Outcome::Created`] or [`Outcome::Updated`].
        outcome: Outcome,
        /// The stored form: the documented answer of a read.
        record: String,
        /// The record's `sysData`, as JSON text.
        sys_data: String,
    },
    /// Nothing: what is stored is what was sent.
    Keep {
        /// The stored record's `sysData`, as JSON text.
        sys_data: String,
    },
    /// Nothing: the draft was refused before, or changes these restricted properties.
    Refuse(Vec<Issue>),
}

/// Decides about a draft, given the record stored under its id.
///
/// - A restricted property that differs from the stored one refuses the draft; one that was never
///   set counts as different, for it may not change once the relationship is created. One that is
///   left out keeps its stored value.
/// - Otherwise the draft replaces the full object: other properties left out are gone.
/// - The schema's defaults fill what is still absent.
/// - `sourceERCollectionId` and `destinationERCollectionId` default to the header's collection.
pub fn decide(
    draft: &Draft<'_>,
    stored: Option<&Document<'_>>,
    context: &WriteContext,
) -> Decision {
    let stored = stored.map(Document::root);
    let issues = stored.map(|stored| restricted_changes(draft.sent, stored)).unwrap_or_default();
    if draft.is_refused || !issues.is_empty() {
        return Decision::Refuse(issues);
    }
    let collection = context.collection.as_str();
    let properties = Properties::merge(draft, stored);
    let Some(stored) = stored else {
        return write(Outcome::Created, &properties, context, 1);
    };
    if properties.are_stored(stored, collection) {
        let mut sys_data = String::new();
        if let Some(value) = stored.get(SYS_DATA) {
            write_value(&mut sys_data, value);
        }
        return Decision::Keep { sys_data };
    }
    write(Outcome::Updated, &properties, context, version(stored).saturating_add(1))
}

fn restricted_changes(sent: Value<'_>, stored: Value<'_>) -> Vec<Issue> {
    let is_changed = |name: &&str| match (sent.get(name), stored.get(name)) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(sent), Some(stored)) => !sent.is_stored_alike(stored),
    };
    let changed = RESTRICTED.into_iter().filter(is_changed);
    changed.map(|name| Issue::with_property(Code::RestrictedProperty, name)).collect()
}

/// A record's version; 0 when it tells none.
fn version(record: Value<'_>) -> u64 {
    let version = record.get(SYS_DATA).and_then(|sys_data| sys_data.get(VERSION));
    version.and_then(Value::number_text).and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn write(
    outcome: Outcome,
    properties: &Properties<'_>,
    context: &WriteContext,
    version: u64,
) -> Decision {
    let sys_data = sys_data(properties, context, version);
    let mut record = String::new();
    let mut object = Writer::object(&mut record);
    for (name, value) in &properties.values {
        write_value(object.member(name), *value);
    }
    let collection = context.collection.as_str();
    object.string(SOURCE_COLLECTION, properties.source.unwrap_or(collection));
    object.string(DESTINATION_COLLECTION, properties.destination.unwrap_or(collection));
    object.raw(IS_ACTIVE, "true");
    object.raw(SYS_DATA, &sys_data);
    object.end();
    Decision::Write { outcome, record, sys_data }
}

fn sys_data(properties: &Properties<'_>, context: &WriteContext, version: u64) -> String {
    let mut text = String::new();
    let mut object = Writer::object(&mut text);
    object.string("sysERCollectionId", context.collection.as_str());
    object.string("sysCorrelationId", &context.correlation_id);
    object.string("sysTimestamp", &context.timestamp);
    match &context.client {
        Some(client) => object.string("sysClientId", client),
        None => object.raw("sysClientId", "null"),
    }
    object.string("sysRequestorId", &context.requestor);
    object.raw(VERSION, &version.to_string());
    let relationship_type = properties.get(RELATIONSHIP_TYPE).and_then(Value::as_str);
    object.string("sysRelationshipType", relationship_type.unwrap_or_default());
    object.end();
    text
}

/// The properties of the stored form, less what the service owns.
struct Properties<'d> {
    values: Vec<(&'d str, Value<'d>)>,
    source: Option<&'d str>,
    destination: Option<&'d str>,
}

impl<'d> Properties<'d> {
    fn merge(draft: &Draft<'d>, stored: Option<Value<'d>>) -> Self {
        let sent = draft.sent.members().into_iter().flatten();
        let mut properties = Self {
            values: sent.filter(|(name, _)| !ENVELOPE.contains(name)).collect(),
            source: draft.sent.get(SOURCE_COLLECTION).and_then(Value::as_str),
            destination: draft.sent.get(DESTINATION_COLLECTION).and_then(Value::as_str),
        };
        for name in RESTRICTED {
            let kept = stored.and_then(|stored| stored.get(name));
            properties.add_missing(name, kept);
        }
        for (name, value) in &draft.defaults {
            properties.add_missing(name, Some(*value));
        }
        properties
    }

    fn get(&self, name: &str) -> Option<Value<'d>> {
        self.values.iter().find_map(|(known, value)| (*known == name).then_some(*value))
    }

    fn add_missing(&mut self, name: &'d str, value: Option<Value<'d>>) {
        if let Some(value) = value
            && self.get(name).is_none()
        {
            self.values.push((name, value));
        }
    }

    /// Whether a stored record has just these properties, in whatever order.
    fn are_stored(&self, stored: Value<'_>, collection: &str) -> bool {
        let stored_text = |name: &str| stored.get(name).and_then(Value::as_str);
        let members = stored.members().into_iter().flatten();
        let old = members.filter(|(name, _)| !ENVELOPE.contains(name)).collect();
        // Sorted, because looking up each of many members would cost the square of their number.
        let (new, old) = (sorted(self.values.clone()), sorted(old));
        new.len() == old.len()
            && new.iter().zip(&old).all(|((a, x), (b, y))| a == b && x.is_stored_alike(*y))
            && stored_text(SOURCE_COLLECTION) == Some(self.source.unwrap_or(collection))
            && stored_text(DESTINATION_COLLECTION) == Some(self.destination.unwrap_or(collection))
    }
}

/// Members by name; names are unique.
fn sorted<'v>(mut members: Vec<(&'v str, Value<'v>)>) -> Vec<(&'v str, Value<'v>)> {
    members.sort_unstable_by_key(|(name, _)| *name);
    members
}

#[cfg(test)]
mod tests;
