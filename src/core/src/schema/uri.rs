//! URIs (RFC 3986) and templates of them (RFC 6570): what is one, and how a reference is resolved.
//!
//! Each rule of the grammars is a function that moves a [`Cursor`] over what it reads, and so are
//! those of `format`. Made for a small download: loops over bytes, nothing that formats.

mod cursor;
mod host;
mod set;
mod template;
#[cfg(test)]
mod tests;

pub(super) use cursor::{Cursor, Rule, matches};
pub(super) use host::{ipv4_address, ipv6_address};
pub(super) use set::{ALPHABETIC, ALPHANUMERIC, DIGIT, Set};
pub(super) use template::uri_template;

use host::{NAME, authority};

/// RFC 3986, section 3.1.
const SCHEME: Set = ALPHANUMERIC.or(Set::of("+-."));

/// What comes before the first delimiter (RFC 3986, appendix B).
const UNDELIMITED: Set = Set::of(":/?#").not();

const SEGMENT: Set = Set::of("/").not();

/// RFC 3986, section 3.3: `pchar`, and the slash between segments.
const PATH: Set = NAME.or(Set::of(":@/"));

/// RFC 3986, sections 3.4 and 3.5.
const QUERY: Set = PATH.or(Set::of("?"));

/// RFC 3986, section 3.
pub(super) fn uri(at: &mut Cursor<'_>) -> bool {
    Parts::read(at).is_some_and(|parts| !parts.scheme.is_empty())
}

/// RFC 3986, section 4.1.
pub(super) fn uri_reference(at: &mut Cursor<'_>) -> bool {
    Parts::read(at).is_some()
}

/// Whether a text is a URI without fragment (RFC 3986, section 4.3).
pub(super) fn is_absolute_uri(text: &str) -> bool {
    Parts::parse(text).is_some_and(|parts| parts.is_absolute())
}

/// Resolves a reference (RFC 3986, section 5.2.2); returns the URI and its fragment apart.
///
/// `None` if `base` is no absolute URI or `reference` no URI reference.
pub(super) fn resolve(base: &str, reference: &str) -> Option<(String, String)> {
    let base = Parts::parse(base).filter(Parts::is_absolute)?;
    let mut target = Parts::parse(reference)?;
    let is_relative = target.scheme.is_empty() && target.authority.is_empty();
    let path = if is_relative && target.path.is_empty() {
        if target.query.is_empty() {
            target.query = base.query;
        }
        base.path.to_owned()
    } else {
        let is_merged = is_relative && !target.path.starts_with('/');
        let directory = if is_merged { base.directory() } else { "" };
        remove_dot_segments(&[directory, target.path].concat())
    };
    if is_relative {
        target.authority = base.authority;
    }
    if target.scheme.is_empty() {
        target.scheme = base.scheme;
    }
    target.path = &path;
    Some((target.compose(), target.fragment.get(1..).unwrap_or_default().to_owned()))
}

/// RFC 3986, section 5.2.4.
fn remove_dot_segments(path: &str) -> String {
    let mut output = String::new();
    let mut at = Cursor::new(path);
    while !at.rest().is_empty() {
        let has_slash = at.skip(b'/');
        let segment = at.take(segment).unwrap_or_default();
        let is_dot_segment = matches!(segment, "." | "..");
        if segment == ".." {
            output.truncate(position_of_last_slash(&output).unwrap_or_default());
        }
        if is_dot_segment && !has_slash {
            // Only a path without root begins so.
            at.skip(b'/');
        } else if has_slash && (!is_dot_segment || at.rest().is_empty()) {
            output.push('/');
        }
        if !is_dot_segment {
            output.push_str(segment);
        }
    }
    output
}

fn segment(at: &mut Cursor<'_>) -> bool {
    at.run(&SEGMENT);
    true
}

fn position_of_last_slash(text: &str) -> Option<usize> {
    text.bytes().rposition(|byte| byte == b'/')
}

/// The parts of a URI reference, with their delimiters: one that is missing is empty.
struct Parts<'t> {
    /// With its colon.
    scheme: &'t str,
    /// With its slashes.
    authority: &'t str,
    path: &'t str,
    /// With its question mark.
    query: &'t str,
    /// With its number sign.
    fragment: &'t str,
}

impl<'t> Parts<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let mut at = Cursor::new(text);
        let parts = Self::read(&mut at)?;
        at.rest().is_empty().then_some(parts)
    }

    /// RFC 3986, sections 3 and 4.2.
    fn read(at: &mut Cursor<'t>) -> Option<Self> {
        let scheme = at.take(scheme)?;
        let authority = at.take(authority)?;
        let path =
            if authority.is_empty() || at.peek() == Some(b'/') { at.take(path)? } else { "" };
        Some(Self { scheme, authority, path, query: at.take(query)?, fragment: at.take(fragment)? })
    }

    fn is_absolute(&self) -> bool {
        !self.scheme.is_empty() && self.fragment.is_empty()
    }

    /// What a relative path is relative to (RFC 3986, section 5.2.3).
    fn directory(&self) -> &'t str {
        match position_of_last_slash(self.path) {
            Some(end) => self.path.get(..=end).unwrap_or_default(),
            None if self.authority.is_empty() => "",
            None => "/",
        }
    }

    /// RFC 3986, section 5.3, less the fragment.
    fn compose(&self) -> String {
        let is_ambiguous = self.authority.is_empty() && self.path.starts_with("//");
        // What follows would be read as an authority, which section 3.3 forbids.
        let separator = if is_ambiguous { "/." } else { "" };
        [self.scheme, self.authority, separator, self.path, self.query].concat()
    }
}

/// RFC 3986, section 3.1, with the colon; or nothing, and then no colon comes before the first
/// slash (section 4.2).
fn scheme(at: &mut Cursor<'_>) -> bool {
    let start = *at;
    let has_letter = at.one(&ALPHABETIC);
    at.run(&SCHEME);
    if has_letter && at.skip(b':') {
        return true;
    }
    at.run(&UNDELIMITED);
    let has_colon = at.skip(b':');
    *at = start;
    !has_colon
}

/// RFC 3986, section 3.3.
fn path(at: &mut Cursor<'_>) -> bool {
    at.run_encoded(&PATH);
    true
}

/// RFC 3986, section 3.4, with the question mark; or nothing.
fn query(at: &mut Cursor<'_>) -> bool {
    if at.skip(b'?') {
        at.run_encoded(&QUERY);
    }
    true
}

/// RFC 3986, section 3.5, with the number sign; or nothing.
fn fragment(at: &mut Cursor<'_>) -> bool {
    if at.skip(b'#') {
        at.run_encoded(&QUERY);
    }
    true
}
