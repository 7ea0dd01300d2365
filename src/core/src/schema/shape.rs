//! The schema that nearly every relationship type has: an object with required and optional members
//! of one kind each, and perhaps no others.
//!
//! It says what the keywords `type`, `required`, `properties` and `additionalProperties` together
//! say, in a fraction of their time, and a program that judges by the built-in types alone needs no
//! keywords. It is read off the schema's text, so that no keyword has to know of it.

use super::found::{Found, Step};
use super::keywords;
use crate::issue::{Code, Issue};
use crate::json::{Kind, Value, concat, name_hash, pointer_segment, text_eq};

/// One bit for each member.
const MAX_MEMBERS: usize = u64::BITS as usize;

/// Twice as many as members, so that a free one ends every search.
const SLOTS: usize = 2 * MAX_MEMBERS;

const FREE: u8 = u8::MAX;

/// Where to look for a name first.
fn slot(name: &str) -> usize {
    (name_hash(name) >> 25) as usize
}

pub(super) struct Shape {
    members: Vec<Member>,
    /// An index of `members` by name: open addressing, linear probing.
    slots: [u8; SLOTS],
    is_closed: bool,
    /// Indices of members, in the schema's order.
    required: Vec<usize>,
    required_bits: u64,
}

struct Member {
    name: Box<str>,
    kind: Kind,
}

impl Shape {
    /// `None` when there are too many members, or one is required that is none of them.
    pub(super) fn new(
        members: &[(&str, Kind)],
        required: &[&str],
        is_closed: bool,
    ) -> Option<Self> {
        if members.len() > MAX_MEMBERS {
            return None;
        }
        let mut shape = Self {
            members: Vec::new(),
            slots: [FREE; SLOTS],
            is_closed,
            required: Vec::new(),
            required_bits: 0,
        };
        for (index, (name, kind)) in (0u8..).zip(members) {
            let start = slot(name);
            let free =
                (start..start + SLOTS).find(|slot| shape.slots.get(slot % SLOTS) == Some(&FREE))?;
            *shape.slots.get_mut(free % SLOTS)? = index;
            shape.members.push(Member { name: (*name).into(), kind: *kind });
        }
        for name in required {
            let index = shape.position(name)?;
            shape.required.push(index);
            shape.required_bits |= 1 << index;
        }
        Some(shape)
    }

    /// The shape that a schema demands, if that is all it does.
    pub(super) fn of(schema: Value<'_>) -> Option<Self> {
        let mut members = Vec::new();
        let (mut is_object, mut is_closed) = (false, false);
        for (keyword, value) in schema.members()? {
            match keyword {
                "type" => is_object = value.as_str() == Some("object"),
                "properties" => {
                    for (name, property) in value.members()? {
                        members.push((name, kind_of(property)?));
                    }
                }
                "additionalProperties" => is_closed = !value.as_bool()?,
                "required" => {}
                other if !is_annotation(other) => return None,
                _ => {}
            }
        }
        let required = schema.get("required").and_then(Value::elements).into_iter().flatten();
        let required: Option<Vec<&str>> = required.map(Value::as_str).collect();
        if is_object { Self::new(&members, &required?, is_closed) } else { None }
    }

    /// The index of the member of that name.
    fn position(&self, name: &str) -> Option<usize> {
        let mut slot = slot(name);
        loop {
            let index = usize::from(*self.slots.get(slot % SLOTS)?);
            let member = self.members.get(index)?;
            if text_eq(&member.name, name) {
                return Some(index);
            }
            slot += 1;
        }
    }

    /// Whether the value certainly satisfies the schema.
    pub(super) fn fits(&self, value: Value<'_>) -> bool {
        let Some(members) = value.members() else {
            return false;
        };
        let mut seen = 0u64;
        for (name, value) in members {
            match self.position(name).and_then(|index| Some((index, self.members.get(index)?))) {
                Some((index, member)) if member.kind == value.kind() => seen |= 1 << index,
                None if !self.is_closed => {}
                _ => return false,
            }
        }
        seen & self.required_bits == self.required_bits
    }

