//! What is counted.

use std::collections::BTreeMap;
use std::fmt;

use crate::truth::{Situation, Situations};

/// What became of the payments of some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// How many days.
    pub days: u64,
    /// Payments that customers made by themselves for a sale of the day: the ones to be settled.
    pub due: Tally,
    /// The same by what was special about them.
    pub by_situation: BTreeMap<Situation, Tally>,
    /// Payments for no open sale: owed back, not rung up, strangers', tests, suppliers'.
    pub free: Tally,
    /// Payments of debts.
    pub debts: Tally,
    /// Payments of prompts. They are settled by the prompt's proof; here stands what else happened.
    pub prompts: Tally,
    /// Times that a prompt's own payment was offered to something else: must be 0.
    pub prompts_offered: u64,
    /// Times that a prompt's own payment was kept for it when it was told first.
    pub prompts_held: u64,
    /// Times that a customer's own payment was kept for a prompt.
    pub wrongly_held: u64,
    /// Actions that no matcher may do, by what they are: must be empty.
    pub broken: BTreeMap<&'static str, u64>,
    /// Examples of wrong settlements without a key, as seed and receipt.
    pub examples: Vec<String>,
}

/// What became of payments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many there were.
    pub payments: u64,
    /// Rightly settled without a key.
    pub by_itself: u64,
    /// Rightly settled by one key, the only candidate offered.
    pub by_one_key: u64,
    /// Rightly settled by choosing among several.
    pub by_choice: u64,
    /// Left to a person, who looked for it by hand.
    pub by_hand: u64,
    /// Rightly settled with nothing: put aside by a person, or a prompt's own, which its proof
    /// settles.
    pub left: u64,
    /// Wrongly settled without a key: must be 0.
    pub wrong_by_itself: u64,
    /// Wrongly settled because a cashier pressed the key, or chose the wrong one.
    pub wrong_by_key: u64,
}

/// How a payment was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    ByItself,
    OneKey,
    Choice,
    Hand,
    Left,
}

impl Tally {
    /// Returns how many of ten thousand were rightly settled with one key or none.
    pub fn one_key_or_none(&self) -> u64 {
        match self.payments {
            0 => 0,
            all => (self.by_itself + self.by_one_key) * 10_000 / all,
        }
    }

    pub(crate) fn count(&mut self, how: How, right: bool) {
        self.payments += 1;
        let counter = match (how, right) {
            (How::ByItself, true) => &mut self.by_itself,
            (How::OneKey, true) => &mut self.by_one_key,
            (How::Choice, true) => &mut self.by_choice,
            (How::Hand, _) => &mut self.by_hand,
            (How::Left, _) => &mut self.left,
            (How::ByItself, false) => &mut self.wrong_by_itself,
            (How::OneKey | How::Choice, false) => &mut self.wrong_by_key,
        };
        *counter += 1;
    }

    fn add(&mut self, other: &Self) {
        self.payments += other.payments;
        self.by_itself += other.by_itself;
        self.by_one_key += other.by_one_key;
        self.by_choice += other.by_choice;
        self.by_hand += other.by_hand;
        self.left += other.left;
        self.wrong_by_itself += other.wrong_by_itself;
        self.wrong_by_key += other.wrong_by_key;
    }
}

impl Score {
    /// Returns the wrong settlements without a key, of payments of every kind.
    pub fn wrong_by_itself(&self) -> u64 {
        let all = [self.due, self.free, self.debts, self.prompts];
        all.iter().map(|tally| tally.wrong_by_itself).sum()
    }

    /// Adds the score of other days.
    pub fn add(&mut self, other: Self) {
        self.days += other.days;
        self.due.add(&other.due);
        self.free.add(&other.free);
        self.debts.add(&other.debts);
        self.prompts.add(&other.prompts);
        self.prompts_offered += other.prompts_offered;
        self.prompts_held += other.prompts_held;
        self.wrongly_held += other.wrongly_held;
        for (situation, tally) in other.by_situation {
            self.by_situation.entry(situation).or_default().add(&tally);
        }
        for (what, count) in other.broken {
            *self.broken.entry(what).or_default() += count;
        }
        let room = 20_usize.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room));
    }

    pub(crate) fn count_in(&mut self, situations: Situations, how: How, right: bool) {
        for situation in situations.iter() {
            self.by_situation
                .entry(situation)
                .or_default()
                .count(how, right);
        }
    }

    pub(crate) fn break_rule(&mut self, rule: &'static str) {
        *self.broken.entry(rule).or_default() += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = self.one_key_or_none();
        write!(
            f,
            "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7} {:>4}.{:02} %",
            self.payments,
            self.by_itself,
            self.by_one_key,
            self.by_choice,
            self.by_hand,
            self.left,
            self.wrong_by_itself,
            self.wrong_by_key,
            share / 100,
            share % 100,
        )
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<32} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7} {:>9}",
            format!("{} days", self.days),
            "payments",
            "itself",
            "one key",
            "choice",
            "by hand",
            "left",
            "wrong",
            "by key",
            "0-1 keys",
        )?;
        let sums = [
            ("for a sale, by himself", self.due),
            ("for no open sale", self.free),
            ("debts", self.debts),
            ("by prompt", self.prompts),
        ];
        for (name, tally) in sums {
            writeln!(f, "{name:<32} {tally}")?;
        }
        for (situation, tally) in &self.by_situation {
            writeln!(f, "  {:<30} {tally}", situation.name())?;
        }
        writeln!(f, "prompt's own: kept {}", self.prompts_held)?;
        writeln!(
            f,
            "prompt's own: offered to others {}",
            self.prompts_offered
        )?;
        writeln!(f, "others' kept for a prompt: {}", self.wrongly_held)?;
        for (rule, count) in &self.broken {
            writeln!(f, "BROKEN: {rule}: {count}")?;
        }
        for example in &self.examples {
            writeln!(f, "WRONG: {example}")?;
        }
        Ok(())
    }
}
