//! `DELETE /apollo/er/relationships/{id}`: a relationship that is gone, but for its versions.

use http::StatusCode;

use super::answer::Answer;
use super::headers::DeleteHeaders;
use super::query::Query;
use super::rejection::Rejection;
use super::{Authenticate, Call, Endpoint, Host};
use crate::json::Writer;
use crate::store::{Permission, Registrar, Store};
use crate::upsert::{Batch, Draft, IfMatch, Item, ItemResult, Settlement};

const SCOPE: &str = "apollo_write";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Contract section 2 from row 4 on; beside the permission one message to the writer, or on KV alone
    /// one read and one write:
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. the deletion, which is a version of its own: 404, 412, 503, else 200
    pub(super) async fn delete_relationship(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        let query = Query::parse(call.uri.query())?;
        let headers = DeleteHeaders::parse(call.headers)?;
        self.require_permission(&headers.collection, Permission::ReadWrite, call).await?;

        let id = call.route.parameter(0);
        let batch = Batch {
            transaction_id: call.transaction.as_str().to_owned(),
            now_millis: call.now_millis,
            items: vec![Item {
                id: Some(id),
                draft: Some(Draft::deletion(id)),
                issues: Vec::new(),
                crossing: Vec::new(),
            }],
            precondition: Some(headers.if_match.unwrap_or(IfMatch::Any)),
            idempotency: None,
            is_dry_run: query.is_dry_run,
            context: call.write_context(headers.collection, headers.correlation_id),
        };
        let results = match self.store.upsert(&batch).await? {
            Settlement::Settled { results, .. } => results,
            Settlement::PreconditionFailed { version: None } => {
                return Err(Rejection::RelationshipNotFound);
            }
            Settlement::PreconditionFailed { version } => {
                return Err(Rejection::PreconditionFailed(version));
            }
            Settlement::KeyReused => return Err(Rejection::KeyReused),
        };
        match results.into_iter().next() {
            Some(ItemResult::Success { .. }) => Ok(Answer::with_data(
                StatusCode::OK,
                "Relationship deleted successfully",
                call.transaction.as_str(),
                |data| Writer::object(data).end(),
            )),
            Some(ItemResult::Failure { fault: Some(fault), .. }) => {
                Err(Rejection::Unavailable(fault))
            }
            _ => Err(Rejection::RelationshipNotFound),
        }
    }
}
