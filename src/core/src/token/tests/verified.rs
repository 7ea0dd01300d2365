//! What is remembered of signatures, and what is not.

use super::fakes::*;
use super::keys::*;
use crate::token::{Rejection, TokenError};

const MINUTE: u64 = 60_000;

fn rejected(rejection: Rejection) -> Option<TokenError> {
    Some(TokenError::Rejected(rejection))
}

#[test]
fn a_signature_is_verified_once_and_the_claims_each_time() {
    let source = FakeSource::new(Ok(public_set(&[&EC])));
    let verifier = RingVerifier::default();
    let service = service(&source, &verifier);
    let bearer = format!("Bearer {}", EC.token(claims("")));
    let ask = |after| block_on(service.authenticate(Some(&bearer), NOW + after));
    assert_eq!(ask(0), ask(MINUTE));
    assert!(ask(0).is_ok());
    assert_eq!(verifier.calls.get(), 1);
    assert_eq!(ask(10 * MINUTE).err(), rejected(Rejection::Expired));
    assert_eq!(verifier.calls.get(), 1);
}

#[test]
fn another_token_of_the_same_content_is_verified_by_itself() {
    let source = FakeSource::new(Ok(public_set(&[&EC])));
    let verifier = RingVerifier::default();
    let service = service(&source, &verifier);
    let token = EC.token(claims(""));
    let (content, signature) = token.rsplit_once('.').unwrap();
    let forged = format!("{content}.{}", base64url(vec![7; 64]));
    let ask =
        |token: &str| block_on(service.authenticate(Some(&format!("Bearer {token}")), NOW)).err();
    assert_eq!(ask(&forged), rejected(Rejection::SignatureMismatch));
    assert_eq!(ask(&token), None);
    for _ in 0..2 {
        assert_eq!(ask(&forged), rejected(Rejection::SignatureMismatch));
    }
    assert_eq!((verifier.calls.get(), signature.len()), (4, 86));
}

#[test]
fn a_remembered_signature_counts_no_longer_than_its_key() {
    let source = FakeSource::new(Ok(public_set(&[&EC])));
    let verifier = RingVerifier::default();
    let service = service(&source, &verifier);
    let lasting = claims("").replace("1700000300", "1700200000");
    let bearer = format!("Bearer {}", EC.token(lasting));
    let ask = |after| block_on(service.authenticate(Some(&bearer), NOW + after)).err();
    assert_eq!(ask(0), None);
    // Another key under the same name.
    let replaced = OTHER_EC.full_jwk().replace(OTHER_EC.kid, EC.kid);
    *source.answer.borrow_mut() = Ok(key_set(&[&replaced]));
    assert_eq!(ask(11 * MINUTE), rejected(Rejection::SignatureMismatch));
    *source.answer.borrow_mut() = Ok(public_set(&[&ED]));
    assert_eq!(ask(22 * MINUTE), rejected(Rejection::UnknownKey));
    *source.answer.borrow_mut() = Ok(public_set(&[&EC]));
    assert_eq!(ask(33 * MINUTE), None);
}
