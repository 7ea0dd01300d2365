//! Why a schema is none.

use std::fmt;

use crate::json::SyntaxError;

/// The first fault of a schema. `Display` is a sentence without full stop that names the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    /// Where the keyword stands: `#` and a JSON Pointer (RFC 6901), `#/properties/id/type`.
    pub location: String,
    /// What is wrong there: "must be a string".
    pub reason: String,
}

/// On its way out of a compilation: what fits into a register is passed on by less code.
pub(super) type Fault = Box<SchemaError>;

impl SchemaError {
    pub(crate) fn new(location: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { location: location.into(), reason: reason.into() }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.location, self.reason)
    }
}

impl std::error::Error for SchemaError {}

/// Why a text is no schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// It is no JSON.
    Syntax(SyntaxError),
    /// It is JSON, but no schema.
    Schema(SchemaError),
}

impl From<SyntaxError> for ParseError {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

impl From<SchemaError> for ParseError {
    fn from(error: SchemaError) -> Self {
        Self::Schema(error)
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => error.fmt(f),
            Self::Schema(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ParseError {}
