//! The life of a sale: what is owed, by which means (its legs), and what of it proved money covers.
//!
//! A sale is a fold over facts in the order of the journal. Money only ever fills what both its
//! leg and the sale still lack; what came by M-PESA beyond that is owed to the customer, and what
//! was handed beyond it is change. When a payment is taken back from a leg, what is owed of others
//! covers what the sale lacks again. Each fact counts once however often it is told. What a person
//! may do to a sale is decided beside it ([`Objection`]): facts are never refused, acts are. Absent
//! on purpose: the prompts, which have lives of their own ([`crate::attempt`]), and time.

mod apart;
mod objection;
mod reason;
mod words;

pub use objection::{Heed, Objection, Prompts};
pub use reason::{Reason, ReasonError};
pub use words::Said;

use std::collections::BTreeMap;

use crate::ids::{AttemptId, LegId};
use crate::money::Money;

/// A means of payment of one leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tender {
    /// M-PESA, asked for on the customer's phone.
    Prompt,
    /// M-PESA, paid by the customer himself.
    Received,
    /// Notes and coins.
    Cash,
    /// A bank card.
    Card,
    /// Anything else that the shop takes.
    Other,
}

/// A sale: what it comes to, and all that is known of how it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// What it comes to.
    pub total: Money,
    /// Its tenders.
    pub legs: BTreeMap<LegId, Leg>,
    /// What became of the money of each payment that is proved.
    pub fills: BTreeMap<Payment, Fill>,
    /// Whether it was called off.
    pub void: bool,
}

/// What a leg asks for and what covers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The means.
    pub tender: Tender,
    /// The amount that it asks for.
    pub amount: Money,
    /// The money that covers it (of a void sale: covered it): never more than `amount`.
    pub covered: Money,
    /// What was handed over the counter for it; nothing while nothing was.
    pub handed: Option<Money>,
    /// What of it was too much: it goes back at once.
    pub change: Money,
    /// Another way to pay was chosen for it.
    pub withdrawn: bool,
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
}

/// What must be done with money because of a fact. There is no effect of no money.
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
    let effects = match *fact {
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
    };
    let moved = |effect: &Effect| effect.money() > Money::ZERO;
    (sale, effects.into_iter().filter(moved).collect())
}

impl Tender {
    /// Every tender.
    pub const ALL: [Self; 5] = [
        Self::Prompt,
        Self::Received,
        Self::Cash,
        Self::Card,
        Self::Other,
    ];

    /// Returns the tender's name in the book.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Received => "received",
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Other => "other",
        }
    }

    /// Finds a tender by its name in the book.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tender| tender.name() == name)
    }

    /// Tells whether its money comes by M-PESA, and not over the counter.
    pub const fn is_mpesa(self) -> bool {
        matches!(self, Self::Prompt | Self::Received)
    }
}

