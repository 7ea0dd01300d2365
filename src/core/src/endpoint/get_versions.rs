//! `GET /apollo/er/relationships/{id}/versions`: what a relationship was.

use super::answer::Answer;
use super::headers::ListHeaders;
use super::query::Query;
use super::rejection::Rejection;
use super::{Authenticate, Call, Endpoint, Host};
use crate::store::{Listing, Permission, Registrar, Store};

const SCOPE: &str = "apollo_read";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Contract section 2 from row 4 on. Beside the permission, a page costs one message to the writer and
    /// one SQL statement there. A deleted relationship has its versions still, the deletion the newest.
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. the versions: 400, 404, 501, 503, else 200
    pub(super) async fn get_versions(&self, call: &Call<'_>) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        Query::parse(call.uri.query())?;
        let headers = ListHeaders::parse(call.headers)?;
        self.require_permission(&headers.collection, Permission::ReadOnly, call).await?;

        let listing = Listing::Versions(call.route.parameter(0).to_owned());
        let page = self.store.list(&headers.collection, &listing, &headers.page).await?;
        if page.elements.is_empty() && headers.page.after.is_none() {
            return Err(Rejection::RelationshipNotFound);
        }
        Ok(Answer::list("", call.transaction.as_str(), &page.elements, page.next.as_deref()))
    }
}
