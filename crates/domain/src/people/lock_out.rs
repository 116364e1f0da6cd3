//! How long nobody's PIN is looked at after wrong ones, so that guessing takes years.

use std::time::Duration;

use crate::clock::Timestamp;

/// How many wrong PINs in a row cost no wait.
const FREE: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_mins(1);
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// After so many doublings the longest wait is reached.
const MOST_DOUBLINGS: u32 = 6;

/// The wrong PINs of one person since the last right one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WrongPins {
    /// How many.
    pub count: u32,
    /// When the last one was typed, by the steady time.
    pub last: Timestamp,
}

impl WrongPins {
    /// Returns them with one more.
    #[must_use]
    pub fn and_one(self, at: Timestamp) -> Self {
        Self {
            count: self.count.saturating_add(1),
            last: at.max(self.last),
        }
    }

    /// Returns how long no PIN is looked at from `now` on; nothing when one is.
    pub fn wait(self, now: Timestamp) -> Duration {
        let passed = now.since(self.last);
        self.lock_out().saturating_sub(passed)
    }

    /// Returns how many more wrong ones cost no wait.
    pub fn free(self) -> u32 {
        FREE.saturating_sub(self.count)
    }

    /// The fifth costs a minute, each further one twice as much as the one before, an hour at the
    /// most.
    fn lock_out(self) -> Duration {
        let Some(beyond) = self.count.checked_sub(FREE) else {
            return Duration::ZERO;
        };
        let doubled = FIRST_WAIT * 2_u32.pow(beyond.min(MOST_DOUBLINGS));
        doubled.min(LONGEST_WAIT)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LAST: Timestamp = Timestamp::from_ms(1_795_500_000_000);

    fn wrong(count: u32) -> WrongPins {
        WrongPins { count, last: LAST }
    }

    #[test]
    fn the_fifth_wrong_pin_costs_a_minute_and_each_further_one_twice_that_up_to_an_hour() {
        let minutes = |count| wrong(count).wait(LAST).as_secs() / 60;
        let found: Vec<_> = (0..=13).map(minutes).collect();
        assert_eq!(found, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(minutes(u32::MAX), 60);
        assert_eq!([4, 5, 9].map(|count| wrong(count).free()), [1, 0, 0]);
    }

    #[test]
    fn a_wait_runs_down_and_ends() {
        let after = |seconds| wrong(5).wait(LAST.plus(Duration::from_secs(seconds)));
        assert_eq!(after(59), Duration::from_secs(1));
        assert_eq!(after(60), Duration::ZERO);
    }

    #[test]
    fn a_clock_that_was_behind_shortens_no_wait() {
        let before = Timestamp::from_ms(0);
        assert_eq!(wrong(5).wait(before), Duration::from_mins(1));
        assert_eq!(wrong(5).and_one(before).last, LAST);
    }

    proptest! {
        #[test]
        fn no_further_wrong_pin_makes_a_wait_shorter(count: u32, later in 0_u64..10_000) {
            let now = LAST.plus(Duration::from_secs(later));
            prop_assert!(wrong(count).and_one(now).wait(now) >= wrong(count).wait(now));
        }
    }
}