impl Standing {
    /// Returns the standing's name in the book, the interfaces and the documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Short(_) => "short",
            Self::Over(_) => "over",
            Self::Covered => "covered",
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
            total,
            legs: BTreeMap::new(),
            fills: BTreeMap::new(),
            void: false,
        }
    }

    /// Tells where it stands.
    pub fn standing(&self) -> Standing {
        match (self.lacks(), self.owed()) {
            _ if self.void => Standing::Void,
            (Money::ZERO, Money::ZERO) => Standing::Covered,
            (Money::ZERO, owed) => Standing::Over(owed),
            _ if self.covered() == Money::ZERO || self.legs.values().any(Leg::waits) => {
                Standing::Open
            }
            (lacking, _) => Standing::Short(lacking),
        }
    }

    /// Returns the money that covers it: never more than its total.
    pub fn covered(&self) -> Money {
        sum(self.legs.values().map(|leg| leg.covered))
    }

    /// Returns what it still lacks; nothing when it is void.
    pub fn lacks(&self) -> Money {
        if self.void {
            return Money::ZERO;
        }
        self.total.saturating_sub(self.covered())
    }

    /// Returns what no leg asks for yet.
    pub fn unasked(&self) -> Money {
        let asked = sum(self.legs.values().map(Leg::claims));
        self.lacks().min(self.total.saturating_sub(asked))
    }

    /// Returns what it lacks beside what payments that are still checked will cover.
    pub fn room(&self) -> Money {
        let received = |leg: &&Leg| leg.tender == Tender::Received && leg.waits();
        let checked = sum(self.legs.values().filter(received).map(Leg::lacks));
        self.lacks().saturating_sub(checked)
    }

    /// Returns what is owed to the customer of the money that came by M-PESA.
    pub fn owed(&self) -> Money {
        let beyond = sum(self.fills.values().map(|fill| fill.filling.to_customer));
        if self.void {
            return beyond.saturating_add(self.covered_by(Tender::is_mpesa));
        }
        beyond
    }

    /// Returns what a void sale gives back over the counter.
    pub fn gives_back(&self) -> Money {
        if self.void {
            return self.covered_by(|tender| !tender.is_mpesa());
        }
        Money::ZERO
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
        let lacks = self.lacks();
        let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.handed.is_none()) else {
            return Vec::new();
        };
        let paid = leg.cover(handed.min(lacks));
        leg.handed = Some(handed);
        leg.change = handed.saturating_sub(paid);
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
        let to_leg = leg.cover(money.min(lacks));
        let to_customer = money.saturating_sub(to_leg);
        let filling = Filling {
            to_leg,
            to_customer,
        };
        self.fills.insert(by, Fill { leg: id, filling });
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
        if self.void {
            // What had paid for the goods was owed to the customer from then on.
            return vec![Effect::Unowe(to_leg.saturating_add(to_customer))];
        }
        let mut effects = vec![Effect::Unearn(to_leg), Effect::Unowe(to_customer)];
        effects.extend(self.cover_by_what_is_owed());
        effects
    }

    /// Covers what the sale lacks by money that came for it and was not needed.
    fn cover_by_what_is_owed(&mut self) -> Vec<Effect> {
        let mut lacks = self.lacks();
        let mut effects = Vec::new();
        for Fill { leg, filling } in self.fills.values_mut() {
            let Some(leg) = self.legs.get_mut(leg) else {
                continue;
            };
            let needed = leg.cover(filling.to_customer.min(lacks));
            lacks = lacks.saturating_sub(needed);
            filling.to_leg = filling.to_leg.saturating_add(needed);
            filling.to_customer = filling.to_customer.saturating_sub(needed);
            effects.extend([Effect::Unowe(needed), Effect::Earn(leg.tender, needed)]);
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
        let back = |leg: &Leg| Effect::GiveBack(leg.tender, leg.covered);
        self.legs.values().map(back).collect()
    }
}

impl Leg {
    /// Makes a leg for which nothing came yet.
    pub const fn new(tender: Tender, amount: Money) -> Self {
        Self {
            tender,
            amount,
            covered: Money::ZERO,
            handed: None,
            change: Money::ZERO,
            withdrawn: false,
        }
    }

    /// Returns what it still lacks.
    pub fn lacks(&self) -> Money {
        self.amount.saturating_sub(self.covered)
    }

    /// Tells whether its money is still to come.
    fn waits(&self) -> bool {
        !self.withdrawn && self.lacks() > Money::ZERO
    }

    /// Returns what of the total it takes up: what covers it, and unless it was withdrawn, what it
    /// still waits for.
    fn claims(&self) -> Money {
        if self.withdrawn {
            self.covered
        } else {
            self.amount
        }
    }

    /// Covers what it lacks; returns how much that was.
    fn cover(&mut self, money: Money) -> Money {
        let filled = self.lacks().min(money);
        self.covered = self.covered.saturating_add(filled);
        filled
    }
}

impl Effect {
    const fn money(&self) -> Money {
        match self {
            Self::Earn(_, money)
            | Self::Owe(money)
            | Self::GiveBack(_, money)
            | Self::Unearn(money)
            | Self::Unowe(money) => *money,
        }
    }
}

fn sum(amounts: impl Iterator<Item = Money>) -> Money {
    amounts.fold(Money::ZERO, Money::saturating_add)
}

#[cfg(test)]
mod tests;
