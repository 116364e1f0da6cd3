//! The shop's account between two confirmations: each tells what the account holds after its
//! payment, so that two neighbours show money that came or went without anybody telling the till.
//!
//! | between two neighbours | then |
//! |---|---|
//! | the balance is what the payments make it | nothing |
//! | it rose by more: payments heard of by other ways come to just that | nothing |
//! | it rose by more, and nobody told the till why | waits: a late body or a pull may tell |
//! | it fell, by a reversal that the book knows, or by charges | nothing |
//! | it fell by just what one payment came to, or two or three | taken back, most likely |
//! | it fell by more than any three payments, or to nothing | moved to the bank: nothing |
//! | it fell by something else | left, and nobody knows why |
//!
//! No late payment explains a fall: it would make it larger. So that one is told at once.
//!
//! A confirmation is not signed. What it tells can raise an alarm, and only what answers to our own
//! questions prove can put one down without a person: money is taken for moved to the bank between
//! two proved payments alone.
//!
//! Absent on purpose: moving any money, and how long is waited.
//!
//! Source: reference section 4, `OrgAccountBalance`.

mod chain;
mod sums;
mod words;

use std::time::Duration;

use crate::clock::Timestamp;
use crate::money::{Balance, Money};
use crate::receipt::Receipt;

pub use chain::gaps;
pub use words::{Suspect, two_balances};

/// How long after he paid a customer's reversal is looked for.
pub const REACH: Duration = Duration::from_hours(24);

/// How far apart Safaricom's times of one payment are: a second in the samples.
pub const SLACK: Duration = Duration::from_secs(2);

/// How much later than it says a pulled payment may have been made.
///
/// Source: reference section 6: `trxDate` ends in `Z`, and which zone it is in is not told.
const ZONE_DOUBT: Duration = Duration::from_hours(3);

/// The most that is taken from the account for one payment, and the part of it that this is.
///
/// Source: a till's balance with cents in a body of 2024 (reference section 4): M-PESA takes whole
/// shillings, so something else took cents. What it charges the reference does not tell.
const MOST_CHARGE_CENTS: u64 = 20_000;
const CHARGED_PART: u64 = 100;

/// How many payments are named at the most.
const MOST_NAMED: usize = 5;

/// Of how many of the latest payments two or three are held against a fall.
const FEW: usize = 16;

/// What one confirmation tells of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The payment.
    pub receipt: Receipt,
    /// When it was paid, by Safaricom's clock, in whole seconds.
    pub paid_at: Timestamp,
    /// What it came to.
    pub amount: Money,
    /// What the account holds after it.
    pub holds: Balance,
    /// Whether an answer to a question of ours proves the payment.
    pub proved: bool,
}

/// Two neighbours between which the account changed by more than the later payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The earlier payment.
    pub after: Note,
    /// The later one, at whose confirmation the gap shows.
    pub before: Note,
    /// What came beyond the later payment; below zero, what left.
    pub change: Balance,
}

/// A payment that the till knows of, by whichever way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The payment.
    pub receipt: Receipt,
    /// When it was paid, as far as is known.
    pub paid_at: Timestamp,
    /// What is left of it.
    pub amount: Money,
    /// Whether a confirmation tells of the account after it.
    pub noted: bool,
}

/// Money that went back to a customer, as the book knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// How much.
    pub amount: Money,
    /// Not before this.
    pub earliest: Timestamp,
    /// Not after this.
    pub latest: Timestamp,
}

/// What the book knows that may explain a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The payments of the time before the gap's end.
    pub payments: Vec<Payment>,
    /// What went back to customers.
    pub reversals: Vec<Reversal>,
}

/// What is to be said of a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// One of these payments was taken back, most likely; the latest is the first.
    TakenBack(Money, Vec<Receipt>),
    /// These together were taken back, most likely.
    TakenBackTogether(Money, Vec<Receipt>),
    /// Money left, and nothing tells why.
    Left(Money),
    /// Money came that nobody told the till of.
    Untold(Money),
}

/// What a gap comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is wrong.
    Explained,
    /// What is still to come may explain it.
    Waits(Finding),
    /// A person must look.
    Stands(Finding),
}

impl Note {
    /// Returns what the account held before the payment.
    pub fn held(&self) -> Balance {
        let paid = self.amount.balance().cents();
        Balance::from_cents(self.holds.cents().saturating_sub(paid))
    }

    /// Returns what M-PESA may have charged for this payment and the next one. Where the balances
    /// are of whole shillings, as payments are, it charges nothing.
    fn charges_until(&self, next: &Self) -> Money {
        let has_cents = |balance: Balance| balance.cents() % 100 != 0;
        if !has_cents(self.holds) && !has_cents(next.held()) {
            return Money::ZERO;
        }
        charge(self.amount).saturating_add(charge(next.amount))
    }
}

/// Returns the most that M-PESA may charge for a payment.
fn charge(amount: Money) -> Money {
    let cents = (amount.cents() / CHARGED_PART).min(MOST_CHARGE_CENTS);
    Money::from_cents(cents).unwrap_or_default()
}

