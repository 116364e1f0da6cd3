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
        let is_paid = !self.void && self.lacks() == Money::ZERO;
        match act {
            Leaving::Refund(money) | Leaving::PayOut(money) => {
                let all = self.paid_out.saturating_add(money);
                let unprompted = all.min(self.unprompted());
                LetGo { all, unprompted }
            }
            Leaving::TakeBack(leg) if is_paid => {
                let leg = self.legs.get(&leg);
                LetGo::not_in_cash(leg.map_or(Money::ZERO, |leg| leg.covered))
            }
            Leaving::TakeBack(_) => LetGo::not_in_cash(Money::ZERO),
            Leaving::Void if is_paid => LetGo::not_in_cash(self.covered()),
            Leaving::Void => LetGo::not_in_cash(self.handed_in()),
        }
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
