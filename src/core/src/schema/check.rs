//! One walk of a compiled schema over a value.

use super::{Assertion, MAX_ISSUE_PATH_BYTES, MAX_ISSUES, Schema, SubschemaId};
use crate::issue::{Code, Issue, PathSegment};
use crate::json::Value;

/// A step into the value that is being checked; becomes a [`PathSegment`] when a fault is reported.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'v> {
    Name(&'v str),
    Index(usize),
}

impl Step<'_> {
    fn to_segment(self) -> PathSegment {
        match self {
            Self::Name(name) => PathSegment::from(name),
            Self::Index(index) => PathSegment::Index(index),
        }
    }

    fn len_bytes(self) -> usize {
        match self {
            Self::Name(name) => name.len(),
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
}

impl<'s, 'v> Checker<'s, 'v> {
    /// Finds every fault.
    pub(super) fn reporting(schema: &'s Schema) -> Self {
        Self { is_reporting: true, ..Self::quiet(schema) }
    }

    /// Finds out whether there is a fault.
    pub(super) fn quiet(schema: &'s Schema) -> Self {
        Self {
            schema,
            location: "",
            path: Vec::new(),
            issues: Vec::new(),
            path_bytes: 0,
            is_reporting: false,
        }
    }

    pub(super) fn into_issues(self) -> Vec<Issue> {
        self.issues
    }

    /// Whether the value satisfies the subschema; its faults are reported.
    pub(super) fn apply(&mut self, id: SubschemaId, value: Value<'v>) -> bool {
        let Some(subschema) = self.schema.subschema(id) else {
            return true;
        };
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
        self.is_reporting = was_reporting;
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
            let schema_path = match keyword {
                Some(keyword) => format!("{}/{keyword}", self.location),
                None => self.location.to_owned(),
            };
            self.issues.push(Issue { code, path, keyword, schema_path: Some(schema_path) });
        }
        // Enough is known: from here on the first fault ends each keyword.
        self.is_reporting =
            self.issues.len() < MAX_ISSUES && self.path_bytes <= MAX_ISSUE_PATH_BYTES;
        false
    }
}
