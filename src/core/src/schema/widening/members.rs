//! `properties`, `patternProperties` and `additionalProperties`, of which the last applies to what
//! the others leave over, so that dropping one of theirs may narrow; and what else is said by names.

use super::{CHANGED, Comparison, Keywords, MaybeSchema, NEW, Verdict};
use crate::issue::MAX_NAME_CHARS;
use crate::json::{Value, concat, pointer_segment, shorten};

/// The members of a keyword's value, by name.
struct Named<'d>(Vec<(&'d str, Value<'d>)>);

impl<'d> Named<'d> {
    fn of(value: Option<Value<'d>>) -> Self {
        Self(value.map(Value::sorted_members).unwrap_or_default())
    }

    fn get(&self, name: &str) -> MaybeSchema<'d> {
        let index = self.0.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
        self.0.get(index).map(|(_, schema)| *schema)
    }

    /// Those that the other does not name.
    fn less(&self, other: &Self) -> impl Iterator<Item = (&'d str, Value<'d>)> {
        self.0.iter().copied().filter(|(name, _)| other.get(name).is_none())
    }
}

impl Comparison {
    /// Compares what is demanded of the members of an object. Which names a pattern matches is not
    /// known here, so that where one might, both cases must be fine.
    pub(super) fn members(&mut self, old: Keywords<'_>, new: Keywords<'_>) -> Verdict {
        let (old_names, new_names) =
            (Named::of(old.get("properties")), Named::of(new.get("properties")));
        let (old_patterns, new_patterns) =
            (Named::of(old.get("patternProperties")), Named::of(new.get("patternProperties")));
        let (old_rest, new_rest) =
            (old.get("additionalProperties"), new.get("additionalProperties"));
        self.look_at(old_names.0.len() + new_names.0.len())?;

        for (name, now) in &new_names.0 {
            let pointer = pointer_segment(name);
            self.inside(&["/properties", &pointer], |this| match old_names.get(name) {
                Some(before) => this.schemas(Some(before), Some(*now)),
                None => {
                    // Either a pattern matched the name, or it was one of the rest.
                    for (_, before) in &old_patterns.0 {
                        this.wider(Some(*before), Some(*now), NEW)?;
                    }
                    this.wider(old_rest, Some(*now), NEW)
                }
            })?;
        }
        for (pattern, now) in &new_patterns.0 {
            let pointer = pointer_segment(pattern);
            self.inside(&["/patternProperties", &pointer], |this| {
                this.child(old_patterns.get(pattern), *now)
            })?;
        }
        let Some(now) = new_rest else {
            return Ok(());
        };
        // What the rest has gained by an entry that is gone.
        for (keyword, old, new) in [
            ("/properties", &old_names, &new_names),
            ("/patternProperties", &old_patterns, &new_patterns),
        ] {
            for (name, before) in old.less(new) {
                self.inside(&[keyword, &pointer_segment(name)], |this| {
                    let reason = "is gone, and `additionalProperties` does not allow as much";
                    this.wider(Some(before), Some(now), reason)
                })?;
            }
        }
        self.inside(&["/additionalProperties"], |this| this.child(old_rest, now))
    }

    /// `required`.
    pub(super) fn required(&mut self, old: Option<Value<'_>>, new: Value<'_>) -> Verdict {
        match self.first_new_name(old, new)? {
            None => Ok(()),
            Some(name) => {
                let name = shorten(name, MAX_NAME_CHARS);
                self.refuse(&concat(&["names `", &name, "`, which was not required before"]))
            }
        }
    }

    /// `dependencies`: what is demanded must have been demanded before, by the same name.
    pub(super) fn dependencies(&mut self, old: Option<Value<'_>>, new: Value<'_>) -> Verdict {
        let old = Named::of(old);
        for (name, now) in Named::of(Some(new)).0 {
            let before = old.get(name);
            self.inside(&[&pointer_segment(name)], |this| {
                let lists_names = |demand: Value<'_>| demand.elements().is_some();
                match lists_names(now) {
                    false if before.is_some_and(lists_names) => this.refuse(CHANGED),
                    false => this.child(before, now),
                    // Of a schema there is no first name, so all are new.
                    true => match this.first_new_name(before, now)? {
                        None => Ok(()),
                        Some(_) if before.is_none() => this.refuse(NEW),
                        Some(name) => {
                            let name = shorten(name, MAX_NAME_CHARS);
                            this.refuse(&concat(&["names `", &name, "`, which it did not before"]))
                        }
                    },
                }
            })?;
        }
        Ok(())
    }

    /// The first name of a list that another one lacks.
    fn first_new_name<'d>(
        &mut self,
        old: Option<Value<'_>>,
        new: Value<'d>,
    ) -> Result<Option<&'d str>, super::Fault> {
        self.look_at(old.map_or(0, Value::node_count) + new.node_count())?;
        let names = old.and_then(Value::elements).into_iter().flatten();
        let mut known: Vec<(&str, usize)> = names.filter_map(Value::as_str).zip(0..).collect();
        crate::json::sort_names(&mut known);
        let is_new =
            |name: &&str| known.binary_search_by(|(known, _)| (*known).cmp(*name)).is_err();
        Ok(new.elements().into_iter().flatten().filter_map(Value::as_str).find(is_new))
    }
}
