//! `GET` and `PUT /apollo/collections/{id}`: what a collection is called, and where it belongs.

use http::StatusCode;

use super::answer::Answer;
use super::headers::correlation_id;
use super::query::Query;
use super::registry_request::{collection_name, id_header, object_of, read_body, require_json};
use super::rejection::Rejection;
use super::shown_collection::write_collection;
use super::{Authenticate, Body, Call, Endpoint, Host};
use crate::json::Document;
use crate::relationship::CollectionId;
use crate::store::{Change, Collection, Permission, Registrar, Store};

const SCOPE_TO_READ: &str = "apollo_read";
const SCOPE_TO_WRITE: &str = "apollo_write";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// One message to the registry's object, and one KV read where it knows nothing; on KV alone the
    /// read.
    ///
    /// 1. scope: 403
    /// 2. query, headers: 400
    /// 3. the collection and the caller's permission: 403, 503, else 200
    pub(super) async fn get_collection(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE_TO_READ)?;
        Query::parse(call.uri.query())?;
        correlation_id(call.headers)?;
        let (id, collection) = self.collection_of_path(call, Permission::ReadOnly).await?;
        Ok(Answer::with_data(StatusCode::OK, "", call.transaction.as_str(), |data| {
            write_collection(data, &id, &collection, None);
        }))
    }

    /// What [`get_collection`](Self::get_collection) costs, and then another message and KV read; on
    /// KV alone another read and a write.
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 415, 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. the body: 413, 400
    /// 6. the change: 403 when the permission is gone meanwhile, 503, else 200
    pub(super) async fn put_collection<B: Body>(
        &self,
        call: &Call<'_>,
        body: B,
    ) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE_TO_WRITE)?;
        Query::parse_without_dry_run(call.uri.query())?;
        require_json(call.headers)?;
        let account_id = id_header(call.headers, "accountId")?;
        let vault_id = id_header(call.headers, "vaultId")?;
        correlation_id(call.headers)?;
        let (id, _) = self.collection_of_path(call, Permission::ReadWrite).await?;

        let bytes = read_body(body).await?;
        let document = Document::parse(&bytes)?;
        let name = collection_name(object_of(&document, &["collectionName"])?)?;

        let subject = call.principal.subject.clone();
        let change =
            Change::UpdateCollection { id: id.clone(), subject, name, vault_id, account_id };
        let updated = self.registry.change_collection(&id, call.order(change)).await?;
        let updated = updated.map_err(Rejection::from)?;
        let transaction = call.transaction.as_str();
        Ok(Answer::with_data(StatusCode::OK, "Collection updated", transaction, |data| {
            write_collection(data, &id, &updated, None);
        }))
    }

    /// The collection that the path names, as it is registered now. Not from the cache, so that who
    /// was let in a moment ago may administer it, and who was not may not.
    pub(super) async fn collection_of_path(
        &self,
        call: &Call<'_>,
        permission: Permission,
    ) -> Result<(CollectionId, Collection), Rejection> {
        // What cannot be a collection's id is none that is registered.
        let id = CollectionId::new(call.route.parameter(0))
            .map_err(|_| Rejection::CollectionForbidden)?;
        let found = self.registry.collection_now(&id).await?;
        match found.filter(|found| found.allows(&call.principal.subject, permission)) {
            Some(collection) => Ok((id, collection)),
            None => Err(Rejection::CollectionForbidden),
        }
    }
}
