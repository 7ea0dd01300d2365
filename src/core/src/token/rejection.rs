//! Why a token is not accepted, in words that a stranger may read.

/// The reason for a 401. It carries nothing of the token and nothing of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// No `Authorization` header, or one of another scheme.
    MissingCredentials,
    /// Not a compact JWS whose header is a JSON object with a string `alg`.
    Malformed,
    /// Over the size limit; refused before anything is decoded.
    TooLong,
    /// The header asks for something that is not implemented (`crit`), or is of another `typ`.
    UnsupportedHeader,
    /// `alg` is none of ours, or not the one of the key.
    AlgorithmNotAllowed,
    /// No trusted key has that `kid`; or there is no `kid` and more than one key.
    UnknownKey,
    /// The key did not sign these bytes.
    SignatureMismatch,
    /// Signed, but a required claim is missing, or a claim is not of its type.
    InvalidClaims,
    /// Signed for another `iss`.
    WrongIssuer,
    /// Signed for another `aud`.
    WrongAudience,
    /// `exp` has passed.
    Expired,
    /// `nbf` is still to come.
    NotYetValid,
}

impl Rejection {
    /// The reason as text for `error_description`: RFC 6750 section 3 allows printable ASCII
    /// without `"` and `\` there.
    pub fn description(self) -> &'static str {
        match self {
            Self::MissingCredentials => "a bearer token is required",
            Self::Malformed => "the token is malformed",
            Self::TooLong => "the token is too long",
            Self::UnsupportedHeader => "the token has a header that is not supported",
            Self::AlgorithmNotAllowed => "the token's algorithm is not allowed",
            Self::UnknownKey => "the token's key is not known",
            Self::SignatureMismatch => "the token's signature does not match",
            Self::InvalidClaims => "the token lacks a required claim or has an invalid one",
            Self::WrongIssuer => "the token is from another issuer",
            Self::WrongAudience => "the token is for another audience",
            Self::Expired => "the token is expired",
            Self::NotYetValid => "the token is not valid yet",
        }
    }

    /// The `WWW-Authenticate` header of the 401. A request without credentials gets the bare
    /// scheme: RFC 6750 section 3.1 wants no error code there.
    pub fn www_authenticate(self) -> String {
        match self {
            Self::MissingCredentials => "Bearer".to_owned(),
            reason => format!(
                "Bearer error=\"invalid_token\", error_description=\"{}\"",
                reason.description()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rejection::{self, *};

    const ALL: [Rejection; 12] = [
        MissingCredentials,
        Malformed,
        TooLong,
        UnsupportedHeader,
        AlgorithmNotAllowed,
        UnknownKey,
        SignatureMismatch,
        InvalidClaims,
        WrongIssuer,
        WrongAudience,
        Expired,
        NotYetValid,
    ];

    #[test]
    fn every_description_fits_into_a_quoted_header_value() {
        for rejection in ALL {
            let is_allowed =
                |byte: u8| matches!(byte, 0x20..=0x7E) && byte != b'"' && byte != b'\\';
            assert!(rejection.description().bytes().all(is_allowed), "{rejection:?}");
        }
    }

    #[test]
    fn a_challenge_without_credentials_has_no_error_code() {
        assert_eq!(MissingCredentials.www_authenticate(), "Bearer");
    }

    #[test]
    fn a_challenge_for_a_bad_token_says_what_is_wrong_with_it() {
        assert_eq!(
            Expired.www_authenticate(),
            r#"Bearer error="invalid_token", error_description="the token is expired""#
        );
    }
}
