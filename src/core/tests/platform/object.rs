//! Durable Objects: one for each collection. Its storage and its alarm stay, its memory does not.
//!
//! What an object does is what `src/worker/src/collection.rs` has it do.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use er_relationships::relationship::CollectionId;
use er_relationships::store::{
    Cell as SqlCell, Keeper, Ledger, Parameter, Sql, StoreError, Writers,
};

use crate::database::{Database, Fault};
use crate::faults::Faults;
use crate::journal::Journal;
use crate::kv::{Kv, KvAt};
use crate::runtime::{Place, Promise, Runtime, Slot};

pub(crate) struct Object {
    pub(crate) number: usize,
    pub(crate) database: Database,
    runtime: Runtime,
    faults: Rc<Faults>,
    kv: Rc<Kv>,
    journal: Rc<Journal>,
    alarm_at: Cell<Option<u64>>,
    is_alarm_running: Cell<bool>,
    memory: RefCell<Rc<Memory>>,
}

/// What is lost when the object ends.
#[derive(Default)]
struct Memory {
    ledger: RefCell<Option<Rc<Ledger<Storage>>>>,
    is_alarm_set: Cell<bool>,
    failed_alarms: Cell<u32>,
    /// It may begin anew elsewhere.
    place: usize,
}

/// The object's database; what is committed sets the alarm, too, and the platform does both or none.
struct Storage(Rc<Object>);

