//! Relationship types: what a relationship of each must look like.

mod brick;

use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

use crate::issue::PathSegment;
use crate::json::{Document, SyntaxError, Value};
use crate::relationship::own_rules_are_covered;
use crate::schema::{Documents, RegexEngine, Schema, SchemaError};

/// A relationship type's name may be this long, so that it fits into a key of Workers KV.
pub const MAX_TYPE_NAME_BYTES: usize = 256;

/// A registered relationship type: its schema, compiled, and what the schema fills in.
#[derive(Debug)]
pub struct RelationshipType {
    name: String,
    schema: Rc<Schema>,
    defaults: Document<'static>,
    covers_own_rules: bool,
}

impl RelationshipType {
    /// Compiles a type from its draft-06 schema; the schema's `title` is the type's name.
    ///
    /// # Errors
    ///
    /// [`TypeError`] says what the schema lacks.
    pub fn compile(
        schema: Value<'_>,
        documents: &Documents,
        regexes: &dyn RegexEngine,
    ) -> Result<Self, TypeError> {
        let name = schema.get("title").and_then(Value::as_str).unwrap_or_default();
        if !is_type_name(name) {
            return Err(TypeError::Name);
        }
        let compiled = Schema::compile(schema, documents, regexes)?;
        let relationship_type = Self::new(name.to_owned(), Rc::new(compiled), schema);
        match relationship_type.invalid_default() {
            Some(name) => Err(TypeError::Default(name)),
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

    fn new(name: String, compiled: Rc<Schema>, schema: Value<'_>) -> Self {
        Self {
            name,
            covers_own_rules: own_rules_are_covered(&compiled),
            schema: compiled,
            defaults: default_values(schema),
        }
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

    /// The values of the schema's `properties` that have a `default`, for a relationship that
    /// leaves them out.
    pub fn defaults(&self) -> impl Iterator<Item = (&str, Value<'_>)> {
        self.defaults.root().members().into_iter().flatten()
    }
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
    // What we wrote ourselves is JSON; an empty document has no members.
    Document::parse(text.as_bytes())
        .map(|document| document.root().to_document())
        .unwrap_or_default()
}

/// Why a schema is no relationship type.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeError {
    /// `title` is not a string of 1 to [`MAX_TYPE_NAME_BYTES`] bytes without control characters.
    Name,
    /// The default of this property is not what the property's own schema asks for.
    Default(String),
    /// The text is no JSON.
    Syntax(SyntaxError),
    /// The schema is none.
    Schema(SchemaError),
}

impl From<SchemaError> for TypeError {
    fn from(error: SchemaError) -> Self {
        Self::Schema(error)
    }
}

impl From<SyntaxError> for TypeError {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => {
                write!(f, "`#/title` must be the type's name: 1 to {MAX_TYPE_NAME_BYTES} bytes")
            }
            Self::Default(name) => {
                write!(f, "the default of `{name}` is refused by the property's own schema")
            }
            Self::Syntax(error) => error.fmt(f),
            Self::Schema(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TypeError {}

/// Makes relationship types: the built-in ones by name, others from their schemas.
pub struct Catalog {
    regexes: Box<dyn RegexEngine>,
    documents: Documents,
    /// What every built-in type demands; compiled when the first is asked for.
    brick: OnceCell<Rc<Schema>>,
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
        Self { regexes: Box::new(regexes), documents, brick: OnceCell::new() }
    }

    /// The built-in type of that name; the first call compiles what they all share.
    pub fn built_in(&self, name: &str) -> Option<RelationshipType> {
        let brick_type = brick::find(name)?;
        let text = brick_type.schema_text();
        let document = Document::parse(text.as_bytes()).ok()?;
        let schema = match self.brick.get() {
            Some(schema) => Rc::clone(schema),
            None => {
                let schema =
                    Schema::compile(document.root(), &self.documents, &*self.regexes).ok()?;
                Rc::clone(self.brick.get_or_init(|| Rc::new(schema)))
            }
        };
        Some(RelationshipType::new(brick_type.name(), schema, document.root()))
    }

    /// The schema of each built-in type, as JSON text.
    pub fn built_in_schemas() -> impl Iterator<Item = String> {
        brick::all().map(brick::BrickType::schema_text)
    }

    /// A type from the text of its schema.
    ///
    /// # Errors
    ///
    /// [`TypeError`] says what is wrong with the text or the schema.
    pub fn compile(&self, schema: &str) -> Result<RelationshipType, TypeError> {
        let document = Document::parse(schema.as_bytes())?;
        RelationshipType::compile(document.root(), &self.documents, &*self.regexes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::NativeRegexEngine;

    fn compile(schema: &str) -> Result<RelationshipType, TypeError> {
        Catalog::new(NativeRegexEngine, Documents::new()).compile(schema)
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
            assert_eq!(compile(&schema).unwrap_err(), TypeError::Name, "{schema}");
        }
        assert_eq!(compile("{}").unwrap_err(), TypeError::Name);
        assert!(compile(&format!(r#"{{"title":"{}"}}"#, "x".repeat(256))).is_ok());
    }

    #[test]
    fn a_default_that_its_own_property_refuses_is_refused_with_its_name() {
        let schema = r#"{"title":"t","required":["id"],"properties":{
            "a":{"default":"x","type":"string"},
            "b":{"default":{"c":1},"allOf":[{"properties":{"c":{"type":"string"}}}]}}}"#;
        assert_eq!(compile(schema).unwrap_err(), TypeError::Default("b".to_owned()));
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
}
