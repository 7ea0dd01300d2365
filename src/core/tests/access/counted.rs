//! A map whose operations are counted.

use std::cell::Cell;
use std::rc::Rc;

use er_relationships::store::{KeyPage, KeyValue, Memory, StoreError};

/// What calls have cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Costs {
    /// Reads of the map, each of up to 100 keys.
    pub(crate) reads: usize,
    /// Values that were put into the map, or removed.
    pub(crate) writes: usize,
    /// Lists of the map's keys.
    pub(crate) lists: usize,
    /// Messages to objects.
    pub(crate) messages: usize,
    /// What these did with their databases; begin and commit count, too.
    pub(crate) statements: usize,
}

/// Costs that clones share.
pub(crate) type Meter = Rc<Cell<Costs>>;

/// A map that its clones share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counted {
    pub(crate) memory: Memory,
    pub(crate) meter: Meter,
}

impl Counted {
    fn count(&self, count: impl Fn(&mut Costs)) {
        let mut costs = self.meter.get();
        count(&mut costs);
        self.meter.set(costs);
    }
}

impl KeyValue for Counted {
    async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        assert!((1..=100).contains(&keys.len()), "a read of {} keys", keys.len());
        self.count(|costs| costs.reads += 1);
        self.memory.get_many(keys).await
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.count(|costs| costs.writes += 1);
        self.memory.put(key, value).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.count(|costs| costs.writes += 1);
        self.memory.delete(key).await
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<KeyPage, StoreError> {
        self.count(|costs| costs.lists += 1);
        self.memory.list(prefix, after, limit).await
    }
}

impl Costs {
    /// In the order of the fields.
    pub(crate) fn to_array(self) -> [usize; 5] {
        let Self { reads, writes, lists, messages, statements } = self;
        [reads, writes, lists, messages, statements]
    }
}
