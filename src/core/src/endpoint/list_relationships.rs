//! `GET /apollo/er/relationships`, `GET /apollo/er/relationshiptypes/{type}/relationships` and
//! `GET /apollo/er/entities/{id}/relationships`: relationships page by page.

use super::answer::Answer;
use super::headers::ListHeaders;
use super::query::{Query, parameter};
use super::rejection::Rejection;
use super::route::Resource;
use super::shown::shown;
use super::{Authenticate, Call, Endpoint, Host};
use crate::store::{Direction, Filter, Listing, Permission, Registrar, Store};

const SCOPE: &str = "apollo_read";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Contract section 2 from row 4 on. Beside the permission, a page costs one message to the writer and
    /// one SQL statement there (both directions of an entity: two, and one for each edge); on KV alone one
    /// or two lists of keys, and a bulk read for the first two and for each hundred of the rest.
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. the page: 400, 501, 503, else 200
    pub(super) async fn list_relationships(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        let query = Query::parse(call.uri.query())?;
        let filter = filter(call)?;
        let headers = ListHeaders::parse(call.headers)?;
        self.require_permission(&headers.collection, Permission::ReadOnly, call).await?;

        let listing = Listing::Relationships(filter);
        let page = self.store.list(&headers.collection, &listing, &headers.page).await?;
        let elements = page.elements.iter().map(|record| {
            shown(record, query.include_system_data).map(std::borrow::Cow::into_owned)
        });
        let elements = elements.collect::<Result<Vec<_>, _>>()?;
        Ok(Answer::list("", call.transaction.as_str(), &elements, page.next.as_deref()))
    }
}

/// Which relationships the path and the query ask for.
fn filter(call: &Call<'_>) -> Result<Filter, Rejection> {
    let first = call.route.parameter(0).to_owned();
    match call.route.resource {
        Resource::RelationshipsOfType => return Ok(Filter::OfType(first)),
        Resource::Edges => {}
        _ => return Ok(Filter::All),
    }
    let direction = match parameter(call.uri.query(), "direction") {
        None => Direction::default(),
        Some(name) => Direction::from_name(&name).ok_or_else(|| {
            Rejection::bad_request("query parameter direction must be out, in or both")
        })?,
    };
    Ok(Filter::OfEntity { id: first, direction })
}
