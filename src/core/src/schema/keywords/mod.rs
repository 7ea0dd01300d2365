//! The keywords of draft-06, one file for each, named after it.
//!
//! A file has a `compile` function, which reads the keyword's value and refuses what the
//! meta-schema refuses, and a [`Keyword`], which checks a value. Families that differ in a
//! comparison only share theirs ([`count`], [`bound`]); the three keywords that divide up an
//! object's members share [`properties`], the two that divide up an array's elements [`items`].

mod additional_items;
mod additional_properties;
mod all_of;
mod any_of;
mod bound;
mod const_;
mod contains;
mod count;
mod definitions;
mod dependencies;
mod enum_;
mod exclusive_maximum;
mod exclusive_minimum;
mod format;
mod items;
mod max_items;
mod max_length;
mod max_properties;
mod maximum;
mod min_items;
mod min_length;
mod min_properties;
mod minimum;
mod multiple_of;
mod not;
mod one_of;
mod pattern;
mod pattern_properties;
mod properties;
mod property_names;
mod required;
mod type_;
mod unique_items;

use super::check::Checker;
use super::compile::{Compiled, Context, SubschemaId};
use crate::json::Value;

/// One assertion about a value. A value of a kind that the keyword does not speak of satisfies it.
pub(super) trait Keyword {
    /// Whether the value satisfies the keyword; faults are reported to `checker`, which may ask to
    /// stop at the first ([`Checker::is_reporting`]).
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool;

    /// Visits the subschemas that this keyword applies to the very same value.
    fn each_in_place(&self, _visit: &mut dyn FnMut(SubschemaId)) {}
}

/// Reads a keyword's value.
pub(super) type Compile = for<'d> fn(&mut Context<'_, 'd>, Value<'d>) -> Compiled;

/// All keywords in the order in which they are checked, and so in which faults are reported: the
/// value itself, its size, its content, its combinations.
///
/// `$ref` and `$id` are read before ([`resources`](super::resources)).
pub(super) const ALL: &[(&str, Compile)] = &[
    ("$schema", |context, value| context.require_draft_06(value).map(|()| None)),
    ("title", annotation_text),
    ("description", annotation_text),
    ("examples", annotation_list),
    ("definitions", definitions::compile),
    ("type", type_::compile),
    ("enum", enum_::compile),
    ("const", const_::compile),
    ("multipleOf", multiple_of::compile),
    ("maximum", maximum::compile),
    ("exclusiveMaximum", exclusive_maximum::compile),
    ("minimum", minimum::compile),
    ("exclusiveMinimum", exclusive_minimum::compile),
    ("maxLength", max_length::compile),
    ("minLength", min_length::compile),
    ("pattern", pattern::compile),
    ("format", format::compile),
    ("maxItems", max_items::compile),
    ("minItems", min_items::compile),
    ("uniqueItems", unique_items::compile),
    ("items", items::compile),
    ("additionalItems", additional_items::compile),
    ("contains", contains::compile),
    ("maxProperties", max_properties::compile),
    ("minProperties", min_properties::compile),
    ("required", required::compile),
    ("properties", properties::compile),
    ("patternProperties", pattern_properties::compile),
    ("additionalProperties", additional_properties::compile),
    ("propertyNames", property_names::compile),
    ("dependencies", dependencies::compile),
    ("allOf", all_of::compile),
    ("anyOf", any_of::compile),
    ("oneOf", one_of::compile),
    ("not", not::compile),
];

/// Where a keyword's value holds schemas.
pub(super) enum Children {
    None,
    /// It is one.
    One,
    /// It is a list of them.
    Listed,
    /// It is one or a list of them.
    OneOrListed,
    /// It is an object of them.
    Named,
}

/// Where schemas stand in the value of a keyword. What no keyword names holds no schema, so an
/// `$id` in an `enum` or an example is none.
pub(super) fn children(keyword: &str) -> Children {
    match keyword {
        "additionalItems" | "additionalProperties" | "contains" | "not" | "propertyNames" => {
            Children::One
        }
        "allOf" | "anyOf" | "oneOf" => Children::Listed,
        "items" => Children::OneOrListed,
        "definitions" | "dependencies" | "patternProperties" | "properties" => Children::Named,
        _ => Children::None,
    }
}

/// `title` and `description` (validation, section 7.2) assert nothing.
fn annotation_text(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    value.as_str().ok_or_else(|| context.error("must be a string"))?;
    Ok(None)
}

/// `examples` (validation, section 7.4) assert nothing.
fn annotation_list(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    value.elements().ok_or_else(|| context.error("must be a list"))?;
    Ok(None)
}
