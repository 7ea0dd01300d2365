//! From a schema document to a list of subschemas.

use std::collections::BTreeMap;

use super::error::SchemaError;
use super::keywords::{self, Keyword};
use super::regex::{Regex, RegexEngine};
use super::resources::{Documents, META_SCHEMA_URI, Place, Resources};
use super::shape::Shape;
use super::{Assertion, MAX_IN_PLACE_STEPS, Schema, Subschema};
use crate::json::{Kind, Value, pointer_segment};

/// The index of a subschema in its [`Schema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SubschemaId(pub(super) usize);

pub(super) struct Compiler<'d> {
    resources: Resources<'d>,
    regexes: &'d dyn RegexEngine,
    subschemas: Vec<Subschema>,
    /// The subschema of each place, by its address: a place is compiled once however often it is
    /// referred to, which also ends recursion.
    ids: BTreeMap<usize, SubschemaId>,
    /// Places that have an id and wait for their keywords. A list instead of recursion, so that a
    /// long chain of references costs no stack.
    pending: Vec<(SubschemaId, Place<'d>)>,
}

impl<'d> Compiler<'d> {
    pub(super) fn run(
        schema: Value<'d>,
        documents: &'d Documents,
        regexes: &'d dyn RegexEngine,
    ) -> Result<Schema, SchemaError> {
        let (resources, place) = Resources::new(schema, documents)?;
        let mut compiler = Self {
            resources,
            regexes,
            subschemas: Vec::new(),
            ids: BTreeMap::new(),
            pending: Vec::new(),
        };
        let root = compiler.subschema(place)?;
        while let Some((id, place)) = compiler.pending.pop() {
            let assertion = compiler.assertion(&place)?;
            if let Some(subschema) = compiler.subschemas.get_mut(id.0) {
                subschema.assertion = assertion;
            }
        }
        let compiled = Schema { subschemas: compiler.subschemas, root, shape: Shape::of(schema) };
        limit_in_place_steps(&compiled)?;
        Ok(compiled)
    }

    /// The id of the schema at a place, or of the one that its `$ref` leads to: beside `$ref`
    /// nothing else counts (core, section 8), so the two are the same.
    fn subschema(&mut self, mut place: Place<'d>) -> Result<SubschemaId, SchemaError> {
        let start = place.location.clone();
        for _ in 0..=MAX_IN_PLACE_STEPS {
            let Some(reference) = place.value.get("$ref") else {
                return Ok(self.id_of(place));
            };
            let location = format!("{}/$ref", place.location);
            let reference = reference
                .as_str()
                .ok_or_else(|| SchemaError::new(&location, "must be a string"))?;
            place = self.resources.find(&place.base, reference, &location)?;
        }
        Err(SchemaError::new(start, "refers to itself, or through too many others"))
    }

    fn id_of(&mut self, place: Place<'d>) -> SubschemaId {
        let next = SubschemaId(self.subschemas.len());
        let id = *self.ids.entry(place.value.address()).or_insert(next);
        if id == next {
            self.subschemas.push(Subschema {
                location: place.location.clone(),
                assertion: Assertion::Constant(true),
            });
            self.pending.push((id, place));
        }
        id
    }

    fn assertion(&mut self, place: &Place<'d>) -> Result<Assertion, SchemaError> {
        if let Some(constant) = place.value.as_bool() {
            return Ok(Assertion::Constant(constant));
        }
        if place.value.kind() != Kind::Object {
            return Err(SchemaError::new(
                &place.location,
                "must be a schema: an object or a boolean",
            ));
        }
        let mut assertions = Vec::new();
        for (keyword, compile) in keywords::ALL {
            if let Some(value) = place.value.get(keyword) {
                let mut context = Context { compiler: self, place, keyword };
                assertions.extend(compile(&mut context, value)?);
            }
        }
        Ok(match assertions.len() {
            0 => Assertion::Constant(true),
            _ => Assertion::Keywords(assertions),
        })
    }
}

/// What a keyword sees while it is compiled.
pub(super) struct Context<'c, 'd> {
    compiler: &'c mut Compiler<'d>,
    place: &'c Place<'d>,
    keyword: &'static str,
}

/// What compiling one keyword gives: `None` where it asserts nothing.
pub(super) type Compiled = Result<Option<Box<dyn Keyword>>, SchemaError>;

