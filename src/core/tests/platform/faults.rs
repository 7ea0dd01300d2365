//! What goes wrong, and how often it has.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use er_relationships::store::StoreError;

use crate::runtime::Runtime;

pub(crate) struct Faults {
    runtime: Runtime,
    is_on: Cell<bool>,
    happened: RefCell<BTreeMap<&'static str, u64>>,
}

impl Faults {
    pub(crate) fn new(runtime: &Runtime) -> Self {
        Self { runtime: runtime.clone(), is_on: Cell::new(false), happened: RefCell::default() }
    }

    pub(crate) fn turn(&self, is_on: bool) {
        self.is_on.set(is_on);
    }

    /// Whether it goes wrong now.
    pub(crate) fn happens(&self, name: &'static str, one_in: u64) -> bool {
        let happens = self.is_on.get() && self.runtime.is_one_in(one_in);
        if happens {
            *self.happened.borrow_mut().entry(name).or_default() += 1;
        }
        happens
    }

    /// An error if it goes wrong now.
    pub(crate) fn pass(&self, name: &'static str, one_in: u64) -> Result<(), StoreError> {
        match self.happens(name, one_in) {
            true => Err(StoreError::Unavailable(name.to_owned())),
            false => Ok(()),
        }
    }

    pub(crate) fn happened(&self) -> BTreeMap<&'static str, u64> {
        self.happened.borrow().clone()
    }
}
