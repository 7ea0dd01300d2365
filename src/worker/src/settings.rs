//! Settings from the environment, and what happens when they are missing.

use er_relationships::endpoint::Authenticate;
use er_relationships::token::{Authenticator, Principal, Settings, SettingsError, TokenError};
use er_relationships_js::WebCrypto;
use worker::Env;

use crate::key_service::KeyService;

/// A setting's text: a variable's or a secret's, which are alike to a Worker.
pub(crate) fn text(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|value| value.to_string())
}

/// Lets in whom the authenticator accepts; nobody while the settings are missing or wrong, which
/// is then a fault of ours (503) and is logged with the setting's name at every request.
pub(crate) struct Gate(Result<Authenticator<KeyService, WebCrypto>, SettingsError>);

impl Gate {
    pub(crate) fn of(env: &Env) -> Self {
        let settings = Settings::new(
            text(env, "TOKEN_ISSUER"),
            text(env, "TOKEN_AUDIENCE"),
            text(env, "JWKS_URL"),
            text(env, "JWKS"),
        );
        Self(
            settings.map(|settings| Authenticator::new(settings, KeyService, WebCrypto::default())),
        )
    }
}

impl Authenticate for Gate {
    async fn authenticate(
        &self,
        authorization: Option<&str>,
        now_millis: u64,
    ) -> Result<Principal, TokenError> {
        match &self.0 {
            Ok(authenticator) => authenticator.authenticate(authorization, now_millis).await,
            Err(error) => Err(TokenError::Unavailable(error.to_string())),
        }
    }
}
