//! The relationship types that an endpoint has beside the built-in ones.

use std::collections::BTreeMap;

use er_relationships::catalog::Catalog;
use er_relationships::report::report_parse_result;
use er_relationships::schema::{ParseError, SchemaError};
use er_relationships::store::relationship_type_key;

/// The types of these schemas as they are stored.
///
/// # Errors
///
/// What is wrong with the first that is none, as the JSON text to be thrown. The deployed Worker
/// would find out with the first relationship of that type, and answer it with a fault.
pub(crate) fn entries(
    schemas: Vec<String>,
    catalog: &Catalog,
) -> Result<BTreeMap<String, String>, String> {
    let mut entries = BTreeMap::new();
    for (index, text) in schemas.into_iter().enumerate() {
        let compiled = catalog.compile(&text).map_err(|error| with_index(index, error))?;
        if entries.insert(relationship_type_key(compiled.name()), text).is_some() {
            let location = "#/title".to_owned();
            let reason = "is the name of another type, too".to_owned();
            let error = ParseError::Schema(SchemaError { location, reason });
            return Err(with_index(index, error));
        }
    }
    Ok(entries)
}

/// The core's text for an error, with one more member.
fn with_index(index: usize, error: ParseError) -> String {
    let text = report_parse_result::<()>(&Err(error));
    format!("{{\"index\":{index},{}", text.strip_prefix('{').unwrap_or(&text))
}
