mod laws;

use serde_json::{Value as Json, json};

use super::check_widening;
use crate::json::Document;

/// `Ok`, or the reason with its place.
fn verdict(old: &Json, new: &Json) -> Result<(), String> {
    let (old, new) = (old.to_string(), new.to_string());
    let (old, new) = (Document::parse_text(&old).unwrap(), Document::parse_text(&new).unwrap());
    check_widening(old.root(), new.root()).map_err(|error| error.to_string())
}
