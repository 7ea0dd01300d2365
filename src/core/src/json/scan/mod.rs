//! The scanner: one pass over the bytes, recursive with a bounded depth.

mod reader;
mod string;

pub(crate) use reader::Reader;

use std::borrow::Cow;

use super::document::{Document, Node};
use super::error::SyntaxErrorKind as Kind;
use super::{Decimal, MAX_DEPTH, SyntaxError, first_repeated, name_hash, pointer_segment};

/// Objects up to this size compare a name whose [`name_bit`] was there before with all earlier
/// ones, which needs no memory; larger ones sort, so that a hostile object costs n log n.
const MAX_PAIRWISE_MEMBERS: usize = 16;

/// Reads a text of at most `max_nodes` values and member names.
pub(super) fn parse(text: &str, max_nodes: usize) -> Result<Document<'_>, SyntaxError> {
    let bytes = text.as_bytes();
    let fail = |kind, at| SyntaxError::at(kind, bytes, at);
    if text.starts_with('\u{feff}') {
        return Err(fail(Kind::ByteOrderMark, 0));
    }
    let mut scanner = Scanner::new(text, max_nodes);
    // Real rows take one node for about 21 bytes; growing from there is rare.
    scanner.nodes.reserve(bytes.len() / 16 + 1);
    let parsed = scanner.value(0).and_then(|()| match scanner.next() {
        None => Ok(()),
        Some(_) => Err(scanner.fail(Kind::TrailingBytes)),
    });
    match parsed {
        Ok(()) => Ok(Document { nodes: scanner.nodes }),
        Err(failure) => {
            Err(SyntaxError { pointer: failure.pointer, ..fail(failure.kind, failure.at) })
        }
    }
}

/// A [`SyntaxError`] whose line and column have not been counted. Boxed, so that the `Result` of
/// the hot path stays small.
struct Failure {
    kind: Kind,
    at: usize,
    /// Grows at its front as the recursion unwinds.
    pointer: Option<String>,
}