    /// What is wrong with a value, as the keywords would tell it.
    pub(super) fn issues(&self, value: Value<'_>) -> Vec<Issue> {
        let mut found = Found::default();
        let Some(members) = value.members() else {
            found.add(Code::ObjectExpected, Some("type"), "#/type".into(), &[], None);
            return found.issues;
        };
        let mut seen = 0u64;
        for (name, _) in members.clone() {
            seen |= self.position(name).map_or(0, |index| 1 << index);
        }
        let is_missing = |index: &&usize| seen & 1 << **index == 0;
        for Member { name, .. } in
            self.required.iter().filter(is_missing).filter_map(|index| self.members.get(*index))
        {
            let path = [Step::Name(name)];
            found.add(Code::PropertyRequired, Some("required"), "#/required".into(), &path, None);
        }
        for (name, value) in members {
            let (code, keyword, schema_path) =
                match self.position(name).and_then(|index| self.members.get(index)) {
                    Some(member) if member.kind != value.kind() => {
                        let pointer = pointer_segment(name);
                        let schema_path = concat(&["#/properties", &pointer, "/type"]);
                        (kind_expected(member.kind), "type", schema_path)
                    }
                    None if self.is_closed => (
                        Code::NoAdditionalPropertiesAllowed,
                        "additionalProperties",
                        "#/additionalProperties".into(),
                    ),
                    _ => continue,
                };
            if found.is_full() {
                break;
            }
            found.add(code, Some(keyword), schema_path, &[Step::Name(name)], None);
        }
        found.issues
    }

    /// Whether every value that fits has this member, of this kind.
    pub(super) fn requires(&self, name: &str, kind: Kind) -> bool {
        self.position(name).is_some_and(|index| self.required_bits & 1 << index != 0)
            && self.restricts(name, kind)
    }

    /// Whether a value that fits may have this member, of this kind.
    pub(super) fn allows(&self, name: &str, kind: Kind) -> bool {
        match self.position(name).and_then(|index| self.members.get(index)) {
            Some(member) => member.kind == kind,
            None => !self.is_closed,
        }
    }

    /// How many members every value that fits has.
    pub(super) fn required_count(&self) -> usize {
        self.required_bits.count_ones() as usize
    }

    /// Whether no value that fits has this member of another kind.
    pub(super) fn restricts(&self, name: &str, kind: Kind) -> bool {
        match self.position(name).and_then(|index| self.members.get(index)) {
            Some(member) => member.kind == kind,
            None => self.is_closed,
        }
    }

    /// Whether no value that fits has this member.
    pub(super) fn excludes(&self, name: &str) -> bool {
        self.is_closed && self.position(name).is_none()
    }
}

fn kind_expected(kind: Kind) -> Code {
    match kind {
        Kind::Null => Code::NullExpected,
        Kind::Boolean => Code::BooleanExpected,
        Kind::Number => Code::NumberExpected,
        Kind::String => Code::StringExpected,
        Kind::Array => Code::ArrayExpected,
        Kind::Object => Code::ObjectExpected,
    }
}

/// The one kind that a property's schema asks for, if it asks for nothing else.
fn kind_of(schema: Value<'_>) -> Option<Kind> {
    let mut members = schema.members()?;
    if !members.all(|(keyword, _)| keyword == "type" || is_annotation(keyword)) {
        return None;
    }
    match schema.get("type")?.as_str()? {
        "null" => Some(Kind::Null),
        "boolean" => Some(Kind::Boolean),
        "number" => Some(Kind::Number),
        "string" => Some(Kind::String),
        "array" => Some(Kind::Array),
        "object" => Some(Kind::Object),
        _ => None,
    }
}

/// Whether a member of a schema asserts nothing about a value.
pub(super) fn is_annotation(keyword: &str) -> bool {
    let is_keyword = keywords::ALL.iter().any(|(known, _)| *known == keyword);
    keyword != "$ref"
        && (!is_keyword
            || ["$schema", "title", "description", "examples", "definitions"].contains(&keyword))
}
