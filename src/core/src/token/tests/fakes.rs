//! The ports' fakes, and an executor.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use ring::signature as crypto;

use super::keys::{AUDIENCE, ISSUER, NOW, parameter};
use crate::token::*;

/// Checks signatures as WebCrypto does, and counts.
#[derive(Default)]
pub(super) struct RingVerifier {
    pub(super) calls: Cell<usize>,
}

impl SignatureVerifier for &RingVerifier {
    async fn verify(&self, key: &Key, message: &[u8], signature: &[u8]) -> Result<bool, String> {
        self.calls.set(self.calls.get() + 1);
        let of = |name| parameter(key.jwk(), name);
        let verify = |algorithm: &'static dyn crypto::VerificationAlgorithm, public: Vec<u8>| {
            crypto::UnparsedPublicKey::new(algorithm, public).verify(message, signature)
        };
        let verify_rsa = |algorithm: &'static crypto::RsaParameters| {
            crypto::RsaPublicKeyComponents { n: of("n"), e: of("e") }
                .verify(algorithm, message, signature)
        };
        let verdict = match key.algorithm() {
            Algorithm::Rs256 => verify_rsa(&crypto::RSA_PKCS1_2048_8192_SHA256),
            Algorithm::Ps256 => verify_rsa(&crypto::RSA_PSS_2048_8192_SHA256),
            Algorithm::Es256 => {
                verify(&crypto::ECDSA_P256_SHA256_FIXED, [vec![4], of("x"), of("y")].concat())
            }
            Algorithm::EdDsa => verify(&crypto::ED25519, of("x")),
        };
        Ok(verdict.is_ok())
    }
}

/// A key service that answers with whatever was last put into `answer`, after `delay` polls.
pub(super) struct FakeSource {
    pub(super) answer: RefCell<Result<String, String>>,
    pub(super) delay: Cell<usize>,
    pub(super) fetches: Cell<usize>,
    pub(super) warnings: RefCell<Vec<String>>,
}

impl FakeSource {
    pub(super) fn new(answer: Result<String, String>) -> Self {
        Self {
            answer: RefCell::new(answer),
            delay: Cell::new(0),
            fetches: Cell::new(0),
            warnings: RefCell::default(),
        }
    }
}

impl KeySource for &FakeSource {
    async fn fetch(&self, url: &str) -> Result<String, String> {
        assert_eq!(url, "https://keys.example/");
        self.fetches.set(self.fetches.get() + 1);
        for _ in 0..self.delay.get() {
            yield_once().await;
        }
        self.answer.borrow().clone()
    }

    async fn pause(&self) {
        yield_once().await;
    }

    fn warn(&self, problem: &str) {
        self.warnings.borrow_mut().push(problem.to_owned());
    }
}

async fn yield_once() {
    let mut has_yielded = false;
    poll_fn(|_| {
        if std::mem::replace(&mut has_yielded, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// Polls until done. The fakes make progress with every poll, so nobody needs waking.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

/// What a service that trusts these keys says to this `Authorization` header at [`NOW`].
pub(super) fn authenticate(
    set: &str,
    authorization: Option<&str>,
) -> Result<Principal, TokenError> {
    let (issuer, audience) = (Some(ISSUER.to_owned()), Some(AUDIENCE.to_owned()));
    let settings = Settings::new(issuer, audience, None, Some(set.to_owned())).unwrap();
    let source = FakeSource::new(Err("a fixed set is never fetched".to_owned()));
    let verifier = RingVerifier::default();
    let authenticator = Authenticator::new(settings, &source, &verifier);
    block_on(authenticator.authenticate(authorization, NOW))
}

/// A service that fetches its keys.
pub(super) fn service<'a>(
    source: &'a FakeSource,
    verifier: &'a RingVerifier,
) -> Authenticator<&'a FakeSource, &'a RingVerifier> {
    let settings = Settings {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        keys: KeyOrigin::Url("https://keys.example/".to_owned()),
    };
    Authenticator::new(settings, source, verifier)
}
