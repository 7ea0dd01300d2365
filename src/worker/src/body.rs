//! Bodies of the runtime's requests.

use er_relationships::endpoint::{Body, BodyError};
use futures_util::StreamExt;
use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::Request;

/// A body that has not been read.
#[derive(Debug)]
pub(crate) struct RequestBody(pub(crate) Request);

impl Body for RequestBody {
    /// At once where the length is told, which HTTP holds the sender to; else chunk by chunk, because it
    /// may have no end.
    async fn read(self, max_bytes: usize) -> Result<Vec<u8>, BodyError> {
        let told = self.0.headers().get("content-length").ok().flatten();
        match told.and_then(|len_bytes| len_bytes.parse::<usize>().ok()) {
            Some(len_bytes) if len_bytes > max_bytes => Err(BodyError::TooLarge),
            Some(_) => self.read_at_once(max_bytes).await,
            None => self.read_chunks(max_bytes).await,
        }
    }
}

impl RequestBody {
    async fn read_at_once(self, max_bytes: usize) -> Result<Vec<u8>, BodyError> {
        let buffer = self.0.array_buffer().map_err(|_| BodyError::Broken)?;
        let buffer = JsFuture::from(buffer).await.map_err(|_| BodyError::Broken)?;
        let bytes = Uint8Array::new(&buffer).to_vec();
        if bytes.len() > max_bytes { Err(BodyError::TooLarge) } else { Ok(bytes) }
    }

    async fn read_chunks(self, max_bytes: usize) -> Result<Vec<u8>, BodyError> {
        let mut bytes = Vec::new();
        // A request without a body has no stream.
        let Ok(mut stream) = worker::Request::from(self.0).stream() else {
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
