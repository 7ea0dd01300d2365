//! Relationship types: what a relationship of each must look like.

mod brick;
mod built_in;
mod types;

use std::fmt;
use std::rc::Rc;

pub use built_in::BuiltIn;
pub use types::Types;

use crate::issue::PathSegment;
use crate::json::{Document, Value, concat, pointer_segment};
use crate::relationship::{DESTINATION_TYPE, Fit, SOURCE_TYPE, fit_of, own_rules_are_covered};
use crate::schema::{Documents, ParseError, RegexEngine, Schema, SchemaError};

/// A relationship type's name may be this long, so that it fits into a key of Workers KV.
pub const MAX_TYPE_NAME_BYTES: usize = 256;

/// A relationship type's schema has this many bytes at most: fifty times a published one's, and so
/// little that no keyword of it can make a check expensive by its length.
pub const MAX_SCHEMA_BYTES: usize = 128 * 1024;

/// A registered relationship type: its schema, compiled, and what the schema fills in.
#[derive(Debug)]
pub struct RelationshipType {
    name: String,
    schema: Rc<Schema>,
    defaults: Document<'static>,
    covers_own_rules: bool,
    fit: Option<Fit>,
    ends: Option<Ends>,
}

/// What a type's `brickMetadata` says of the two ends, if it does.
#[derive(Debug)]
struct Ends {
    /// `BRICK_0_4__Location`.
    source: String,
    destination: String,
    /// The type that says the same of the ends in each other's place.
    inverse: String,
}

impl Ends {
    fn of(schema: Value<'_>) -> Option<Self> {
        let metadata = schema.get("brickMetadata")?;
        let text = |name: &str| Some(metadata.get(name)?.as_str()?.to_owned());
        Some(Self {
            source: text("brickSourceEntityType")?,
            destination: text("brickDestinationEntityType")?,
            inverse: text("inverseRelationshipType")?,
        })
    }
}

impl RelationshipType {
    /// Compiles a type from its draft-06 schema; the schema's `title` is the type's name.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] says what the schema lacks.
    pub fn compile(
        schema: Value<'_>,
        documents: &Documents,
        regexes: &dyn RegexEngine,
    ) -> Result<Self, SchemaError> {
        let name = schema.get("title").and_then(Value::as_str).unwrap_or_default();
        if !is_type_name(name) {
            return Err(SchemaError::new(
                "#/title",
                "must be the type's name: 1 to 256 bytes, no control character",
            ));
        }
        let compiled = Schema::compile(schema, documents, regexes)?;
        let defaults = default_values(schema);
        let relationship_type =
            Self::new(name.to_owned(), Rc::new(compiled), defaults, Ends::of(schema));
        match relationship_type.invalid_default() {
            Some(name) => Err(SchemaError::new(
                concat(&["#/properties", &pointer_segment(&name), "/default"]),
                "is refused by the property's own schema",
            )),
            None => Ok(relationship_type),
        }
    }

    /// A property whose default its own schema refuses: with it a record that was accepted would
    /// be none of this type.
    fn invalid_default(&self) -> Option<String> {
        let issues = self.schema.issues(self.defaults.root());
        issues.into_iter().find_map(|issue| match issue.path.into_iter().next() {
            // What is wrong with a property that has no default is only that it is absent here.
            Some(PathSegment::Name(name)) if self.defaults.root().get(&name).is_some() => {
                Some(name)
            }
            _ => None,
        })
    }

    fn new(
        name: String,
        schema: Rc<Schema>,
        defaults: Document<'static>,
        ends: Option<Ends>,
    ) -> Self {
        let covers_own_rules = own_rules_are_covered(&schema);
        let fit = fit_of(&schema).filter(|_| covers_own_rules);
        Self { name, schema, defaults, covers_own_rules, fit, ends }
    }

    /// The inverse type, if by the brick types of a relationship's two ends they stand in each other's
    /// place.
    pub(crate) fn inverse_for(&self, source: &str, destination: &str) -> Option<&str> {
        let ends = self.ends.as_ref().filter(|ends| ends.source != ends.destination)?;
        let is_swapped = brick::is_class(source, &ends.destination)
            && brick::is_class(destination, &ends.source);
        is_swapped.then_some(&*ends.inverse)
    }

    /// The name that `relationshipType` gives.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a relationship of this type must satisfy.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Whether a relationship that fits the schema keeps all of contract section 1, but for the
    /// limits of ids.
    pub(crate) fn covers_own_rules(&self) -> bool {
        self.covers_own_rules
    }

