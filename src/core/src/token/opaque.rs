//! Tokens that are nothing but names of callers, for an endpoint without an issuer: in tests, story
//! books, pages that work offline.

use std::collections::BTreeMap;

use super::jws::{Jws, parse_bearer};
use super::{Principal, Rejection};

/// Callers by their token.
#[derive(Default)]
pub struct OpaqueTokens(BTreeMap<String, Principal>);

impl OpaqueTokens {
    /// Tokens whose principal is known from elsewhere.
    pub fn new(principals: BTreeMap<String, Principal>) -> Self {
        Self(principals)
    }

    /// The principal of an `Authorization` header.
    ///
    /// # Errors
    ///
    /// For a token that is not among these, what an [`Authenticator`](super::Authenticator) says of
    /// it that trusts no key: what is wrong with its form, or that its key is not known.
    pub fn authenticate(&self, authorization: Option<&str>) -> Result<Principal, Rejection> {
        let token = parse_bearer(authorization)?;
        match self.0.get(token) {
            Some(principal) => Ok(principal.clone()),
            None => Err(Jws::parse(token).err().unwrap_or(Rejection::UnknownKey)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authenticate(authorization: Option<&str>) -> Result<Principal, Rejection> {
        let ann = Principal::new("ann".to_owned(), None, vec!["apollo_write".to_owned()]);
        let tokens = OpaqueTokens::new(BTreeMap::from([("ann's".to_owned(), ann)]));
        tokens.authenticate(authorization)
    }

    #[test]
    fn a_token_that_is_known_is_its_caller() {
        let ann = Principal::new("ann".to_owned(), None, vec!["apollo_write".to_owned()]);
        assert_eq!(authenticate(Some("bearer ann's")), Ok(ann));
    }

    #[test]
    fn any_other_is_refused_as_by_an_endpoint_that_trusts_no_key() {
        let signed = "eyJhbGciOiJFUzI1NiJ9.e30.AQID";
        for (authorization, rejection) in [
            (None, Rejection::MissingCredentials),
            (Some("Basic ann's"), Rejection::MissingCredentials),
            (Some("Bearer"), Rejection::Malformed),
            (Some("Bearer ANN's"), Rejection::Malformed),
            (Some(&*format!("Bearer {}", "x".repeat(8193))), Rejection::TooLong),
            (Some(&*format!("Bearer {signed}")), Rejection::UnknownKey),
        ] {
            assert_eq!(authenticate(authorization), Err(rejection), "{authorization:?}");
        }
    }
}
