//! An issue: one property of one relationship is wrong. Data, never an `Err`; there can be many.

use crate::json::{Writer, shorten, write_string};

/// Names in a message are cut to this many characters: more is no help to a reader.
pub(crate) const MAX_NAME_CHARS: usize = 128;

/// The codes, each with its name on the wire. For the faults of a schema keyword the name of the
/// variant is NJsonSchema's kind, which stands in the message (contract section 4).
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)*) => {
        /// What is wrong: stable, for programs. Contract section 4 has the table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// The code on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            fn kind(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* }
            }
        }
    };
}

codes! {
    /// `id` is absent.
    IdMissing = "idMissing",
    /// `relationshipType` is absent.
    TypeMissing = "typeMissing",
    /// `relationshipType` names no registered type.
    TypeNotRegistered = "typeNotRegistered",

    /// `type` is `null`.
    NullExpected = "nullExpected",
    /// `type` is `boolean`.
    BooleanExpected = "booleanExpected",
    /// `type` is `number`.
    NumberExpected = "numberExpected",
    /// `type` is `integer`.
    IntegerExpected = "integerExpected",
    /// `type` is `string`.
    StringExpected = "stringExpected",
    /// `type` is `array`.
    ArrayExpected = "arrayExpected",
    /// `type` is `object`.
    ObjectExpected = "objectExpected",
    /// `type` lists several types, and the value is of none.
    NoTypeValidates = "noTypeValidates",
    /// `enum`, and `isActive` other than `true`.
    NotInEnumeration = "notInEnumeration",
    /// `const`.
    ConstExpected = "constExpected",
    /// `multipleOf`.
    NumberNotMultipleOf = "numberNotMultipleOf",
    /// `maximum` and `exclusiveMaximum`.
    NumberTooBig = "numberTooBig",
    /// `minimum` and `exclusiveMinimum`.
    NumberTooSmall = "numberTooSmall",
    /// `maxLength`.
    StringTooLong = "stringTooLong",
    /// `minLength`.
    StringTooShort = "stringTooShort",
    /// `pattern`.
    PatternMismatch = "patternMismatch",
    /// `format: date-time`.
    DateTimeExpected = "dateTimeExpected",
    /// `format: email`.
    EmailExpected = "emailExpected",
    /// `format: hostname`.
    HostnameExpected = "hostnameExpected",
    /// `format: ipv4`.
    IpV4Expected = "ipV4Expected",
    /// `format: ipv6`.
    IpV6Expected = "ipV6Expected",
    /// `format: uri`.
    UriExpected = "uriExpected",
    /// `format: uri-reference`.
    UriReferenceExpected = "uriReferenceExpected",
    /// `format: uri-template`.
    UriTemplateExpected = "uriTemplateExpected",
    /// `format: json-pointer`.
    JsonPointerExpected = "jsonPointerExpected",
    /// `additionalItems: false`.
    TooManyItemsInTuple = "tooManyItemsInTuple",
    /// `maxItems`.
    TooManyItems = "tooManyItems",
    /// `minItems`.
    TooFewItems = "tooFewItems",
    /// `uniqueItems`.
    ItemsNotUnique = "itemsNotUnique",
    /// `contains`.
    NoItemContained = "noItemContained",
    /// `maxProperties`.
    TooManyProperties = "tooManyProperties",
    /// `minProperties`.
    TooFewProperties = "tooFewProperties",
    /// `required`.
    PropertyRequired = "propertyRequired",
    /// `additionalProperties: false`.
    NoAdditionalPropertiesAllowed = "noAdditionalPropertiesAllowed",
    /// `propertyNames`.
    PropertyNameNotValid = "propertyNameNotValid",
    /// `dependencies` with a list of names.
    DependencyRequired = "dependencyRequired",
    /// `anyOf`.
    NotAnyOf = "notAnyOf",
    /// `oneOf`.
    NotOneOf = "notOneOf",
    /// `not`.
    ExcludedSchemaValidates = "excludedSchemaValidates",
    /// A schema that is `false`.
    NothingAllowed = "nothingAllowed",

    /// The check was given up: a schema that judges the same values again and again, or patterns that
    /// take too much for the texts.
    TooCostly = "tooCostly",

    /// An id has more than 1,024 UTF-8 bytes.
    IdTooLong = "idTooLong",
    /// An id is the empty string.
    IdEmpty = "idEmpty",
    /// An id holds a control character.
    IdHasControlCharacter = "idHasControlCharacter",
    /// `id` stood earlier in the same list.
    DuplicateId = "duplicateId",
    /// A restricted property differs from the stored one.
    RestrictedProperty = "restrictedProperty",
    /// `sourceERCollectionId` is not the header's collection.
    SourceCollectionMismatch = "sourceCollectionMismatch",
    /// `destinationERCollectionId` is not registered, or closed to the caller.
    DestinationNotAccessible = "destinationNotAccessible",
    /// The store refused this one write.
    NotStored = "notStored",

    /// No fault but a hint: by their brick types the two ends stand in each other's place.
    EndsSwapped = "endsSwapped",
}

/// One step from a value to a value inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathSegment {
    /// A member of an object.
    Name(String),
    /// An element of an array, counted from 0.
    Index(usize),
}

