//! The JSON reader and writer beside serde_json (contract section 6).
//!
//! Input: a text.
#![no_main]

use std::collections::HashSet;
use std::fmt;

use er_relationships::json::{
    Decimal, Document, MAX_DEPTH, SyntaxError, SyntaxErrorKind, Value, canonical, pointer_segment,
    write_value,
};
use libfuzzer_sys::fuzz_target;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Numbers that are compared with each other, in pairs.
const MAX_COMPARED: usize = 12;

fuzz_target!(|bytes: &[u8]| {
    let theirs = read_by_serde_json(bytes);
    match (Document::parse(bytes), theirs) {
        (Ok(document), Ok(tree)) => {
            assert_eq!(tree.faults(), Faults::default(), "accepted all the same");
            assert!(is_same(document.root(), &tree), "read otherwise than by serde_json");
            check_writing(bytes, &document);
            check_numbers(document.root());
        }
        (Ok(_), Err(error)) => panic!("only serde_json refuses: {error}"),
        (Err(error), theirs) => check_refusal(bytes, &error, theirs.ok()),
    }
});

/// A text as serde_json reads it, with every member of every object.
enum Tree {
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

fn read_by_serde_json(bytes: &[u8]) -> serde_json::Result<Tree> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    deserializer.disable_recursion_limit();
    let tree = Tree::deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(tree)
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element()? {
            elements.push(element);
        }
        Ok(Tree::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Tree::Object(members))
    }
}

/// What we refuse beyond serde_json.
#[derive(Debug, Default, PartialEq)]
struct Faults {
    is_too_deep: bool,
    /// The JSON Pointers of second members of a name.
    duplicates: Vec<String>,
}