type Scanned<T> = Result<T, Box<Failure>>;

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    max_nodes: usize,
    nodes: Vec<Node<'a>>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, max_nodes: usize) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, max_nodes, nodes: Vec::new() }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[cold]
    fn fail(&self, kind: Kind) -> Box<Failure> {
        Box::new(Failure { kind, at: self.at, pointer: None })
    }

    /// The failure of a byte that cannot stand here, or of the end of the text.
    #[cold]
    fn unexpected(&self) -> Box<Failure> {
        self.fail(if self.at < self.bytes.len() {
            Kind::UnexpectedByte
        } else {
            Kind::UnexpectedEnd
        })
    }

    /// Skips white space; the byte behind it, which stays.
    #[inline]
    fn next(&mut self) -> Option<u8> {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other,
            }
        }
    }

    /// Skips white space, and the byte after it if it is `wanted`.
    #[inline(always)]
    fn take(&mut self, wanted: u8) -> bool {
        // Most texts have no white space.
        let is_there = self.peek() == Some(wanted) || self.next() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    /// Behind an element or a member: whether the container goes on.
    #[inline]
    fn goes_on(&mut self, close: u8) -> Scanned<bool> {
        let byte = self.next();
        if byte != Some(b',') && byte != Some(close) {
            return Err(self.unexpected());
        }
        self.at += 1;
        Ok(byte == Some(b','))
    }

    /// One value, `depth` containers deep.
    fn value(&mut self, depth: usize) -> Scanned<()> {
        let next = self.next();
        // A name has been counted by the time its value comes.
        if self.nodes.len() >= self.max_nodes {
            return Err(self.fail(Kind::TooManyValues));
        }
        match next {
            Some(b'"') => {
                let text = self.string()?;
                self.nodes.push(Node::String(text));
                Ok(())
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(b'n') => self.word("null", Node::Null),
            _ => Err(self.unexpected()),
        }
    }

    fn word(&mut self, word: &str, node: Node<'a>) -> Scanned<()> {
        for expected in word.bytes() {
            if self.peek() != Some(expected) {
                return Err(self.unexpected());
            }
            self.at += 1;
        }
        self.nodes.push(node);
        Ok(())
    }

    /// Enters a container: its node is completed by [`Self::close`].
    fn open(&mut self, depth: usize, node: Node<'a>) -> Scanned<usize> {
        if depth >= MAX_DEPTH {
            return Err(self.fail(Kind::TooDeep));
        }
        self.at += 1;
        let index = self.nodes.len();
        self.nodes.push(node);
        Ok(index)
    }

    fn close(&mut self, index: usize) {
        let content = self.nodes.len() - index - 1;
        if let Some(Node::Array { nodes } | Node::Object { nodes }) = self.nodes.get_mut(index) {
            *nodes = content;
        }
    }

    fn array(&mut self, depth: usize) -> Scanned<()> {
        let index = self.open(depth, Node::Array { nodes: 0 })?;
        if !self.take(b']') {
            let mut element = 0usize;
            loop {
                self.value(depth + 1).map_err(|failure| failure.inside(|| element.to_string()))?;
                element += 1;
                if !self.goes_on(b']')? {
                    break;
                }
            }
        }
        self.close(index);
        Ok(())
    }

    fn object(&mut self, depth: usize) -> Scanned<()> {
        let index = self.open(depth, Node::Object { nodes: 0 })?;
        let mut members = 0;
        let mut name_bits = 0;
        let mut late_places = Vec::new();
        if !self.take(b'}') {
            loop {
                if self.next() != Some(b'"') {
                    return Err(self.unexpected());
                }
                let name_at = self.at;
                let name = self.string()?;
                let bit = name_bit(&name);
                if members >= MAX_PAIRWISE_MEMBERS {
                    late_places.push(name_at);
                } else if name_bits & bit != 0 && self.names(index).any(|seen| seen == name) {
                    return Err(Failure::duplicate(name_at, &name));
                }
                name_bits |= bit;
                let name_node = self.nodes.len();
                self.nodes.push(Node::String(name));
                if !self.take(b':') {
                    return Err(self.unexpected());
                }
                self.value(depth + 1)
                    .map_err(|failure| failure.inside(|| self.name_at_node(name_node)))?;
                members += 1;
                if !self.goes_on(b'}')? {
                    break;
                }
            }
        }
        if !late_places.is_empty() {
            self.refuse_duplicates(index, &late_places)?;
        }
        self.close(index);
        Ok(())
    }

    fn name_at_node(&self, index: usize) -> String {
        match self.nodes.get(index) {
            Some(Node::String(name)) => name.to_string(),
            _ => String::new(),
        }
    }

    /// The names of the complete members of the object at node `index`.
    fn names(&self, index: usize) -> impl Iterator<Item = &str> {
        let mut next = index + 1;
        std::iter::from_fn(move || {
            let Some(Node::String(name)) = self.nodes.get(next) else {
                return None;
            };
            let content = match self.nodes.get(next + 1) {
                Some(Node::Array { nodes } | Node::Object { nodes }) => *nodes,
                _ => 0,
            };
            next += 2 + content;
            Some(name.as_ref())
        })
    }

    /// Refuses the first name of a large object that stood there before. `late_places` has the
    /// offset of each name behind the first [`MAX_PAIRWISE_MEMBERS`], which have been compared.
    fn refuse_duplicates(&self, index: usize, late_places: &[usize]) -> Scanned<()> {
        let Some(ordinal) = first_repeated(self.names(index)) else {
            return Ok(());
        };
        let place = late_places.get(ordinal.saturating_sub(MAX_PAIRWISE_MEMBERS));
        let name = self.names(index).nth(ordinal).unwrap_or_default();
        Err(Failure::duplicate(place.copied().unwrap_or(self.at), name))
    }

    fn number(&mut self) -> Scanned<()> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        let mut has_exponent = false;
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            has_exponent = true;
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let token = self.text.get(start..self.at).unwrap_or_default();
        // Without an exponent it takes 309 digits to leave the range.
        if (has_exponent || token.len() > 308) && Decimal::parse(token).is_out_of_double_range() {
            self.at = start;
            return Err(self.fail(Kind::NumberOutOfRange));
        }
        self.nodes.push(Node::Number(Cow::Borrowed(token)));
        Ok(())
    }

    /// One digit or more.
    fn digits(&mut self) -> Scanned<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { Err(self.unexpected()) } else { Ok(()) }
    }
}

impl Failure {
    fn duplicate(at: usize, name: &str) -> Box<Self> {
        Box::new(Self { kind: Kind::DuplicateName, at, pointer: Some(pointer_segment(name)) })
    }

    /// The same failure seen from the container around it.
    #[cold]
    fn inside(mut self: Box<Self>, segment: impl FnOnce() -> String) -> Box<Self> {
        if let Some(pointer) = &mut self.pointer {
            pointer.insert_str(0, &pointer_segment(&segment()));
        }
        self
    }
}

/// One of 64 bits for a name, such that the names of real rows have one each.
fn name_bit(name: &str) -> u64 {
    1 << (name_hash(name) >> 26)
}