    /// What a relationship of this type may have, where that can be seen at a glance.
    pub(crate) fn fit(&self) -> Option<Fit> {
        self.fit
    }

    /// The values of the schema's `properties` that have a `default`, for a relationship that
    /// leaves them out.
    pub fn defaults(&self) -> impl Iterator<Item = (&str, Value<'_>)> {
        self.defaults.root().members().into_iter().flatten()
    }
}

/// The types of the entities at the two ends, source and destination, if the schema of a relationship
/// type says them.
pub fn entity_types(schema: Value<'_>) -> Option<(&str, &str)> {
    let metadata = schema.get("brickMetadata")?;
    let text = |name: &str| metadata.get(name)?.as_str();
    Some((text(SOURCE_TYPE)?, text(DESTINATION_TYPE)?))
}

/// Whether an entity's type is the one that a relationship type says; BRICK's prefix may be left out.
pub fn is_entity_type(given: &str, said: &str) -> bool {
    brick::is_class(given, said)
}

/// Whether a name can be a registered type's.
pub fn is_type_name(name: &str) -> bool {
    (1..=MAX_TYPE_NAME_BYTES).contains(&name.len()) && !name.contains(char::is_control)
}

/// An object of the `default`s of the top-level `properties`. Nested ones are not filled in: what
/// stands inside `customData` is the caller's. One beside a `$ref` counts for nothing (core, section
/// 8).
fn default_values(schema: Value<'_>) -> Document<'static> {
    let mut text = String::new();
    let mut defaults = crate::json::Writer::object(&mut text);
    let properties = schema.get("properties").and_then(Value::members);
    for (name, property) in properties.into_iter().flatten() {
        if let Some(value) = property.get("default").filter(|_| property.get("$ref").is_none()) {
            crate::json::write_value(defaults.member(name), value);
        }
    }
    defaults.end();
    parse_own(&text)
}

/// What we wrote ourselves is JSON; an empty document has no members.
fn parse_own(text: &str) -> Document<'static> {
    Document::parse_own(text).map(|document| document.root().to_document()).unwrap_or_default()
}

/// Who knows relationship types by name.
pub trait TypeSource {
    /// The type of that name.
    fn find(&self, name: &str) -> Option<Rc<RelationshipType>>;

    /// The names of all types.
    fn names(&self) -> Vec<String>;
}

/// Makes relationship types of their schemas.
pub struct Catalog {
    regexes: Box<dyn RegexEngine>,
    documents: Documents,
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog").finish_non_exhaustive()
    }
}

impl Catalog {
    /// A catalog whose types' patterns are compiled by `regexes`, and whose types' `$ref`s may name
    /// `documents` beside themselves.
    pub fn new(regexes: impl RegexEngine + 'static, documents: Documents) -> Self {
        Self { regexes: Box::new(regexes), documents }
    }

    /// A type from the text of its schema.
    ///
    /// # Errors
    ///
    /// [`ParseError`] says what is wrong with the text or the schema.
    pub fn compile(&self, schema: &str) -> Result<RelationshipType, ParseError> {
        if schema.len() > MAX_SCHEMA_BYTES {
            return Err(SchemaError::new("#", "must have at most 131072 bytes").into());
        }
        let document = Document::parse(schema.as_bytes())?;
        self.compile_value(document.root())
    }

