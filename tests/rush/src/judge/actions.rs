//! What a matcher wants, held against the rules and the truth.

use domain::clock::Timestamp;
use domain::receipt::Receipt;
use domain::receipt::life::Kind;

use super::{Act, Bench, Shown};
use crate::day::Target;
use crate::matcher::{Action, Matcher};
use crate::rates;
use crate::score::How;
use crate::truth::Meant;
use crate::verdict::is_for;

impl<M: Matcher> Bench<'_, M> {
    pub(super) fn apply(&mut self, action: Action, at: Timestamp) {
        let receipt = action.receipt().clone();
        let Some(payment) = self.payments.get(&receipt) else {
            return self
                .score
                .break_rule("acts on a payment that nobody heard of");
        };
        let gone = payment.settled.is_some() || payment.aside;
        match action {
            Action::Wait { .. } if gone => {}
            _ if gone => self
                .score
                .break_rule("acts on a payment that is settled or put aside"),
            Action::Wait { .. } => _ = self.show(&receipt, Shown::Waiting),
            Action::Hold { attempt, .. } if self.attempts.contains_key(&attempt) => {
                self.hold(&receipt);
            }
            Action::Hold { .. } => self.score.break_rule("holds for a prompt that is not out"),
            Action::Settle { sale, .. } => self.settle_by_itself(&receipt, Target::Sale(sale), at),
            Action::Offer { to, .. } => self.offer(&receipt, vec![to], at),
            Action::Choose { among, .. } if among.len() < 2 => {
                self.score.break_rule("lets choose among fewer than two");
            }
            Action::Choose { among, .. } => self.offer(&receipt, among, at),
        }
    }

    fn show(&mut self, receipt: &Receipt, shown: Shown) -> u64 {
        let payment = self.payments.get_mut(receipt).expect("was heard of");
        payment.shown = shown;
        payment.turn += 1;
        payment.turn
    }

    fn hold(&mut self, receipt: &Receipt) {
        let was_held = self.payments[receipt].shown == Shown::Held;
        let is_prompts = matches!(self.meaning.meant(receipt), Meant::Prompt(..));
        if !was_held && is_prompts {
            self.score.prompts_held += 1;
        } else if !was_held {
            self.score.wrongly_held += 1;
        }
        self.show(receipt, Shown::Held);
    }

    fn settle_by_itself(&mut self, receipt: &Receipt, to: Target, at: Timestamp) {
        if !self.may_be_offered(receipt, &[to]) {
            return;
        }
        let right = self.is_right(receipt, to, at);
        if !right {
            let meant = self.meaning.meant(receipt);
            let example = format!("{} to {to:?}, but meant {meant:?}", receipt.as_str());
            self.score.examples.push(example);
        }
        self.settle(receipt, to, (How::ByItself, right), at);
    }

    fn offer(&mut self, receipt: &Receipt, to: Vec<Target>, at: Timestamp) {
        if self.may_be_offered(receipt, &to)
            && self.payments[receipt].shown != Shown::Offered(to.clone())
        {
            let turn = self.show(receipt, Shown::Offered(to));
            let look_at = at.ms() + rates::LOOKS_AFTER.ms(&mut self.dice);
            self.plan(look_at, Act::Look(receipt.clone(), turn));
        }
    }

    fn may_be_offered(&mut self, receipt: &Receipt, to: &[Target]) -> bool {
        let meant = self.meaning.meant(receipt);
        let of_a_prompt = matches!(meant, Meant::Prompt(..));
        if of_a_prompt && to.iter().any(|to| !is_for(meant, *to)) {
            self.score.prompts_offered += 1;
        }
        let rule = if self.proved.contains(receipt) {
            "offers the code of a proved prompt"
        } else if self.payments[receipt].kind == Kind::Organization {
            "offers money of a business"
        } else if to.iter().any(|to| !self.is_open(*to)) {
            "offers to what is not open"
        } else {
            return true;
        };
        self.score.break_rule(rule);
        false
    }

    pub(super) fn is_right(&mut self, receipt: &Receipt, to: Target, at: Timestamp) -> bool {
        let payments = &self.payments;
        let gone = |other: &Receipt| {
            let other = payments.get(other);
            other.is_some_and(|other| other.settled.is_some() || other.aside)
        };
        self.meaning.is_right(self.truth, receipt, to, at, gone)
    }

    /// Carries a settlement out. The sale of a payment that went elsewhere is set right by hand.
    pub(super) fn settle(
        &mut self,
        receipt: &Receipt,
        to: Target,
        (how, right): (How, bool),
        at: Timestamp,
    ) {
        let payment = self.payments.get_mut(receipt).expect("was heard of");
        payment.settled = Some((how, right));
        if let Target::Sale(sale) = to {
            self.cover(sale, self.truth.payments[receipt].amount);
        }
        if let (false, Meant::Sale(sale)) = (right, self.meaning.meant(receipt)) {
            let mend_at = at.ms() + rates::BY_HAND_AFTER.ms(&mut self.dice);
            self.plan(mend_at, Act::Mend(sale));
        }
    }
}
