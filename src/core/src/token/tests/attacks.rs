//! What the attackers face: a service with good keys.

use super::fakes::authenticate;
use super::keys::{EC, ED, PSS, RSA, public_set};
use crate::token::{Principal, Rejection, TokenError};

/// All four algorithms, each with a key of its own.
pub(super) fn set() -> String {
    public_set(&[&RSA, &PSS, &EC, &ED])
}

pub(super) fn ask(token: &str) -> Result<Principal, TokenError> {
    authenticate(&set(), Some(&format!("Bearer {token}")))
}

#[track_caller]
pub(super) fn assert_rejected(token: &str, rejection: Rejection) {
    assert_eq!(ask(token), Err(TokenError::Rejected(rejection)), "{token}");
}

pub(super) fn ann() -> Principal {
    Principal::new("ann".to_owned(), None, vec!["apollo_write".to_owned()])
}
