//! `GET /apollo/collections`: the collections in which the caller may do something.

use super::answer::Answer;
use super::headers::{correlation_id, joined, page_size};
use super::query::{Query, parameter};
use super::registry_request::page_token;
use super::rejection::Rejection;
use super::shown_collection::write_collection;
use super::{Authenticate, Call, Endpoint, Host};
use crate::relationship::CollectionId;
use crate::store::{Directory, Permission, Registrar, Store, parse_collection};

const SCOPE: &str = "apollo_read";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// One message to the registry's object and two SQL statements there; once it has no more, one
    /// list operation of KV, another message, and one read of what was registered without the API.
    /// On KV alone one list operation and one read. A page has 100 collections at most, and may be
    /// shorter.
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 400
    /// 4. the list: 400 for a token that is none, 503, else 200
    pub(super) async fn list_collections(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        let query = call.uri.query();
        Query::parse(query)?;
        let least = match parameter(query, "minPermission") {
            None => Permission::ReadOnly,
            Some(name) => Permission::from_name(&name).ok_or_else(|| {
                Rejection::bad_request(
                    "query parameter minPermission must be readonly, readwrite, admin or owner",
                )
            })?,
        };
        correlation_id(call.headers)?;
        let size = page_size("header PageSize", joined(call.headers, "pagesize").as_deref())?;
        let after = page_token(call.headers, query)?;

        let subject = &call.principal.subject;
        let directory = Directory::CollectionsOf(subject.clone());
        let page = self.registry.list(&directory, after.as_deref(), size).await?;
        let mut elements = Vec::new();
        for (key, text) in &page.entries {
            // Keys are our own: `c:` and the id.
            let Some(id) = key.get(2..).and_then(|id| CollectionId::new(id).ok()) else {
                continue;
            };
            let collection = parse_collection(id.as_str(), text)?;
            let granted = collection.access.get(subject).copied();
            // An index entry may be older than the registration.
            if let Some(granted) = granted.filter(|granted| *granted >= least) {
                let mut element = String::new();
                write_collection(&mut element, &id, &collection, Some(granted));
                elements.push(element);
            }
        }
        let transaction = call.transaction.as_str();
        Ok(Answer::list("OK", transaction, &elements, page.next.as_deref()))
    }
}
