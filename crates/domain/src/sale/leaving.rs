//! What of a sale's money an act lets go: the sum that the owner's limits are held against.
//!
//! All that left the sale before counts too, so that many small sums are one great one.

use super::{Payment, Sale, sum};
use crate::ids::LegId;
use crate::money::Money;

/// Something by which money of a sale leaves the shop, or belongs to nobody again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// So much is given in cash for goods that are brought back.
    Refund(Money),
    /// So much of what is owed is paid out.
    PayOut(Money),
    /// The payment of a leg is taken back from it.
    TakeBack(LegId),
    /// The sale is called off.
    Void,
}

/// What an act lets go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetGo {
    /// All of it.
    pub all: Money,
    /// What of it may be money that came by itself, for which nobody at the counter asked.
    pub unprompted: Money,
}

impl Leaving {
    /// Returns the name in the book.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refund(_) => "refund",
            Self::PayOut(_) => "pay_out",
            Self::TakeBack(_) => "take_back",
            Self::Void => "void",
        }
    }
}

impl Sale {
    /// Tells what an act lets go.
    pub fn lets_go(&self, act: Leaving) -> LetGo {
        match act {
            Leaving::Refund(money) | Leaving::PayOut(money) => {
                let all = self.paid_out.saturating_add(money);
                let unprompted = all.min(self.unprompted());
                LetGo { all, unprompted }
            }
            Leaving::TakeBack(leg) => {
                let leg = self.legs.get(&leg);
                let frees = leg.filter(|leg| leg.covered > Money::ZERO && self.was_paid());
                let all = frees.map(|leg| leg.covered.saturating_add(self.freed()));
                LetGo::not_in_cash(all.unwrap_or(Money::ZERO))
            }
            Leaving::Void if self.was_paid() => LetGo::not_in_cash(self.came_to_cover()),
            Leaving::Void => LetGo::not_in_cash(self.handed_in()),
        }
    }

    /// Tells whether goods may have been given for it: it was covered, before payments were taken
    /// back from it or by the customer.
    fn was_paid(&self) -> bool {
        !self.void && self.total <= self.came_to_cover()
    }

    /// What covers it, and what covered it before it was taken back.
    fn came_to_cover(&self) -> Money {
        self.covered().saturating_add(self.freed())
    }

    fn freed(&self) -> Money {
        sum(self.legs.values().map(|leg| leg.freed))
    }

    /// What is here of money that customers paid by themselves.
    fn unprompted(&self) -> Money {
        let received = |by: &&Payment| matches!(by, Payment::Received(_));
        let payments = self.fills.keys().filter(received);
        sum(payments.map(|by| self.still_of(*by)))
    }
}

impl LetGo {
    /// What is called off or taken back is counted once more when it is paid out.
    const fn not_in_cash(all: Money) -> Self {
        let unprompted = Money::ZERO;
        Self { all, unprompted }
    }
}
