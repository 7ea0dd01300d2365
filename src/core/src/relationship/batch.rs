//! The body of a request: one relationship, or a list of them.

use std::fmt;

use crate::json::{Document, Kind, Value};

/// The most relationships in one request (seed document).
pub const MAX_RELATIONSHIPS: usize = 100;

/// The relationships of a body, each an object.
///
/// # Errors
///
/// The first rule of contract section 2, rows 9 and 10, that the body breaks.
pub fn items<'d>(body: &'d Document<'_>) -> Result<Vec<Value<'d>>, BatchError> {
    let root = body.root();
    let items = match root.elements() {
        Some(elements) => elements.collect(),
        None if root.kind() == Kind::Object => vec![root],
        None => return Err(BatchError::NeitherObjectNorList),
    };
    if items.is_empty() {
        return Err(BatchError::Empty);
    }
    if let Some(index) = items.iter().position(|item| item.kind() != Kind::Object) {
        return Err(BatchError::NotAnObject { index });
    }
    if items.len() > MAX_RELATIONSHIPS {
        return Err(BatchError::TooMany { count: items.len() });
    }
    Ok(items)
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
    /// More than [`MAX_RELATIONSHIPS`].
    TooMany {
        /// How many.
        count: usize,
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
            Self::TooMany { count } => write!(
                f,
                "{count} relationships exceed the maximum allowed limit of {MAX_RELATIONSHIPS}"
            ),
        }
    }
}

impl std::error::Error for BatchError {}
