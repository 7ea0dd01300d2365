//! `GET /apollo/er/relationships/{id}` and `GET /apollo/er/relationshiptypes/{type}/relationships/{id}`:
//! one relationship as it is stored.

use http::StatusCode;
use http::header::ETAG;

use super::answer::Answer;
use super::entity_tag::entity_tag;
use super::headers::GetHeaders;
use super::query::Query;
use super::rejection::Rejection;
use super::shown::shown;
use super::{Authenticate, Call, Endpoint, Host};
use crate::json::{Value, Writer};
use crate::relationship::{RELATIONSHIP_TYPE, is_active, parse_record, stored_version};
use crate::store::{Permission, Registrar, Store};

const SCOPE: &str = "apollo_read";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Contract section 2 from row 4 on; beside the permission one KV read, or with `consistency: strong`
    /// one message to the writer and one SQL statement there:
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. the relationship, of the type if one is given: 404, 501, 503, else 200
    pub(super) async fn get_relationship(
        &self,
        call: &Call<'_>,
        id: &str,
        relationship_type: Option<&str>,
    ) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        let query = Query::parse(call.uri.query())?;
        let headers = GetHeaders::parse(call.headers)?;
        self.require_permission(&headers.collection, Permission::ReadOnly, call).await?;

        let record = self.store.read(&headers.collection, id, headers.consistency).await?;
        let record = record.ok_or(Rejection::RelationshipNotFound)?;
        let document = parse_record(&record).map_err(|reason| {
            Rejection::Fault(format!("stored data damaged: record of `{id}`: {reason}"))
        })?;
        let own_type = document.root().get(RELATIONSHIP_TYPE).and_then(Value::as_str);
        let is_of_type = relationship_type.is_none_or(|name| own_type == Some(name));
        if !is_of_type || !is_active(document.root()) {
            return Err(Rejection::RelationshipNotFound);
        }
        let version = stored_version(document.root());
        let element = shown(&record, query.include_system_data)?;
        let answer = Answer::with_data(StatusCode::OK, "", call.transaction.as_str(), |data| {
            let mut list = Writer::array(data);
            list.element().push_str(&element);
            list.end();
        });
        Ok(answer.with_header(ETAG, &entity_tag(version)))
    }
}
