//! The stored form of a relationship, which is also the documented answer of a read (contract
//! section 4): the properties sent, the schema's defaults, the collections of both ends,
//! `isActive`, and `sysData` (section 3).

use super::{
    CollectionId, DESTINATION_COLLECTION, ENVELOPE, IS_ACTIVE, RELATIONSHIP_TYPE, RESTRICTED,
    SOURCE_COLLECTION, SYS_DATA,
};
use crate::json::{Document, Kind, Value, Writer, text_eq, write_value};

const VERSION: &str = "sysRelationshipVersion";

/// Who writes, when and where: what one request's `sysData` have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Reads a record that was stored.
///
/// # Errors
///
/// Why the text is no record, for the log: something else wrote it.
pub fn parse_record(text: &str) -> Result<Document<'_>, String> {
    let document = Document::parse_own(text).map_err(|error| error.to_string())?;
    match document.root().get(SYS_DATA).map(Value::kind) {
        Some(Kind::Object) => Ok(document),
        _ => Err("no sysData".to_owned()),
    }
}

/// Whether a stored record is that of a relationship that was not deleted.
pub(crate) fn is_active(record: Value<'_>) -> bool {
    record.get(IS_ACTIVE).and_then(Value::as_bool) != Some(false)
}

/// A stored record's version; 0 when it tells none.
pub(crate) fn stored_version(record: Value<'_>) -> u64 {
    record.get(SYS_DATA).map_or(0, version_of)
}

/// The version in a record's `sysData`; 0 when there is none.
pub(crate) fn version_of(sys_data: Value<'_>) -> u64 {
    let version = sys_data.get(VERSION).and_then(Value::number_text);
    version.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// A stored record's `sysData`, as JSON text.
pub(crate) fn stored_sys_data(record: Value<'_>) -> String {
    let mut text = String::new();
    match record.get(SYS_DATA) {
        Some(sys_data) => write_value(&mut text, sys_data),
        None => text.push_str("null"),
    }
    text
}

/// A record that is to be stored: its properties, less what the service owns.
pub(crate) struct Record<'d> {
    properties: Vec<(&'d str, Value<'d>)>,
    source: Option<&'d str>,
    destination: Option<&'d str>,
}

impl<'d> Record<'d> {
    /// What was sent; restricted properties left out keep their stored value; then the schema's
    /// `defaults` fill what is still absent.
    pub(crate) fn new(
        sent: Value<'d>,
        defaults: &[(&'d str, Value<'d>)],
        stored: Option<Value<'d>>,
    ) -> Self {
        let members = sent.members().into_iter().flatten();
        let mut record = Self {
            properties: members.filter(|(name, _)| !ENVELOPE.contains(name)).collect(),
            source: sent.get(SOURCE_COLLECTION).and_then(Value::as_str),
            destination: sent.get(DESTINATION_COLLECTION).and_then(Value::as_str),
        };
        for name in RESTRICTED {
            record.add_missing(name, stored.and_then(|stored| stored.get(name)));
        }
        for (name, value) in defaults {
            record.add_missing(name, Some(*value));
        }
        record
    }

    fn get(&self, name: &str) -> Option<Value<'d>> {
        self.properties.iter().find_map(|(known, value)| (*known == name).then_some(*value))
    }

    fn add_missing(&mut self, name: &'d str, value: Option<Value<'d>>) {
        if let Some(value) = value
            && self.get(name).is_none()
        {
            self.properties.push((name, value));
        }
    }

    /// Whether a stored record has just these properties, in whatever order.
    pub(crate) fn is_stored(&self, stored: Value<'_>, collection: &CollectionId) -> bool {
        let stored_text = |name: &str| stored.get(name).and_then(Value::as_str);
        let members = stored.members().into_iter().flatten();
        let old = members.filter(|(name, _)| !ENVELOPE.contains(name)).collect();
        // Sorted, because looking up each of many members would cost the square of their number.
        let (new, old) = (sorted(self.properties.clone()), sorted(old));
        let collection = collection.as_str();
        new.len() == old.len()
            && new.iter().zip(&old).all(|((a, x), (b, y))| a == b && x.is_stored_alike(*y))
            && stored_text(SOURCE_COLLECTION) == Some(self.source.unwrap_or(collection))
            && stored_text(DESTINATION_COLLECTION) == Some(self.destination.unwrap_or(collection))
    }

    /// The `sysData` in the text of a stored record, if all before it is what this record would be
    /// stored as, to the letter. [`is_stored`](Self::is_stored) knows the other ways to be the same.
    pub(crate) fn sys_data_in<'s>(
        &self,
        stored: &'s str,
        collection: &CollectionId,
    ) -> Option<&'s str> {
        let text = self.to_text(collection, "", true);
        let (before, sys_data) = stored.split_at_checked(text.len() - 1)?;
        let is_same = text_eq(before, text.strip_suffix('}')?);
        sys_data.strip_suffix('}').filter(|_| is_same)
    }

    /// The record as JSON text; both ends default to the header's collection.
    pub(crate) fn to_text(
        &self,
        collection: &CollectionId,
        sys_data: &str,
        is_active: bool,
    ) -> String {
        let mut text = String::new();
        let mut object = Writer::object(&mut text);
        for (name, value) in &self.properties {
            write_value(object.member(name), *value);
        }
        object.string(SOURCE_COLLECTION, self.source.unwrap_or(collection.as_str()));
        object.string(DESTINATION_COLLECTION, self.destination.unwrap_or(collection.as_str()));
        object.raw(IS_ACTIVE, if is_active { "true" } else { "false" });
        object.raw(SYS_DATA, sys_data);
        object.end();
        text
    }

    /// The record's `sysData` as JSON text.
    pub(crate) fn sys_data(&self, context: &WriteContext, version: u64) -> String {
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
        let relationship_type = self.get(RELATIONSHIP_TYPE).and_then(Value::as_str);
        object.string("sysRelationshipType", relationship_type.unwrap_or_default());
        object.end();
        text
    }
}

/// Members by name; names are unique.
fn sorted<'v>(mut members: Vec<(&'v str, Value<'v>)>) -> Vec<(&'v str, Value<'v>)> {
    members.sort_unstable_by_key(|(name, _)| *name);
    members
}