impl Gap {
    /// Says what a gap comes to by what the book knows.
    pub fn judge(&self, known: &Known) -> Verdict {
        let cents = self.change.cents();
        let amount = Money::from_cents(cents.unsigned_abs()).unwrap_or_default();
        if cents > 0 {
            self.judge_rise(amount, known)
        } else {
            self.judge_fall(amount, known)
        }
    }

    fn judge_rise(&self, rise: Money, known: &Known) -> Verdict {
        let unnoted = known.payments.iter().filter(|one| self.may_hold(one));
        let charges = match self.after.charges_until(&self.before) {
            Money::ZERO => Money::ZERO,
            known => known.saturating_add(charge(rise)),
        };
        let came = rise.saturating_add(charges);
        let told = sums::most_within(unnoted.map(|one| one.amount), came);
        match rise.saturating_sub(told) {
            Money::ZERO => Verdict::Explained,
            untold => Verdict::Waits(Finding::Untold(untold)),
        }
    }

    fn judge_fall(&self, fall: Money, known: &Known) -> Verdict {
        let charges = self.after.charges_until(&self.before);
        let reversals = known.reversals.iter().filter(|one| self.meets(one));
        let reversed = sums::most_within(reversals.map(|one| one.amount), fall);
        let fall = fall.saturating_sub(reversed);
        if fall <= charges {
            return Verdict::Explained;
        }
        let suspects = self.suspects(known);
        let fits = |sum: Money| sum <= fall && fall.saturating_sub(sum) <= charges;
        let alone: Vec<_> = suspects.iter().filter(|one| fits(one.amount)).collect();
        if let Some(latest) = alone.first() {
            let named = alone.iter().take(MOST_NAMED);
            let named = named.map(|one| one.receipt.clone()).collect();
            return Verdict::Stands(Finding::TakenBack(latest.amount, named));
        }
        let left = Finding::Left(fall);
        if self.before.held() == Balance::default() || fall > sums::three_largest(&suspects) {
            let proved = self.after.proved && self.before.proved;
            return if proved {
                Verdict::Explained
            } else {
                Verdict::Waits(left)
            };
        }
        match sums::the_only_few(suspects.get(..FEW).unwrap_or(&suspects), fits) {
            Some(few) => Verdict::Stands(Finding::TakenBackTogether(fall, few)),
            None => Verdict::Stands(left),
        }
    }

    /// Returns what can have been taken back in it, the latest first.
    fn suspects<'a>(&self, known: &'a Known) -> Vec<&'a Payment> {
        let until = self.before.paid_at;
        let recent = |one: &&Payment| {
            let others = one.receipt != self.before.receipt && one.amount > Money::ZERO;
            others && one.paid_at <= until && until.since(one.paid_at) <= REACH
        };
        let mut suspects: Vec<_> = known.payments.iter().filter(recent).collect();
        suspects.sort_by_key(|one| (std::cmp::Reverse(one.paid_at), &one.receipt));
        suspects
    }

    /// Tells whether a payment of which no confirmation told may have come in it.
    fn may_hold(&self, payment: &Payment) -> bool {
        let (from, to) = (self.after.paid_at, self.before.paid_at.plus(SLACK));
        let within = |at: Timestamp| from <= at.plus(SLACK) && at <= to;
        let moments = [payment.paid_at, payment.paid_at.plus(ZONE_DOUBT)];
        !payment.noted && moments.into_iter().any(within)
    }

    fn meets(&self, reversal: &Reversal) -> bool {
        let (from, to) = (self.after.paid_at, self.before.paid_at.plus(SLACK));
        from <= reversal.latest.plus(SLACK) && reversal.earliest <= to
    }
}

impl Finding {
    /// Returns how much money it is about.
    pub const fn amount(&self) -> Money {
        match self {
            Self::TakenBack(amount, _)
            | Self::TakenBackTogether(amount, _)
            | Self::Left(amount)
            | Self::Untold(amount) => *amount,
        }
    }

    /// Returns the payments that it names.
    pub fn named(&self) -> &[Receipt] {
        match self {
            Self::TakenBack(_, named) | Self::TakenBackTogether(_, named) => named,
            Self::Left(_) | Self::Untold(_) => &[],
        }
    }

    /// Returns its name in the book and the interfaces.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::TakenBack(..) => "taken_back",
            Self::TakenBackTogether(..) => "taken_back_together",
            Self::Left(_) => "left",
            Self::Untold(_) => "untold",
        }
    }

    /// Makes a finding of what the book says of it.
    pub fn from_parts(name: &str, amount: Money, named: Vec<Receipt>) -> Option<Self> {
        match name {
            "taken_back" => Some(Self::TakenBack(amount, named)),
            "taken_back_together" => Some(Self::TakenBackTogether(amount, named)),
            "left" => Some(Self::Left(amount)),
            "untold" => Some(Self::Untold(amount)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
