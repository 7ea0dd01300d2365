//! Strings: plain text is borrowed, escapes are resolved.

use std::borrow::Cow;

use super::{Failure, Kind, Scanned, Scanner};
use crate::json::plain::plain_len;

impl<'a> Scanner<'a> {
    /// A string, from its opening quote to behind its closing one.
    #[inline]
    pub(super) fn string(&mut self) -> Scanned<Cow<'a, str>> {
        let start = self.at + 1;
        match self.plain_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.escaped_string(start).map(Cow::Owned),
        }
    }

    /// The same, if all of it stands for itself; else it is read up to what does not.
    #[inline(always)]
    pub(super) fn plain_string(&mut self) -> Option<&'a str> {
        self.at += 1;
        let start = self.at;
        self.skip_plain();
        if self.peek() != Some(b'"') {
            return None;
        }
        let text = self.text.get(start..self.at);
        self.at += 1;
        text
    }

    /// Skips what stands for itself inside a string: all but quote, backslash and control.
    #[inline(always)]
    fn skip_plain(&mut self) {
        self.at += plain_len(self.bytes.get(self.at..).unwrap_or_default());
    }

    /// The rest of a string in which something other than plain text was met.
    #[cold]
    fn escaped_string(&mut self, start: usize) -> Scanned<String> {
        let mut out = self.text.get(start..self.at).unwrap_or_default().to_owned();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    let character = self.escape()?;
                    out.push(character);
                }
                Some(_) => return Err(self.fail(Kind::ControlCharacter)),
                None => return Err(self.unexpected()),
            }
            let plain_start = self.at;
            self.skip_plain();
            out.push_str(self.text.get(plain_start..self.at).unwrap_or_default());
        }
    }

    fn escape(&mut self) -> Scanned<char> {
        let start = self.at;
        let short = match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            Some(_) => return Err(self.fail(Kind::InvalidEscape)),
            None => {
                self.at += 1;
                return Err(self.unexpected());
            }
        };
        self.at += 2;
        Ok(short)
    }

    fn unicode_escape(&mut self) -> Scanned<char> {
        let start = self.at;
        let unit = self.code_unit()?;
        let unpaired =
            Box::new(Failure { kind: Kind::UnpairedSurrogate, at: start, pointer: None });
        let code_point = match unit {
            0xD800..=0xDBFF => {
                if self.bytes.get(self.at..self.at + 2) != Some(b"\\u") {
                    return Err(unpaired);
                }
                match self.code_unit()? {
                    low @ 0xDC00..=0xDFFF => 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00),
                    _ => return Err(unpaired),
                }
            }
            unit => unit,
        };
        char::from_u32(code_point).ok_or(unpaired)
    }

    /// The four hexadecimal digits of `\uXXXX`.
    fn code_unit(&mut self) -> Scanned<u32> {
        let digits = self.bytes.get(self.at + 2..self.at + 6).unwrap_or_default();
        let unit = digits
            .iter()
            .try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)?));
        match unit {
            Some(unit) if digits.len() == 4 => {
                self.at += 6;
                Ok(unit)
            }
            _ => Err(self.fail(Kind::InvalidEscape)),
        }
    }
}
