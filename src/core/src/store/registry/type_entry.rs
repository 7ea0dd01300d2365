//! A registered relationship type as it is stored.

use crate::json::{Document, SyntaxError, Value, Writer, write_string, write_value};

/// Who registered a type, when, and under which request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The header `schemaCollectionId`.
    pub schema_collection_id: String,
    /// RFC 3339 in UTC with milliseconds.
    pub timestamp: String,
    /// The token's subject.
    pub requestor: String,
    /// The token's client.
    pub client: Option<String>,
    /// The header `x-correlation-id`, else the transaction's id.
    pub correlation_id: String,
}

/// What is stored under a type's key: `{"schema":{…},"schemaCollectionId","version","isInUse",…}`;
/// or the schema alone, as somebody writes it by hand. A schema has a `title`, the other form none.
#[derive(Debug)]
pub struct TypeEntry<'t>(Document<'t>);

impl<'t> TypeEntry<'t> {
    /// Reads an entry.
    ///
    /// # Errors
    ///
    /// [`SyntaxError`] when it is no JSON.
    pub fn parse(text: &'t str) -> Result<Self, SyntaxError> {
        Document::parse_own(text).map(Self)
    }

    /// Its text, as the same type of another registration.
    pub(super) fn text(
        schema: &str,
        registration: &Registration,
        version: u64,
        is_in_use: bool,
    ) -> String {
        let mut text = String::new();
        let mut entry = Writer::object(&mut text);
        entry.raw("schema", schema);
        entry.string("schemaCollectionId", &registration.schema_collection_id);
        entry.raw("version", &version.to_string());
        entry.raw("isInUse", if is_in_use { "true" } else { "false" });
        entry.string("sysTimestamp", &registration.timestamp);
        entry.string("sysRequestorId", &registration.requestor);
        match &registration.client {
            Some(client) => write_string(entry.member("sysClientId"), client),
            None => entry.raw("sysClientId", "null"),
        }
        entry.string("sysCorrelationId", &registration.correlation_id);
        entry.end();
        text
    }

    /// Its text, in use.
    pub(super) fn text_in_use(&self) -> String {
        let mut text = String::new();
        let mut entry = Writer::object(&mut text);
        for (name, value) in self.0.root().members().into_iter().flatten() {
            match name {
                "isInUse" => entry.raw(name, "true"),
                _ => write_value(entry.member(name), value),
            }
        }
        entry.end();
        text
    }

    /// The schema, if somebody wrote nothing but it.
    pub(super) fn is_schema_alone(&self) -> bool {
        self.0.root().get("title").is_some() || self.0.root().get("schema").is_none()
    }

    /// The type's schema.
    pub fn schema(&self) -> Value<'_> {
        match self.is_schema_alone() {
            true => self.0.root(),
            false => self.0.root().get("schema").unwrap_or(self.0.root()),
        }
    }

    /// 1 when it is registered, one more with every change of the schema.
    pub fn version(&self) -> u64 {
        let version = self.system("version").and_then(Value::number_text);
        version.and_then(|text| text.parse().ok()).unwrap_or(1)
    }

    /// Whether there may be relationships of this type. Nobody knows that of one that was written by
    /// hand.
    pub fn is_in_use(&self) -> bool {
        self.system("isInUse").and_then(Value::as_bool).unwrap_or(true)
    }

    /// What is known beside the schema, if it is.
    pub fn system(&self, name: &str) -> Option<Value<'_>> {
        match self.is_schema_alone() {
            true => None,
            false => self.0.root().get(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registration() -> Registration {
        Registration {
            schema_collection_id: "s".to_owned(),
            timestamp: "t".to_owned(),
            requestor: "r".to_owned(),
            client: None,
            correlation_id: "i".to_owned(),
        }
    }

    #[test]
    fn an_entry_keeps_the_schema_and_says_whether_it_is_in_use() {
        let text = TypeEntry::text(r#"{"title":"t","maximum":1.00}"#, &registration(), 3, false);
        let expected = r#"{"schema":{"title":"t","maximum":1.00},"schemaCollectionId":"s","version":3,"isInUse":false,"sysTimestamp":"t","sysRequestorId":"r","sysClientId":null,"sysCorrelationId":"i"}"#;
        assert_eq!(text, expected);
        let entry = TypeEntry::parse(&text).unwrap();
        assert_eq!((entry.version(), entry.is_in_use()), (3, false));
        assert_eq!(entry.schema().get("maximum").and_then(Value::number_text), Some("1.00"));
        assert_eq!(entry.text_in_use(), expected.replace("false", "true"));
    }

    #[test]
    fn a_schema_alone_is_in_use_whatever_it_has_beside_its_title() {
        let text = r#"{"title":"t","schema":{},"version":9,"isInUse":false}"#;
        let entry = TypeEntry::parse(text).unwrap();
        assert_eq!((entry.version(), entry.is_in_use()), (1, true));
        assert!(entry.schema().get("title").is_some());
    }
}