impl<'d> Context<'_, 'd> {
    /// The keyword's name.
    pub(super) fn keyword(&self) -> &'static str {
        self.keyword
    }

    /// The keyword's value is not what draft-06 allows.
    pub(super) fn error(&self, reason: &str) -> SchemaError {
        SchemaError::new(format!("{}/{}", self.place.location, self.keyword), reason)
    }

    /// The context of another keyword of the same schema.
    pub(super) fn for_keyword(&mut self, keyword: &'static str) -> Context<'_, 'd> {
        Context { compiler: self.compiler, place: self.place, keyword }
    }

    /// The value of another keyword of the same schema.
    pub(super) fn sibling(&self, keyword: &str) -> Option<Value<'d>> {
        self.place.value.get(keyword)
    }

    /// The schema that is the keyword's value.
    pub(super) fn one(&mut self, value: Value<'d>) -> Result<SubschemaId, SchemaError> {
        self.below("", value)
    }

    /// The list of at least one schema that is the keyword's value.
    pub(super) fn listed(&mut self, value: Value<'d>) -> Result<Vec<SubschemaId>, SchemaError> {
        let elements = value.elements().into_iter().flatten().enumerate();
        let ids: Vec<_> = elements
            .map(|(index, element)| self.below(&format!("/{index}"), element))
            .collect::<Result<_, _>>()?;
        if ids.is_empty() {
            return Err(self.error("must be a list of at least one schema"));
        }
        Ok(ids)
    }

    /// The object of schemas that is the keyword's value.
    pub(super) fn named(
        &mut self,
        value: Value<'d>,
    ) -> Result<Vec<(&'d str, SubschemaId)>, SchemaError> {
        self.members(value)?
            .into_iter()
            .map(|(name, child)| Ok((name, self.below(&pointer_segment(name), child)?)))
            .collect()
    }

    /// The members of the object that is the keyword's value.
    pub(super) fn members(
        &self,
        value: Value<'d>,
    ) -> Result<Vec<(&'d str, Value<'d>)>, SchemaError> {
        let members = value.members().ok_or_else(|| self.error("must be an object"))?;
        Ok(members.collect())
    }

    /// The schema at `pointer` below the keyword.
    pub(super) fn below(
        &mut self,
        pointer: &str,
        value: Value<'d>,
    ) -> Result<SubschemaId, SchemaError> {
        let pointer = format!("/{}{pointer}", self.keyword);
        let place = self.compiler.resources.below(self.place, &pointer, value);
        self.compiler.subschema(place)
    }

    /// The list of different names that is, or is in, the keyword's value.
    pub(super) fn names(&self, value: Value<'d>) -> Result<Vec<Box<str>>, SchemaError> {
        let invalid = || self.error("must be a list of different strings");
        let elements = value.elements().ok_or_else(invalid)?;
        let names: Vec<Box<str>> = elements
            .map(|element| element.as_str().map(Box::from))
            .collect::<Option<_>>()
            .ok_or_else(invalid)?;
        let mut sorted: Vec<_> = names.iter().collect();
        sorted.sort_unstable();
        if sorted.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(invalid());
        }
        Ok(names)
    }

    pub(super) fn regex(&self, pattern: &str) -> Result<Box<dyn Regex>, SchemaError> {
        self.compiler.regexes.compile(pattern).map_err(|reason| {
            self.error(&format!("holds no regular expression of ECMA-262: {reason}"))
        })
    }

    /// `$schema`: another draft would be judged by the wrong rules.
    pub(super) fn require_draft_06(&self, value: Value<'d>) -> Result<(), SchemaError> {
        let uri = value.as_str().unwrap_or_default();
        if uri.strip_suffix('#').unwrap_or(uri) == META_SCHEMA_URI {
            return Ok(());
        }
        Err(self.error(
            "must be `http://json-schema.org/draft-06/schema#`, the draft that is judged here",
        ))
    }
}

/// Refuses circles that never reach a value inside (`{"allOf":[{"$ref":"#"}]}` would be judged for
/// ever) and chains beyond [`MAX_IN_PLACE_STEPS`].
fn limit_in_place_steps(schema: &Schema) -> Result<(), SchemaError> {
    // Subschemas at the end of a chain of n steps, for n = 0, 1, 2...; a circle never runs out.
    let mut ends: Vec<SubschemaId> = (0..schema.subschemas.len()).map(SubschemaId).collect();
    for _ in 0..=MAX_IN_PLACE_STEPS {
        let mut next: Vec<SubschemaId> = Vec::new();
        for subschema in ends.iter().filter_map(|id| schema.subschema(*id)) {
            if let Assertion::Keywords(keywords) = &subschema.assertion {
                next.extend(keywords.iter().flat_map(|keyword| keyword.in_place()));
            }
        }
        next.sort_unstable_by_key(|id| id.0);
        next.dedup();
        ends = next;
        if ends.is_empty() {
            return Ok(());
        }
    }
    let location = ends.first().and_then(|id| schema.subschema(*id)).map(|s| s.location.clone());
    Err(SchemaError::new(
        location.unwrap_or_default(),
        "refers to itself without descending into the value, or through too many others",
    ))
}
