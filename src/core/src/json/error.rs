//! Where and why a text is no JSON by contract section 6.

use std::fmt;

use super::text::concat;

/// What rule the text broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// The bytes are not UTF-8 (RFC 3629), raw surrogates included.
    NotUtf8,
    /// The text starts with a byte order mark (RFC 8259, section 8.1).
    ByteOrderMark,
    /// The text ended inside a value, or holds none.
    UnexpectedEnd,
    /// A byte that cannot stand here.
    UnexpectedByte,
    /// A second value, or anything but white space, after the first.
    TrailingBytes,
    /// A control character inside a string that is not escaped.
    ControlCharacter,
    /// A backslash followed by nothing that RFC 8259, section 7 knows.
    InvalidEscape,
    /// An escaped surrogate without its other half (RFC 7493, section 2.1).
    UnpairedSurrogate,
    /// A number that no double can hold, such as `1e400` (RFC 7493, section 2.2).
    NumberOutOfRange,
    /// The same member name twice in one object (RFC 7493, section 2.3).
    DuplicateName,
    /// More than [`MAX_DEPTH`](super::MAX_DEPTH) containers around a value.
    TooDeep,
    /// More than [`MAX_NODES`](super::MAX_NODES) values and member names.
    TooManyValues,
}

impl SyntaxErrorKind {
    /// The stable code of the wire and of the npm package.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotUtf8 => "notUtf8",
            Self::ByteOrderMark => "byteOrderMark",
            Self::UnexpectedEnd => "unexpectedEnd",
            Self::UnexpectedByte => "unexpectedCharacter",
            Self::TrailingBytes => "trailingCharacters",
            Self::ControlCharacter => "controlCharacter",
            Self::InvalidEscape => "invalidEscape",
            Self::UnpairedSurrogate => "unpairedSurrogate",
            Self::NumberOutOfRange => "numberOutOfRange",
            Self::DuplicateName => "duplicateName",
            Self::TooDeep => "tooDeep",
            Self::TooManyValues => "tooManyValues",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::NotUtf8 => "invalid UTF-8",
            Self::ByteOrderMark => "a byte order mark",
            Self::UnexpectedEnd => "the text ends too early",
            Self::UnexpectedByte => "an unexpected character",
            Self::TrailingBytes => "characters after the end of the value",
            Self::ControlCharacter => "a control character inside a string",
            Self::InvalidEscape => "an invalid escape",
            Self::UnpairedSurrogate => "an unpaired surrogate",
            Self::NumberOutOfRange => "a number beyond the range of a double",
            Self::DuplicateName => "a duplicate member name",
            Self::TooDeep => "nested deeper than 64",
            Self::TooManyValues => "more than 500000 values and member names",
        }
    }
}

/// The first thing wrong with a text. Its `Display` is a sentence without full stop that names the
/// place, and no part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The rule that was broken.
    pub kind: SyntaxErrorKind,
    /// Bytes before the place.
    pub offset_bytes: usize,
    /// Counted from 1; a line ends with a line feed.
    pub line: usize,
    /// Counted from 1, in Unicode characters.
    pub column: usize,
    /// The JSON Pointer (RFC 6901) of a duplicate member; `None` for other kinds.
    pub pointer: Option<String>,
}

impl SyntaxError {
    pub(crate) fn at(kind: SyntaxErrorKind, bytes: &[u8], offset_bytes: usize) -> Self {
        let before = bytes.get(..offset_bytes).unwrap_or(bytes);
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let is_character_start = |byte: &&u8| **byte & 0xC0 != 0x80;
        Self {
            kind,
            offset_bytes,
            line: before.iter().filter(|&&byte| byte == b'\n').count() + 1,
            column: before.iter().skip(line_start).filter(is_character_start).count() + 1,
            pointer: None,
        }
    }

    /// What `Display` writes; without it the npm package is the smaller.
    pub(crate) fn message(&self) -> String {
        let (line, column) = (self.line.to_string(), self.column.to_string());
        concat(&[self.kind.text(), " at line ", &line, " column ", &column])
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for SyntaxError {}
