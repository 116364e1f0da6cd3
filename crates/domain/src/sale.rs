//! The life of a sale: what is owed, by which means (its legs), and what of it proved money covers.
//!
//! A sale is a fold over facts in the order of the journal. Money only ever fills what both its
//! leg and the sale still lack; what came by M-PESA beyond that is owed to the customer, and what
//! was handed beyond it is change. When a payment is taken back from a leg, what is owed of others
//! covers what the sale lacks again. What is owed leaves the shop in a step of its own
//! ([`Payout`]). Money that comes counts once however often it is told. What a person may do is
//! decided beside it ([`Objection`], [`NotReleasable`]): facts are never refused, acts are. Absent
//! on purpose: the prompts, which have lives of their own ([`crate::attempt`]), and time.

mod apart;
mod debt;
mod effect;
mod leaving;
mod leg;
mod objection;
mod owed;
mod reason;
mod risk;
mod seen;
mod words;

pub use debt::Purpose;
pub use leaving::{Leaving, LetGo};
pub use leg::{Leg, Tender};
pub use objection::{Heed, Objection, Prompts};
pub use owed::Payout;
pub use reason::{Reason, ReasonError};
pub use risk::{Awaited, Given, NotReleasable, Trust, release};
pub use seen::{PaidTo, PaidToError};
pub use words::Said;
pub(crate) use words::said;

use std::collections::BTreeMap;

use crate::ids::{AttemptId, LegId};
use crate::money::Money;

/// A sale: what it comes to, and all that is known of how it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// What it is paid for.
    pub purpose: Purpose,
    /// What it comes to.
    pub total: Money,
    /// Its tenders.
    pub legs: BTreeMap<LegId, Leg>,
    /// What became of the money of each payment that is proved.
    pub fills: BTreeMap<Payment, Fill>,
    /// Whether it was called off.
    pub void: bool,
    /// What of it is owed again since goods were brought back: never more than covers it.
    pub returned: Money,
    /// What of the owed money was handed out, or kept as a tip.
    pub paid_out: Money,
    /// What of that was kept as a tip.
    pub tips: Money,
    /// What of its payments went back by M-PESA, owed or not: told by the payments, by no fact.
    pub went_back: Money,
}

/// Money that came by M-PESA for a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Payment {
    /// By a prompt. A leg may have several, one after the other.
    Prompt(AttemptId),
    /// By the customer himself: the one payment that was given to this leg.
    Received(LegId),
}

/// Something that happened to a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// It has no goods: what is paid by it repays what its customer owes.
    Repays,
    /// It got a leg.
    LegAdded {
        /// The leg.
        leg: LegId,
        /// By which means it is paid.
        tender: Tender,
        /// What it asks for.
        amount: Money,
    },
    /// Money was taken over the counter for a leg.
    Taken {
        /// The leg.
        leg: LegId,
        /// What was handed: of cash, it may be more than the leg asks for.
        handed: Money,
    },
    /// Money that is proved came for a leg.
    Filled {
        /// The leg.
        leg: LegId,
        /// By what.
        by: Payment,
        /// How much.
        money: Money,
    },
    /// The payment that was given to a leg was taken back from it.
    TakenBack {
        /// The leg.
        leg: LegId,
    },
    /// Another way to pay was chosen for a leg.
    Withdrawn {
        /// The leg.
        leg: LegId,
    },
    /// The sale was called off.
    Voided,
    /// Another total was agreed on with the customer, before anything was asked for or paid.
    TotalAgreed {
        /// What it comes to from now on.
        total: Money,
    },
    /// Goods were brought back: so much of what paid for them is owed again.
    Returned {
        /// How much.
        money: Money,
    },
    /// So much of what was owed left the shop, or was left to it.
    PaidOut {
        /// How much.
        money: Money,
        /// By which way.
        how: Payout,
    },
    /// So much of a payment, all in all, went back by M-PESA of what was owed.
    SentBack {
        /// Of which payment.
        by: Payment,
        /// How much by now.
        money: Money,
    },
    /// So much of what was paid out too much was brought back, or is called a tip no more.
    HandedBack {
        /// How much.
        money: Money,
        /// By which way it had been paid out.
        how: Payout,
    },
    /// Its goods were given before so much of it was proved.
    Released {
        /// How much.
        money: Money,
    },
}

