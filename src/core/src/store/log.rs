//! The log of requests, as a [`Store`](super::Store) tells it.

use crate::json::{Document, Value, Writer, shorten, write_string};
use crate::relationship::MAX_ID_BYTES;
use crate::upsert::{Batch, ItemResult};

/// How long the log of a request is kept, in milliseconds: 30 days.
pub(crate) const LOG_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

/// How many requests, and how many answers, that are older than they are kept each new one removes:
/// more than it adds.
pub(crate) const MAX_FORGOTTEN: u64 = 10;

/// What the log has of the message on an item that failed, in characters.
const MAX_LOGGED_CHARS: usize = 256;

/// What came of one relationship in one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The request's id.
    pub transaction_id: String,
    /// When it came, in milliseconds since 1970.
    pub at_millis: u64,
    /// The token's subject.
    pub requestor: String,
    /// Its correlation id; unknown for requests from before it was noted.
    pub correlation_id: Option<String>,
    /// The relationship's place in the request.
    pub index: u64,
    /// Its id, if it had one that could be its id.
    pub id: Option<String>,
    /// The name of the [`Outcome`](crate::upsert::Outcome), if it was no failure.
    pub outcome: Option<String>,
    /// Why it failed, shortened.
    pub message: Option<String>,
}

impl LogEntry {
    /// The entry as JSON text.
    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        let mut object = Writer::object(&mut text);
        object.string("transaction", &self.transaction_id);
        object.raw("at", &self.at_millis.to_string());
        object.string("requestor", &self.requestor);
        object.raw("index", &self.index.to_string());
        for (name, value) in [
            ("correlation", &self.correlation_id),
            ("id", &self.id),
            ("outcome", &self.outcome),
            ("message", &self.message),
        ] {
            if let Some(value) = value {
                object.string(name, value);
            }
        }
        object.end();
        text
    }

    /// Reads what a store gave.
    ///
    /// # Errors
    ///
    /// Why the text is no entry, for the log.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document = Document::parse_own(text).map_err(|error| error.to_string())?;
        let root = document.root();
        let owned = |name: &str| Some(root.get(name)?.as_str()?.to_owned());
        let number = |name: &str| root.get(name)?.number_text()?.parse().ok();
        let entry = || {
            Some(Self {
                transaction_id: owned("transaction")?,
                at_millis: number("at")?,
                requestor: owned("requestor")?,
                correlation_id: owned("correlation"),
                index: number("index")?,
                id: owned("id"),
                outcome: owned("outcome"),
                message: owned("message"),
            })
        };
        entry().ok_or_else(|| "no entry of the log".to_owned())
    }
}

/// A request as a store keeps it.
pub(crate) struct LoggedRequest<'t> {
    pub(crate) transaction_id: &'t str,
    pub(crate) at_millis: u64,
    pub(crate) requestor: String,
    pub(crate) correlation_id: Option<&'t str>,
    /// How many relationships of the same transaction came before.
    pub(crate) first_index: u64,
}

impl LoggedRequest<'_> {
    /// The entries of what [`write_items`] wrote, those of one relationship alone if that is given.
    pub(crate) fn entries(&self, items: Value<'_>, id: Option<&str>) -> Vec<LogEntry> {
        let entries = (0_u64..).zip(items.elements().into_iter().flatten()).map(|(index, item)| {
            let owned = |name: &str| Some(item.get(name)?.as_str()?.to_owned());
            LogEntry {
                transaction_id: self.transaction_id.to_owned(),
                at_millis: self.at_millis,
                requestor: self.requestor.clone(),
                correlation_id: self.correlation_id.map(str::to_owned),
                index: self.first_index.saturating_add(index),
                id: owned("id"),
                outcome: owned("outcome"),
                message: owned("message"),
            }
        });
        entries.filter(|entry| id.is_none() || entry.id.as_deref() == id).collect()
    }
}

/// What came of each item, as a JSON list: `{"id","outcome"}` or `{"id","message"}`. An id that is too
/// long to be one is `null`: it may be longer than a value of a database, and is nothing that anyone
/// asks for.
pub(crate) fn write_items(batch: &Batch<'_>, results: &[ItemResult]) -> String {
    let mut text = String::new();
    let mut list = Writer::array(&mut text);
    for (item, result) in batch.items.iter().zip(results) {
        let mut object = Writer::object(list.element());
        match item.id.filter(|id| id.len() <= MAX_ID_BYTES) {
            Some(id) => write_string(object.member("id"), id),
            None => object.raw("id", "null"),
        }
        match result {
            ItemResult::Success { outcome, .. } => object.string("outcome", outcome.as_str()),
            ItemResult::Failure { issues, .. } => {
                let messages: Vec<&str> = issues.iter().map(|issue| &*issue.message).collect();
                object.string("message", &shorten(&messages.join(", "), MAX_LOGGED_CHARS));
            }
        }
        object.end();
    }
    list.end();
    text
}
