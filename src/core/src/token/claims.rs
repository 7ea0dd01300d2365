//! The claims of a token whose signature holds (RFC 7519, section 4; RFC 9068, section 2.2).

use std::cmp::Ordering;

use super::{Principal, Rejection, is_identifier};
use crate::json::{Decimal, Document, Value};

/// How far the issuer's clock and ours may differ (RFC 7519, section 4.1.4: "usually no more than
/// a few minutes").
const LEEWAY_MILLIS: u64 = 60_000;

/// Judges the claims at `now_millis` (since 1970, UTC) and takes the caller from them.
///
/// # Errors
///
/// The first claim that is missing, not of its type, or not for us.
pub(super) fn validate_claims(
    payload: &[u8],
    issuer: &str,
    audience: &str,
    now_millis: u64,
) -> Result<Principal, Rejection> {
    let document = Document::parse(payload).map_err(|_| Rejection::InvalidClaims)?;
    let claims = document.root();
    if claims.get("iss").and_then(Value::as_str).ok_or(Rejection::InvalidClaims)? != issuer {
        return Err(Rejection::WrongIssuer);
    }
    if !is_for_audience(claims.get("aud").ok_or(Rejection::InvalidClaims)?, audience)? {
        return Err(Rejection::WrongAudience);
    }
    let expiry = claims.get("exp").ok_or(Rejection::InvalidClaims)?;
    // The time must be *before* `exp`, and not before `nbf`.
    if compare_date(expiry, now_millis.saturating_sub(LEEWAY_MILLIS))? != Ordering::Greater {
        return Err(Rejection::Expired);
    }
    if let Some(start) = claims.get("nbf")
        && compare_date(start, now_millis.saturating_add(LEEWAY_MILLIS))? == Ordering::Greater
    {
        return Err(Rejection::NotYetValid);
    }
    let subject = parse_identifier(claims.get("sub").ok_or(Rejection::InvalidClaims)?)?;
    let client = claims.get("client_id").or_else(|| claims.get("azp"));
    let client = client.map(parse_identifier).transpose()?;
    let scopes = claims.get("scope").map(parse_scopes).transpose()?;
    Ok(Principal::new(subject, client, scopes.unwrap_or_default()))
}

/// `aud` is one string or a list of them (RFC 7519, section 4.1.3).
fn is_for_audience(claim: Value<'_>, audience: &str) -> Result<bool, Rejection> {
    Ok(parse_strings(claim)?.contains(&audience))
}

/// A string, or each of a list of strings.
fn parse_strings(claim: Value<'_>) -> Result<Vec<&str>, Rejection> {
    let strings: Option<Vec<_>> = match claim.elements() {
        None => claim.as_str().map(|text| vec![text]),
        Some(elements) => elements.map(Value::as_str).collect(),
    };
    strings.ok_or(Rejection::InvalidClaims)
}

/// Orders a NumericDate, in seconds and perhaps fractional (RFC 7519, section 2), against a time.
/// Exactly: a double would be good enough, but the document has no doubles.
fn compare_date(claim: Value<'_>, time_millis: u64) -> Result<Ordering, Rejection> {
    let date = claim.as_number().ok_or(Rejection::InvalidClaims)?;
    let time = format!("{}.{:03}", time_millis / 1000, time_millis % 1000);
    Ok(date.compare(Decimal::parse(&time)))
}

fn parse_identifier(claim: Value<'_>) -> Result<String, Rejection> {
    let text = claim.as_str().filter(|text| is_identifier(text));
    text.map(str::to_owned).ok_or(Rejection::InvalidClaims)
}

/// RFC 8693 section 4.2 has one string with spaces between the scopes; some issuers send a list.
fn parse_scopes(claim: Value<'_>) -> Result<Vec<String>, Rejection> {
    let scopes = parse_strings(claim)?;
    let words = scopes.into_iter().flat_map(|text| text.split(' '));
    Ok(words.filter(|word| !word.is_empty()).map(str::to_owned).collect())
}
