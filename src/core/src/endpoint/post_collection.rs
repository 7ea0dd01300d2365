//! `POST /apollo/collections`: a new collection, owned by the caller.

use http::StatusCode;

use super::answer::{Answer, TransactionId};
use super::headers::correlation_id;
use super::query::Query;
use super::registry_request::{
    collection_name, object_of, read_body, require_json, required_id_header,
};
use super::rejection::Rejection;
use super::shown_collection::write_collection;
use super::{Authenticate, Body, Call, Endpoint, Host};
use crate::json::Document;
use crate::relationship::CollectionId;
use crate::store::{Change, Registrar, Store};

const SCOPE: &str = "apollo_write";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// One KV read and one message to the registry's object; on KV alone one read and two writes.
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 415, 400
    /// 4. the body: 413, 400
    /// 5. the collection: 403 or, for who may read there, 409 when the id is taken; 503, else 201
    pub(super) async fn post_collection<B: Body>(
        &self,
        call: &Call<'_>,
        body: B,
    ) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        Query::parse_without_dry_run(call.uri.query())?;
        require_json(call.headers)?;
        let account_id = required_id_header(call.headers, "accountId")?;
        let vault_id = required_id_header(call.headers, "vaultId")?;
        correlation_id(call.headers)?;

        let bytes = read_body(body).await?;
        let document = Document::parse(&bytes)?;
        let body = object_of(&document, &["collectionId", "collectionName"])?;
        let name = collection_name(body)?;
        let id = match body.get("collectionId") {
            Some(id) => CollectionId::new(id.as_str().unwrap_or_default()),
            None => CollectionId::new(TransactionId::new(self.host.random_bytes()).as_str()),
        };
        let id = id.map_err(|error| Rejection::bad_request(&format!("collectionId {error}")))?;

        let subject = call.principal.subject.clone();
        let change =
            Change::CreateCollection { id: id.clone(), subject, name, vault_id, account_id };
        let created = self.registry.change_collection(&id, call.order(change)).await?;
        let created = created.map_err(Rejection::from)?;
        let transaction = call.transaction.as_str();
        Ok(Answer::with_data(StatusCode::CREATED, "Collection created", transaction, |data| {
            write_collection(data, &id, &created, None);
        }))
    }
}
