//! One walk of a compiled schema over a value.

use super::compile::SubschemaId;
use super::found::{Found, Step};
use super::regex::{Regex, steps_for};
use super::{Assertion, Subschemas};
use crate::issue::{Code, Issue};
use crate::json::{Value, concat};

/// A check may apply this many subschemas, however small the value.
const MIN_APPLICATIONS: usize = 10_000;

/// And this many, however large: a second's work in wasm.
const MAX_APPLICATIONS: usize = 5_000_000;

/// The names and values that the lists of `required`, `dependencies` and `enum` may be compared
/// with in one check: a tenth of a second's work in wasm.
const MAX_COMPARISONS: usize = 10_000_000;

/// The state of a check: where we are, and what was found.
pub(super) struct Checker<'s, 'v> {
    schema: &'s Subschemas,
    /// The location of the subschema that is being applied.
    location: &'s str,
    path: Vec<Step<'v>>,
    found: Found,
    /// Whether faults are collected. If not, the first one ends the check.
    is_reporting: bool,
    /// How many subschemas may still be applied.
    applications_left: usize,
    comparisons_left: usize,
    /// The value that is being checked, the whole of it.
    root: Value<'v>,
    /// What patterns may still take, once there was one.
    steps_left: Option<usize>,
    has_given_up: bool,
}

impl<'s, 'v> Checker<'s, 'v> {
    /// Finds every fault.
    pub(super) fn reporting(schema: &'s Subschemas, value: Value<'v>) -> Self {
        Self { is_reporting: true, ..Self::quiet(schema, value) }
    }

    /// Finds out whether there is a fault.
    pub(super) fn quiet(schema: &'s Subschemas, value: Value<'v>) -> Self {
        // Every subschema to every value is what a check can need. Some apply one to the same value
        // more than once; a recursive schema with several branches can do so exponentially often.
        let all_pairs = schema.list.len().saturating_mul(value.node_count());
        let wanted = all_pairs.saturating_mul(4).saturating_add(MIN_APPLICATIONS);
        Self {
            applications_left: wanted.min(MAX_APPLICATIONS),
            comparisons_left: MAX_COMPARISONS,
            root: value,
            steps_left: None,
            has_given_up: false,
            schema,
            location: "",
            path: Vec::new(),
            found: Found::default(),
            is_reporting: false,
        }
    }

    /// What was found. A check that was given up has found nothing that counts.
    pub(super) fn into_issues(self) -> Vec<Issue> {
        if self.has_given_up {
            return vec![Issue::with_relationship(Code::TooCostly)];
        }
        self.found.issues
    }

    /// Whether the value, the whole of it, satisfies the schema.
    pub(super) fn passes(mut self, value: Value<'v>) -> bool {
        self.apply(self.schema.root, value) && !self.has_given_up
    }

    /// Ends a check that takes too much. Always `false`, to be returned; whatever a `not` around it
    /// makes of that, there is no verdict.
    #[cold]
    pub(super) fn give_up(&mut self) -> bool {
        self.has_given_up = true;
        self.is_reporting = false;
        self.applications_left = 0;
        false
    }

    /// Whether the check may make so many more comparisons. If not, it has been given up.
    pub(super) fn may_compare(&mut self, times: usize) -> bool {
        match self.comparisons_left.checked_sub(times) {
            Some(left) => self.comparisons_left = left,
            None => return self.give_up(),
        }
        true
    }

    /// Whether the value satisfies the subschema; its faults are reported.
    pub(super) fn apply(&mut self, id: SubschemaId, value: Value<'v>) -> bool {
        let Some(subschema) = self.schema.list.get(id.0) else {
            return true;
        };
        match self.applications_left.checked_sub(1) {
            Some(left) => self.applications_left = left,
            None => return self.give_up(),
        }
        let outer = std::mem::replace(&mut self.location, &subschema.location);
        let is_valid = match &subschema.assertion {
            Assertion::Constant(true) => true,
            Assertion::Constant(false) => self.report_false(),
            Assertion::Keywords(keywords) => {
                let mut is_valid = true;
                for keyword in keywords {
                    is_valid &= keyword.check(value, self);
                    if !is_valid && !self.is_reporting {
                        break;
                    }
                }
                is_valid
            }
        };
        self.location = outer;
        is_valid
    }

    /// [`apply`](Self::apply) to a value inside the current one.
    pub(super) fn apply_inside(
        &mut self,
        step: Step<'v>,
        id: SubschemaId,
        value: Value<'v>,
    ) -> bool {
        self.path.push(step);
        let is_valid = self.apply(id, value);
        self.path.pop();
        is_valid
    }

    /// Whether the value satisfies the subschema; its faults are nobody's.
    pub(super) fn is_valid(&mut self, id: SubschemaId, value: Value<'v>) -> bool {
        let was_reporting = std::mem::take(&mut self.is_reporting);
        let is_valid = self.apply(id, value);
        self.is_reporting = was_reporting && !self.has_given_up;
        is_valid
    }

    /// Whether the pattern matches anywhere in the text. Where that takes too much, the check ends.
    pub(super) fn is_match(&mut self, pattern: &Regex, text: &str) -> bool {
        let root = self.root;
        let steps_left = self.steps_left.get_or_insert_with(|| steps_for(root.text_bytes()));
        pattern.is_match(text, steps_left).unwrap_or_else(|| self.give_up())
    }

    /// Whether to go on after a fault.
    pub(super) fn is_reporting(&self) -> bool {
        self.is_reporting
    }

    /// Notes that the current value breaks a keyword of the current subschema. Always `false`, to
    /// be returned.
    pub(super) fn report(&mut self, code: Code, keyword: &'static str) -> bool {
        self.push(code, Some(keyword), None)
    }

    /// [`report`](Self::report) for a value inside the current one, absent ones included.
    pub(super) fn report_inside(
        &mut self,
        step: Step<'_>,
        code: Code,
        keyword: &'static str,
    ) -> bool {
        self.push(code, Some(keyword), Some(step))
    }

    fn report_false(&mut self) -> bool {
        self.push(Code::NothingAllowed, None, None)
    }

    fn push(&mut self, code: Code, keyword: Option<&'static str>, last: Option<Step<'_>>) -> bool {
        if !self.is_reporting {
            return false;
        }
        let schema_path = match keyword {
            Some(keyword) => concat(&[self.location, "/", keyword]),
            None => self.location.to_owned(),
        };
        self.found.add(code, keyword, schema_path, &self.path, last);
        // From here on the first fault ends each keyword.
        self.is_reporting = !self.found.is_full();
        false
    }
}
