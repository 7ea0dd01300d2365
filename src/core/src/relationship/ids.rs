//! What may be an id.

use std::fmt;

use crate::issue::Code;
use crate::json::is_printable_ascii;

/// The most bytes of `id`, `sourceEntityId` and `destinationEntityId` in UTF-8.
pub const MAX_ID_BYTES: usize = 1024;

/// The most bytes of an `ercollectionid`.
pub const MAX_COLLECTION_ID_BYTES: usize = 128;

/// What is wrong with an id by contract section 1, if anything.
pub(super) fn id_fault(id: &str) -> Option<Code> {
    if id.is_empty() {
        Some(Code::IdEmpty)
    } else if id.len() > MAX_ID_BYTES {
        Some(Code::IdTooLong)
    } else if !is_printable_ascii(id) && id.contains(char::is_control) {
        Some(Code::IdHasControlCharacter)
    } else {
        None
    }
}

/// An `ercollectionid`: 1 to 128 bytes of printable ASCII without space and comma, compared byte
/// for byte. The partition key, and the unit of access.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CollectionId(String);

impl CollectionId {
    /// Takes an id that keeps the rules.
    ///
    /// # Errors
    ///
    /// [`IdError`] otherwise.
    pub fn new(id: &str) -> Result<Self, IdError> {
        let is_allowed = |byte: u8| byte.is_ascii_graphic() && byte != b',';
        let is_valid =
            (1..=MAX_COLLECTION_ID_BYTES).contains(&id.len()) && id.bytes().all(is_allowed);
        if is_valid { Ok(Self(id.to_owned())) } else { Err(IdError) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CollectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is no collection id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdError;

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "must be 1 to {MAX_COLLECTION_ID_BYTES} printable ASCII characters without space and comma"
        )
    }
}

impl std::error::Error for IdError {}