impl From<&str> for PathSegment {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

/// What the sender probably meant, where the core knows better.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// The registered type whose name is nearest to one that is not registered.
    pub nearest_type: Option<String>,
    /// The type of the inverse verb, which suits the two ends as they stand.
    pub inverse_type: Option<String>,
}

/// One thing that is wrong with one relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// What is wrong.
    pub code: Code,
    /// From the relationship to the property; a missing property has its own path.
    pub path: Vec<PathSegment>,
    /// The schema keyword that failed, if it was one.
    pub keyword: Option<&'static str>,
    /// Where that keyword stands: `#` and a JSON Pointer (RFC 6901), `#/properties/id/type`; after
    /// its document's URI where that is another one.
    pub schema_path: Option<String>,
    /// What was probably meant.
    pub suggestion: Option<Box<Suggestion>>,
}

impl Issue {
    /// An issue with a property that no schema keyword found.
    pub fn with_property(code: Code, property: &str) -> Self {
        Self { path: vec![property.into()], ..Self::with_relationship(code) }
    }

    /// An issue with the relationship as a whole.
    pub fn with_relationship(code: Code) -> Self {
        Self { code, path: Vec::new(), keyword: None, schema_path: None, suggestion: None }
    }

    /// The sentence for people (contract section 4); holds names, never values.
    pub fn message(&self) -> String {
        match self.code {
            Code::IdMissing => "Relationship id is missing".into(),
            Code::TypeMissing => "Relationship type is missing".into(),
            Code::TypeNotRegistered => "Failed-Invalid Schema".into(),
            Code::DuplicateId => "Duplicate id in request".into(),
            Code::RestrictedProperty => {
                format!("Restricted property {} is not allowed to change", self.place())
            }
            Code::SourceCollectionMismatch => {
                "sourceERCollectionId must equal ercollectionid".into()
            }
            Code::DestinationNotAccessible => "destinationERCollectionId is not accessible".into(),
            Code::NotStored => "Relationship could not be stored, retry".into(),
            schema_fault => format!("{}:{}", self.place(), schema_fault.kind()),
        }
    }

    /// The path as a programmer writes it: `customData.a[0]`; `#` for the relationship itself.
    fn place(&self) -> String {
        let mut place = String::new();
        for segment in &self.path {
            match segment {
                PathSegment::Index(index) => {
                    place.extend(["[", &index.to_string(), "]"]);
                }
                PathSegment::Name(name) => {
                    let name = shorten(name, MAX_NAME_CHARS);
                    if !is_plain(&name) {
                        place.push('[');
                        write_string(&mut place, &name);
                        place.push(']');
                    } else if place.is_empty() {
                        place = name;
                    } else {
                        place.extend([".", &name]);
                    }
                }
            }
        }
        if place.is_empty() { "#".into() } else { place }
    }

    /// Writes the members of the issue's object that follow its code, path and message.
    pub(crate) fn write_details(&self, object: &mut Writer<'_>) {
        if let Some(keyword) = self.keyword {
            object.string("keyword", keyword);
        }
        if let Some(schema_path) = &self.schema_path {
            object.string("schemaPath", schema_path);
        }
        if let Some(suggestion) = &self.suggestion {
            let mut params = Writer::object(object.member("params"));
            if let Some(nearest_type) = &suggestion.nearest_type {
                params.string("nearestType", nearest_type);
            }
            if let Some(inverse_type) = &suggestion.inverse_type {
                params.string("inverseType", inverse_type);
            }
            params.end();
        }
    }
}

/// An issue as an answer shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedIssue {
    /// The sentence for people.
    pub message: String,
    /// The member of `errors`, as JSON text: `code`, `path`, `message` and the details.
    pub json: String,
}

impl From<&Issue> for ReportedIssue {
    fn from(issue: &Issue) -> Self {
        let message = issue.message();
        let mut json = String::new();
        let mut object = Writer::object(&mut json);
        object.string("code", issue.code.as_str());
        write_path(object.member("path"), &issue.path);
        object.string("message", &message);
        issue.write_details(&mut object);
        object.end();
        Self { message, json }
    }
}

/// Writes a path as a list of strings and numbers.
pub(crate) fn write_path(out: &mut String, path: &[PathSegment]) {
    let mut list = Writer::array(out);
    for segment in path {
        match segment {
            PathSegment::Name(name) => write_string(list.element(), name),
            PathSegment::Index(index) => list.element().push_str(&index.to_string()),
        }
    }
    list.end();
}

/// Whether a name can stand in a path without brackets.
fn is_plain(name: &str) -> bool {
    let is_separator = |c: char| c.is_whitespace() || c.is_control() || ".[]\"\\:,".contains(c);
    !name.is_empty() && !name.contains(is_separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nested_property_is_written_as_a_path() {
        let issue = Issue {
            path: vec!["customData".into(), "a".into(), PathSegment::Index(0), "b.c".into()],
            ..Issue::with_relationship(Code::StringTooShort)
        };
        assert_eq!(issue.message(), "customData.a[0][\"b.c\"]:StringTooShort");
    }

    #[test]
    fn a_fault_of_the_whole_relationship_has_the_root_as_its_place() {
        let issue = Issue::with_relationship(Code::TooFewProperties);
        assert_eq!(issue.message(), "#:TooFewProperties");
    }
}
