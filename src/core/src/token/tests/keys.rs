//! Key pairs, signatures and tokens for these tests.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature as crypto;

use crate::json::Document;

pub(in crate::token) const ISSUER: &str = "https://issuer.example/";
pub(in crate::token) const AUDIENCE: &str = "https://api.example/";
/// 2023-11-14T22:13:20Z, and the `exp` of [`claims`] 5 minutes later.
pub(in crate::token) const NOW: u64 = 1_700_000_000_000;

/// A key pair made for these tests and known to everyone.
pub(in crate::token) struct TestKey {
    pub(in crate::token) kid: &'static str,
    pub(in crate::token) alg: &'static str,
    /// The private JWK, without `kid` and `alg`.
    pub(in crate::token) jwk: &'static str,
}

const RSA_JWK: &str = r#"{"kty":"RSA","n":"0HLDRSkXFAwDlPziT8b0Jg_IagWT7k4hBj3gIB_qlzcuYKWQMdIZDtgSK4A61S7LSdsaZ1QuZL67PxLmFljBf8CGQcYPO0v2iROkdkuSg6oRlEkhYqnSzI2We-rgAZUDZp82D7onS4S-Mmf60kUOvMX1wR9alGuKk1RMlmq68F_QnDXL2nToqr2OTTLPO1NW9wntElCIA4Htbyhp_NT_0yGpymuLj68FGrVWqeRgPVjK9EmeXi4J5Mnm_9lINtUgY0XVTQXJ9qSpSMPzFeV5Kn7USzboVHFwkcXp-OA3rWmjWdML_zdkM23K5kvz8Jct5E5ouEbIWZe_SL7j02zfGQ","e":"AQAB","d":"B7Mb7QOsWCk5cj9rfKO0t2zN0ly_LuywrsvwtqV3Ka7E7JaXa1lMMHT6w6PKiIvGwCumH6FhNVRDEy_EUzIw5sjA-Zz_SW_WfRAkrkBZLe14rymKxvVoiMKSIT52_jGRUDEa8unFZpy4o22dbjbuz6CtIaN7pqlyRo7oMh_Ivltt03SjV--FXOd5NToeLaNRKahSKxT1LPqsdUeGRNBZWlBudsxy6emMb3_fj67aB6-8kV3zTZztGrsY77LQ5L77OIsc1PXPLggak1JGysFEk4MbF8uWTPFs7b1lzJRz3z062aaKoZdNvGXqocwqu7SsfIgYuIvanXHHyt8L6ebWIQ","p":"6MOZ75KI5L292g2HBuHLyxrRF4LSmiDRp93xbt2SY5VAChoYBdLn9OmVHvn1XY3-MbGrIyMnSqPyAZ8AL0ECLzNjVN1CAk2HYC5kwXnWC4B2zqqT4OVmoFCwX4pGpDnlWTPEke-XDocm2lyezZkPzZqqtVwaE3jjWk2RiCjFcxc","q":"5UHCkKwfvOa8De908KUsThVsixdIb0m_WQe9y_bMXS_Rd6tzJqal58-365gTNReQSvkWy-aSOBk6qNjr_D4V8u3nWQFWCetY8vTNy-VRUWjsQF8gcEgnt873YyM8oyKFwrzWBMqOo8pYzuWt2uRdu4dAVQwqriRCI1jeIbMpXU8","dp":"D6bvmAubhv43YQ1d0hmm8Z55BwK2FMU2M_qZvKHLsUSdDNDaYrHfBTob2_xlAoiE2mSfJHq9rqg9otxFT-goNHJZMKC8SplaDB6yicwel6Fo29beoNXsQ8WJRrNusqZuBMSVaFbbKo_uDesChsLPLD1FU3LBEiQj7bOfoK9VL7s","dq":"p67Mn8K1yBZAEDVIJEe7uzUiWi3idjvLsFPgN9JBMhuqq0wFAo07pe0hijmGOvwMNzovuV3hLxUM-bkICkxjA3eNEmXOx5yTR8lUyUDmlJQY0RCDCn1MR74i5ik8zdmPWpuCMqjxYc273UDTQ9pq0KIhpNMsWIj-sxnqB14i8DM","qi":"pNVEfAyRhG1gIBkyPW86HxQkTpHrVSazbucnsKZb4B4LiZffxynjhspztY7fQIQuit6LesN1PEAQ4fMRAlXcqTQrUnBuKmGtYdTGuwxbeUH7Uw3kCTPwaxYgRHfXqULwqXojoynp69DvP4F3-KI525CIwsjkS-Oq7tUx5PmFsdY"}"#;

