//! The model cashier, and the count at the end of the day.

use domain::clock::Timestamp;
use domain::ids::SaleId;
use domain::receipt::Receipt;

use super::{Act, Bench, Shown};
use crate::chance::one_of;
use crate::day::{Closing, Event, Target, What};
use crate::matcher::Matcher;
use crate::rates;
use crate::score::{How, Score};
use crate::truth::Meant;
use crate::verdict::is_for;

impl<M: Matcher> Bench<'_, M> {
    /// Lets the cashier do what he does before then.
    pub(super) fn act_until(&mut self, until: Timestamp) {
        while let Some(next) = self.acts.first_entry() {
            let at = Timestamp::from_ms(next.key().0);
            if at >= until {
                return;
            }
            match next.remove() {
                Act::Look(receipt, turn) => self.look(&receipt, turn, at),
                Act::LookUp(receipt) => self.look_up(&receipt, at),
                Act::Mend(sale) => self.mend(sale, at),
            }
        }
    }

    fn look(&mut self, receipt: &Receipt, turn: u64, at: Timestamp) {
        let payment = &self.payments[receipt];
        let gone = payment.settled.is_some() || payment.aside || self.proved.contains(receipt);
        let gone = gone || payment.turn != turn;
        let Shown::Offered(offered) = payment.shown.clone() else {
            return;
        };
        if gone {
            return;
        }
        let open = |to: &Target| self.is_open(*to);
        let shown: Vec<Target> = offered.iter().copied().filter(open).collect();
        if shown.len() < offered.len() {
            self.score
                .break_rule("leaves an offer standing to what was closed");
        }
        let how = if offered.len() == 1 {
            How::OneKey
        } else {
            How::Choice
        };
        if let Some((to, right)) = self.press(receipt, &shown, at) {
            self.settle_by_person(receipt, to, (how, right), at);
        }
    }

    /// Which of the candidates the cashier takes, and whether it is right.
    fn press(
        &mut self,
        receipt: &Receipt,
        shown: &[Target],
        at: Timestamp,
    ) -> Option<(Target, bool)> {
        let meant = self.meaning.meant(receipt);
        let straight = shown.iter().copied().find(|to| is_for(meant, *to));
        let mut alike = shown.iter().copied();
        let right = straight.or_else(|| alike.find(|to| self.is_right(receipt, *to, at)));
        let others: Vec<Target> = shown
            .iter()
            .copied()
            .filter(|to| Some(*to) != right)
            .collect();
        let wrong = match (right, others.is_empty()) {
            (_, true) => false,
            (Some(_), false) => rates::CHOOSES_WRONG.happens(&mut self.dice),
            (None, false) if self.is_said_paid(others[0], at) => {
                rates::WRONG_KEY_WAITING.happens(&mut self.dice)
            }
            (None, false) => rates::WRONG_KEY.happens(&mut self.dice),
        };
        match (wrong, right) {
            (true, Some(_)) => Some((*one_of(&others, &mut self.dice), false)),
            (true, None) => Some((others[0], false)),
            (false, right) => right.map(|to| (to, true)),
        }
    }

    /// Tells whether the customer of a sale says that he paid it.
    fn is_said_paid(&self, to: Target, at: Timestamp) -> bool {
        match to {
            Target::Sale(sale) => self.paid.get(&sale).is_some_and(|paid| *paid <= at),
            Target::Debt(_) => false,
        }
    }

    fn look_up(&mut self, receipt: &Receipt, at: Timestamp) {
        let payment = &self.payments[receipt];
        if payment.settled.is_some() || payment.aside {
            return;
        }
        let to = match self.meaning.meant(receipt) {
            Meant::Sale(sale) | Meant::Prompt(_, sale) => Some(Target::Sale(sale)),
            Meant::Debt(phone) => Some(Target::Debt(phone)),
            Meant::OwedBack(_) | Meant::NoSale => None,
        };
        if let Some(to) = to.filter(|to| self.is_open(*to)) {
            return self.settle_by_person(receipt, to, (How::Hand, true), at);
        }
        self.payments.get_mut(receipt).expect("was heard of").aside = true;
        let what = What::SetAside(receipt.clone());
        self.hear(&Event { at, what });
    }

    fn mend(&mut self, sale: SaleId, at: Timestamp) {
        if self.is_open(Target::Sale(sale)) {
            let what = What::SaleClosed(sale, Closing::OtherTender);
            self.hear(&Event { at, what });
        }
    }

    fn settle_by_person(
        &mut self,
        receipt: &Receipt,
        to: Target,
        verdict: (How, bool),
        at: Timestamp,
    ) {
        self.settle(receipt, to, verdict, at);
        let receipt = receipt.clone();
        let what = What::Settled { receipt, to };
        self.hear(&Event { at, what });
    }

    /// Counts what became of each payment.
    pub(super) fn close(mut self, seed: u64) -> Score {
        for (receipt, payment) in &self.payments {
            let (tally, else_how) = match self.meaning.meant(receipt) {
                Meant::Sale(_) => (&mut self.score.due, How::Hand),
                Meant::OwedBack(_) | Meant::NoSale => (&mut self.score.free, How::Left),
                Meant::Debt(_) => (&mut self.score.debts, How::Hand),
                Meant::Prompt(..) => (&mut self.score.prompts, How::Left),
            };
            let (how, right) = payment.settled.unwrap_or((else_how, true));
            tally.count(how, right);
            let situations = self.truth.payments[receipt].situations;
            self.score.count_in(situations, how, right);
        }
        for example in &mut self.score.examples {
            *example = format!("seed {seed}: {example}");
        }
        self.score
    }
}
