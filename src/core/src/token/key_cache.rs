//! The keys of a `JWKS_URL`, kept between requests.
//!
//! The interval, the refresh and the time-out are those of `createRemoteJWKSet` of the npm package
//! `jose`, which key services are used to.
//!
//! # Many requests at once
//!
//! All requests of an isolate share one cache, on one thread. A request that decides to fetch says
//! so in the state **before** its first await, so no second one can decide the same. What the
//! others do while that fetch is under way:
//!
//! - their key is at hand, if only an old copy: they use it and do not wait;
//! - their key is not at hand, because there are no keys yet or the `kid` is new: the fetch may be
//!   about to bring it, so a 401 would be wrong and a 503 a pity. They [pause](KeySource::pause)
//!   and look again until it has ended.
//!
//! They do not await the other request's future: Workers cancels a continuation that wakes up in
//! another request's context ("The script will never generate a response"), so each has a timer of
//! its own.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Key, KeySet, TokenError};

/// Fetches begin at least so far apart, whatever their end, so that made-up `kid`s cannot turn us
/// against the key service.
const MIN_FETCH_INTERVAL_MILLIS: u64 = 30_000;

/// Keys this old are fetched again, so that a key that was withdrawn stops working soon.
const REFRESH_AFTER_MILLIS: u64 = 10 * 60_000;

/// While the key service is down, keys serve until they are this old: an outage of a day is
/// survived, and a key withdrawn during one does not live forever.
const MAX_AGE_MILLIS: u64 = 24 * 60 * 60_000;

/// With the 25 ms of a pause: 6 s, a second more than a fetch may take.
const MAX_PAUSES: usize = 240;

/// Where keys come from, and the two things that waiting for them takes. The Worker has `fetch`.
#[expect(async_fn_in_trait, reason = "one thread; no caller needs the future to be `Send`")]
pub trait KeySource {
    /// Gets the body of a 200 answer to GET `url`. Must end within 5 s; must not follow a redirect,
    /// which could lead away from the host that is trusted; must stop reading after
    /// [`MAX_KEY_SET_BYTES`](super::MAX_KEY_SET_BYTES). Should end even when the request that
    /// began it is gone: until it has, or 30 s have passed, no other fetch begins.
    ///
    /// # Errors
    ///
    /// What went wrong, for the log only.
    async fn fetch(&self, url: &str) -> Result<String, String>;

    /// Resolves after about 25 ms, by a timer that belongs to the calling request.
    async fn pause(&self);

    /// Tells the log that a fetch failed while older keys go on serving, so that nobody else will.
    fn warn(&self, problem: &str);
}

pub(super) struct KeyCache<F> {
    url: String,
    source: F,
    /// Borrowed only between two awaits.
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    fetched: Option<Fetched>,
    last_attempt: Option<Attempt>,
}

struct Fetched {
    keys: KeySet,
    at_millis: u64,
}

struct Attempt {
    begun_millis: u64,
    /// `None` while it is under way, then what went wrong; empty when nothing did.
    problem: Option<String>,
}

enum Step {
    Answer(Result<Rc<Key>, TokenError>),
    Fetch,
    Pause,
}

impl<F: KeySource> KeyCache<F> {
    pub(super) fn new(url: String, source: F) -> Self {
        Self { url, source, state: RefCell::default() }
    }

    /// The key that a token's header means, see [`KeySet::select`].
    ///
    /// # Errors
    ///
    /// `Rejected` when the keys at hand do not have it and may not be fetched again yet;
    /// `Unavailable` when there are no keys at hand.
    pub(super) async fn find(
        &self,
        kid: Option<&str>,
        now_millis: u64,
    ) -> Result<Rc<Key>, TokenError> {
        for _ in 0..MAX_PAUSES {
            let step = self.state.borrow_mut().next_step(kid, now_millis);
            match step {
                Step::Answer(answer) => return answer,
                Step::Fetch => self.fetch(now_millis).await,
                Step::Pause => self.source.pause().await,
            }
        }
        Err(TokenError::Unavailable("another request's fetch of the keys does not end".to_owned()))
    }

    async fn fetch(&self, begun_millis: u64) {
        let text = self.source.fetch(&self.url).await;
        let keys = text.and_then(|text| KeySet::parse(&text).map_err(|error| error.to_string()));
        if let Some(problem) = self.state.borrow_mut().end_attempt(begun_millis, keys) {
            self.source.warn(&format!("older keys go on serving: {problem}"));
        }
    }
}

impl State {
    /// Decides, and where the decision is to fetch, claims the fetch for the caller.
    fn next_step(&mut self, kid: Option<&str>, now_millis: u64) -> Step {
        let age = |fetched: &Fetched| now_millis.saturating_sub(fetched.at_millis);
        let usable = self.fetched.as_ref().filter(|fetched| age(fetched) < MAX_AGE_MILLIS);
        let is_fresh = usable.is_some_and(|fetched| age(fetched) < REFRESH_AFTER_MILLIS);
        let selected = usable.map(|fetched| fetched.keys.select(kid));
        let is_at_hand = matches!(selected, Some(Ok(_)));
        let last = self.last_attempt.as_ref();
        let is_fetch_allowed = last.is_none_or(|attempt| {
            now_millis.saturating_sub(attempt.begun_millis) >= MIN_FETCH_INTERVAL_MILLIS
        });
        if is_fetch_allowed && !(is_at_hand && is_fresh) {
            self.last_attempt = Some(Attempt { begun_millis: now_millis, problem: None });
            return Step::Fetch;
        }
        match selected {
            Some(Ok(key)) => Step::Answer(Ok(key)),
            _ if last.is_some_and(|attempt| attempt.problem.is_none()) => Step::Pause,
            Some(Err(rejection)) => Step::Answer(Err(rejection.into())),
            None => {
                let problem =
                    last.and_then(|attempt| attempt.problem.as_deref()).unwrap_or_default();
                Step::Answer(Err(TokenError::Unavailable(format!("no keys: {problem}"))))
            }
        }
    }

    /// Notes how a fetch ended. Gives the problem back when it will reach no caller as an error.
    fn end_attempt(&mut self, begun_millis: u64, keys: Result<KeySet, String>) -> Option<String> {
        // One that took over 30 s may have been overtaken; what it brings is older then.
        let attempt =
            self.last_attempt.as_mut().filter(|attempt| attempt.begun_millis == begun_millis)?;
        match keys {
            Ok(keys) => {
                attempt.problem = Some(String::new());
                self.fetched = Some(Fetched { keys, at_millis: begun_millis });
                None
            }
            Err(problem) => {
                attempt.problem = Some(problem.clone());
                self.fetched.is_some().then_some(problem)
            }
        }
    }
}
