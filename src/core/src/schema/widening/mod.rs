//! Whether a schema accepts all that another one accepts, so that a relationship type in use may
//! change from the one to the other and every stored relationship stays valid.
//!
//! The two are compared keyword by keyword, and what cannot be seen that way is refused: a schema
//! may be wider than the other and be refused, but what passes is wider (the law in `tests`).
//! Dropping an assertion widens; adding one narrows, unless it asks for nothing. Two families are
//! compared as a whole, because what one keyword says of a value depends on the others: [`members`]
//! and [`elements`].

mod assertions;
mod elements;
mod members;
mod numbers;
#[cfg(test)]
mod tests;
mod values;

use super::error::{Fault, SchemaError};
use super::keywords;
use super::shape::is_annotation;
use crate::json::{Kind, Value, concat};
use assertions::{asserted, first_reference};

/// What a comparison may take. One that looks at every value of two schemas of the largest size once
/// takes a quarter of it; but patterns are compared with every new name.
const MAX_STEPS: usize = 1_000_000;

/// To compare two schemas takes as long as to look at this many values.
const STEPS_OF_SCHEMAS: usize = 16;

const NEW: &str = "was not there before";
const CHANGED: &str = "is not what it was";

/// Whether `new` accepts every value that `old` accepts. Both are draft-06 schemas, which
/// [`Schema::compile`](super::Schema::compile) takes.
///
/// What asserts nothing may change: `title`, `description`, `examples`, `default`, `definitions`,
/// `$schema` and all that draft-06 does not know. A schema with a `$ref` is accepted only where
/// nothing changes but `title`, `description` and `$schema`: a reference may lead to any other place
/// of it. A value whose check is given up for what it takes is none that is accepted.
///
/// # Errors
///
/// The first keyword of `new` that may refuse what `old` accepts, or that cannot be compared.
pub fn check_widening(old: Value<'_>, new: Value<'_>) -> Result<(), SchemaError> {
    let mut comparison = Comparison { location: "#".to_owned(), steps_left: MAX_STEPS };
    comparison.roots(old, new).map_err(|fault| *fault)
}

/// A schema; `None` is one that accepts everything.
type MaybeSchema<'d> = Option<Value<'d>>;

type Verdict = Result<(), Fault>;

/// The state of a comparison: where in the new schema we are, and how much may still be looked at.
///
/// Each comparison of two schemas goes one level into the new one, which is at most
/// [`MAX_DEPTH`](crate::json::MAX_DEPTH) deep: so deep is the recursion.
struct Comparison {
    location: String,
    steps_left: usize,
}

impl Comparison {
    fn roots(&mut self, old: Value<'_>, new: Value<'_>) -> Verdict {
        let reference = first_reference(new).or_else(|| first_reference(old));
        let Some(location) = reference else {
            return self.schemas(Some(old), Some(new));
        };
        // Texts, so no reference leads there.
        let texts = ["$schema", "title", "description"];
        let (old, new) = (old.without_members(&texts), new.without_members(&texts));
        match crate::json::canonical(old.root()) == crate::json::canonical(new.root()) {
            true => Ok(()),
            false => Err(SchemaError::new(
                location,
                "is a reference, and a schema with references may not change",
            )
            .into()),
        }
    }