pub(in crate::token) const RSA: TestKey = TestKey { kid: "rsa", alg: "RS256", jwk: RSA_JWK };
pub(in crate::token) const PSS: TestKey = TestKey { kid: "pss", alg: "PS256", jwk: RSA_JWK };
pub(in crate::token) const EC: TestKey = TestKey {
    kid: "ec",
    alg: "ES256",
    jwk: r#"{"kty":"EC","crv":"P-256","x":"qSl4J5FUHY9pGhOqQt2GhlxUEZlyqNPO8opDS004vaM","y":"StdLZXRdsHV3Xy9C-ezsWZ-bUJEXOhTt5NIZA-Ip8rY","d":"VEWK_3gECNLRDhcZUdA3kczZOK0mLcQT9uoI9i8nTa0"}"#,
};
pub(in crate::token) const OTHER_EC: TestKey = TestKey {
    kid: "other-ec",
    alg: "ES256",
    jwk: r#"{"kty":"EC","crv":"P-256","x":"GVWTUyuVbMnU26EEsd-k19D05iM9X3x_X__t6f99X3Q","y":"jY0831CZfEsmyHFdzHKAFogFC1tBmJoL0nGHbGQ0kZQ","d":"wX-0YcyVQsi-yYE1kbbvMymFfVp1dOCAoP2zzcWgM0s"}"#,
};
pub(in crate::token) const ED: TestKey = TestKey {
    kid: "ed",
    alg: "EdDSA",
    jwk: r#"{"kty":"OKP","crv":"Ed25519","x":"xIWHfeCOkOA2z6Ua2hY7IaGY9qV-MtvLLMZHW_qWKp0","d":"Zo_onAJzSXTczkic7d5ohUWnTCpnYa-ejWBX9EkqlBQ"}"#,
};

pub(in crate::token) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// One decoded parameter of a JWK.
pub(in crate::token) fn parameter(jwk: &str, name: &str) -> Vec<u8> {
    let document = Document::parse(jwk.as_bytes()).unwrap();
    let value = document.root().get(name).unwrap().as_str().unwrap().to_owned();
    URL_SAFE_NO_PAD.decode(value).unwrap()
}

impl TestKey {
    /// The JWK with `kid` and `alg`. Its private members are there to be ignored.
    pub(in crate::token) fn full_jwk(&self) -> String {
        let (kid, alg, rest) = (self.kid, self.alg, self.jwk.trim_start_matches('{'));
        format!(r#"{{"kid":"{kid}","alg":"{alg}",{rest}"#)
    }

    pub(in crate::token) fn header(&self) -> String {
        format!(r#"{{"alg":"{}","kid":"{}"}}"#, self.alg, self.kid)
    }

    /// A signature by `alg`, which need not be this key's own.
    pub(in crate::token) fn sign(&self, alg: &str, message: &[u8]) -> Vec<u8> {
        let of = |name| parameter(self.jwk, name);
        let random = SystemRandom::new();
        let public_point = || [vec![4], of("x"), of("y")].concat();
        match alg {
            "ES256" => {
                let scheme = &crypto::ECDSA_P256_SHA256_FIXED_SIGNING;
                let pair = crypto::EcdsaKeyPair::from_private_key_and_public_key(
                    scheme,
                    &of("d"),
                    &public_point(),
                    &random,
                );
                pair.unwrap().sign(&random, message).unwrap().as_ref().to_vec()
            }
            "EdDSA" => {
                let pair = crypto::Ed25519KeyPair::from_seed_and_public_key(&of("d"), &of("x"));
                pair.unwrap().sign(message).as_ref().to_vec()
            }
            "RS256" | "PS256" => {
                let pair = crypto::RsaKeyPair::from_components(&ring::rsa::KeyPairComponents {
                    public_key: ring::rsa::PublicKeyComponents { n: of("n"), e: of("e") },
                    d: of("d"),
                    p: of("p"),
                    q: of("q"),
                    dP: of("dp"),
                    dQ: of("dq"),
                    qInv: of("qi"),
                })
                .unwrap();
                let padding: &dyn crypto::RsaEncoding = if alg == "RS256" {
                    &crypto::RSA_PKCS1_SHA256
                } else {
                    &crypto::RSA_PSS_SHA256
                };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(padding, &random, message, &mut signature).unwrap();
                signature
            }
            other => panic!("no signer for {other}"),
        }
    }

    /// A token with this header and these claims, signed by `alg` with this key.
    pub(in crate::token) fn token_with(
        &self,
        alg: &str,
        header: &str,
        claims: impl AsRef<[u8]>,
    ) -> String {
        let message = format!("{}.{}", base64url(header), base64url(claims));
        let signature = self.sign(alg, message.as_bytes());
        format!("{message}.{}", base64url(signature))
    }

    pub(in crate::token) fn token(&self, claims: impl AsRef<[u8]>) -> String {
        self.token_with(self.alg, &self.header(), claims)
    }
}

/// Valid claims as JSON, with `extra` members (`,"a":1`) at their end.
pub(in crate::token) fn claims(extra: &str) -> String {
    let exp = NOW / 1000 + 300;
    format!(
        r#"{{"iss":"{ISSUER}","aud":"{AUDIENCE}","exp":{exp},"sub":"ann","scope":"apollo_write"{extra}}}"#
    )
}

pub(in crate::token) fn key_set(keys: &[&str]) -> String {
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

pub(in crate::token) fn public_set(keys: &[&TestKey]) -> String {
    let keys: Vec<_> = keys.iter().map(|key| key.full_jwk()).collect();
    key_set(&keys.iter().map(String::as_str).collect::<Vec<_>>())
}
