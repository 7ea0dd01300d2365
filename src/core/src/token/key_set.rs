//! A JWK Set (RFC 7517, section 5), reduced to the keys that can check a token.

use std::fmt;
use std::rc::Rc;

use super::{Key, Rejection};
use crate::json::{Document, SyntaxError, Value};

/// A hundred keys with certificate chains fit; key services publish 2 to 20 KiB. Also the bound
/// for what an adapter need read of an answer.
pub const MAX_KEY_SET_BYTES: usize = 256 * 1024;

/// Services keep two to ten keys; a lookup walks the list.
const MAX_KEYS: usize = 100;

/// The trusted keys; at least one, no two with the same `kid`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySet {
    keys: Vec<Rc<Key>>,
}

/// Why a text is not a set that tokens can be checked with. Carries nothing of the text, which may
/// be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeySetError {
    /// More than [`MAX_KEY_SET_BYTES`].
    TooLong,
    /// Not JSON by contract section 6.
    Syntax(SyntaxError),
    /// Not an object with a list `keys`.
    NotASet,
    /// More than 100 keys.
    TooManyKeys,
    /// Two different keys have one `kid`, so that it does not tell which is meant. Refused as a
    /// whole: taking either would be a guess, and taking none would look like an unknown key.
    DuplicateKid,
    /// No key is left of so many after those that cannot check a token were skipped.
    NoUsableKey {
        /// How many there were before.
        listed: usize,
    },
}

impl fmt::Display for KeySetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "the key set is longer than {MAX_KEY_SET_BYTES} bytes"),
            Self::Syntax(error) => write!(f, "the key set is not JSON: {error}"),
            Self::NotASet => write!(f, "the key set is not an object with a list `keys`"),
            Self::TooManyKeys => write!(f, "the key set has more than {MAX_KEYS} keys"),
            Self::DuplicateKid => {
                write!(f, "two different keys of the key set have the same `kid`")
            }
            Self::NoUsableKey { listed } => write!(
                f,
                "the key set has no public signature key for RS256, PS256, ES256 or EdDSA among its {listed} keys"
            ),
        }
    }
}

impl std::error::Error for KeySetError {}

impl KeySet {
    /// Reads a set. Keys that cannot check a token (of another type, size, curve, algorithm or
    /// use) are skipped; a private key counts as the public key that it contains.
    ///
    /// # Errors
    ///
    /// See [`KeySetError`].
    pub fn parse(text: &str) -> Result<Self, KeySetError> {
        if text.len() > MAX_KEY_SET_BYTES {
            return Err(KeySetError::TooLong);
        }
        let document = Document::parse(text.as_bytes()).map_err(KeySetError::Syntax)?;
        let members = document.root().get("keys").and_then(Value::elements);
        let members = members.ok_or(KeySetError::NotASet)?;
        let listed = members.clone().count();
        if listed > MAX_KEYS {
            return Err(KeySetError::TooManyKeys);
        }
        let mut keys: Vec<Rc<Key>> = Vec::new();
        for key in members.filter_map(Key::from_jwk) {
            if keys.iter().any(|other| **other == key) {
                // The same key listed twice does no harm.
                continue;
            }
            if key.kid().is_some() && keys.iter().any(|other| other.kid() == key.kid()) {
                return Err(KeySetError::DuplicateKid);
            }
            keys.push(Rc::new(key));
        }
        if keys.is_empty() {
            return Err(KeySetError::NoUsableKey { listed });
        }
        Ok(Self { keys })
    }

