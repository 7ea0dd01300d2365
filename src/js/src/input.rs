//! A buffer that JavaScript writes texts into.
//!
//! `TextEncoder.encodeInto` writes straight into wasm's memory, where wasm-bindgen's own way for a
//! string goes character by character: it takes longer than the verdict.

use er_relationships::report::Body;

/// A larger buffer is given back when the next text comes: bodies of rows have a tenth of this.
const MAX_KEPT_BYTES: usize = 256 * 1024;

/// The buffer; it stays for the next text.
#[derive(Debug, Default)]
pub struct Input(Vec<u8>);

impl Input {
    /// Makes room. The address is good until the next call of anything.
    pub fn reserve(&mut self, len_bytes: usize) -> *const u8 {
        if self.0.len() < len_bytes || self.0.len() > MAX_KEPT_BYTES {
            self.0 = vec![0; len_bytes];
        }
        self.0.as_ptr()
    }

    /// What was written there, which nobody has looked at yet.
    pub fn bytes(&self, len_bytes: usize) -> Body<'_> {
        Body::Bytes(self.0.get(..len_bytes).unwrap_or_default())
    }

    /// What `encodeInto` wrote there.
    ///
    /// # Safety
    ///
    /// The first `len_bytes` bytes were written by `TextEncoder.encodeInto`, and are all that it
    /// wrote.
    pub unsafe fn text(&self, len_bytes: usize) -> Body<'_> {
        let bytes = self.0.get(..len_bytes).unwrap_or_default();
        // SAFETY: `encodeInto` writes whole characters in UTF-8 (Encoding standard).
        Body::Text(unsafe { std::str::from_utf8_unchecked(bytes) })
    }
}
