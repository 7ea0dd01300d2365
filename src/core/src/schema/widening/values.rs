//! `type`, `enum`, `const` and `uniqueItems`.

use super::{CHANGED, Comparison, Keywords, NEW, Verdict};
use crate::json::{Value, canonical, concat};

impl Comparison {
    /// `type`: each of the old types must be one of the new, or lie within it.
    pub(super) fn type_(&mut self, old: Option<Value<'_>>, new: Value<'_>) -> Verdict {
        let Some(old) = old else {
            return self.refuse(NEW);
        };
        self.look_at(old.node_count() + new.node_count())?;
        // A list holds each of the seven once.
        let allows = |name| type_names(new).any(|now| now == name);
        let is_allowed = |name| allows(name) || name == "integer" && allows("number");
        match type_names(old).find(|name| !is_allowed(name)) {
            Some(name) => self.refuse(&concat(&["no longer allows `", name, "`"])),
            None => Ok(()),
        }
    }

    /// `enum` and `const`: the values that one of the two allowed before must be among the new.
    pub(super) fn values(&mut self, old: Keywords<'_>, new: Value<'_>, is_enum: bool) -> Verdict {
        let list = |value, is_list| match is_list {
            true => texts(value),
            false => vec![canonical(value)],
        };
        self.look_at(new.node_count())?;
        let mut now = list(new, is_enum);
        now.sort_unstable();
        let is_allowed = |text: &String| now.binary_search(text).is_ok();
        for (keyword, is_list) in [("enum", true), ("const", false)] {
            let Some(before) = old.get(keyword) else {
                continue;
            };
            self.look_at(before.node_count())?;
            if list(before, is_list).iter().all(is_allowed) {
                return Ok(());
            }
        }
        match old.get(if is_enum { "enum" } else { "const" }) {
            Some(_) if is_enum => self.refuse("lacks a value that it had"),
            Some(_) => self.refuse(CHANGED),
            None => self.refuse(NEW),
        }
    }

    /// `uniqueItems`; `false` asks for nothing.
    pub(super) fn unique_items(&mut self, old: Option<Value<'_>>, new: Value<'_>) -> Verdict {
        let is_true = |value: Value<'_>| value.as_bool() == Some(true);
        match old {
            _ if !is_true(new) => Ok(()),
            Some(old) if is_true(old) => Ok(()),
            Some(_) => self.refuse("was `false` before"),
            None => self.refuse(NEW),
        }
    }
}

/// The one name, or those of the list.
fn type_names<'d>(value: Value<'d>) -> impl Iterator<Item = &'d str> {
    value
        .as_str()
        .into_iter()
        .chain(value.elements().into_iter().flatten().filter_map(Value::as_str))
}

fn texts(list: Value<'_>) -> Vec<String> {
    list.elements().into_iter().flatten().map(canonical).collect()
}
