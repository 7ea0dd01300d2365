//! Who calls: from an `Authorization` header to a [`Principal`] (contract section 2, rows 3 and 4).
//!
//! [`Authenticator`] checks a JWT access token (RFC 7519, in the compact form of RFC 7515) sent as
//! a bearer token (RFC 6750), with the defences of RFC 8725:
//!
//! | step | module | may answer |
//! |---|---|---|
//! | size, three parts, strict base64url, header | `jws` | malformed, too long, not supported |
//! | key by exact `kid`, its algorithm equals `alg` | `key_set`, `key_cache` | unknown key, 503 |
//! | signature | the host, through [`SignatureVerifier`] | signature does not match, 503 |
//! | `iss`, `aud`, `exp`, `nbf`, `sub`, scope, client | `claims` | which claim |
//!
//! Cheap checks come first, but no claim is read before the signature holds: RFC 7519 section 7.2
//! has that order, and so a forger learns neither our issuer nor our audience from an answer.
//!
//! **The key decides, the token does not** (RFC 8725 sections 3.1 and 3.2). A key has one
//! algorithm, out of RS256, PS256, ES256 and EdDSA with Ed25519; `none` and HMAC do not exist here.
//! Key material and key addresses inside a token (`jwk`, `jku`, `x5c`, `x5u`) are not even parsed.
//!
//! **Why no JWT crate.** Those with a good name bring the cryptography of `ring`, `aws-lc` or
//! RustCrypto, hundreds of kilobytes of wasm for what every host has natively as WebCrypto, which
//! is asynchronous and which none of them can call. What remains is on these few pages, on top of
//! [`crate::json`], which refuses duplicate members at any depth as RFC 7515 section 4 and RFC 7519
//! section 4 allow; a serde map would let the last one win.

mod algorithm;
mod authenticator;
mod claims;
mod jws;
mod key;
mod key_cache;
mod key_set;
mod opaque;
mod principal;
mod rejection;
mod settings;

#[cfg(test)]
mod tests;

pub use algorithm::Algorithm;
pub use authenticator::{Authenticator, SignatureVerifier, TokenError};
pub use key::Key;
pub use key_cache::KeySource;
pub use key_set::{KeySet, KeySetError, MAX_KEY_SET_BYTES};
pub use opaque::OpaqueTokens;
pub use principal::{Principal, is_identifier};
pub use rejection::Rejection;
pub use settings::{KeyOrigin, Settings, SettingsError};
