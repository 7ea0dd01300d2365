//! A registered collection: what it is called, and who may do what.

use std::collections::BTreeMap;

use crate::json::{Document, Writer, write_string};
use crate::relationship::CollectionId;
use crate::store::{access_key, collection_key};

/// What a caller may do with a collection, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the contract's own (section 5)")]
pub enum Permission {
    ReadOnly,
    ReadWrite,
    Admin,
    Owner,
}

impl Permission {
    const ALL: [Self; 4] = [Self::ReadOnly, Self::ReadWrite, Self::Admin, Self::Owner];

    /// The permission of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == name)
    }

    /// The permission's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "readonly",
            Self::ReadWrite => "readwrite",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }
}

/// What is to be stored for a collection that is there from the start, beside what is changed through
/// the API: its registration, and what its subjects find it by.
pub fn collection_entries(
    id: &CollectionId,
    access: &BTreeMap<String, Permission>,
) -> Vec<(String, String)> {
    let collection = Collection { access: access.clone(), version: 1, ..Collection::default() };
    let index = collection.index(id).into_iter().filter_map(|(key, value)| Some((key, value?)));
    index.chain([(collection_key(id), collection.to_text())]).collect()
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collection {
    /// By the subject of a token.
    pub access: BTreeMap<String, Permission>,
    /// `None` is called like its id.
    pub name: Option<String>,
    /// The vault that it belongs to.
    pub vault_id: Option<String>,
    /// The account that it belongs to.
    pub account_id: Option<String>,
    /// 1 when it is created, one more with every change.
    pub version: u64,
    /// Whether its subjects find it. Who writes a registration by hand may leave that out.
    pub(super) is_indexed: bool,
}

impl Collection {
    /// Reads a registration. One with `access` alone, `{"access":{"<subject>":"owner"}}`, as somebody
    /// writes it by hand, has version 1.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let document = Document::parse(text.as_bytes()).ok()?;
        let root = document.root();
        let access = root.get("access")?.members()?;
        let access = access.map(|(subject, permission)| {
            Some((subject.to_owned(), Permission::from_name(permission.as_str()?)?))
        });
        let optional = |name| match root.get(name) {
            Some(value) => Some(Some(value.as_str()?.to_owned())),
            None => Some(None),
        };
        Some(Self {
            access: access.collect::<Option<_>>()?,
            name: optional("collectionName")?,
            vault_id: optional("vaultId")?,
            account_id: optional("accountId")?,
            version: match root.get("version") {
                Some(version) => version.number_text().and_then(|text| text.parse().ok())?,
                None => 1,
            },
            is_indexed: root.get("version").is_some(),
        })
    }

    /// What [`parse`](Self::parse) reads.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        let mut registration = Writer::object(&mut text);
        let mut access = Writer::object(registration.member("access"));
        for (subject, permission) in &self.access {
            access.string(subject, permission.as_str());
        }
        access.end();
        for (name, value) in [
            ("collectionName", &self.name),
            ("vaultId", &self.vault_id),
            ("accountId", &self.account_id),
        ] {
            if let Some(value) = value {
                write_string(registration.member(name), value);
            }
        }
        registration.raw("version", &self.version.to_string());
        registration.end();
        text
    }

    /// Whether the subject has this permission, or a stronger one.
    pub fn allows(&self, subject: &str, permission: Permission) -> bool {
        self.access.get(subject).is_some_and(|granted| *granted >= permission)
    }

    /// The entries by which its subjects find it.
    pub(super) fn index(&self, id: &CollectionId) -> Vec<(String, Option<String>)> {
        let entry = |(subject, permission): (&String, &Permission)| {
            (access_key(subject, id), Some(permission.as_str().to_owned()))
        };
        self.access.iter().map(entry).collect()
    }

    /// Those who own it.
    pub(super) fn owners(&self) -> impl Iterator<Item = &str> {
        let owners = self.access.iter().filter(|(_, granted)| **granted == Permission::Owner);
        owners.map(|(subject, _)| subject.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registration_is_read_as_it_was_written() {
        let whole = Collection {
            access: [("a,\"b".to_owned(), Permission::Admin), ("c".to_owned(), Permission::Owner)]
                .into(),
            name: Some("N\\".to_owned()),
            vault_id: Some("v".to_owned()),
            account_id: None,
            version: 7,
            is_indexed: true,
        };
        let text = r#"{"access":{"a,\"b":"admin","c":"owner"},"collectionName":"N\\","vaultId":"v","version":7}"#;
        assert_eq!(whole.to_text(), text);
        assert_eq!(Collection::parse(text), Some(whole));
    }

    #[test]
    fn access_alone_is_a_registration_and_what_is_wrong_is_none() {
        let access = [("a".to_owned(), Permission::ReadOnly)].into();
        let expected = Collection { access, version: 1, ..Collection::default() };
        assert_eq!(Collection::parse(r#"{"access":{"a":"readonly"}}"#), Some(expected));
        for text in [
            "{",
            "{}",
            r#"{"access":[]}"#,
            r#"{"access":{"a":"write"}}"#,
            r#"{"access":{},"collectionName":1}"#,
            r#"{"access":{},"version":"1"}"#,
            r#"{"access":{},"version":1.5}"#,
        ] {
            assert_eq!(Collection::parse(text), None, "{text}");
        }
    }
}
