//! The body of a request: one relationship, or a list of them.

use std::fmt;

use crate::issue::PathSegment;
use crate::json::{Document, Kind, Value};

/// The most relationships in one request (seed document).
pub const MAX_RELATIONSHIPS: usize = 100;

/// The most bytes of a body (contract section 2, row 8).
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// The relationships of a body, each an object, `max` of them at most.
///
/// # Errors
///
/// The first rule of contract section 2, rows 9 and 10, that the body breaks.
pub fn items<'d>(body: &'d Document<'_>, max: usize) -> Result<Vec<Value<'d>>, BatchError> {
    let root = body.root();
    let Some(elements) = root.elements() else {
        return match root.kind() {
            Kind::Object => Ok(vec![root]),
            _ => Err(BatchError::NeitherObjectNorList),
        };
    };
    if let Some(index) = elements.clone().position(|item| item.kind() != Kind::Object) {
        return Err(BatchError::NotAnObject { index });
    }
    // Counted before they are collected: a body has room for a million.
    match elements.clone().count() {
        0 => Err(BatchError::Empty),
        count if count <= max => Ok(elements.collect()),
        _ => Err(BatchError::TooMany { max }),
    }
}

/// Why a JSON text is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchError {
    /// A string, a number, `true`, `false` or `null`.
    NeitherObjectNorList,
    /// `[]`.
    Empty,
    /// A member of the list is no object.
    NotAnObject {
        /// Which one, counted from 0.
        index: usize,
    },
    /// More than there may be.
    TooMany {
        /// How many there may be.
        max: usize,
    },
}

impl BatchError {
    /// The stable code of the wire and of the npm package.
    pub fn code(self) -> &'static str {
        match self {
            Self::NeitherObjectNorList => "objectOrListExpected",
            Self::Empty => "emptyList",
            Self::NotAnObject { .. } => "objectExpected",
            Self::TooMany { .. } => "tooManyRelationships",
        }
    }

    /// From the body to what is wrong.
    pub(crate) fn path(self) -> Vec<PathSegment> {
        match self {
            Self::NotAnObject { index } => vec![PathSegment::Index(index)],
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeitherObjectNorList => {
                f.write_str("the body must be one relationship or a list of relationships")
            }
            Self::Empty => f.write_str("the list of relationships is empty"),
            Self::NotAnObject { index } => {
                write!(f, "the relationship at index {index} is not an object")
            }
            // The words of the seed's table.
            Self::TooMany { max } => {
                write!(f, "number of relationships supplied exceeds maximum allowed limit of {max}")
            }
        }
    }
}

impl std::error::Error for BatchError {}
