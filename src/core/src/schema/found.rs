//! What a check has found, within bounds.

use super::{MAX_ISSUE_PATH_BYTES, MAX_ISSUES};
use crate::issue::{Code, Issue, PathSegment};
use crate::json::shorten;

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

/// The issues so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) issues: Vec<Issue>,
    path_bytes: usize,
}

impl Found {
    /// Adds an issue, if there is room for its path. The path goes on with `last`, if there is one.
    pub(super) fn add(
        &mut self,
        code: Code,
        keyword: Option<&'static str>,
        schema_path: String,
        path: &[Step<'_>],
        last: Option<Step<'_>>,
    ) {
        if self.is_full() {
            return;
        }
        let mut segments = Vec::new();
        for step in path.iter().chain(&last) {
            self.path_bytes += step.len_bytes();
            segments.push(step.to_segment());
        }
        if self.issues.is_empty() || self.path_bytes <= MAX_ISSUE_PATH_BYTES {
            let issue = Issue::with_relationship(code);
            let schema_path = Some(schema_path);
            self.issues.push(Issue { path: segments, keyword, schema_path, ..issue });
        }
    }

    /// Whether enough is known.
    pub(super) fn is_full(&self) -> bool {
        self.issues.len() >= MAX_ISSUES || self.path_bytes > MAX_ISSUE_PATH_BYTES
    }
}
