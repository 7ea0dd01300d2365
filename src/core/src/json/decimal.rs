//! Exact arithmetic on JSON numbers as they were written.
//!
//! A double would make `12345678901234567890` and its neighbour equal and `19.99` no multiple of
//! `0.01`; and parsing and printing doubles costs more wasm than all of this file. Everything here
//! takes time linear in the number's text and allocates nothing.

use std::cmp::Ordering;

use super::cut;

/// The digits of 2^1024 - 2^970, the least magnitude that rounds to infinity (IEEE 754, round half
/// to even); it stands for 1.797...e308.
const OVERFLOW_DIGITS: &str = "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497792";

/// A JSON number: `-`? `integer` `.` `fraction` `e` `exponent`.
#[derive(Debug, Clone, Copy)]
pub struct Decimal<'a> {
    negative: bool,
    integer: &'a str,
    fraction: &'a str,
    exponent: i64,
}

impl<'a> Decimal<'a> {
    /// Takes a number token of RFC 8259 apart. Any other text gives some number, never a panic;
    /// only the scanner and the number keywords call this, with tokens of a parsed document.
    pub(crate) fn parse(token: &'a str) -> Self {
        let (negative, unsigned) =
            token.strip_prefix('-').map_or((false, token), |rest| (true, rest));
        let (mantissa, exponent) =
            cut(unsigned, |byte| byte | 0x20 == b'e').unwrap_or((unsigned, "0"));
        let (integer, fraction) = cut(mantissa, |byte| byte == b'.').unwrap_or((mantissa, ""));
        Self { negative, integer, fraction, exponent: parse_exponent(exponent) }
    }

