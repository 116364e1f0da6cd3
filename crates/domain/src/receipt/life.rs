//! The life of a receipt: money that M-PESA says moved, by however many ways it was heard of.
//!
//! As with an attempt, what is known only grows, and the state is read off it. The driver of this
//! version hears of receipts by callback and proves them by query alone; the other ways come with
//! their own features and use the same join.

use std::collections::{BTreeMap, BTreeSet};

use super::Receipt;
use crate::money::Money;

/// By which way a receipt was heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A body that came by itself, unsigned: STK callback or C2B confirmation.
    Body,
    /// The query of the attempt that it came with.
    Query,
    /// A pull of transactions.
    Pull,
    /// A transaction status.
    Status,
    /// A statement whose balances add up.
    Statement,
}

/// Something that became known of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Somebody typed it from a phone.
    Claimed,
    /// It was heard of, with this amount.
    Heard {
        /// By which way.
        source: Source,
        /// The amount that it names.
        amount: Money,
    },
    /// It fits an attempt that lacks its receipt: it is offered to that leg only.
    Held,
    /// A supervisor freed it from that leg.
    Freed,
    /// M-PESA does not know it.
    Disproved,
    /// A part or all of it was sent back, under a receipt of its own.
    Reversed {
        /// The reversal's own receipt.
        by: Receipt,
        /// How much went back.
        amount: Money,
    },
}

/// All that is known of a receipt. It only grows.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that was heard, or not"
)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    claimed: bool,
    heard: BTreeMap<Source, BTreeSet<Money>>,
    held: bool,
    freed: bool,
    disproved: bool,
    reversals: BTreeMap<Receipt, BTreeSet<Money>>,
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
    /// Its sources name different amounts, or it was disproved and proved.
    Conflicting,
    /// M-PESA does not know it.
    Disproved,
}

/// Joins a fact in. Total: every fact has its place in every state.
#[must_use]
pub fn step(mut evidence: Evidence, fact: &Fact) -> Evidence {
    match fact.clone() {
        Fact::Claimed => evidence.claimed = true,
        Fact::Heard { source, amount } => {
            evidence.heard.entry(source).or_default().insert(amount);
        }
        Fact::Held => evidence.held = true,
        Fact::Freed => evidence.freed = true,
        Fact::Disproved => evidence.disproved = true,
        Fact::Reversed { by, amount } => {
            evidence.reversals.entry(by).or_default().insert(amount);
        }
    }
    evidence
}

impl Evidence {
    /// Reads the state off what is known.
    pub fn state(&self) -> State {
        let proved = self.heard.keys().any(|source| *source != Source::Body);
        let reversed = self.reversed();
        let rest = self.amount().map(|amount| amount.saturating_sub(reversed));
        match rest {
            _ if self.is_contradicted(proved) => State::Conflicting,
            Some(Money::ZERO) if proved => State::Reversed,
            _ if proved && reversed > Money::ZERO => State::PartReversed,
            _ if self.disproved => State::Disproved,
            _ if self.held && !self.freed => State::Held,
            _ if proved => State::Proved,
            Some(_) => State::Reported,
            None => State::Claimed,
        }
    }

    /// Returns the amount by the best source: statement, status, pull, query, unsigned body.
    pub fn amount(&self) -> Option<Money> {
        self.heard
            .last_key_value()
            .and_then(|(_, amounts)| amounts.first().copied())
    }

    /// Returns what may still be refunded of proved money.
    pub fn available(&self) -> Money {
        match self.state() {
            State::Proved | State::PartReversed | State::Held => self
                .amount()
                .unwrap_or_default()
                .saturating_sub(self.reversed()),
            _ => Money::ZERO,
        }
    }

    fn reversed(&self) -> Money {
        let amounts = self.reversals.values().filter_map(|amounts| amounts.last());
        let sum = |sum: Money, amount: &Money| sum.checked_add(*amount);
        amounts
            .into_iter()
            .try_fold(Money::ZERO, sum)
            .unwrap_or_default()
    }

