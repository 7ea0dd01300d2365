//! SHIM of the lead, to be replaced by helper-8's module.
use iri_string::types::{UriAbsoluteStr, UriReferenceStr};
pub(super) fn is_absolute_uri(text: &str) -> bool {
    UriAbsoluteStr::new(text).is_ok()
}
pub(super) fn resolve(base: &str, reference: &str) -> Option<(String, String)> {
    let reference = UriReferenceStr::new(reference).ok()?;
    let base = UriAbsoluteStr::new(base).ok()?;
    let resolved = reference.resolve_against(base).to_string();
    let (uri, fragment) = resolved.split_once('#').unwrap_or((&resolved, ""));
    Some((uri.to_owned(), fragment.to_owned()))
}
