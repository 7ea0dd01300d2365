//! From `http::Request` to `http::Response`: routes, the checks in the contract's order, the
//! envelope.
//!
//! Pure over its ports, so the same bytes come out of a Worker, of an endpoint in memory and of a
//! native test.

mod answer;
mod cors;
mod entity_tag;
mod get_relationship;
mod headers;
mod post_relationships;
mod rejection;
mod route;
mod upsert_answer;

use http::{HeaderMap, Method, Request, Response, StatusCode};

pub use cors::AllowedOrigins;
pub use route::routes;

use answer::{Answer, TransactionId};
use rejection::Rejection;
use route::{Resource, Route};

use crate::relationship::CollectionId;
use crate::store::{Permission, Registrar, Registry, Store};
use crate::token::{
    Authenticator, KeySource, OpaqueTokens, Principal, SignatureVerifier, TokenError,
};

/// What the machine around the endpoint provides.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait Host {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_millis(&self) -> u64;

    /// 16 bytes that nobody can guess.
    fn random_bytes(&self) -> [u8; 16];

    /// Notes a fault under the transaction's id, for whoever runs the service. Called once for
    /// each fault; holds no token and no body.
    fn log_fault(&self, transaction_id: &str, fault: &str);

    /// Whether the caller may send another request now. Everyone may where nobody counts.
    ///
    /// # Errors
    ///
    /// [`TooManyRequests`] when not.
    async fn admit(&self, _caller: &Principal) -> Result<(), TooManyRequests> {
        Ok(())
    }
}

/// A caller sent more requests than one may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyRequests {
    /// When another one may come.
    pub retry_after_seconds: u32,
}

/// A request's body, read only once everything else has been checked.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait Body {
    /// All of it, unless it has more than `max_bytes`: then reading stops there.
    ///
    /// # Errors
    ///
    /// [`BodyError`] when it is too large or broke off.
    async fn read(self, max_bytes: usize) -> Result<Vec<u8>, BodyError>;
}

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyError {
    /// More bytes than asked for.
    TooLarge,
    /// The sender went away.
    Broken,
}

impl Body for Vec<u8> {
    async fn read(self, max_bytes: usize) -> Result<Vec<u8>, BodyError> {
        if self.len() > max_bytes { Err(BodyError::TooLarge) } else { Ok(self) }
    }
}

/// Says who calls.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait Authenticate {
    /// The principal of an `Authorization` header.
    ///
    /// # Errors
    ///
    /// [`TokenError::Rejected`] is the caller's fault, [`TokenError::Unavailable`] ours.
    async fn authenticate(
        &self,
        authorization: Option<&str>,
        now_millis: u64,
    ) -> Result<Principal, TokenError>;
}

impl<F: KeySource, V: SignatureVerifier> Authenticate for Authenticator<F, V> {
    async fn authenticate(
        &self,
        authorization: Option<&str>,
        now_millis: u64,
    ) -> Result<Principal, TokenError> {
        Authenticator::authenticate(self, authorization, now_millis).await
    }
}

impl Authenticate for OpaqueTokens {
    async fn authenticate(
        &self,
        authorization: Option<&str>,
        _now_millis: u64,
    ) -> Result<Principal, TokenError> {
        Ok(OpaqueTokens::authenticate(self, authorization)?)
    }
}

/// The endpoint, over its ports.
#[derive(Debug)]
pub struct Endpoint<S, R, A, H> {
    /// Keeps relationships.
    pub store: S,
    /// Knows collections and types.
    pub registry: Registry<R>,
    /// Knows callers.
    pub authenticator: A,
    /// Clock, randomness and log.
    pub host: H,
    /// The browsers' origins that may call.
    pub allowed_origins: AllowedOrigins,
}

/// What is known of a request before its handler runs.
struct Call<'r> {
    transaction: &'r TransactionId,
    principal: &'r Principal,
    headers: &'r HeaderMap,
    uri: &'r http::Uri,
    route: &'r Route<'r>,
    now_millis: u64,
}

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Answers one request. Never fails: a fault of ours is an answer, too, and goes to the log.
    pub async fn handle<B: Body>(&self, request: Request<B>) -> Response<Vec<u8>> {
        let (parts, body) = request.into_parts();
        let transaction = TransactionId::new(self.host.random_bytes());
        let answer = match self.route(&parts, body, &transaction).await {
            Ok(answer) => answer,
            Err(rejection) => {
                if let Some(fault) = rejection.fault() {
                    self.host.log_fault(transaction.as_str(), fault);
                }
                rejection.into_answer(&transaction)
            }
        };
        let mut response = answer.into_response();
        headers::echo_correlation_id(&parts.headers, response.headers_mut());
        let is_preflight = parts.method == Method::OPTIONS;
        self.allowed_origins.add_headers(&parts.headers, is_preflight, response.headers_mut());
        response
    }

    /// Contract section 2, rows 1 to 3, and from there to the handler.
    async fn route<B: Body>(
        &self,
        parts: &http::request::Parts,
        body: B,
        transaction: &TransactionId,
    ) -> Result<Answer, Rejection> {
        let route = Route::of(parts.uri.path()).ok_or(Rejection::NotFound)?;
        if parts.method == Method::OPTIONS {
            return Ok(Answer::empty(StatusCode::NO_CONTENT).allowing(&route.allowed()));
        }
        if !route.takes(&parts.method) {
            return Err(Rejection::MethodNotAllowed { allowed: route.allowed() });
        }
        let now_millis = self.host.now_millis();
        let authorization = headers::joined(&parts.headers, "authorization");
        let principal =
            self.authenticator.authenticate(authorization.as_deref(), now_millis).await?;
        if let Err(TooManyRequests { retry_after_seconds: seconds }) =
            self.host.admit(&principal).await
        {
            return Err(Rejection::TooManyRequests { seconds });
        }
        let call = Call {
            transaction,
            principal: &principal,
            headers: &parts.headers,
            uri: &parts.uri,
            route: &route,
            now_millis,
        };
        match (route.resource, &parts.method) {
            (Resource::Relationships, _) => self.post_relationships(&call, body).await,
            (Resource::Relationship, _) => self.get_relationship(&call).await,
        }
    }

    /// Row 7. Whether a collection is there is not told to who may not use it.
    async fn require_permission(
        &self,
        id: &CollectionId,
        permission: Permission,
        call: &Call<'_>,
    ) -> Result<(), Rejection> {
        let found = self.registry.collections([id], call.now_millis).await?;
        let collection = found.get(id.as_str()).ok_or(Rejection::CollectionForbidden)?;
        match collection.allows(&call.principal.subject, permission) {
            true => Ok(()),
            false => Err(Rejection::CollectionForbidden),
        }
    }
}

impl Call<'_> {
    /// Row 4.
    fn require_scope(&self, scope: &'static str) -> Result<(), Rejection> {
        match self.principal.has_scope(scope) {
            true => Ok(()),
            false => Err(Rejection::ScopeMissing(scope)),
        }
    }
}
