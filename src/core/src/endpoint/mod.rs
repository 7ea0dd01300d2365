//! From `http::Request` to `http::Response`: routes, the checks in the contract's order, the
//! envelope.
//!
//! Pure over its ports, so the same bytes come out of a Worker, of an endpoint in memory and of a
//! native test.

mod answer;
mod collection;
mod cors;
mod delete_relationship;
mod entity_tag;
mod get_logs;
mod get_relationship;
mod get_relationship_type;
mod get_stats;
mod get_versions;
mod headers;
mod judging;
mod list_collections;
mod list_relationship_types;
mod list_relationships;
mod permissions;
mod post_collection;
mod post_relationship_types;
mod post_relationships;
mod query;
mod registry_request;
mod rejection;
mod route;
mod shown;
mod shown_collection;
mod shown_type;
mod take_in;
mod upsert_answer;
mod validate_ontology;

use http::{HeaderMap, Method, Request, Response, StatusCode};

pub use cors::AllowedOrigins;
pub use route::routes;

use answer::{Answer, TransactionId, timestamp};
use rejection::Rejection;
use route::{Resource, Route};

use crate::relationship::{CollectionId, WriteContext};
use crate::store::{Change, Order, Permission, Registrar, Registry, Store};
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
        let (first, second) = (route.parameter(0), route.parameter(1));
        match (route.resource, &parts.method) {
            (Resource::Relationships, &Method::POST) => self.post_relationships(&call, body).await,
            (Resource::Relationship, &Method::DELETE) => self.delete_relationship(&call).await,
            (Resource::Relationship, _) => self.get_relationship(&call, first, None).await,
            (Resource::Versions, _) => self.get_versions(&call).await,
            (Resource::RelationshipOfType, _) => {
                self.get_relationship(&call, second, Some(first)).await
            }
            (Resource::Relationships | Resource::RelationshipsOfType | Resource::Edges, _) => {
                self.list_relationships(&call).await
            }
            (Resource::Stats, _) => self.get_stats(&call).await,
            (Resource::Logs, _) => self.get_logs(&call).await,
            (Resource::Collections, &Method::POST) => self.post_collection(&call, body).await,
            (Resource::Collections, _) => self.list_collections(&call).await,
            (Resource::Collection, &Method::PUT) => self.put_collection(&call, body).await,
            (Resource::Collection, _) => self.get_collection(&call).await,
            (Resource::Permissions, &Method::PUT) => self.put_permissions(&call, body).await,
            (Resource::Permissions, _) => self.get_permissions(&call).await,
            (Resource::RelationshipTypes, &Method::POST) => {
                self.post_relationship_types(&call, body).await
            }
            (Resource::RelationshipTypes, _) => self.list_relationship_types(&call).await,
            (Resource::RelationshipType, _) => self.get_relationship_type(&call).await,
            (Resource::EntityTypes, _) => self.get_entity_types(&call).await,
            (Resource::Ontology, _) => self.validate_ontology(&call, body).await,
        }
    }

    /// Row 7. Whether a collection is there is not told to who may not use it. One KV read, or none where
    /// the collection is remembered; and one message to the registry's object where KV has none.
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

    /// What the registry is asked to change.
    fn order(&self, change: Change) -> Order {
        let transaction_id = self.transaction.as_str().to_owned();
        Order { transaction_id, now_millis: self.now_millis, change }
    }

    /// What a write into the collection is signed with.
    fn write_context(
        &self,
        collection: CollectionId,
        correlation_id: Option<String>,
    ) -> WriteContext {
        let transaction_id = self.transaction.as_str();
        WriteContext {
            collection,
            correlation_id: correlation_id.unwrap_or_else(|| transaction_id.to_owned()),
            timestamp: timestamp(self.now_millis),
            client: self.principal.client.clone(),
            requestor: self.principal.subject.clone(),
        }
    }
}
