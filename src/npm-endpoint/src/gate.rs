//! Who may call: callers that the config names, or an issuer's tokens, checked as the deployed Worker
//! checks them.

use er_relationships::endpoint::Authenticate;
use er_relationships::token::{
    Authenticator, KeyOrigin, KeySet, KeySource, OpaqueTokens, Principal, Settings, TokenError,
    is_identifier,
};
use er_relationships_js::{WebCrypto, describe};
use js_sys::{JSON, Reflect};
use serde::Deserialize;
use wasm_bindgen::JsValue;

use crate::option::{Record, option_invalid, parse_option};

/// What a caller may ask for where the config does not say.
const DEFAULT_SCOPE: &str = "apollo_write apollo_read";

/// Lets in whom the config's `tokens` name.
pub(crate) enum Gate {
    Opaque(OpaqueTokens),
    Signed(Authenticator<NoKeyService, WebCrypto>),
}

impl Gate {
    /// Reads `tokens`: with a `jwks` it describes an issuer, else it has callers by their token.
    ///
    /// # Errors
    ///
    /// The first fault, as the JSON text to be thrown.
    pub(crate) fn parse(tokens: JsValue) -> Result<Self, String> {
        // Throws for what is no object, which then is no object of callers either.
        if Reflect::has(&tokens, &"jwks".into()).unwrap_or(false) {
            let settings = parse_option::<Issuer>("tokens", tokens)?.into_settings()?;
            return Ok(Self::Signed(Authenticator::new(
                settings,
                NoKeyService,
                WebCrypto::default(),
            )));
        }
        let Record::<Token, Caller>(callers) = parse_option("tokens", tokens)?;
        let principals =
            callers.into_iter().map(|(Token(token), caller)| (token, caller.into_principal()));
        Ok(Self::Opaque(OpaqueTokens::new(principals.collect())))
    }
}

impl Authenticate for Gate {
    async fn authenticate(
        &self,
        authorization: Option<&str>,
        now_millis: u64,
    ) -> Result<Principal, TokenError> {
        match self {
            Self::Opaque(tokens) => Ok(tokens.authenticate(authorization)?),
            Self::Signed(tokens) => tokens.authenticate(authorization, now_millis).await,
        }
    }
}

/// A token that an `Authorization` header can bring.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
struct Token(String);

impl TryFrom<String> for Token {
    type Error = &'static str;

    fn try_from(token: String) -> Result<Self, &'static str> {
        if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(token))
        } else {
            Err("a token must be printable ASCII characters without spaces")
        }
    }
}

/// Whom a token stands for.
#[derive(Deserialize)]
#[serde(expecting = "an object with `sub`")]
struct Caller {
    sub: Identifier,
    scope: Option<String>,
    client_id: Option<Identifier>,
}

impl Caller {
    fn into_principal(self) -> Principal {
        let scopes = self.scope.as_deref().unwrap_or(DEFAULT_SCOPE).split(' ');
        let scopes = scopes.filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
        Principal::new(self.sub.0, self.client_id.map(|client| client.0), scopes)
    }
}

/// A subject or client.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Identifier(String);

impl TryFrom<String> for Identifier {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        match is_identifier(&text) {
            true => Ok(Self(text)),
            false => Err("must have 1 to 1024 bytes and no control character"),
        }
    }
}

/// Whose signed tokens are accepted.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Issuer {
    issuer: String,
    audience: String,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    jwks: JsValue,
}

impl Issuer {
    fn into_settings(self) -> Result<Settings, String> {
        for (location, text) in
            [("tokens.issuer", &self.issuer), ("tokens.audience", &self.audience)]
        {
            if text.is_empty() {
                return Err(option_invalid(location, "must not be empty"));
            }
        }
        let invalid = |reason: &str| option_invalid("tokens.jwks", reason);
        let text = JSON::stringify(&self.jwks).map_err(|thrown| invalid(&describe(thrown)))?;
        // Of a function, among others, there is no text.
        let text = text.as_string().unwrap_or_default();
        let keys = KeySet::parse(&text).map_err(|error| invalid(&error.to_string()))?;
        Ok(Settings { issuer: self.issuer, audience: self.audience, keys: KeyOrigin::Set(keys) })
    }
}

/// The keys are in the config, so nobody has to be asked.
pub(crate) struct NoKeyService;

impl KeySource for NoKeyService {
    async fn fetch(&self, _url: &str) -> Result<String, String> {
        Err("there is no key service".to_owned())
    }

    async fn pause(&self) {}

    fn warn(&self, _problem: &str) {}
}
