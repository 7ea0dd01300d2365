//! Which path leads where, and with which methods.

use std::borrow::Cow;

use http::Method;
use percent_encoding::percent_decode_str;

/// What a path stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resource {
    Relationships,
    Relationship,
    Versions,
    RelationshipsOfType,
    RelationshipOfType,
    Edges,
    Stats,
    Logs,
    Collections,
    Collection,
    Permissions,
    RelationshipTypes,
    RelationshipType,
    EntityTypes,
    Ontology,
}

const GET: &[Method] = &[Method::GET];

/// Every path below `/apollo`, what it stands for, and its methods. `{…}` is a parameter.
const PATHS: &[(&str, Resource, &[Method])] = &[
    ("/apollo/er/relationships", Resource::Relationships, &[Method::GET, Method::POST]),
    ("/apollo/er/relationships/{id}", Resource::Relationship, &[Method::GET, Method::DELETE]),
    ("/apollo/er/relationships/{id}/versions", Resource::Versions, GET),
    ("/apollo/er/relationshiptypes/{type}/relationships", Resource::RelationshipsOfType, GET),
    ("/apollo/er/relationshiptypes/{type}/relationships/{id}", Resource::RelationshipOfType, GET),
    ("/apollo/er/entities/{id}/relationships", Resource::Edges, GET),
    ("/apollo/er/ercollections/{id}/stats", Resource::Stats, GET),
    ("/apollo/status/logs", Resource::Logs, GET),
    ("/apollo/collections", Resource::Collections, &[Method::GET, Method::POST]),
    ("/apollo/collections/{id}", Resource::Collection, &[Method::GET, Method::PUT]),
    ("/apollo/collections/{id}/permissions", Resource::Permissions, &[Method::GET, Method::PUT]),
    ("/apollo/schema/relationshiptypes", Resource::RelationshipTypes, &[Method::GET, Method::POST]),
    ("/apollo/schema/relationshiptypes/{type}", Resource::RelationshipType, GET),
    ("/apollo/schema/relationshiptypes/{type}/entitytypes", Resource::EntityTypes, GET),
    ("/apollo/schema/relationshiptypes/validate/ontology", Resource::Ontology, &[Method::POST]),
];

/// Another name for a part of a path, and the part.
const ALIAS: (&str, &str) = ("/apollo/relationships", "/apollo/er/relationships");

/// A path that is known.
#[derive(Debug)]
pub(super) struct Route<'u> {
    pub(super) resource: Resource,
    methods: &'static [Method],
    parameters: Vec<Cow<'u, str>>,
}

impl<'u> Route<'u> {
    /// What the path of a URL leads to.
    pub(super) fn of(path: &'u str) -> Option<Self> {
        let (head, tail) = match path.strip_prefix(ALIAS.0) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => (ALIAS.1, rest),
            _ => ("", path),
        };
        let segments: Vec<&str> = head.split('/').chain(tail.split('/').skip(1)).collect();
        PATHS.iter().find_map(|(pattern, resource, methods)| {
            let parameters = parameters(pattern, &segments)?;
            Some(Self { resource: *resource, methods, parameters })
        })
    }

    /// Whether the path takes the method.
    pub(super) fn takes(&self, method: &Method) -> bool {
        self.methods.contains(method)
    }

    /// For `Allow`.
    pub(super) fn allowed(&self) -> String {
        let methods = self.methods.iter().chain([&Method::OPTIONS]);
        methods.map(Method::as_str).collect::<Vec<_>>().join(", ")
    }

    /// The parameter at that place of the pattern, decoded; empty where the pattern has none.
    pub(super) fn parameter(&self, index: usize) -> &str {
        self.parameters.get(index).map(|value| &**value).unwrap_or_default()
    }
}

/// The values of the pattern's parameters, if the path is of the pattern. None is empty.
fn parameters<'u>(pattern: &str, segments: &[&'u str]) -> Option<Vec<Cow<'u, str>>> {
    let wanted: Vec<&str> = pattern.split('/').collect();
    if wanted.len() != segments.len() {
        return None;
    }
    let mut parameters = Vec::new();
    for (wanted, segment) in wanted.iter().zip(segments) {
        if wanted.starts_with('{') {
            let value = percent_decode_str(segment).decode_utf8().ok()?;
            parameters.push(Some(value).filter(|value| !value.is_empty())?);
        } else if wanted != segment {
            return None;
        }
    }
    Some(parameters)
}

/// Every method and path that the endpoint takes, for whoever describes it; `{…}` is a parameter.
pub fn routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_path = |(pattern, _, methods): &'static (&'static str, Resource, &'static [Method])| {
        methods.iter().map(|method| (method.as_str(), *pattern))
    };
    PATHS.iter().flat_map(of_path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str) -> Option<(Resource, Vec<String>)> {
        let route = Route::of(path)?;
        Some((route.resource, route.parameters.iter().map(ToString::to_string).collect()))
    }

    #[test]
    fn a_path_is_known_by_either_name_and_its_parameters_are_decoded() {
        for prefix in ["/apollo/er", "/apollo"] {
            let path = |rest: &str| format!("{prefix}/relationships{rest}");
            assert_eq!(found(&path("")), Some((Resource::Relationships, Vec::new())));
            let one = |id: &str| Some((Resource::Relationship, vec![id.to_owned()]));
            assert_eq!(found(&path("/a%2Fb%25")), one("a/b%"));
            assert_eq!(found(&path("/a+b")), one("a+b"));
        }
    }

    #[test]
    fn what_is_not_quite_a_path_is_none() {
        for path in [
            "",
            "/",
            "/apollo",
            "/apollo/er/relationships/",
            "/apollo/relationships/",
            "/apollo/relationshipsx",
            "/apollo/er/relationships/a/b",
            "/apollo/er/relationships/%ff",
            "//apollo/er/relationships",
            "/apollo/er/er/relationships",
        ] {
            assert_eq!(found(path), None, "{path}");
        }
    }

    #[test]
    fn every_route_leads_to_its_own_pattern() {
        for (pattern, resource, methods) in PATHS {
            let route = Route::of(pattern).unwrap();
            assert_eq!(route.resource, *resource, "{pattern}");
            assert!(methods.iter().all(|method| route.takes(method)), "{pattern}");
        }
    }
}
