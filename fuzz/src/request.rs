//! Requests of an input, and what they say.

use std::collections::HashSet;

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request};

/// There without being written.
const HEADERS: [(&str, &str); 4] = [
    ("authorization", "Bearer ann"),
    ("content-type", "application/json"),
    ("ercollectionid", "c"),
    ("async", "false"),
];

/// The requests of an input, less what no HTTP server would let through.
pub fn read_requests(bytes: &[u8]) -> impl Iterator<Item = Request<Vec<u8>>> {
    split(bytes, b"\n%%\n").filter_map(read_request)
}

/// A GET with nothing but what it takes.
pub fn get(path: &str, caller: &str, collection: &str) -> Request<Vec<u8>> {
    let request = Request::get(format!("https://host.example{path}"))
        .header("authorization", format!("Bearer {caller}"))
        .header("ercollectionid", collection);
    request.body(Vec::new()).expect("a request")
}

fn split<'b>(bytes: &'b [u8], separator: &'static [u8]) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let at = bytes.windows(separator.len()).position(|window| window == separator);
        rest = at.map(|at| &bytes[at + separator.len()..]);
        Some(&bytes[..at.unwrap_or(bytes.len())])
    })
}

fn read_request(bytes: &[u8]) -> Option<Request<Vec<u8>>> {
    let mut parts = split(bytes, b"\n\n");
    let head = parts.next()?;
    let body = bytes.get(head.len() + 2..).unwrap_or_default();
    let mut lines = head.split(|&byte| byte == b'\n');
    let (method, target) = std::str::from_utf8(lines.next()?).ok()?.split_once(' ')?;
    let mut headers = HeaderMap::new();
    let mut absent = HashSet::new();
    for line in lines.filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix(b"-") {
            absent.insert(HeaderName::from_bytes(name).ok()?);
            continue;
        }
        let colon = line.iter().position(|&byte| byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        headers.append(name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?);
    }
    for (name, value) in HEADERS.map(|(name, value)| (HeaderName::from_static(name), value)) {
        if !absent.contains(&name) && !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    let mut request = Request::new(body.to_vec());
    *request.method_mut() = Method::from_bytes(method.as_bytes()).ok()?;
    *request.uri_mut() = format!("https://host.example{target}").parse().ok()?;
    *request.headers_mut() = headers;
    Some(request)
}

/// Who calls, where the token was accepted.
pub fn caller(request: &Request<Vec<u8>>) -> &str {
    let (_, token) = header(request, "authorization").split_once(' ').expect("a token");
    token.trim()
}

/// A header's value; empty where there is none, or one that is no text.
pub fn header<'r>(request: &'r Request<Vec<u8>>, name: &str) -> &'r str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The first value of a query parameter.
pub fn parameter(request: &Request<Vec<u8>>, name: &str) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.into_owned())
}

/// Whether the last word on that in the query is yes.
pub fn has_flag(request: &Request<Vec<u8>>, name: &str) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let words = form_urlencoded::parse(query.as_bytes()).filter(|(known, _)| known == name);
    words.last().is_some_and(|(_, value)| value.eq_ignore_ascii_case("true"))
}

/// Whether the body is said to be CSV.
pub fn is_csv(request: &Request<Vec<u8>>) -> bool {
    let media_type = header(request, "content-type").split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("text/csv")
}
