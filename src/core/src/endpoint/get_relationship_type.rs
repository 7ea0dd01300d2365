//! `GET /apollo/schema/relationshiptypes/{type}` and `…/{type}/entitytypes`: one relationship type.

use http::StatusCode;

use super::answer::Answer;
use super::headers::correlation_id;
use super::query::Query;
use super::rejection::Rejection;
use super::shown_type::{parse_entry, shown_type};
use super::{Authenticate, Call, Endpoint, Host};
use crate::catalog::{BuiltIn, entity_types};
use crate::json::Writer;
use crate::store::{Registrar, Store};

const SCOPE: &str = "apollo_read";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Nothing for a built-in type; else one message to the registry's object, and one KV read where
    /// it knows nothing; on KV alone the read.
    ///
    /// 1. scope: 403
    /// 2. query, headers: 400
    /// 3. the type: 404, 503, else 200
    pub(super) async fn get_relationship_type(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        let query = Query::parse(call.uri.query())?;
        correlation_id(call.headers)?;
        let name = call.route.parameter(0);
        let entry = self.type_entry(name).await?;
        let shown = shown_type(name, &entry, query.include_system_data)?;
        let (message, transaction) = ("Operation completed", call.transaction.as_str());
        Ok(Answer::with_data(StatusCode::OK, message, transaction, |data| data.push_str(&shown)))
    }

    /// Costs and steps are those of [`get_relationship_type`](Self::get_relationship_type); 404 also
    /// when the type says nothing of its ends.
    pub(super) async fn get_entity_types(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        Query::parse(call.uri.query())?;
        correlation_id(call.headers)?;
        let name = call.route.parameter(0);
        let entry = self.type_entry(name).await?;
        let entry = parse_entry(name, &entry)?;
        let (source, destination) =
            entity_types(entry.schema()).ok_or(Rejection::EntityTypesNotFound)?;
        let (message, transaction) = ("Operation completed", call.transaction.as_str());
        Ok(Answer::with_data(StatusCode::OK, message, transaction, |data| {
            let mut list = Writer::array(data);
            let mut pair = Writer::object(list.element());
            pair.string("destination", destination);
            pair.string("source", source);
            pair.end();
            list.end();
        }))
    }

    /// What is stored of a type now, or the schema of a built-in one.
    pub(super) async fn type_entry(&self, name: &str) -> Result<String, Rejection> {
        match BuiltIn::schema(name) {
            Some(schema) => Ok(schema),
            None => self.registry.type_entry_now(name).await?.ok_or(Rejection::TypeNotFound),
        }
    }
}
