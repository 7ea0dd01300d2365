//! Texts taken apart piece by piece, for who needs no [`Document`](super::Document).

use super::Scanner;
use crate::json::bytes_eq;
use crate::json::plain::plain_len;

/// Reads what is plain. At an escape in a string, at what is no JSON and at what is not there it
/// says nothing, and whoever asks takes the long way, which knows what is wrong and where.
pub(crate) struct Reader<'a>(Scanner<'a>);

impl<'a> Reader<'a> {
    /// Stands before the first byte; what is skipped may have `max_nodes` values and names.
    pub(crate) fn new(text: &'a str, max_nodes: usize) -> Self {
        Self(Scanner::new(text, max_nodes))
    }

    /// Skips white space, and the byte behind it if it is `wanted`.
    #[inline(always)]
    pub(crate) fn take(&mut self, wanted: u8) -> bool {
        self.0.take(wanted)
    }

    /// Skips `wanted`, if it comes next to the letter.
    #[inline(always)]
    pub(crate) fn take_text(&mut self, wanted: &str) -> bool {
        let end = self.0.at + wanted.len();
        let is_there =
            self.0.bytes.get(self.0.at..end).is_some_and(|next| bytes_eq(next, wanted.as_bytes()));
        if is_there {
            self.0.at = end;
        }
        is_there
    }

    /// Skips a string that is `wanted`, if that is one without escapes and comes next to the letter.
    pub(crate) fn take_string(&mut self, wanted: &str) -> bool {
        let (bytes, start) = (self.0.bytes, self.0.at + 1);
        let end = start + wanted.len();
        let is_there = bytes.get(self.0.at) == Some(&b'"')
            && bytes.get(end) == Some(&b'"')
            && bytes.get(start..end).is_some_and(|next| bytes_eq(next, wanted.as_bytes()))
            // With a quote in it, it could be more than one string.
            && plain_len(wanted.as_bytes()) == wanted.len();
        if is_there {
            self.0.at = end + 1;
        }
        is_there
    }

    /// What has not been read.
    pub(crate) fn rest(&self) -> &'a str {
        self.0.text.get(self.0.at..).unwrap_or_default()
    }

    /// The next value or name, if it is a string without escapes.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Option<&'a str> {
        if self.0.peek() != Some(b'"') && self.0.next() != Some(b'"') {
            return None;
        }
        self.0.plain_string()
    }

    /// The decimal digits that come next.
    pub(crate) fn digits(&mut self) -> Option<&'a str> {
        let start = self.0.at;
        self.0.digits().ok()?;
        self.0.text.get(start..self.0.at)
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