    /// A type from its schema, which was found short enough before.
    ///
    /// # Errors
    ///
    /// [`ParseError`] says what is wrong with the schema.
    pub(crate) fn compile_value(&self, schema: Value<'_>) -> Result<RelationshipType, ParseError> {
        Ok(RelationshipType::compile(schema, &self.documents, &*self.regexes)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::NativeRegexEngine;

    fn compile(schema: &str) -> Result<RelationshipType, ParseError> {
        Catalog::new(NativeRegexEngine, Documents::new()).compile(schema)
    }

    /// Where a schema is wrong.
    fn location(schema: &str) -> String {
        match compile(schema).unwrap_err() {
            ParseError::Schema(error) => error.location,
            ParseError::Syntax(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_type_has_the_name_of_its_title_and_the_defaults_of_its_properties() {
        let schema = r##"{"title":"t","required":["id"],"properties":{"a":{"default":1.0},"b":{},"c":{"default":2,"$ref":"#"}}}"##;
        let compiled = compile(schema).unwrap();
        let defaults: Vec<_> =
            compiled.defaults().map(|(name, value)| (name, value.number_text())).collect();
        assert_eq!((compiled.name(), defaults), ("t", vec![("a", Some("1.0"))]));
    }

    #[test]
    fn a_type_without_a_name_that_can_be_a_key_is_refused() {
        for title in ["", "\\n", &"x".repeat(257)] {
            let schema = format!(r#"{{"title":"{title}"}}"#);
            assert_eq!(location(&schema), "#/title", "{schema}");
        }
        assert_eq!(location("{}"), "#/title");
        assert!(compile(&format!(r#"{{"title":"{}"}}"#, "x".repeat(256))).is_ok());
    }

    #[test]
    fn a_schema_may_have_so_many_bytes_and_no_more() {
        let schema =
            |bytes: usize| format!(r#"{{"title":"t","description":"{}"}}"#, "x".repeat(bytes));
        let room = MAX_SCHEMA_BYTES - schema(0).len();
        assert!(compile(&schema(room)).is_ok());
        assert_eq!(location(&schema(room + 1)), "#");
    }

    #[test]
    fn a_default_that_its_own_property_refuses_is_refused_with_its_name() {
        let schema = r#"{"title":"t","required":["id"],"properties":{
            "a":{"default":"x","type":"string"},
            "b":{"default":{"c":1},"allOf":[{"properties":{"c":{"type":"string"}}}]}}}"#;
        assert_eq!(location(schema), "#/properties/b/default");
        assert!(compile(&schema.replace(r#"{"c":1}"#, r#"{"c":"1"}"#)).is_ok());
    }

    #[test]
    fn a_ref_may_name_a_document_that_was_handed_in() {
        let mut documents = Documents::new();
        let shared = Document::parse(br#"{"definitions":{"share":{"maximum":1}}}"#).unwrap();
        documents.insert("https://example.com/shared", shared.root()).unwrap();
        let catalog = Catalog::new(NativeRegexEngine, documents);
        let schema = r#"{"title":"t","properties":{"customData":{"$ref":"https://example.com/shared#/definitions/share"}}}"#;
        let compiled = catalog.compile(schema).unwrap();
        let judge = |text: &str| {
            compiled.schema().is_valid(Document::parse(text.as_bytes()).unwrap().root())
        };
        assert!(judge(r#"{"customData":1}"#));
        assert!(!judge(r#"{"customData":2}"#));
    }

    #[test]
    fn a_built_in_type_judges_as_its_published_schema_does() {
        let types = BuiltIn::default();
        let values = [
            "[]",
            "{}",
            r#"{"id":1,"other":2,"customData":"x","relationshipName":null}"#,
            r#"{"id":"a","relationshipName":"n","relationshipType":"t","sourceEntityId":"s","destinationEntityId":"d","isActive":true}"#,
        ];
        for text in BuiltIn::schemas() {
            let published = compile(&text).unwrap();
            let built_in = types.find(published.name()).unwrap();
            for value in values {
                let value = Document::parse(value.as_bytes()).unwrap();
                let issues = built_in.schema().issues(value.root());
                assert_eq!(issues, published.schema().issues(value.root()), "{text}");
            }
            let defaults = |known: &RelationshipType| {
                let defaults = known.defaults();
                defaults.map(|(n, v)| (n.to_owned(), v.as_str().map(str::to_owned))).collect()
            };
            let (ours, theirs): (Vec<_>, Vec<_>) = (defaults(&built_in), defaults(&published));
            assert_eq!(ours, theirs, "{text}");
        }
    }

    #[test]
    fn own_types_stand_beside_the_built_in_ones_and_never_in_their_place() {
        let types = Types::new(NativeRegexEngine, true);
        types.add(r#"{"title":"own","required":["id"]}"#).unwrap();
        types.add(r#"{"title":"BRICK_0_4__feeds"}"#).unwrap();
        assert_eq!((types.names().len(), types.names().last().unwrap().as_str()), (67, "own"));
        assert!(types.find("BRICK_0_4__feeds").unwrap().covers_own_rules());
        let again = types.add(r#"{"title":"own"}"#).unwrap_err().to_string();
        assert_eq!(again, "`#/title` is the name of another type, too");
        let alone = Types::new(NativeRegexEngine, false);
        assert!(alone.names().is_empty() && alone.find("BRICK_0_4__feeds").is_none());
    }
}
