//! Batches and settlements as text, for a store that runs elsewhere, such as a Durable Object.
//!
//! A message is a list of lines, each a JSON text of its own: a relationship may be nested as deep
//! as JSON may be at all ([`MAX_DEPTH`](crate::json::MAX_DEPTH)), so nothing can stand around it.
//! The first line names the form, so that two versions of the code, which meet while a deploy is
//! under way, do not take each other's texts for their own.

mod batch;
mod listing;
mod message;
mod parts;
mod reply;

pub use message::{Lines, Message};
pub(crate) use parts::{read_context, read_if_match, write_context, write_if_match};
pub use reply::{Reply, read_results, write_results};

use crate::json::{Value, write_value};

/// The form of the messages. Raise it with every change of theirs.
const FORM: &str = "2";

pub(super) fn of_this_form(head: Value<'_>) -> Result<Value<'_>, String> {
    match head.get("form").and_then(Value::number_text) {
        Some(FORM) => Ok(head),
        _ => Err("a message of another version of this service".to_owned()),
    }
}

pub(super) fn no_good(what: &str) -> String {
    format!("no {what} of this service")
}

pub(super) fn text_of<'d>(value: Value<'d>, name: &str) -> Option<&'d str> {
    value.get(name)?.as_str()
}

pub(super) fn number(value: Value<'_>) -> Option<u64> {
    value.number_text()?.parse().ok()
}

/// What our own writer made comes out of it the same again.
pub(super) fn json_text(value: Value<'_>) -> String {
    let mut text = String::new();
    write_value(&mut text, value);
    text
}
