//! The till's own time: steady, and never behind what its book tells of an earlier run.
//!
//! The life of an attempt is reckoned by it, from the first byte to the horizon, so that a clock
//! that somebody sets, or a battery that died, ends no prompt early and stops no question. The time
//! of day is what the journal's rows and the screen show.

use std::sync::Arc;
use std::time::Duration;

use domain::clock::{Clock, Timestamp};

/// The steady time of one till.
pub(crate) struct SteadyTime {
    clock: Arc<dyn Clock>,
    /// How far the till is ahead of its clock: the clock was set back while the till was closed.
    ahead: Duration,
    opened_at: Timestamp,
    /// How long after the start nobody can tell how old something is.
    doubt: Duration,
}

/// A till is closed for a night or a holiday; what looks longer may be a clock that was set ahead.
const LONG_CLOSED: Duration = Duration::from_hours(7 * 24);

impl SteadyTime {
    /// Goes on from the last instant that an earlier run wrote down.
    pub(crate) fn after(last: Option<Timestamp>, clock: Arc<dyn Clock>) -> Self {
        let opened_at = clock.steady();
        let ahead = last.map(|last| last.since(opened_at));
        let closed = last.map_or(Duration::ZERO, |last| opened_at.since(last));
        let doubt = match closed {
            closed if closed > LONG_CLOSED => Duration::from_hours(24),
            _ => Duration::from_hours(6),
        };
        Self {
            clock,
            ahead: ahead.unwrap_or_default(),
            opened_at,
            doubt,
        }
    }

    /// Tells whether the till was opened so lately that nobody can tell a night from a clock that
    /// was set ahead.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.clock.steady().since(self.opened_at) < self.doubt
    }

    /// Returns the present instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.steady().plus(self.ahead)
    }

    /// Waits until the instant has come; at once when it has passed.
    pub(crate) async fn sleep_until(&self, until: Timestamp) {
        self.sleep(until.since(self.now())).await;
    }

    /// Waits that long.
    pub(crate) async fn sleep(&self, wait: Duration) {
        self.clock.sleep_until(self.clock.steady().plus(wait)).await;
    }

    /// Returns what the clock on the wall shows at an instant of this time, as it goes now.
    pub(crate) fn on_the_wall(&self, instant: Timestamp) -> Timestamp {
        let (wall, now) = (self.clock.now().ms(), self.now().ms());
        let shown = instant.ms().saturating_add(wall.saturating_sub(now));
        Timestamp::from_ms(shown)
    }
}
