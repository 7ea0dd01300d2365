//! What the sender of a type that is not registered probably meant.

use strsim::generic_levenshtein;

use super::RELATIONSHIP_TYPE;
use crate::catalog::{BuiltIn, TypeSource};
use crate::issue::{Code, Issue, Suggestion};
use crate::json::Value;

/// Names beyond this are compared with nothing: no type's is nearly as long.
const MAX_NAME_BYTES: usize = 96;

/// So many comparisons of a name with all types' names are made for one body: each takes a tenth of
/// a millisecond.
const MAX_SEARCHES: usize = 16;

/// Makes the suggestions of one body.
#[derive(Debug)]
pub struct Suggester<'t, T> {
    types: &'t T,
    searched: Vec<(String, Option<String>)>,
}

impl<'t, T: TypeSource> Suggester<'t, T> {
    /// `types` are those that may be suggested.
    pub fn new(types: &'t T) -> Self {
        Self { types, searched: Vec::new() }
    }

    /// Adds what was probably meant to the issue of a relationship whose type is not registered.
    pub fn add_to(&mut self, item: Value<'_>, issues: &mut [Issue]) {
        let is_about_type = |issue: &&mut Issue| issue.code == Code::TypeNotRegistered;
        let Some(issue) = issues.iter_mut().find(is_about_type) else {
            return;
        };
        let name = item.get(RELATIONSHIP_TYPE).and_then(Value::as_str).unwrap_or_default();
        let meant = BuiltIn::meant(name, item);
        let suggestion = match meant.filter(|(meant, _)| self.types.find(meant).is_some()) {
            Some((meant, false)) => Suggestion { nearest_type: Some(meant), inverse_type: None },
            Some((meant, true)) => Suggestion { nearest_type: None, inverse_type: Some(meant) },
            None => Suggestion { nearest_type: self.nearest(name), inverse_type: None },
        };
        issue.suggestion = (suggestion != Suggestion::default()).then(|| suggestion.into());
    }

    fn nearest(&mut self, name: &str) -> Option<String> {
        if let Some((_, nearest)) = self.searched.iter().find(|(searched, _)| searched == name) {
            return nearest.clone();
        }
        if name.len() > MAX_NAME_BYTES || self.searched.len() >= MAX_SEARCHES {
            return None;
        }
        let wanted = letters(name);
        let distance = |candidate: &String| generic_levenshtein(&wanted, &letters(candidate));
        let candidates = self.types.names().into_iter().map(|name| (distance(&name), name));
        let (distance, nearest) = candidates.min()?;
        // A fifth of the letters, but always a slip or two, may be wrong.
        let nearest = (distance <= (wanted.len() / 5).max(2)).then_some(nearest);
        self.searched.push((name.to_owned(), nearest.clone()));
        nearest
    }
}

/// What tells names apart to the eye: their letters and digits, less the prefix that all have.
fn letters(name: &str) -> Vec<u8> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric();
    let letters: Vec<u8> = name.bytes().filter(is_letter).map(|b| b.to_ascii_lowercase()).collect();
    letters.strip_prefix(b"brick04").map(<[u8]>::to_vec).unwrap_or(letters)
}
