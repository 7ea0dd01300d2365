//! From a schema document to a list of subschemas.

use super::error::{Fault, SchemaError};
use super::keywords::{self, Keyword};
use super::regex::{Regex, RegexEngine};
use super::resources::{Documents, META_SCHEMA_URI, Place, Resources, join};
use super::{Assertion, MAX_IN_PLACE_STEPS, Subschema, Subschemas};
use crate::json::{Kind, Members, Value, first_repeated, pointer_segment};

/// The index of a subschema in its [`Subschemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SubschemaId(pub(super) usize);

pub(super) struct Compiler<'d> {
    resources: Resources<'d>,
    regexes: &'d dyn RegexEngine,
    subschemas: Vec<Subschema>,
    /// The subschema of each place, by [`Resources::index`]: a place is compiled once however often
    /// it is referred to, which also ends recursion.
    ids: Vec<Option<SubschemaId>>,
    /// Places that have an id and wait for their keywords. A list instead of recursion, so that a
    /// long chain of references costs no stack.
    pending: Vec<(SubschemaId, Place<'d>)>,
}

impl<'d> Compiler<'d> {
    pub(super) fn run(
        schema: Value<'d>,
        documents: &'d Documents,
        regexes: &'d dyn RegexEngine,
    ) -> Result<Subschemas, Fault> {
        let (resources, place) = Resources::new(schema, documents)?;
        let mut compiler = Self {
            resources,
            regexes,
            subschemas: Vec::new(),
            ids: Vec::new(),
            pending: Vec::new(),
        };
        let root = compiler.subschema(place)?;
        while let Some((id, place)) = compiler.pending.pop() {
            let assertion = compiler.assertion(&place)?;
            if let Some(subschema) = compiler.subschemas.get_mut(id.0) {
                subschema.assertion = assertion;
            }
        }
        let compiled = Subschemas { list: compiler.subschemas, root };
        limit_in_place_steps(&compiled)?;
        Ok(compiled)
    }

    /// The id of the schema at a place, or of the one that its `$ref` leads to: beside `$ref`
    /// nothing else counts (core, section 8), so the two are the same.
    fn subschema(&mut self, start: Place<'d>) -> Result<SubschemaId, Fault> {
        let mut place = start.clone();
        for _ in 0..=MAX_IN_PLACE_STEPS {
            let Some(reference) = place.value.get("$ref") else {
                return Ok(self.id_of(place));
            };
            place = self.resources.find(&place, reference)?;
        }
        Err(Fault::new(SchemaError::new(
            &*start.location,
            "refers to itself, or through too many others",
        )))
    }

    fn id_of(&mut self, place: Place<'d>) -> SubschemaId {
        let index = self.resources.index(place.value);
        if let Some(Some(known)) = self.ids.get(index) {
            return *known;
        }
        let id = SubschemaId(self.subschemas.len());
        if self.ids.len() <= index {
            self.ids.resize(index + 1, None);
        }
        if let Some(slot) = self.ids.get_mut(index) {
            *slot = Some(id);
        }
        self.subschemas.push(Subschema {
            location: place.location.as_ref().to_owned(),
            assertion: Assertion::Constant(true),
        });
        self.pending.push((id, place));
        id
    }

    fn assertion(&mut self, place: &Place<'d>) -> Result<Assertion, Fault> {
        if let Some(constant) = place.value.as_bool() {
            return Ok(Assertion::Constant(constant));
        }
        if place.value.kind() != Kind::Object {
            return Err(Fault::new(SchemaError::new(
                &*place.location,
                "must be a schema: an object or a boolean",
            )));
        }
        let mut assertions = Vec::new();
        for (keyword, compile) in keywords::ALL {
            if let Some(value) = place.value.get(keyword) {
                let mut context = Context { compiler: self, place, keyword };
                assertions.extend(compile(&mut context, value)?);
            }
        }
        Ok(Assertion::Keywords(assertions))
    }
}

/// What a keyword sees while it is compiled.
pub(super) struct Context<'c, 'd> {
    compiler: &'c mut Compiler<'d>,
    place: &'c Place<'d>,
    keyword: &'static str,
}

