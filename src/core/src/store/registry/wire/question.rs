//! What the registry's object is asked, as text.

use std::collections::BTreeMap;

use super::super::change::{Change, Order};
use super::super::collection::Permission;
use super::super::directory::Directory;
use super::super::type_entry::Registration;
use super::{
    head, number, of_this_form, strings, text, texts, write_optional, write_strings, write_texts,
};
use crate::json::{Document, Value, Writer};
use crate::relationship::CollectionId;
use crate::upsert::{read_if_match, write_if_match};

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