    /// The significant digits, without leading zeros.
    fn digits(self) -> impl Iterator<Item = u8> + Clone + 'a {
        self.integer.bytes().chain(self.fraction.bytes()).skip_while(|&digit| digit == b'0')
    }

    /// The digits from the first to the last that is not zero.
    fn significant_digits(self) -> impl Iterator<Item = u8> + Clone + 'a {
        let len = self.magnitude().saturating_sub(self.least_exponent()).saturating_add(1);
        self.digits().take(if self.is_zero() { 0 } else { len as usize })
    }

    /// Whether the value is zero; `-0` and `0e9` are.
    fn is_zero(self) -> bool {
        self.digits().next().is_none()
    }

    /// The decimal exponent of the first significant digit: 0 for `7`, 3 for `1e3`, -1 for `0.5`.
    fn magnitude(self) -> i64 {
        let all = self.integer.len() + self.fraction.len();
        let leading_zeros = all - self.digits().count();
        self.exponent
            .saturating_add(self.integer.len() as i64)
            .saturating_sub(leading_zeros as i64 + 1)
    }

    /// The decimal exponent of the last significant digit that is not zero: 0 for `7`, 1 for `70`.
    fn least_exponent(self) -> i64 {
        let zeros = |digits: &str| digits.bytes().rev().take_while(|&digit| digit == b'0').count();
        let fraction_zeros = zeros(self.fraction);
        let skipped = if fraction_zeros == self.fraction.len() {
            fraction_zeros + zeros(self.integer)
        } else {
            fraction_zeros
        };
        self.exponent.saturating_sub(self.fraction.len() as i64).saturating_add(skipped as i64)
    }

    /// Whether the value is a whole number, however written: `1.0` and `1e2` are (contract
    /// section 6).
    pub fn is_integer(self) -> bool {
        self.is_zero() || self.least_exponent() >= 0
    }

    /// Whether the nearest double is an infinity.
    pub(super) fn is_out_of_double_range(self) -> bool {
        let limit =
            Decimal { negative: false, integer: OVERFLOW_DIGITS, fraction: "", exponent: 0 };
        let magnitude = Self { negative: false, ..self };
        magnitude.compare(limit) != Ordering::Less
    }

    /// Orders two numbers by value.
    pub fn compare(self, other: Self) -> Ordering {
        let sign = |number: Self| match (number.is_zero(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let by_sign = sign(self).cmp(&sign(other));
        if by_sign != Ordering::Equal || self.is_zero() {
            return by_sign;
        }
        let by_size = self
            .magnitude()
            .cmp(&other.magnitude())
            .then_with(|| compare_fractions(self.digits(), other.digits()));
        if self.negative { by_size.reverse() } else { by_size }
    }

    /// A spelling that equal numbers, and only they, share.
    pub(super) fn canonical(self) -> String {
        if self.is_zero() {
            return "0".to_owned();
        }
        let mut text = String::from(if self.negative { "-" } else { "" });
        text.extend(self.significant_digits().map(char::from));
        text.extend(["e", &self.magnitude().to_string()]);
        text
    }

    /// The value as a count, for `minLength` and its like; `None` when negative or fractional.
    /// Beyond `u64` it saturates: no document is that long.
    pub(crate) fn to_count(self) -> Option<u64> {
        if self.is_zero() {
            return Some(0);
        }
        if self.negative || !self.is_integer() {
            return None;
        }
        if self.magnitude() > 19 {
            return Some(u64::MAX);
        }
        let wanted = self.magnitude() as usize + 1;
        let digits = self.digits().chain(std::iter::repeat(b'0')).take(wanted);
        Some(digits.fold(0u64, |value, digit| {
            value.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
        }))
    }

    /// The divisor for `multipleOf`; `None` unless positive with at most 18 significant digits,
    /// which every double written in its shortest form has but for the last one or two.
    pub(crate) fn to_divisor(self) -> Option<Divisor> {
        if self.negative || self.is_zero() {
            return None;
        }
        let mut mantissa = 0u64;
        for digit in self.significant_digits() {
            if mantissa >= MAX_MANTISSA / 10 {
                return None;
            }
            mantissa = mantissa * 10 + u64::from(digit - b'0');
        }
        Some(Divisor { mantissa, exponent: self.least_exponent() })
    }

    /// Whether the value is a whole multiple of `divisor`.
    pub(crate) fn is_multiple_of(self, divisor: Divisor) -> bool {
        if self.is_zero() {
            return true;
        }
        // value = digits * 10^least with a last digit other than 0, so 10 does not divide it.
        let Ok(shift) = u64::try_from(self.least_exponent().saturating_sub(divisor.exponent))
        else {
            return false;
        };
        // Both factors of ten are in a divisor below 2^60 at most 59 times: further zeros make no
        // difference to whether it divides.
        let zeros = std::iter::repeat_n(b'0', shift.min(60) as usize);
        let remainder = self
            .significant_digits()
            .chain(zeros)
            .fold(0u64, |rest, digit| (rest * 10 + u64::from(digit - b'0')) % divisor.mantissa);
        remainder == 0
    }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.compare(*other) == Ordering::Equal
    }
}

/// 10^18.
const MAX_MANTISSA: u64 = 1_000_000_000_000_000_000;

/// A positive number that [`Decimal::is_multiple_of`] divides by: `mantissa * 10^exponent`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Divisor {
    /// Below [`MAX_MANTISSA`], so that ten times a remainder fits in 64 bits.
    mantissa: u64,
    exponent: i64,
}

/// Saturates far beyond every exponent that matters, and far from overflowing sums with a length.
fn parse_exponent(text: &str) -> i64 {
    const LIMIT: i64 = 1 << 60;
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let size = digits.bytes().fold(0i64, |value, digit| {
        value.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0'))).min(LIMIT)
    });
    if negative { -size } else { size }
}

