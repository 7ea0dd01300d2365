//! A request's relationships on their way to the store, and what becomes of each.

use super::{Decision, Draft, Outcome, decide_over_text};
use crate::issue::{Code, Issue, ReportedIssue};
use crate::json::{Document, Writer, write_string};
use crate::relationship::{Signature, WriteContext, is_active, parse_record, stored_version};
use crate::schema::MAX_ISSUES;

/// A request on its way to the store.
#[derive(Debug, Clone)]
pub struct Batch<'d> {
    /// The request's own id; no two requests have the same.
    pub transaction_id: String,
    /// When the request came, in milliseconds since 1970.
    pub now_millis: u64,
    /// Who writes, and where.
    pub context: WriteContext,
    /// The relationships, in the order of the request.
    pub items: Vec<Item<'d>>,
    /// What must be stored now, for a batch of one.
    pub precondition: Option<IfMatch>,
    /// Under which the outcome is kept, to be told again.
    pub idempotency: Option<IdempotencyKey>,
    /// Whether nothing is to be stored, and only the outcome told.
    pub is_dry_run: bool,
}

/// One relationship of a batch, as far as it could be judged without the store.
#[derive(Debug, Clone)]
pub struct Item<'d> {
    /// Its `id`, if that is a text at all.
    pub id: Option<&'d str>,
    /// What the store is to see: nothing if there is no id to look for, or one that an earlier
    /// item of the batch has, whose write would make the comparison meaningless.
    pub draft: Option<Draft<'d>>,
    /// What is wrong with it, up to what the store finds (contract section 4).
    pub issues: Vec<ReportedIssue>,
    /// What is wrong with it by contract section 5, which comes after what the store finds.
    pub crossing: Vec<ReportedIssue>,
}

/// The key of the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The caller's key; it is the caller's alone, within one collection.
    pub key: String,
    /// Tells whether two requests are the same.
    pub fingerprint: String,
}

/// Says that a request with a key is being processed, before it is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose the key is; see [`Batch::principal`].
    pub principal: String,
    /// The key.
    pub key: String,
    /// The request's id. The same request may claim twice.
    pub transaction_id: String,
    /// When, in milliseconds since 1970.
    pub now_millis: u64,
}

/// The header `If-Match` (RFC 9110, section 13.1.1). A relationship's entity tag is its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: there is one.
    Any,
    /// There is one, of one of these versions.
    Versions(Vec<u64>),
}

impl IfMatch {
    /// Whether this is the stored version.
    pub(crate) fn is_met(&self, stored_version: Option<u64>) -> bool {
        match self {
            Self::Any => stored_version.is_some(),
            Self::Versions(versions) => {
                stored_version.is_some_and(|version| versions.contains(&version))
            }
        }
    }
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// Each item has its result.
    Settled {
        /// The batch's own; or the earlier one's, whose results these are, when its key or its
        /// transaction was settled before.
        transaction_id: String,
        /// In the order of the items.
        results: Vec<ItemResult>,
    },
    /// Nothing was stored: the relationship has this version, or is not there.
    PreconditionFailed {
        /// The stored version.
        version: Option<u64>,
    },
    /// Nothing was stored: the key was used for another request.
    KeyReused,
}

/// What became of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemResult {
    /// What was sent is what is stored.
    Success {
        /// What it took.
        outcome: Outcome,
        /// The stored record's version.
        version: u64,
        /// The stored record's `sysData`, as JSON text.
        sys_data: String,
    },
    /// It was not stored, or is not known to be.
    Failure {
        /// Why, for the sender.
        issues: Vec<ReportedIssue>,
        /// What of it is a fault of ours, for the log.
        fault: Option<String>,
    },
}

/// What is to be done about an item, and what its result is once that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The result, if the write succeeds.
    pub result: ItemResult,
    /// What is to be stored first.
    pub write: Option<Write>,
}

/// A record that is to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// What writing it does.
    pub outcome: Outcome,
    /// Its version.
    pub version: u64,
    /// The record, as JSON text.
    pub record: String,
}

impl Batch<'_> {
    /// What [`Batch::precondition`] makes of the record that is stored for the batch's only item.
    /// Comes before every other look at the item (RFC 9110, section 13.2.1).
    ///
    /// # Errors
    ///
    /// The settlement when it is not met.
    pub fn check_precondition(&self, stored: Option<&str>) -> Result<(), Settlement> {
        let (Some(precondition), [Item { draft: Some(_), .. }]) =
            (&self.precondition, self.items.as_slice())
        else {
            return Ok(());
        };
        // A damaged record is told as such when the item is settled.
        let Ok(document) = stored.map(parse_record).transpose() else {
            return Ok(());
        };
        let active = document.as_ref().map(Document::root).filter(|record| is_active(*record));
        let version = active.map(stored_version);
        match precondition.is_met(version) {
            true => Ok(()),
            false => Err(Settlement::PreconditionFailed { version }),
        }
    }

    /// Whose the batch's key is, as one text: two clients of one subject do not share keys.
    pub fn principal(&self) -> String {
        let mut text = String::new();
        let mut list = Writer::array(&mut text);
        match &self.context.client {
            Some(client) => write_string(list.element(), client),
            None => list.element().push_str("null"),
        }
        write_string(list.element(), &self.context.requestor);
        list.end();
        text
    }

    /// The claim of the batch's key, if it has one and would use it up.
    pub fn claim(&self) -> Option<Claim> {
        let idempotency = self.idempotency.as_ref().filter(|_| !self.is_dry_run)?;
        Some(Claim {
            principal: self.principal(),
            key: idempotency.key.clone(),
            transaction_id: self.transaction_id.clone(),
            now_millis: self.now_millis,
        })
    }
}

impl Item<'_> {
    /// Decides about the item, given the text of the record stored under its id.
    pub fn settle(&self, stored: Option<&str>, signature: &Signature<'_>) -> Settled {
        let Some(draft) = &self.draft else {
            return Settled { result: self.refused(&[]), write: None };
        };
        let decision = match decide_over_text(draft, stored, signature) {
            Ok(decision) => decision,
            Err(reason) => {
                let fault = format!("stored data damaged: record of `{}`: {reason}", draft.id());
                return Settled { result: self.not_stored(fault), write: None };
            }
        };
        match decision {
            Decision::Refuse(issues) => Settled { result: self.refused(&issues), write: None },
            Decision::Keep { version, sys_data } => Settled {
                result: ItemResult::Success { outcome: Outcome::Unchanged, version, sys_data },
                write: None,
            },
            Decision::Write { outcome, record, version, sys_data } => Settled {
                result: ItemResult::Success { outcome, version, sys_data },
                write: Some(Write { outcome, version, record }),
            },
        }
    }

    /// The result of an item whose write failed, or may have; the reason is for the log.
    pub fn not_stored(&self, fault: String) -> ItemResult {
        // Its own faults are what the sender can mend.
        let mut issues = self.own_issues(&[]);
        if issues.is_empty() {
            issues.push((&Issue::with_relationship(Code::NotStored)).into());
        }
        ItemResult::Failure { issues, fault: Some(fault) }
    }

    fn refused(&self, restricted: &[Issue]) -> ItemResult {
        ItemResult::Failure { issues: self.own_issues(restricted), fault: None }
    }

    /// All that is wrong with the item, in the contract's order.
    fn own_issues(&self, restricted: &[Issue]) -> Vec<ReportedIssue> {
        let before = self.issues.iter().cloned();
        let restricted = restricted.iter().map(ReportedIssue::from);
        before.chain(restricted).chain(self.crossing.iter().cloned()).take(MAX_ISSUES).collect()
    }
}
