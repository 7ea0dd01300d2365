//! JSON Schema draft-06: compile a schema once, judge many documents.
//!
//! [`Schema::compile`] reads a schema into a list of subschemas, each a list of keywords (one file
//! for each under `keywords/`, named after it). Every `$ref` is resolved then; nothing is ever
//! fetched. Judging walks the value once for every subschema that applies to it.
//!
//! Sources: draft-wright-json-schema-01 ("core"), draft-wright-json-schema-validation-01
//! ("validation").

mod check;
mod compile;
mod error;
mod found;
mod keywords;
mod regex;
mod resources;
mod shape;
mod uri;
mod widening;

#[cfg(test)]
mod tests;

pub use error::{ParseError, SchemaError};
#[cfg(not(target_arch = "wasm32"))]
pub use regex::NativeRegexEngine;
pub use regex::{CharTest, MAX_GROUP_DEPTH, MAX_STATES, Regex, RegexEngine, steps_for};
pub use resources::{Documents, META_SCHEMA, META_SCHEMA_URI};
pub use widening::check_widening;

use std::fmt;

use crate::issue::Issue;
use crate::json::{Document, Kind, Value};
use check::Checker;
use compile::{Compiler, SubschemaId};
use keywords::Keyword;
use shape::Shape;

/// At most this many issues are reported for one value (contract section 4).
pub const MAX_ISSUES: usize = 64;

/// The paths of one value's issues together take at most this much, beyond the first: a hostile
/// value with long names around many faults would else be answered with hundreds of megabytes.
pub const MAX_ISSUE_PATH_BYTES: usize = 16 * 1024;

/// `allOf`, `anyOf`, `oneOf`, `not`, `dependencies` and `$ref` between them may lead this many
/// steps from a value to the same value. With [`MAX_DEPTH`](crate::json::MAX_DEPTH) it bounds the
/// recursion of a check, and so the stack.
pub const MAX_IN_PLACE_STEPS: usize = 16;

/// A compiled schema.
pub struct Schema(Judge);

/// What judges values.
enum Judge {
    /// Nearly every relationship type asks for no more than a shape.
    Shape(Shape),
    Keywords(Subschemas),
}

/// A schema and those inside it.
struct Subschemas {
    list: Vec<Subschema>,
    root: SubschemaId,
}

/// One schema inside a schema.
struct Subschema {
    /// See [`Issue::schema_path`].
    location: String,
    assertion: Assertion,
}

enum Assertion {
    /// `true` and `false`.
    Constant(bool),
    /// An object: all must hold. In the order in which faults are reported.
    Keywords(Vec<Box<dyn Keyword>>),
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").finish_non_exhaustive()
    }
}

impl Schema {
    /// Compiles a schema; `documents` are those that its `$ref`s may name beside itself and the
    /// draft-06 meta-schema.
    ///
    /// # Errors
    ///
    /// The first keyword whose value draft-06 does not allow, `$ref` that leads nowhere, pattern
    /// that is no ECMA-262 expression or is not supported, or circle of references that never reaches a value inside.
    pub fn compile(
        schema: Value<'_>,
        documents: &Documents,
        regexes: &dyn RegexEngine,
    ) -> Result<Self, SchemaError> {
        // Run in any case: what it refuses is no schema.
        let subschemas = Compiler::run(schema, documents, regexes).map_err(|fault| *fault)?;
        Ok(Self(match Shape::of(schema) {
            Some(shape) => Judge::Shape(shape),
            None => Judge::Keywords(subschemas),
        }))
    }

    /// [`compile`](Self::compile) of a schema's text; `documents` is a JSON object of schemas by their
    /// URIs.
    ///
    /// # Errors
    ///
    /// [`ParseError`] says what is wrong with the texts or the schema.
    pub fn parse(
        schema: &str,
        documents: &str,
        regexes: &dyn RegexEngine,
    ) -> Result<Self, ParseError> {
        let known = Document::parse(documents.as_bytes())?;
        let mut documents = Documents::new();
        for (uri, document) in known.root().members().into_iter().flatten() {
            documents.insert(uri, document)?;
        }
        Ok(Self::compile(Document::parse(schema.as_bytes())?.root(), &documents, regexes)?)
    }

    /// The schema `{"type":"object","properties":{NAME:{"type":KIND},…},"required":[…],
    /// "additionalProperties":false}`, without taking the way through its text. `None` when there are
    /// more than 64 members, or one is required that is none of them.
    pub(crate) fn closed_object(members: &[(&str, Kind)], required: &[&str]) -> Option<Self> {
        Some(Self(Judge::Shape(Shape::new(members, required, true)?)))
    }

    /// Everything that is wrong with the value, up to [`MAX_ISSUES`]; empty exactly when
    /// [`is_valid`](Self::is_valid).
    pub fn issues(&self, value: Value<'_>) -> Vec<Issue> {
        match &self.0 {
            Judge::Shape(shape) if shape.fits(value) => Vec::new(),
            Judge::Shape(shape) => shape.issues(value),
            Judge::Keywords(subschemas) => {
                let mut checker = Checker::reporting(subschemas, value);
                checker.apply(subschemas.root, value);
                checker.into_issues()
            }
        }
    }

    /// Whether the value satisfies the schema; stops at the first fault.
    pub fn is_valid(&self, value: Value<'_>) -> bool {
        match &self.0 {
            Judge::Shape(shape) => shape.fits(value),
            Judge::Keywords(subschemas) => Checker::quiet(subschemas, value).passes(value),
        }
    }

    /// Whether the value satisfies the schema, where that can be seen at a glance.
    pub(crate) fn fits(&self, value: Value<'_>) -> bool {
        self.shape().is_some_and(|shape| shape.fits(value))
    }

    fn shape(&self) -> Option<&Shape> {
        match &self.0 {
            Judge::Shape(shape) => Some(shape),
            Judge::Keywords(_) => None,
        }
    }

    /// Whether every value that [`fits`](Self::fits) has this member, of this kind.
    pub(crate) fn requires(&self, name: &str, kind: Kind) -> bool {
        self.shape().is_some_and(|shape| shape.requires(name, kind))
    }

    /// Whether a value that [`fits`](Self::fits) may have this member, of this kind.
    pub(crate) fn allows(&self, name: &str, kind: Kind) -> bool {
        self.shape().is_some_and(|shape| shape.allows(name, kind))
    }

    /// How many members every value that [`fits`](Self::fits) has; `None` where none fits at a glance.
    pub(crate) fn required_count(&self) -> Option<usize> {
        Some(self.shape()?.required_count())
    }

    /// Whether no value that [`fits`](Self::fits) has this member of another kind.
    pub(crate) fn restricts(&self, name: &str, kind: Kind) -> bool {
        self.shape().is_some_and(|shape| shape.restricts(name, kind))
    }

    /// Whether no value that [`fits`](Self::fits) has this member.
    pub(crate) fn excludes(&self, name: &str) -> bool {
        self.shape().is_some_and(|shape| shape.excludes(name))
    }
}

/// Parses a text that is known to be JSON; tests and the meta-schema use it.
fn parse_known(text: &'static str) -> Document<'static> {
    Document::parse(text.as_bytes()).unwrap_or_default()
}
