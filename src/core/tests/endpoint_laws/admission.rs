//! How many requests a caller may send is asked after who calls, and before anything else.

use std::cell::Cell;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Authenticate, Endpoint, Host, TooManyRequests};
use er_relationships::schema::{Documents, NativeRegexEngine};
use er_relationships::store::{KeyValueStore, MapRegistrar, Registry};
use er_relationships::token::{OpaqueTokens, Principal, TokenError};
use futures_util::FutureExt as _;
use http::Request;

use crate::service::*;

/// Lets nobody in again for 17 seconds.
#[derive(Default)]
struct Crowded {
    asked: Cell<usize>,
}

impl Host for Crowded {
    fn now_millis(&self) -> u64 {
        0
    }

    fn random_bytes(&self) -> [u8; 16] {
        [7; 16]
    }

    fn log_fault(&self, _: &str, fault: &str) {
        assert_eq!(fault, "", "no fault of ours");
    }

    async fn admit(&self, caller: &Principal) -> Result<(), TooManyRequests> {
        assert_eq!(caller.subject, "someone");
        self.asked.set(self.asked.get() + 1);
        Err(TooManyRequests { retry_after_seconds: 17 })
    }
}

/// Knows one token, which has no scope at all.
struct NoScope;

impl Authenticate for NoScope {
    async fn authenticate(
        &self,
        authorization: Option<&str>,
        _: u64,
    ) -> Result<Principal, TokenError> {
        match authorization {
            Some("Bearer known") => Ok(Principal::new("someone".into(), None, Vec::new())),
            _ => Ok(OpaqueTokens::default().authenticate(authorization)?),
        }
    }
}

#[test]
fn a_caller_with_too_many_requests_is_told_when_to_come_again_before_anything_is_looked_at() {
    let map = Map::default();
    let endpoint = Endpoint {
        store: KeyValueStore(map.clone()),
        registry: Registry::new(
            MapRegistrar(map.clone()),
            Catalog::new(NativeRegexEngine, Documents::new()),
        ),
        authenticator: NoScope,
        host: Crowded::default(),
        allowed_origins: AllowedOrigins::default(),
    };
    let answer = |request: Request<Vec<u8>>| {
        let response = endpoint.handle(request).now_or_never().unwrap();
        summary(&response, "retry-after")
    };
    let request = |token: &str| {
        post_request("v=9", &[("authorization", token), ("async", "true")], b"{".to_vec())
    };
    assert_eq!(answer(request("Bearer stranger")).0, 401);
    assert_eq!(endpoint.host.asked.get(), 0, "who is nobody is not counted");

    let too_many = "Too Many Requests: wait for the seconds of Retry-After".to_owned();
    let expected = (429, too_many, Some("17".to_owned()));
    assert_eq!(answer(request("Bearer known")), expected);
    let get = Request::get("https://host/apollo/er/relationships/a");
    let get = get.header("authorization", "Bearer known").body(Vec::new()).unwrap();
    assert_eq!(answer(get), expected);
    assert_eq!(endpoint.host.asked.get(), 2);
    assert!(map.reads.borrow().is_empty(), "nothing was read");

    let unknown = Request::post("https://host/apollo").body(Vec::new()).unwrap();
    assert_eq!(answer(unknown).0, 404);
    assert_eq!(endpoint.host.asked.get(), 2, "a path that leads nowhere is not counted");
}
