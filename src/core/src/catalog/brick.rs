//! The built-in relationship types: what BRICK 0.4's verbs relate to what classes.
//!
//! One table of six verbs, their inverses and the class pairs they may join makes all 66 types.
//! They all demand the same of a relationship and differ in names and defaults only.

use crate::json::Writer;

const PREFIX: &str = "BRICK_0_4__";

/// A verb, its inverse, and the pairs (source, destination) that types of the verb exist for;
/// types of the inverse exist for the same pairs turned round.
struct Verb {
    name: &'static str,
    inverse: &'static str,
    pairs: &'static [(&'static str, &'static str)],
}

const DEVICE: &str = "Device";
const EQUIPMENT: &str = "Equipment";
const LOCATION: &str = "Location";
const POINT: &str = "Point";

const VERBS: [Verb; 6] = [
    Verb {
        name: "contains",
        inverse: "isLocatedIn",
        pairs: &[
            (EQUIPMENT, EQUIPMENT),
            (LOCATION, DEVICE),
            (LOCATION, EQUIPMENT),
            (LOCATION, LOCATION),
            (LOCATION, POINT),
        ],
    },
    Verb { name: "controls", inverse: "isControlledBy", pairs: &[(POINT, POINT)] },
    Verb {
        name: "feeds",
        inverse: "isFedBy",
        pairs: &[
            (EQUIPMENT, EQUIPMENT),
            (EQUIPMENT, LOCATION),
            (EQUIPMENT, POINT),
            (LOCATION, EQUIPMENT),
            (POINT, EQUIPMENT),
            (POINT, POINT),
        ],
    },
    Verb {
        name: "hasLocation",
        inverse: "isLocationOf",
        pairs: &[(EQUIPMENT, LOCATION), (LOCATION, LOCATION), (POINT, LOCATION)],
    },
    Verb {
        name: "hasPart",
        inverse: "isPartOf",
        pairs: &[
            (EQUIPMENT, EQUIPMENT),
            (EQUIPMENT, POINT),
            (LOCATION, EQUIPMENT),
            (LOCATION, LOCATION),
            (LOCATION, POINT),
            (POINT, POINT),
        ],
    },
    Verb {
        name: "hasPoint",
        inverse: "isPointOf",
        pairs: &[
            (EQUIPMENT, EQUIPMENT),
            (EQUIPMENT, POINT),
            (LOCATION, LOCATION),
            (LOCATION, POINT),
            (POINT, LOCATION),
            (POINT, POINT),
        ],
    },
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
pub(super) fn all() -> impl Iterator<Item = BrickType> {
    VERBS.iter().flat_map(|verb| {
        let pairs = || std::iter::once(None).chain(verb.pairs.iter().copied().map(Some));
        let forward =
            pairs().map(|classes| BrickType { verb: verb.name, inverse: verb.inverse, classes });
        let backward = pairs().map(|classes| BrickType {
            verb: verb.inverse,
            inverse: verb.name,
            classes: classes.map(|(source, destination)| (destination, source)),
        });
        forward.chain(backward)
    })
}

/// The built-in type of that name.
pub(super) fn find(name: &str) -> Option<BrickType> {
    let mut parts = name.strip_prefix(PREFIX)?.split('_');
    let verb = parts.next()?;
    let classes = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => None,
        (Some(source), Some(destination), None) => Some((source, destination)),
        _ => return None,
    };
    all().find(|brick_type| brick_type.verb == verb && brick_type.classes == classes)
}

impl BrickType {
    /// `hasPart_Location_Location`.
    fn stem(self) -> String {
        stem(self.verb, self.classes)
    }

    /// `BRICK_0_4__hasPart_Location_Location`.
    pub(super) fn name(self) -> String {
        format!("{PREFIX}{}", self.stem())
    }

    /// The defaults of `brickRelationshipType` and `brickRelationshipName`.
    pub(super) fn defaults(self) -> (String, &'static str) {
        let stem = self.stem();
        let irregular = IRREGULAR_DEFAULTS.iter().find(|(irregular, ..)| *irregular == stem);
        let (relationship_type, name) =
            irregular.map_or((self.verb, self.verb), |(_, t, n)| (*t, *n));
        (format!("{PREFIX}{relationship_type}"), name)
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
        for name in
            ["id", "sourceEntityId", "destinationEntityId", "relationshipType", "relationshipName"]
        {
            crate::json::write_string(required.element(), name);
        }
        required.end();
        self.write_properties(schema.member("properties"));
        self.write_metadata(schema.member("brickMetadata"));
        schema.end();
        text
    }

    fn write_properties(self, out: &mut String) {
        let (default_type, default_name) = self.defaults();
        // The copied description of the four entity types is the published one.
        let rows = [
            ("relationshipName", "relationshipName", "string", None),
            ("brickSourceEntityType", "brickSourceEntityType", "string", None),
            ("destinationEntityId", "destination entity id", "string", None),
            ("relationshipType", "relationshipType", "string", None),
            ("brickRelationshipType", "brickRelationshipType", "string", Some(&*default_type)),
            ("sourceEntityId", "source entity id", "string", None),
            ("brickDestinationEntityType", "brickSourceEntityType", "string", None),
            ("brickDestinationEntitySubType", "brickSourceEntityType", "string", None),
            ("brickRelationshipName", "brickRelationshipName", "string", Some(default_name)),
            ("customData", "Dictionary where Customer can add any custom data", "object", None),
            ("id", "The unique identifier for the relation", "string", None),
            ("brickSourceEntitySubType", "brickSourceEntityType", "string", None),
        ];
        let mut properties = Writer::object(out);
        for (name, description, type_name, default) in rows {
            let mut property = Writer::object(properties.member(name));
            if let Some(default) = default {
                property.string("default", default);
            }
            property.string("description", description);
            property.string("type", type_name);
            property.end();
        }
        properties.end();
    }

    fn write_metadata(self, out: &mut String) {
        let turned = self.classes.map(|(source, destination)| (destination, source));
        let inverse = format!("{PREFIX}{}", stem(self.inverse, turned));
        let mut metadata = Writer::object(out);
        metadata.string("brickInverseRelationshipType", &format!("{PREFIX}{}", self.inverse));
        metadata.string("inverseRelationshipType", &inverse);
        if let Some((source, destination)) = self.classes {
            metadata.string("brickSourceEntityType", &format!("{PREFIX}{source}"));
            metadata.string("brickDestinationEntityType", &format!("{PREFIX}{destination}"));
        }
        metadata.string("brickRelationshipType", &format!("{PREFIX}{}", self.verb));
        metadata.string("brickRelationshipName", self.verb);
        metadata.string("brickInverseRelationshipName", self.inverse);
        metadata.end();
    }
}

fn stem(verb: &str, classes: Option<(&str, &str)>) -> String {
    match classes {
        Some((source, destination)) => format!("{verb}_{source}_{destination}"),
        None => verb.to_owned(),
    }
}
