//! A map in memory, for tests and for an endpoint without a platform.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{KeyValue, StoreError};

/// A map that its clones share.
#[derive(Debug, Clone, Default)]
pub struct Memory(Rc<RefCell<BTreeMap<String, String>>>);

impl Memory {
    /// A copy of everything stored.
    pub fn snapshot(&self) -> BTreeMap<String, String> {
        self.0.borrow().clone()
    }
}

/// With something stored from the start.
impl From<BTreeMap<String, String>> for Memory {
    fn from(map: BTreeMap<String, String>) -> Self {
        Self(Rc::new(RefCell::new(map)))
    }
}

impl KeyValue for Memory {
    async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        let map = self.0.borrow();
        Ok(keys.iter().map(|key| map.get(key).cloned()).collect())
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.0.borrow_mut().insert(key.to_owned(), value.to_owned());
        Ok(())
    }
}
