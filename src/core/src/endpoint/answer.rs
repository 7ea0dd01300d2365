//! The envelope of every answer: `{"status":{"message","code"},"transactionId","data"}` (contract
//! sections 2 and 3).

use std::time::{Duration, UNIX_EPOCH};

use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, Response, StatusCode};

use super::rejection::BodyFault;
use crate::issue::write_path;
use crate::json::{Writer, write_string};

/// A transaction's id: a lower-case version 4 UUID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TransactionId(String);

impl TransactionId {
    /// Makes an id of random bytes.
    pub(super) fn new(random_bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(random_bytes).into_uuid().to_string())
    }

    /// The id as text.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// An answer on its way out.
#[derive(Debug)]
pub(super) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    /// An answer without a body.
    pub(super) fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: String::new() }
    }

    /// An answer in the envelope.
    pub(super) fn with_data(
        status: StatusCode,
        message: &str,
        transaction: &str,
        write_data: impl FnOnce(&mut String),
    ) -> Self {
        let mut answer = Self::empty(status);
        let mut envelope = Writer::object(&mut answer.body);
        let mut object = Writer::object(envelope.member("status"));
        object.string("message", message);
        object.string("code", status.as_str());
        object.end();
        envelope.string("transactionId", transaction);
        write_data(envelope.member("data"));
        envelope.end();
        answer.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        answer.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer
    }

    /// A list in the envelope, with what leads to its next page.
    pub(super) fn list(
        message: &str,
        transaction: &str,
        elements: &[String],
        next: Option<&str>,
    ) -> Self {
        let mut answer = Self::with_data(StatusCode::OK, message, transaction, |data| {
            let mut list = Writer::array(data);
            for element in elements {
                list.element().push_str(element);
            }
            list.end();
        });
        answer.add_member("paging", |paging| {
            let mut object = Writer::object(paging);
            object.raw("totalCount", &elements.len().to_string());
            match next {
                Some(next) => object.string("continuationToken", next),
                None => object.raw("continuationToken", "null"),
            }
            object.end();
        });
        answer
    }

    /// Adds a member to the envelope.
    pub(super) fn add_member(&mut self, name: &str, write: impl FnOnce(&mut String)) {
        // The envelope ends here, and nothing else has a brace at its end.
        self.body.pop();
        self.body.push(',');
        write_string(&mut self.body, name);
        self.body.push(':');
        write(&mut self.body);
        self.body.push('}');
    }

    /// The same with a header. Values are our own texts; one that HTTP forbids is left out.
    pub(super) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// The same with an `Allow` header.
    pub(super) fn allowing(self, methods: &str) -> Self {
        self.with_header(ALLOW, methods)
    }

    /// The same with the seconds that a caller should wait.
    pub(super) fn retry_after(self, seconds: u32) -> Self {
        self.with_header(RETRY_AFTER, &seconds.to_string())
    }

    pub(super) fn into_response(self) -> Response<Vec<u8>> {
        let mut response = Response::new(self.body.into_bytes());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// Writes `{"errors":[...]}` with the one fault of a body.
pub(super) fn write_body_fault(data: &mut String, fault: &BodyFault) {
    let mut object = Writer::object(data);
    let mut errors = Writer::array(object.member("errors"));
    let mut error = Writer::object(errors.element());
    error.string("code", fault.code);
    write_path(error.member("path"), &fault.path);
    if let Some(pointer) = &fault.pointer {
        error.string("pointer", pointer);
    }
    error.string("message", &fault.message);
    error.end();
    errors.end();
    object.end();
}

/// RFC 3339 in UTC with milliseconds. A clock beyond the year 9999, the last that it can tell,
/// stands still there.
pub(super) fn timestamp(now_millis: u64) -> String {
    const LAST_MILLIS: u64 = 253_402_300_799_999;
    humantime::format_rfc3339_millis(
        UNIX_EPOCH + Duration::from_millis(now_millis.min(LAST_MILLIS)),
    )
    .to_string()
}
