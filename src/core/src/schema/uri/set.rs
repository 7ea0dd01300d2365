//! Sets of characters: a table of bits is a smaller download than comparisons.

/// Some characters of ASCII, and all or none of those beyond.
#[derive(Clone, Copy)]
pub(in crate::schema) struct Set {
    /// The characters below 64, by bits.
    low: u64,
    /// Those from 64 on.
    high: u64,
    has_non_ascii: bool,
}

pub(in crate::schema) const DIGIT: Set = Set::range(b'0', b'9');
pub(in crate::schema) const HEXADECIMAL: Set =
    DIGIT.or(Set::range(b'A', b'F')).or(Set::range(b'a', b'f'));
pub(in crate::schema) const ALPHABETIC: Set = Set::range(b'A', b'Z').or(Set::range(b'a', b'z'));
pub(in crate::schema) const ALPHANUMERIC: Set = ALPHABETIC.or(DIGIT);

impl Set {
    /// From one character of ASCII to another.
    pub(in crate::schema) const fn range(first: u8, last: u8) -> Self {
        let mut bits: u128 = 0;
        let mut byte = first;
        while byte <= last {
            bits |= 1 << byte;
            byte += 1;
        }
        Self::from_bits(bits)
    }

    const fn from_bits(bits: u128) -> Self {
        Self { low: bits as u64, high: (bits >> 64) as u64, has_non_ascii: false }
    }

    /// The characters of a text of ASCII.
    pub(in crate::schema) const fn of(text: &str) -> Self {
        let mut bits: u128 = 0;
        let mut rest = text.as_bytes();
        while let [byte, after @ ..] = rest {
            bits |= 1 << *byte;
            rest = after;
        }
        Self::from_bits(bits)
    }

    pub(in crate::schema) const fn or(self, other: Self) -> Self {
        Self {
            low: self.low | other.low,
            high: self.high | other.high,
            has_non_ascii: self.has_non_ascii || other.has_non_ascii,
        }
    }

    pub(in crate::schema) const fn not(self) -> Self {
        Self { low: !self.low, high: !self.high, has_non_ascii: !self.has_non_ascii }
    }

    /// Whether the character that a byte is, or is a part of, is in the set.
    pub(in crate::schema) const fn contains(&self, byte: u8) -> bool {
        let bits = match byte {
            0..64 => self.low,
            64..128 => self.high,
            _ => return self.has_non_ascii,
        };
        bits >> (byte % 64) & 1 == 1
    }
}
