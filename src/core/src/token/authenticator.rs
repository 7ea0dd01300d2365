//! All steps of checking a token, in their order.

use std::rc::Rc;

use super::claims::validate_claims;
use super::jws::{Jws, parse_bearer};
use super::key_cache::KeyCache;
use super::{Key, KeyOrigin, KeySet, KeySource, Principal, Rejection, Settings};

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
/// keeps the fetched keys.
pub struct Authenticator<F, V> {
    issuer: String,
    audience: String,
    keys: Keys<F>,
    verifier: V,
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
        Self { issuer: settings.issuer, audience: settings.audience, keys, verifier }
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
        let jws = Jws::parse(parse_bearer(authorization)?)?;
        let key = self.find_key(jws.kid.as_deref(), now_millis).await?;
        if key.algorithm() != jws.algorithm {
            return Err(Rejection::AlgorithmNotAllowed.into());
        }
        if jws.signature.len() != key.signature_bytes() {
            return Err(Rejection::SignatureMismatch.into());
        }
        let message = jws.signing_input.as_bytes();
        let verdict = self.verifier.verify(&key, message, &jws.signature).await;
        if !verdict.map_err(TokenError::Unavailable)? {
            return Err(Rejection::SignatureMismatch.into());
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