    /// The key that a token's header means: by `kid`, compared byte for byte and never
    /// interpreted (RFC 8725, section 3.10); without one, the only key there is.
    pub(super) fn select(&self, kid: Option<&str>) -> Result<Rc<Key>, Rejection> {
        let found = match (kid, self.keys.as_slice()) {
            (Some(_), keys) => keys.iter().find(|key| key.kid() == kid),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        found.cloned().ok_or(Rejection::UnknownKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tests::keys::{EC, ED, OTHER_EC, key_set, public_set};

    fn error(text: &str) -> String {
        KeySet::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_kid_selects_by_equality() {
        let set = KeySet::parse(&public_set(&[&EC, &ED])).unwrap();
        let selected = |kid| set.select(kid).map(|key| key.kid().unwrap_or_default().to_owned());
        assert_eq!(selected(Some("ed")), Ok("ed".to_owned()));
        assert_eq!(selected(Some("ED")), Err(Rejection::UnknownKey));
        assert_eq!(selected(None), Err(Rejection::UnknownKey));
    }

    #[test]
    fn a_key_without_kid_is_meant_only_when_it_is_alone_and_none_is_named() {
        let unnamed = EC.full_jwk().replace("\"kid\":\"ec\",", "");
        let set = KeySet::parse(&key_set(&[&unnamed])).unwrap();
        assert!(set.select(None).is_ok());
        assert_eq!(set.select(Some("")), Err(Rejection::UnknownKey));
        let also_unnamed = OTHER_EC.full_jwk().replace("\"kid\":\"other-ec\",", "");
        for second in [ED.full_jwk(), also_unnamed] {
            let two = KeySet::parse(&key_set(&[&unnamed, &second])).unwrap();
            assert_eq!(two.select(None), Err(Rejection::UnknownKey));
        }
    }

    #[test]
    fn keys_that_are_not_usable_are_skipped_and_do_not_count_as_namesakes() {
        let encryption =
            OTHER_EC.full_jwk().replace("other-ec", "ec").replace("}", ",\"use\":\"enc\"}");
        let set = KeySet::parse(&key_set(&[&encryption, "7", "{}", &EC.full_jwk()])).unwrap();
        assert_eq!(set, KeySet::parse(&public_set(&[&EC])).unwrap());
    }

    #[test]
    fn a_key_listed_twice_is_one_and_two_keys_of_one_name_are_none() {
        let set = KeySet::parse(&public_set(&[&EC, &EC])).unwrap();
        assert_eq!(set, KeySet::parse(&public_set(&[&EC])).unwrap());
        let unnamed = EC.full_jwk().replace("\"kid\":\"ec\",", "");
        let set = KeySet::parse(&key_set(&[&unnamed, &unnamed])).unwrap();
        assert!(set.select(None).is_ok());
        let namesake = OTHER_EC.full_jwk().replace("other-ec", "ec");
        assert_eq!(
            error(&key_set(&[&EC.full_jwk(), &namesake])),
            "two different keys of the key set have the same `kid`"
        );
    }

    #[test]
    fn what_is_no_set_says_why() {
        for text in ["[]", "{}", "null", r#"{"keys":{}}"#, &EC.full_jwk()] {
            assert_eq!(error(text), "the key set is not an object with a list `keys`", "{text}");
        }
        for (text, listed) in
            [("{\"keys\":[]}", 0), ("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}", 1)]
        {
            assert_eq!(KeySet::parse(text), Err(KeySetError::NoUsableKey { listed }));
        }
        assert_eq!(
            error("{\"keys\":[],\"keys\":[]}"),
            "the key set is not JSON: a duplicate member name at line 1 column 12"
        );
    }

    #[test]
    fn the_limits_hold_at_and_over_them() {
        let of = |count: usize| {
            let keys: Vec<_> = (0..count)
                .map(|at| EC.full_jwk().replace("\"ec\"", &format!("\"{at}\"")))
                .collect();
            key_set(&keys.iter().map(String::as_str).collect::<Vec<_>>())
        };
        assert_eq!(KeySet::parse(&of(100)).map(|set| set.keys.len()), Ok(100));
        assert_eq!(KeySet::parse(&of(101)), Err(KeySetError::TooManyKeys));
        let set = public_set(&[&EC]);
        let padded = |bytes: usize| format!("{set}{}", " ".repeat(bytes - set.len()));
        assert!(KeySet::parse(&padded(MAX_KEY_SET_BYTES)).is_ok());
        assert_eq!(KeySet::parse(&padded(MAX_KEY_SET_BYTES + 1)), Err(KeySetError::TooLong));
    }
}
