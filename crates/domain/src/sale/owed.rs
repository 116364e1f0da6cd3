//! What a sale owes to its customer, and how that leaves the shop: always in two steps. First money
//! becomes owed: what came beyond the sale, all of a void one, what had paid for goods that were
//! brought back. Then what is owed is paid out. What the customer has on credit is the other way
//! round: goods that are brought back lessen that first, and nothing is paid out for them.

use super::{Effect, Filling, Payment, Sale, Tender, sum};
use crate::money::Money;

/// A way by which what is owed is settled at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payout {
    /// Notes and coins out of the drawer.
    Cash,
    /// The customer leaves it to the shop.
    Tip,
}

impl Payout {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Cash, Self::Tip];

    /// Returns the way's name in the book and the interfaces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Tip => "tip",
        }
    }

    /// Finds a way by its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.name() == name)
    }
}

impl Filling {
    /// Returns all of it.
    fn money(self) -> Money {
        self.to_leg.saturating_add(self.to_customer)
    }
}

impl Sale {
    /// Returns what is owed to the customer and was not paid out yet.
    pub fn owed(&self) -> Money {
        self.owing().saturating_sub(self.gone())
    }

    /// Returns what was paid out and turned out not to be owed, since the payment was another
    /// sale's.
    pub fn overpaid(&self) -> Money {
        self.gone().saturating_sub(self.owing())
    }

    /// Returns what of it can be taken back: first a tip, since nobody left one of money that is
    /// another's; the rest the customer brings.
    pub fn to_hand_back(&self, how: Payout) -> Money {
        let tip = self.overpaid().min(self.tips);
        match how {
            Payout::Tip => tip,
            Payout::Cash => self.overpaid().min(self.paid_out).saturating_sub(tip),
        }
    }

    /// Returns what went back by M-PESA and was not owed: it had paid for goods, or was paid out in
    /// another way too.
    pub fn lost(&self) -> Money {
        let sent_back = sum(self.fills.values().map(|fill| fill.sent_back));
        let unsettled = self.went_back.saturating_sub(sent_back);
        unsettled.saturating_sub(self.owed())
    }

    /// Returns what paid for goods that were not brought back, and is still here.
    pub fn kept(&self) -> Money {
        if self.void {
            return Money::ZERO;
        }
        let gone = self.returned.saturating_add(self.lost());
        self.covered().saturating_sub(gone)
    }

    /// Returns what a void sale gives back over the counter.
    pub fn gives_back(&self) -> Money {
        if self.void {
            return self.handed_in().saturating_sub(self.owed_again());
        }
        Money::ZERO
    }

    /// Returns what of a payment's money for this sale did not go back by M-PESA.
    pub fn still_of(&self, by: Payment) -> Money {
        let fill = self.fills.get(&by);
        fill.map_or(Money::ZERO, |fill| {
            fill.filling.money().saturating_sub(fill.sent_back)
        })
    }

    /// Returns what of a payment's money may be owed to the customer and was not paid out yet.
    pub fn owed_of(&self, by: Payment) -> Money {
        self.still_of(by).min(self.owed())
    }

    /// Returns how much of what went back of a payment, all in all, settles what is owed; nothing
    /// when that is known already.
    pub fn settled_by(&self, by: Payment, went_back: Money) -> Option<Money> {
        let fill = self.fills.get(&by)?;
        let otherwise = self.gone().saturating_sub(fill.sent_back);
        let owed = self.owing().saturating_sub(otherwise);
        let settles = went_back.min(fill.filling.money()).min(owed);
        (settles != fill.sent_back).then_some(settles)
    }

    /// Returns what became owed, paid out or not.
    fn owing(&self) -> Money {
        let beyond = sum(self.fills.values().map(|fill| fill.filling.to_customer));
        if !self.void {
            return beyond.saturating_add(self.owed_again());
        }
        let came = beyond.saturating_add(self.covered_by(Tender::is_mpesa));
        came.saturating_add(self.owed_again().min(self.handed_in()))
    }

    fn gone(&self) -> Money {
        let sent_back = sum(self.fills.values().map(|fill| fill.sent_back));
        self.paid_out.saturating_add(sent_back)
    }

    /// What was paid over the counter.
    pub(super) fn handed_in(&self) -> Money {
        self.covered_by(Tender::is_handed)
    }

    pub(super) fn bring_back(&mut self, money: Money) -> Vec<Effect> {
        let money = money.min(self.kept());
        let before = self.taken_off();
        self.returned = self.returned.saturating_add(money);
        let off = self.taken_off().saturating_sub(before);
        vec![
            Effect::GiveBack(Tender::Credit, off),
            Effect::Return(money.saturating_sub(off)),
        ]
    }

    /// What did not pay for goods is not owed for them.
    pub(super) fn unreturn(&mut self) -> Effect {
        let beyond = self.returned.saturating_sub(self.covered());
        self.returned = self.returned.saturating_sub(beyond);
        Effect::Unreturn(beyond)
    }

    pub(super) fn pay_out(&mut self, money: Money, how: Payout) -> Vec<Effect> {
        self.paid_out = self.paid_out.saturating_add(money);
        if how == Payout::Tip {
            self.tips = self.tips.saturating_add(money);
        }
        vec![Effect::PayOut(how, money)]
    }

    /// No more is taken back than was paid out too much over the counter.
    pub(super) fn take_in(&mut self, money: Money, how: Payout) -> Vec<Effect> {
        let money = money.min(self.to_hand_back(how));
        self.paid_out = self.paid_out.saturating_sub(money);
        if how == Payout::Tip {
            self.tips = self.tips.saturating_sub(money);
        }
        vec![Effect::TakeIn(how, money)]
    }

    pub(super) fn send_back(&mut self, by: Payment, money: Money) -> Vec<Effect> {
        let Some(fill) = self.fills.get_mut(&by) else {
            return Vec::new();
        };
        let before = std::mem::replace(&mut fill.sent_back, money);
        vec![
            Effect::SendBack(money.saturating_sub(before)),
            Effect::Unsend(before.saturating_sub(money)),
        ]
    }
}
