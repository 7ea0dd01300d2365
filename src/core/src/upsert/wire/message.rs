//! What a store elsewhere is asked.

use super::batch::{read_batch, write_batch_head, write_item};
use super::listing::{read_listing, write_listing};
use super::{FORM, json_text, no_good, number, of_this_form, read_context, text_of, write_context};
use crate::json::{Document, Value, Writer};
use crate::store::{Job, JobPart, Listing, PageRequest};
use crate::upsert::{Batch, Claim};

/// What a store elsewhere is asked.
#[derive(Debug, Clone)]
pub enum Message<'d> {
    /// To note that a key is in use.
    Claim(Claim),
    /// To settle a batch.
    Upsert(Batch<'d>),
    /// For the record of this id.
    Read(String),
    /// For a page.
    List(Listing, PageRequest),
    /// To take in a request that is processed later.
    Accept(Job),
    /// For the part of this id.
    Take(String),
}

impl Message<'_> {
    /// The message as text.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut head = Writer::object(&mut text);
        head.raw("form", FORM);
        match self {
            Self::Claim(claim) => {
                head.string("do", "claim");
                head.string("principal", &claim.principal);
                head.string("key", &claim.key);
                head.string("transaction", &claim.transaction_id);
                head.raw("now", &claim.now_millis.to_string());
                head.end();
            }
            Self::Read(id) => {
                head.string("do", "read");
                head.string("id", id);
                head.end();
            }
            Self::List(listing, page) => {
                head.string("do", "list");
                write_listing(&mut head, listing);
                if let Some(after) = &page.after {
                    head.string("after", after);
                }
                head.raw("limit", &page.limit.to_string());
                head.end();
            }
            Self::Accept(job) => {
                head.string("do", "accept");
                head.string("transaction", &job.transaction_id);
                head.raw("now", &job.now_millis.to_string());
                write_context(&mut head, &job.context);
                let mut counts = Writer::array(head.member("counts"));
                for part in &job.parts {
                    counts.element().push_str(&part.count.to_string());
                }
                counts.end();
                head.end();
                for part in &job.parts {
                    text.extend(["\n", &part.text]);
                }
            }
            Self::Take(part) => {
                head.string("do", "take");
                head.string("id", part);
                head.end();
            }
            Self::Upsert(batch) => {
                head.string("do", "upsert");
                write_batch_head(&mut head, batch);
                head.end();
                for item in &batch.items {
                    write_item(&mut text, item);
                }
            }
        }
        text
    }
}

/// A message's lines, parsed; what is read of them borrows from them.
#[derive(Debug)]
pub struct Lines<'t>(pub(super) Vec<Document<'t>>);

impl<'t> Lines<'t> {
    /// Takes a text apart.
    ///
    /// # Errors
    ///
    /// Why a line is no JSON, for the log.
    pub fn parse(text: &'t str) -> Result<Self, String> {
        // A line feed within a JSON text of ours stands in a string, escaped.
        let lines = text.split('\n').map(Document::parse_own);
        lines.collect::<Result<_, _>>().map(Self).map_err(|error| error.to_string())
    }

    /// Reads what [`Message::to_text`] wrote.
    ///
    /// # Errors
    ///
    /// Why the lines are no message of this form, for the log.
    pub fn message(&self) -> Result<Message<'_>, String> {
        let (head, rest) = self.0.split_first().ok_or_else(|| no_good("message"))?;
        let head = of_this_form(head.root())?;
        let message = match text_of(head, "do") {
            Some("claim") => read_claim(head).map(Message::Claim),
            Some("read") => text_of(head, "id").map(|id| Message::Read(id.to_owned())),
            Some("accept") => read_job(head, rest).map(Message::Accept),
            Some("take") => text_of(head, "id").map(|id| Message::Take(id.to_owned())),
            Some("list") => read_listing(head).map(|(listing, page)| Message::List(listing, page)),
            Some("upsert") => read_batch(head, rest).map(Message::Upsert),
            _ => None,
        };
        message.ok_or_else(|| no_good("message"))
    }
}

fn read_claim(head: Value<'_>) -> Option<Claim> {
    Some(Claim {
        principal: text_of(head, "principal")?.to_owned(),
        key: text_of(head, "key")?.to_owned(),
        transaction_id: text_of(head, "transaction")?.to_owned(),
        now_millis: head.get("now").and_then(number)?,
    })
}

fn read_job(head: Value<'_>, lines: &[Document<'_>]) -> Option<Job> {
    let counts = head.get("counts")?.elements()?;
    let counts = counts.map(|count| usize::try_from(number(count)?).ok());
    let counts: Vec<usize> = counts.collect::<Option<_>>()?;
    if counts.len() != lines.len() {
        return None;
    }
    let parts = counts.iter().zip(lines);
    let parts = parts.map(|(count, line)| JobPart { count: *count, text: json_text(line.root()) });
    Some(Job {
        transaction_id: text_of(head, "transaction")?.to_owned(),
        now_millis: head.get("now").and_then(number)?,
        context: read_context(head)?,
        parts: parts.collect(),
    })
}