/// What must be done with money because of a fact. There is no effect of no money. What pays for
/// the goods of a sale, repays of a repayment what its customer owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It pays for the goods.
    Earn(Tender, Money),
    /// It came by M-PESA and is not needed: the customer is owed it.
    Owe(Money),
    /// It had paid for the goods and does so no more: it is handed back, or owed if it can't be.
    GiveBack(Tender, Money),
    /// It had paid for the goods and belongs to nobody again.
    Unearn(Money),
    /// It was owed to the customer and is so no more.
    Unowe(Money),
    /// It had paid for goods that were brought back: the customer is owed it.
    Return(Money),
    /// It was owed for goods, and did not pay for them.
    Unreturn(Money),
    /// It was owed, and left the shop or was left to it.
    PayOut(Payout, Money),
    /// It was owed, and went back by M-PESA.
    SendBack(Money),
    /// It went back by M-PESA, and was not owed.
    Unsend(Money),
    /// Goods for so much are given, and no money covers them.
    Risk(Money),
    /// So much is at risk no more: money covers it, or the sale is called off.
    Unrisk(Money),
    /// It was paid out too much, and is in the drawer again or a tip no more.
    TakeIn(Payout, Money),
}

/// Where a sale stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was paid yet, or a leg still lacks money.
    Open,
    /// Nothing more is asked for, and so much is lacking.
    Short(Money),
    /// Covered, and so much came by M-PESA on top of it: owed to the customer.
    Over(Money),
    /// Covered exactly: give the goods.
    Covered,
    /// Its goods were given before so much was proved, and the proof is awaited.
    AtRisk(Money),
    /// Goods were brought back, or too much was paid out, and so much is still owed to the
    /// customer: give no more of them.
    Returned(Money),
    /// So much of what its customer owes was repaid, and nothing more is waited for: there are no
    /// goods, and what did not come is still owed.
    Repaid(Money),
    /// Called off: no goods, and all its money goes back.
    Void,
}

/// The money of a payment, and the leg that it came for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The leg.
    pub leg: LegId,
    /// What became of it.
    pub filling: Filling,
    /// What of it went back by M-PESA because it was owed.
    pub sent_back: Money,
}

/// What becomes of money that comes for a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filling {
    /// Covers what the leg still lacks.
    pub to_leg: Money,
    /// The rest: owed to the customer.
    pub to_customer: Money,
}

/// Takes a fact in and says what must be done because of it. Total: a fact that was told before,
/// or of a leg that the sale does not have, changes nothing.
#[must_use]
pub fn step(mut sale: Sale, fact: &Fact) -> (Sale, Vec<Effect>) {
    let at_risk = sale.at_risk();
    let mut effects = match *fact {
        Fact::Repays => {
            sale.repay();
            Vec::new()
        }
        Fact::LegAdded {
            leg,
            tender,
            amount,
        } => {
            sale.legs.entry(leg).or_insert(Leg::new(tender, amount));
            Vec::new()
        }
        Fact::Taken { leg, handed } => sale.take(leg, handed),
        Fact::Filled { leg, by, money } => sale.fill(leg, by, money),
        Fact::TakenBack { leg } => sale.take_back(leg),
        Fact::Withdrawn { leg } => {
            sale.withdraw(leg);
            Vec::new()
        }
        Fact::Voided => sale.call_off(),
        Fact::TotalAgreed { total } => {
            sale.agree(total);
            Vec::new()
        }
        Fact::Returned { money } => sale.bring_back(money),
        Fact::PaidOut { money, how } => sale.pay_out(money, how),
        Fact::SentBack { by, money } => sale.send_back(by, money),
        Fact::Released { money } => sale.release(money),
        Fact::HandedBack { money, how } => sale.take_in(money, how),
    };
    effects.extend(risk::changed(at_risk, sale.at_risk()));
    let moved = |effect: &Effect| effect.money() > Money::ZERO;
    (sale, effects.into_iter().filter(moved).collect())
}

