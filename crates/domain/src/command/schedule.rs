//! When M-PESA is asked about a payment that a sale waits for: rarely, since pulls tell of most,
//! and each question costs the shop's API user one call.

use std::time::Duration;

use crate::clock::Timestamp;

/// How long after it was given or claimed a payment is first asked about: a customer stands there.
const FIRST: Duration = Duration::from_secs(5);

/// The same where a pull may tell of it before.
const AFTER_A_PULL: Duration = Duration::from_secs(30);

/// How long after the last question the next one is asked.
const WAITS: [Duration; 5] = [
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_hours(1),
    Duration::from_hours(6),
    Duration::from_hours(16),
];

/// What is known of the questions about a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When the payment was given to a sale, or claimed for one.
    pub given_at: Timestamp,
    /// How often M-PESA was asked since, and when last.
    pub so_far: Option<(usize, Timestamp)>,
    /// Whether the shop pulls.
    pub pulls: bool,
}

impl Asked {
    /// Returns when it is to be asked about next; nothing after a day.
    pub fn next(&self) -> Option<Timestamp> {
        match self.so_far {
            None if self.pulls => Some(self.given_at.plus(AFTER_A_PULL)),
            None => Some(self.given_at.plus(FIRST)),
            Some((times, last)) => {
                let wait = WAITS.get(times.saturating_sub(1))?;
                Some(last.plus(*wait))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_asked_about_ever_more_seldom_and_not_for_ever() {
        let given_at = Timestamp::from_ms(0);
        let asked = |pulls, so_far| Asked {
            given_at,
            so_far,
            pulls,
        };
        assert_eq!(asked(false, None).next(), Some(given_at.plus(FIRST)));
        assert_eq!(asked(true, None).next(), Some(given_at.plus(AFTER_A_PULL)));
        let (mut last, mut wait, mut times) = (given_at, Duration::ZERO, 1);
        while let Some(next) = asked(true, Some((times, last))).next() {
            assert!(next.since(last) > wait, "question {times}");
            (wait, last, times) = (next.since(last), next, times + 1);
        }
        assert!(times <= 7 && last.since(given_at) < Duration::from_hours(24));
    }
}
