//! What a `$ref` can name: the documents at hand, their `$id`s, and places by JSON Pointer.
//!
//! Core, sections 8 and 9. `$id` changes the base URI for the schema it stands in and all below;
//! `$id: "#name"` gives the schema a name within its base. Beside a `$ref` it means nothing.

use std::rc::Rc;

use super::error::{Fault, SchemaError};
use super::keywords::{Children, children};
use super::uri;
use crate::json::{Document, Kind, Value, concat, cut, pointer_segment};

/// The URI of the draft-06 meta-schema, less its empty fragment.
pub const META_SCHEMA_URI: &str = "http://json-schema.org/draft-06/schema";

/// The draft-06 meta-schema as published.
pub const META_SCHEMA: &str = include_str!("draft-06.json");

/// The base of a schema without `$id`. It only has to be hierarchical and nobody's.
const ANONYMOUS_URI: &str = "schema:///";

/// More `$id`s than a schema has that people wrote; each is compared with all others.
const MAX_IDS: usize = 1000;

/// Documents that a `$ref` may name, by their URI. The meta-schema is always among them.
#[derive(Debug)]
pub struct Documents {
    by_uri: Vec<(String, Document<'static>)>,
}

impl Documents {
    /// Only the meta-schema.
    pub fn new() -> Self {
        let meta_schema = super::parse_known(META_SCHEMA);
        Self { by_uri: vec![(META_SCHEMA_URI.to_owned(), meta_schema)] }
    }

    #[cfg(test)]
    pub(super) fn get(&self, uri: &str) -> Option<Value<'_>> {
        self.by_uri.iter().find(|(known, _)| known == uri).map(|(_, document)| document.root())
    }

    /// Adds a document, or replaces it.
    ///
    /// # Errors
    ///
    /// When `uri` is not an absolute URI (a fragment is only allowed to be empty).
    pub fn insert(&mut self, uri: &str, document: Value<'_>) -> Result<(), SchemaError> {
        let uri = uri.strip_suffix('#').unwrap_or(uri);
        if !uri::is_absolute_uri(uri) {
            return Err(SchemaError::new(uri, "must be an absolute URI"));
        }
        self.by_uri.retain(|(known, _)| known != uri);
        self.by_uri.push((uri.to_owned(), document.to_document()));
        Ok(())
    }
}

impl Default for Documents {
    fn default() -> Self {
        Self::new()
    }
}

/// A schema and where it stands.
#[derive(Clone)]
pub(super) struct Place<'d> {
    pub(super) value: Value<'d>,
    /// The base URI that its own `$ref`s and `$id`s are relative to, without fragment.
    pub(super) base: Rc<str>,
    /// See [`SchemaError::location`].
    pub(super) location: Rc<str>,
}

impl<'d> Place<'d> {
    /// A value below this one, with the same base.
    fn inside(&self, pointer: &[&str], value: Value<'d>) -> Self {
        Self { value, base: Rc::clone(&self.base), location: join(&self.location, pointer) }
    }

    fn fault(&self, keyword: &str, reason: &str) -> Fault {
        SchemaError::new(concat(&[&*self.location, keyword]), reason).into()
    }
}

/// A location and what follows it.
pub(super) fn join(location: &str, pointer: &[&str]) -> Rc<str> {
    let mut joined = location.to_owned();
    for part in pointer {
        joined.push_str(part);
    }
    joined.into()
}

/// All places that are known by a URI.
#[derive(Default)]
pub(super) struct Resources<'d> {
    /// What all places are in.
    roots: Vec<Value<'d>>,
    /// Where two documents have a place of the same URI, the later counts.
    by_uri: Vec<(String, Place<'d>)>,
    /// The base URI of each schema that sets its own, by its place in memory.
    bases: Vec<(usize, Rc<str>)>,
}

impl<'d> Resources<'d> {
    /// Takes stock of the schema and the documents. Returns the schema's own place as well.
    pub(super) fn new(
        schema: Value<'d>,
        documents: &'d Documents,
    ) -> Result<(Self, Place<'d>), Fault> {
        let mut resources = Self::default();
        for (uri, document) in &documents.by_uri {
            resources.add_document(uri, uri, document.root())?;
        }
        let root = resources.add_document(ANONYMOUS_URI, "", schema)?;
        Ok((resources, root))
    }

