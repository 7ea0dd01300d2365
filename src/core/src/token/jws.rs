//! The outer form of a token: bearer credentials, compact serialization, JOSE header.
//!
//! Everything here is judged before a key is looked for, from bytes that anyone may have made up.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Algorithm, Rejection};
use crate::json::{Document, Value};

/// Hosts bound a request's headers at 16 KiB or more in all; real access tokens take 1 to 2 KiB,
/// and half a header is more than any needs. It also bounds every buffer made from a token.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// A token in its parts, nothing of which has been verified.
#[derive(Debug)]
pub(super) struct Jws<'t> {
    pub(super) algorithm: Algorithm,
    pub(super) kid: Option<String>,
    /// The bytes that were signed: header and payload as sent (RFC 7515, section 5.2, step 8).
    pub(super) signing_input: &'t str,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

/// The token of a `Bearer` header (RFC 6750, section 2.1).
///
/// # Errors
///
/// [`Rejection::MissingCredentials`] without a header or with another scheme, which RFC 6750
/// section 3.1 treats alike.
pub(super) fn parse_bearer(authorization: Option<&str>) -> Result<&str, Rejection> {
    let credentials = authorization.ok_or(Rejection::MissingCredentials)?;
    let (scheme, token) = credentials.split_once(' ').unwrap_or((credentials, ""));
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(Rejection::MissingCredentials);
    }
    // RFC 9110 section 11.4 has one or more spaces there.
    Ok(token.trim_start_matches(' '))
}

impl<'t> Jws<'t> {
    /// Takes a compact JWS apart (RFC 7515, sections 5.2 and 7.1).
    ///
    /// # Errors
    ///
    /// The first rule that the token's form or header breaks.
    pub(super) fn parse(token: &'t str) -> Result<Self, Rejection> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Rejection::TooLong);
        }
        let (signing_input, signature) = token.rsplit_once('.').ok_or(Rejection::Malformed)?;
        let (header, payload) = signing_input.split_once('.').ok_or(Rejection::Malformed)?;
        let (algorithm, kid) = parse_header(&decode(header)?)?;
        Ok(Self {
            algorithm,
            kid,
            signing_input,
            // A fourth part would leave a dot here, which base64url does not have.
            payload: decode(payload)?,
            signature: decode(signature)?,
        })
    }
}

/// Strict base64url: no padding, no white space, and no stray bits at the end, so that a value has
/// one spelling only (RFC 4648, sections 3.2, 3.3 and 3.5; RFC 7515, section 2).
fn decode(part: &str) -> Result<Vec<u8>, Rejection> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Rejection::Malformed)
}

/// Reads `alg` and `kid`; ignores every other member but `crit` and `typ` (RFC 7515, section 4).
/// `jwk`, `jku`, `x5c` and `x5u` would let a token bring its own key (RFC 8725, section 3.10), and
/// `b64` has no effect unless `crit` names it (RFC 7797, section 6).
fn parse_header(bytes: &[u8]) -> Result<(Algorithm, Option<String>), Rejection> {
    let document = Document::parse(bytes).map_err(|_| Rejection::Malformed)?;
    let header = document.root();
    if header.members().is_none() {
        return Err(Rejection::Malformed);
    }
    let alg = optional_string(header, "alg")?.ok_or(Rejection::Malformed)?;
    let typ = optional_string(header, "typ")?;
    let kid = optional_string(header, "kid")?;
    // We implement no extension, so any list of critical ones has to fail (section 4.1.11).
    if header.get("crit").is_some() || !typ.is_none_or(is_access_token_type) {
        return Err(Rejection::UnsupportedHeader);
    }
    let algorithm = Algorithm::from_name(alg).ok_or(Rejection::AlgorithmNotAllowed)?;
    Ok((algorithm, kid.map(str::to_owned)))
}

fn optional_string<'d>(header: Value<'d>, name: &str) -> Result<Option<&'d str>, Rejection> {
    header.get(name).map(|value| value.as_str().ok_or(Rejection::Malformed)).transpose()
}

