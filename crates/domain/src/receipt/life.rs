//! The life of a receipt: money that M-PESA says moved, by however many ways it was heard of.
//!
//! As with an attempt, what is known only grows, and the state is read off it: facts may come in
//! any order and any number of times.
//!
//! | known | state | its money in the book |
//! |---|---|---|
//! | typed at the counter alone | claimed | none |
//! | an unsigned body | reported | none |
//! | an unsigned body, and an attempt that it fits | held | none |
//! | an answer to our own question | proved | in M-PESA: suspense, or the attempt's |
//! | such an answer, and an attempt that it fits | held | in M-PESA, in suspense |
//! | an answer, and a part (all) of it went back | part reversed (reversed) | what is left |
//! | M-PESA does not know it | disproved | none |
//! | two amounts or two numbers that were paid; proved and disproved | conflicting | as proved |
//!
//! Absent on purpose: how much of it may be given to sales ([`super::allocation`]), and whose code
//! it is. The book gives a receipt to the first proved attempt that names it on its own path, and
//! to no second one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Receipt;
use crate::clock::Timestamp;
use crate::ids::{AttemptId, LegId};
use crate::money::{Balance, Money};
use crate::party::Name;
use crate::phone::PayerHint;
use crate::shortcode::ShortcodeNumber;

/// By which way a receipt was heard of, from the weakest to the one that knows its amount best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// An STK callback on the path of an attempt: unsigned.
    StkBody,
    /// A C2B confirmation: unsigned.
    C2bBody,
    /// The query of the attempt whose code it is: its amount is the one that was asked for.
    Query,
    /// A pull of transactions.
    Pull,
    /// A transaction status.
    Status,
    /// A statement whose balances add up.
    Statement,
}

/// Who paid: a customer, or a business that moved money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A customer, as far as is told.
    #[default]
    Customer,
    /// `Organization To Organization Transfer`: never offered to a sale.
    Organization,
}

/// What a customer typed as account, or our own reference after a prompt. `Debug` hides it: people
/// type their phones and names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

/// What one source tells of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hearing {
    /// By which way it was heard of.
    pub source: Source,
    /// The amount that it names.
    pub amount: Option<Money>,
    /// The number that was paid.
    pub payee: ShortcodeNumber,
    /// When it was paid, by Safaricom's clock.
    pub paid_at: Option<Timestamp>,
    /// What is shown of the payer's phone.
    pub payer: PayerHint,
    /// Who paid.
    pub kind: Kind,
    /// What stands as account.
    pub reference: Option<Reference>,
    /// What the payer is called: no key of anything.
    pub name: Option<Name>,
    /// What the shop's account holds after it.
    pub balance: Option<Balance>,
}

/// Something that became known of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// Somebody typed it from a phone, and claims it for a leg of a sale.
    Claimed {
        /// The leg.
        leg: LegId,
        /// How much is claimed; what comes counts, whatever was claimed.
        money: Money,
    },
    /// It was heard of.
    Heard(Hearing),
    /// It fits an attempt that lacks its code: it is offered to that leg only.
    Held(AttemptId),
    /// It is not kept for that attempt any more: a supervisor freed it, or the attempt has another
    /// code, or was not paid.
    Freed(AttemptId),
    /// M-PESA does not know it.
    Disproved,
    /// A part or all of it was sent back, under a receipt of its own.
    Reversed {
        /// The reversal's own receipt.
        by: Receipt,
        /// How much went back.
        amount: Money,
    },
    /// A person found that so much of it went back, under a receipt of its own.
    SaidBack {
        /// The reversal's own receipt.
        by: Receipt,
        /// How much went back.
        amount: Money,
    },
    /// What a person found of that reversal does not count any more: M-PESA itself has answered.
    Unsaid {
        /// The reversal's own receipt.
        by: Receipt,
    },
    /// So much of it was given to a leg of a sale.
    Allocated {
        /// The leg.
        leg: LegId,
        /// How much.
        money: Money,
    },
    /// It was taken back from that leg.
    Unallocated(LegId),
}

/// All that is known of a receipt. It only grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    pub(super) claimed: BTreeMap<LegId, Money>,
    heard: BTreeSet<Hearing>,
    held: BTreeSet<AttemptId>,
    freed: BTreeSet<AttemptId>,
    disproved: bool,
    reversals: BTreeMap<Receipt, BTreeSet<Money>>,
    said_back: BTreeMap<Receipt, Money>,
    unsaid: BTreeSet<Receipt>,
    pub(super) allocated: BTreeMap<LegId, Money>,
    pub(super) unallocated: BTreeSet<LegId>,
}

