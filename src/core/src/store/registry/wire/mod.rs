//! Questions to the registry's object and its replies as text: one JSON object each. What is stored
//! goes as a string, so that nothing of it counts as nested in the message.
//!
//! The first member names the form, so that two versions of the code, which meet while a deploy is
//! under way, do not take each other's texts for their own.

mod question;
mod reply;

use std::collections::BTreeMap;

use crate::json::{Document, Value, Writer, write_string};

pub use question::Question;
pub use reply::Reply;

/// The form of the messages. Raise it with every change of theirs.
const FORM: &str = "1";

/// An object that names its form.
fn head(text: &mut String) -> Writer<'_> {
    let mut head = Writer::object(text);
    head.raw("form", FORM);
    head
}

fn of_this_form<'d>(document: &'d Document<'_>) -> Result<Value<'d>, String> {
    let root = document.root();
    match root.get("form").and_then(Value::number_text) {
        Some(FORM) => Ok(root),
        _ => Err("a message of another version of this service".to_owned()),
    }
}

fn write_optional(head: &mut Writer<'_>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        head.string(name, value);
    }
}

fn write_strings(out: &mut String, strings: &[String]) {
    let mut list = Writer::array(out);
    for string in strings {
        write_string(list.element(), string);
    }
    list.end();
}

fn write_texts<'t>(out: &mut String, texts: impl IntoIterator<Item = (&'t String, &'t String)>) {
    let mut object = Writer::object(out);
    for (name, text) in texts {
        object.string(name, text);
    }
    object.end();
}

fn text(object: Value<'_>, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

fn number(object: Value<'_>, name: &str) -> Option<u64> {
    object.get(name)?.number_text()?.parse().ok()
}

fn strings(list: Value<'_>) -> Option<Vec<String>> {
    list.elements()?.map(|element| element.as_str().map(str::to_owned)).collect()
}

fn texts(object: Value<'_>) -> Option<BTreeMap<String, String>> {
    let texts =
        object.members()?.map(|(name, text)| Some((name.to_owned(), text.as_str()?.to_owned())));
    texts.collect()
}
