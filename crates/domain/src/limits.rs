//! The owner's limits: up to which sum one person alone lets money leave the shop again.
//!
//! What of a sale's money an act lets go is told by the sale ([`crate::sale::Leaving`]); all that
//! one person lets go alone on one day counts together, so that many small sales are no way round.
//! Absent on purpose: whether there is a second person to ask, which the book knows.

use crate::money::Money;
use crate::people::Denied;
use crate::sale::{LetGo, NotReleasable};

/// What the owner lets one person do alone. Above it a second one agrees, by his PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// As much of one sale leaves the shop, or is free for another sale again.
    pub alone: Money,
    /// As much is paid out of money that came by itself: nobody at the counter asked for it, so
    /// it may be a stranger's.
    pub unprompted: Money,
    /// As much of all sales one person alone lets go on one day.
    pub alone_a_day: Money,
    /// As much of what came by itself he alone pays out on one day.
    pub unprompted_a_day: Money,
    /// As much of the shop's goods is at risk at once: given before their money was proved. Always
    /// by two people.
    pub at_risk: Money,
}

impl Default for Limits {
    /// A thousand shillings, and two hundred of what came by itself; five times that on one day. No
    /// goods at risk.
    fn default() -> Self {
        let kes = |shillings: u64| Money::from_cents(shillings * 100).unwrap_or(Money::ZERO);
        Self {
            alone: kes(1_000),
            unprompted: kes(200),
            alone_a_day: kes(5_000),
            unprompted_a_day: kes(1_000),
            at_risk: Money::ZERO,
        }
    }
}

impl Limits {
    /// Decides whether one person alone lets so much of one sale go.
    ///
    /// # Errors
    /// [`Denied::SecondWanted`].
    pub fn let_alone(&self, what: LetGo) -> Result<(), Denied> {
        within(what, self.alone, self.unprompted)
    }

    /// Decides whether one person alone lets so much go on one day.
    ///
    /// # Errors
    /// [`Denied::SecondWanted`].
    pub fn let_alone_a_day(&self, what: LetGo) -> Result<(), Denied> {
        within(what, self.alone_a_day, self.unprompted_a_day)
    }

    /// Decides whether so much more can be at risk while so much is already, of the whole shop:
    /// many small sums are one great one.
    ///
    /// # Errors
    /// [`NotReleasable::BeyondLimit`].
    pub fn let_risk(&self, already: Money, more: Money) -> Result<(), NotReleasable> {
        match self.at_risk.saturating_sub(already) {
            left if more > left => Err(NotReleasable::BeyondLimit { left }),
            _ => Ok(()),
        }
    }
}

fn within(what: LetGo, alone: Money, unprompted: Money) -> Result<(), Denied> {
    let is_within = what.all <= alone && what.unprompted <= unprompted;
    is_within.then_some(()).ok_or(Denied::SecondWanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn above_a_limit_a_second_person_is_wanted_and_less_does_for_what_came_by_itself() {
        let kes = |shillings: u64| Money::from_cents(shillings * 100).expect("an amount");
        let check = |all: u64, unprompted: u64, expected| {
            let what = LetGo {
                all: kes(all),
                unprompted: kes(unprompted),
            };
            assert_eq!(Limits::default().let_alone(what), expected, "{what:?}");
            let (all, unprompted) = (kes(5 * all), kes(5 * unprompted));
            let that_day = LetGo { all, unprompted };
            let decided = Limits::default().let_alone_a_day(that_day);
            assert_eq!(decided, expected, "{that_day:?}");
        };
        check(1_000, 0, Ok(()));
        check(1_001, 0, Err(Denied::SecondWanted));
        check(1_000, 200, Ok(()));
        check(201, 201, Err(Denied::SecondWanted));
    }

    #[test]
    fn all_that_is_at_risk_at_once_is_held_against_one_limit() {
        let kes = |shillings: u64| Money::from_cents(shillings * 100).expect("an amount");
        let limits = Limits {
            at_risk: kes(500),
            ..Limits::default()
        };
        assert_eq!(limits.let_risk(kes(150), kes(350)), Ok(()));
        let beyond = |left| Err(NotReleasable::BeyondLimit { left });
        assert_eq!(limits.let_risk(kes(151), kes(350)), beyond(kes(349)));
        let renewed = limits.let_risk(kes(600), kes(1));
        assert_eq!(
            renewed,
            beyond(Money::ZERO),
            "by a payment that was taken back"
        );
        assert_eq!(
            Limits::default().let_risk(Money::ZERO, kes(1)),
            beyond(Money::ZERO)
        );
    }
}
