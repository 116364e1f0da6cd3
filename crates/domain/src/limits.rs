//! The owner's limits: up to which sum one person alone lets money leave the shop again.
//!
//! What of a sale's money an act lets go is told by the sale ([`crate::sale::Leaving`]). Absent on
//! purpose: whether there is a second person to ask, which the book knows.

use crate::money::Money;
use crate::people::Denied;
use crate::sale::LetGo;

/// What the owner lets one person do alone. Above it a second one agrees, by his PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// As much of one sale leaves the shop, or is free for another sale again.
    pub alone: Money,
    /// As much is paid out of money that came by itself: nobody at the counter asked for it, so
    /// it may be a stranger's.
    pub unprompted: Money,
}

impl Default for Limits {
    /// A thousand shillings, and two hundred of what came by itself.
    fn default() -> Self {
        let kes = |shillings: u64| Money::from_cents(shillings * 100).unwrap_or(Money::ZERO);
        Self {
            alone: kes(1_000),
            unprompted: kes(200),
        }
    }
}

impl Limits {
    /// Decides whether one person alone lets so much go.
    ///
    /// # Errors
    /// [`Denied::SecondWanted`].
    pub fn let_alone(&self, what: LetGo) -> Result<(), Denied> {
        let over = |sum: Money, most: Money| sum > most;
        if over(what.all, self.alone) || over(what.unprompted, self.unprompted) {
            return Err(Denied::SecondWanted);
        }
        Ok(())
    }
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
        };
        check(1_000, 0, Ok(()));
        check(1_001, 0, Err(Denied::SecondWanted));
        check(1_000, 200, Ok(()));
        check(201, 201, Err(Denied::SecondWanted));
    }
}
