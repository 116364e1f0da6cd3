//! One pace for all calls of one app key, so that Safaricom does not turn the shop away.
//!
//! Calls leave in the order of their [`Priority`], and of their coming among equals: a new prompt
//! leaves before any waiting question. When Safaricom says "too fast" all calls pause, longer
//! each time, by a random part so that tills which share a key do not come back together.
//!
//! Why no library paces here: `docs/adr/0007-pacing.md`.
//!
//! Source: no rate is published (the project's reference, section 3, "Rates"); the figures of
//! [`Pace::default`] are ours.

mod queue;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::clock::{Clock, Entropy, Timestamp};
use domain::refusal::Refusal;

use queue::{Key, Queue};

use crate::error_body::ErrorBody;
use crate::reply::Received;
use crate::wire::{Object, text_of};

/// How fast calls leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many calls may leave at once after a rest; at least one.
    pub burst: u32,
    /// The time between calls in the long run.
    pub interval: Duration,
    /// How long a prompt may wait before it is given up, surely not sent.
    pub prompt_patience: Duration,
    /// How long any other call may wait.
    pub patience: Duration,
    /// The first pause after "too fast"; each that follows at once is twice as long.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
}

/// Who goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Priority {
    /// A customer stands at the counter.
    Prompt,
    /// Somebody at the shop waits for it.
    Act,
    /// It can wait.
    Question,
}

/// The first pause when a quota is used up, or the firewall turned the shop away.
const BLOCKED: Duration = Duration::from_secs(30);

/// Lets calls leave, one at a time.
pub(crate) struct Pacer {
    pace: Pace,
    clock: Arc<dyn Clock>,
    entropy: Option<Arc<dyn Entropy>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    queue: Queue,
    /// When the burst would be whole again (the "theoretical arrival time" of GCRA).
    whole_at: Timestamp,
    paused_until: Timestamp,
    strikes: u32,
}

/// A place in the queue, given up when dropped.
struct Place<'a> {
    pacer: &'a Pacer,
    key: Key,
}

enum Turn {
    Now,
    /// Not before this, if nobody better comes.
    At(Timestamp),
    /// Others are before.
    Later,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            burst: 20,
            interval: Duration::from_millis(100),
            prompt_patience: Duration::from_secs(10),
            patience: Duration::from_mins(1),
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_mins(1),
        }
    }
}

impl Pacer {
    pub(crate) fn new(
        pace: Pace,
        clock: Arc<dyn Clock>,
        entropy: Option<Arc<dyn Entropy>>,
    ) -> Self {
        let state = Mutex::default();
        Self {
            pace,
            clock,
            entropy,
            state,
        }
    }

    /// Waits until a call may leave.
    ///
    /// # Errors
    /// [`Refusal::TooFast`] when it would wait too long: it was surely not sent.
    pub(crate) async fn turn(&self, priority: Priority) -> Result<(), Refusal> {
        let until = self.clock.steady().plus(self.pace.patience_of(priority));
        let (key, wake) = self.state().queue.join(priority);
        let _place = Place { pacer: self, key };
        loop {
            let now = self.clock.steady();
            let look_again = match self.look(key, now) {
                Turn::Now => return Ok(()),
                Turn::At(at) if at > until => return Err(Refusal::TooFast),
                Turn::At(at) => at,
                Turn::Later if now >= until => return Err(Refusal::TooFast),
                Turn::Later => until,
            };
            tokio::select! {
                biased;
                () = wake.notified() => {}
                () = self.clock.sleep_until(look_again) => {}
            }
        }
    }

    /// Slows down when an answer says so, and forgets it when one says nothing of it.
    pub(crate) fn heed(&self, received: &Received) {
        let now = self.clock.steady();
        let mut state = self.state();
        match pause(received, &self.pace) {
            // Calls that left together are turned away together: that is one strike.
            Some(_) if now < state.paused_until => {}
            Some(first) => {
                let pause = self.jittered(first, state.strikes);
                state.strikes = state.strikes.saturating_add(1);
                state.paused_until = now.plus(pause);
                tracing::warn!(
                    ms = pause.as_millis(),
                    "Safaricom asks to slow down: pausing"
                );
            }
            None if received.status.is_some() => state.strikes = 0,
            None => {}
        }
    }

    fn look(&self, key: Key, now: Timestamp) -> Turn {
        let mut state = self.state();
        if !state.queue.is_first(key) {
            return Turn::Later;
        }
        let at = state.free_at(&self.pace, now);
        if at > now {
            return Turn::At(at);
        }
        state.whole_at = state.whole_at.max(now).plus(self.pace.interval);
        state.queue.leave(key);
        Turn::Now
    }

    /// Doubles a pause for each strike, and takes off up to half of it by chance.
    fn jittered(&self, first: Duration, strikes: u32) -> Duration {
        let doubled = first.saturating_mul(1 << strikes.min(16));
        let whole = doubled.min(self.pace.longest_pause.max(first));
        let half = u64::try_from(whole.as_millis() / 2).unwrap_or(u64::MAX);
        let mut random = [0; 8];
        if let Some(entropy) = &self.entropy {
            entropy.fill(&mut random);
        }
        let less = u64::from_le_bytes(random) % half.saturating_add(1);
        whole.saturating_sub(Duration::from_millis(less))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pace {
    const fn patience_of(&self, priority: Priority) -> Duration {
        match priority {
            Priority::Prompt => self.prompt_patience,
            Priority::Act | Priority::Question => self.patience,
        }
    }
}

impl State {
    /// When the next call may leave.
    fn free_at(&self, pace: &Pace, now: Timestamp) -> Timestamp {
        let burst = pace.interval.saturating_mul(pace.burst.max(1));
        let spent = self.whole_at.since(now);
        let over = spent.saturating_sub(burst.saturating_sub(pace.interval));
        now.plus(over).max(self.paused_until)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.pacer.state().queue.leave(self.key);
    }
}

/// The first pause that an answer asks for, or nothing when it asks for none.
///
/// Source: Express page, 2025 (spike arrest, quota); sandbox notes (the firewall's page); the
/// project's reference, section 2, last rows of the errors.
fn pause(received: &Received, pace: &Pace) -> Option<Duration> {
    let refusal = ErrorBody::read(&received.body).and_then(|error| error.refusal());
    match (refusal, received.status) {
        (Some(Refusal::QuotaUsedUp), _) => Some(BLOCKED),
        (Some(Refusal::TooFast), _) | (_, Some(429)) => Some(pace.first_pause),
        (None, Some(403)) if Object::parse(&text_of(&received.body)).is_err() => Some(BLOCKED),
        _ => None,
    }
}
