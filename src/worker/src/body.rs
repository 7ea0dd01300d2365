//! Bodies of the runtime's requests.

use er_relationships::endpoint::{Body, BodyError};
use futures_util::StreamExt;
use worker::Request;

/// A body that has not been read.
#[derive(Debug)]
pub(crate) struct RequestBody(pub(crate) Request);

impl Body for RequestBody {
    /// At once where the length is told, which HTTP holds the sender to; else chunk by chunk, because it
    /// may have no end.
    async fn read(mut self, max_bytes: usize) -> Result<Vec<u8>, BodyError> {
        if let Some(len_bytes) = self.told_len() {
            if len_bytes > max_bytes {
                return Err(BodyError::TooLarge);
            }
            let bytes = self.0.bytes().await.map_err(|_| BodyError::Broken)?;
            return if bytes.len() > max_bytes { Err(BodyError::TooLarge) } else { Ok(bytes) };
        }
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

impl RequestBody {
    /// The header `Content-Length`, if there is one.
    fn told_len(&self) -> Option<usize> {
        self.0.headers().get("content-length").ok()??.parse().ok()
    }
}
