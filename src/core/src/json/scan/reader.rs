//! Texts taken apart piece by piece, for who needs no [`Document`](super::Document).

use super::Scanner;
use crate::json::bytes_eq;

/// Reads what is plain. At an escape in a string, at what is no JSON and at what is not there it
/// says nothing, and whoever asks takes the long way, which knows what is wrong and where.
pub(crate) struct Reader<'a>(Scanner<'a>);

impl<'a> Reader<'a> {
    /// Stands before the first byte; what is skipped may have `max_nodes` values and names.
    pub(crate) fn new(text: &'a str, max_nodes: usize) -> Self {
        Self(Scanner::new(text, max_nodes))
    }

    /// Skips white space, and the byte behind it if it is `wanted`.
    #[inline]
    pub(crate) fn take(&mut self, wanted: u8) -> bool {
        self.0.take(wanted)
    }

    /// Skips `wanted`, if it comes next to the letter.
    #[inline]
    pub(crate) fn take_text(&mut self, wanted: &str) -> bool {
        let end = self.0.at + wanted.len();
        let is_there =
            self.0.bytes.get(self.0.at..end).is_some_and(|next| bytes_eq(next, wanted.as_bytes()));
        if is_there {
            self.0.at = end;
        }
        is_there
    }

    /// The next value or name, if it is a string without escapes.
    #[inline]
    pub(crate) fn string(&mut self) -> Option<&'a str> {
        if self.0.peek() != Some(b'"') && self.0.next() != Some(b'"') {
            return None;
        }
        self.0.plain_string()
    }

    /// Skips the next value, `depth` containers deep, if it is an object.
    pub(crate) fn skip_object(&mut self, depth: usize) -> Option<()> {
        if self.0.next() != Some(b'{') {
            return None;
        }
        let is_read = self.0.value(depth).is_ok();
        // They count, but nobody will look at them.
        self.0.max_nodes = self.0.max_nodes.saturating_sub(self.0.nodes.len());
        self.0.nodes.clear();
        is_read.then_some(())
    }

    /// Whether nothing is left but white space.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.0.next().is_none()
    }
}
