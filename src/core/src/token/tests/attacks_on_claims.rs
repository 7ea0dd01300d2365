//! RFC 8725 sections 2.7, 2.8 and 3.7 to 3.12: what the issuer did sign, but not for this. Each claim
//! by itself is in `claims`.

use super::attacks::{ann, ask, assert_rejected};
use super::keys::*;
use crate::token::Rejection::*;

/// A signed token whose valid claims have one text replaced.
fn with(from: &str, to: &str) -> String {
    let valid = claims("");
    let changed = valid.replace(from, to);
    assert_ne!(changed, valid);
    EC.token(changed)
}

fn with_member(name: &str, from: &str, to: &str) -> String {
    with(&format!(r#""{name}":{from}"#), to)
}

#[test]
fn a_token_of_another_issuer_is_refused() {
    let issuer = format!("{ISSUER:?}");
    for (other, rejection) in [
        (r#""iss":"https://issuer.example""#, WrongIssuer),
        (r#""iss":"https://issuer.example/x""#, WrongIssuer),
        (r#""iss":"https://issuer.example//""#, WrongIssuer),
        (r#""iss":"https://ISSUER.example/""#, WrongIssuer),
        (r#""iss":"https://issuer.example:443/""#, WrongIssuer),
        (r#""iss":"https://issuer.example/ ""#, WrongIssuer),
        (r#""iss":"https://issuer.example/\u0000""#, WrongIssuer),
        (r#""iss":"https://evil.example/?https://issuer.example/""#, WrongIssuer),
        (r#""iss":"https://issuer.example@evil.example/""#, WrongIssuer),
        (r#""iss":"""#, WrongIssuer),
        (r#""iss":["https://issuer.example/"]"#, InvalidClaims),
        (r#""iss":null"#, InvalidClaims),
        (r#""ISS":"https://issuer.example/""#, InvalidClaims),
    ] {
        assert_rejected(&with_member("iss", &issuer, other), rejection);
    }
}

#[test]
fn a_token_for_another_audience_is_refused() {
    let audience = format!("{AUDIENCE:?}");
    for (other, rejection) in [
        (r#""aud":"https://api.example/other""#, WrongAudience),
        (r#""aud":"https://api.example""#, WrongAudience),
        (r#""aud":"https://API.example/""#, WrongAudience),
        (r#""aud":"https://api.example/\u0000""#, WrongAudience),
        (r#""aud":"other https://api.example/""#, WrongAudience),
        (r#""aud":"other,https://api.example/""#, WrongAudience),
        (r#""aud":"*""#, WrongAudience),
        (r#""aud":"""#, WrongAudience),
        (r#""aud":[]"#, WrongAudience),
        (r#""aud":[""]"#, WrongAudience),
        (r#""aud":["other","https://api.example/x"]"#, WrongAudience),
        (r#""aud":[["https://api.example/"]]"#, InvalidClaims),
        (r#""aud":["https://api.example/",null]"#, InvalidClaims),
        (r#""aud":{"https://api.example/":true}"#, InvalidClaims),
        (r#""aud":true"#, InvalidClaims),
        (r#""aud":null"#, InvalidClaims),
        (r#""azp":"https://api.example/""#, InvalidClaims),
    ] {
        assert_rejected(&with_member("aud", &audience, other), rejection);
    }
    let listed = with_member("aud", &audience, r#""aud":["other","https://api.example/"]"#);
    assert_eq!(ask(&listed), Ok(ann()));
}

#[test]
fn a_token_out_of_its_time_is_refused() {
    for (exp, rejection) in [
        (r#""exp":1"#, Expired),
        (r#""exp":0"#, Expired),
        (r#""exp":-1"#, Expired),
        (r#""exp":1699999940"#, Expired),
        (r#""exp":1700000300,"nbf":1700000061"#, NotYetValid),
        (r#""exp":1700000300,"nbf":9e99"#, NotYetValid),
        (r#""exp":"1700000300""#, InvalidClaims),
        (r#""exp":[1700000300]"#, InvalidClaims),
        (r#""exp":true"#, InvalidClaims),
        (r#""exp":null"#, InvalidClaims),
        (r#""exp":1e400"#, InvalidClaims),
        (r#""exp":NaN"#, InvalidClaims),
        (r#""exp":Infinity"#, InvalidClaims),
        (r#""exp":1700000300,"nbf":"0""#, InvalidClaims),
        (r#""nbf":0"#, InvalidClaims),
    ] {
        assert_rejected(&with_member("exp", "1700000300", exp), rejection);
    }
}

#[test]
fn claims_are_judged_only_once_the_signature_holds() {
    let expired = claims("").replace("1700000300", "1");
    assert_rejected(&EC.token(&expired), Expired);
    assert_rejected(&OTHER_EC.token_with("ES256", &EC.header(), &expired), SignatureMismatch);
}

#[test]
fn a_claim_is_nowhere_but_in_the_payload_and_under_its_exact_name() {
    // RFC 7519 section 5.3 has copies of claims in the header, for whoever cannot decrypt.
    let members = claims("");
    let members = members.trim_start_matches('{');
    let header = format!(r#"{{"alg":"ES256","kid":"ec",{members}"#);
    assert_rejected(&EC.token_with("ES256", &header, "{}"), InvalidClaims);
    for payload in [format!(r#"{{"__proto__":{}}}"#, claims("")), format!("[{}]", claims(""))] {
        assert_rejected(&EC.token(&payload), InvalidClaims);
    }
    for name in ["SUB", "Sub", "sub ", " sub", "sub\\u0000", "\\u017fub"] {
        assert_rejected(&with(r#""sub""#, &format!("\"{name}\"")), InvalidClaims);
    }
    // The same name in another spelling is the same name.
    assert_eq!(ask(&with(r#""sub""#, r#""\u0073ub""#)), Ok(ann()));
}

#[test]
fn a_null_character_ends_nothing() {
    let scoped = with("apollo_write", "apollo_write\\u0000");
    assert!(!ask(&scoped).unwrap().has_scope("apollo_write"));
    assert_rejected(&with(r#""ann""#, r#""ann\u0000""#), InvalidClaims);
    assert_rejected(&with(r#""ann""#, "\"ann\0\""), InvalidClaims);
    assert_rejected(&EC.token(format!("{}\0", claims(""))), InvalidClaims);
    for (header, rejection) in [
        (r#"{"alg":"ES256\u0000","kid":"ec"}"#, AlgorithmNotAllowed),
        (r#"{"alg":"ES256","kid":"ec\u0000"}"#, UnknownKey),
        (r#"{"alg":"ES256","kid":"ec","typ":"JWT\u0000"}"#, UnsupportedHeader),
        ("{\"alg\":\"ES256\",\"kid\":\"ec\"}\0", Malformed),
    ] {
        assert_rejected(&EC.token_with("ES256", header, claims("")), rejection);
    }
}

#[test]
fn duplicate_claims_are_refused() {
    for extra in [
        r#","iss":"https://issuer.example/""#,
        r#","sub":"bob""#,
        r#","\u0073ub":"bob""#,
        r#","aud":[]"#,
        r#","exp":1"#,
        r#","x":1,"x":1"#,
        r#","x":{"y":1,"y":2}"#,
    ] {
        assert_rejected(&EC.token(claims(extra)), InvalidClaims);
    }
}

#[test]
fn claims_in_anything_but_utf8_are_refused() {
    let valid = claims("");
    let utf16 = |bytes: fn(u16) -> [u8; 2]| valid.encode_utf16().flat_map(bytes).collect();
    let with_sub = |sub: &[u8]| {
        let (before, after) = valid.split_once("ann").unwrap();
        [before.as_bytes(), sub, after.as_bytes()].concat()
    };
    let encodings: [Vec<u8>; 8] = [
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        [b"\xef\xbb\xbf", valid.as_bytes()].concat(),
        with_sub(b"Ren\xe9"),
        with_sub(b"\xc0\x80"),
        with_sub(b"\xed\xa0\x80"),
        with_sub(b"\xf5\x80\x80\x80"),
        with_sub(br"\ud800"),
    ];
    for encoded in encodings {
        assert_rejected(&EC.token(&encoded), InvalidClaims);
    }
}

#[test]
fn encrypted_tokens_do_not_exist_here() {
    // A JWE has five parts (RFC 7516, section 7.1), and its header names what is not in our list.
    for alg in ["dir", "RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "A256KW", "A256GCMKW"] {
        let header = format!(r#"{{"alg":"{alg}","enc":"A256GCM","kid":"rsa"}}"#);
        let parts = format!("{}.AAAA.AAAA.AAAA.AAAA", base64url(header));
        assert_rejected(&parts, AlgorithmNotAllowed);
    }
    // RFC 8725bis: a count of hash rounds that would keep the reader busy for hours.
    let costly = r#"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2s":"AAAA","p2c":2147483647}"#;
    assert_rejected(&format!("{}.AAAA.AAAA.AAAA.AAAA", base64url(costly)), AlgorithmNotAllowed);
    // A signed token's header does not make five parts a signed token.
    assert_rejected(&format!("{}.AAAA.AAAA.AAAA.AAAA", base64url(EC.header())), Malformed);
}

#[test]
fn a_payload_is_not_unpacked() {
    // DEFLATE without compression (RFC 1951, section 3.2.4).
    let claims = claims("");
    let length = u16::try_from(claims.len()).unwrap();
    let [deflated_length, check] = [length, !length].map(u16::to_le_bytes);
    let deflated = [&[1], &deflated_length[..], &check, claims.as_bytes()].concat();
    let header = r#"{"alg":"ES256","kid":"ec","zip":"DEF"}"#;
    assert_rejected(&EC.token_with("ES256", header, deflated), InvalidClaims);
}

#[test]
fn a_token_within_a_token_is_not_looked_into() {
    let inner = EC.token(claims(""));
    for payload in [inner.clone(), format!("{inner:?}"), format!(r#"{{"jwt":{inner:?}}}"#)] {
        let nested = r#"{"alg":"ES256","kid":"ec","cty":"JWT"}"#;
        assert_rejected(&EC.token_with("ES256", nested, &payload), InvalidClaims);
        assert_rejected(&EC.token(&payload), InvalidClaims);
    }
}

#[test]
fn the_json_serialization_is_not_read() {
    let token = EC.token(claims(""));
    let mut parts = token.split('.');
    let [protected, payload, signature] = [(); 3].map(|()| parts.next().unwrap());
    let signed = format!(r#""protected":"{protected}","signature":"{signature}""#);
    for text in [
        format!(r#"{{"payload":"{payload}",{signed}}}"#),
        format!(r#"{{"payload":"{payload}","signatures":[{{{signed}}}]}}"#),
        base64url(format!(r#"{{"payload":"{payload}",{signed}}}"#)),
    ] {
        assert_rejected(&text, Malformed);
    }
}

/// What the issuer signs with the same key for other purposes, by `typ` or by audience.
#[test]
fn tokens_of_other_kinds_are_refused() {
    for typ in [
        "logout+jwt",
        "secevent+jwt",
        "dpop+jwt",
        "oauth-authz-req+jwt",
        "token-introspection+jwt",
        "jwk-set+jwt",
        "vc+sd-jwt",
        "JOSE",
        "JWE",
        "JWT ",
        " JWT",
        "at+jwt; charset=utf-8",
        "application/application/jwt",
        "application/",
        "at+jwt+x",
        "",
    ] {
        let header = format!(r#"{{"alg":"ES256","kid":"ec","typ":"{typ}"}}"#);
        assert_rejected(&EC.token_with("ES256", &header, claims("")), UnsupportedHeader);
    }
    // An ID token of OpenID Connect is no more than a `JWT`, but it is for the client.
    let id_token = with(AUDIENCE, "dev-client").replace("scope", "nonce");
    assert_rejected(&id_token, WrongAudience);
    // A refresh token or an assertion (RFC 7523) is for the issuer itself.
    assert_rejected(&with(AUDIENCE, ISSUER), WrongAudience);
}

#[test]
fn nothing_that_was_not_granted_is_read_out_of_a_token() {
    for other in [
        r#""scp":"apollo_write""#,
        r#""roles":["apollo_write"]"#,
        r#""scope":"apollo_writer""#,
        r#""scope":"APOLLO_WRITE""#,
        r#""scope":"apollo_write,apollo_read""#,
        r#""scope":"apollo_write\tapollo_read""#,
        r#""scope":["apollo","_write"]"#,
        r#""scope":"""#,
    ] {
        let token = with(r#""scope":"apollo_write""#, other);
        let granted = ask(&token).map(|principal| principal.has_scope("apollo_write"));
        assert_eq!(granted, Ok(false), "{other}");
    }
}
