//! `items` and `additionalItems`, of which the second applies only to what a list in the first
//! leaves over.

use super::{Comparison, Keywords, MaybeSchema, NEW, Verdict};
use crate::json::Value;

/// What is demanded of the elements of an array.
struct Elements<'d> {
    /// One schema for each of the first elements.
    leading: Vec<Value<'d>>,
    rest: MaybeSchema<'d>,
    /// Where the rest's schema stands.
    rest_pointer: &'static str,
}

impl<'d> Elements<'d> {
    fn of(keywords: Keywords<'d>) -> Self {
        let items = keywords.get("items");
        match items.and_then(Value::elements) {
            Some(leading) => Self {
                leading: leading.collect(),
                rest: keywords.get("additionalItems"),
                rest_pointer: "/additionalItems",
            },
            None => Self { leading: Vec::new(), rest: items, rest_pointer: "/items" },
        }
    }

    fn at(&self, index: usize) -> MaybeSchema<'d> {
        self.leading.get(index).copied().or(self.rest)
    }
}

impl Comparison {
    /// Compares what is demanded of each element, and of all behind the last one named.
    pub(super) fn elements(&mut self, old: Keywords<'_>, new: Keywords<'_>) -> Verdict {
        let (old, new) = (Elements::of(old), Elements::of(new));
        for index in 0..old.leading.len().max(new.leading.len()) {
            let (before, now) = (old.at(index), new.at(index));
            let segment = index.to_string();
            match new.leading.get(index) {
                Some(_) => self.inside(&["/items/", &segment], |this| match before {
                    Some(_) => this.schemas(before, now),
                    None => this.wider(None, now, NEW),
                })?,
                None => self.inside(&[new.rest_pointer], |this| {
                    this.wider(before, now, "does not allow as much as each of `items` did")
                })?,
            }
        }
        let Some(now) = new.rest else {
            return Ok(());
        };
        self.inside(&[new.rest_pointer], |this| this.child(old.rest, now))
    }
}
