//! What a caller sees of a relationship type.

use super::rejection::Rejection;
use crate::catalog::BuiltIn;
use crate::json::{Value, Writer, write_value};
use crate::store::{StoreError, TypeEntry};

/// What is told of who registered it, if it is known.
const SYSTEM: [&str; 5] =
    ["schemaCollectionId", "sysTimestamp", "sysRequestorId", "sysClientId", "sysCorrelationId"];

/// The type as a JSON object: `{"schema":{…}}`, and beside it the system data if the caller wants them. `entry` is
/// what is stored, or for a built-in type its schema.
///
/// # Errors
///
/// A fault when it is no JSON.
pub(super) fn shown_type(
    name: &str,
    entry: &str,
    include_system_data: bool,
) -> Result<String, Rejection> {
    let entry = parse_entry(name, entry)?;
    let mut text = String::new();
    let mut object = Writer::object(&mut text);
    write_value(object.member("schema"), entry.schema());
    if include_system_data {
        object.raw("version", &entry.version().to_string());
        object.raw("isInUse", if entry.is_in_use() { "true" } else { "false" });
        object.raw("isBuiltIn", if BuiltIn::contains(name) { "true" } else { "false" });
        for member in SYSTEM {
            match entry.system(member).and_then(Value::as_str) {
                Some(value) => object.string(member, value),
                None => object.raw(member, "null"),
            }
        }
    }
    object.end();
    Ok(text)
}

/// What is stored of a type.
pub(super) fn parse_entry<'t>(name: &str, text: &'t str) -> Result<TypeEntry<'t>, Rejection> {
    TypeEntry::parse(text).map_err(|error| {
        let reason = format!("schema of relationship type `{name}`: {error}");
        StoreError::Damaged(reason).into()
    })
}