impl Standing {
    /// Returns the standing's name in the book, the interfaces and the documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Short(_) => "short",
            Self::Over(_) => "over",
            Self::Covered => "covered",
            Self::AtRisk(_) => "at_risk",
            Self::Returned(_) => "returned",
            Self::Repaid(_) => "repaid",
            Self::Void => "void",
        }
    }

    /// Tells whether proved money sums exactly to the sale: its goods can be given, once. What
    /// came on top counts to no leg.
    pub const fn gives_goods(self) -> bool {
        matches!(self, Self::Covered | Self::Over(_))
    }
}

impl Sale {
    /// Opens a sale that comes to `total`.
    pub const fn open(total: Money) -> Self {
        Self {
            purpose: Purpose::Goods,
            total,
            legs: BTreeMap::new(),
            fills: BTreeMap::new(),
            void: false,
            returned: Money::ZERO,
            paid_out: Money::ZERO,
            tips: Money::ZERO,
            went_back: Money::ZERO,
        }
    }

    /// Tells where it stands.
    pub fn standing(&self) -> Standing {
        match (self.lacks(), self.owed()) {
            _ if self.void => Standing::Void,
            _ if self.purpose == Purpose::Repayment && self.has_what_came() => {
                Standing::Repaid(self.kept())
            }
            (_, owed) if self.returned > Money::ZERO => Standing::Returned(owed),
            (Money::ZERO, owed) if self.overpaid() > Money::ZERO => Standing::Returned(owed),
            (Money::ZERO, Money::ZERO) => Standing::Covered,
            (Money::ZERO, owed) => Standing::Over(owed),
            _ if self.awaits_proof() => Standing::AtRisk(self.at_risk()),
            (lacking, _) if self.has_what_came() || self.asks_anew() => Standing::Short(lacking),
            _ => Standing::Open,
        }
    }

    /// Tells whether money came, and no leg waits for more.
    fn has_what_came(&self) -> bool {
        self.covered() > Money::ZERO && !self.legs.values().any(Leg::waits)
    }

    /// Returns the money that covers it: never more than its total.
    pub fn covered(&self) -> Money {
        sum(self.legs.values().map(|leg| leg.covered))
    }

    /// Returns what it still lacks, what it lost included; nothing when it is void.
    pub fn lacks(&self) -> Money {
        if self.void {
            return Money::ZERO;
        }
        let covered = self.covered().saturating_sub(self.lost());
        self.total.saturating_sub(covered)
    }

    /// Returns what no leg asks for yet.
    pub fn unasked(&self) -> Money {
        let asked = sum(self.legs.values().map(Leg::claims)).saturating_sub(self.lost());
        self.lacks().min(self.total.saturating_sub(asked))
    }

    /// Returns what it lacks beside what payments that are still checked will cover.
    pub fn room(&self) -> Money {
        let received = |leg: &&Leg| leg.tender == Tender::Received && leg.waits();
        let checked = sum(self.legs.values().filter(received).map(Leg::lacks));
        self.lacks().saturating_sub(checked)
    }

    /// Returns the change that was due for the cash that was handed.
    pub fn change(&self) -> Money {
        sum(self.legs.values().map(|leg| leg.change))
    }

    fn covered_by(&self, which: impl Fn(Tender) -> bool) -> Money {
        let legs = self.legs.values().filter(|leg| which(leg.tender));
        sum(legs.map(|leg| leg.covered))
    }

