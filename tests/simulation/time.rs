//! The time of the world. It moves when the simulation moves it: by a tick while something is
//! under way, and straight to the next instant that anybody waits for when nothing is.
//!
//! The till's time of day is this time, but for how far somebody has set it ahead; its steady time
//! goes on from what the time of day was when the till was started.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use domain::clock::{Clock, Timestamp, Wait};
use sandbox::Moment;

/// 24 November 2026, 09:00 in Nairobi.
pub(crate) const OPENING_MS: i64 = 1_795_500_000_000;

/// The time of one world.
pub(crate) struct Time(Mutex<Inner>);

struct Inner {
    now_ms: i64,
    till_ahead_ms: i64,
    tickets: u64,
    /// Who waits, soonest first.
    waiting: BTreeMap<(i64, u64), Waker>,
}

/// Safaricom's clock, and everybody's but the till's: it is right.
pub(crate) struct TrueClock(pub(crate) Arc<Time>);

/// The clock of a till that was started.
pub(crate) struct TillClock {
    time: Arc<Time>,
    /// How far ahead the time of day was at the start.
    ahead_ms: i64,
}

impl Time {
    pub(crate) fn begin() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Inner {
            now_ms: OPENING_MS,
            till_ahead_ms: 0,
            tickets: 0,
            waiting: BTreeMap::new(),
        })))
    }

    /// Returns the true time, in milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        self.inner().now_ms
    }

    /// Returns how long the world has lasted.
    pub(crate) fn age(&self) -> Duration {
        Duration::from_millis(self.now_ms().abs_diff(OPENING_MS))
    }

    /// Returns the next instant that somebody waits for.
    pub(crate) fn next_ms(&self) -> Option<i64> {
        self.inner().waiting.keys().next().map(|(at, _)| *at)
    }

    /// Returns how many wait for an instant.
    pub(crate) fn waiting(&self) -> usize {
        self.inner().waiting.len()
    }

    /// Moves time forward, never back, and wakes whoever waited for it; tells whether anybody did.
    pub(crate) fn move_to(&self, at_ms: i64) -> bool {
        let mut inner = self.inner();
        inner.now_ms = inner.now_ms.max(at_ms);
        let woken = inner.due();
        drop(inner);
        let anybody = !woken.is_empty();
        woken.into_iter().for_each(Waker::wake);
        anybody
    }

    /// Sets how far the till's time of day is ahead; no time passes by that.
    pub(crate) fn set_till_ahead(&self, ms: i64) {
        self.inner().till_ahead_ms = ms;
    }

    /// Waits for an instant of the true time.
    pub(crate) fn sleep_until(self: &Arc<Self>, at_ms: i64) -> Sleep {
        Sleep::new(self, at_ms)
    }

    /// Waits some time.
    pub(crate) fn sleep(self: &Arc<Self>, ms: u64) -> Sleep {
        self.sleep_until(self.now_ms().saturating_add_unsigned(ms))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("nobody panics with the time in hand")
    }
}

impl Inner {
    fn due(&mut self) -> Vec<Waker> {
        let mut woken = Vec::new();
        while self
            .waiting
            .first_key_value()
            .is_some_and(|((at, _), _)| *at <= self.now_ms)
        {
            woken.extend(self.waiting.pop_first().map(|(_, waker)| waker));
        }
        woken
    }
}

/// A wait. Dropped, nobody waits for it any more.
pub(crate) struct Sleep {
    time: Arc<Time>,
    at_ms: i64,
    ticket: u64,
}

impl Sleep {
    fn new(time: &Arc<Time>, at_ms: i64) -> Self {
        let ticket = {
            let mut inner = time.inner();
            inner.tickets += 1;
            inner.tickets
        };
        let time = Arc::clone(time);
        Self {
            time,
            at_ms,
            ticket,
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut inner = self.time.inner();
        if inner.now_ms >= self.at_ms {
            return Poll::Ready(());
        }
        let key = (self.at_ms, self.ticket);
        inner.waiting.insert(key, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let key = (self.at_ms, self.ticket);
        self.time.inner().waiting.remove(&key);
    }
}

impl TillClock {
    /// Makes the clock of a till that starts now.
    pub(crate) fn started(time: &Arc<Time>) -> Self {
        Self {
            time: Arc::clone(time),
            ahead_ms: time.inner().till_ahead_ms,
        }
    }
}

impl Clock for TillClock {
    fn now(&self) -> Timestamp {
        let inner = self.time.inner();
        Timestamp::from_ms(inner.now_ms.saturating_add(inner.till_ahead_ms))
    }

    fn steady(&self) -> Timestamp {
        Timestamp::from_ms(self.time.now_ms().saturating_add(self.ahead_ms))
    }

    fn sleep_until(&self, until: Timestamp) -> Wait<'_> {
        let until = until.ms().saturating_sub(self.ahead_ms);
        Box::pin(self.time.sleep_until(until))
    }
}

impl sandbox::Clock for TrueClock {
    fn now(&self) -> Moment {
        Moment::from_unix_ms(self.0.now_ms())
    }

    fn sleep_until(&self, at: Moment) -> sandbox::Wait<'_> {
        Box::pin(self.0.sleep_until(at.unix_ms()))
    }
}

/// The true time as a till's clock: the attacker's.
impl Clock for TrueClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.now_ms())
    }

    fn steady(&self) -> Timestamp {
        Clock::now(self)
    }

    fn sleep_until(&self, until: Timestamp) -> Wait<'_> {
        Box::pin(self.0.sleep_until(until.ms()))
    }
}