    /// Compares two schemas, and those inside them.
    fn schemas(&mut self, old: MaybeSchema<'_>, new: MaybeSchema<'_>) -> Verdict {
        let is_constant = |schema: MaybeSchema<'_>, constant| {
            schema.is_some_and(|schema| schema.as_bool() == Some(constant))
        };
        let Some(new) = new else {
            return Ok(());
        };
        if is_constant(old, false) || is_constant(Some(new), true) {
            return Ok(());
        }
        if is_constant(Some(new), false) {
            return self.refuse("allows nothing any more");
        }
        let old = Keywords::of(old);
        let new = Keywords::of(Some(new));
        self.look_at(STEPS_OF_SCHEMAS + old.count() + new.count())?;
        if !self.are_alike(old.get("$id"), new.get("$id"))? {
            return self.inside(&["/$id"], |this| this.refuse(CHANGED));
        }
        for (keyword, _) in keywords::ALL {
            self.keyword(keyword, old, new)?;
        }
        Ok(())
    }

    /// Compares what one keyword asserts.
    fn keyword(&mut self, keyword: &str, old: Keywords<'_>, new: Keywords<'_>) -> Verdict {
        // The first of a family compares it all: another member of it may be what was there before.
        match keyword {
            "properties" => return self.members(old, new),
            "items" => return self.elements(old, new),
            "patternProperties" | "additionalProperties" | "additionalItems" => return Ok(()),
            _ => {}
        }
        let Some(now) = new.get(keyword).filter(|_| !is_annotation(keyword)) else {
            return Ok(());
        };
        let before = old.get(keyword);
        self.inside(&["/", keyword], |this| match keyword {
            "type" => this.type_(before, now),
            "enum" | "const" => this.values(old, now, keyword == "enum"),
            "multipleOf" => this.multiple_of(before, now),
            "maximum" | "exclusiveMaximum" | "minimum" | "exclusiveMinimum" => {
                this.bound(old, keyword, now)
            }
            "maxLength" | "maxItems" | "maxProperties" => this.upper_count(before, now),
            "minLength" | "minItems" | "minProperties" => this.lower_count(before, now),
            "uniqueItems" => this.unique_items(before, now),
            "required" => this.required(before, now),
            "dependencies" => this.dependencies(before, now),
            "propertyNames" => this.child(before, now),
            // An empty array holds nothing, whatever the schema.
            "contains" if before.is_some() => this.schemas(before, Some(now)),
            "allOf" => this.all_of(before, now),
            "anyOf" => this.any_of(before, now),
            // `pattern`, `format`, `oneOf`, `not`, and what a later draft may bring.
            _ => this.unchanged(keyword, before, now),
        })
    }

    /// A keyword whose schema applies to all that there is, whether it was there before or not.
    fn child(&mut self, old: MaybeSchema<'_>, new: Value<'_>) -> Verdict {
        match old {
            Some(_) => self.schemas(old, Some(new)),
            None => self.trivial(new, NEW),
        }
    }

    /// The new schema must ask for nothing, else the fault is here and has this reason.
    fn trivial(&mut self, new: Value<'_>, reason: &str) -> Verdict {
        self.wider(None, Some(new), reason)
    }

    /// [`schemas`](Self::schemas) of which only the outcome is told, not the place inside.
    fn wider(&mut self, old: MaybeSchema<'_>, new: MaybeSchema<'_>, reason: &str) -> Verdict {
        match self.schemas(old, new) {
            Err(_) if self.steps_left > 0 => self.refuse(reason),
            verdict => verdict,
        }
    }

    fn unchanged(&mut self, keyword: &str, old: Option<Value<'_>>, new: Value<'_>) -> Verdict {
        let Some(old) = old else {
            return self.refuse(NEW);
        };
        self.look_at(old.node_count() + new.node_count())?;
        match assertions::of_keyword(keyword, old) == assertions::of_keyword(keyword, new) {
            true => Ok(()),
            false => self.refuse(CHANGED),
        }
    }

    /// Every new schema must be wider than one of the old ones: the one in its place, or one that
    /// asserts the same.
    fn all_of(&mut self, old: Option<Value<'_>>, new: Value<'_>) -> Verdict {
        let Some(old) = old else {
            return self.refuse(NEW);
        };
        let known = self.asserted_by_each(old)?;
        let mut before = old.elements().into_iter().flatten();
        for (segment, now) in new.parts() {
            let before = before.next();
            self.look_at(now.node_count())?;
            if known.binary_search(&asserted(now)).is_ok() {
                continue;
            }
            self.inside(&[&segment], |this| match before {
                Some(_) => this.schemas(before, Some(now)),
                None => this.trivial(now, NEW),
            })?;
        }
        Ok(())
    }

    /// Every old schema must be narrower than one of the new ones: the one in its place, or one that
    /// asserts the same.
    fn any_of(&mut self, old: Option<Value<'_>>, new: Value<'_>) -> Verdict {
        let Some(old) = old else {
            return self.refuse(NEW);
        };
        let known = self.asserted_by_each(new)?;
        let mut now = new.elements().into_iter().flatten();
        for (segment, before) in old.parts() {
            let now = now.next();
            self.look_at(before.node_count())?;
            if known.binary_search(&asserted(before)).is_ok() {
                continue;
            }
            match now {
                Some(_) => self.inside(&[&segment], |this| this.schemas(Some(before), now))?,
                None => return self.refuse("has fewer schemas than before"),
            }
        }
        Ok(())
    }

    /// What each schema of a list asserts, sorted.
    fn asserted_by_each(&mut self, list: Value<'_>) -> Result<Vec<String>, Fault> {
        self.look_at(list.node_count())?;
        let mut texts: Vec<String> = list.elements().into_iter().flatten().map(asserted).collect();
        texts.sort_unstable();
        Ok(texts)
    }

    /// Whether both are absent or equal.
    fn are_alike(&mut self, old: Option<Value<'_>>, new: Option<Value<'_>>) -> Result<bool, Fault> {
        match (old, new) {
            (Some(old), Some(new)) => {
                self.look_at(old.node_count() + new.node_count())?;
                Ok(crate::json::canonical(old) == crate::json::canonical(new))
            }
            (old, new) => Ok(old.is_none() && new.is_none()),
        }
    }

    /// Goes on at a place below.
    fn inside<T>(&mut self, pointer: &[&str], compare: impl FnOnce(&mut Self) -> T) -> T {
        let len = self.location.len();
        self.location.push_str(&concat(pointer));
        let outcome = compare(self);
        self.location.truncate(len);
        outcome
    }

    fn look_at(&mut self, values: usize) -> Verdict {
        // At least one, so that none left means that it was too much.
        self.steps_left = self.steps_left.saturating_sub(values.max(1));
        match self.steps_left {
            0 => self.refuse("takes too much to be compared with what was there before"),
            _ => Ok(()),
        }
    }

    fn refuse<T>(&self, reason: &str) -> Result<T, Fault> {
        Err(SchemaError::new(&*self.location, reason).into())
    }
}

/// The keywords of a schema; of `true`, and of what is no schema, there are none.
#[derive(Clone, Copy)]
struct Keywords<'d>(Option<Value<'d>>);

impl<'d> Keywords<'d> {
    fn of(schema: MaybeSchema<'d>) -> Self {
        Self(schema.filter(|schema| schema.kind() == Kind::Object))
    }

    fn get(self, keyword: &str) -> Option<Value<'d>> {
        self.0?.get(keyword)
    }

    fn count(self) -> usize {
        self.0.and_then(Value::members).map_or(0, Iterator::count)
    }
}