    fn take(&mut self, id: LegId, handed: Money) -> Vec<Effect> {
        let (lacks, may_be_lent) = (self.lacks(), self.returned == Money::ZERO);
        let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.handed.is_none()) else {
            return Vec::new();
        };
        let wanted = match leg.tender {
            // What came back was not lent afterwards: no debt is less for it.
            Tender::Credit if !may_be_lent => Money::ZERO,
            _ => lacks,
        };
        let paid = leg.cover(handed.min(wanted));
        leg.handed = Some(handed);
        if leg.tender != Tender::Credit {
            leg.change = handed.saturating_sub(paid);
        }
        vec![Effect::Earn(leg.tender, paid)]
    }

    fn fill(&mut self, id: LegId, by: Payment, money: Money) -> Vec<Effect> {
        let lacks = self.lacks();
        let Some(leg) = self.legs.get_mut(&id) else {
            return Vec::new();
        };
        if self.fills.contains_key(&by) {
            return Vec::new();
        }
        if leg.tender == Tender::Received {
            // A leg gets one payment in its life: of a claimed one less may come than was claimed.
            leg.amount = leg.amount.min(leg.covered.saturating_add(money));
        }
        let wanted = match leg.tender {
            // It asks for no money: what comes for it is owed.
            Tender::Credit => Money::ZERO,
            _ => lacks,
        };
        let to_leg = leg.cover(money.min(wanted));
        let to_customer = money.saturating_sub(to_leg);
        let filling = Filling {
            to_leg,
            to_customer,
        };
        let fill = Fill {
            leg: id,
            filling,
            sent_back: Money::ZERO,
        };
        self.fills.insert(by, fill);
        vec![Effect::Earn(leg.tender, to_leg), Effect::Owe(to_customer)]
    }

    fn take_back(&mut self, id: LegId) -> Vec<Effect> {
        let Some(leg) = self
            .legs
            .get_mut(&id)
            .filter(|leg| leg.tender == Tender::Received)
        else {
            return Vec::new();
        };
        leg.withdrawn = true;
        let Some(taken) = self.fills.remove(&Payment::Received(id)) else {
            return Vec::new();
        };
        let Filling {
            to_leg,
            to_customer,
        } = taken.filling;
        leg.covered = leg.covered.saturating_sub(to_leg);
        leg.freed = to_leg;
        let mut effects = vec![Effect::Unsend(taken.sent_back)];
        if self.void {
            // What had paid for the goods was owed to the customer from then on.
            effects.push(Effect::Unowe(to_leg.saturating_add(to_customer)));
            return effects;
        }
        effects.extend([Effect::Unearn(to_leg), Effect::Unowe(to_customer)]);
        effects.extend(self.cover_by_what_is_owed());
        effects.push(self.unreturn());
        effects
    }

    /// Covers what the sale lacks by money that came for it, was not needed and is still here. A
    /// leg takes more than it asked for then.
    fn cover_by_what_is_owed(&mut self) -> Vec<Effect> {
        let mut needed = self.lacks().min(self.owed());
        let mut effects = Vec::new();
        for Fill { leg, filling, .. } in self.fills.values_mut() {
            let leg = self.legs.get_mut(leg);
            let Some(leg) = leg.filter(|leg| leg.tender != Tender::Credit) else {
                continue;
            };
            let covers = filling.to_customer.min(needed);
            needed = needed.saturating_sub(covers);
            leg.covered = leg.covered.saturating_add(covers);
            leg.amount = leg.amount.max(leg.covered);
            filling.to_leg = filling.to_leg.saturating_add(covers);
            filling.to_customer = filling.to_customer.saturating_sub(covers);
            effects.extend([Effect::Unowe(covers), Effect::Earn(leg.tender, covers)]);
        }
        effects
    }

    fn withdraw(&mut self, id: LegId) {
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.withdrawn |= leg.lacks() > Money::ZERO;
        }
    }

    fn call_off(&mut self) -> Vec<Effect> {
        if std::mem::replace(&mut self.void, true) {
            return Vec::new();
        }
        // What was owed again already is not given back once more: first of what was on credit,
        // then of what was handed.
        let mut returned = self.returned;
        let mut legs: Vec<_> = self.legs.values().collect();
        legs.sort_by_key(|leg| (leg.tender != Tender::Credit, leg.tender.is_mpesa()));
        let back = legs.into_iter().map(|leg| {
            let before = leg.covered.min(returned);
            returned = returned.saturating_sub(before);
            Effect::GiveBack(leg.tender, leg.covered.saturating_sub(before))
        });
        back.collect()
    }
}

fn sum(amounts: impl Iterator<Item = Money>) -> Money {
    amounts.fold(Money::ZERO, Money::saturating_add)
}

#[cfg(test)]
mod tests;
