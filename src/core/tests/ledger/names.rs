//! Callers whose token is their name. `tests/platform` uses them, too.

use er_relationships::endpoint::Authenticate;
use er_relationships::token::{Principal, TokenError};

/// `Bearer subject@client`, or without client.
pub(crate) struct Names;

impl Authenticate for Names {
    async fn authenticate(&self, text: Option<&str>, _: u64) -> Result<Principal, TokenError> {
        let caller = text.unwrap().strip_prefix("Bearer ").unwrap();
        let (subject, client) = match caller.split_once('@') {
            Some((subject, client)) => (subject, Some(client.to_owned())),
            None => (caller, None),
        };
        let scopes = ["apollo_read", "apollo_write"].map(str::to_owned);
        Ok(Principal::new(subject.to_owned(), client, scopes.to_vec()))
    }
}
