//! The objects of collections and the one of the registry, each with a database of its own.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use er_relationships::relationship::CollectionId;
use er_relationships::store::{
    Keeper, KeyValue, Ledger, Messenger, RegistryLedger, StoreError, Writers,
};
use futures_util::FutureExt as _;

use crate::counted::Meter;
use crate::database::Database;

/// The objects of collections; one comes to be with its first message.
#[derive(Clone, Default)]
pub(crate) struct Objects {
    pub(crate) meter: Meter,
    pub(crate) opened: Rc<RefCell<BTreeMap<String, Object<Ledger<Database>>>>>,
}

impl Writers for Objects {
    async fn ask(&self, collection: &CollectionId, message: &str) -> Result<String, StoreError> {
        let mut opened = self.opened.borrow_mut();
        let object = opened.entry(collection.to_string()).or_insert_with(|| {
            let database = Database::new();
            Object { keeper: Rc::new(Ledger::open(database.clone()).unwrap()), database }
        });
        object.ask(message, &self.meter)
    }
}

/// The registry's object.
#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) meter: Meter,
    pub(crate) object: Object<RegistryLedger<Database>>,
}

impl Office {
    pub(crate) fn new(meter: Meter) -> Self {
        let database = Database::new();
        let keeper = Rc::new(RegistryLedger::open(database.clone()).unwrap());
        Self { meter, object: Object { keeper, database } }
    }
}

impl Messenger for Office {
    async fn ask(&self, message: &str) -> Result<String, StoreError> {
        self.object.ask(message, &self.meter)
    }
}

/// An object and its database.
pub(crate) struct Object<K> {
    keeper: Rc<K>,
    pub(crate) database: Database,
}

impl<K> Clone for Object<K> {
    fn clone(&self) -> Self {
        Self { keeper: Rc::clone(&self.keeper), database: self.database.clone() }
    }
}

impl<K: Keeper> Object<K> {
    fn ask(&self, message: &str, meter: &Meter) -> Result<String, StoreError> {
        let before = self.database.operations();
        let reply = self.keeper.answer(message);
        let mut costs = meter.get();
        costs.messages += 1;
        costs.statements += self.database.operations() - before;
        meter.set(costs);
        reply
    }

    /// Copies all that has changed.
    pub(crate) fn copy_out(&self, copies: &impl KeyValue) {
        while self.keeper.has_pending_copies().unwrap() {
            let copied = self.keeper.copy_out(copies).now_or_never().unwrap().unwrap();
            assert_eq!(copied.errors, []);
        }
    }
}
