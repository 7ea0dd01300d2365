//! Questions to the registry's object and its replies as text: one JSON object each. What is stored
//! goes as a string, so that nothing of it counts as nested in the message.
//!
//! The first member names the form, so that two versions of the code, which meet while a deploy is
//! under way, do not take each other's texts for their own.

use std::collections::BTreeMap;

use super::change::{Change, Changed, Order, Refusal, TypeChange};
use super::collection::Permission;
use super::directory::{Directory, EntryPage};
use super::type_entry::Registration;
use crate::json::{Document, Value, Writer, write_string};
use crate::relationship::CollectionId;
use crate::upsert::{read_if_match, write_if_match};

/// The form of the messages. Raise it with every change of theirs.
const FORM: &str = "1";

/// What the object is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// For the entries of these keys.
    Entries(Vec<String>),
    /// Whether it has them.
    HasEntries(Vec<String>),
    /// For a page of a list.
    List {
        /// Of which.
        directory: Directory,
        /// The `next` of the page before.
        after: Option<String>,
        /// How many.
        limit: usize,
    },
    /// To change something.
    Change {
        /// What and for whom.
        order: Order,
        /// What the map has under the keys of the change, for an object that has nothing there.
        found: BTreeMap<String, String>,
    },
}

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

impl Question {
    /// The question as text.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut head = head(&mut text);
        match self {
            Self::Entries(keys) => write_strings(head.member("entries"), keys),
            Self::HasEntries(keys) => write_strings(head.member("hasEntries"), keys),
            Self::List { directory, after, limit } => {
                match directory {
                    Directory::CollectionsOf(subject) => head.string("collectionsOf", subject),
                    Directory::Types => head.raw("types", "true"),
                }
                write_optional(&mut head, "after", after.as_deref());
                head.raw("limit", &limit.to_string());
            }
            Self::Change { order, found } => {
                head.string("transaction", &order.transaction_id);
                head.raw("now", &order.now_millis.to_string());
                write_texts(head.member("found"), found);
                write_change(&mut head, &order.change);
            }
        }
        head.end();
        text
    }

    /// Reads what [`to_text`](Self::to_text) wrote.
    ///
    /// # Errors
    ///
    /// Why the text is no question of this form, for the log.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document = Document::parse_own(text).map_err(|error| error.to_string())?;
        let root = of_this_form(&document)?;
        read_question(root).ok_or_else(|| "no question of this service".to_owned())
    }
}

fn read_question(root: Value<'_>) -> Option<Question> {
    if let Some(keys) = root.get("entries") {
        return Some(Question::Entries(strings(keys)?));
    }
    if let Some(keys) = root.get("hasEntries") {
        return Some(Question::HasEntries(strings(keys)?));
    }
    if let Some(limit) = root.get("limit") {
        let directory = match text(root, "collectionsOf") {
            Some(subject) => Directory::CollectionsOf(subject),
            None => Directory::Types,
        };
        let limit = limit.number_text()?.parse().ok()?;
        return Some(Question::List { directory, after: text(root, "after"), limit });
    }
    let order = Order {
        transaction_id: text(root, "transaction")?,
        now_millis: number(root, "now")?,
        change: read_change(root)?,
    };
    Some(Question::Change { order, found: texts(root.get("found")?)? })
}

fn write_change(head: &mut Writer<'_>, change: &Change) {
    match change {
        Change::CreateCollection { id, subject, name, vault_id, account_id } => {
            head.string("create", id.as_str());
            head.string("subject", subject);
            head.string("name", name);
            head.string("vault", vault_id);
            head.string("account", account_id);
        }
        Change::UpdateCollection { id, subject, name, vault_id, account_id } => {
            head.string("update", id.as_str());
            head.string("subject", subject);
            head.string("name", name);
            write_optional(head, "vault", vault_id.as_deref());
            write_optional(head, "account", account_id.as_deref());
        }
        Change::SetPermissions { id, subject, access, if_match } => {
            head.string("permit", id.as_str());
            head.string("subject", subject);
            let mut list = Writer::object(head.member("access"));
            for (subject, permission) in access {
                list.string(subject, permission.as_str());
            }
            list.end();
            write_if_match(head, if_match.as_ref());
        }
        Change::RegisterTypes { registration, schemas } => {
            head.string("register", &registration.schema_collection_id);
            head.string("timestamp", &registration.timestamp);
            head.string("requestor", &registration.requestor);
            write_optional(head, "client", registration.client.as_deref());
            head.string("correlation", &registration.correlation_id);
            let pairs = schemas.iter().map(|(name, schema)| (name, schema));
            write_texts(head.member("schemas"), pairs);
        }
        Change::UseTypes(versions) => {
            let mut list = Writer::object(head.member("use"));
            for (name, version) in versions {
                list.raw(name, &version.to_string());
            }
            list.end();
        }
    }
}

fn read_change(root: Value<'_>) -> Option<Change> {
    let id = |name| CollectionId::new(root.get(name)?.as_str()?).ok();
    if let Some(id) = id("create") {
        return Some(Change::CreateCollection {
            id,
            subject: text(root, "subject")?,
            name: text(root, "name")?,
            vault_id: text(root, "vault")?,
            account_id: text(root, "account")?,
        });
    }
    if let Some(id) = id("update") {
        return Some(Change::UpdateCollection {
            id,
            subject: text(root, "subject")?,
            name: text(root, "name")?,
            vault_id: text(root, "vault"),
            account_id: text(root, "account"),
        });
    }
    if let Some(id) = id("permit") {
        let access = root.get("access")?.members()?.map(|(subject, permission)| {
            Some((subject.to_owned(), Permission::from_name(permission.as_str()?)?))
        });
        let if_match = read_if_match(root)?;
        let subject = text(root, "subject")?;
        return Some(Change::SetPermissions {
            id,
            subject,
            access: access.collect::<Option<_>>()?,
            if_match,
        });
    }
    if let Some(schema_collection_id) = text(root, "register") {
        let registration = Registration {
            schema_collection_id,
            timestamp: text(root, "timestamp")?,
            requestor: text(root, "requestor")?,
            client: text(root, "client"),
            correlation_id: text(root, "correlation")?,
        };
        let schemas = root.get("schemas")?.members()?;
        let schemas =
            schemas.map(|(name, schema)| Some((name.to_owned(), schema.as_str()?.to_owned())));
        return Some(Change::RegisterTypes {
            registration,
            schemas: schemas.collect::<Option<_>>()?,
        });
    }
    let versions = root.get("use")?.members()?;
    let versions = versions
        .map(|(name, version)| Some((name.to_owned(), version.number_text()?.parse().ok()?)));
    Some(Change::UseTypes(versions.collect::<Option<_>>()?))
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