impl Sql for Storage {
    fn execute(
        &self,
        statement: &str,
        parameters: &[Parameter<'_>],
        see_row: &mut dyn FnMut(&[SqlCell]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let done = self.0.database.execute(statement, parameters, see_row);
        if statement.starts_with("DELETE FROM outbox") {
            self.0.assert_no_copy_is_forgotten();
        }
        done
    }

    fn transaction(
        &self,
        work: &mut dyn FnMut() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let commits = self.0.database.commits();
        let done = self.0.database.transaction(work);
        if self.0.database.commits() > commits && self.0.has_tables() {
            let memory = self.0.memory();
            if !memory.is_alarm_set.get() && self.0.pending_copies() > 0 {
                memory.is_alarm_set.set(true);
                self.0.alarm_at.set(Some(self.0.runtime.now_millis()));
            }
            self.0.journal.see_commit(self.0.number, &self.0.database);
            self.0.assert_no_copy_is_forgotten();
        }
        done
    }
}

impl Object {
    pub(crate) fn new(
        number: usize,
        runtime: &Runtime,
        faults: &Rc<Faults>,
        kv: &Rc<Kv>,
        journal: &Rc<Journal>,
    ) -> Self {
        Self {
            number,
            database: Database::new(),
            runtime: runtime.clone(),
            faults: Rc::clone(faults),
            kv: Rc::clone(kv),
            journal: Rc::clone(journal),
            alarm_at: Cell::new(None),
            is_alarm_running: Cell::new(false),
            memory: RefCell::default(),
        }
    }

    fn memory(&self) -> Rc<Memory> {
        Rc::clone(&self.memory.borrow())
    }

    fn has_tables(&self) -> bool {
        self.database.numbers("SELECT count(*) FROM sqlite_master WHERE name = 'job_text'") == [1]
    }

    fn pending_copies(&self) -> i64 {
        self.database.numbers("SELECT count(*) FROM outbox")[0]
    }

    fn ledger(self: &Rc<Self>) -> Result<Rc<Ledger<Storage>>, StoreError> {
        let memory = self.memory();
        if let Some(ledger) = &*memory.ledger.borrow() {
            return Ok(Rc::clone(ledger));
        }
        let ledger = Rc::new(Ledger::open(Storage(Rc::clone(self)))?);
        memory.ledger.replace(Some(Rc::clone(&ledger)));
        Ok(ledger)
    }

    /// Has an operation of the database fail, soon.
    fn trip(&self) {
        let faults = [
            ("SQL statement fails", Fault::Fails),
            ("object ends before an SQL statement", Fault::Crashes),
            ("object ends after an SQL statement", Fault::CrashesAfter),
        ];
        let (name, fault) = *self.runtime.pick(&faults);
        if self.faults.happens(name, 12) {
            self.database.fail_at(1 + self.runtime.index(22), fault);
        }
    }

    /// A message on its way, which goes on even if nobody waits for the reply.
    fn deliver(self: &Rc<Self>, message: String) -> Rc<Slot<Result<String, StoreError>>> {
        let lost = StoreError::Unavailable("the object ended".to_owned());
        let (slot, promise) = Slot::new(&self.runtime, Err(lost));
        let object = Rc::clone(self);
        self.runtime.spawn(Place::Object(self.number), async move {
            object.runtime.hop().await;
            object.trip();
            let reply = object.ledger().and_then(|ledger| ledger.answer(&message));
            if object.database.is_down() {
                object.crash();
                return;
            }
            object.runtime.hop().await;
            Promise::keep(promise, reply);
        });
        slot
    }

    /// What the platform does between two steps of anything.
    pub(crate) fn tick(self: &Rc<Self>) {
        if self.database.is_down() || self.faults.happens("object ends", 600) {
            self.crash();
        }
        let is_due = self.alarm_at.get().is_some_and(|at| at <= self.runtime.now_millis());
        // One at a time, and seldom at once.
        if is_due && !self.is_alarm_running.get() && self.runtime.is_one_in(4) {
            self.alarm_at.set(None);
            self.is_alarm_running.set(true);
            let object = Rc::clone(self);
            self.runtime.spawn(Place::Object(self.number), async move { object.alarm().await });
        }
    }

    /// When it has something to do: at once, then, or never.
    pub(crate) fn is_busy_at(&self) -> Option<u64> {
        if self.is_alarm_running.get() { Some(0) } else { self.alarm_at.get() }
    }

    async fn alarm(self: Rc<Self>) {
        self.trip();
        let memory = self.memory();
        let pause = match self.copy_out(memory.place).await {
            Ok(has_more) => {
                memory.failed_alarms.set(0);
                has_more.then_some(0)
            }
            Err(_) => {
                let failed = memory.failed_alarms.replace(memory.failed_alarms.get() + 1);
                Some(1_000_u64.saturating_mul(2_u64.saturating_pow(failed)).min(60_000))
            }
        };
        if self.database.is_down() {
            self.crash();
            return;
        }
        memory.is_alarm_set.set(pause.is_some());
        if let Some(pause) = pause {
            self.alarm_at.set(Some(self.runtime.now_millis() + pause));
        }
        self.is_alarm_running.set(false);
        if self.alarm_at.get().is_none() && self.faults.happens("alarm comes twice", 6) {
            self.alarm_at.set(Some(self.runtime.now_millis()));
        }
        self.assert_no_copy_is_forgotten();
    }

    async fn copy_out(self: &Rc<Self>, place: usize) -> Result<bool, StoreError> {
        let ledger = self.ledger()?;
        let copied = ledger.copy_out(&KvAt { kv: Rc::clone(&self.kv), place }).await?;
        match copied.errors.into_iter().next() {
            None => Ok(copied.has_more),
            Some(error) => Err(error),
        }
    }

    /// The object ends, with all that it is doing, and begins anew with the next message or alarm.
    fn crash(&self) {
        self.runtime.end(Place::Object(self.number));
        self.database.restart();
        let place = self.runtime.index(crate::world::PLACES);
        self.memory.replace(Rc::new(Memory { place, ..Memory::default() }));
        if self.is_alarm_running.replace(false) {
            // An alarm that did not come to its end is given again.
            self.alarm_at.set(Some(self.runtime.now_millis() + 2_000));
        }
    }

    /// For good.
    pub(crate) fn forget(&self) {
        self.runtime.end(Place::Object(self.number));
        self.memory.take();
    }

    /// No fault is to come.
    pub(crate) fn calm(&self) {
        if self.database.is_down() {
            self.crash();
        }
        self.database.restart();
    }

    /// A copy that is older than its record waits to be made again, and something will make it.
    fn assert_no_copy_is_forgotten(&self) {
        self.journal.assert_copies(self.number, &self.database, &self.kv);
        if self.pending_copies() > 0 {
            assert!(
                self.alarm_at.get().is_some() || self.is_alarm_running.get(),
                "copies wait, and no alarm is set"
            );
        }
    }
}

/// The objects, from one isolate.
pub(crate) struct Objects {
    pub(crate) objects: Vec<Rc<Object>>,
    pub(crate) runtime: Runtime,
    pub(crate) faults: Rc<Faults>,
}

impl Writers for Objects {
    async fn ask(&self, collection: &CollectionId, message: &str) -> Result<String, StoreError> {
        let number = crate::world::COLLECTIONS.iter().position(|it| *it == collection.as_str());
        let object = &self.objects[number.expect("a collection that is registered")];
        self.runtime.hop().await;
        self.faults.pass("message is lost", 20)?;
        if self.faults.happens("message comes when nobody waits any more", 40) {
            let (object, runtime) = (Rc::clone(object), self.runtime.clone());
            let message = message.to_owned();
            self.runtime.spawn(Place::Outside, async move {
                runtime.sleep(runtime.below(20_000)).await;
                drop(object.deliver(message));
            });
            return Err(StoreError::Unavailable("no reply".to_owned()));
        }
        let slot = object.deliver(message.to_owned());
        let reply = slot.wait_until(u64::MAX).await.expect("it waits for ever");
        self.faults.pass("reply is lost", 15)?;
        reply
    }
}
