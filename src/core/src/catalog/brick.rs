//! The built-in relationship types: what BRICK 0.4's verbs relate to what classes.
//!
//! One table of six verbs, their inverses and the class pairs they may join makes all 66 types.
//! They all demand the same of a relationship and differ in names and defaults only.

use super::Ends;
use crate::json::{Kind, Writer, concat, cut, write_string};
use crate::schema::Schema;

const PREFIX: &str = "BRICK_0_4__";

/// A verb, its inverse, and the pairs (source, destination) that types of the verb exist for, each
/// class by its initial; types of the inverse exist for the same pairs turned round.
#[derive(Debug, PartialEq, Eq)]
struct Verb {
    name: &'static str,
    inverse: &'static str,
    pairs: &'static str,
}

const CLASSES: [&str; 4] = ["Device", "Equipment", "Location", "Point"];

const VERBS: [Verb; 6] = [
    Verb { name: "contains", inverse: "isLocatedIn", pairs: "EE LD LE LL LP" },
    Verb { name: "controls", inverse: "isControlledBy", pairs: "PP" },
    Verb { name: "feeds", inverse: "isFedBy", pairs: "EE EL EP LE PE PP" },
    Verb { name: "hasLocation", inverse: "isLocationOf", pairs: "EL LL PL" },
    Verb { name: "hasPart", inverse: "isPartOf", pairs: "EE EP LE LL LP PP" },
    Verb { name: "hasPoint", inverse: "isPointOf", pairs: "EE EP LL LP PL PP" },
];

/// Published types whose defaults (`brickRelationshipType`, `brickRelationshipName`) do not follow
/// from their names.
const IRREGULAR_DEFAULTS: [(&str, &str, &str); 3] = [
    ("contains_Location_Device", "contains_Location_Device", "isSameAs"),
    ("isLocatedIn_Device_Location", "isLocatedIn_Device_Location", "isSameAs"),
    ("isPartOf_Location_Location", "isPartOf", ""),
];

/// One built-in type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BrickType {
    verb: &'static str,
    inverse: &'static str,
    /// Source and destination; `None` for the type that says nothing of them.
    classes: Option<(&'static str, &'static str)>,
}

/// All 66 types.
pub(super) fn all() -> Vec<BrickType> {
    let mut types = Vec::with_capacity(66);
    for Verb { name, inverse, pairs } in &VERBS {
        for (verb, inverse, is_turned) in [(name, inverse, false), (inverse, name, true)] {
            types.push(BrickType { verb, inverse, classes: None });
            for pair in pairs.as_bytes().chunks(3) {
                let classes = match *pair {
                    [source, destination, ..] if is_turned => (destination, source),
                    [source, destination, ..] => (source, destination),
                    _ => continue,
                };
                let classes = (class(classes.0), class(classes.1));
                types.push(BrickType { verb, inverse, classes: Some(classes) });
            }
        }
    }
    types
}

/// The class of that initial.
fn class(initial: u8) -> &'static str {
    let is_named = |class: &&&str| class.as_bytes().first() == Some(&initial);
    CLASSES.iter().find(is_named).copied().unwrap_or_default()
}

/// The built-in type of that name.
pub(super) fn find(name: &str) -> Option<BrickType> {
    let stem = name.strip_prefix(PREFIX)?;
    all().into_iter().find(|known| known.has_stem(stem))
}

/// Whether a brick type, with the prefix or without, is that of a class with its prefix.
pub(super) fn is_class(brick_type: &str, class: &str) -> bool {
    brick_type == class || class.strip_prefix(PREFIX) == Some(brick_type)
}

/// See [`BuiltIn::meant`](super::BuiltIn::meant).
pub(super) fn meant(
    name: &str,
    source: Option<&str>,
    destination: Option<&str>,
) -> Option<(String, bool)> {
    let is_separator = |byte| byte == b'_';
    let (verb, named) = cut(name.strip_prefix(PREFIX)?, is_separator)?;
    let (named_source, named_destination) = cut(named, is_separator)?;
    let class = |given: Option<&str>, named| {
        let given = given.map(|given| given.strip_prefix(PREFIX).unwrap_or(given));
        let is_given = |class: &&str| Some(*class) == given;
        let is_named = |class: &&str| *class == named;
        CLASSES.into_iter().find(is_given).or(CLASSES.into_iter().find(is_named))
    };
    let ends = Some((class(source, named_source)?, class(destination, named_destination)?));
    // The verb itself comes first: it and its inverse may join the same classes.
    [false, true].into_iter().find_map(|is_inverse| {
        let is_meant = |known: &BrickType| {
            known.classes == ends && verb == if is_inverse { known.inverse } else { known.verb }
        };
        Some((all().into_iter().find(is_meant)?.name(), is_inverse))
    })
}

/// What every built-in type asks for.
pub(super) fn common_schema() -> Option<Schema> {
    Schema::closed_object(&PROPERTIES.map(|(name, _, kind)| (name, kind)), &REQUIRED)
}

const REQUIRED: [&str; 5] =
    ["id", "sourceEntityId", "destinationEntityId", "relationshipType", "relationshipName"];

