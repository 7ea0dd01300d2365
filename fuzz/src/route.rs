//! Every route once more, with what it may answer.

use std::borrow::Cow;

use http::{Method, Request};
use percent_encoding::percent_decode_str;

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a row of the table")]
pub enum Action {
    Upsert,
    Read,
    Delete,
    ListRelationships,
    ListVersions,
    ReadStats,
    ReadLog,
    CreateCollection,
    ListCollections,
    ReadCollection,
    ChangeCollection,
    ReadPermissions,
    SetPermissions,
    RegisterTypes,
    ListTypes,
    ReadType,
    ReadEntityTypes,
    Validate,
}

/// What `data` is in a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An object.
    Object,
    /// An object, and `paging` is null.
    ObjectWithoutPaging,
    /// A list that is all there is.
    List,
    /// A list with `paging`.
    Page,
}

/// Which collection a permission is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// That of the header `ercollectionid`.
    Header,
    /// That of the path.
    Path,
}

/// A row of the table of routes.
#[derive(Debug)]
pub struct Row {
    method: &'static str,
    pattern: &'static str,
    /// What it is for.
    pub action: Action,
    /// What the token must have.
    pub scope: &'static str,
    /// What the caller must have, and where.
    pub permission: Option<(&'static str, Place)>,
    /// The statuses of what was done.
    pub successes: &'static [u16],
    /// Those of what was refused, beside 400, 401 and 403.
    pub refusals: &'static [u16],
    /// What is answered in a success.
    pub shape: Shape,
    /// What is said in a success, where that is always the same.
    pub message: Option<&'static str>,
}

const READ: &str = "apollo_read";
const WRITE: &str = "apollo_write";
const ADMIN: &str = "apollo_admin";

const READONLY: Option<(&str, Place)> = Some(("readonly", Place::Header));
const READWRITE: Option<(&str, Place)> = Some(("readwrite", Place::Header));
const DONE: Option<&str> = Some("Operation completed");

/// Of what has a body.
const BODY: [u16; 2] = [413, 415];

/// 501 where this store cannot do it: `async`, and a change for more subjects than a map takes.
#[rustfmt::skip]
const TABLE: [Row; 21] = [
    row("POST", "/apollo/er/relationships", Action::Upsert, WRITE, READWRITE, &[201, 207], &[BODY[0], BODY[1], 412, 422, 501], Shape::Object, None),
    row("GET", "/apollo/er/relationships", Action::ListRelationships, READ, READONLY, &[200], &[], Shape::Page, Some("")),
    row("GET", "/apollo/er/relationships/{}", Action::Read, READ, READONLY, &[200], &[404], Shape::List, Some("")),
    row("DELETE", "/apollo/er/relationships/{}", Action::Delete, WRITE, READWRITE, &[200], &[404, 412], Shape::Object, Some("Relationship deleted successfully")),
    row("GET", "/apollo/er/relationships/{}/versions", Action::ListVersions, READ, READONLY, &[200], &[404], Shape::Page, Some("")),
    row("GET", "/apollo/er/relationshiptypes/{}/relationships", Action::ListRelationships, READ, READONLY, &[200], &[], Shape::Page, Some("")),
    row("GET", "/apollo/er/relationshiptypes/{}/relationships/{}", Action::Read, READ, READONLY, &[200], &[404], Shape::List, Some("")),
    row("GET", "/apollo/er/entities/{}/relationships", Action::ListRelationships, READ, READONLY, &[200], &[], Shape::Page, Some("")),
    row("GET", "/apollo/er/ercollections/{}/stats", Action::ReadStats, READ, Some(("readonly", Place::Path)), &[200], &[], Shape::List, Some("")),
    row("GET", "/apollo/status/logs", Action::ReadLog, READ, READONLY, &[200], &[404], Shape::Page, Some("")),
    row("POST", "/apollo/collections", Action::CreateCollection, WRITE, None, &[201], &[BODY[0], BODY[1], 409], Shape::Object, Some("Collection created")),
    row("GET", "/apollo/collections", Action::ListCollections, READ, None, &[200], &[], Shape::Page, Some("OK")),
    row("GET", "/apollo/collections/{}", Action::ReadCollection, READ, Some(("readonly", Place::Path)), &[200], &[], Shape::Object, Some("")),
    row("PUT", "/apollo/collections/{}", Action::ChangeCollection, WRITE, Some(("readwrite", Place::Path)), &[200], &BODY, Shape::Object, Some("Collection updated")),
    row("GET", "/apollo/collections/{}/permissions", Action::ReadPermissions, WRITE, Some(("admin", Place::Path)), &[200], &[], Shape::Object, Some("")),
    row("PUT", "/apollo/collections/{}/permissions", Action::SetPermissions, WRITE, Some(("admin", Place::Path)), &[200], &[BODY[0], BODY[1], 409, 412, 501], Shape::Object, Some("Permissions updated")),
    row("POST", "/apollo/schema/relationshiptypes", Action::RegisterTypes, ADMIN, None, &[201, 206, 422], &BODY, Shape::Object, None),
    row("GET", "/apollo/schema/relationshiptypes", Action::ListTypes, READ, None, &[200], &[], Shape::Page, DONE),
    row("GET", "/apollo/schema/relationshiptypes/{}", Action::ReadType, READ, None, &[200], &[404], Shape::Object, DONE),
    row("GET", "/apollo/schema/relationshiptypes/{}/entitytypes", Action::ReadEntityTypes, READ, None, &[200], &[404], Shape::List, DONE),
    row("POST", "/apollo/schema/relationshiptypes/validate/ontology", Action::Validate, READ, None, &[200], &[404, BODY[0], BODY[1]], Shape::ObjectWithoutPaging, DONE),
];

#[expect(clippy::too_many_arguments, reason = "a row has as many columns")]
const fn row(
    method: &'static str,
    pattern: &'static str,
    action: Action,
    scope: &'static str,
    permission: Option<(&'static str, Place)>,
    successes: &'static [u16],
    refusals: &'static [u16],
    shape: Shape,
    message: Option<&'static str>,
) -> Row {
    Row { method, pattern, action, scope, permission, successes, refusals, shape, message }
}

/// What a request leads to.
#[derive(Debug)]
pub enum Found {
    /// No route has this path.
    NoPath,
    /// Some route has this path, and not this method.
    NoMethod,
    /// `OPTIONS` of a path that there is.
    Options,
    /// A route, and the values of its path.
    Route(&'static Row, Vec<String>),
}

/// Finds out.
pub fn find(request: &Request<Vec<u8>>) -> Found {
    let path = match request.uri().path().strip_prefix("/apollo/relationships") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            Cow::Owned(format!("/apollo/er/relationships{rest}"))
        }
        _ => Cow::Borrowed(request.uri().path()),
    };
    let rows = TABLE.iter();
    let matching: Vec<_> =
        rows.filter_map(|row| Some((row, parameters(row.pattern, &path)?))).collect();
    if matching.is_empty() {
        return Found::NoPath;
    }
    if request.method() == Method::OPTIONS {
        return Found::Options;
    }
    let mut matching = matching.into_iter();
    match matching.find(|(row, _)| row.method == request.method()) {
        Some((row, parameters)) => Found::Route(row, parameters),
        None => Found::NoMethod,
    }
}

fn parameters(pattern: &str, path: &str) -> Option<Vec<String>> {
    let (pattern, path): (Vec<_>, Vec<_>) =
        (pattern.split('/').collect(), path.split('/').collect());
    let mut parameters = Vec::new();
    for (wanted, given) in pattern.iter().zip(&path) {
        match *wanted {
            "{}" if given.is_empty() => return None,
            "{}" => parameters.push(percent_decode_str(given).decode_utf8().ok()?.into_owned()),
            wanted if wanted != *given => return None,
            _ => {}
        }
    }
    (pattern.len() == path.len()).then_some(parameters)
}
