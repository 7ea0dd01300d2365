//! From values back to compact JSON text; numbers as they were sent.

use super::document::{Kind, Value};
use super::plain::plain_len;

/// Writes `text` as a JSON string, escaping what RFC 8259, section 7 demands and no more, as
/// `JSON.stringify` does.
pub fn write_string(out: &mut String, text: &str) {
    out.reserve(text.len() + 2);
    out.push('"');
    let mut rest = text;
    loop {
        let (plain, special) =
            rest.split_at_checked(plain_len(rest.as_bytes())).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut characters = special.chars();
        match characters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{c}') => out.push_str("\\f"),
            Some(control) => {
                out.push_str("\\u00");
                for nibble in [u32::from(control) >> 4, u32::from(control) & 15] {
                    out.extend(char::from_digit(nibble, 16));
                }
            }
            None => break,
        }
        rest = characters.as_str();
    }
    out.push('"');
}

/// Writes a value as compact JSON, members in their order, numbers with their digits.
pub fn write_value(out: &mut String, value: Value<'_>) {
    if let Some(elements) = value.elements() {
        let mut list = Writer::array(out);
        for element in elements {
            write_value(list.element(), element);
        }
        list.end();
    } else if let Some(members) = value.members() {
        let mut object = Writer::object(out);
        for (name, member) in members {
            write_value(object.member(name), member);
        }
        object.end();
    } else {
        write_scalar(out, value);
    }
}

fn write_scalar(out: &mut String, value: Value<'_>) {
    match value.kind() {
        Kind::Boolean if value.as_bool() == Some(true) => out.push_str("true"),
        Kind::Boolean => out.push_str("false"),
        Kind::Number => out.push_str(value.number_text().unwrap_or_default()),
        Kind::String => write_string(out, value.as_str().unwrap_or_default()),
        _ => out.push_str("null"),
    }
}

/// A spelling that values equal by draft-06 (validation, sections 6.23 and 6.24: numbers by value,
/// objects whatever their order), and only they, share.
pub fn canonical(value: Value<'_>) -> String {
    fn write(out: &mut String, value: Value<'_>) {
        if let Some(elements) = value.elements() {
            let mut list = Writer::array(out);
            for element in elements {
                write(list.element(), element);
            }
            list.end();
        } else if let Some(number) = value.as_number() {
            out.push_str(&number.canonical());
        } else if value.kind() == Kind::Object {
            let mut object = Writer::object(out);
            for (name, member) in value.sorted_members() {
                write(object.member(name), member);
            }
            object.end();
        } else {
            write_scalar(out, value);
        }
    }
    let mut out = String::new();
    write(&mut out, value);
    out
}

/// `name` as one segment of a JSON Pointer (RFC 6901, section 3), slash included.
pub fn pointer_segment(name: &str) -> String {
    let mut segment = String::with_capacity(name.len() + 1);
    segment.push('/');
    for character in name.chars() {
        match character {
            '~' => segment.push_str("~0"),
            '/' => segment.push_str("~1"),
            other => segment.push(other),
        }
    }
    segment
}

/// Puts the commas, names and brackets of one object or array that is being written.
#[derive(Debug)]
pub struct Writer<'o> {
    out: &'o mut String,
    is_first: bool,
    close: char,
}

impl<'o> Writer<'o> {
    /// Begins an object.
    pub fn object(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, is_first: true, close: '}' }
    }

    /// Begins an array.
    pub fn array(out: &'o mut String) -> Self {
        out.push('[');
        Self { out, is_first: true, close: ']' }
    }

    /// Where the next element of an array is to be written.
    pub fn element(&mut self) -> &mut String {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(',');
        }
        self.out
    }

    /// Where the value of the next member of an object is to be written.
    pub fn member(&mut self, name: &str) -> &mut String {
        let out = self.element();
        write_string(out, name);
        out.push(':');
        out
    }

    /// Writes a member whose value is a string.
    pub fn string(&mut self, name: &str, value: &str) {
        write_string(self.member(name), value);
    }

    /// Writes a member whose value is already JSON text.
    pub fn raw(&mut self, name: &str, json: &str) {
        self.member(name).push_str(json);
    }

    /// Closes the object or array.
    pub fn end(self) {
        self.out.push(self.close);
    }
}
