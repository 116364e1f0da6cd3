//! Time as a port: what the stand-in calls now, and how it waits.
//!
//! Nothing here reads the machine's time but [`SystemClock`], so tests and the simulation move
//! time by hand with [`ManualClock`] and never sleep.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// An instant: milliseconds since 1970, UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

/// How far Nairobi is ahead of UTC, in seconds.
const EAST_AFRICA_S: i64 = 3 * 3600;

/// Safaricom's timestamps: fourteen digits in Nairobi's time.
pub(crate) const TIMESTAMP: &str = "%Y%m%d%H%M%S";

/// A wait that ends when its clock says so.
pub type Wait<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// A source of time.
pub trait Clock: Send + Sync + 'static {
    /// Returns the present moment.
    fn now(&self) -> Moment;

    /// Waits until `at`; returns at once when that is past.
    fn sleep_until(&self, at: Moment) -> Wait<'_>;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

/// A clock that stands still until it is moved by hand.
#[derive(Debug)]
pub struct ManualClock {
    now: watch::Sender<Moment>,
}

impl Moment {
    /// Takes milliseconds since 1970, UTC.
    pub const fn from_unix_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Returns milliseconds since 1970, UTC.
    pub const fn unix_ms(self) -> i64 {
        self.0
    }

    /// Returns the moment `span` later; the end of time when it would be beyond.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// Returns the moment some seconds later, or earlier when they are negative.
    #[must_use]
    pub(crate) fn shifted(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Reads a civil time in Nairobi.
    pub(crate) fn from_nairobi(time: NaiveDateTime) -> Self {
        Self(time.and_utc().timestamp_millis()).shifted(-EAST_AFRICA_S)
    }

    /// Returns the first moment of a day in Nairobi.
    pub(crate) fn begin_of(day: NaiveDate) -> Self {
        Self::from_nairobi(day.and_time(NaiveTime::MIN))
    }

    /// Returns the last second of a day in Nairobi, with all of its milliseconds.
    pub(crate) fn end_of(day: NaiveDate) -> Self {
        let next = Self::begin_of(day).shifted(24 * 3600);
        Self(next.0 - 1)
    }

    /// Returns how long it is from here until `later`; zero when that is past.
    pub fn until(self, later: Self) -> Duration {
        Duration::from_millis(u64::try_from(later.0.saturating_sub(self.0)).unwrap_or(0))
    }

    /// Returns the civil time in Nairobi: UTC+3, no daylight saving.
    pub(crate) fn in_nairobi(self) -> DateTime<FixedOffset> {
        let nairobi = FixedOffset::east_opt(3 * 3600).expect("three hours are within a day");
        DateTime::<Utc>::from_timestamp_millis(self.0)
            .unwrap_or_default()
            .with_timezone(&nairobi)
    }

    /// Writes the moment as the header `Date` has it: `Tue, 24 Nov 2026 06:00:00 GMT`.
    pub(crate) fn of_http(self) -> String {
        let utc = self.in_nairobi().with_timezone(&Utc);
        utc.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// Writes the moment by a strftime pattern, in Nairobi's time.
    pub(crate) fn written(self, pattern: &str) -> String {
        self.in_nairobi().format(pattern).to_string()
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.in_nairobi().to_rfc3339())
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the port's one real side"
    )]
    fn now(&self) -> Moment {
        let since_1970 = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Moment(0).plus(since_1970)
    }

    fn sleep_until(&self, at: Moment) -> Wait<'_> {
        Box::pin(async move {
            // The machine's clock may be set back meanwhile, so it is asked again.
            while self.now() < at {
                tokio::time::sleep(self.now().until(at)).await;
            }
        })
    }
}

impl ManualClock {
    /// Starts a clock that stands at `now`.
    pub fn at(now: Moment) -> Self {
        Self {
            now: watch::Sender::new(now),
        }
    }

    /// Moves time forward and wakes whoever was waiting for it.
    pub fn advance(&self, span: Duration) {
        self.now.send_modify(|now| *now = now.plus(span));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        *self.now.borrow()
    }

    fn sleep_until(&self, at: Moment) -> Wait<'_> {
        let mut now = self.now.subscribe();
        Box::pin(async move {
            now.wait_for(|now| *now >= at)
                .await
                .expect("the clock itself is borrowed meanwhile");
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nairobi_is_three_hours_ahead_of_utc() {
        let midnight_utc = Moment::from_unix_ms(1_576_710_000_000);
        assert_eq!(midnight_utc.written("%Y%m%d%H%M%S"), "20191219020000");
    }

    #[tokio::test]
    async fn a_manual_clock_ends_a_wait_when_it_is_moved_past() {
        let clock = ManualClock::at(Moment::from_unix_ms(0));
        let wait = clock.sleep_until(Moment::from_unix_ms(1000));
        clock.advance(Duration::from_secs(1));
        wait.await;
        assert_eq!(clock.now().unix_ms(), 1000);
    }
}