    fn add_document(
        &mut self,
        uri: &str,
        name: &str,
        schema: Value<'d>,
    ) -> Result<Place<'d>, Fault> {
        self.roots.push(schema);
        let root = Place { value: schema, base: uri.into(), location: join(name, &["#"]) };
        let first_id = self.by_uri.len();
        self.by_uri.push((uri.to_owned(), root.clone()));
        self.scan(root.clone(), first_id)?;
        Ok(self.with_own_base(root))
    }

    /// Registers the `$id` of a schema and of all below it. The URIs from `first_id` on are those
    /// of the same document.
    fn scan(&mut self, mut place: Place<'d>, first_id: usize) -> Result<(), Fault> {
        if place.value.get("$ref").is_none()
            && let Some(id) = place.value.get("$id")
        {
            self.register(&place, id, first_id)?;
            place = self.with_own_base(place);
        }
        for (name, child) in place.value.members().into_iter().flatten() {
            let place = place.inside(&[&pointer_segment(name)], child);
            match (children(name), child.kind()) {
                (Children::One, _) => self.scan(place, first_id)?,
                (Children::Listed | Children::OneOrListed, Kind::Array)
                | (Children::Named, Kind::Object) => {
                    for (segment, value) in child.parts() {
                        self.scan(place.inside(&[&segment], value), first_id)?;
                    }
                }
                (Children::OneOrListed, _) => self.scan(place, first_id)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn register(&mut self, place: &Place<'d>, id: Value<'d>, first_id: usize) -> Result<(), Fault> {
        let invalid = |reason: &str| place.fault("/$id", reason);
        let id = id.as_str().ok_or_else(|| invalid("must be a string"))?;
        let (mut uri, fragment) =
            uri::resolve(&place.base, id).ok_or_else(|| invalid(NO_URI_REFERENCE))?;
        if fragment.is_empty() {
            self.bases.push((place.value.address(), uri.as_str().into()));
        } else {
            uri.extend(["#", &fragment]);
        }
        let is_other = |(known, other): &&(String, Place<'_>)| {
            *known == uri && other.value.address() != place.value.address()
        };
        let of_document = self.by_uri.get(first_id..).unwrap_or_default();
        if of_document.iter().any(|known| is_other(&known)) {
            return Err(invalid("is the `$id` of another schema, too"));
        }
        if of_document.len() > MAX_IDS {
            return Err(invalid("is one `$id` too many"));
        }
        self.by_uri.push((uri, place.clone()));
        Ok(())
    }

    /// Tells a value apart from all others of the schema and the documents.
    pub(super) fn index(&self, value: Value<'d>) -> usize {
        let mut index = 0;
        for root in &self.roots {
            match root.offset_of(value) {
                Some(offset) => return index + offset,
                None => index += root.node_count(),
            }
        }
        index
    }

    /// The place with its own base, if it sets one.
    fn with_own_base(&self, mut place: Place<'d>) -> Place<'d> {
        let address = place.value.address();
        if let Some((_, base)) = self.bases.iter().find(|(known, _)| *known == address) {
            place.base = Rc::clone(base);
        }
        place
    }

    /// The place that the `$ref` of a place names.
    pub(super) fn find(&self, from: &Place<'_>, reference: Value<'_>) -> Result<Place<'d>, Fault> {
        let reference =
            reference.as_str().ok_or_else(|| from.fault("/$ref", "must be a string"))?;
        let (mut uri, fragment) = uri::resolve(&from.base, reference)
            .ok_or_else(|| from.fault("/$ref", NO_URI_REFERENCE))?;
        self.at(&mut uri, &fragment).ok_or_else(|| {
            from.fault("/$ref", &concat(&["refers to `", reference, "`, which is not known"]))
        })
    }

    fn at(&self, uri: &mut String, fragment: &str) -> Option<Place<'d>> {
        let named = |uri: &str| self.by_uri.iter().rev().find(|(known, _)| known == uri);
        let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8().ok()?;
        let mut pointer = decoded.strip_prefix('/');
        if pointer.is_none() && !fragment.is_empty() {
            uri.extend(["#", fragment]);
        }
        let mut place = self.with_own_base(named(uri)?.1.clone());
        while let Some(rest) = pointer {
            let is_slash = |byte| byte == b'/';
            let (segment, rest) = cut(rest, is_slash).map_or((rest, None), |(s, r)| (s, Some(r)));
            let value = step(place.value, segment)?;
            place = self.below(&place, &["/", segment], value);
            pointer = rest;
        }
        Some(place)
    }

    /// A schema below a place.
    pub(super) fn below(&self, place: &Place<'d>, pointer: &[&str], value: Value<'d>) -> Place<'d> {
        self.with_own_base(place.inside(pointer, value))
    }
}

/// One step of a JSON Pointer (RFC 6901, section 4).
fn step<'d>(value: Value<'d>, segment: &str) -> Option<Value<'d>> {
    let Some(mut elements) = value.elements() else {
        let mut members = value.members()?;
        return members.find_map(|(name, member)| is_segment(segment, name).then_some(member));
    };
    // An index has no sign and no leading zero.
    let index: usize = segment.parse().ok()?;
    elements.nth(index).filter(|_| index.to_string() == segment)
}

/// Whether a segment is that of a member's name.
fn is_segment(segment: &str, name: &str) -> bool {
    segment == name || pointer_segment(name).strip_prefix('/') == Some(segment)
}

const NO_URI_REFERENCE: &str = "must be a URI reference (RFC 3986)";
