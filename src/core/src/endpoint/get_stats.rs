//! `GET /apollo/er/ercollections/{id}/stats`: how many relationships a collection has.

use http::StatusCode;

use super::answer::Answer;
use super::headers::correlation_id;
use super::query::Query;
use super::rejection::Rejection;
use super::{Authenticate, Call, Endpoint, Host};
use crate::json::{Document, Writer};
use crate::relationship::CollectionId;
use crate::store::{Listing, MAX_PAGE_SIZE, PageRequest, Permission, Registrar, Store};

const SCOPE: &str = "apollo_read";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Contract section 2 from row 4 on; beside the permission one message to the writer and one SQL
    /// statement there, which reads a row for each type that the collection has ever had.
    ///
    /// 1. scope: 403
    /// 2. query, headers: 400
    /// 3. the collection of the path and the caller's permission: 403, 503
    /// 4. the counts: 501, 503, else 200
    pub(super) async fn get_stats(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        Query::parse(call.uri.query())?;
        correlation_id(call.headers)?;
        // What cannot be a collection's id is none that is registered.
        let collection = CollectionId::new(call.route.parameter(0))
            .map_err(|_| Rejection::CollectionForbidden)?;
        self.require_permission(&collection, Permission::ReadOnly, call).await?;

        let all = PageRequest { after: None, limit: MAX_PAGE_SIZE };
        let page = self.store.list(&collection, &Listing::Counts, &all).await?;
        let counts = page.elements.iter().map(|element| count(element));
        let counts = counts.collect::<Option<Vec<_>>>();
        let counts = counts.ok_or_else(|| Rejection::Fault("no count of a type".to_owned()))?;
        let total: u64 = counts.iter().map(|(_, count)| count).sum();
        Ok(Answer::with_data(StatusCode::OK, "", call.transaction.as_str(), |data| {
            let mut list = Writer::array(data);
            let mut stats = Writer::object(list.element());
            let mut summary = Writer::object(stats.member("Summary"));
            summary.raw("Relationships", &total.to_string());
            summary.end();
            let mut by_type = Writer::object(stats.member("Relationships"));
            for (name, count) in &counts {
                by_type.raw(name, &count.to_string());
            }
            by_type.end();
            stats.end();
            list.end();
        }))
    }
}

/// Reads `["type",1]`.
fn count(element: &str) -> Option<(String, u64)> {
    let document = Document::parse_own(element).ok()?;
    let mut pair = document.root().elements()?;
    Some((pair.next()?.as_str()?.to_owned(), pair.next()?.number_text()?.parse().ok()?))
}
