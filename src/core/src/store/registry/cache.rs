//! What an isolate remembers of what it read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How long an isolate trusts what it read, in milliseconds.
pub const CACHE_MILLIS: u64 = 60_000;

/// More entries than a tenant has; beyond, the cache starts anew rather than grow without bound.
const MAX_CACHED: usize = 1000;

/// Values by name, each with the time when it was read.
#[derive(Debug)]
pub(super) struct Cache<T>(RefCell<BTreeMap<String, (u64, Rc<T>)>>);

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T> Cache<T> {
    pub(super) fn fresh(&self, name: &str, now_millis: u64) -> Option<Rc<T>> {
        let entries = self.0.borrow();
        let (read_at, value) = entries.get(name)?;
        // A clock that went back makes an entry stale, not eternal.
        let age = now_millis.checked_sub(*read_at)?;
        (age < CACHE_MILLIS).then(|| Rc::clone(value))
    }

    pub(super) fn remember(&self, name: &str, value: T, now_millis: u64) -> Rc<T> {
        let value = Rc::new(value);
        let mut entries = self.0.borrow_mut();
        if entries.len() >= MAX_CACHED {
            entries.clear();
        }
        entries.insert(name.to_owned(), (now_millis, Rc::clone(&value)));
        value
    }
}
