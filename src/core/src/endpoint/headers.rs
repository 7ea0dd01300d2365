//! Reading a request's headers and query (contract section 1).

use std::borrow::Cow;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use super::rejection::Rejection;
use crate::relationship::CollectionId;

const CORRELATION_ID: &str = "x-correlation-id";
const MAX_CORRELATION_ID_BYTES: usize = 128;

/// A header's value. One that was sent several times is a list to HTTP (RFC 9110, section 5.3), and
/// so it is here; one that is no text is as good as wrong, and becomes the empty text.
pub(super) fn joined<'h>(headers: &'h HeaderMap, name: &str) -> Option<Cow<'h, str>> {
    let mut values = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
    let first = Cow::Borrowed(values.next()?);
    Some(values.fold(first, |list, value| Cow::Owned(format!("{list}, {value}"))))
}

/// The parameters of the query that the contract knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) include_system_data: bool,
}

impl Query {
    /// Row 5.
    pub(super) fn parse(query: Option<&str>) -> Result<Self, Rejection> {
        let mut include_system_data = false;
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match &*name {
                "v" if !["1.0", "1.1"].contains(&&*value) => {
                    return Err(Rejection::bad_request("query parameter v must be 1.0 or 1.1"));
                }
                "includeSystemData" => {
                    include_system_data = parse_bool(&value).ok_or_else(|| {
                        Rejection::bad_request(
                            "query parameter includeSystemData must be true or false",
                        )
                    })?;
                }
                _ => {}
            }
        }
        Ok(Self { include_system_data })
    }
}

fn parse_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// What the headers of row 6 say.
#[derive(Debug)]
pub(super) struct RequestHeaders {
    pub(super) collection: CollectionId,
    pub(super) correlation_id: Option<String>,
}

impl RequestHeaders {
    /// Row 6.
    pub(super) fn parse(headers: &HeaderMap) -> Result<Self, Rejection> {
        if !joined(headers, CONTENT_TYPE.as_str()).is_some_and(|value| is_json(&value)) {
            return Err(Rejection::UnsupportedMediaType);
        }
        match joined(headers, "async") {
            None => {
                return Err(Rejection::bad_request("header async is missing; it must be false"));
            }
            Some(value) if parse_bool(&value) != Some(false) => {
                return Err(Rejection::bad_request("header async must be false"));
            }
            Some(_) => {}
        }
        let collection = joined(headers, "ercollectionid")
            .ok_or_else(|| Rejection::bad_request("header ercollectionid is missing"))?;
        let collection = CollectionId::new(&collection)
            .map_err(|error| Rejection::bad_request(&format!("header ercollectionid {error}")))?;
        let correlation_id = joined(headers, CORRELATION_ID);
        if correlation_id.as_deref().is_some_and(|id| !is_correlation_id(id)) {
            return Err(Rejection::bad_request(
                "header x-correlation-id must be 1 to 128 printable ASCII characters",
            ));
        }
        Ok(Self { collection, correlation_id: correlation_id.map(Cow::into_owned) })
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

/// `application/json`, with no parameter but `charset=utf-8` (RFC 9110, section 8.3.1).
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_utf8 = |parameter: &str| match parameter.split_once('=') {
        Some((name, value)) => {
            name.eq_ignore_ascii_case("charset")
                && value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        None => false,
    };
    // RFC 9110, section 5.6.6 lets parameters be empty.
    parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case("application/json"))
        && parts.filter(|parameter| !parameter.is_empty()).all(is_utf8)
}
