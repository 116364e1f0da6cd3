//! Time as a port: an instant, the clock that tells it, and the randomness that is its twin.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// An instant: milliseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A future that may be moved to another thread.
pub type Wait<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Tells the time and waits for it. The shop and the simulation differ in it.
///
/// There are two times. The time of day is what people see and write down; somebody may set it, so
/// it jumps. The steady time only goes forward, as fast as a good watch, also while the machine
/// sleeps: whatever is reckoned from one instant to another is reckoned by it.
pub trait Clock: Send + Sync {
    /// Returns the time of day.
    fn now(&self) -> Timestamp;

    /// Returns the steady time. It begins, when the clock is made, at the time of day.
    fn steady(&self) -> Timestamp;

    /// Waits until the steady time has come; at once when it has passed.
    fn sleep_until(&self, until: Timestamp) -> Wait<'_>;
}

/// Gives random bytes fit for secrets and ids. The shop and the simulation differ in it.
pub trait Entropy: Send + Sync {
    /// Fills the slice with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

impl Timestamp {
    /// Makes an instant from milliseconds since 1970 in UTC.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Returns milliseconds since 1970 in UTC.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Returns the instant that much later, at the latest the end of time.
    #[must_use]
    pub fn plus(self, wait: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// Returns how long it is since `earlier`; nothing when that is still to come.
    pub fn since(self, earlier: Self) -> Duration {
        let ms = self.0.saturating_sub(earlier.0);
        Duration::from_millis(u64::try_from(ms).unwrap_or(0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}