/// Where a receipt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Typed from a phone; nothing else is known.
    Claimed,
    /// Named by an unsigned body.
    Reported,
    /// Proved: its money may be posted, once.
    Proved,
    /// A part went back.
    PartReversed,
    /// All of it went back.
    Reversed,
    /// Kept for the attempt that it fits.
    Held,
    /// Its sources contradict each other, or it was disproved and proved.
    Conflicting,
    /// M-PESA does not know it.
    Disproved,
}

/// Joins a fact in. Total: every fact has its place in every state.
#[must_use]
pub fn step(mut evidence: Evidence, fact: &Fact) -> Evidence {
    match fact.clone() {
        Fact::Claimed { leg, money } => {
            let claimed = evidence.claimed.entry(leg).or_default();
            *claimed = money.max(*claimed);
        }
        Fact::Heard(hearing) => _ = evidence.heard.insert(hearing),
        Fact::Held(attempt) => _ = evidence.held.insert(attempt),
        Fact::Freed(attempt) => _ = evidence.freed.insert(attempt),
        Fact::Disproved => evidence.disproved = true,
        Fact::Reversed { by, amount } => {
            evidence.reversals.entry(by).or_default().insert(amount);
        }
        Fact::SaidBack { by, amount } => {
            let said = evidence.said_back.entry(by).or_default();
            *said = amount.max(*said);
        }
        Fact::Unsaid { by } => _ = evidence.unsaid.insert(by),
        Fact::Allocated { leg, money } => {
            let given = evidence.allocated.entry(leg).or_default();
            *given = money.max(*given);
        }
        Fact::Unallocated(leg) => _ = evidence.unallocated.insert(leg),
    }
    evidence
}

impl Evidence {
    /// Reads the state off what is known. A receipt that is the code of an attempt is not held.
    pub fn state(&self, belongs: Belongs) -> State {
        let proved = self.proved_amount();
        let reversed = self.reversed();
        match proved {
            _ if self.is_contradicted() => State::Conflicting,
            Some(_) if self.available() == Money::ZERO && reversed > Money::ZERO => State::Reversed,
            Some(_) if reversed > Money::ZERO => State::PartReversed,
            None if self.disproved => State::Disproved,
            _ if belongs == Belongs::ToNobody && self.held_for().next().is_some() => State::Held,
            Some(_) => State::Proved,
            None if self.heard.is_empty() => State::Claimed,
            None => State::Reported,
        }
    }

    /// Returns the amount by the best source that names one: statement, status, pull, query,
    /// unsigned body.
    pub fn amount(&self) -> Option<Money> {
        self.amount_by(|_| true)
    }

    /// Returns the amount by the best source that proves: what moved, whatever bodies say.
    pub fn proved_amount(&self) -> Option<Money> {
        self.amount_by(Source::is_proof)
    }

    /// Returns what went back of the proved money. What M-PESA tells of a reversal outweighs what a
    /// person found.
    pub fn reversed(&self) -> Money {
        let told = self.reversals.values().filter_map(BTreeSet::last);
        let counts = |by: &Receipt| !self.unsaid.contains(by) && !self.reversals.contains_key(by);
        let said = self.said_back.iter().filter(|(by, _)| counts(by));
        let amounts = told.chain(said.map(|(_, amount)| amount));
        let sum = |sum: Money, amount: &Money| sum.checked_add(*amount);
        let sum = amounts.into_iter().try_fold(Money::ZERO, sum);
        // A sum beyond all money is more than came.
        let came = self.proved_amount().unwrap_or_default();
        sum.unwrap_or(came).min(came)
    }

    /// Returns what is left of proved money: never more than came.
    pub fn available(&self) -> Money {
        let came = self.proved_amount().unwrap_or_default();
        came.saturating_sub(self.reversed())
    }

    /// Returns the attempts that it is kept for.
    pub fn held_for(&self) -> impl Iterator<Item = AttemptId> {
        self.held.difference(&self.freed).copied()
    }

    /// Tells whether it was taken back from this attempt.
    pub fn was_freed_from(&self, attempt: AttemptId) -> bool {
        self.freed.contains(&attempt)
    }

    /// Returns every attempt that it was ever held for, freed or not.
    pub fn was_held_for(&self) -> impl Iterator<Item = AttemptId> {
        self.held.iter().copied()
    }

    /// Returns what each source tells, the weakest source first.
    pub fn hearings(&self) -> impl Iterator<Item = &Hearing> {
        self.heard.iter()
    }