/// Orders digit sequences as the fractions `0.d1d2d3`, for which trailing zeros do not count.
fn compare_fractions(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (x, y) => match x.unwrap_or(b'0').cmp(&y.unwrap_or(b'0')) {
                Ordering::Equal => {}
                unequal => return unequal,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn compare(a: &str, b: &str) -> Ordering {
        Decimal::parse(a).compare(Decimal::parse(b))
    }

    #[test]
    fn numbers_compare_by_value_whatever_their_spelling() {
        for (a, b) in [
            ("1", "1.0"),
            ("100", "1e2"),
            ("-0", "0"),
            ("0.05", "5e-2"),
            ("1E+2", "100.00"),
            ("0e9", "0"),
        ] {
            assert_eq!(compare(a, b), Ordering::Equal, "{a} {b}");
        }
        for (less, more) in [
            ("12345678901234567890", "12345678901234567891"),
            ("-2", "-1"),
            ("-1", "0"),
            ("0.1", "0.11"),
            ("9", "10"),
            ("1e-999999999999999999999", "1"),
            ("-1e10", "1e-10"),
        ] {
            assert_eq!(compare(less, more), Ordering::Less, "{less} {more}");
            assert_eq!(compare(more, less), Ordering::Greater, "{more} {less}");
        }
    }

    #[test]
    fn the_double_range_ends_where_rounding_reaches_infinity() {
        let beyond = |text: &str| Decimal::parse(text).is_out_of_double_range();
        assert!(!beyond("1.7976931348623157e308"));
        assert!(!beyond("1.7976931348623158e308"));
        assert!(beyond("1.7976931348623159e308"));
        assert!(beyond(OVERFLOW_DIGITS));
        assert!(beyond("-1e400"));
        assert!(!beyond("1e-400"));
        assert!(!beyond("0e99999"));
    }

    #[test]
    fn multiples_are_exact() {
        let multiple = |value: &str, of: &str| {
            Decimal::parse(value)
                .is_multiple_of(Decimal::parse(of).to_divisor().expect("a divisor"))
        };
        assert!(multiple("19.99", "0.01"));
        assert!(multiple("0.0075", "0.0001"));
        assert!(!multiple("0.00751", "0.0001"));
        assert!(!multiple("1e308", "3e-10"));
        assert!(multiple("3e308", "3e-10"));
        assert!(multiple("70", "7e1"));
        assert!(!multiple("7", "70"));
        assert!(multiple("-14", "7"));
        assert!(multiple("0", "7"));
        assert!(Decimal::parse("0").to_divisor().is_none());
        assert!(Decimal::parse("-1").to_divisor().is_none());
    }

    #[test]
    fn counts_are_whole_and_saturate() {
        let count = |text: &str| Decimal::parse(text).to_count();
        assert_eq!(count("2.0"), Some(2));
        assert_eq!(count("2e1"), Some(20));
        assert_eq!(count("18446744073709551615"), Some(u64::MAX));
        assert_eq!(count("1e300"), Some(u64::MAX));
        assert_eq!(count("2.5"), None);
        assert_eq!(count("-1"), None);
        assert_eq!(count("-0"), Some(0));
    }

    proptest! {
        #[test]
        fn integers_agree_with_machine_arithmetic(a in any::<i64>(), b in any::<i64>(), divisor in 1u32..) {
            let (a_text, b_text, divisor_text) = (a.to_string(), b.to_string(), divisor.to_string());
            prop_assert_eq!(compare(&a_text, &b_text), a.cmp(&b));
            let divisor_value = Decimal::parse(&divisor_text).to_divisor().expect("a divisor");
            prop_assert_eq!(Decimal::parse(&a_text).is_multiple_of(divisor_value), a % i64::from(divisor) == 0);
            prop_assert!(Decimal::parse(&a_text).is_integer());
        }

        #[test]
        fn canonical_spellings_are_equal_exactly_when_the_values_are(a in -999i32..999, b in -999i32..999, shift in -3i32..3) {
            let spelled = format!("{a}e{shift}");
            let other = format!("{b}.0e{}", shift - 1);
            let (x, y) = (Decimal::parse(&spelled), Decimal::parse(&other));
            prop_assert_eq!(x == y, x.canonical() == y.canonical());
            prop_assert_eq!(x == y, i64::from(a) * 10 == i64::from(b));
        }

        #[test]
        fn the_double_range_agrees_with_the_standard_library(mantissa in "[1-9][0-9]{0,25}(\\.[0-9]{1,20})?", exponent in 280i32..330) {
            let text = format!("{mantissa}e{exponent}");
            let infinite = text.parse::<f64>().expect("a double").is_infinite();
            prop_assert_eq!(Decimal::parse(&text).is_out_of_double_range(), infinite);
        }
    }
}
