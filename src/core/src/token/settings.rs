//! Whose tokens are accepted, from the deployment's settings.

use std::fmt;

use http::Uri;

use super::{KeySet, KeySetError};

/// Whose tokens are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What `iss` must be.
    pub issuer: String,
    /// What `aud` must be or contain.
    pub audience: String,
    /// The issuer's keys.
    pub keys: KeyOrigin,
}

/// Where the issuer's keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOrigin {
    /// Fetched from there, and again now and then.
    Url(String),
    /// These, until the next deployment.
    Set(KeySet),
}

/// Which setting is missing or wrong. No token is accepted until it is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingsError {
    /// This setting is not there, or empty.
    Missing(&'static str),
    /// `JWKS_URL` and `JWKS` are both there, so that it is not clear whom to trust.
    TwoKeyOrigins,
    /// `JWKS_URL` is neither `https` nor on this very machine.
    InsecureUrl,
    /// `JWKS` is no set of keys.
    InvalidKeys(KeySetError),
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "setting {name} is missing"),
            Self::TwoKeyOrigins => write!(f, "settings JWKS_URL and JWKS are both present"),
            Self::InsecureUrl => {
                write!(f, "setting JWKS_URL is not an https URL, nor http on localhost")
            }
            Self::InvalidKeys(error) => write!(f, "setting JWKS is invalid: {error}"),
        }
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// From the settings `TOKEN_ISSUER`, `TOKEN_AUDIENCE`, and either `JWKS_URL` or `JWKS` (a JWK
    /// Set, RFC 7517). An empty one counts as missing.
    ///
    /// # Errors
    ///
    /// The first setting that is missing or wrong.
    pub fn new(
        issuer: Option<String>,
        audience: Option<String>,
        jwks_url: Option<String>,
        jwks: Option<String>,
    ) -> Result<Self, SettingsError> {
        let present = |setting: Option<String>| setting.filter(|value| !value.is_empty());
        let keys = match (present(jwks_url), present(jwks)) {
            (None, None) => Err(SettingsError::Missing("JWKS_URL or JWKS")),
            (Some(_), Some(_)) => Err(SettingsError::TwoKeyOrigins),
            (Some(url), None) if is_trustworthy(&url) => Ok(KeyOrigin::Url(url)),
            (Some(_), None) => Err(SettingsError::InsecureUrl),
            (None, Some(text)) => {
                KeySet::parse(&text).map(KeyOrigin::Set).map_err(SettingsError::InvalidKeys)
            }
        };
        Ok(Self {
            issuer: present(issuer).ok_or(SettingsError::Missing("TOKEN_ISSUER"))?,
            audience: present(audience).ok_or(SettingsError::Missing("TOKEN_AUDIENCE"))?,
            keys: keys?,
        })
    }
}

/// Whoever can change an answer on its way can sign tokens: so TLS, or no network at all. Loopback
/// is the W3C's notion of it (Secure Contexts, section 3.1), for development.
fn is_trustworthy(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default();
    let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    let is_loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    match uri.scheme_str() {
        Some("https") => !host.is_empty() && !has_user,
        Some("http") => is_loopback && !has_user,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tests::keys::{EC, public_set};

    fn new(values: [&str; 4]) -> Result<Settings, String> {
        let [issuer, audience, url, set] = values.map(|value| Some(value.to_owned()));
        Settings::new(issuer, audience, url, set).map_err(|error| error.to_string())
    }

    fn url(url: &str) -> Result<KeyOrigin, String> {
        new(["i", "a", url, ""]).map(|settings| settings.keys)
    }

    #[test]
    fn each_setting_that_is_missing_is_named() {
        let set = public_set(&[&EC]);
        assert_eq!(new(["", "a", "", &set]), Err("setting TOKEN_ISSUER is missing".to_owned()));
        assert_eq!(new(["i", "", "", &set]), Err("setting TOKEN_AUDIENCE is missing".to_owned()));
        assert_eq!(new(["i", "a", "", ""]), Err("setting JWKS_URL or JWKS is missing".to_owned()));
        assert_eq!(
            Settings::new(None, None, None, None),
            Err(SettingsError::Missing("TOKEN_ISSUER"))
        );
    }

    #[test]
    fn the_two_ways_to_give_keys_exclude_each_other() {
        assert_eq!(
            new(["i", "a", "https://keys.example/", &public_set(&[&EC])]),
            Err("settings JWKS_URL and JWKS are both present".to_owned())
        );
    }

    #[test]
    fn a_set_of_keys_is_read_at_once() {
        let set = public_set(&[&EC]);
        let keys = new(["i", "a", "", &set]).map(|settings| settings.keys);
        assert_eq!(keys, Ok(KeyOrigin::Set(KeySet::parse(&set).unwrap())));
        assert_eq!(
            new(["i", "a", "", "{\"keys\":["]),
            Err("setting JWKS is invalid: the key set is not JSON: the text ends too early at line 1 column 10".to_owned())
        );
    }

    #[test]
    fn keys_come_over_tls_or_from_this_machine() {
        for good in [
            "https://keys.example/.well-known/jwks.json?v=1",
            "https://keys.example",
            "HTTPS://keys.example:8443/",
            "http://localhost:8788/jwks",
            "http://127.0.0.1/jwks",
            "http://[::1]:1/jwks",
        ] {
            assert_eq!(url(good), Ok(KeyOrigin::Url(good.to_owned())));
        }
        for bad in [
            "http://keys.example/",
            "http://localhost.example/",
            "http://localhost@keys.example/",
            "https://localhost@keys.example/",
            "http://user@localhost/",
            "http://127.0.0.2/",
            "ftp://localhost/",
            "file:///etc/passwd",
            "https:///jwks",
            "//keys.example/",
            "/jwks",
            "localhost",
            "https://keys.example/a b",
        ] {
            let expected = "setting JWKS_URL is not an https URL, nor http on localhost";
            assert_eq!(url(bad), Err(expected.to_owned()), "{bad}");
        }
    }
}