/// Explicit typing (RFC 8725, section 3.11): of what an issuer signs with the same key, a logout
/// token or a proof of possession must not pass for access. `JWT` stays, because most issuers say
/// only that.
fn is_access_token_type(typ: &str) -> bool {
    // A media type; RFC 7515 section 4.1.9 lets `application/` be left out.
    let typ = typ.to_ascii_lowercase();
    matches!(typ.strip_prefix("application/").unwrap_or(&typ), "jwt" | "at+jwt")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(header: &str) -> Result<(Algorithm, Option<String>), Rejection> {
        let token = format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(header));
        Jws::parse(&token).map(|jws| (jws.algorithm, jws.kid))
    }

    #[test]
    fn the_scheme_is_read_without_regard_to_case() {
        assert_eq!(parse_bearer(Some("Bearer a.b.c")), Ok("a.b.c"));
        assert_eq!(parse_bearer(Some("bEARER   a.b.c")), Ok("a.b.c"));
        assert_eq!(parse_bearer(Some("Bearer")), Ok(""));
    }

    #[test]
    fn no_header_and_another_scheme_are_missing_credentials() {
        for header in [None, Some(""), Some("Basic YTpi"), Some("a.b.c"), Some("Bearera.b.c")] {
            assert_eq!(parse_bearer(header), Err(Rejection::MissingCredentials), "{header:?}");
        }
    }

    #[test]
    fn the_parts_are_told_apart() {
        let jws = Jws::parse("eyJhbGciOiJFUzI1NiJ9.e30.AQID").unwrap();
        assert_eq!(jws.algorithm, Algorithm::Es256);
        assert_eq!(jws.kid, None);
        assert_eq!(jws.signing_input, "eyJhbGciOiJFUzI1NiJ9.e30");
        assert_eq!(jws.payload, b"{}");
        assert_eq!(jws.signature, [1, 2, 3]);
    }

    #[test]
    fn anything_but_three_parts_of_strict_base64url_is_malformed() {
        for token in [
            "",
            ".",
            "..",
            "e30",
            "eyJhbGciOiJFUzI1NiJ9.e30",
            "eyJhbGciOiJFUzI1NiJ9.e30.AQID.",
            "eyJhbGciOiJFUzI1NiJ9.e30.AQID.AQID.AQID",
            ".e30.AQID",
            "eyJhbGciOiJFUzI1NiJ9.e30.AQ==",
            "eyJhbGciOiJFUzI1NiJ9.e30.AR",
            "eyJhbGciOiJFUzI1NiJ9.e30.+/+/",
            "eyJhbGciOiJFUzI1NiJ9.e30.AQID ",
            "eyJhbGciOiJFUzI1NiJ9.e 30.AQID",
            "eyJhbGciOiJFUzI1NiJ9.e30.AQID, Bearer x",
        ] {
            assert_eq!(Jws::parse(token).unwrap_err(), Rejection::Malformed, "{token}");
        }
    }

    #[test]
    fn a_header_must_be_an_object_of_strings_without_duplicates() {
        for header in [
            "",
            "[]",
            "\"alg\"",
            "{}",
            r#"{"alg":null}"#,
            r#"{"alg":["ES256"]}"#,
            r#"{"alg":"ES256","kid":7}"#,
            r#"{"alg":"ES256","typ":{}}"#,
            r#"{"alg":"ES256","alg":"ES256"}"#,
            r#"{"alg":"ES256","x":1,"x":2}"#,
            r#"{"alg":"ES256","x":{"y":1,"y":2}}"#,
            r#"{"alg":"ES256"}{}"#,
            "\u{feff}{\"alg\":\"ES256\"}",
        ] {
            assert_eq!(parse(header), Err(Rejection::Malformed), "{header}");
        }
    }

    #[test]
    fn a_critical_extension_and_another_type_are_not_supported() {
        for header in [
            r#"{"alg":"ES256","crit":["b64"],"b64":false}"#,
            r#"{"alg":"ES256","crit":[]}"#,
            r#"{"alg":"ES256","crit":null}"#,
            r#"{"alg":"ES256","typ":"logout+jwt"}"#,
            r#"{"alg":"ES256","typ":""}"#,
            r#"{"alg":"ES256","typ":"text/jwt"}"#,
        ] {
            assert_eq!(parse(header), Err(Rejection::UnsupportedHeader), "{header}");
        }
    }

    #[test]
    fn the_types_of_access_tokens_are_accepted_in_any_case() {
        for typ in ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/JWT"] {
            let header = format!(r#"{{"alg":"ES256","typ":"{typ}","kid":"a"}}"#);
            assert_eq!(parse(&header), Ok((Algorithm::Es256, Some("a".to_owned()))), "{typ}");
        }
    }
}
