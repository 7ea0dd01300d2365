//! All steps of checking a token, in their order.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::rc::Rc;

use rustc_hash::FxBuildHasher;

use super::claims::validate_claims;
use super::jws::{Jws, parse_bearer};
use super::key_cache::KeyCache;
use super::{Key, KeyOrigin, KeySet, KeySource, Principal, Rejection, Settings};

/// As many tokens are remembered, which take 8 KiB at most; beyond, it starts anew rather than grow without bound.
const MAX_VERIFIED: usize = 500;

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

/// Tokens whose signatures were found right. All else about one is checked anew each time: whether its
/// key is still in force, and every claim.
#[derive(Default)]
struct Verified(RefCell<BTreeMap<u64, Rc<Token>>>);

struct Token {
    text: String,
    kid: Option<String>,
    payload: Vec<u8>,
    /// What signed it.
    key: Rc<Key>,
}

impl Verified {
    fn find(&self, text: &str) -> Option<Rc<Token>> {
        let known = self.0.borrow().get(&hash_of(text)).cloned();
        known.filter(|known| is_same(&known.text, text))
    }

    fn remember(&self, token: Token) {
        let mut known = self.0.borrow_mut();
        if known.len() >= MAX_VERIFIED {
            known.clear();
        }
        known.insert(hash_of(&token.text), Rc::new(token));
    }
}

/// Where a token is kept. Two that share a place take turns in it.
fn hash_of(token: &str) -> u64 {
    FxBuildHasher.hash_one(token)
}

/// Looks at all of both: how long it takes tells nothing of how much is right.
fn is_same(a: &str, b: &str) -> bool {
    let difference = a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    a.len() == b.len() && difference == 0
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
        if let Some(known) = self.verified.find(token) {
            let key = self.find_key(known.kid.as_deref(), now_millis).await?;
            if key.jwk() == known.key.jwk() {
                return self.principal(&known.payload, now_millis);
            }
        }
        let jws = Jws::parse(token)?;
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
        let principal = self.principal(&jws.payload, now_millis);
        let Jws { kid, payload, .. } = jws;
        self.verified.remember(Token { text: token.to_owned(), kid, payload, key });
        principal
    }

    fn principal(&self, payload: &[u8], now_millis: u64) -> Result<Principal, TokenError> {
        Ok(validate_claims(payload, &self.issuer, &self.audience, now_millis)?)
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

    fn key() -> Rc<Key> {
        let jwk = EC.full_jwk();
        Rc::new(Key::from_jwk(Document::parse(jwk.as_bytes()).unwrap().root()).unwrap())
    }

    fn token(text: &str, key: &Rc<Key>) -> Token {
        Token { text: text.to_owned(), kid: None, payload: Vec::new(), key: Rc::clone(key) }
    }

    /// Whoever knows a right token may look for another text of the same hash.
    #[test]
    fn a_token_in_the_place_of_a_verified_one_is_not_verified() {
        let verified = Verified::default();
        let right = Rc::new(token("right", &key()));
        verified.0.borrow_mut().insert(hash_of("forged"), right);
        assert!(verified.find("forged").is_none());
    }

    #[test]
    fn so_many_tokens_are_remembered_and_no_more() {
        let (key, verified) = (key(), Verified::default());
        for n in 0..=MAX_VERIFIED {
            verified.remember(token(&n.to_string(), &key));
            assert!(verified.find(&n.to_string()).is_some());
            assert!(verified.0.borrow().len() <= MAX_VERIFIED);
        }
    }

    #[test]
    fn only_the_very_text_is_the_same() {
        assert!(is_same("a.b.c", "a.b.c"));
        for other in ["a.b.d", "b.b.c", "a.b.c.", "a.b.", ""] {
            assert!(!is_same("a.b.c", other), "{other}");
        }
    }
}
