//! The Durable Object of a collection: its one writer. The core's `Ledger` does the work; what is
//! here brings it messages, and wakes it up to make copies.

use std::cell::{Cell, OnceCell};
use std::time::Duration;

use er_relationships::store::{Ledger, StoreError};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::kv::WorkersKv;
use crate::object_sql::ObjectSql;

/// The longest pause between two attempts to make copies.
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// One collection, named by its id.
#[durable_object]
pub struct Collection {
    state: State,
    env: Env,
    ledger: OnceCell<Ledger<ObjectSql>>,
    /// Whether an alarm is set that will make copies.
    is_alarm_set: Cell<bool>,
    /// How many alarms in a row could not make all copies.
    failed_alarms: Cell<u32>,
}

impl DurableObject for Collection {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            ledger: OnceCell::new(),
            is_alarm_set: Cell::new(false),
            failed_alarms: Cell::new(0),
        }
    }

    /// Answers a message of the core's. Never called from outside of the Worker.
    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let message = request.text().await?;
        match self.answer(&message).await {
            Ok(reply) => Response::ok(reply),
            Err(StoreError::UnknownToken) => Response::error("", 400),
            Err(StoreError::Damaged(reason)) => Response::error(reason, 500),
            Err(error) => Response::error(error.to_string(), 503),
        }
    }

    /// Makes copies, and comes again until there are none to make.
    async fn alarm(&self) -> Result<Response> {
        // Tried again after a pause of our own: the platform gives up after six attempts.
        let pause = match self.copy_out().await {
            Ok(has_more) => {
                self.failed_alarms.set(0);
                has_more.then_some(Duration::ZERO)
            }
            Err(reason) => {
                worker::console_error!("copies of a collection: {reason}");
                Some(pause(self.failed_alarms.replace(self.failed_alarms.get() + 1)))
            }
        };
        self.is_alarm_set.set(pause.is_some());
        if let Some(pause) = pause {
            self.state.storage().set_alarm(pause).await?;
        }
        Response::empty()
    }
}

impl Collection {
    async fn answer(&self, message: &str) -> std::result::Result<String, StoreError> {
        let ledger = self.ledger()?;
        #[cfg(feature = "panic-on-purpose")]
        crate::panic_on_purpose::at("object", message);
        let reply = ledger.answer(message)?;
        // Within the same turn of the event loop, so the platform writes both or neither: without
        // an alarm the copies would wait for the next message.
        if !self.is_alarm_set.get() && ledger.has_pending_copies()? {
            self.is_alarm_set.set(true);
            if let Err(error) = self.state.storage().set_alarm(Duration::ZERO).await {
                self.is_alarm_set.set(false);
                return Err(StoreError::Unavailable(error.to_string()));
            }
        }
        Ok(reply)
    }

    /// Whether there is more to copy.
    async fn copy_out(&self) -> std::result::Result<bool, String> {
        let ledger = self.ledger().map_err(|error| error.to_string())?;
        let copied = ledger.copy_out(&WorkersKv::of(&self.env)).await;
        let copied = copied.map_err(|error| error.to_string())?;
        match copied.errors.first() {
            None => Ok(copied.has_more),
            Some(error) => Err(format!("{} failed, the first: {error}", copied.errors.len())),
        }
    }

    /// The ledger; opened by the first who needs it, so that a failure is an answer and not the end
    /// of the object.
    fn ledger(&self) -> std::result::Result<&Ledger<ObjectSql>, StoreError> {
        if let Some(ledger) = self.ledger.get() {
            return Ok(ledger);
        }
        let ledger = Ledger::open(ObjectSql::of(&self.state)?)?;
        Ok(self.ledger.get_or_init(|| ledger))
    }
}

/// A second, and twice as long each time.
fn pause(failed_before: u32) -> Duration {
    Duration::from_secs(1).saturating_mul(2_u32.saturating_pow(failed_before)).min(MAX_PAUSE)
}
