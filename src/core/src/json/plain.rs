//! How far plain text goes inside a string: up to a quote, a backslash or a control character. Reading and writing do
//! this most of all, so it sees many bytes at a time: 16 where there are vectors (WebAssembly's, see `.cargo/config.toml`), else 8.

/// How many bytes there are before the first one that does not stand for itself; all of them if there is none.
// Always: a build for size would call it for each string, which takes longer than what it does.
#[inline(always)]
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((chunk, after)) = rest.split_first_chunk() {
        if let Some(plain) = first_special(chunk) {
            return bytes.len() - rest.len() + plain;
        }
        rest = after;
    }
    let is_plain = |byte: &&u8| **byte >= 0x20 && **byte != b'"' && **byte != b'\\';
    bytes.len() - rest.len() + rest.iter().take_while(is_plain).count()
}

/// The place of the first byte that ends plain text.
#[cfg(target_feature = "simd128")]
#[inline(always)]
fn first_special(chunk: &[u8; 16]) -> Option<usize> {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, v128_or};
    let bytes = load(chunk);
    let is_mark = v128_or(u8x16_eq(bytes, u8x16_splat(b'"')), u8x16_eq(bytes, u8x16_splat(b'\\')));
    let marks = u8x16_bitmask(v128_or(is_mark, u8x16_lt(bytes, u8x16_splat(0x20))));
    (marks != 0).then_some(marks.trailing_zeros() as usize)
}

/// Whether all bytes are of ASCII, less DEL.
#[cfg(target_feature = "simd128")]
pub(crate) fn are_below_del(bytes: &[u8]) -> bool {
    use std::arch::wasm32::{u8x16_all_true, u8x16_lt, u8x16_splat};
    let mut rest = bytes;
    while let Some((chunk, after)) = rest.split_first_chunk() {
        if !u8x16_all_true(u8x16_lt(load(chunk), u8x16_splat(0x7f))) {
            return false;
        }
        rest = after;
    }
    rest.iter().all(|byte| *byte < 0x7f)
}

/// Whether all bytes are of ASCII, less DEL. The compiler sees many at a time here by itself.
#[cfg(not(target_feature = "simd128"))]
pub(crate) fn are_below_del(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |are_below, byte| are_below & (*byte < 0x7f))
}

/// One load to the compiler; there is none that is safe.
#[cfg(target_feature = "simd128")]
#[inline(always)]
fn load(chunk: &[u8; 16]) -> std::arch::wasm32::v128 {
    let word = |half: &[u8]| half.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
    let (low, high) = chunk.split_at(8);
    std::arch::wasm32::u64x2(word(low), word(high))
}

/// The place of the first byte that ends plain text: each that does is marked with its high bit. A false mark can only
/// stand above a true one, so the lowest mark is always right ("Determine if a word has a byte less than n", Bit
/// Twiddling Hacks).
#[cfg(not(target_feature = "simd128"))]
#[inline]
fn first_special(chunk: &[u8; 8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let word = u64::from_le_bytes(*chunk);
    let less_than = |x: u64, n: u8| x.wrapping_sub(ONES * u64::from(n)) & !x & HIGHS;
    // Flipping one bit puts the quote (0x22) right behind the control characters, and `!` and the
    // space, which stood there, behind it.
    let marks =
        less_than(word ^ (ONES * 0x02), 0x21) | less_than(word ^ (ONES * u64::from(b'\\')), 1);
    (marks != 0).then_some((marks.trailing_zeros() / 8) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn plain_text_ends_at_the_first_quote_backslash_or_control_character(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let is_special = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
            let expected = bytes.iter().position(is_special).unwrap_or(bytes.len());
            prop_assert_eq!(plain_len(&bytes), expected);
        }

        #[test]
        fn one_byte_beyond_ascii_or_del_is_seen_wherever_it_stands(text in "[\\x00-~]{1,70}", at in any::<prop::sample::Index>(), odd in 0x7fu8..=255) {
            let mut bytes = text.into_bytes();
            prop_assert!(are_below_del(&bytes));
            let place = at.index(bytes.len());
            bytes[place] = odd;
            prop_assert!(!are_below_del(&bytes));
        }
    }
}
