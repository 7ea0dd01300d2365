//! Why a schema is none.

use std::fmt;

/// The first fault of a schema. `Display` is a sentence without full stop that names the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    /// Where the keyword stands: `#` and a JSON Pointer (RFC 6901), `#/properties/id/type`.
    pub location: String,
    /// What is wrong there: "must be a string".
    pub reason: String,
}

impl SchemaError {
    pub(super) fn new(location: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { location: location.into(), reason: reason.into() }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.location, self.reason)
    }
}

impl std::error::Error for SchemaError {}
