//! What an answer tells.

use http::Response;
use serde_json::Value;

/// An answer, but for ids that no two answers share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) status: u16,
    /// Names and values, as they were sent.
    pub(crate) headers: Vec<(String, String)>,
    /// With `T` for the transaction's id, and `V` for a validation's.
    pub(crate) body: String,
}

impl Told {
    pub(crate) fn new(response: &Response<Vec<u8>>) -> Self {
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        let mut body = String::from_utf8(response.body().clone()).unwrap();
        let value: Value = serde_json::from_str(&body).unwrap_or_default();
        for (id, letter) in [(&value["transactionId"], "T"), (&value["data"]["validationId"], "V")]
        {
            if let Some(id) = id.as_str() {
                body = body.replace(id, letter);
            }
        }
        Self { status: response.status().as_u16(), headers: headers.collect(), body }
    }

    /// The answer to a request that is refused.
    pub(crate) fn refusal(status: u16, message: &str) -> Self {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Self {
            status,
            headers: vec![
                header("content-type", "application/json"),
                header("cache-control", "no-store"),
            ],
            body: format!(
                r#"{{"status":{{"message":"{message}","code":"{status}"}},"transactionId":"T","data":{{}}}}"#
            ),
        }
    }
}

/// The id of an answer's transaction.
pub(crate) fn transaction(response: &Response<Vec<u8>>) -> String {
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    body["transactionId"].as_str().unwrap().to_owned()
}
