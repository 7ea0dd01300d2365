//! The stored form of a relationship, which is also the documented answer of a read (contract
//! section 4): the properties sent, the schema's defaults, the collections of both ends,
//! `isActive`, and `sysData` (section 3).

use super::{
    CollectionId, DESTINATION_COLLECTION, ENVELOPE, IS_ACTIVE, RELATIONSHIP_TYPE, RESTRICTED,
    SOURCE_COLLECTION, SYS_DATA,
};
use crate::json::{
    Document, Kind, Reader, Value, Writer, concat, text_eq, write_string, write_value,
};

const VERSION: &str = "sysRelationshipVersion";

/// What stands between the version and the type in a `sysData`.
const TYPE_BEGINNING: &str = r#","sysRelationshipType":"#;

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
    let version = record.get(SYS_DATA).and_then(|sys_data| sys_data.get(VERSION));
    version.and_then(Value::number_text).and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// The version in the text of a `sysData`, if it is one as [`Record::sys_data`] writes it.
pub(crate) fn version_in(sys_data: &str) -> Option<u64> {
    let mut reader = Reader::new(sys_data, 0);
    for name in [
        r#"{"sysERCollectionId":"#,
        r#","sysCorrelationId":"#,
        r#","sysTimestamp":"#,
        r#","sysClientId":"#,
        r#","sysRequestorId":"#,
    ] {
        let is_there =
            reader.take_text(name) && (reader.string().is_some() || reader.take_text("null"));
        is_there.then_some(())?;
    }
    reader.take_text(r#","sysRelationshipVersion":"#).then_some(())?;
    let version = reader.digits().filter(|digits| !digits.starts_with('0'))?.parse().ok();
    let is_whole = reader.take_text(TYPE_BEGINNING)
        && reader.string().is_some()
        && reader.take_text("}")
        && reader.is_at_end();
    version.filter(|_| is_whole)
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
        // Real ones have fewer.
        let properties = Vec::with_capacity(16);
        let mut record = Self { properties, source: None, destination: None };
        for (name, value) in sent.members().into_iter().flatten() {
            match ENVELOPE.into_iter().find(|known| text_eq(known, name)) {
                Some(SOURCE_COLLECTION) => record.source = value.as_str(),
                Some(DESTINATION_COLLECTION) => record.destination = value.as_str(),
                Some(_) => {}
                None => record.properties.push((name, value)),
            }
        }
        for (stored, name) in stored.iter().flat_map(|stored| RESTRICTED.map(|name| (stored, name)))
        {
            record.add_missing(name, stored.get(name));
        }
        for (name, value) in defaults {
            record.add_missing(name, Some(*value));
        }
        record
    }

    fn get(&self, name: &str) -> Option<Value<'d>> {
        self.properties.iter().find_map(|(known, value)| text_eq(known, name).then_some(*value))
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
        let mut reader = Reader::new(stored, 0);
        let mut before = "{";
        for (name, value) in &self.properties {
            let is_same = reader.take_text(before)
                && reader.take_string(name)
                && reader.take_text(":")
                && take_value(&mut reader, *value);
            is_same.then_some(())?;
            before = ",";
        }
        let is_same = reader.take_text(before)
            && reader.take_text(r#""sourceERCollectionId":"#)
            && reader.take_string(self.source.unwrap_or(collection.as_str()))
            && reader.take_text(r#","destinationERCollectionId":"#)
            && reader.take_string(self.destination.unwrap_or(collection.as_str()))
            && reader.take_text(r#","isActive":true,"sysData":"#);
        reader.rest().strip_suffix('}').filter(|_| is_same)
    }

    /// The record as JSON text; both ends default to the header's collection.
    pub(crate) fn to_text(
        &self,
        collection: &CollectionId,
        sys_data: &str,
        is_active: bool,
    ) -> String {
        // Mostly all of it: real records have half as much.
        let mut text = String::with_capacity(1024);
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
    pub(crate) fn sys_data(&self, signature: &Signature<'_>, version: u64) -> String {
        let relationship_type = self.get(RELATIONSHIP_TYPE).and_then(Value::as_str);
        let mut text = concat(&[&signature.beginning, &version.to_string(), TYPE_BEGINNING]);
        write_string(&mut text, relationship_type.unwrap_or_default());
        text.push('}');
        text
    }
}

/// What every record that one request writes is signed with.
#[derive(Debug)]
pub struct Signature<'c> {
    /// Who writes, when and where.
    pub(crate) context: &'c WriteContext,
    /// Of the `sysData`, up to the version.
    beginning: String,
}

impl<'c> Signature<'c> {
    /// The signature of a request's writes.
    pub fn new(context: &'c WriteContext) -> Self {
        let mut beginning = String::new();
        let mut object = Writer::object(&mut beginning);
        object.string("sysERCollectionId", context.collection.as_str());
        object.string("sysCorrelationId", &context.correlation_id);
        object.string("sysTimestamp", &context.timestamp);
        match &context.client {
            Some(client) => object.string("sysClientId", client),
            None => object.raw("sysClientId", "null"),
        }
        object.string("sysRequestorId", &context.requestor);
        object.raw(VERSION, "");
        Self { context, beginning }
    }
}

fn take_value(reader: &mut Reader<'_>, value: Value<'_>) -> bool {
    if let Some(text) = value.as_str() {
        return reader.take_string(text);
    }
    let mut text = String::new();
    write_value(&mut text, value);
    reader.take_text(&text)
}

/// Members by name; names are unique.
fn sorted<'v>(mut members: Vec<(&'v str, Value<'v>)>) -> Vec<(&'v str, Value<'v>)> {
    members.sort_unstable_by_key(|(name, _)| *name);
    members
}
