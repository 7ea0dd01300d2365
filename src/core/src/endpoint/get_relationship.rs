//! `GET /apollo/er/relationships/{id}`: one relationship as it is stored.

use http::StatusCode;
use http::header::ETAG;

use super::answer::Answer;
use super::entity_tag::entity_tag;
use super::headers::{GetHeaders, Query};
use super::rejection::Rejection;
use super::{Authenticate, Call, Endpoint, Host};
use crate::json::{Writer, write_value};
use crate::relationship::{SYS_DATA, parse_record, stored_version};
use crate::store::{Permission, Registrar, Store};

const SCOPE: &str = "apollo_read";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Contract section 2 from row 4 on:
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. the relationship: 404, 501, 503, else 200
    pub(super) async fn get_relationship(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        let id = call.route.parameter(0);
        call.require_scope(SCOPE)?;
        let query = Query::parse(call.uri.query())?;
        let headers = GetHeaders::parse(call.headers)?;
        self.require_permission(&headers.collection, Permission::ReadOnly, call).await?;

        let record = self.store.read(&headers.collection, id, headers.consistency).await?;
        let record = record.ok_or(Rejection::RelationshipNotFound)?;
        let document = parse_record(&record).map_err(|reason| {
            Rejection::Fault(format!("stored data damaged: record of `{id}`: {reason}"))
        })?;
        let version = stored_version(document.root());
        let hidden: &[&str] = if query.include_system_data { &[] } else { &[SYS_DATA] };
        let shown = document.root().without_members(hidden);
        let message = "";
        let answer =
            Answer::with_data(StatusCode::OK, message, call.transaction.as_str(), |data| {
                let mut list = Writer::array(data);
                write_value(list.element(), shown.root());
                list.end();
            });
        Ok(answer.with_header(ETAG, &entity_tag(version)))
    }
}
