//! Callers by name: `Bearer alice` is alice, with all scopes.

use er_relationships::endpoint::Authenticate;
use er_relationships::token::{OpaqueTokens, Principal, TokenError};

pub(crate) struct Names;

impl Authenticate for Names {
    async fn authenticate(
        &self,
        authorization: Option<&str>,
        _: u64,
    ) -> Result<Principal, TokenError> {
        let Some(name) = authorization.and_then(|text| text.strip_prefix("Bearer ")) else {
            return Ok(OpaqueTokens::default().authenticate(authorization)?);
        };
        let scopes = ["apollo_read", "apollo_write", "apollo_admin"].map(str::to_owned).to_vec();
        Ok(Principal::new(name.to_owned(), None, scopes))
    }
}
