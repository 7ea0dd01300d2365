//! The module as a whole, with real keys and signatures against faked ports.

mod attacks;
mod attacks_on_form;
mod attacks_on_keys;
mod claims;
mod fakes;
mod key;
mod key_cache;
pub(super) mod keys;
