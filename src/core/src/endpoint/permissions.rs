//! `GET` and `PUT /apollo/collections/{id}/permissions`: a collection's access list.

use std::collections::BTreeMap;

use http::StatusCode;
use http::header::ETAG;

use super::answer::Answer;
use super::entity_tag::entity_tag;
use super::headers::{correlation_id, if_match};
use super::query::Query;
use super::registry_request::{object_of, read_body, require_json};
use super::rejection::Rejection;
use super::{Authenticate, Body, Call, Endpoint, Host};
use crate::json::{Document, Value, Writer};
use crate::store::{Change, Collection, Permission, Registrar, Store};
use crate::token::is_identifier;

const SCOPE: &str = "apollo_write";

/// The most entries of an access list: each is an index entry of its own.
const MAX_PERMISSIONS: usize = 1000;

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// One message to the registry's object, and one KV read where it knows nothing; on KV alone the
    /// read.
    ///
    /// 1. scope: 403
    /// 2. query, headers: 400
    /// 3. the collection and the caller's permission: 403, 503, else 200
    pub(super) async fn get_permissions(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        Query::parse(call.uri.query())?;
        correlation_id(call.headers)?;
        let (_, collection) = self.collection_of_path(call, Permission::Admin).await?;
        Ok(answer("", &collection, call))
    }

    /// What [`get_permissions`](Self::get_permissions) costs, and then another message and KV read;
    /// on KV alone another read, and a write for the list and for each subject whose permission
    /// changes.
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 415, 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. the body: 413, 400
    /// 6. the change: 412, 403 when somebody becomes an owner or ceases to be one and the caller is
    ///    none, 409 when no owner is left, 501, 503, else 200
    pub(super) async fn put_permissions<B: Body>(
        &self,
        call: &Call<'_>,
        body: B,
    ) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        Query::parse_without_dry_run(call.uri.query())?;
        require_json(call.headers)?;
        correlation_id(call.headers)?;
        let if_match = if_match(call.headers)?;
        let (id, _) = self.collection_of_path(call, Permission::Admin).await?;

        let bytes = read_body(body).await?;
        let document = Document::parse(&bytes)?;
        let access = parse_access(object_of(&document, &["permissions"])?)?;

        let subject = call.principal.subject.clone();
        let change = Change::SetPermissions { id: id.clone(), subject, access, if_match };
        let updated = self.registry.change_collection(&id, call.order(change)).await?;
        Ok(answer("Permissions updated", &updated.map_err(Rejection::from)?, call))
    }
}

/// Reads `{"permissions":[{"subject":"…","permission":"owner"},…]}`.
fn parse_access(body: Value<'_>) -> Result<BTreeMap<String, Permission>, Rejection> {
    let Some(entries) = body.get("permissions").and_then(Value::elements) else {
        return Err(Rejection::bad_request("permissions must be a list"));
    };
    if entries.clone().count() > MAX_PERMISSIONS {
        let most = format!("permissions may have {MAX_PERMISSIONS} entries");
        return Err(Rejection::PayloadTooLarge(most));
    }
    let mut access = BTreeMap::new();
    for (index, entry) in entries.enumerate() {
        let wrong = |what: &str| Rejection::bad_request(&format!("permissions[{index}]{what}"));
        let text = |name| entry.get(name).and_then(Value::as_str);
        if entry.members().is_none_or(|mut all| all.any(|(it, _)| !MEMBERS.contains(&it))) {
            return Err(wrong(" must be an object with subject and permission alone"));
        }
        let subject = text("subject")
            .filter(|subject| is_identifier(subject))
            .ok_or_else(|| wrong(".subject must have 1 to 1024 bytes and no control character"))?;
        let permission = text("permission")
            .and_then(Permission::from_name)
            .ok_or_else(|| wrong(".permission must be readonly, readwrite, admin or owner"))?;
        if access.insert(subject.to_owned(), permission).is_some() {
            return Err(wrong(".subject stands there twice"));
        }
    }
    match access.is_empty() {
        true => Err(Rejection::bad_request("permissions must have an entry")),
        false => Ok(access),
    }
}

/// Of an entry.
const MEMBERS: [&str; 2] = ["subject", "permission"];

/// The list in the order of the subjects, with the tag of the collection's version.
fn answer(message: &str, collection: &Collection, call: &Call<'_>) -> Answer {
    let transaction = call.transaction.as_str();
    let answer = Answer::with_data(StatusCode::OK, message, transaction, |data| {
        let mut object = Writer::object(data);
        let mut list = Writer::array(object.member("permissions"));
        for (subject, permission) in &collection.access {
            let mut entry = Writer::object(list.element());
            entry.string("subject", subject);
            entry.string("permission", permission.as_str());
            entry.end();
        }
        list.end();
        object.end();
    });
    answer.with_header(ETAG, &entity_tag(collection.version))
}
