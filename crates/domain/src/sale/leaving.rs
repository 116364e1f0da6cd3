//! What of a sale's money an act lets go: the sum that the owner's limits are held against.
//!
//! All that left the sale before counts too, so that many small sums are one great one.

use super::{Payment, Purpose, Sale, sum};
use crate::ids::LegId;
use crate::money::Money;
use crate::people::Denied;

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
    /// Goods for so much are given for a code that was only seen.
    Seen(Money),
}

/// What acts let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetGo {
    /// All of it.
    pub all: Money,
    /// What of it may be money that came by itself, for which nobody at the counter asked, or whose
    /// code was only seen.
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
            Self::Seen(_) => "seen",
        }
    }
}

impl Sale {
    /// Tells what an act lets go, with all that left the sale by such acts before.
    pub fn lets_go(&self, act: Leaving) -> LetGo {
        let adds = self.adds(act);
        let left = match act {
            _ if adds == LetGo::NOTHING => LetGo::NOTHING,
            // A debt that is less for goods which came back left the shop as money does.
            Leaving::Refund(_) | Leaving::PayOut(_) => self
                .in_cash(self.paid_out)
                .and(LetGo::not_in_cash(self.taken_off())),
            Leaving::TakeBack(_) => LetGo::not_in_cash(self.freed()),
            Leaving::Void if self.was_paid() => LetGo::not_in_cash(self.freed()),
            Leaving::Void => LetGo::NOTHING,
            Leaving::Seen(_) => LetGo::not_in_cash(self.seen()),
        };
        left.and(adds)
    }

    /// Tells what an act lets go by itself.
    pub fn adds(&self, act: Leaving) -> LetGo {
        match act {
            Leaving::Refund(money) | Leaving::PayOut(money) => {
                let left = self.in_cash(self.paid_out);
                let all = self.in_cash(self.paid_out.saturating_add(money));
                LetGo {
                    all: money,
                    unprompted: all.unprompted.saturating_sub(left.unprompted),
                }
            }
            Leaving::TakeBack(leg) => {
                let frees = self.legs.get(&leg).filter(|_| self.was_paid());
                LetGo::not_in_cash(frees.map_or(Money::ZERO, |leg| leg.covered))
            }
            Leaving::Void if self.was_paid() => LetGo::not_in_cash(self.covered()),
            Leaving::Void => LetGo::not_in_cash(self.handed_in().saturating_add(self.on_credit())),
            Leaving::Seen(money) => LetGo::not_in_cash(money),
        }
    }

    /// So much of the sale in cash: first of what came by itself.
    fn in_cash(&self, all: Money) -> LetGo {
        let unprompted = all.min(self.unprompted());
        LetGo { all, unprompted }
    }

    /// Decides whether one person alone may do it at all: that goods which were given at risk came
    /// back, nobody says alone.
    ///
    /// # Errors
    /// [`Denied::SecondWanted`].
    pub fn may_alone(&self, act: Leaving) -> Result<(), Denied> {
        match act {
            Leaving::Void if self.at_risk() > Money::ZERO => Err(Denied::SecondWanted),
            _ => Ok(()),
        }
    }

    /// Tells whether goods may have been given for it: it was covered, before payments were taken
    /// back from it or by the customer. A repayment is done with whatever came.
    fn was_paid(&self) -> bool {
        let came = self.covered().saturating_add(self.freed());
        let is_done = self.purpose == Purpose::Repayment || self.total <= came;
        !self.void && is_done
    }

    /// What covered it before it was taken back.
    fn freed(&self) -> Money {
        sum(self.legs.values().map(|leg| leg.freed))
    }

    /// What is here of money that customers paid by themselves, or of which only a code was seen.
    fn unprompted(&self) -> Money {
        let received = |by: &&Payment| matches!(by, Payment::Received(_));
        let payments = self.fills.keys().filter(received);
        sum(payments.map(|by| self.still_of(*by))).saturating_add(self.seen())
    }
}

impl LetGo {
    /// Nothing.
    pub const NOTHING: Self = Self::not_in_cash(Money::ZERO);

    /// Adds what another act lets go.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            all: self.all.saturating_add(other.all),
            unprompted: self.unprompted.saturating_add(other.unprompted),
        }
    }

    /// Makes it of a payment that M-PESA sends back to whoever paid it.
    pub const fn by_m_pesa(money: Money) -> Self {
        Self::not_in_cash(money)
    }

    /// What is called off or taken back is counted once more when it is paid out.
    const fn not_in_cash(all: Money) -> Self {
        let unprompted = Money::ZERO;
        Self { all, unprompted }
    }
}
