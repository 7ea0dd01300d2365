//! What the registry's object answers, as text.

use super::super::change::{Changed, Refusal, TypeChange};
use super::super::directory::EntryPage;
use super::{head, number, of_this_form, text, texts, write_optional, write_texts};
use crate::json::{Document, Value, Writer, write_string};

/// What it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// In the order of the keys.
    Entries(Vec<Option<String>>),
    /// In the order of the keys.
    HasEntries(Vec<bool>),
    /// A page.
    Page(EntryPage),
    /// What became of an order.
    Changed(Changed),
}

impl Reply {
    /// The reply as text.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut head = head(&mut text);
        match self {
            Self::Entries(entries) => {
                let mut list = Writer::array(head.member("entries"));
                for entry in entries {
                    match entry {
                        Some(entry) => write_string(list.element(), entry),
                        None => list.element().push_str("null"),
                    }
                }
                list.end();
            }
            Self::HasEntries(answers) => {
                let mut list = Writer::array(head.member("hasEntries"));
                for answer in answers {
                    list.element().push_str(if *answer { "true" } else { "false" });
                }
                list.end();
            }
            Self::Page(page) => {
                let pairs = page.entries.iter().map(|(key, text)| (key, text));
                write_texts(head.member("page"), pairs);
                write_optional(&mut head, "next", page.next.as_deref());
            }
            Self::Changed(changed) => write_changed(&mut head, changed),
        }
        head.end();
        text
    }

    /// Reads what [`to_text`](Self::to_text) wrote.
    ///
    /// # Errors
    ///
    /// Why the text is no reply of this form, for the log.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document = Document::parse_own(text).map_err(|error| error.to_string())?;
        let root = of_this_form(&document)?;
        read_reply(root).ok_or_else(|| "no reply of this service".to_owned())
    }
}

fn read_reply(root: Value<'_>) -> Option<Reply> {
    if let Some(entries) = root.get("entries") {
        let entries = entries.elements()?.map(|entry| entry.as_str().map(str::to_owned));
        return Some(Reply::Entries(entries.collect()));
    }
    if let Some(answers) = root.get("hasEntries") {
        return Some(Reply::HasEntries(
            answers.elements()?.map(Value::as_bool).collect::<Option<_>>()?,
        ));
    }
    if let Some(page) = root.get("page") {
        let entries =
            page.members()?.map(|(key, text)| Some((key.to_owned(), text.as_str()?.to_owned())));
        let entries = entries.collect::<Option<_>>()?;
        return Some(Reply::Page(EntryPage { entries, next: text(root, "next") }));
    }
    read_changed(root).map(Reply::Changed)
}

fn write_changed(head: &mut Writer<'_>, changed: &Changed) {
    match changed {
        Changed::Collection(registration) => head.string("collection", registration),
        Changed::Used => head.raw("used", "true"),
        Changed::OtherVersions(entries) => write_texts(head.member("otherVersions"), entries),
        Changed::Refused(refusal) => {
            let (name, version) = match refusal {
                Refusal::Forbidden => ("forbidden", None),
                Refusal::Taken => ("taken", None),
                Refusal::PreconditionFailed(version) => ("preconditionFailed", Some(version)),
                Refusal::OwnersOnly => ("ownersOnly", None),
                Refusal::LastOwner => ("lastOwner", None),
            };
            head.string("refused", name);
            if let Some(version) = version {
                head.raw("version", &version.to_string());
            }
        }
        Changed::Types(changes) => {
            let mut list = Writer::array(head.member("types"));
            for change in changes {
                let mut object = Writer::object(list.element());
                match change {
                    TypeChange::Refused(reason) => object.string("refused", reason),
                    TypeChange::Stored { is_new, version, is_in_use } => {
                        object.raw("version", &version.to_string());
                        for (name, is) in [("new", is_new), ("inUse", is_in_use)] {
                            object.raw(name, if *is { "true" } else { "false" });
                        }
                    }
                }
                object.end();
            }
            list.end();
        }
    }
}

fn read_changed(root: Value<'_>) -> Option<Changed> {
    if let Some(registration) = text(root, "collection") {
        return Some(Changed::Collection(registration));
    }
    if root.get("used").is_some() {
        return Some(Changed::Used);
    }
    if let Some(entries) = root.get("otherVersions") {
        return Some(Changed::OtherVersions(texts(entries)?));
    }
    if let Some(changes) = root.get("types") {
        let read = |change: Value<'_>| match text(change, "refused") {
            Some(reason) => Some(TypeChange::Refused(reason)),
            None => Some(TypeChange::Stored {
                is_new: change.get("new")?.as_bool()?,
                version: number(change, "version")?,
                is_in_use: change.get("inUse")?.as_bool()?,
            }),
        };
        return Some(Changed::Types(changes.elements()?.map(read).collect::<Option<_>>()?));
    }
    Some(Changed::Refused(match root.get("refused")?.as_str()? {
        "forbidden" => Refusal::Forbidden,
        "taken" => Refusal::Taken,
        "preconditionFailed" => Refusal::PreconditionFailed(number(root, "version")?),
        "ownersOnly" => Refusal::OwnersOnly,
        "lastOwner" => Refusal::LastOwner,
        _ => return None,
    }))
}
