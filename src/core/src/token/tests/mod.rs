//! The module as a whole, with real keys and signatures against faked ports.

mod attacks;
mod attacks_on_claims;
mod attacks_on_form;
mod attacks_on_keys;
mod attacks_on_signatures;
mod claims;
mod der;
mod fakes;
mod key;
mod key_cache;
pub(super) mod keys;
mod verified;
