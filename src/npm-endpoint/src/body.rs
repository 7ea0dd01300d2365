//! Bodies of requests.

use er_relationships::endpoint::{Body, BodyError};
use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::Request;

/// A body that has not been read.
pub(crate) struct RequestBody(pub(crate) Request);

impl Body for RequestBody {
    /// The host has the whole body in its memory already, mostly; ours takes no more than the limit.
    async fn read(self, max_bytes: usize) -> Result<Vec<u8>, BodyError> {
        let buffer = self.0.array_buffer().map_err(|_| BodyError::Broken)?;
        let buffer = JsFuture::from(buffer).await.map_err(|_| BodyError::Broken)?;
        let bytes = Uint8Array::new(&buffer);
        if bytes.length() as usize > max_bytes {
            return Err(BodyError::TooLarge);
        }
        Ok(bytes.to_vec())
    }
}
