//! Tokens: whatever the `Authorization` header, only what a trusted key signed is accepted.
//!
//! Input, in lines: how to go on; then
//!
//! | `raw` | the header's value |
//! |---|---|
//! | `signed` | JOSE header and claims as JSON, to be signed with a trusted key |
//! | `stranger` | the same with a key that is not trusted |
//! | `given` | the same, and the signature in base64url |
#![no_main]

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use er_relationships::token::{
    Authenticator, OpaqueTokens, Principal, Rejection, TokenError, is_identifier,
};
use er_relationships_fuzz::mutation::Vocabulary;
use er_relationships_fuzz::signature::{
    AUDIENCE, ISSUER, KEY_SET, KeyService, NOW_MILLIS, Ring, Signer, decode, is_signature,
    settings, sign,
};
use futures_util::FutureExt as _;
use http::HeaderValue;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use serde_json::Value;

/// How far the clocks may differ, in seconds.
const LEEWAY: f64 = 60.0;

/// Headers and claims.
const VOCABULARY: &str = r#"[
    {"alg":"EdDSA","kid":"ed","typ":"at+jwt"},{"alg":"ES256","kid":"ec","crit":["b64"],"b64":false},{"alg":"none","jwk":{},"jku":"x"},
    {"iss":"https://issuer.example/","aud":["https://api.example/","a"],"exp":1700000300,"nbf":1700000060,"iat":0,"sub":"ann","scope":"apollo_write","client_id":"c","azp":"d"},
    {"exp":1699999940,"scope":["apollo_write","b"],"aud":"https://api.example/","alg":"RS256","kid":"rsa"},
    {"exp":1699999940.001,"alg":"HS256","typ":"application/JWT"},1e300,null,true,"",{"alg":"PS256"}
]"#;

thread_local! {
    static WORDS: Vocabulary = Vocabulary::new(VOCABULARY);
    static AUTHENTICATOR: Authenticator<KeyService, Ring> =
        Authenticator::new(settings(), KeyService::default(), Ring);
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    WORDS.with(|words| words.mutate(data, size, max_size, seed))
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (how, rest) = text.split_once('\n').unwrap_or(("raw", text));
    let mut lines = rest.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let authorization = match how {
        "signed" => format!("Bearer {}", sign(line(), line(), Signer::Ed)),
        "stranger" => format!("Bearer {}", sign(line(), line(), Signer::Stranger)),
        "given" => {
            let [header, claims] = [line(), line()].map(|part| URL_SAFE_NO_PAD.encode(part));
            format!("Bearer {header}.{claims}.{}", line())
        }
        _ => rest.to_owned(),
    };
    let authenticate = || {
        let result = AUTHENTICATOR.with(|authenticator| {
            authenticator.authenticate(Some(&authorization), NOW_MILLIS).now_or_never()
        });
        result.expect("nothing to wait for")
    };
    let result = authenticate();
    assert_eq!(result, authenticate(), "one token, two results");
    match &result {
        Ok(principal) => {
            assert_ne!(how, "stranger", "a key that is not trusted");
            check_accepted(&authorization, principal);
        }
        Err(TokenError::Rejected(rejection)) => check_rejection(*rejection),
        Err(TokenError::Unavailable(reason)) => panic!("the keys are at hand: {reason}"),
    }
    check_opaque(&authorization);
});

fn check_accepted(authorization: &str, principal: &Principal) {
    let (scheme, token) = authorization.split_once(' ').expect("a scheme");
    assert!(scheme.eq_ignore_ascii_case("bearer"));
    let token = token.trim_start_matches(' ');
    assert!(token.len() <= 8192, "longer than any token");
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("not three parts") };
    let json = |part: &str| -> Value {
        serde_json::from_slice(&decode(part).expect("base64url")).expect("JSON")
    };
    let (header, claims_json) = (json(header), json(claims));

    let algorithm = header["alg"].as_str().expect("an algorithm");
    let set: Value = serde_json::from_str(KEY_SET).expect("JSON");
    let key = set["keys"].as_array().into_iter().flatten().find(|key| key["kid"] == header["kid"]);
    let key = key.expect("a trusted key");
    assert_eq!(key["alg"], algorithm, "the key decides, not the token");
    assert!(header.get("crit").is_none(), "no extension is known");
    let message = token.rsplit_once('.').map_or("", |(message, _)| message);
    let signature = decode(signature).expect("base64url");
    assert!(is_signature(key, algorithm, message.as_bytes(), &signature), "not signed");

    assert_eq!(claims_json["iss"], ISSUER);
    let audiences = &claims_json["aud"];
    let is_listed = audiences.as_array().is_some_and(|list| list.iter().any(|aud| aud == AUDIENCE));
    assert!(audiences == AUDIENCE || is_listed, "for another audience");
    let now = NOW_MILLIS as f64 / 1000.0;
    assert!(claims_json["exp"].as_f64().expect("a date") >= now - LEEWAY, "expired");
    if let Some(start) = claims_json.get("nbf") {
        assert!(start.as_f64().expect("a date") <= now + LEEWAY, "not yet valid");
    }
    assert_eq!(claims_json["sub"], principal.subject);
    assert!(is_identifier(&principal.subject));
    let client = claims_json.get("client_id").or(claims_json.get("azp")).and_then(Value::as_str);
    assert_eq!(client, principal.client.as_deref());
    assert!(principal.client.as_deref().is_none_or(is_identifier));
    let is_granted = claims_json["scope"].to_string().contains("apollo_write");
    assert!(is_granted || !principal.has_scope("apollo_write"), "a scope out of nowhere");
}

fn check_rejection(rejection: Rejection) {
    assert!(HeaderValue::from_str(&rejection.www_authenticate()).is_ok());
    assert!(!rejection.description().is_empty());
}

/// Tokens that are names: the name, and nothing else.
fn check_opaque(authorization: &str) {
    let ann = Principal::new("ann".to_owned(), None, Vec::new());
    let tokens = OpaqueTokens::new(BTreeMap::from([("ann".to_owned(), ann)]));
    let is_accepted = tokens.authenticate(Some(authorization)).is_ok();
    let (scheme, token) = authorization.split_once(' ').unwrap_or_default();
    let is_ann = scheme.eq_ignore_ascii_case("bearer") && token.trim_start_matches(' ') == "ann";
    assert_eq!(is_accepted, is_ann);
}
