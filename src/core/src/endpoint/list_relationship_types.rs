//! `GET /apollo/schema/relationshiptypes`: all relationship types, the built-in ones first.

use super::answer::Answer;
use super::headers::{correlation_id, page_size};
use super::query::{Query, parameter};
use super::registry_request::page_token;
use super::rejection::Rejection;
use super::shown_type::shown_type;
use super::{Authenticate, Call, Endpoint, Host};
use crate::catalog::{BuiltIn, TypeSource};
use crate::store::{Directory, Registrar, Store};

const SCOPE: &str = "apollo_read";

/// What a token begins with that leads to a built-in type: no token of the registry's has a dot.
const BUILT_IN: &str = "built-in.";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Nothing for the built-in types. For the others one message to the registry's object and two
    /// SQL statements there; once it has no more, one list operation of KV, another message, and one
    /// read of what was registered without the API. On KV alone one list operation and one read. A
    /// page has 100 of the others at most, and may be shorter.
    ///
    /// 1. scope: 403
    /// 2. query, headers: 400
    /// 3. the list: 400 for a token that is none, 503, else 200
    pub(super) async fn list_relationship_types(
        &self,
        call: &Call<'_>,
    ) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        let text = call.uri.query();
        let query = Query::parse(text)?;
        correlation_id(call.headers)?;
        let size = page_size("query parameter size", parameter(text, "size").as_deref())?;
        let token = page_token(call.headers, text)?;

        let names = BuiltIn::default().names();
        let (first, after) = match token.as_deref() {
            None => (0, None),
            Some(token) => match token.strip_prefix(BUILT_IN) {
                Some(number) => (built_in_place(number, names.len())?, None),
                None => (names.len(), Some(token)),
            },
        };
        let built_in = names.iter().skip(first).take(size);
        let mut elements = Vec::new();
        for name in built_in {
            let schema = BuiltIn::schema(name).unwrap_or_default();
            elements.push(shown_type(name, &schema, query.include_system_data)?);
        }
        let shown = first.saturating_add(elements.len());
        let left = size.saturating_sub(elements.len());
        let next = match left {
            0 => Some(format!("{BUILT_IN}{shown}")),
            left => {
                let page = self.registry.list(&Directory::Types, after, left).await?;
                for (key, entry) in &page.entries {
                    // Keys are our own: `t:` and the name.
                    let name = key.get(2..).unwrap_or_default();
                    elements.push(shown_type(name, entry, query.include_system_data)?);
                }
                page.next
            }
        };
        let transaction = call.transaction.as_str();
        Ok(Answer::list("Operation completed", transaction, &elements, next.as_deref()))
    }
}

/// From which built-in type on; behind the last one, too.
fn built_in_place(number: &str, count: usize) -> Result<usize, Rejection> {
    let place = number.parse().ok().filter(|place| (1..=count).contains(place));
    place.ok_or_else(|| crate::store::StoreError::UnknownToken.into())
}
