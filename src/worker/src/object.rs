//! What is in every Durable Object of ours: a `Keeper` of the core's does the work; what is here brings
//! it messages, and wakes it up to make copies and to hand over what is processed later.

use std::cell::{Cell, OnceCell};
use std::time::Duration;

use er_relationships::endpoint::Host as _;
use er_relationships::store::{Keeper, StoreError};
use er_relationships_js::JsHost;
use worker::{Env, Request, Response, Result, State};

use crate::kv::WorkersKv;
use crate::object_sql::ObjectSql;
use crate::parts::WorkerQueue;

/// The longest pause between two attempts.
const MAX_PAUSE_MILLIS: u64 = 60_000;

/// See the module.
pub(crate) struct Object<W> {
    /// Whose it is, for the log.
    name: &'static str,
    state: State,
    env: Env,
    open: fn(ObjectSql) -> std::result::Result<W, StoreError>,
    keeper: OnceCell<W>,
    /// When the next alarm is, in milliseconds since 1970, if this process knows of one.
    alarm_at: Cell<Option<u64>>,
    /// How many alarms in a row could not do all their work.
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
            alarm_at: Cell::new(None),
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

    /// Makes copies and hands over what is due, and comes again as long as there is any of it.
    pub(crate) async fn alarm(&self) -> Result<Response> {
        let now_millis = JsHost.now_millis();
        // Another message may not set an earlier one while this one is at work.
        self.alarm_at.set(Some(0));
        let done = match self.work().await {
            Ok(()) => self.next_millis(now_millis).map_err(|error| error.to_string()),
            Err(reason) => Err(reason),
        };
        let next = match done {
            Ok(next) => {
                self.failed_alarms.set(0);
                next
            }
            // Tried again after a pause of our own: the platform gives up after six attempts.
            Err(reason) => {
                worker::console_error!("alarm of {}: {reason}", self.name);
                let failed_before = self.failed_alarms.replace(self.failed_alarms.get() + 1);
                Some(now_millis.saturating_add(pause_millis(failed_before)))
            }
        };
        self.alarm_at.set(None);
        if let Some(at_millis) = next {
            self.wake_at(at_millis, now_millis).await?;
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
        let now_millis = JsHost.now_millis();
        let is_soon = self.alarm_at.get().is_some_and(|at_millis| at_millis <= now_millis);
        if !is_soon && let Some(at_millis) = self.next_millis(now_millis)? {
            let set = self.wake_at(at_millis, now_millis).await;
            set.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        }
        Ok(reply)
    }

    /// When there is something to do next.
    fn next_millis(&self, now_millis: u64) -> std::result::Result<Option<u64>, StoreError> {
        let keeper = self.keeper()?;
        match keeper.has_pending_copies()? {
            true => Ok(Some(now_millis)),
            false => keeper.next_due_millis(),
        }
    }

    /// Sets an alarm, unless there is one that is early enough.
    async fn wake_at(&self, at_millis: u64, now_millis: u64) -> Result<()> {
        if self.alarm_at.get().is_some_and(|set| set <= at_millis) {
            return Ok(());
        }
        let before = self.alarm_at.replace(Some(at_millis));
        let pause = Duration::from_millis(at_millis.saturating_sub(now_millis));
        let set = self.state.storage().set_alarm(pause).await;
        if set.is_err() {
            self.alarm_at.set(before);
        }
        set
    }

    /// Some of what there is to do now.
    async fn work(&self) -> std::result::Result<(), String> {
        let keeper = self.keeper().map_err(|error| error.to_string())?;
        let now_millis = JsHost.now_millis();
        let handed_over = keeper.hand_over(&WorkerQueue::of(&self.env), now_millis).await;
        let copied = keeper.copy_out(&WorkersKv::of(&self.env)).await;
        handed_over.map_err(|error| error.to_string())?;
        let copied = copied.map_err(|error| error.to_string())?;
        match copied.errors.first() {
            None => Ok(()),
            Some(error) => {
                Err(format!("{} copies failed, the first: {error}", copied.errors.len()))
            }
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
fn pause_millis(failed_before: u32) -> u64 {
    2_u64.saturating_pow(failed_before).saturating_mul(1000).min(MAX_PAUSE_MILLIS)
}
