//! Goods that are given before their money is proved: *released*, at the owner's risk.
//!
//! Released is what the sale lacked when its goods were given, once a sale; *at risk* is what of
//! that no money covers. So whatever covers it ends the risk by itself: the proof, cash, another
//! payment. Calling the sale off ends it too: then the goods came back, which two people say.
//! Absent on purpose: what the sale lost. A payment that was proved and went back again is a refund
//! in the accounts with an alarm of its own; counted here, its loss would be counted twice. Goods
//! that are brought back and money that is paid out change nothing: they settle what is owed.

mod words;

use std::time::Duration;

use thiserror::Error;

use super::{Effect, Leg, Purpose, Sale, sum};
use crate::clock::Timestamp;
use crate::ids::LegId;
use crate::money::Money;

pub use words::{Given, release};

/// A payment that a leg waits for, as far as a release looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// The leg.
    pub leg: LegId,
    /// How much it is said to come to.
    pub money: Money,
    /// Since when the till knows that the leg waits for it, and can ask about it.
    pub since: Timestamp,
    /// What is wrong with it, beside that nothing proves it.
    pub trust: Trust,
}

/// Whether a payment may be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It is claimed by its code, or a body on the right secret path tells of it: nothing speaks
    /// against it.
    OnlyUnproved,
    /// It contradicts itself, M-PESA does not know it, it is another's, or older than the sale.
    Doubtful,
}

/// Why no goods are given before the money is proved. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotReleasable {
    /// The sale waits for nothing: it is paid or void, goods of it came back, or too much was paid
    /// out; or it has no goods.
    #[error("the sale waits for no payment")]
    WaitsForNothing,
    /// Its goods were given already.
    #[error("the goods were given already")]
    Given,
    /// A payment of it was proved, and went back to the customer.
    #[error("a payment of the sale went back to the customer")]
    WentBack,
    /// So much of what it lacks nobody has paid, as far as is known.
    #[error("of the sale, KES {left} is paid by nothing that is known")]
    NotPaid {
        /// How much.
        left: Money,
    },
    /// What is told of a payment can't be right, or it may be another's.
    #[error("what is told of a payment can't be right, or it may be another's")]
    Doubtful,
    /// Proof may still come: the till has not asked for long enough.
    #[error("the proof may come within {} s", .wait.as_secs())]
    TooSoon {
        /// For how long the till waits yet.
        wait: Duration,
    },
    /// The owner lets less be at risk at once.
    #[error("the owner lets only KES {left} more be at risk")]
    BeyondLimit {
        /// How much more he lets.
        left: Money,
    },
}

impl Awaited {
    /// How long the till waits for the proof before goods are given without it.
    ///
    /// Source: DESIGN 4.2. It holds where nobody can ask as well: a body that contradicts the
    /// first one has time to come, and the rule is one.
    pub const WAIT: Duration = Duration::from_secs(30);

    fn left_to_wait(&self, now: Timestamp) -> Duration {
        Self::WAIT.saturating_sub(now.since(self.since))
    }
}

impl Sale {
    /// Returns what of its goods was given before its money was proved, covered meanwhile or not.
    pub fn released(&self) -> Money {
        sum(self.legs.values().map(|leg| leg.released))
    }

    /// Returns what of it is at risk: given, and covered by no money.
    pub fn at_risk(&self) -> Money {
        if self.void {
            return Money::ZERO;
        }
        let lacking = self.total.saturating_sub(self.covered());
        self.released().min(lacking)
    }

    /// Decides whether its goods can be given before its money is proved, and how much that puts at
    /// risk: all that it lacks, which payments that are `awaited` must come to.
    ///
    /// # Errors
    /// [`NotReleasable`] says why not. What the owner lets be at risk is decided by
    /// [`crate::limits::Limits::let_risk`].
    pub fn may_release(&self, awaited: &[Awaited], now: Timestamp) -> Result<Money, NotReleasable> {
        let lacks = self.lacks();
        if self.released() > Money::ZERO {
            return Err(NotReleasable::Given);
        }
        let is_over = lacks == Money::ZERO || self.returned > Money::ZERO;
        if is_over || self.overpaid() > Money::ZERO || self.purpose == Purpose::Repayment {
            return Err(NotReleasable::WaitsForNothing);
        }
        if self.lost() > Money::ZERO {
            return Err(NotReleasable::WentBack);
        }
        let awaited = || awaited.iter().filter(|one| self.waits_for(one.leg));
        if awaited().any(|one| one.trust == Trust::Doubtful) {
            return Err(NotReleasable::Doubtful);
        }
        let paid = awaited().map(|one| one.money.min(self.legs[&one.leg].lacks()));
        match lacks.saturating_sub(sum(paid)) {
            Money::ZERO => {}
            left => return Err(NotReleasable::NotPaid { left }),
        }
        let waits = awaited().map(|one| one.left_to_wait(now)).max();
        match waits.unwrap_or_default() {
            Duration::ZERO => Ok(lacks),
            wait => Err(NotReleasable::TooSoon { wait }),
        }
    }

    fn waits_for(&self, leg: LegId) -> bool {
        self.legs.get(&leg).is_some_and(Leg::waits)
    }

    /// Tells whether payments are still awaited for which goods were given.
    pub(super) fn awaits_proof(&self) -> bool {
        let mut waiting = self.legs.values().filter(|leg| leg.waits());
        self.at_risk() > Money::ZERO && waiting.any(|leg| leg.released > Money::ZERO)
    }

    /// Tells whether goods were given, and no leg waits for their money.
    pub(super) fn asks_anew(&self) -> bool {
        self.at_risk() > Money::ZERO && !self.legs.values().any(Leg::waits)
    }

    /// Takes in that goods for so much were given before the money of waiting legs was proved. What
    /// that puts at risk follows like any other change of it.
    pub(super) fn release(&mut self, money: Money) -> Vec<Effect> {
        let is_released = self.released() > Money::ZERO || self.purpose == Purpose::Repayment;
        let mut rest = if is_released { Money::ZERO } else { money };
        for leg in self.legs.values_mut().filter(|leg| leg.waits()) {
            let released = leg.lacks().min(rest);
            leg.released = leg.released.max(released);
            rest = rest.saturating_sub(released);
        }
        Vec::new()
    }
}

/// What must be done when so much was at risk before, and so much is now.
pub(super) fn changed(before: Money, after: Money) -> [Effect; 2] {
    [
        Effect::Risk(after.saturating_sub(before)),
        Effect::Unrisk(before.saturating_sub(after)),
    ]
}
