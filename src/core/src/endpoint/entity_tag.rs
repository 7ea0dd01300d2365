//! Entity tags (RFC 9110, section 8.8.3). That of a relationship is its version in quotes, so
//! `sysRelationshipVersion` tells it, too.

use crate::upsert::IfMatch;

/// The entity tag of a version.
pub(super) fn entity_tag(version: u64) -> String {
    format!("\"{version}\"")
}

/// Reads `If-Match` (RFC 9110, section 13.1.1): `*`, or a list of entity tags. Tags that are none
/// of ours, weak ones among them, are allowed and match nothing. `None` when it is no such list.
pub(super) fn parse_if_match(text: &str) -> Option<IfMatch> {
    if text.trim() == "*" {
        return Some(IfMatch::Any);
    }
    let mut versions = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let strong = rest.strip_prefix("W/").unwrap_or(rest);
        let (tag, after) = strong.strip_prefix('"')?.split_once('"')?;
        // One spelling only: `"01"` is not the tag that we gave for version 1.
        let version = tag.parse().ok().filter(|version: &u64| version.to_string() == tag);
        versions.extend(version.filter(|_| strong.len() == rest.len()));
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if after.is_empty() => after,
            None => return None,
        };
    }
    (!text.trim().is_empty()).then_some(IfMatch::Versions(versions))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(list: &[u64]) -> Option<IfMatch> {
        Some(IfMatch::Versions(list.to_vec()))
    }

    #[test]
    fn a_list_of_tags_is_read_and_foreign_and_weak_ones_match_nothing() {
        assert_eq!(parse_if_match("*"), Some(IfMatch::Any));
        assert_eq!(parse_if_match(&entity_tag(12)), versions(&[12]));
        assert_eq!(parse_if_match(r#" "1" ,"2", W/"3","a,b","04","" "#), versions(&[1, 2]));
    }

    #[test]
    fn what_is_no_list_of_tags_is_refused() {
        for text in ["", " ", "1", "\"1", "\"1\" \"2\"", "\"1\";", "*, \"1\"", "w/\"1\""] {
            assert_eq!(parse_if_match(text), None, "{text}");
        }
    }
}