    fn is_contradicted(&self, proved: bool) -> bool {
        let amounts: BTreeSet<_> = self.heard.values().flatten().collect();
        let reversals_differ = self.reversals.values().any(|amounts| amounts.len() > 1);
        amounts.len() > 1 || reversals_differ || (proved && self.disproved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kes(shillings: u64) -> Money {
        Money::from_cents(shillings * 100).expect("an amount")
    }

    fn heard(source: Source, shillings: u64) -> Fact {
        Fact::Heard {
            source,
            amount: kes(shillings),
        }
    }

    fn reversed(by: &str, shillings: u64) -> Fact {
        Fact::Reversed {
            by: by.parse().expect("a receipt"),
            amount: kes(shillings),
        }
    }

    fn after(facts: &[Fact]) -> Evidence {
        facts.iter().fold(Evidence::default(), step)
    }

    #[test]
    fn a_receipt_goes_through_its_life() {
        let check = |facts: &[Fact], state| assert_eq!(after(facts).state(), state, "{facts:?}");
        let (body, query) = (heard(Source::Body, 350), heard(Source::Query, 350));
        check(&[Fact::Claimed], State::Claimed);
        check(&[Fact::Claimed, Fact::Disproved], State::Disproved);
        check(&[Fact::Claimed, body.clone()], State::Reported);
        check(&[body.clone(), query.clone()], State::Proved);
        check(&[body.clone(), Fact::Held], State::Held);
        check(
            &[body.clone(), Fact::Held, Fact::Freed, query.clone()],
            State::Proved,
        );
        check(
            &[body.clone(), heard(Source::Status, 300)],
            State::Conflicting,
        );
        check(&[query.clone(), Fact::Disproved], State::Conflicting);
        check(
            &[query.clone(), reversed("SKE52PAWR9", 100)],
            State::PartReversed,
        );
        check(&[reversed("SKE52PAWR9", 350), query], State::Reversed);
        check(&[reversed("SKE52PAWR9", 350), body], State::Reported);
    }

    #[test]
    fn what_was_sent_back_can_not_be_sent_back_again() {
        let proved = heard(Source::Query, 350);
        assert_eq!(after(std::slice::from_ref(&proved)).available(), kes(350));
        let part = [
            proved.clone(),
            reversed("SKE52PAWR9", 100),
            reversed("SKE52PAWR9", 100),
        ];
        assert_eq!(after(&part).available(), kes(250));
        assert_eq!(
            after(&[proved, reversed("SKE52PAWR9", 350)]).available(),
            Money::ZERO
        );
        assert_eq!(after(&[heard(Source::Body, 350)]).available(), Money::ZERO);
    }

    fn any_fact() -> impl Strategy<Value = Fact> {
        let sources = [
            Source::Body,
            Source::Query,
            Source::Pull,
            Source::Status,
            Source::Statement,
        ];
        prop_oneof![
            Just(Fact::Claimed),
            (prop::sample::select(sources.to_vec()), 349u64..351).prop_map(|(s, a)| heard(s, a)),
            Just(Fact::Held),
            Just(Fact::Freed),
            Just(Fact::Disproved),
            ("SKE52PAWR[0-3]", 0u64..400).prop_map(|(by, amount)| reversed(&by, amount)),
        ]
    }

    proptest! {
        #[test]
        fn facts_in_any_order_and_number_end_in_one_state(
            facts in prop::collection::vec(any_fact(), 0..8),
            shuffle in any::<prop::sample::Index>(),
        ) {
            let mut turned = facts.clone();
            turned.rotate_left(shuffle.index(facts.len().max(1)).min(facts.len()));
            turned.extend(facts.iter().rev().cloned());
            prop_assert_eq!(after(&facts), after(&turned));
        }

        #[test]
        fn no_more_is_available_than_came(facts in prop::collection::vec(any_fact(), 0..8)) {
            let evidence = after(&facts);
            prop_assert!(evidence.available() <= evidence.amount().unwrap_or_default());
        }
    }
}
