//! The one place where a request that cannot be processed becomes a status (contract section 2).

use http::StatusCode;
use http::header::{ETAG, WWW_AUTHENTICATE};

use super::answer::{Answer, TransactionId, write_body_fault};
use super::entity_tag::entity_tag;
use crate::csv::CsvError;
use crate::issue::PathSegment;
use crate::json::{SyntaxError, SyntaxErrorKind, Writer};
use crate::relationship::BatchError;
use crate::store::{Refusal, StoreError};
use crate::token::{self, TokenError};

/// How long a caller should wait for a store or a key service to come back.
const RETRY_AFTER_SECONDS: u32 = 5;

/// How long it should wait for a request with the same key to be settled.
const KEY_IN_USE_SECONDS: u32 = 1;

/// Why a request is not processed. Nothing has been stored then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rejection {
    /// Row 1.
    NotFound,
    /// Row 2.
    MethodNotAllowed {
        /// What is allowed, for the `Allow` header.
        allowed: String,
    },
    /// Row 3.
    Unauthenticated(token::Rejection),
    /// Row 4.
    ScopeMissing(&'static str),
    /// Rows 5, 6 and 9.
    BadRequest {
        /// What is wrong, to follow "Bad Request: ".
        reason: String,
        /// The place in the body, if it is there.
        fault: Option<BodyFault>,
    },
    /// Row 6.
    UnsupportedMediaType,
    /// Row 7: not registered, or no access; nobody outside learns which.
    CollectionForbidden,
    /// Rows 8 and 10; what is too large, to follow "Payload too large: ".
    PayloadTooLarge(String),
    /// A GET of what is not there.
    RelationshipNotFound,
    /// 415 where a schema would do, too.
    NoSchemaMediaType,
    /// 415 where CSV would do, too.
    NoRelationshipMediaType,
    /// No type of this name is registered.
    TypeNotFound,
    /// The type says nothing of its ends.
    EntityTypesNotFound,
    /// The id of a new collection is another one's, in which the caller may read.
    CollectionTaken,
    /// Who is an owner is changed by somebody who is none.
    OwnersOnly,
    /// An access list without an owner.
    LastOwner,
    /// `If-Match` is not met: this is the collection's version.
    PermissionsChanged(u64),
    /// A GET of what is not in the log, or no longer.
    LogNotFound,
    /// More requests than one caller may send.
    TooManyRequests {
        /// For `Retry-After`.
        seconds: u32,
    },
    /// A request with the same key is being processed.
    KeyInUse,
    /// The key was used for another request.
    KeyReused,
    /// `If-Match` is not met: this is the stored version.
    PreconditionFailed(Option<u64>),
    /// This deployment cannot do it; why, to follow "Not Implemented: ".
    NotImplemented(&'static str),
    /// Row 11; the reason is for the log.
    Unavailable(String),
    /// Row 12; the reason is for the log.
    Fault(String),
}

/// A fault of a body that is told in `data.errors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BodyFault {
    pub(super) code: &'static str,
    pub(super) path: Vec<PathSegment>,
    /// The JSON Pointer of a duplicate member.
    pub(super) pointer: Option<String>,
    pub(super) message: String,
}

impl Rejection {
    /// A 400 about something other than the body.
    pub(super) fn bad_request(reason: &str) -> Self {
        Self::BadRequest { reason: reason.to_owned(), fault: None }
    }

