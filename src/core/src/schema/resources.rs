//! What a `$ref` can name: the documents at hand, their `$id`s, and places by JSON Pointer.
//!
//! Core, sections 8 and 9. `$id` changes the base URI for the schema it stands in and all below;
//! `$id: "#name"` gives the schema a name within its base. Beside a `$ref` it means nothing.

use std::collections::{BTreeMap, BTreeSet};

use iri_string::types::{UriAbsoluteStr, UriReferenceStr};

use super::error::SchemaError;
use super::keywords::{Children, children};
use crate::json::{Document, Value, pointer_segment};

/// The URI of the draft-06 meta-schema, less its empty fragment.
pub const META_SCHEMA_URI: &str = "http://json-schema.org/draft-06/schema";

/// The draft-06 meta-schema as published.
pub const META_SCHEMA: &str = include_str!("draft-06.json");

/// The base of a schema without `$id`. It only has to be hierarchical and nobody's.
const ANONYMOUS_URI: &str = "schema:///";

/// Documents that a `$ref` may name, by their URI. The meta-schema is always among them.
#[derive(Debug)]
pub struct Documents {
    by_uri: BTreeMap<String, Document<'static>>,
}

impl Documents {
    /// Only the meta-schema.
    pub fn new() -> Self {
        let meta_schema = super::parse_known(META_SCHEMA);
        Self { by_uri: BTreeMap::from([(META_SCHEMA_URI.to_owned(), meta_schema)]) }
    }

    #[cfg(test)]
    pub(super) fn get(&self, uri: &str) -> Option<Value<'_>> {
        self.by_uri.get(uri).map(Document::root)
    }

    /// Adds a document, or replaces it.
    ///
    /// # Errors
    ///
    /// When `uri` is not an absolute URI (a fragment is only allowed to be empty).
    pub fn insert(&mut self, uri: &str, document: Value<'_>) -> Result<(), SchemaError> {
        let uri = uri.strip_suffix('#').unwrap_or(uri);
        if UriAbsoluteStr::new(uri).is_err() {
            return Err(SchemaError::new(uri, "must be an absolute URI"));
        }
        self.by_uri.insert(uri.to_owned(), document.to_document());
        Ok(())
    }
}

impl Default for Documents {
    fn default() -> Self {
        Self::new()
    }
}

/// A schema and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Place<'d> {
    pub(super) value: Value<'d>,
    /// The base URI that its own `$ref`s and `$id`s are relative to, without fragment.
    pub(super) base: String,
    /// See [`SchemaError::location`].
    pub(super) location: String,
}

/// All places that are known by a URI.
pub(super) struct Resources<'d> {
    by_uri: BTreeMap<String, Place<'d>>,
    /// The URIs that the document which is being scanned gives itself.
    ids: BTreeSet<String>,
    /// The base URI of each schema that sets its own, by its place in memory.
    bases: BTreeMap<usize, String>,
}

