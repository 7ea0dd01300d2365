//! Workers in several places, and all that they share.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use er_relationships::catalog::Catalog;
use er_relationships::endpoint::{AllowedOrigins, Endpoint, Host, TooManyRequests};
use er_relationships::schema::{Documents, NativeRegexEngine};
use er_relationships::store::{DeployedStore, KeyValueStore, MapRegistrar, Registry, SingleWriter};
use er_relationships::token::Principal;
use http::{Request, Response};

use crate::faults::Faults;
use crate::journal::Journal;
use crate::kv::{Kv, KvAt};
use crate::names::Names;
use crate::object::{Object, Objects};
use crate::runtime::{Place, Runtime, Slot};

pub(crate) const PLACES: usize = 3;
pub(crate) const COLLECTIONS: [&str; 2] = ["one", "two"];

/// A relationship that is only ever updated under a condition, and counts its updates.
pub(crate) const COUNTER: &str = "counter";

/// More steps than any run takes: one that takes more goes round in circles.
const MAX_STEPS: u64 = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    SingleWriter,
    KvAlone,
}

pub(crate) struct SimulatedHost {
    runtime: Runtime,
    faults: Rc<Faults>,
}

impl Host for SimulatedHost {
    fn now_millis(&self) -> u64 {
        self.runtime.now_millis()
    }

    fn random_bytes(&self) -> [u8; 16] {
        let (high, low) = (self.runtime.random(), self.runtime.random());
        ((u128::from(high) << 64) | u128::from(low)).to_be_bytes()
    }

    fn log_fault(&self, _: &str, fault: &str) {
        assert!(!fault.contains("damaged"), "{fault}");
    }

    async fn admit(&self, _: &Principal) -> Result<(), TooManyRequests> {
        match self.faults.happens("caller sends too much", 60) {
            true => Err(TooManyRequests { retry_after_seconds: 3 }),
            false => Ok(()),
        }
    }
}

type Isolate = Endpoint<DeployedStore<Objects, KvAt>, MapRegistrar<KvAt>, Names, SimulatedHost>;

/// What a client gets, if anything.
pub(crate) type Answer = Rc<Slot<Option<Response<Vec<u8>>>>>;

pub(crate) struct World {
    pub(crate) mode: Mode,
    pub(crate) runtime: Runtime,
    pub(crate) faults: Rc<Faults>,
    pub(crate) kv: Rc<Kv>,
    pub(crate) journal: Rc<Journal>,
    pub(crate) objects: Vec<Rc<Object>>,
    isolates: RefCell<Vec<Rc<Isolate>>>,
    /// Clients that have not come to their end.
    pub(crate) clients: Cell<usize>,
}

impl World {
    pub(crate) fn new(seed: u64, mode: Mode) -> Rc<Self> {
        let runtime = Runtime::new(seed);
        let faults = Rc::new(Faults::new(&runtime));
        let kv = Rc::new(Kv::new(&runtime, &faults));
        for collection in COLLECTIONS {
            let access = r#"{"access":{"alice":"owner","bob":"admin","carol":"readwrite"}}"#;
            kv.set(&format!("c:{collection}"), access);
        }
        kv.set("t:open", r#"{"title":"open","properties":{"x":{"default":[1.0]}}}"#);
        let journal = Rc::new(Journal::new(mode));
        if mode == Mode::KvAlone {
            let journal = Rc::clone(&journal);
            kv.observer.replace(Some(Box::new(move |key, value| journal.see_put(key, value))));
        }
        let object = |number| Rc::new(Object::new(number, &runtime, &faults, &kv, &journal));
        let world = Self {
            mode,
            objects: match mode {
                Mode::SingleWriter => (0..COLLECTIONS.len()).map(object).collect(),
                Mode::KvAlone => Vec::new(),
            },
            runtime,
            faults,
            kv,
            journal,
            isolates: RefCell::default(),
            clients: Cell::new(0),
        };
        let isolates = (0..PLACES).map(|place| Rc::new(world.isolate(place))).collect();
        world.isolates.replace(isolates);
        Rc::new(world)
    }

    fn isolate(&self, place: usize) -> Isolate {
        let copies = KvAt { kv: Rc::clone(&self.kv), place };
        let store = match self.mode {
            Mode::SingleWriter => DeployedStore::SingleWriter(SingleWriter {
                writers: Objects {
                    objects: self.objects.clone(),
                    runtime: self.runtime.clone(),
                    faults: Rc::clone(&self.faults),
                },
                copies: copies.clone(),
                has_queue: false,
            }),
            Mode::KvAlone => DeployedStore::KeyValue(KeyValueStore(copies.clone())),
        };
        Endpoint {
            store,
            registry: Registry::new(
                MapRegistrar(copies),
                Catalog::new(NativeRegexEngine, Documents::new()),
            ),
            authenticator: Names,
            host: SimulatedHost { runtime: self.runtime.clone(), faults: Rc::clone(&self.faults) },
            allowed_origins: AllowedOrigins::default(),
        }
    }

    /// Sends a request to that place.
    pub(crate) fn send(&self, place: usize, request: Request<Vec<u8>>) -> Answer {
        let (answer, promise) = Slot::new(&self.runtime, None);
        let isolate = Rc::clone(&self.isolates.borrow()[place]);
        let (runtime, faults) = (self.runtime.clone(), Rc::clone(&self.faults));
        self.runtime.spawn(Place::Isolate(place), async move {
            runtime.hop().await;
            if faults.happens("request is lost", 40) {
                return;
            }
            let response = isolate.handle(request).await;
            runtime.hop().await;
            if !faults.happens("answer is lost", 20) {
                promise.keep(Some(response));
            }
        });
        answer
    }

    /// One step of anything.
    pub(crate) fn step(&self) -> bool {
        assert!(self.runtime.steps() < MAX_STEPS, "it does not come to an end");
        let goes_on = self.runtime.step();
        for object in &self.objects {
            object.tick();
        }
        if self.faults.happens("isolate ends", 400) {
            let place = self.runtime.index(PLACES);
            self.runtime.end(Place::Isolate(place));
            let isolate = Rc::new(self.isolate(place));
            self.isolates.borrow_mut()[place] = isolate;
        }
        goes_on
    }

    /// Until all clients are done.
    pub(crate) fn run(&self) {
        while self.clients.get() > 0 {
            assert!(self.step(), "everyone waits for someone else");
        }
    }

    /// Nothing fails any more, and what is under way comes to its end.
    pub(crate) fn settle(&self) {
        self.faults.turn(false);
        self.objects.iter().for_each(|object| object.calm());
        loop {
            if self.step() {
                continue;
            }
            let Some(next) = self.objects.iter().filter_map(|object| object.is_busy_at()).min()
            else {
                return;
            };
            self.runtime.wait_until(next);
        }
    }
}

/// The objects' ledgers know the objects.
impl Drop for World {
    fn drop(&mut self) {
        self.kv.observer.take();
        self.objects.iter().for_each(|object| object.forget());
    }
}
