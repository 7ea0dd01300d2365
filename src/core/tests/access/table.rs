//! All routes: what each takes, and what it answers to whoever may use it.

use http::{Method, Request};

use self::Place::{Header, Nowhere, Path};

/// Where the id of the collection stands that a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Header,
    Path,
    /// It is about no collection.
    Nowhere,
}

/// A request in every way that matters here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) scope: &'static str,
    /// The least permission in the collection.
    pub(crate) least: &'static str,
    pub(crate) place: Place,
    /// With objects, in memory, and on a map alone.
    pub(crate) success: [u16; 3],
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) body: &'static str,
}

const READ: &str = "apollo_read";
const WRITE: &str = "apollo_write";
const ADMIN: &str = "apollo_admin";

const OK: [u16; 3] = [200; 3];
const NEW: [u16; 3] = [201; 3];
/// What a map alone cannot tell.
const TOLD: [u16; 3] = [200, 200, 501];

const NONE: &str = "";
const ROW: &str = r#"{"id":"new","relationshipName":"n","relationshipType":"open","sourceEntityId":"s","destinationEntityId":"d"}"#;
const NAME: &str = r#"{"collectionName":"New"}"#;
const ACCESS: &str = r#"{"permissions":[{"subject":"admin","permission":"admin"},{"subject":"owner","permission":"owner"}]}"#;
const SCHEMA: &str = r#"{"title":"new"}"#;
const WOULD: &str = r#"{"relationshipObj":{"relationshipType":"open"}}"#;

const PLAIN: &[(&str, &str)] = &[];
const LATER: &[(&str, &str)] = &[("async", "true")];
const NOW: &[(&str, &str)] = &[("consistency", "strong")];

#[rustfmt::skip]
pub(crate) const ROUTES: &[Route] = &[
    route("POST", "/apollo/er/relationships", WRITE, ("readwrite", Header), NEW, PLAIN, ROW),
    route("POST", "/apollo/er/relationships", WRITE, ("readwrite", Header), [202, 501, 501], LATER, ROW),
    route("GET", "/apollo/er/relationships", READ, ("readonly", Header), OK, PLAIN, NONE),
    route("GET", "/apollo/er/relationships/{id}", READ, ("readonly", Header), OK, PLAIN, NONE),
    route("GET", "/apollo/er/relationships/{id}", READ, ("readonly", Header), TOLD, NOW, NONE),
    route("DELETE", "/apollo/er/relationships/{id}", WRITE, ("readwrite", Header), OK, PLAIN, NONE),
    route("GET", "/apollo/er/relationships/{id}/versions", READ, ("readonly", Header), TOLD, PLAIN, NONE),
    route("GET", "/apollo/er/relationshiptypes/{type}/relationships", READ, ("readonly", Header), OK, PLAIN, NONE),
    route("GET", "/apollo/er/relationshiptypes/{type}/relationships/{id}", READ, ("readonly", Header), OK, PLAIN, NONE),
    route("GET", "/apollo/er/entities/{id}/relationships", READ, ("readonly", Header), TOLD, PLAIN, NONE),
    route("GET", "/apollo/er/ercollections/{id}/stats", READ, ("readonly", Path), TOLD, PLAIN, NONE),
    route("GET", "/apollo/status/logs", READ, ("readonly", Header), TOLD, PLAIN, NONE),
    route("GET", "/apollo/collections", READ, ("none", Nowhere), OK, PLAIN, NONE),
    route("POST", "/apollo/collections", WRITE, ("none", Nowhere), NEW, PLAIN, NAME),
    route("GET", "/apollo/collections/{id}", READ, ("readonly", Path), OK, PLAIN, NONE),
    route("PUT", "/apollo/collections/{id}", WRITE, ("readwrite", Path), OK, PLAIN, NAME),
    route("GET", "/apollo/collections/{id}/permissions", WRITE, ("admin", Path), OK, PLAIN, NONE),
    route("PUT", "/apollo/collections/{id}/permissions", WRITE, ("admin", Path), OK, PLAIN, ACCESS),
    route("GET", "/apollo/schema/relationshiptypes", READ, ("none", Nowhere), OK, PLAIN, NONE),
    route("POST", "/apollo/schema/relationshiptypes", ADMIN, ("none", Nowhere), NEW, PLAIN, SCHEMA),
    route("GET", "/apollo/schema/relationshiptypes/{type}", READ, ("none", Nowhere), OK, PLAIN, NONE),
    route("GET", "/apollo/schema/relationshiptypes/{type}/entitytypes", READ, ("none", Nowhere), OK, PLAIN, NONE),
    route("POST", "/apollo/schema/relationshiptypes/validate/ontology", READ, ("none", Nowhere), OK, PLAIN, WOULD),
];

const fn route(
    method: &'static str,
    path: &'static str,
    scope: &'static str,
    (least, place): (&'static str, Place),
    success: [u16; 3],
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
) -> Route {
    Route { method, path, scope, least, place, success, headers, body }
}

impl Route {
    /// Its path by either name, with `{…}` still.
    pub(crate) fn paths(&self) -> Vec<String> {
        let alias = self.path.strip_prefix("/apollo/er/relationships");
        let alias = alias.filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let alias = alias.map(|rest| format!("/apollo/relationships{rest}"));
        [self.path.to_owned()].into_iter().chain(alias).collect()
    }

    /// Whether it stores or registers something when it succeeds.
    pub(crate) fn is_a_change(&self) -> bool {
        self.method != "GET" && self.scope != READ
    }

    /// The request about a collection; where the path names it, the header names `beside`.
    pub(crate) fn request(
        &self,
        path: &str,
        collection: &str,
        beside: &str,
        token: &str,
    ) -> Request<Vec<u8>> {
        let (id, header) = match self.place {
            Path => (collection, beside),
            // That of an entity is as good as that of a relationship.
            Header | Nowhere => ("r", collection),
        };
        let path = path.replace("{id}", id).replace("{type}", "open");
        request(self.method, &path, header, token, self.headers, self.body)
    }
}

/// A request with all headers and parameters that any route requires; others do not look at them.
pub(crate) fn request(
    method: &str,
    path: &str,
    collection: &str,
    token: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Request<Vec<u8>> {
    let mut request = Request::new(body.as_bytes().to_vec());
    *request.method_mut() = Method::from_bytes(method.as_bytes()).unwrap();
    *request.uri_mut() = format!("https://host{path}?relationshipid=r").parse().unwrap();
    let common = [
        ("authorization", &*format!("Bearer {token}")),
        ("content-type", "application/json"),
        ("async", "false"),
        ("ercollectionid", collection),
        ("accountid", "a"),
        ("vaultid", "v"),
        ("schemacollectionid", "s"),
    ];
    for (name, value) in common.into_iter().chain(headers.iter().copied()) {
        let name: http::HeaderName = name.parse().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    request
}