    /// What belongs into the log, if it is a fault.
    pub(super) fn fault(&self) -> Option<&str> {
        match self {
            Self::Unavailable(reason) | Self::Fault(reason) => Some(reason),
            _ => None,
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound
            | Self::RelationshipNotFound
            | Self::LogNotFound
            | Self::TypeNotFound
            | Self::EntityTypesNotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::ScopeMissing(_) | Self::CollectionForbidden | Self::OwnersOnly => {
                StatusCode::FORBIDDEN
            }
            Self::BadRequest { .. } => StatusCode::BAD_REQUEST,
            Self::UnsupportedMediaType
            | Self::NoSchemaMediaType
            | Self::NoRelationshipMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::PayloadTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::KeyInUse | Self::CollectionTaken | Self::LastOwner => StatusCode::CONFLICT,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::PreconditionFailed(_) | Self::PermissionsChanged(_) => {
                StatusCode::PRECONDITION_FAILED
            }
            Self::NotImplemented(_) => StatusCode::NOT_IMPLEMENTED,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NotFound => "Not Found: the path is unknown".into(),
            Self::MethodNotAllowed { allowed } => {
                format!("Method Not Allowed: the path takes {allowed}")
            }
            Self::Unauthenticated(reason) => format!("Unauthorized: {}", reason.description()),
            Self::ScopeMissing(scope) => format!("Forbidden: the token lacks the scope {scope}"),
            Self::BadRequest { reason, .. } => format!("Bad Request: {reason}"),
            Self::UnsupportedMediaType => {
                "Unsupported Media Type: Content-Type must be application/json".into()
            }
            Self::CollectionForbidden => {
                "The request can not proceed if ercollectionid is not registered \
                or does not have any logs in ACL library."
                    .into()
            }
            Self::PayloadTooLarge(what) => format!("Payload too large: {what}"),
            Self::RelationshipNotFound => {
                "Not Found: the collection has no relationship with this id".into()
            }
            Self::NoRelationshipMediaType => "Unsupported Media Type: Content-Type must be \
                application/json or text/csv"
                .into(),
            Self::NoSchemaMediaType => "Unsupported Media Type: Content-Type must be \
                application/json or application/schema+json"
                .into(),
            Self::TypeNotFound => {
                "Not Found: no relationship type is registered under this name".into()
            }
            Self::EntityTypesNotFound => {
                "Not Found: the relationship type says nothing of its entities' types".into()
            }
            Self::CollectionTaken => "Conflict: there is a collection with this id".into(),
            Self::OwnersOnly => "Forbidden: only an owner may change who is an owner".into(),
            Self::LastOwner => "Conflict: the last owner cannot be removed".into(),
            Self::PermissionsChanged(version) => {
                format!("Precondition Failed: the collection has version {version}")
            }
            Self::LogNotFound => "Not Found: the log has nothing of this".into(),
            Self::TooManyRequests { .. } => {
                "Too Many Requests: wait for the seconds of Retry-After".into()
            }
            Self::KeyInUse => {
                "Conflict: a request with this Idempotency-Key is being processed".into()
            }
            Self::KeyReused => {
                "Unprocessable Content: the Idempotency-Key was used for another request".into()
            }
            Self::PreconditionFailed(Some(version)) => {
                format!("Precondition Failed: the relationship has version {version}")
            }
            Self::PreconditionFailed(None) => {
                "Precondition Failed: there is no relationship with this id".into()
            }
            Self::NotImplemented(what) => format!("Not Implemented: {what}"),
            Self::Unavailable(_) => "Service Unavailable: retry later".into(),
            Self::Fault(_) => "Internal Server Error".into(),
        }
    }

    /// The answer in the envelope.
    pub(super) fn into_answer(self, transaction: &TransactionId) -> Answer {
        let answer =
            Answer::with_data(self.status(), &self.message(), transaction.as_str(), |data| {
                match &self {
                    Self::BadRequest { fault: Some(fault), .. } => write_body_fault(data, fault),
                    _ => Writer::object(data).end(),
                }
            });
        match self {
            Self::MethodNotAllowed { allowed } => answer.allowing(&allowed),
            Self::Unauthenticated(reason) => {
                answer.with_header(WWW_AUTHENTICATE, &reason.www_authenticate())
            }
            Self::Unavailable(_) => answer.retry_after(RETRY_AFTER_SECONDS),
            Self::KeyInUse => answer.retry_after(KEY_IN_USE_SECONDS),
            Self::TooManyRequests { seconds } => answer.retry_after(seconds),
            Self::PreconditionFailed(Some(version)) | Self::PermissionsChanged(version) => {
                answer.with_header(ETAG, &entity_tag(version))
            }
            _ => answer,
        }
    }
}

impl From<TokenError> for Rejection {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Rejected(reason) => Self::Unauthenticated(reason),
            TokenError::Unavailable(reason) => Self::Unavailable(reason),
        }
    }
}

impl From<StoreError> for Rejection {
    fn from(error: StoreError) -> Self {
        let reason = error.to_string();
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(reason),
            StoreError::Damaged(_) => Self::Fault(reason),
            StoreError::NotOffered(what) => Self::NotImplemented(what),
            StoreError::UnknownToken => {
                Self::bad_request("continuationToken must be the one that the page before gave")
            }
        }
    }
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Forbidden => Self::CollectionForbidden,
            Refusal::Taken => Self::CollectionTaken,
            Refusal::PreconditionFailed(version) => Self::PermissionsChanged(version),
            Refusal::OwnersOnly => Self::OwnersOnly,
            Refusal::LastOwner => Self::LastOwner,
        }
    }
}

impl From<SyntaxError> for Rejection {
    fn from(error: SyntaxError) -> Self {
        if error.kind == SyntaxErrorKind::TooManyValues {
            return Self::PayloadTooLarge(error.to_string());
        }
        Self::BadRequest {
            reason: format!("the body is not valid JSON: {error}"),
            fault: Some(BodyFault {
                code: error.kind.code(),
                path: Vec::new(),
                message: error.to_string(),
                pointer: error.pointer,
            }),
        }
    }
}

impl From<CsvError> for Rejection {
    fn from(error: CsvError) -> Self {
        let message = error.to_string();
        if error.kind.is_too_much() {
            return Self::PayloadTooLarge(message);
        }
        Self::BadRequest {
            reason: format!("the body is not valid CSV: {message}"),
            fault: Some(BodyFault {
                code: error.code(),
                path: error.path().to_vec(),
                pointer: None,
                message,
            }),
        }
    }
}

impl From<BatchError> for Rejection {
    fn from(error: BatchError) -> Self {
        if matches!(error, BatchError::TooMany { .. }) {
            return Self::PayloadTooLarge(error.to_string());
        }
        Self::BadRequest {
            reason: error.to_string(),
            fault: Some(BodyFault {
                code: error.code(),
                path: error.path(),
                pointer: None,
                message: error.to_string(),
            }),
        }
    }
}
