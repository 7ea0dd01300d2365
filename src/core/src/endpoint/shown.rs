//! What a caller sees of a record.

use std::borrow::Cow;

use super::rejection::Rejection;
use crate::json::write_value;
use crate::relationship::{SYS_DATA, parse_record};

/// The record as JSON text, without its system data unless the caller wants them.
///
/// # Errors
///
/// A fault when it is no record.
pub(super) fn shown(record: &str, include_system_data: bool) -> Result<Cow<'_, str>, Rejection> {
    if include_system_data {
        return Ok(Cow::Borrowed(record));
    }
    let document = parse_record(record)
        .map_err(|reason| Rejection::Fault(format!("stored data damaged: a record: {reason}")))?;
    let mut text = String::new();
    write_value(&mut text, document.root().without_members(&[SYS_DATA]).root());
    Ok(Cow::Owned(text))
}
