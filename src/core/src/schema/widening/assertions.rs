//! What a schema asserts, as a text that schemas share which differ in annotations, in the order of
//! members and in the spelling of numbers only.

use crate::json::{Kind, Value, Writer, canonical, concat, pointer_segment};
use crate::schema::keywords::{Children, children};
use crate::schema::shape::is_annotation;

/// What a schema asserts. Two without `$ref` that share the text accept the same values.
pub(super) fn asserted(schema: Value<'_>) -> String {
    let mut out = String::new();
    write_schema(&mut out, schema);
    out
}

/// What a keyword asserts by its value.
pub(super) fn of_keyword(keyword: &str, value: Value<'_>) -> String {
    let mut out = String::new();
    write_keyword(&mut out, keyword, value);
    out
}

fn write_schema(out: &mut String, schema: Value<'_>) {
    if schema.members().is_none() {
        // `true` or `false`.
        return out.push_str(&canonical(schema));
    }
    let mut object = Writer::object(out);
    for (keyword, value) in schema.sorted_members() {
        // `$id` is for others who refer to it.
        if keyword == "$id" || !is_annotation(keyword) {
            write_keyword(object.member(keyword), keyword, value);
        }
    }
    object.end();
}

fn write_keyword(out: &mut String, keyword: &str, value: Value<'_>) {
    match (children(keyword), value.elements(), value.members()) {
        (Children::One, _, _) | (Children::OneOrListed, None, _) => write_schema(out, value),
        (Children::Listed | Children::OneOrListed, Some(elements), _) => {
            let mut list = Writer::array(out);
            for schema in elements {
                write_schema(list.element(), schema);
            }
            list.end();
        }
        (Children::Named, _, Some(_)) => {
            let mut object = Writer::object(out);
            for (name, schema) in value.sorted_members() {
                // A list of names among the `dependencies` is no schema, and is written as it is.
                write_schema(object.member(name), schema);
            }
            object.end();
        }
        _ => out.push_str(&canonical(value)),
    }
}

/// Where the first `$ref` stands, if there is one. One that no keyword leads to is never followed,
/// unless another leads there.
pub(super) fn first_reference(schema: Value<'_>) -> Option<String> {
    if schema.get("$ref").is_some() {
        return Some("#/$ref".to_owned());
    }
    for (keyword, value) in schema.members().into_iter().flatten() {
        let found = match (children(keyword), value.kind()) {
            (Children::None, _) => None,
            (Children::Listed | Children::OneOrListed, Kind::Array)
            | (Children::Named, Kind::Object) => {
                value.parts().iter().find_map(|(segment, schema)| below(segment, *schema))
            }
            _ => below("", value),
        };
        if let Some(rest) = found {
            return Some(concat(&["#", &pointer_segment(keyword), &rest]));
        }
    }
    None
}

/// Where the first `$ref` of a schema at a segment stands, less the `#`.
fn below(segment: &str, schema: Value<'_>) -> Option<String> {
    let found = first_reference(schema)?;
    Some(concat(&[segment, found.strip_prefix('#').unwrap_or(&found)]))
}
