//! The config that an endpoint is made with: which collections there are, who may call.

use er_relationships::relationship::CollectionId;
use er_relationships::store::{Permission, collection_entries};
use serde::Deserialize;
use wasm_bindgen::JsValue;

use crate::option::{Record, Strings, parse_option};

/// Subjects of tokens and what they may do.
pub(crate) type Access = Record<String, PermissionName>;

/// See the module.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
pub(crate) struct Config {
    pub(crate) collections: Record<CollectionName, Access>,
    /// Read by [`Gate`](crate::gate::Gate).
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub(crate) tokens: JsValue,
    #[serde(rename = "allowedOrigins")]
    pub(crate) allowed_origins: Option<Strings>,
}

impl Config {
    /// Reads what a caller handed in.
    ///
    /// # Errors
    ///
    /// The first fault, as the JSON text to be thrown.
    pub(crate) fn parse(config: JsValue) -> Result<Self, String> {
        parse_option("", config)
    }
}

/// A collection's id.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
pub(crate) struct CollectionName(CollectionId);

impl TryFrom<String> for CollectionName {
    type Error = String;

    fn try_from(id: String) -> Result<Self, String> {
        CollectionId::new(&id).map(Self).map_err(|error| format!("the id {error}"))
    }
}

/// The name of a permission.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct PermissionName(Permission);

impl TryFrom<String> for PermissionName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, &'static str> {
        match Permission::from_name(&name) {
            Some(permission) => Ok(Self(permission)),
            None => Err("must be `owner`, `admin`, `readwrite` or `readonly`"),
        }
    }
}

/// The collections as they are stored.
pub(crate) fn entries(
    collections: &Record<CollectionName, Access>,
) -> impl Iterator<Item = (String, String)> {
    collections.0.iter().flat_map(|(CollectionName(id), Record(access))| {
        let access = access.iter().map(|(subject, PermissionName(it))| (subject.clone(), *it));
        collection_entries(id, &access.collect())
    })
}