/// Name, description and type. The copied description of the four entity types is the published one.
const PROPERTIES: [(&str, &str, Kind); 12] = [
    ("relationshipName", "relationshipName", Kind::String),
    ("brickSourceEntityType", "brickSourceEntityType", Kind::String),
    ("destinationEntityId", "destination entity id", Kind::String),
    ("relationshipType", "relationshipType", Kind::String),
    (RELATIONSHIP_TYPE, RELATIONSHIP_TYPE, Kind::String),
    ("sourceEntityId", "source entity id", Kind::String),
    ("brickDestinationEntityType", "brickSourceEntityType", Kind::String),
    ("brickDestinationEntitySubType", "brickSourceEntityType", Kind::String),
    (RELATIONSHIP_NAME, RELATIONSHIP_NAME, Kind::String),
    ("customData", "Dictionary where Customer can add any custom data", Kind::Object),
    ("id", "The unique identifier for the relation", Kind::String),
    ("brickSourceEntitySubType", "brickSourceEntityType", Kind::String),
];
const RELATIONSHIP_TYPE: &str = "brickRelationshipType";
const RELATIONSHIP_NAME: &str = "brickRelationshipName";

impl BrickType {
    /// `hasPart_Location_Location`.
    fn stem(self) -> String {
        stem(self.verb, self.classes)
    }

    fn has_stem(self, stem: &str) -> bool {
        match (stem.strip_prefix(self.verb), self.classes) {
            (Some(rest), None) => rest.is_empty(),
            (Some(rest), Some((source, destination))) => {
                let rest = rest.strip_prefix('_').and_then(|rest| rest.strip_prefix(source));
                rest.and_then(|rest| rest.strip_prefix('_')) == Some(destination)
            }
            (None, _) => false,
        }
    }

    /// `BRICK_0_4__hasPart_Location_Location`.
    pub(super) fn name(self) -> String {
        prefixed(&self.stem())
    }

    /// The type that says the same of the ends in each other's place.
    fn inverse_name(self) -> String {
        let turned = self.classes.map(|(source, destination)| (destination, source));
        prefixed(&stem(self.inverse, turned))
    }

    /// The classes that the two ends have, and the inverse type; see `brickMetadata`.
    pub(super) fn ends(self) -> Option<Ends> {
        let (source, destination) = self.classes?;
        Some(Ends {
            source: prefixed(source),
            destination: prefixed(destination),
            inverse: self.inverse_name(),
        })
    }

    /// The defaults of `brickRelationshipType` and `brickRelationshipName`.
    fn default_values(self) -> (String, &'static str) {
        let stem = self.stem();
        let irregular = IRREGULAR_DEFAULTS.iter().find(|(irregular, ..)| *irregular == stem);
        let (relationship_type, name) =
            irregular.map_or((self.verb, self.verb), |(_, t, n)| (*t, *n));
        (prefixed(relationship_type), name)
    }

    /// The defaults as an object's text.
    pub(super) fn defaults_text(self) -> String {
        let (relationship_type, name) = self.default_values();
        let mut text = String::new();
        let mut defaults = Writer::object(&mut text);
        defaults.string(RELATIONSHIP_TYPE, &relationship_type);
        defaults.string(RELATIONSHIP_NAME, name);
        defaults.end();
        text
    }

    /// The type's schema in the documented shape, as JSON text.
    pub(super) fn schema_text(self) -> String {
        let mut text = String::new();
        let mut schema = Writer::object(&mut text);
        schema.string("$schema", "http://json-schema.org/draft-06/schema#");
        schema.string("description", &format!("Schema for Relation {}", self.name()));
        schema.raw("additionalProperties", "false");
        schema.string("title", &self.name());
        schema.string("type", "object");
        let mut required = Writer::array(schema.member("required"));
        REQUIRED.iter().for_each(|name| write_string(required.element(), name));
        required.end();
        self.write_properties(schema.member("properties"));
        self.write_metadata(schema.member("brickMetadata"));
        schema.end();
        text
    }

    fn write_properties(self, out: &mut String) {
        let (default_type, default_name) = self.default_values();
        let mut properties = Writer::object(out);
        for (name, description, kind) in PROPERTIES {
            let mut property = Writer::object(properties.member(name));
            match name {
                RELATIONSHIP_TYPE => property.string("default", &default_type),
                RELATIONSHIP_NAME => property.string("default", default_name),
                _ => {}
            }
            property.string("description", description);
            property.string("type", if kind == Kind::Object { "object" } else { "string" });
            property.end();
        }
        properties.end();
    }

    fn write_metadata(self, out: &mut String) {
        let mut metadata = Writer::object(out);
        metadata.string("brickInverseRelationshipType", &prefixed(self.inverse));
        metadata.string("inverseRelationshipType", &self.inverse_name());
        if let Some(ends) = self.ends() {
            metadata.string("brickSourceEntityType", &ends.source);
            metadata.string("brickDestinationEntityType", &ends.destination);
        }
        metadata.string("brickRelationshipType", &prefixed(self.verb));
        metadata.string("brickRelationshipName", self.verb);
        metadata.string("brickInverseRelationshipName", self.inverse);
        metadata.end();
    }
}

fn prefixed(stem: &str) -> String {
    concat(&[PREFIX, stem])
}

fn stem(verb: &str, classes: Option<(&str, &str)>) -> String {
    match classes {
        Some((source, destination)) => concat(&[verb, "_", source, "_", destination]),
        None => verb.to_owned(),
    }
}
