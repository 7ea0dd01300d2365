//! The caller, as far as a checked token tells.

/// The limit of every identifier of the contract (section 1).
const MAX_IDENTIFIER_BYTES: usize = 1024;

/// Whether a text can be a [`Principal`]'s subject or client.
pub fn is_identifier(text: &str) -> bool {
    (1..=MAX_IDENTIFIER_BYTES).contains(&text.len()) && !text.chars().any(char::is_control)
}

/// Who calls, and what they may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The token's `sub`: 1 to 1,024 bytes, no control character. Becomes `sysRequestorId`, and is
    /// what a collection's access list names.
    pub subject: String,
    /// The token's `client_id` (RFC 9068), else its `azp` (OpenID Connect); same limits as the
    /// subject. Becomes `sysClientId`.
    pub client: Option<String>,
    scopes: Vec<String>,
}

impl Principal {
    /// A caller that some other means than a token vouches for: a test, an in-memory endpoint.
    pub fn new(subject: String, client: Option<String>, scopes: Vec<String>) -> Self {
        Self { subject, client, scopes }
    }

    /// Whether this very scope was granted. Scopes are compared byte for byte (RFC 6749,
    /// section 3.3).
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}
