//! All steps of checking a token, in their order.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::claims::validate_claims;
use super::jws::{Jws, parse_bearer};
use super::key_cache::KeyCache;
use super::{Key, KeyOrigin, KeySet, KeySource, Principal, Rejection, Settings};

/// As many signatures are remembered; beyond, it starts anew rather than grow without bound.
const MAX_VERIFIED: usize = 1000;

/// The host's cryptography.
#[expect(async_fn_in_trait, reason = "one thread; no caller needs the future to be `Send`")]
pub trait SignatureVerifier {
    /// Whether `signature` is `key`'s over `message`, by the key's algorithm and no other. The
    /// signature has the length of the key's signatures.
    ///
    /// # Errors
    ///
    /// When the host cannot tell, a key that it refuses to import included; for the log only.
    async fn verify(&self, key: &Key, message: &[u8], signature: &[u8]) -> Result<bool, String>;
}

/// Why there is no principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenError {
    /// The caller's fault: 401 with [`Rejection::www_authenticate`].
    Rejected(Rejection),
    /// Ours, or the key service's: 503. The text is for the log only.
    Unavailable(String),
}

impl From<Rejection> for TokenError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

/// Turns `Authorization` headers into principals. Keep one for as long as its settings hold: it
/// keeps the fetched keys, and which signatures it has verified.
pub struct Authenticator<F, V> {
    issuer: String,
    audience: String,
    keys: Keys<F>,
    verifier: V,
    verified: Verified,
}

/// Signatures that were found right, by the SHA-256 of the token (which so stands nowhere, and whose
/// comparison tells nothing by its time): the key that each is of. All else about a token is checked
/// anew each time: whether the key is still in force, and every claim.
#[derive(Default)]
struct Verified(RefCell<BTreeMap<[u8; 32], Rc<Key>>>);

impl Verified {
    fn is_known(&self, token: &[u8; 32], key: &Key) -> bool {
        self.0.borrow().get(token).is_some_and(|known| known.jwk() == key.jwk())
    }

    fn remember(&self, token: [u8; 32], key: Rc<Key>) {
        let mut known = self.0.borrow_mut();
        if known.len() >= MAX_VERIFIED {
            known.clear();
        }
        known.insert(token, key);
    }
}

enum Keys<F> {
    Fixed(KeySet),
    Cached(KeyCache<F>),
}

impl<F: KeySource, V: SignatureVerifier> Authenticator<F, V> {
    /// Without any I/O: keys are fetched when the first token needs one.
    pub fn new(settings: Settings, source: F, verifier: V) -> Self {
        let keys = match settings.keys {
            KeyOrigin::Set(keys) => Keys::Fixed(keys),
            KeyOrigin::Url(url) => Keys::Cached(KeyCache::new(url, source)),
        };
        let (issuer, audience) = (settings.issuer, settings.audience);
        Self { issuer, audience, keys, verifier, verified: Verified::default() }
    }

    /// Checks the request's `Authorization` header at `now_millis` (since 1970, UTC).
    ///
    /// # Errors
    ///
    /// `Rejected` with the first rule that the token breaks, in the order of the module's table;
    /// `Unavailable` when the keys or the host's cryptography cannot be had.
    pub async fn authenticate(
        &self,
        authorization: Option<&str>,
        now_millis: u64,
    ) -> Result<Principal, TokenError> {
        let token = parse_bearer(authorization)?;
        let jws = Jws::parse(token)?;
        let key = self.find_key(jws.kid.as_deref(), now_millis).await?;
        if key.algorithm() != jws.algorithm {
            return Err(Rejection::AlgorithmNotAllowed.into());
        }
        if jws.signature.len() != key.signature_bytes() {
            return Err(Rejection::SignatureMismatch.into());
        }
        let digest: [u8; 32] = Sha256::digest(token).into();
        if !self.verified.is_known(&digest, &key) {
            let message = jws.signing_input.as_bytes();
            let verdict = self.verifier.verify(&key, message, &jws.signature).await;
            if !verdict.map_err(TokenError::Unavailable)? {
                return Err(Rejection::SignatureMismatch.into());
            }
            self.verified.remember(digest, key);
        }
        Ok(validate_claims(&jws.payload, &self.issuer, &self.audience, now_millis)?)
    }

    async fn find_key(&self, kid: Option<&str>, now_millis: u64) -> Result<Rc<Key>, TokenError> {
        match &self.keys {
            Keys::Fixed(keys) => Ok(keys.select(kid)?),
            Keys::Cached(cache) => cache.find(kid, now_millis).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::token::tests::keys::EC;

    #[test]
    fn so_many_signatures_are_remembered_and_no_more() {
        let jwk = EC.full_jwk();
        let key = Key::from_jwk(Document::parse(jwk.as_bytes()).unwrap().root()).unwrap();
        let (key, verified) = (Rc::new(key), Verified::default());
        let token = |n: usize| Sha256::digest(n.to_le_bytes()).into();
        for n in 0..=MAX_VERIFIED {
            verified.remember(token(n), Rc::clone(&key));
            assert!(verified.is_known(&token(n), &key));
            assert!(verified.0.borrow().len() <= MAX_VERIFIED);
        }
    }
}