    fn amount_by(&self, counts: impl Fn(Source) -> bool) -> Option<Money> {
        let amounts = self.heard.iter().filter(|heard| counts(heard.source));
        let amounts = amounts.filter_map(|heard| Some((heard.source, heard.amount?)));
        // Of one source that names two, the smaller: it is a conflict all the same.
        let best = amounts.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, amount)| amount)
    }

    /// Returns what counts of what was told: once answers to our own questions agree on it, no body
    /// that says otherwise. Whoever can post one must not keep anybody from what is proved.
    pub fn telling(&self) -> impl Iterator<Item = &Hearing> {
        let is_proof = |heard: &&Hearing| heard.source.is_proof() && heard.amount.is_some();
        let proof = self.heard.iter().rfind(is_proof);
        let proof = proof.filter(|_| self.is_proved_without_doubt());
        self.hearings().filter(move |heard| {
            proof.is_none_or(|proof| heard.source.is_proof() || heard.agrees_with(proof))
        })
    }

    /// Tells whether answers to our own questions prove it, and none of them names another sum.
    /// That M-PESA did not know it is outweighed: it may have been asked before its books had it.
    pub(super) fn is_proved_without_doubt(&self) -> bool {
        let proofs = self.heard.iter().filter(|heard| heard.source.is_proof());
        self.proved_amount().is_some() && tell_of_one_sum(proofs)
    }

    fn is_contradicted(&self) -> bool {
        self.contradictions() > 0
    }

    /// Counts what contradicts something that was told before: each is one more thing that a person
    /// must see.
    pub fn contradictions(&self) -> u32 {
        let (amounts, payees) = sums_of(&self.heard);
        let reversals = self.reversals.values().map(BTreeSet::len);
        let told = reversals.chain([amounts.len(), payees.len()]);
        let differing: usize = told.map(|count| count.saturating_sub(1)).sum();
        let denied = self.disproved && self.proved_amount().is_some();
        u32::try_from(differing + usize::from(denied)).unwrap_or(u32::MAX)
    }
}

/// Tells whether no two of these name another amount, or another number that was paid.
fn tell_of_one_sum<'a>(told: impl IntoIterator<Item = &'a Hearing>) -> bool {
    let (amounts, payees) = sums_of(told);
    amounts.len() <= 1 && payees.len() <= 1
}

/// Returns every amount that is named, and every number that was paid.
fn sums_of<'a>(
    told: impl IntoIterator<Item = &'a Hearing>,
) -> (BTreeSet<Money>, BTreeSet<ShortcodeNumber>) {
    let (mut amounts, mut payees) = (BTreeSet::new(), BTreeSet::new());
    for heard in told {
        amounts.extend(heard.amount);
        payees.insert(heard.payee);
    }
    (amounts, payees)
}

/// Whether a receipt is the code of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belongs {
    /// It is the code of a proved attempt.
    ToAnAttempt,
    /// It is nobody's yet.
    ToNobody,
}

impl Hearing {
    /// Tells whether it is of the same money: what it names beside that may differ.
    fn agrees_with(&self, proof: &Self) -> bool {
        let same_amount = self.amount.is_none() || self.amount == proof.amount;
        same_amount && (self.payee, self.kind) == (proof.payee, proof.kind)
    }
}

impl Source {
    /// Every source, the weakest first.
    pub const ALL: [Self; 6] = [
        Self::StkBody,
        Self::C2bBody,
        Self::Query,
        Self::Pull,
        Self::Status,
        Self::Statement,
    ];

    /// Tells whether it is an answer to a question of ours.
    pub const fn is_proof(self) -> bool {
        !matches!(self, Self::StkBody | Self::C2bBody)
    }

    /// Returns the name in the book and the interfaces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StkBody => "callback",
            Self::C2bBody => "confirmation",
            Self::Query => "query",
            Self::Pull => "pull",
            Self::Status => "status",
            Self::Statement => "statement",
        }
    }

    /// Finds a source by its name in the book.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

impl Kind {
    /// Returns the name in the book.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Organization => "organization",
        }
    }

    /// Finds a kind by its name in the book.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Customer, Self::Organization]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

impl State {
    /// Returns the name in the book and the interfaces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Reported => "reported",
            Self::Proved => "proved",
            Self::PartReversed => "part_reversed",
            Self::Reversed => "reversed",
            Self::Held => "held",
            Self::Conflicting => "conflicting",
            Self::Disproved => "disproved",
        }
    }
}

impl Reference {
    /// Reads what stands as account; nothing where there are only blanks.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reference(…)")
    }
}

#[cfg(test)]
mod tests;
