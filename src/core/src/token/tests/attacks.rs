//! What the attackers face: a service with good keys. And which attack is where, along RFC 8725
//! ("JSON Web Token Best Current Practices"): its threats are section 2, its practices section 3.
//!
//! | RFC 8725 | tests |
//! |---|---|
//! | 2.1 weak or missing validation of signatures, 3.1 the reader's algorithms | `alg_none_is_refused_in_every_spelling_with_and_without_a_signature`, `a_public_key_is_no_hmac_secret`, `a_key_serves_its_own_algorithm_only`, `a_key_vouches_under_its_own_name_and_algorithm_only`, `a_signature_is_not_left_out` |
//! | 2.2 weak symmetric keys, 3.5 entropy of keys | `a_symmetric_key_in_the_set_is_not_used`, `an_rsa_key_of_less_than_2048_bits_is_not_used`, `rsa_keys_have_2048_to_8192_bits_and_a_sound_exponent` |
//! | 2.3 encryption without signature, 2.4 lengths of ciphertexts, 2.5 encryption to invalid curves, 3.6 compression | `encrypted_tokens_do_not_exist_here`, `a_payload_is_not_unpacked`, `a_token_within_a_token_is_not_looked_into` |
//! | 2.6 several encodings, 3.7 UTF-8 | `claims_in_anything_but_utf8_are_refused`, `a_header_in_anything_but_utf8_is_refused`, `duplicate_claims_are_refused`, `duplicate_and_respelled_header_members_are_refused`, `a_null_character_ends_nothing`, `the_json_serialization_is_not_read`, `a_part_has_one_spelling_only`, `anything_appended_or_respelled_is_refused` |
//! | 2.7 substitution, 3.9 audience | `a_token_for_another_audience_is_refused`, `the_audience_may_stand_in_a_list` |
//! | 2.8 confusion of kinds, 3.11 explicit types, 3.12 exclusive rules | `tokens_of_other_kinds_are_refused`, `nothing_that_was_not_granted_is_read_out_of_a_token`, `an_unencoded_payload_and_other_critical_extensions_are_refused` |
//! | 2.9 indirect attacks on the server, 3.10 no trust in what is received | `a_kid_is_compared_and_never_interpreted`, `key_material_and_addresses_in_the_header_are_not_used`, `no_token_has_keys_fetched_from_where_it_says`, `unknown_kids_cause_one_fetch_in_30_seconds_at_most`, `without_a_kid_only_a_lone_key_is_meant` |
//! | 3.2 sound algorithms | `names_of_algorithms_outside_the_list_are_refused`, `a_good_token_of_each_algorithm_is_accepted` |
//! | 3.3 every operation counts | `a_host_that_cannot_tell_lets_nobody_in`, `a_stranger_with_a_known_kid_is_refused`, `claims_are_judged_only_once_the_signature_holds`, `a_change_of_any_character_is_refused`, `a_token_cut_at_any_byte_is_refused` |
//! | 3.4 validated cryptographic inputs | `zero_and_its_multiples_are_no_ecdsa_signature`, `an_ecdsa_signature_in_der_or_in_another_order_is_refused`, `extreme_signatures_of_rsa_and_ed25519_are_refused`, `a_signature_of_another_length_never_reaches_the_host`, `an_rsa_key_that_anyone_can_sign_with_is_not_used`, `an_ed25519_key_of_small_order_is_not_used`, `a_point_off_the_curve_vouches_for_nothing` |
//! | 3.8 issuer and subject | `a_token_of_another_issuer_is_refused`, `a_subject_has_1_to_1024_bytes_without_control_characters`, `a_claim_is_nowhere_but_in_the_payload_and_under_its_exact_name` |
//! | beyond it: time | `a_token_out_of_its_time_is_refused`, `expiry_has_a_leeway_of_60_seconds`, `a_start_has_a_leeway_of_60_seconds` |
//! | beyond it: the bearer's header | `no_credentials_are_told_from_bad_ones`, `two_tokens_are_no_token`, `white_space_is_between_scheme_and_token_and_nowhere_else` |
//! | beyond it: exhaustion and panics | `a_token_over_8_kib_is_refused_unread`, `deep_nesting_is_refused_and_exhausts_nothing`, `no_text_panics_and_none_is_accepted`, `no_header_or_payload_that_is_rightly_signed_panics`, `no_text_panics_as_a_key_set` |
//!
//! What only a host's own cryptography can show is in `tests/worker/tokens.test.mjs`.

use std::collections::BTreeSet;

use super::fakes::authenticate;
use super::keys::{EC, ED, PSS, RSA, public_set};
use crate::token::{Principal, Rejection, TokenError};

/// All four algorithms, each with a key of its own.
pub(super) fn set() -> String {
    public_set(&[&RSA, &PSS, &EC, &ED])
}

pub(super) fn ask(token: &str) -> Result<Principal, TokenError> {
    authenticate(&set(), Some(&format!("Bearer {token}")))
}

#[track_caller]
pub(super) fn assert_rejected(token: &str, rejection: Rejection) {
    assert_eq!(ask(token), Err(TokenError::Rejected(rejection)), "{token}");
}

pub(super) fn ann() -> Principal {
    Principal::new("ann".to_owned(), None, vec!["apollo_write".to_owned()])
}

/// The names of the tests in a source.
fn tests_of(source: &str) -> BTreeSet<&str> {
    let functions =
        source.split("#[test]").filter_map(|rest| rest.trim_start().strip_prefix("fn "));
    functions.filter_map(|rest| rest.split('(').next()).collect()
}

#[test]
fn the_table_has_every_attack_and_no_test_that_is_not_there() {
    let attacks = [
        include_str!("attacks_on_claims.rs"),
        include_str!("attacks_on_form.rs"),
        include_str!("attacks_on_keys.rs"),
        include_str!("attacks_on_signatures.rs"),
    ];
    let others = [include_str!("claims.rs"), include_str!("key.rs"), include_str!("key_cache.rs")];
    let attacks: BTreeSet<_> = attacks.into_iter().flat_map(tests_of).collect();
    let others: BTreeSet<_> = others.into_iter().flat_map(tests_of).collect();
    let rows = include_str!("attacks.rs").lines().filter_map(|line| line.strip_prefix("//! | "));
    // What stands between two backticks is every second part.
    let table: BTreeSet<_> = rows.flat_map(|row| row.split('`').skip(1).step_by(2)).collect();
    assert_eq!(attacks.difference(&table).collect::<Vec<_>>(), Vec::<&&str>::new());
    let all = &attacks | &others;
    assert_eq!(table.difference(&all).collect::<Vec<_>>(), Vec::<&&str>::new());
}
