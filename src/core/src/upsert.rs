//! The decision what a valid relationship, or its deletion, does to the store: pure, the same for
//! every store (contract section 4).
//!
//! [`decide`] is about one relationship; a [`Batch`] is a request on its way to the store, and a
//! [`Settlement`] is what became of it. Both can be written as text, for a store that is elsewhere.

mod batch;
mod wire;

pub use batch::{
    Batch, Claim, IdempotencyKey, IfMatch, Item, ItemResult, Settled, Settlement, Write,
};
pub use wire::{Lines, Message, Reply, read_results, write_results};
pub(crate) use wire::{read_context, read_if_match, write_context, write_if_match};

use crate::issue::{Code, Issue};
use crate::json::{Document, Value};
use crate::relationship::{
    ENVELOPE, RESTRICTED, Record, Signature, is_active, parse_record, stored_sys_data,
    stored_version, version_in,
};

/// A relationship as it was sent, on its way to the store; or the wish that it be gone.
#[derive(Debug, Clone)]
pub struct Draft<'d> {
    id: &'d str,
    /// Nothing for a deletion.
    sent: Option<Value<'d>>,
    defaults: Vec<(&'d str, Value<'d>)>,
    is_refused: bool,
}

impl<'d> Draft<'d> {
    /// A relationship with a valid id; `defaults` are those of its type's schema.
    ///
    /// One that `is_refused` already is compared with the stored one all the same, so that the
    /// sender hears of every fault at once.
    pub fn new(
        id: &'d str,
        sent: Value<'d>,
        defaults: impl Iterator<Item = (&'d str, Value<'d>)>,
        is_refused: bool,
    ) -> Self {
        Self {
            id,
            sent: Some(sent),
            defaults: defaults.filter(|(name, _)| !ENVELOPE.contains(name)).collect(),
            is_refused,
        }
    }

    /// The deletion of a relationship.
    pub fn deletion(id: &'d str) -> Self {
        Self { id, sent: None, defaults: Vec::new(), is_refused: false }
    }

    /// The relationship's id.
    pub fn id(&self) -> &'d str {
        self.id
    }

    /// A property's text as it was sent.
    pub fn text(&self, property: &str) -> Option<&'d str> {
        self.sent?.get(property)?.as_str()
    }
}

/// What an upsert or a deletion did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There was none of this id, or none any more.
    Created,
    /// The stored one was replaced.
    Updated,
    /// The stored one is the same already: no write, no new version.
    Unchanged,
    /// The stored one is no longer active. Its versions stay, and so do its restricted properties for
    /// whoever posts it again.
    Deleted,
}

impl Outcome {
    /// The outcome's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Deleted => "deleted",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Created, Self::Updated, Self::Unchanged, Self::Deleted];
        all.into_iter().find(|it| it.as_str() == name)
    }
}

/// What is to be done about a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Store `record`, which is JSON text, whole.
    Write {
        /// What that does; not [`Outcome::Unchanged`].
        outcome: Outcome,
        /// The stored form: the documented answer of a read.
        record: String,
        /// The record's version: 1 on creation, one more with every change.
        version: u64,
        /// The record's `sysData`, as JSON text.
        sys_data: String,
    },
    /// Nothing: what is stored is what was sent.
    Keep {
        /// The stored record's version.
        version: u64,
        /// The stored record's `sysData`, as JSON text.
        sys_data: String,
    },
    /// Nothing: the draft was refused before, or changes these restricted properties; or there is
    /// nothing to delete.
    Refuse(Vec<Issue>),
}

/// Decides about a draft, given the record stored under its id.
///
/// - A restricted property that differs from the stored one refuses the draft; one that was never
///   set counts as different, for it may not change once the relationship is created. One that is
///   left out keeps its stored value.
/// - Otherwise the draft replaces the full object: other properties left out are gone.
/// - The schema's defaults fill what is still absent.
/// - `sourceERCollectionId` and `destinationERCollectionId` default to the header's collection.
/// - One that was deleted is created anew, with the next version.
/// - A deletion stores the same once more, not active.
pub fn decide(
    draft: &Draft<'_>,
    stored: Option<&Document<'_>>,
    signature: &Signature<'_>,
) -> Decision {
    let stored = stored.map(Document::root);
    let Some(sent) = draft.sent else {
        return delete(stored, signature);
    };
    let issues = stored.map(|stored| restricted_changes(sent, stored)).unwrap_or_default();
    if draft.is_refused || !issues.is_empty() {
        return Decision::Refuse(issues);
    }
    let record = Record::new(sent, &draft.defaults, stored);
    let Some(stored) = stored else {
        return write(Outcome::Created, &record, signature, 1);
    };
    let version = stored_version(stored);
    if !is_active(stored) {
        return write(Outcome::Created, &record, signature, version.saturating_add(1));
    }
    if record.is_stored(stored, &signature.context.collection) {
        return Decision::Keep { version, sys_data: stored_sys_data(stored) };
    }
    write(Outcome::Updated, &record, signature, version.saturating_add(1))
}

/// [`decide`], given the text of the stored record.
///
/// # Errors
///
/// Why the text is no record.
pub(crate) fn decide_over_text(
    draft: &Draft<'_>,
    stored: Option<&str>,
    signature: &Signature<'_>,
) -> Result<Decision, String> {
    match stored.and_then(|stored| keep(draft, stored, signature)) {
        Some(kept) => Ok(kept),
        None => Ok(decide(draft, stored.map(parse_record).transpose()?.as_ref(), signature)),
    }
}

/// The decision, where the stored record is to the letter what the draft would be stored as: most of
/// what is posted again is, and nothing needs to be parsed to see it.
fn keep(draft: &Draft<'_>, stored: &str, signature: &Signature<'_>) -> Option<Decision> {
    let sent = draft.sent.filter(|_| !draft.is_refused)?;
    let record = Record::new(sent, &draft.defaults, None);
    let sys_data = record.sys_data_in(stored, &signature.context.collection)?;
    let version = version_in(sys_data)?;
    Some(Decision::Keep { version, sys_data: sys_data.to_owned() })
}

fn delete(stored: Option<Value<'_>>, signature: &Signature<'_>) -> Decision {
    match stored.filter(|stored| is_active(*stored)) {
        Some(stored) => {
            let record = Record::new(stored, &[], None);
            write(Outcome::Deleted, &record, signature, stored_version(stored).saturating_add(1))
        }
        None => Decision::Refuse(Vec::new()),
    }
}

fn write(
    outcome: Outcome,
    record: &Record<'_>,
    signature: &Signature<'_>,
    version: u64,
) -> Decision {
    let sys_data = record.sys_data(signature, version);
    let is_active = outcome != Outcome::Deleted;
    let record = record.to_text(&signature.context.collection, &sys_data, is_active);
    Decision::Write { outcome, record, version, sys_data }
}

fn restricted_changes(sent: Value<'_>, stored: Value<'_>) -> Vec<Issue> {
    let is_changed = |name: &&str| match (sent.get(name), stored.get(name)) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(sent), Some(stored)) => !sent.is_stored_alike(stored),
    };
    let changed = RESTRICTED.into_iter().filter(is_changed);
    changed.map(|name| Issue::with_property(Code::RestrictedProperty, name)).collect()
}

#[cfg(test)]
mod tests;
