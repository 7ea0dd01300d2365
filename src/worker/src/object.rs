//! What is in every Durable Object of ours: a `Keeper` of the core's does the work; what is here brings
//! it messages, and wakes it up to make copies.

use std::cell::{Cell, OnceCell};
use std::time::Duration;

use er_relationships::store::{Keeper, StoreError};
use worker::{Env, Request, Response, Result, State};

use crate::kv::WorkersKv;
use crate::object_sql::ObjectSql;

/// The longest pause between two attempts to make copies.
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// See the module.
pub(crate) struct Object<W> {
    /// Whose it is, for the log.
    name: &'static str,
    state: State,
    env: Env,
    open: fn(ObjectSql) -> std::result::Result<W, StoreError>,
    keeper: OnceCell<W>,
    /// Whether an alarm is set that will make copies.
    is_alarm_set: Cell<bool>,
    /// How many alarms in a row could not make all copies.
    failed_alarms: Cell<u32>,
}

impl<W: Keeper> Object<W> {
    pub(crate) fn new(
        name: &'static str,
        state: State,
        env: Env,
        open: fn(ObjectSql) -> std::result::Result<W, StoreError>,
    ) -> Self {
        Self {
            name,
            state,
            env,
            open,
            keeper: OnceCell::new(),
            is_alarm_set: Cell::new(false),
            failed_alarms: Cell::new(0),
        }
    }

    /// Answers a message of the core's. Never called from outside of the Worker.
    pub(crate) async fn fetch(&self, mut request: Request) -> Result<Response> {
        let message = request.text().await?;
        match self.answer(&message).await {
            Ok(reply) => Response::ok(reply),
            Err(StoreError::UnknownToken) => Response::error("", 400),
            Err(StoreError::Damaged(reason)) => Response::error(reason, 500),
            Err(error) => Response::error(error.to_string(), 503),
        }
    }

    /// Makes copies, and comes again until there are none to make.
    pub(crate) async fn alarm(&self) -> Result<Response> {
        // Tried again after a pause of our own: the platform gives up after six attempts.
        let pause = match self.copy_out().await {
            Ok(has_more) => {
                self.failed_alarms.set(0);
                has_more.then_some(Duration::ZERO)
            }
            Err(reason) => {
                worker::console_error!("copies of {}: {reason}", self.name);
                Some(pause(self.failed_alarms.replace(self.failed_alarms.get() + 1)))
            }
        };
        self.is_alarm_set.set(pause.is_some());
        if let Some(pause) = pause {
            self.state.storage().set_alarm(pause).await?;
        }
        Response::empty()
    }

    async fn answer(&self, message: &str) -> std::result::Result<String, StoreError> {
        let keeper = self.keeper()?;
        #[cfg(feature = "panic-on-purpose")]
        crate::panic_on_purpose::at("object", message);
        let reply = keeper.answer(message)?;
        // Within the same turn of the event loop, so the platform writes both or neither: without
        // an alarm the copies would wait for the next message.
        if !self.is_alarm_set.get() && keeper.has_pending_copies()? {
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
        let keeper = self.keeper().map_err(|error| error.to_string())?;
        let copied = keeper.copy_out(&WorkersKv::of(&self.env)).await;
        let copied = copied.map_err(|error| error.to_string())?;
        match copied.errors.first() {
            None => Ok(copied.has_more),
            Some(error) => Err(format!("{} failed, the first: {error}", copied.errors.len())),
        }
    }

    /// Opened by the first who needs it, so that a failure is an answer and not the end of the object.
    fn keeper(&self) -> std::result::Result<&W, StoreError> {
        if let Some(keeper) = self.keeper.get() {
            return Ok(keeper);
        }
        let keeper = (self.open)(ObjectSql::of(&self.state)?)?;
        Ok(self.keeper.get_or_init(|| keeper))
    }
}

/// A second, and twice as long each time.
fn pause(failed_before: u32) -> Duration {
    Duration::from_secs(1).saturating_mul(2_u32.saturating_pow(failed_before)).min(MAX_PAUSE)
}
