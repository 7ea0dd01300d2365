//! Reading a request's headers and query (contract section 1).

use std::borrow::Cow;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, IF_MATCH};

use super::entity_tag::parse_if_match;
use super::query::parse_bool;
use super::rejection::Rejection;
use crate::relationship::CollectionId;
use crate::store::{Consistency, MAX_PAGE_SIZE, PageRequest, StoreError};
use crate::upsert::IfMatch;

const CORRELATION_ID: &str = "x-correlation-id";
const MAX_CORRELATION_ID_BYTES: usize = 128;

/// How many elements a page has when the caller does not say.
const PAGE_SIZE: usize = 100;

/// Of the token for a next page: more than KV's own have.
const MAX_TOKEN_BYTES: usize = 1024;

/// Of an idempotency key: as much as payment services take; a UUID has 36.
const MAX_KEY_BYTES: usize = 255;

/// A header's value. One that was sent several times is a list to HTTP (RFC 9110, section 5.3), and
/// so it is here; one that is no text is as good as wrong, and becomes the empty text.
pub(super) fn joined<'h>(headers: &'h HeaderMap, name: &str) -> Option<Cow<'h, str>> {
    let mut values = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
    let first = Cow::Borrowed(values.next()?);
    Some(values.fold(first, |list, value| Cow::Owned(format!("{list}, {value}"))))
}

/// What the headers of a POST say (row 6).
#[derive(Debug)]
pub(super) struct PostHeaders {
    /// Whether the body is CSV, and not JSON.
    pub(super) is_csv: bool,
    pub(super) is_async: bool,
    pub(super) collection: CollectionId,
    pub(super) correlation_id: Option<String>,
    pub(super) idempotency_key: Option<String>,
    pub(super) if_match: Option<IfMatch>,
}

