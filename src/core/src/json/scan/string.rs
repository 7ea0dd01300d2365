//! Strings: plain text is borrowed, escapes are resolved.

use std::borrow::Cow;

use super::{Failure, Kind, Scanned, Scanner};

impl<'a> Scanner<'a> {
    /// A string, from its opening quote to behind its closing one.
    #[inline]
    pub(super) fn string(&mut self) -> Scanned<Cow<'a, str>> {
        self.at += 1;
        let start = self.at;
        self.skip_plain();
        if self.peek() == Some(b'"') {
            let text = self.text.get(start..self.at).unwrap_or_default();
            self.at += 1;
            return Ok(Cow::Borrowed(text));
        }
        self.escaped_string(start).map(Cow::Owned)
    }

    /// Skips what stands for itself inside a string: all but quote, backslash and control.
    #[inline]
    fn skip_plain(&mut self) {
        let mut rest = self.bytes.get(self.at..).unwrap_or_default();
        while let Some((word, after)) = rest.split_first_chunk() {
            let special = special_bytes(u64::from_le_bytes(*word));
            if special != 0 {
                self.at = self.bytes.len() - rest.len() + (special.trailing_zeros() / 8) as usize;
                return;
            }
            rest = after;
        }
        let is_plain = |byte: &&u8| **byte >= 0x20 && **byte != b'"' && **byte != b'\\';
        self.at = self.bytes.len() - rest.len() + rest.iter().take_while(is_plain).count();
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

/// Marks (with its high bit) each byte of a word that ends plain text in a string. A false mark can
/// only stand above a true one, so the lowest mark is always right
/// ("Determine if a word has a byte less than n", Bit Twiddling Hacks).
fn special_bytes(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let less_than = |x: u64, n: u8| x.wrapping_sub(ONES * u64::from(n)) & !x & HIGHS;
    // Flipping one bit puts the quote (0x22) right behind the control characters, and `!` and the
    // space, which stood there, behind it.
    less_than(word ^ (ONES * 0x02), 0x21) | less_than(word ^ (ONES * u64::from(b'\\')), 1)
}
