//! Which open sale a payment that came by itself pays for.
//!
//! A payment is held against all that is open at the counter; each sale or debt that it may be for
//! gets points with their reasons (`score`), and the points decide what is shown. Pure and total:
//! the times of the payment and of the sales are all the time there is.
//!
//! | decision | when |
//! |---|---|
//! | hold | it fits a prompt that lacks its code |
//! | settle | the shop lets it: reference, amount and phone agree, and no other sale is as much |
//! | offer | one candidate is likely enough, and clearly ahead of the second |
//! | choose | several are likely enough |
//! | wait | none is |
//!
//! On a till nothing is settled without a key. Absent on purpose: what was decided before, the
//! arbiter of a shared number, and one payment for several sales.

mod payer;
mod reference;
mod score;
mod words;

use std::collections::BTreeSet;

use crate::clock::Timestamp;
use crate::customers::Visits;
use crate::ids::{AttemptId, SaleId};
use crate::money::Money;
use crate::phone::Msisdn;
use crate::receipt::fit::Candidate;
use crate::receipt::life::{Hearing, Kind};

pub use payer::Agreement;
pub use reference::Spelling;
pub use score::Reason;

/// What the counter has open when a payment is looked at.
#[derive(Clone, Debug, Default)]
pub struct Counter {
    /// The sales that wait for money.
    pub sales: Vec<OpenSale>,
    /// Totals of sales that ended lately, with the time of ringing up: a late payment may be for
    /// one of them.
    pub ended: Vec<(Money, Timestamp)>,
    /// Known customers who owe something.
    pub debtors: Vec<Debtor>,
    /// Whether the shop lets the till settle without a key what is beyond doubt. Off unless told:
    /// a customer who paid twice and in cash too can't be told from one who paid.
    pub settles_alone: bool,
}

/// A sale that waits for money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSale {
    /// The sale.
    pub sale: SaleId,
    /// What it still lacks.
    pub lacks: Money,
    /// When its customer was last asked for money: rung up, a prompt ended, a part was paid.
    pub asked_at: Timestamp,
    /// The number that a `PayBill` customer is told to type.
    pub reference: String,
    /// Phones that were typed for it.
    pub phones: Vec<Msisdn>,
    /// Whether a prompt for it may be on a phone.
    pub prompted: bool,
}

/// A known customer who owes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debtor {
    /// His phone.
    pub phone: Msisdn,
    /// What he owes.
    pub owes: Money,
}

/// A payment as it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Payment<'a> {
    /// What each source told of it.
    pub heard: &'a BTreeSet<Hearing>,
    /// When the till first heard of it, by the till's clock.
    pub heard_at: Timestamp,
    /// Whether another payment over this amount was heard of within the hour before: somebody may
    /// have paid twice, and nothing of it is settled without a key.
    pub again: bool,
    /// How often whoever paid it did so before, as far as the shop knows him.
    pub visits: Option<Visits>,
}

/// What a payment may be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A sale.
    Sale(SaleId),
    /// What the known customer with this phone owes.
    Debt(Msisdn),
}

/// Something that a payment may be for, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// What it may be for.
    pub to: Target,
    /// The sum of its reasons: ten more are ten times as likely.
    pub points: i32,
    /// Why, as far as something speaks for or against it.
    pub reasons: Vec<Reason>,
}

/// What is to be done with a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is kept for this prompt, and offered to nobody.
    Hold(AttemptId),
    /// It pays this sale, without a key.
    Settle(Match),
    /// It is offered to this one, for one key.
    Offer(Match),
    /// It is offered to these, to choose: the likeliest first.
    Choose(Vec<Match>),
    /// It waits, offered to nobody.
    Wait,
}

/// From so many points on a candidate is shown.
const SHOWN_FROM: i32 = 5;

/// So far ahead of the second the first is offered alone: about five times as likely. Less, and a
/// cashier would too often be shown the wrong one, whose customer too says that he paid.
const LEAD: i32 = 7;

/// More than that nobody reads while a customer waits.
const MOST_CHOICES: usize = 4;

/// Decides what is to be done with a payment.
///
/// `prompts` are those that may lack their code: what fits one is its own (DESIGN 4.2).
pub fn decide<'a>(
    counter: &Counter,
    prompts: impl IntoIterator<Item = (AttemptId, Candidate<'a>)>,
    payment: &Payment<'_>,
) -> Decision {
    if let Some(attempt) = payment.prompt_of(prompts) {
        return Decision::Hold(attempt);
    }
    if payment.is_of_a_business() {
        return Decision::Wait;
    }
    let mut matches = payment.matches(counter);
    match matches.get(1) {
        _ if matches.is_empty() => Decision::Wait,
        Some(second) if matches[0].points - second.points < LEAD => {
            matches.truncate(MOST_CHOICES);
            Decision::Choose(matches)
        }
        _ => {
            let best = matches.swap_remove(0);
            let alone = counter.settles_alone && !payment.again;
            if alone && best.is_beyond_doubt() && !payment.has_rivals(counter, best.to) {
                return Decision::Settle(best);
            }
            Decision::Offer(best)
        }
    }
}

impl Payment<'_> {
    /// Returns the prompt that all that was told of it fits best.
    fn prompt_of<'a>(
        &self,
        prompts: impl IntoIterator<Item = (AttemptId, Candidate<'a>)>,
    ) -> Option<AttemptId> {
        let fits = |(attempt, candidate): (AttemptId, Candidate<'a>)| {
            let phone = &candidate.attempt.terms.phone;
            if self.agreement(phone) == Agreement::Other {
                return None;
            }
            let all: Option<Vec<_>> = self.heard.iter().map(|told| candidate.fit(told)).collect();
            Some((all?.into_iter().max()?, attempt))
        };
        let best = prompts.into_iter().filter_map(fits).max();
        best.map(|(_, attempt)| attempt)
    }

    fn is_of_a_business(&self) -> bool {
        let business = |told: &Hearing| told.kind == Kind::Organization;
        self.heard.iter().any(business)
    }

    /// Returns what it may be for, the likeliest first.
    fn matches(&self, counter: &Counter) -> Vec<Match> {
        let sales = counter.sales.iter().map(|sale| self.for_sale(sale));
        let debts = counter.debtors.iter().map(|debtor| self.for_debt(debtor));
        let likely = |one: &Match| one.points >= SHOWN_FROM;
        let mut matches: Vec<_> = sales.chain(debts).flatten().filter(likely).collect();
        matches.sort_by_key(|one| (-one.points, one.to));
        matches
    }

    /// Tells whether another sale comes to the same, or did so lately: its customer may have typed
    /// his neighbour's number.
    fn has_rivals(&self, counter: &Counter, to: Target) -> bool {
        let Some(amount) = self.amount() else {
            return true;
        };
        let rival = |sale: &OpenSale| Target::Sale(sale.sale) != to && sale.lacks == amount;
        let lately = |rung: Timestamp| self.heard_at.since(rung) < score::LATELY;
        let mut ended = counter.ended.iter();
        counter.sales.iter().any(rival)
            || ended.any(|(total, rung)| *total == amount && lately(*rung))
    }
}

impl Match {
    /// Tells whether three things that do not hang together say the same.
    fn is_beyond_doubt(&self) -> bool {
        let has = |reason| self.reasons.contains(&reason);
        let phone = has(Reason::Payer(Agreement::Same)) || has(Reason::Payer(Agreement::Likely));
        phone && has(Reason::Reference(Spelling::Exact)) && has(Reason::AmountExact)
    }
}

#[cfg(test)]
mod tests;
