//! Each claim, and the edges of time.

use super::keys::{AUDIENCE, ISSUER, NOW, claims};
use crate::token::Principal;
use crate::token::Rejection::{self, *};
use crate::token::claims::validate_claims;

fn judge(payload: &str) -> Result<Principal, Rejection> {
    validate_claims(payload.as_bytes(), ISSUER, AUDIENCE, NOW)
}

/// The valid claims with one member replaced, or with `null` text left out.
fn with(name: &str, value: &str) -> Result<Principal, Rejection> {
    let mut members = vec![
        ("iss", format!("{ISSUER:?}")),
        ("aud", format!("{AUDIENCE:?}")),
        ("exp", (NOW / 1000 + 300).to_string()),
        ("sub", "\"ann\"".to_owned()),
    ];
    members.retain(|(member, _)| *member != name);
    if !value.is_empty() {
        members.push((name, value.to_owned()));
    }
    let members: Vec<_> = members.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
    judge(&format!("{{{}}}", members.join(",")))
}

fn ann(client: Option<&str>, scopes: &[&str]) -> Result<Principal, Rejection> {
    let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
    Ok(Principal::new("ann".to_owned(), client.map(str::to_owned), scopes))
}

#[test]
fn a_required_claim_left_out_or_of_another_type_is_invalid() {
    for name in ["iss", "aud", "exp", "sub"] {
        for value in ["", "null", "true", "{}", "[1]", "[[]]"] {
            assert_eq!(with(name, value), Err(InvalidClaims), "{name} {value}");
        }
    }
    for (name, value) in
        [("iss", "7"), ("aud", "7"), ("exp", "\"1800000000\""), ("sub", "7"), ("nbf", "null")]
    {
        assert_eq!(with(name, value), Err(InvalidClaims), "{name} {value}");
    }
    for payload in ["", "[]", "7", "null", "{}{}", "{\"sub\":\"\\ud800\"}"] {
        assert_eq!(judge(payload), Err(InvalidClaims), "{payload}");
    }
}

#[test]
fn the_audience_may_stand_in_a_list() {
    assert_eq!(with("aud", &format!("[\"other\",{AUDIENCE:?}]")), ann(None, &[]));
    for other in ["[]", "[\"other\"]", "\"other\"", "\"https://api.example\"", "\"\""] {
        assert_eq!(with("aud", other), Err(WrongAudience), "{other}");
    }
    assert_eq!(with("aud", &format!("[{AUDIENCE:?},7]")), Err(InvalidClaims));
}

#[test]
fn expiry_has_a_leeway_of_60_seconds() {
    let now = NOW / 1000;
    for (exp, expected) in [
        (format!("{}", now - 59), ann(None, &[])),
        (format!("{}.001", now - 60), ann(None, &[])),
        (format!("{}", now - 60), Err(Expired)),
        (format!("{}.000", now - 60), Err(Expired)),
        (format!("{}.9999999999999999999999", now - 61), Err(Expired)),
        (format!("{}", now - 61), Err(Expired)),
        ("0".to_owned(), Err(Expired)),
        ("-1e300".to_owned(), Err(Expired)),
        ("17e8".to_owned(), ann(None, &[])),
        ("1e300".to_owned(), ann(None, &[])),
    ] {
        assert_eq!(with("exp", &exp), expected, "{exp}");
    }
}

#[test]
fn a_start_has_a_leeway_of_60_seconds() {
    let now = NOW / 1000;
    for (nbf, expected) in [
        (format!("{}", now + 60), ann(None, &[])),
        (format!("{}.001", now + 60), Err(NotYetValid)),
        (format!("{}", now + 61), Err(NotYetValid)),
        (format!("{}", now - 1000), ann(None, &[])),
        ("1e300".to_owned(), Err(NotYetValid)),
    ] {
        assert_eq!(with("nbf", &nbf), expected, "{nbf}");
    }
}

#[test]
fn the_clock_counts_in_milliseconds() {
    let (date, at) = (1_700_000_000, NOW + 60_050);
    for (fraction, is_accepted) in [("051", true), ("050", false), ("05", false), ("5", true)] {
        let claims = claims("").replace("1700000300", &format!("{date}.{fraction}"));
        let verdict = validate_claims(claims.as_bytes(), ISSUER, AUDIENCE, at);
        assert_eq!(verdict.is_ok(), is_accepted, "{fraction}");
    }
}

#[test]
fn any_clock_is_bearable() {
    let at =
        |now| validate_claims(claims("").as_bytes(), ISSUER, AUDIENCE, now).map(|ann| ann.subject);
    assert_eq!(at(0), Ok("ann".to_owned()));
    assert_eq!(at(u64::MAX), Err(Expired));
}

#[test]
fn a_subject_has_1_to_1024_bytes_without_control_characters() {
    let subject =
        |text: &str| with("sub", &format!("\"{text}\"")).map(|principal| principal.subject);
    for good in ["a", "auth0|7", "\u{e9} \u{1f600}", &"x".repeat(1024)] {
        assert_eq!(subject(good), Ok(good.to_owned()));
    }
    for bad in ["", &"x".repeat(1025), &"\u{e9}".repeat(513), "a\\nb", "\\u0000", "\u{85}"] {
        assert_eq!(subject(bad), Err(InvalidClaims), "{bad}");
    }
}

#[test]
fn the_client_is_client_id_else_azp() {
    let client = |extra: &str| judge(&claims(extra)).map(|principal| principal.client);
    let named = |name: &str| Ok(Some(name.to_owned()));
    assert_eq!(client(""), Ok(None));
    assert_eq!(client(r#","azp":"b""#), named("b"));
    assert_eq!(client(r#","azp":"b","client_id":"a""#), named("a"));
    assert_eq!(client(r#","azp":"b","client_id":7"#), Err(InvalidClaims));
    assert_eq!(client(r#","client_id":"""#), Err(InvalidClaims));
}

#[test]
fn scopes_stand_in_a_string_or_a_list_and_match_whole() {
    for (value, scopes) in [
        ("\"\"", &[][..]),
        ("[]", &[]),
        ("\"apollo_write\"", &["apollo_write"]),
        ("\"apollo_read  apollo_write \"", &["apollo_read", "apollo_write"]),
        ("[\"apollo_read\",\"apollo_write\"]", &["apollo_read", "apollo_write"]),
    ] {
        assert_eq!(with("scope", value), ann(None, scopes), "{value}");
    }
    for bad in ["7", "null", "{}", "[7]", "[\"apollo_write\",null]"] {
        assert_eq!(with("scope", bad), Err(InvalidClaims), "{bad}");
    }
    let granted = with("scope", "\"apollo_write_more not_apollo_write\"").unwrap();
    assert!(granted.has_scope("apollo_write_more") && !granted.has_scope("apollo_write"));
}
