//! `GET /apollo/status/logs`: what happened to a relationship; where a tracker leads.

use super::answer::{Answer, timestamp};
use super::headers::{ListHeaders, page_size};
use super::query::{Query, parameter};
use super::rejection::Rejection;
use super::{Authenticate, Call, Endpoint, Host};
use crate::json::{Writer, concat};
use crate::relationship::CollectionId;
use crate::store::{
    Listing, LogEntry, LogFilter, PageRequest, Permission, Registrar, Store, StoreError,
};

const SCOPE: &str = "apollo_read";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Contract section 2 from row 4 on. Beside the permission, one message to the writer and one SQL
    /// statement there, which reads the requests that it tells of; for a transaction another one, for how
    /// far it is, and for one relationship of a transaction all requests of the transaction, 100 at most.
    ///
    /// 1. scope: 403
    /// 2. query, with a transaction or a relationship: 400
    /// 3. headers: 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. the entries, of the last 30 days, and of a request that is processed later how far it is: 400,
    ///    404, 501, 503, else 200
    pub(super) async fn get_logs(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        Query::parse(call.uri.query())?;
        let filter = filter(call)?;
        let limit = parameter(call.uri.query(), "limit");
        let limit = page_size("query parameter limit", limit.as_deref())?;
        let ListHeaders { collection, page } = ListHeaders::parse(call.headers)?;
        self.require_permission(&collection, Permission::ReadOnly, call).await?;

        let page = PageRequest { limit, ..page };
        let found = self.store.list(&collection, &Listing::Log(filter), &page).await?;
        let is_nothing = found.elements.is_empty() && found.progress.is_none();
        if is_nothing && page.after.is_none() {
            return Err(Rejection::LogNotFound);
        }
        let elements = found.elements.iter().map(|text| match LogEntry::parse(text) {
            Ok(entry) => Ok(element(&entry, &collection)),
            Err(reason) => Err(StoreError::Damaged(reason)),
        });
        let elements = elements.collect::<Result<Vec<_>, _>>()?;
        let mut answer =
            Answer::list("", call.transaction.as_str(), &elements, found.next.as_deref());
        if let Some(progress) = found.progress {
            answer.add_member("progress", |out| out.push_str(&progress));
        }
        Ok(answer)
    }
}

/// Which entries the query asks for.
fn filter(call: &Call<'_>) -> Result<LogFilter, Rejection> {
    let named = |name| parameter(call.uri.query(), name).filter(|value| !value.is_empty());
    match (named("transactionid"), named("relationshipid")) {
        (Some(id), relationship) => Ok(LogFilter::Transaction { id, relationship }),
        (None, Some(id)) => Ok(LogFilter::Relationship(id)),
        (None, None) => Err(Rejection::bad_request(
            "query parameter transactionid or relationshipid is missing",
        )),
    }
}

/// An entry in the documented shape.
fn element(entry: &LogEntry, collection: &CollectionId) -> String {
    let is_deletion = entry.outcome.as_deref() == Some("deleted");
    let state = if entry.message.is_some() { "Failed" } else { "Completed" };
    let time = timestamp(entry.at_millis);
    let millis = entry.at_millis.to_string();
    let mut text = String::new();
    let mut object = Writer::object(&mut text);
    let mut service_data = Writer::object(object.member("serviceData"));
    service_data.raw("entityId", "null");
    service_data.string("erCollectionId", collection.as_str());
    string_or_null(&mut service_data, "relationshipId", entry.id.as_deref());
    service_data.end();
    object.string("id", &concat(&[&entry.transaction_id, ":", &entry.index.to_string()]));
    object.string("enqueuedTimestamp", &time);
    object.string("receivedTimestamp", &time);
    object.raw("unixReceievedTimestamp", &millis);
    object.raw("unixEnqueuedTimestamp", &millis);
    object.string("messageType", "Request");
    object.string("requestAction", if is_deletion { "Delete" } else { "Upsert" });
    object.string("state", state);
    object.string("requestObject", "Relationship");
    object.string("transactionId", &entry.transaction_id);
    object.raw("payload", "null");
    object.raw("retryCount", "0");
    string_or_null(&mut object, "message", entry.message.as_deref());
    object.string("sender", &entry.requestor);
    object.raw("recipient", "null");
    string_or_null(&mut object, "correlationId", entry.correlation_id.as_deref());
    object.raw("timeout", "0");
    object.raw("topic", "null");
    let mut history = Writer::array(object.member("stateHistory"));
    for state in ["Requested", state] {
        let mut moment = Writer::object(history.element());
        moment.string("timestamp", &time);
        moment.raw("unixTimestamp", &millis);
        moment.string("state", state);
        moment.end();
    }
    history.end();
    string_or_null(&mut object, "outcome", entry.outcome.as_deref());
    object.end();
    text
}

fn string_or_null(object: &mut Writer<'_>, name: &str, value: Option<&str>) {
    match value {
        Some(value) => object.string(name, value),
        None => object.raw(name, "null"),
    }
}
