//! Between the runtime's requests and responses and those of the `http` crate.

use er_relationships::endpoint::{Body, BodyError};
use futures_util::StreamExt;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, Uri};
use worker::{Error, Headers, Request, Response, Result};

/// The request as the core wants it; its body is read later, if at all.
///
/// # Errors
///
/// None in practice: the runtime has checked what the `http` crate checks again.
pub(crate) fn to_http(request: Request) -> Result<http::Request<RequestBody>> {
    let method = Method::from_bytes(request.inner().method().as_bytes()).map_err(to_error)?;
    let headers = request.headers().entries().filter_map(|(name, value)| {
        let name = HeaderName::try_from(name).ok()?;
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    });
    let headers: HeaderMap = headers.collect();
    let mut converted = http::Request::new(RequestBody::new(request));
    *converted.method_mut() = method;
    *converted.headers_mut() = headers;
    *converted.uri_mut() = converted.body().uri();
    Ok(converted)
}

/// The core's response as the runtime's.
///
/// # Errors
///
/// When the runtime refuses a header or the status, which would be a fault of ours.
pub(crate) fn from_http(response: http::Response<Vec<u8>>) -> Result<Response> {
    let (parts, body) = response.into_parts();
    let headers = Headers::new();
    for (name, value) in &parts.headers {
        headers.append(name.as_str(), value.to_str().map_err(to_error)?)?;
    }
    let response = if body.is_empty() { Response::empty()? } else { Response::from_bytes(body)? };
    Ok(response.with_status(parts.status.as_u16()).with_headers(headers))
}

fn to_error(error: impl std::fmt::Display) -> Error {
    Error::RustError(error.to_string())
}

/// A body that has not been read.
#[derive(Debug)]
pub(crate) struct RequestBody(Request);

impl RequestBody {
    fn new(request: Request) -> Self {
        Self(request)
    }

    /// A URL's query may hold characters that an `http::Uri` does not take (`<`), or be too long for
    /// one; no parameter of ours is like that, so the URL counts without it.
    fn uri(&self) -> Uri {
        let url = self.0.inner().url();
        let without_query = url.split('?').next().unwrap_or_default();
        Uri::try_from(&*url).or_else(|_| Uri::try_from(without_query)).unwrap_or_default()
    }
}

impl Body for RequestBody {
    async fn read(mut self, max_bytes: usize) -> core::result::Result<Vec<u8>, BodyError> {
        let mut bytes = Vec::new();
        // A request without a body has no stream.
        let Ok(mut stream) = self.0.stream() else {
            return Ok(bytes);
        };
        // `worker` takes a stream that was aborted for one that ended; half a body is no JSON.
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| BodyError::Broken)?;
            if bytes.len() + chunk.len() > max_bytes {
                return Err(BodyError::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}
