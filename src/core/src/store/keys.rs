//! Keys of the one map that holds relationships, collections and types.
//!
//! No two things share a key: the first character tells the kind; a collection id holds no comma,
//! so the first comma ends it, and where it stands last, the last one begins it; and a relationship's id stands there as it is, or where that is too
//! long, as its SHA-256 under a kind of its own.

use sha2::{Digest, Sha256};

use crate::json::{concat, hex};
use crate::relationship::{CollectionId, MAX_COLLECTION_ID_BYTES};

/// The longest key that Workers KV takes.
pub const MAX_KEY_BYTES: usize = 512;

/// The key of a collection's registration.
pub fn collection_key(id: &CollectionId) -> String {
    format!("c:{id}")
}

/// The key of a relationship type's schema. Its name has at most
/// [`MAX_TYPE_NAME_BYTES`](crate::catalog::MAX_TYPE_NAME_BYTES).
pub fn relationship_type_key(name: &str) -> String {
    format!("t:{name}")
}

/// What the keys of all collections in which a subject has a permission begin with. A comma in the
/// subject is written as in a URL, so that no subject's keys begin with another's; a subject whose
/// keys could be too long stands there as its SHA-256, under a kind of its own.
pub fn access_prefix(subject: &str) -> String {
    let plain = format!("s:{},", subject.replace('%', "%25").replace(',', "%2C"));
    if plain.len() + MAX_COLLECTION_ID_BYTES <= MAX_KEY_BYTES {
        return plain;
    }
    format!("d:{},", hex(&Sha256::digest(subject)))
}

/// The key under which a subject finds a collection: an index, whose value is the permission.
pub fn access_key(subject: &str, collection: &CollectionId) -> String {
    access_prefix(subject) + collection.as_str()
}

/// The key of a relationship.
pub fn relationship_key(collection: &CollectionId, id: &str) -> String {
    let key = concat(&["r:", collection.as_str(), ",", id]);
    if key.len() <= MAX_KEY_BYTES {
        return key;
    }
    concat(&["h:", collection.as_str(), ",", &hex(&Sha256::digest(id))])
}

/// What the keys of a collection's relationships begin with: those with the id, those with its hash.
pub(crate) fn relationship_prefixes(collection: &CollectionId) -> [String; 2] {
    [format!("r:{collection},"), format!("h:{collection},")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(collection: &str, id: &str) -> String {
        relationship_key(&CollectionId::new(collection).expect("a collection id"), id)
    }

    #[test]
    fn a_key_shows_its_collection_and_id() {
        assert_eq!(key("TestER-DVDocs", "a/b:c%d#e"), "r:TestER-DVDocs,a/b:c%d#e");
    }

    #[test]
    fn what_a_subject_finds_begins_with_nothing_that_another_one_finds() {
        let id = CollectionId::new("c").expect("a collection id");
        for (subject, other) in [("a,b", "a"), ("a%2Cb", "a,b"), ("a,", "a"), ("a%", "a")] {
            assert!(!access_key(subject, &id).starts_with(&access_prefix(other)), "{subject}");
            assert!(!access_key(other, &id).starts_with(&access_prefix(subject)), "{other}");
        }
        assert_eq!(access_key("ann", &id), "s:ann,c");
    }

    #[test]
    fn ids_at_the_edge_of_a_key_are_hashed_only_when_they_must_be() {
        let longest = "x".repeat(MAX_KEY_BYTES - "r:c,".len());
        assert_eq!(key("c", &longest).len(), MAX_KEY_BYTES);
        let hashed = key("c", &format!("{longest}x"));
        assert!(hashed.starts_with("h:c,"), "{hashed}");
        assert_eq!(hashed.len(), "h:c,".len() + 64);
    }

    proptest! {
        #[test]
        fn no_subject_finds_the_collections_of_another(
            subjects in prop::array::uniform2("[,%sd:a2C]{1,4}|[a,]{380,384}|[,a]{1020,1024}"),
            id in "[!-+\\--~]{1,3}|[!-+\\--~]{128}",
        ) {
            let id = CollectionId::new(&id).expect("a collection id");
            let key = access_key(&subjects[0], &id);
            prop_assert!(key.len() <= MAX_KEY_BYTES);
            let is_found = key.starts_with(&access_prefix(&subjects[1]));
            prop_assert_eq!(is_found, subjects[0] == subjects[1]);
            prop_assert_eq!(key.rsplit_once(',').map(|(_, id)| id), Some(id.as_str()));
        }

        #[test]
        fn no_two_pairs_share_a_key_and_every_key_fits(
            collections in prop::array::uniform2("[!-+\\--~]{1,3}|[a,]{0}[!-+\\--~]{128}"),
            ids in prop::array::uniform2("[,:rh/%#é]{1,4}|[a-b]{1020,1024}|é{500,512}"),
        ) {
            let [a, b] = [0, 1].map(|n: usize| key(&collections[n], &ids[n]));
            prop_assert!(a.len() <= MAX_KEY_BYTES && b.len() <= MAX_KEY_BYTES);
            prop_assert_eq!(a == b, collections[0] == collections[1] && ids[0] == ids[1]);
            let swapped = key(&collections[0], &ids[1]);
            prop_assert_eq!(swapped == a, ids[0] == ids[1]);
        }
    }
}