impl PostHeaders {
    /// Row 6.
    pub(super) fn parse(headers: &HeaderMap) -> Result<Self, Rejection> {
        let content_type = joined(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
        let is_csv = has_media_type(&content_type, "text/csv");
        if !is_csv && !has_media_type(&content_type, "application/json") {
            return Err(Rejection::NoRelationshipMediaType);
        }
        let is_async = joined(headers, "async").ok_or_else(|| {
            Rejection::bad_request("header async is missing; it must be true or false")
        })?;
        let is_async = parse_bool(&is_async)
            .ok_or_else(|| Rejection::bad_request("header async must be true or false"))?;
        Ok(Self {
            is_csv,
            is_async,
            collection: collection(headers)?,
            correlation_id: correlation_id(headers)?,
            idempotency_key: idempotency_key(headers)?,
            if_match: if_match(headers)?,
        })
    }
}

/// What the headers of a GET say (row 6).
#[derive(Debug)]
pub(super) struct GetHeaders {
    pub(super) collection: CollectionId,
    pub(super) consistency: Consistency,
}

impl GetHeaders {
    /// Row 6.
    pub(super) fn parse(headers: &HeaderMap) -> Result<Self, Rejection> {
        let collection = collection(headers)?;
        correlation_id(headers)?;
        let consistency = match joined(headers, "consistency") {
            None => Consistency::default(),
            Some(value) if value.eq_ignore_ascii_case("eventual") => Consistency::Eventual,
            Some(value) if value.eq_ignore_ascii_case("strong") => Consistency::Strong,
            Some(_) => {
                return Err(Rejection::bad_request(
                    "header consistency must be eventual or strong",
                ));
            }
        };
        Ok(Self { collection, consistency })
    }
}

/// What the headers of a list say (row 6).
#[derive(Debug)]
pub(super) struct ListHeaders {
    pub(super) collection: CollectionId,
    pub(super) page: PageRequest,
}

impl ListHeaders {
    /// Row 6.
    pub(super) fn parse(headers: &HeaderMap) -> Result<Self, Rejection> {
        let collection = collection(headers)?;
        correlation_id(headers)?;
        let limit = page_size("header PageSize", joined(headers, "pagesize").as_deref())?;
        Ok(Self { collection, page: PageRequest { after: continuation_token(headers)?, limit } })
    }
}

/// What the headers of a DELETE say (row 6).
#[derive(Debug)]
pub(super) struct DeleteHeaders {
    pub(super) collection: CollectionId,
    pub(super) correlation_id: Option<String>,
    pub(super) if_match: Option<IfMatch>,
}

impl DeleteHeaders {
    /// Row 6.
    pub(super) fn parse(headers: &HeaderMap) -> Result<Self, Rejection> {
        Ok(Self {
            collection: collection(headers)?,
            correlation_id: correlation_id(headers)?,
            if_match: if_match(headers)?,
        })
    }
}

/// How many elements a page is to have; `name` says where that stands.
pub(super) fn page_size(name: &str, value: Option<&str>) -> Result<usize, Rejection> {
    let Some(value) = value else {
        return Ok(PAGE_SIZE);
    };
    match value.parse() {
        Ok(size) if (1..=MAX_PAGE_SIZE).contains(&size) && !value.starts_with('+') => Ok(size),
        _ => Err(Rejection::bad_request(&format!("{name} must be 1 to {MAX_PAGE_SIZE}"))),
    }
}

/// The token of the page before. What it means, the store knows.
pub(super) fn continuation_token(headers: &HeaderMap) -> Result<Option<String>, Rejection> {
    match joined(headers, "continuationtoken") {
        Some(token) if token.is_empty() || token.len() > MAX_TOKEN_BYTES => {
            Err(StoreError::UnknownToken.into())
        }
        token => Ok(token.map(Cow::into_owned)),
    }
}

pub(super) fn collection(headers: &HeaderMap) -> Result<CollectionId, Rejection> {
    let id = joined(headers, "ercollectionid")
        .ok_or_else(|| Rejection::bad_request("header ercollectionid is missing"))?;
    CollectionId::new(&id)
        .map_err(|error| Rejection::bad_request(&format!("header ercollectionid {error}")))
}

pub(super) fn correlation_id(headers: &HeaderMap) -> Result<Option<String>, Rejection> {
    match joined(headers, CORRELATION_ID) {
        Some(id) if !is_correlation_id(&id) => Err(Rejection::bad_request(
            "header x-correlation-id must be 1 to 128 printable ASCII characters",
        )),
        id => Ok(id.map(Cow::into_owned)),
    }
}

/// The draft wants a string of RFC 9651, in quotes; many clients send the bare characters. Both
/// are the same key.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Rejection> {
    let Some(value) = joined(headers, "idempotency-key") else {
        return Ok(None);
    };
    let value = value.trim();
    let key = match value.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"'),
        None => Some(value),
    };
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\';
    let is_key = |key: &&str| (1..=MAX_KEY_BYTES).contains(&key.len()) && key.bytes().all(is_plain);
    match key.filter(is_key) {
        Some(key) => Ok(Some(key.to_owned())),
        None => Err(Rejection::bad_request(
            "header Idempotency-Key must be 1 to 255 printable ASCII characters without quote or \
            backslash, in quotes or not",
        )),
    }
}

pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<IfMatch>, Rejection> {
    let Some(value) = joined(headers, IF_MATCH.as_str()) else {
        return Ok(None);
    };
    match parse_if_match(&value) {
        Some(if_match) => Ok(Some(if_match)),
        None => Err(Rejection::bad_request("header If-Match must be * or a list of entity tags")),
    }
}

fn is_correlation_id(id: &str) -> bool {
    let is_printable = |byte| (b' '..=b'~').contains(&byte);
    (1..=MAX_CORRELATION_ID_BYTES).contains(&id.len()) && id.bytes().all(is_printable)
}

/// Gives a correlation id that keeps the rules back to the caller, whatever the answer.
pub(super) fn echo_correlation_id(request: &HeaderMap, response: &mut HeaderMap) {
    let id = joined(request, CORRELATION_ID).filter(|id| is_correlation_id(id));
    if let Some(value) = id.and_then(|id| HeaderValue::from_str(&id).ok()) {
        response.insert(CORRELATION_ID, value);
    }
}

/// That media type, with no parameter but `charset=utf-8` (RFC 9110, section 8.3.1).
pub(super) fn has_media_type(content_type: &str, wanted: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_utf8 = |parameter: &str| match parameter.split_once('=') {
        Some((name, value)) => {
            name.eq_ignore_ascii_case("charset")
                && value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        None => false,
    };
    // RFC 9110, section 5.6.6 lets parameters be empty.
    parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case(wanted))
        && parts.filter(|parameter| !parameter.is_empty()).all(is_utf8)
}
