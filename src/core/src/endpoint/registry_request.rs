//! What the calls about collections and types read of a request.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::headers::{continuation_token, has_media_type, joined};
use super::rejection::Rejection;
use super::{Body, BodyError};
use crate::json::{Document, Kind, Value, is_printable_ascii};
use crate::relationship::{CollectionId, MAX_BODY_BYTES};
use crate::store::StoreError;

/// Of the ids of accounts and vaults.
const MAX_ID_BYTES: usize = 128;

/// Of a collection's name.
const MAX_COLLECTION_NAME_CHARS: usize = 256;

/// A header with the id of an account or a vault, if it is there.
pub(super) fn id_header(headers: &HeaderMap, name: &str) -> Result<Option<String>, Rejection> {
    let is_id = |id: &str| (1..=MAX_ID_BYTES).contains(&id.len()) && is_printable_ascii(id);
    match joined(headers, &name.to_ascii_lowercase()) {
        Some(id) if !is_id(&id) => Err(Rejection::bad_request(&format!(
            "header {name} must be 1 to {MAX_ID_BYTES} printable ASCII characters"
        ))),
        id => Ok(id.map(Cow::into_owned)),
    }
}

/// The same of one that must be there.
pub(super) fn required_id_header(headers: &HeaderMap, name: &str) -> Result<String, Rejection> {
    id_header(headers, name)?
        .ok_or_else(|| Rejection::bad_request(&format!("header {name} is missing")))
}

/// `schemaCollectionId`, by the rules of a collection's id.
pub(super) fn schema_collection_id(headers: &HeaderMap) -> Result<String, Rejection> {
    let id = joined(headers, "schemacollectionid")
        .ok_or_else(|| Rejection::bad_request("header schemaCollectionId is missing"))?;
    match CollectionId::new(&id) {
        Ok(id) => Ok(id.to_string()),
        Err(error) => Err(Rejection::bad_request(&format!("header schemaCollectionId {error}"))),
    }
}

/// The token of the page before: a header, or else a parameter of the query.
pub(super) fn page_token(
    headers: &HeaderMap,
    query: Option<&str>,
) -> Result<Option<String>, Rejection> {
    match continuation_token(headers)? {
        Some(token) => Ok(Some(token)),
        None => match super::query::parameter(query, "continuationToken") {
            Some(token) if token.is_empty() => Err(StoreError::UnknownToken.into()),
            token => Ok(token),
        },
    }
}

/// `Content-Type: application/json`.
pub(super) fn require_json(headers: &HeaderMap) -> Result<(), Rejection> {
    match joined(headers, CONTENT_TYPE.as_str()) {
        Some(value) if has_media_type(&value, "application/json") => Ok(()),
        _ => Err(Rejection::UnsupportedMediaType),
    }
}

/// `Content-Type: application/json` or `application/schema+json`.
pub(super) fn require_schema_json(headers: &HeaderMap) -> Result<(), Rejection> {
    let known = ["application/json", "application/schema+json"];
    match joined(headers, CONTENT_TYPE.as_str()) {
        Some(value) if known.iter().any(|known| has_media_type(&value, known)) => Ok(()),
        _ => Err(Rejection::NoSchemaMediaType),
    }
}

/// The whole body.
pub(super) async fn read_body(body: impl Body) -> Result<Vec<u8>, Rejection> {
    read_large_body(body, MAX_BODY_BYTES).await
}

/// The whole body, of at most so many bytes.
pub(super) async fn read_large_body(
    body: impl Body,
    max_bytes: usize,
) -> Result<Vec<u8>, Rejection> {
    body.read(max_bytes).await.map_err(|error| match error {
        BodyError::TooLarge => {
            Rejection::PayloadTooLarge(format!("the body exceeds {max_bytes} bytes"))
        }
        BodyError::Broken => Rejection::bad_request("the body broke off"),
    })
}

/// A body that is an object with no other members than these.
pub(super) fn object_of<'d>(
    document: &'d Document<'_>,
    known: &[&str],
) -> Result<Value<'d>, Rejection> {
    let root = document.root();
    let Some(mut members) = root.members() else {
        return Err(Rejection::bad_request("the body must be an object"));
    };
    match members.find(|(name, _)| !known.contains(name)) {
        Some(_) => {
            let known = known.join(", ");
            Err(Rejection::bad_request(&format!("the body has another member than {known}")))
        }
        None => Ok(root),
    }
}

/// The member `collectionName`.
pub(super) fn collection_name(body: Value<'_>) -> Result<String, Rejection> {
    let is_name = |name: &&str| {
        (1..=MAX_COLLECTION_NAME_CHARS).contains(&name.chars().count())
            && !name.contains(char::is_control)
    };
    match body.get("collectionName").and_then(Value::as_str).filter(is_name) {
        Some(name) => Ok(name.to_owned()),
        None => Err(Rejection::bad_request(&format!(
            "collectionName must be a string of 1 to {MAX_COLLECTION_NAME_CHARS} characters, no control \
            characters"
        ))),
    }
}

/// A member that is an object.
pub(super) fn object_member<'d>(
    body: Value<'d>,
    name: &str,
) -> Result<Option<Value<'d>>, Rejection> {
    match body.get(name) {
        Some(value) if value.kind() != Kind::Object => {
            Err(Rejection::bad_request(&format!("{name} must be an object")))
        }
        value => Ok(value),
    }
}
