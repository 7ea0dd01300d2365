//! Workers KV: the last write wins, a place remembers for a minute what it read, a key takes one
//! write a second.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use er_relationships::store::{KeyPage, KeyValue, StoreError};

use crate::faults::Faults;
use crate::runtime::Runtime;

const REMEMBERED_MILLIS: u64 = 60_000;
const WRITE_MILLIS: u64 = 1_000;

/// What is called with every write that takes place: key and value.
type Observer = Box<dyn Fn(&str, &Rc<str>)>;

/// When it was read, and what.
type Remembered = (u64, Option<Rc<str>>);

pub(crate) struct Kv {
    runtime: Runtime,
    faults: Rc<Faults>,
    values: RefCell<BTreeMap<String, Rc<str>>>,
    written_at: RefCell<BTreeMap<String, u64>>,
    /// By place and key.
    remembered: RefCell<BTreeMap<(usize, String), Remembered>>,
    pub(crate) observer: RefCell<Option<Observer>>,
}

impl Kv {
    pub(crate) fn new(runtime: &Runtime, faults: &Rc<Faults>) -> Self {
        Self {
            runtime: runtime.clone(),
            faults: Rc::clone(faults),
            values: RefCell::default(),
            written_at: RefCell::default(),
            remembered: RefCell::default(),
            observer: RefCell::default(),
        }
    }

    /// What an operator writes.
    pub(crate) fn set(&self, key: &str, value: &str) {
        self.values.borrow_mut().insert(key.to_owned(), value.into());
    }

    /// What is stored, which nobody is told so soon.
    pub(crate) fn value(&self, key: &str) -> Option<Rc<str>> {
        self.values.borrow().get(key).cloned()
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.values.borrow().keys().cloned().collect()
    }

    fn read(&self, place: usize, key: &str) -> Option<Rc<str>> {
        let now_millis = self.runtime.now_millis();
        let mut remembered = self.remembered.borrow_mut();
        let address = (place, key.to_owned());
        if let Some((read_at, value)) = remembered.get(&address)
            && now_millis < read_at + REMEMBERED_MILLIS
        {
            return value.clone();
        }
        let value = self.value(key);
        remembered.insert(address, (now_millis, value.clone()));
        value
    }

    fn write(&self, place: usize, key: &str, value: &str) -> Result<(), StoreError> {
        let now_millis = self.runtime.now_millis();
        let written_at = self.written_at.borrow_mut().insert(key.to_owned(), now_millis);
        if let Some(written_at) = written_at.filter(|at| now_millis < at + WRITE_MILLIS) {
            self.written_at.borrow_mut().insert(key.to_owned(), written_at);
            return Err(StoreError::Unavailable("429 Too Many Requests".to_owned()));
        }
        self.set(key, value);
        // Usually, and not for certain.
        if !self.runtime.is_one_in(4) {
            self.remembered.borrow_mut().remove(&(place, key.to_owned()));
        }
        if let Some(observer) = &*self.observer.borrow() {
            observer(key, &self.value(key).unwrap());
        }
        Ok(())
    }
}

/// KV as a place sees it.
#[derive(Clone)]
pub(crate) struct KvAt {
    pub(crate) kv: Rc<Kv>,
    pub(crate) place: usize,
}

impl KeyValue for KvAt {
    async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        assert!(keys.len() <= 100);
        let Kv { runtime, faults, .. } = &*self.kv;
        runtime.hop().await;
        faults.pass("KV read fails", 60)?;
        let values = keys.iter().map(|key| self.kv.read(self.place, key));
        let values = values.map(|value| value.as_deref().map(str::to_owned)).collect();
        runtime.hop().await;
        Ok(values)
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let Kv { runtime, faults, .. } = &*self.kv;
        runtime.hop().await;
        faults.pass("KV write fails", 12)?;
        self.kv.write(self.place, key, value)?;
        runtime.hop().await;
        faults.pass("KV write is done, its answer lost", 12)
    }

    async fn delete(&self, _: &str) -> Result<(), StoreError> {
        panic!("nothing is deleted here")
    }

    async fn list(&self, _: &str, _: Option<&str>, _: usize) -> Result<KeyPage, StoreError> {
        panic!("nothing is listed here")
    }
}
