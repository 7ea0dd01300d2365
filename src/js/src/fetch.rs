//! Between the requests and responses of the Fetch standard and those of the `http` crate.

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, Uri};
use js_sys::Array;
use web_sys::{Headers, Request, Response, ResponseInit};

use crate::describe;

/// The request as the core wants it; its body is left where it is.
///
/// # Errors
///
/// None in practice: the host has checked what the `http` crate checks again.
pub fn to_http(request: &Request) -> Result<http::Request<()>, String> {
    let method = request.method();
    let mut converted = http::Request::new(());
    *converted.method_mut() =
        Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?;
    *converted.headers_mut() = header_map(&request.headers());
    *converted.uri_mut() = uri(&request.url());
    Ok(converted)
}

/// A value beyond ASCII, whose characters the host takes for bytes, stays what it is to the core: no
/// text.
fn header_map(headers: &Headers) -> HeaderMap {
    // All in one text, which crosses faster than each by itself; neither names nor values have a line feed.
    let lines = String::from(Array::from(headers).flat(1).join("\n"));
    let mut lines = lines.split('\n');
    let mut map = HeaderMap::new();
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        let name = HeaderName::try_from(name).ok();
        if let Some((name, value)) = name.zip(HeaderValue::from_bytes(value.as_bytes()).ok()) {
            map.append(name, value);
        }
    }
    map
}

/// A URL's query may hold characters that an `http::Uri` does not take (`<`), or be too long for
/// one; no parameter of ours is like that, so the URL counts without it.
fn uri(url: &str) -> Uri {
    let without_query = url.split('?').next().unwrap_or_default();
    Uri::try_from(url).or_else(|_| Uri::try_from(without_query)).unwrap_or_default()
}

/// The core's response as the host's.
///
/// # Errors
///
/// When the host refuses a header or the status, which would be a fault of ours.
pub fn from_http(response: http::Response<Vec<u8>>) -> Result<Response, String> {
    let (parts, mut body) = response.into_parts();
    let headers = Headers::new().map_err(describe)?;
    for (name, value) in &parts.headers {
        let value = value.to_str().map_err(|error| error.to_string())?;
        headers.append(name.as_str(), value).map_err(describe)?;
    }
    let init = ResponseInit::new();
    init.set_status(parts.status.as_u16());
    init.set_headers_headers(&headers);
    // A 204 may have no body, not even an empty one.
    let body = (!body.is_empty()).then_some(body.as_mut_slice());
    Response::new_with_opt_u8_array_and_init(body, &init).map_err(describe)
}
