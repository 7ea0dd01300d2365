//! Chance, time, and the futures that share them: which one goes on next follows from the seed.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Where a future runs: it ends when that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing of ours: a client, the network.
    Outside,
    Isolate(usize),
    Object(usize),
}

/// Its clones share all.
#[derive(Clone)]
pub(crate) struct Runtime(Rc<Inner>);

struct Inner {
    random: Cell<u64>,
    now_millis: Cell<u64>,
    steps: Cell<u64>,
    tasks: RefCell<Vec<Task>>,
    next_task: Cell<u64>,
    current_task: Cell<u64>,
    /// When the future that is being polled wants to be polled again.
    wakes_at: Cell<u64>,
    woken: RefCell<Vec<u64>>,
}

struct Task {
    number: u64,
    place: Place,
    wakes_at: u64,
    future: Pin<Box<dyn Future<Output = ()>>>,
}

impl Runtime {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Rc::new(Inner {
            random: Cell::new(seed),
            now_millis: Cell::new(1_700_000_000_000),
            steps: Cell::new(0),
            tasks: RefCell::default(),
            next_task: Cell::new(0),
            current_task: Cell::new(0),
            wakes_at: Cell::new(0),
            woken: RefCell::default(),
        }))
    }

    /// SplitMix64.
    pub(crate) fn random(&self) -> u64 {
        let state = self.0.random.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.random.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `bound`.
    pub(crate) fn below(&self, bound: u64) -> u64 {
        self.random() % bound
    }

    pub(crate) fn index(&self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap()
    }

    pub(crate) fn pick<'a, T>(&self, list: &'a [T]) -> &'a T {
        &list[self.index(list.len())]
    }

    pub(crate) fn is_one_in(&self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn now_millis(&self) -> u64 {
        self.0.now_millis.get()
    }

    pub(crate) fn wait_until(&self, millis: u64) {
        self.0.now_millis.set(millis.max(self.now_millis()));
    }

    pub(crate) fn steps(&self) -> u64 {
        self.0.steps.get()
    }

    pub(crate) fn spawn(&self, place: Place, future: impl Future<Output = ()> + 'static) {
        let number = self.0.next_task.replace(self.0.next_task.get() + 1);
        let task = Task { number, place, wakes_at: 0, future: Box::pin(future) };
        self.0.tasks.borrow_mut().push(task);
    }

    /// Ends all futures there, wherever they are; not the one that calls this.
    pub(crate) fn end(&self, place: Place) {
        let tasks = self.0.tasks.take();
        let (ended, others): (Vec<_>, Vec<_>) =
            tasks.into_iter().partition(|task| task.place == place);
        self.0.tasks.borrow_mut().extend(others);
        drop(ended);
    }

    /// Polls one of the futures that can go on; lets time pass where none can. `false` if none ever
    /// will.
    pub(crate) fn step(&self) -> bool {
        let mut tasks = self.0.tasks.borrow_mut();
        let woken = self.0.woken.take();
        for task in tasks.iter_mut().filter(|task| woken.contains(&task.number)) {
            task.wakes_at = 0;
        }
        let Some(next) = tasks.iter().map(|task| task.wakes_at).min() else {
            return false;
        };
        if next == u64::MAX {
            return false;
        }
        self.wait_until(next);
        if self.is_one_in(16) {
            self.wait_until(self.now_millis() + self.below(100));
        }
        let now_millis = self.now_millis();
        let ready = tasks.iter().enumerate().filter(|(_, task)| task.wakes_at <= now_millis);
        let ready: Vec<usize> = ready.map(|(index, _)| index).collect();
        let mut task = tasks.swap_remove(*self.pick(&ready));
        drop(tasks);
        self.0.steps.set(self.steps() + 1);
        self.0.current_task.set(task.number);
        self.0.wakes_at.set(u64::MAX);
        if task.future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            task.wakes_at = self.0.wakes_at.get();
            self.0.tasks.borrow_mut().push(task);
        }
        true
    }

    /// The future that is being polled is to be polled again then, or when it is woken.
    fn suspend(&self, wakes_at: u64, context: &Context<'_>) {
        self.0.wakes_at.set(self.0.wakes_at.get().min(wakes_at));
        // For those who poll several at once.
        context.waker().wake_by_ref();
    }

    pub(crate) async fn sleep(&self, millis: u64) {
        let until = self.now_millis() + millis;
        let mut has_yielded = false;
        poll_fn(|context| {
            if self.now_millis() >= until && has_yielded {
                return Poll::Ready(());
            }
            has_yielded = true;
            self.suspend(until, context);
            Poll::Pending
        })
        .await;
    }

    /// From one machine to another: mostly at once, sometimes slowly.
    pub(crate) async fn hop(&self) {
        let millis = match self.below(20) {
            0..12 => 0,
            12..19 => self.below(40),
            _ => self.below(4000),
        };
        self.sleep(millis).await;
    }
}

/// What one future gives to another.
pub(crate) struct Slot<T> {
    value: RefCell<Option<T>>,
    waiter: Cell<Option<u64>>,
    runtime: Runtime,
}

/// Gives a value to whoever waits; this one, if it is dropped before.
pub(crate) struct Promise<T> {
    slot: Rc<Slot<T>>,
    otherwise: Option<T>,
}

impl<T> Slot<T> {
    pub(crate) fn new(runtime: &Runtime, otherwise: T) -> (Rc<Self>, Promise<T>) {
        let value = RefCell::new(None);
        let slot = Rc::new(Self { value, waiter: Cell::new(None), runtime: runtime.clone() });
        (Rc::clone(&slot), Promise { slot, otherwise: Some(otherwise) })
    }

    /// Nothing if it does not come until then.
    pub(crate) async fn wait_until(&self, millis: u64) -> Option<T> {
        poll_fn(|context| {
            if let Some(value) = self.value.take() {
                return Poll::Ready(Some(value));
            }
            if self.runtime.now_millis() >= millis {
                return Poll::Ready(None);
            }
            self.waiter.set(Some(self.runtime.0.current_task.get()));
            self.runtime.suspend(millis, context);
            Poll::Pending
        })
        .await
    }
}

impl<T> Promise<T> {
    pub(crate) fn keep(mut self, value: T) {
        self.otherwise = Some(value);
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        self.slot.value.replace(self.otherwise.take());
        if let Some(waiter) = self.slot.waiter.take() {
            self.slot.runtime.0.woken.borrow_mut().push(waiter);
        }
    }
}