/// What compiling one keyword gives: `None` where it asserts nothing.
pub(super) type Compiled = Result<Option<Box<dyn Keyword>>, Fault>;

/// Schemas by name.
pub(super) type Named<'d> = Vec<(&'d str, SubschemaId)>;

impl<'d> Context<'_, 'd> {
    /// The keyword's name.
    pub(super) fn keyword(&self) -> &'static str {
        self.keyword
    }

    /// The keyword's value is not what draft-06 allows.
    pub(super) fn error(&self, reason: &str) -> Fault {
        let location = join(&self.place.location, &["/", self.keyword]);
        Fault::new(SchemaError::new(&*location, reason))
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
    pub(super) fn one(&mut self, value: Value<'d>) -> Result<SubschemaId, Fault> {
        self.below("", value)
    }

    /// The list of at least one schema that is the keyword's value.
    pub(super) fn listed(&mut self, value: Value<'d>) -> Result<Vec<SubschemaId>, Fault> {
        let mut ids = Vec::new();
        if value.kind() == Kind::Array {
            for (segment, element) in value.parts() {
                ids.push(self.below(&segment, element)?);
            }
        }
        match ids.is_empty() {
            true => Err(self.error("must be a list of at least one schema")),
            false => Ok(ids),
        }
    }

    /// The object of schemas that is the keyword's value.
    pub(super) fn named(&mut self, value: Value<'d>) -> Result<Named<'d>, Fault> {
        let mut named = Vec::new();
        for (name, child) in self.members(value)? {
            named.push((name, self.below(&pointer_segment(name), child)?));
        }
        Ok(named)
    }

    /// The members of the object that is the keyword's value.
    pub(super) fn members(&self, value: Value<'d>) -> Result<Members<'d>, Fault> {
        value.members().ok_or_else(|| self.error("must be an object"))
    }

    /// The schema at `pointer` below the keyword.
    pub(super) fn below(&mut self, pointer: &str, value: Value<'d>) -> Result<SubschemaId, Fault> {
        let place = self.compiler.resources.below(self.place, &["/", self.keyword, pointer], value);
        self.compiler.subschema(place)
    }

    /// The list of different names that is, or is in, the keyword's value.
    pub(super) fn names(&self, value: Value<'d>) -> Result<Vec<Box<str>>, Fault> {
        let mut names = Vec::new();
        let mut is_valid = value.kind() == Kind::Array;
        for element in value.elements().into_iter().flatten() {
            match element.as_str() {
                Some(name) => names.push(Box::from(name)),
                None => is_valid = false,
            }
        }
        match is_valid && first_repeated(names.iter().map(|name| &**name)).is_none() {
            true => Ok(names),
            false => Err(self.error("must be a list of different strings")),
        }
    }

    pub(super) fn regex(&self, pattern: &str) -> Result<Regex, Fault> {
        Regex::compile(pattern, self.compiler.regexes).map_err(|reason| self.error(&reason))
    }

    /// `$schema`: another draft would be judged by the wrong rules.
    pub(super) fn require_draft_06(&self, value: Value<'d>) -> Result<(), Fault> {
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
fn limit_in_place_steps(schema: &Subschemas) -> Result<(), Fault> {
    // Which subschemas end a chain of n steps, for n = 0, 1, 2...; a circle never runs out.
    let mut ends = vec![true; schema.list.len()];
    for _ in 0..=MAX_IN_PLACE_STEPS {
        let mut next = vec![false; ends.len()];
        for (subschema, _) in schema.list.iter().zip(&ends).filter(|(_, is_end)| **is_end) {
            if let Assertion::Keywords(keywords) = &subschema.assertion {
                let mark = &mut |id: SubschemaId| {
                    if let Some(is_end) = next.get_mut(id.0) {
                        *is_end = true;
                    }
                };
                keywords.iter().for_each(|keyword| keyword.each_in_place(mark));
            }
        }
        ends = next;
        if !ends.contains(&true) {
            return Ok(());
        }
    }
    let end = schema.list.iter().zip(ends).find(|(_, is_end)| *is_end);
    Err(Fault::new(SchemaError::new(
        end.map_or("", |(subschema, _)| &subschema.location),
        "refers to itself without descending into the value, or through too many others",
    )))
}
