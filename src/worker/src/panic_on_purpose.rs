//! Panics that a test asks for: a request says in its `x-correlation-id` where. That header goes with
//! the relationships to their object, into its records, and with these into the copies.
//!
//! Only with the feature `panic-on-purpose`, which no deployed build has.

/// Panics if the text, which has come to this place, holds `panic-on-purpose:` and the place.
#[expect(clippy::panic, reason = "what this feature is for")]
pub(crate) fn at(place: &str, text: &str) {
    if is_asked_for(place, text) {
        panic!("on purpose, at {place}");
    }
}

/// Whether [`at`] would panic.
pub(crate) fn is_asked_for(place: &str, text: &str) -> bool {
    text.contains(&format!("panic-on-purpose:{place}"))
}
