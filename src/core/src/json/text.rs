//! Small works on texts.

/// Whether two texts are the same, eight bytes at a time: in wasm, `==` on strings calls a
/// `memcmp` that goes byte by byte, and names are most of what a verdict compares.
pub(crate) fn text_eq(a: &str, b: &str) -> bool {
    bytes_eq(a.as_bytes(), b.as_bytes())
}

/// The same for bytes.
#[inline(always)]
pub(crate) fn bytes_eq(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        // The last word covers what the whole words before it leave over.
        (Some(a_end), Some(b_end)) => {
            let words = a.chunks_exact(8).zip(b.chunks_exact(8));
            a_end == b_end && words.into_iter().all(|(a, b)| word(a) == word(b))
        }
        _ => a.iter().eq(b),
    }
}

/// A hash of a member's name, of which the high bits are the best. It looks at the length and the
/// last four bytes, which tell most names of a real row apart.
pub(crate) fn name_hash(name: &str) -> u32 {
    let tail = name.as_bytes().last_chunk().map_or(0, |tail| u32::from_le_bytes(*tail));
    (tail ^ name.len() as u32).wrapping_mul(0x9E37_79B1)
}

/// The place of the first text that stood before among the others. Takes time n log n, whoever made
/// the texts.
pub(crate) fn first_repeated<'t>(texts: impl Iterator<Item = &'t str>) -> Option<usize> {
    let mut sorted: Vec<(&str, usize)> = texts.zip(0..).collect();
    sort_names(&mut sorted);
    let mut first = None;
    let mut before: Option<&str> = None;
    for (text, place) in sorted {
        if before == Some(text) && first.is_none_or(|first| place < first) {
            first = Some(place);
        }
        before = Some(text);
    }
    first
}

/// Sorts names with the places where they stood. One function, because each sort is a kilobyte of
/// wasm.
pub(crate) fn sort_names(names: &mut [(&str, usize)]) {
    names.sort_unstable();
}

/// What stands before and after the first byte (of ASCII) that `is_cut` takes. `split_once` searches
/// by words, which is a kilobyte of wasm for a dozen characters.
pub(crate) fn cut(text: &str, is_cut: impl Fn(u8) -> bool) -> Option<(&str, &str)> {
    let (before, after) = text.split_at_checked(text.bytes().position(is_cut)?)?;
    Some((before, after.get(1..)?))
}

/// The texts one after the other; the standard library's way takes a kilobyte of wasm.
pub(crate) fn concat(parts: &[&str]) -> String {
    let mut whole = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        whole.push_str(part);
    }
    whole
}

/// At most `max_chars` characters of a text, and a mark where something was cut off.
pub(crate) fn shorten(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => concat(&[text.get(..end).unwrap_or_default(), "…"]),
        None => text.to_owned(),
    }
}

/// The first eight bytes as a number.
fn word(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |word| u64::from_le_bytes(*word))
}

/// Whether a text is printable ASCII, as most ids are; seen eight bytes at a time.
pub(crate) fn is_printable_ascii(text: &str) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let mut words = text.as_bytes().chunks_exact(8);
    let odd = words.by_ref().map(word).fold(0, |odd, word| {
        // High bits of: beyond ASCII; below the space; DEL.
        odd | word | word.wrapping_sub(ONES * 0x20) | word.wrapping_add(ONES)
    });
    let is_printable = |byte: &u8| (b' '..=b'~').contains(byte);
    odd & HIGHS == 0 && words.remainder().iter().all(is_printable)
}

/// Bytes in hexadecimal, lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_are_equal_exactly_when_the_standard_library_says_so(a in "[ab]{0,20}", b in "[ab]{0,20}") {
            prop_assert_eq!(text_eq(&a, &b), a == b);
            prop_assert!(text_eq(&a, &a.clone()));
        }

        #[test]
        fn texts_that_differ_in_one_place_differ(a in "[ -~]{1,40}", at in any::<prop::sample::Index>()) {
            let mut b = a.clone().into_bytes();
            b[at.index(a.len())] = 0x7f;
            let b = String::from_utf8(b).unwrap();
            prop_assert!(!text_eq(&a, &b));
        }

        #[test]
        fn printable_ascii_is_what_the_standard_library_says(text in "[ -~]{0,20}[\\x00-\u{ff}]{0,2}[ -~]{0,20}") {
            let is_printable = text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
            prop_assert_eq!(is_printable_ascii(&text), is_printable);
        }
    }
}
