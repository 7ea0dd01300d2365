//! Lists of what is registered.

use crate::relationship::CollectionId;
use crate::store::{access_prefix, collection_key};

/// The most entries of a page: what a bulk read takes, and what an isolate has room for when each is
/// a schema of the largest.
pub const MAX_PAGE_ENTRIES: usize = 100;

/// What is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Directory {
    /// The collections that this subject finds; whether it still may do something there, each
    /// registration tells.
    CollectionsOf(String),
    /// The types that are not built in.
    Types,
}

impl Directory {
    /// What the keys begin with by which it is listed. Ends with an ASCII character.
    pub(super) fn prefix(&self) -> String {
        match self {
            Self::CollectionsOf(subject) => access_prefix(subject),
            Self::Types => "t:".to_owned(),
        }
    }

    /// The key of the entry that a key of the list stands for; of a foreign key none.
    pub(super) fn entry_key(&self, listed: &str) -> Option<String> {
        let rest = listed.strip_prefix(&self.prefix())?;
        match self {
            Self::CollectionsOf(_) => Some(collection_key(&CollectionId::new(rest).ok()?)),
            Self::Types => Some(listed.to_owned()),
        }
    }
}

/// Some of the entries of a [`Directory`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryPage {
    /// Keys and values, in the order of the keys.
    pub entries: Vec<(String, String)>,
    /// What leads to the next page, if there is one. A page may have no entry and a next one all the
    /// same.
    pub next: Option<String>,
}