impl Tree {
    fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        self.add_faults(&mut String::new(), 0, &mut faults);
        faults
    }

    fn add_faults(&self, pointer: &mut String, depth: usize, faults: &mut Faults) {
        let is_container = matches!(self, Self::Array(_) | Self::Object(_));
        let depth = depth + usize::from(is_container);
        faults.is_too_deep |= depth > MAX_DEPTH;
        let len = pointer.len();
        for (segment, inner, is_duplicate) in self.parts() {
            pointer.push_str(&segment);
            if is_duplicate {
                faults.duplicates.push(pointer.clone());
            }
            inner.add_faults(pointer, depth, faults);
            pointer.truncate(len);
        }
    }

    /// What is inside: its segment of a JSON Pointer, and whether an earlier member has its name.
    fn parts(&self) -> Vec<(String, &Self, bool)> {
        let element = |(index, element)| (format!("/{index}"), element, false);
        match self {
            Self::Array(elements) => elements.iter().enumerate().map(element).collect(),
            Self::Object(members) => {
                let mut names = HashSet::new();
                let mut part = |name| (pointer_segment(name), !names.insert(name));
                let members = members.iter().map(|(name, member)| (part(name), member));
                members.map(|((segment, is_again), member)| (segment, member, is_again)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn is_same(ours: Value<'_>, theirs: &Tree) -> bool {
    match theirs {
        Tree::Null => ours.kind() == er_relationships::json::Kind::Null,
        Tree::Bool(value) => ours.as_bool() == Some(*value),
        Tree::Number(value) => {
            ours.number_text().and_then(|text| text.parse().ok()) == Some(*value)
        }
        Tree::String(text) => ours.as_str() == Some(text),
        Tree::Array(elements) => ours.elements().is_some_and(|ours| {
            ours.clone().count() == elements.len()
                && ours.zip(elements).all(|(ours, theirs)| is_same(ours, theirs))
        }),
        Tree::Object(members) => ours.members().is_some_and(|ours| {
            ours.clone().count() == members.len()
                && ours.zip(members).all(|((name, ours), (their_name, theirs))| {
                    name == their_name && is_same(ours, theirs)
                })
        }),
    }
}

/// What is written is what was read, to the digit.
fn check_writing(bytes: &[u8], document: &Document<'_>) {
    let mut written = String::new();
    write_value(&mut written, document.root());
    if !bytes.contains(&b'\\') {
        assert_eq!(written.as_bytes(), without_white_space(bytes), "written otherwise than read");
    }
    let again = Document::parse(written.as_bytes()).expect("what we write we read");
    assert!(document.root().is_stored_alike(again.root()), "read again it is another value");
    assert!(document.root().to_document().root().is_stored_alike(again.root()));
    assert_eq!(canonical(document.root()), canonical(again.root()));
    let mut twice = String::new();
    write_value(&mut twice, again.root());
    assert_eq!(twice, written, "written again it is another text");
}

/// The text less the white space between its tokens; for texts without escapes.
fn without_white_space(bytes: &[u8]) -> Vec<u8> {
    let mut is_inside_string = false;
    let mut kept = Vec::new();
    for &byte in bytes {
        is_inside_string ^= byte == b'"';
        if is_inside_string || !byte.is_ascii_whitespace() {
            kept.push(byte);
        }
    }
    kept
}

/// Exact order and the order of doubles never contradict each other.
fn check_numbers(root: Value<'_>) {
    let mut numbers = Vec::new();
    collect_numbers(root, &mut numbers);
    for (value, a, a_double) in &numbers {
        assert!(a_double.is_finite(), "a number beyond the range of a double");
        assert!(a_double.fract() == 0.0 || !a.is_integer(), "an integer with a fraction");
        for (other, b, b_double) in &numbers {
            let order = a.compare(*b);
            assert_eq!(order, b.compare(*a).reverse());
            assert_eq!(order.is_eq(), canonical(*value) == canonical(*other));
            if a_double < b_double {
                assert!(order.is_lt(), "{value:?} and {other:?}");
            }
        }
    }
}

fn collect_numbers<'d>(value: Value<'d>, numbers: &mut Vec<(Value<'d>, Decimal<'d>, f64)>) {
    if numbers.len() == MAX_COMPARED {
        return;
    }
    if let (Some(number), Some(text)) = (value.as_number(), value.number_text()) {
        numbers.push((value, number, text.parse().expect("JSON's numbers are Rust's, too")));
    }
    for element in value.elements().into_iter().flatten() {
        collect_numbers(element, numbers);
    }
    for (_, member) in value.members().into_iter().flatten() {
        collect_numbers(member, numbers);
    }
}

/// A refusal has its reason, and its place lies in the text.
fn check_refusal(bytes: &[u8], error: &SyntaxError, theirs: Option<Tree>) {
    let faults = theirs.as_ref().map(Tree::faults);
    let is_stricter = match error.kind {
        SyntaxErrorKind::DuplicateName => {
            let pointer = error.pointer.as_ref().expect("a duplicate has a pointer");
            faults.is_none_or(|faults| faults.duplicates.contains(pointer))
        }
        SyntaxErrorKind::TooDeep => faults.is_none_or(|faults| faults.is_too_deep),
        _ => theirs.is_none(),
    };
    assert!(is_stricter, "only we refuse: {error}");
    assert_eq!(error.pointer.is_some(), error.kind == SyntaxErrorKind::DuplicateName);

    let not_utf8 = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    let is_not_utf8 = error.kind == SyntaxErrorKind::NotUtf8;
    assert_eq!(not_utf8, is_not_utf8.then_some(error.offset_bytes), "UTF-8 is told first");

    assert!(error.offset_bytes <= bytes.len(), "beyond the end");
    let (before, after) = bytes.split_at(error.offset_bytes);
    let before = std::str::from_utf8(before).expect("a place between characters");
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    assert_eq!(error.line, before.matches('\n').count() + 1);
    assert_eq!(error.column, before[line_start..].chars().count() + 1);
    assert_eq!(after.is_empty(), error.kind == SyntaxErrorKind::UnexpectedEnd);

    if error.kind == SyntaxErrorKind::NumberOutOfRange {
        // The longest piece that is a number.
        let text = std::str::from_utf8(after).expect("checked above");
        let mut pieces = (1..=text.len()).rev().filter_map(|len| text.get(..len)?.parse().ok());
        let double: f64 = pieces.next().expect("a number");
        assert!(double.is_infinite(), "{text} starts with a double");
    }
    assert!(!error.to_string().is_empty());
}
