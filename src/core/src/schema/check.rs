//! One walk of a compiled schema over a value.

use super::{Assertion, MAX_ISSUE_PATH_BYTES, MAX_ISSUES, Schema, SubschemaId};
use crate::issue::{Code, Issue, PathSegment};
use crate::json::Value;
use crate::json::shorten;

/// A check may apply this many subschemas, however small the value.
const MIN_APPLICATIONS: usize = 10_000;

/// Names in a path are cut to this many characters: a path is for finding a property, and an answer
/// should not be many times its request.
const MAX_SEGMENT_CHARS: usize = 1024;

/// A step into the value that is being checked; becomes a [`PathSegment`] when a fault is reported.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'v> {
    Name(&'v str),
    Index(usize),
}

impl Step<'_> {
    fn to_segment(self) -> PathSegment {
        match self {
            Self::Name(name) => PathSegment::Name(shorten(name, MAX_SEGMENT_CHARS)),
            Self::Index(index) => PathSegment::Index(index),
        }
    }

    /// About what the segment takes in an issue.
    fn len_bytes(self) -> usize {
        match self {
            Self::Name(name) => name.len().min(MAX_SEGMENT_CHARS),
            Self::Index(_) => size_of::<usize>(),
        }
    }
}

/// The state of a check: where we are, and what was found.
pub(super) struct Checker<'s, 'v> {
    schema: &'s Schema,
    /// The location of the subschema that is being applied.
    location: &'s str,
    path: Vec<Step<'v>>,
    issues: Vec<Issue>,
    path_bytes: usize,
    /// Whether faults are collected. If not, the first one ends the check.
    is_reporting: bool,
    /// How many subschemas may still be applied.
    applications_left: usize,
    has_given_up: bool,
}

impl<'s, 'v> Checker<'s, 'v> {
    /// Finds every fault.
    pub(super) fn reporting(schema: &'s Schema, value: Value<'v>) -> Self {
        Self { is_reporting: true, ..Self::quiet(schema, value) }
    }

    /// Finds out whether there is a fault.
    pub(super) fn quiet(schema: &'s Schema, value: Value<'v>) -> Self {
        // Every subschema to every value is what a check can need. Some apply one to the same value
        // more than once; a recursive schema with several branches can do so exponentially often.
        let all_pairs = schema.subschemas.len().saturating_mul(value.node_count());
        Self {
            applications_left: all_pairs.saturating_mul(4).saturating_add(MIN_APPLICATIONS),
            has_given_up: false,
            schema,
            location: "",
            path: Vec::new(),
            issues: Vec::new(),
            path_bytes: 0,
            is_reporting: false,
        }
    }

    /// What was found. A check that was given up has found nothing that counts.
    pub(super) fn into_issues(self) -> Vec<Issue> {
        if self.has_given_up {
            return vec![Issue::with_relationship(Code::TooCostly)];
        }
        self.issues
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

    /// Whether the value satisfies the subschema; its faults are reported.
    pub(super) fn apply(&mut self, id: SubschemaId, value: Value<'v>) -> bool {
        let Some(subschema) = self.schema.subschema(id) else {
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
        let path_bytes: usize =
            self.path.iter().chain(last.as_ref()).map(|step| step.len_bytes()).sum();
        self.path_bytes += path_bytes;
        if self.issues.is_empty() || self.path_bytes <= MAX_ISSUE_PATH_BYTES {
            let path =
                self.path.iter().chain(last.as_ref()).map(|step| step.to_segment()).collect();
            let mut schema_path = self.location.to_owned();
            if let Some(keyword) = keyword {
                schema_path.extend(["/", keyword]);
            }
            let issue = Issue::with_relationship(code);
            self.issues.push(Issue { path, keyword, schema_path: Some(schema_path), ..issue });
        }
        // Enough is known: from here on the first fault ends each keyword.
        self.is_reporting =
            self.issues.len() < MAX_ISSUES && self.path_bytes <= MAX_ISSUE_PATH_BYTES;
        false
    }
}
