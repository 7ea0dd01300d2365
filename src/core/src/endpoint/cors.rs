//! Which pages of other origins may call (Fetch standard, CORS protocol).
//!
//! The token comes in a header that a page must set itself, so credentials in the sense of CORS
//! (cookies) are never allowed, and `*` never answered.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, HeaderMap, HeaderValue, ORIGIN,
    VARY,
};

/// The request headers of contract section 1 that a browser asks about.
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, ercollectionid, async, x-correlation-id, idempotency-key, if-match, \
    consistency, pagesize, continuationtoken, accountid, vaultid, schemacollectionid",
);

/// The response headers that a page may read.
const RESPONSE_HEADERS: HeaderValue =
    HeaderValue::from_static("allow, etag, retry-after, www-authenticate, x-correlation-id");

/// Seconds for which a browser may remember a preflight; the browsers' own limits are near.
const MAX_AGE_SECONDS: HeaderValue = HeaderValue::from_static("7200");

/// The origins of the setting `ALLOWED_ORIGINS`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedOrigins(Vec<String>);

impl AllowedOrigins {
    /// Reads the setting: origins such as `https://app.example.com`, separated by spaces or
    /// commas. A path or a `*` matches no origin and so allows nothing.
    pub fn parse(setting: &str) -> Self {
        let origins = setting.split([' ', ',']).filter(|origin| !origin.is_empty());
        Self(origins.map(str::to_owned).collect())
    }

    /// Adds to a response what a browser needs to let a page of an allowed origin read it; the
    /// answer to a preflight is one that has the methods in `Allow`.
    pub(super) fn add_headers(
        &self,
        request: &HeaderMap,
        is_preflight: bool,
        response: &mut HeaderMap,
    ) {
        if self.0.is_empty() {
            return;
        }
        // Caches must keep the answers to different origins apart, those without one included.
        response.insert(VARY, HeaderValue::from_static("origin"));
        let Some(origin) = request.get(ORIGIN) else {
            return;
        };
        if !self.0.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()) {
            return;
        }
        response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        if is_preflight {
            if let Some(methods) = response.get(ALLOW).cloned() {
                response.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
            }
            response.insert(ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
            response.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        } else {
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
        }
    }
}
