//! What may be an id.

use std::fmt;

use super::MAX_RELATIONSHIPS;
use crate::issue::Code;
use crate::json::{is_printable_ascii, text_eq};

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

/// Twice as many as there are ids, at least, so that searches are short.
const SLOTS: usize = (2 * MAX_RELATIONSHIPS).next_power_of_two();

/// The ids of one body: a hash table with open addressing and linear probing. An attacker who makes
/// all of them collide gains nothing, because there are at most [`MAX_RELATIONSHIPS`].
pub(super) struct SeenIds<'d> {
    slots: [Option<&'d str>; SLOTS],
}

impl Default for SeenIds<'_> {
    fn default() -> Self {
        Self { slots: [None; SLOTS] }
    }
}

impl<'d> SeenIds<'d> {
    /// Notes an id; whether it was noted before.
    pub(super) fn was_seen(&mut self, id: &'d str) -> bool {
        let start = hash(id);
        for slot in start..start + SLOTS {
            match self.slots.get_mut(slot % SLOTS) {
                Some(Some(seen)) if text_eq(seen, id) => return true,
                Some(Some(_)) => {}
                Some(free) => {
                    *free = Some(id);
                    return false;
                }
                None => {}
            }
        }
        false
    }
}

/// Of ids that people number, first and last bytes together tell nearly all apart.
fn hash(id: &str) -> usize {
    let bytes = id.as_bytes();
    let word = |chunk: Option<&[u8; 8]>| chunk.map_or(0, |chunk| u64::from_le_bytes(*chunk));
    let short = bytes.iter().take(8).fold(0, |hash, byte| (hash << 8) | u64::from(*byte));
    let mixed = word(bytes.last_chunk()).rotate_left(23) ^ word(bytes.first_chunk()) ^ short;
    let spread = (mixed ^ bytes.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (spread >> 48) as usize
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