impl<'d> Resources<'d> {
    /// Takes stock of the schema and the documents. Returns the schema's own place as well.
    pub(super) fn new(
        schema: Value<'d>,
        documents: &'d Documents,
    ) -> Result<(Self, Place<'d>), SchemaError> {
        let mut resources =
            Self { by_uri: BTreeMap::new(), ids: BTreeSet::new(), bases: BTreeMap::new() };
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
    ) -> Result<Place<'d>, SchemaError> {
        let root = Place { value: schema, base: uri.to_owned(), location: format!("{name}#") };
        self.by_uri.insert(uri.to_owned(), root.clone());
        self.ids = BTreeSet::from([uri.to_owned()]);
        self.scan(root)
    }

    /// Registers the `$id` of a schema and of all below it; returns the place with its own base.
    fn scan(&mut self, mut place: Place<'d>) -> Result<Place<'d>, SchemaError> {
        if place.value.get("$ref").is_none()
            && let Some(id) = place.value.get("$id")
        {
            let location = format!("{}/$id", place.location);
            let id = id.as_str().ok_or_else(|| SchemaError::new(&location, "must be a string"))?;
            let (uri, fragment) = resolve(&place.base, id, &location)?;
            let name = if fragment.is_empty() {
                place.base.clone_from(&uri);
                self.bases.insert(place.value.address(), uri.clone());
                uri
            } else {
                format!("{uri}#{fragment}")
            };
            let is_known = !self.ids.insert(name.clone());
            let earlier = self.by_uri.insert(name, place.clone());
            let is_other = |earlier: Place<'_>| earlier.value.address() != place.value.address();
            if is_known && earlier.is_some_and(is_other) {
                return Err(SchemaError::new(location, "is the `$id` of another schema, too"));
            }
        }
        for (name, child) in place.value.members().into_iter().flatten() {
            let location = format!("{}{}", place.location, pointer_segment(name));
            let inside =
                |location: String, value| Place { value, base: place.base.clone(), location };
            match children(name) {
                Children::None => {}
                Children::One => {
                    self.scan(inside(location, child))?;
                }
                Children::Listed | Children::OneOrListed if child.elements().is_some() => {
                    for (index, element) in child.elements().into_iter().flatten().enumerate() {
                        self.scan(inside(format!("{location}/{index}"), element))?;
                    }
                }
                Children::Listed => {}
                Children::OneOrListed => {
                    self.scan(inside(location, child))?;
                }
                Children::Named => {
                    for (key, value) in child.members().into_iter().flatten() {
                        let location = format!("{location}{}", pointer_segment(key));
                        self.scan(inside(location, value))?;
                    }
                }
            }
        }
        Ok(place)
    }

    /// The place that a `$ref` at `location`, relative to `base`, names.
    pub(super) fn find(
        &self,
        base: &str,
        reference: &str,
        location: &str,
    ) -> Result<Place<'d>, SchemaError> {
        let (uri, fragment) = resolve(base, reference, location)?;
        let nowhere =
            || SchemaError::new(location, format!("refers to `{reference}`, which is not known"));
        if fragment.is_empty() {
            return self.by_uri.get(&uri).cloned().ok_or_else(nowhere);
        }
        let decoded =
            percent_encoding::percent_decode_str(&fragment).decode_utf8().map_err(|_| nowhere())?;
        let Some(pointer) = decoded.strip_prefix('/') else {
            return self.by_uri.get(&format!("{uri}#{fragment}")).cloned().ok_or_else(nowhere);
        };
        let mut place = self.by_uri.get(&uri).cloned().ok_or_else(nowhere)?;
        for segment in pointer.split('/') {
            let name = segment.replace("~1", "/").replace("~0", "~");
            place.value = step(place.value, &name).ok_or_else(nowhere)?;
            place.location.push_str(&pointer_segment(&name));
            if let Some(base) = self.bases.get(&place.value.address()) {
                place.base.clone_from(base);
            }
        }
        Ok(place)
    }

    /// A schema below `place`, one or two steps of `pointer` down.
    pub(super) fn below(&self, place: &Place<'d>, pointer: &str, value: Value<'d>) -> Place<'d> {
        Place {
            value,
            base: self.bases.get(&value.address()).unwrap_or(&place.base).clone(),
            location: format!("{}{pointer}", place.location),
        }
    }
}

/// One step of a JSON Pointer (RFC 6901, section 4).
fn step<'d>(value: Value<'d>, name: &str) -> Option<Value<'d>> {
    match value.elements() {
        Some(mut elements) => {
            let is_index =
                name == "0" || !name.starts_with('0') && name.bytes().all(|b| b.is_ascii_digit());
            elements.nth(is_index.then(|| name.parse().ok())??)
        }
        None => value.get(name),
    }
}

/// Resolves a URI reference (RFC 3986, section 5); returns the URI and its fragment apart.
fn resolve(base: &str, reference: &str, location: &str) -> Result<(String, String), SchemaError> {
    let invalid = || SchemaError::new(location, "must be a URI reference (RFC 3986)");
    let reference = UriReferenceStr::new(reference).map_err(|_| invalid())?;
    let base = UriAbsoluteStr::new(base).map_err(|_| invalid())?;
    let resolved = reference.resolve_against(base).to_string();
    let (uri, fragment) = resolved.split_once('#').unwrap_or((&resolved, ""));
    Ok((uri.to_owned(), fragment.to_owned()))
}
