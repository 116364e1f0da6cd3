//! What people did with payments: each stands in the one sale that it was given to, is free again
//! when it was taken back, and settles one sale only.

use std::collections::BTreeMap;

use domain::ids::SaleId;

use super::Audit;
use super::tables::{Allocation, Receipt};
use crate::diary::{Act, Deed, End};

impl Audit<'_> {
    /// What the till said that it did is in the book, and nothing is that nobody did.
    pub(super) fn acts_are_in_the_book(&self) {
        let acts = self.world.diary().unasked.acts.clone();
        for act in &acts {
            let kept = match (&act.what, act.end) {
                (Deed::Gives { receipt, sale }, End::Done { leg: Some(leg), .. }) => {
                    self.tables.allocations.iter().any(|one| {
                        let is_so = one.leg == leg && one.receipt == receipt.as_str();
                        is_so && self.tables.sale_of(leg) == Some(*sale)
                    })
                }
                (Deed::TakesBack { leg }, End::Done { .. }) => {
                    let mut of_leg = self.tables.allocations.iter();
                    of_leg.any(|one| one.leg == *leg && one.taken_back.is_some())
                }
                (Deed::Voids { sale }, End::Done { .. }) => self.is_void(*sale),
                (Deed::Gives { receipt, .. }, End::Used(number)) => {
                    self.ever_had(receipt.as_str(), number.get())
                }
                _ => true,
            };
            if !kept {
                let (what, end) = (&act.what, act.end);
                self.found(&format!(
                    "I1: {what:?} was {end:?}, and the book has it not"
                ));
            }
        }
        self.nothing_is_given_by_nobody(&acts);
    }

    /// A cashier who is told who has a payment is told a sale that had it.
    fn ever_had(&self, code: &str, number: u32) -> bool {
        let mut of_code = self.tables.allocations.iter();
        of_code.any(|one| {
            let sale = self.tables.sale_of(one.leg);
            let sale = sale.and_then(|sale| self.tables.sales.get(&sale));
            one.receipt == code && sale.is_some_and(|sale| sale.number == number)
        })
    }

    fn nothing_is_given_by_nobody(&self, acts: &[Act]) {
        let mut tried: BTreeMap<(String, SaleId), u32> = BTreeMap::new();
        for act in acts.iter().filter(|act| act.end.may_be_done()) {
            if let Deed::Gives { receipt, sale } = &act.what {
                *tried.entry((receipt.to_string(), *sale)).or_default() += 1;
            }
        }
        for one in &self.tables.allocations {
            let (code, leg) = (&one.receipt, one.leg);
            let Some(sale) = self.tables.sale_of(leg) else {
                continue;
            };
            let left = tried
                .get_mut(&(code.clone(), sale))
                .filter(|left| **left > 0);
            match left {
                Some(left) => *left -= 1,
                None => self.found(&format!("I8: {code} is given to {sale} by nobody")),
            }
            let void_seq = self.tables.sales.get(&sale).and_then(|sale| sale.void_seq);
            if void_seq.is_some_and(|void| void < one.seq) {
                self.found(&format!(
                    "I2: {code} is given to {sale}, which was called off"
                ));
            }
            self.is_taken_back_rightly(one, acts);
        }
    }

    /// It was taken back by a person; or because it is the code of a prompt, a business's, or
    /// M-PESA itself does not know it: then a person is told.
    fn is_taken_back_rightly(&self, one: &Allocation, acts: &[Act]) {
        let Some((_, actor)) = &one.taken_back else {
            return;
        };
        let (code, what) = (&one.receipt, Deed::TakesBack { leg: one.leg });
        if actor != "till" {
            if !acts
                .iter()
                .any(|act| act.what == what && act.end.may_be_done())
            {
                self.found(&format!("I8: {code} is taken back by nobody"));
            }
            return;
        }
        self.world.came("taken back by the till");
        let receipt = self.tables.receipts.get(code);
        let is_code = receipt.is_some_and(|receipt| receipt.attempt.is_some());
        let is_unknown = self.world.diary().asked_later.unknown.contains(code);
        let is_business = self.is_known_as_a_businesss(code);
        let is_rightly = is_code || is_unknown || is_business;
        if !is_rightly || !self.tables.lost_by_a_sale.contains(code) {
            self.found(&format!(
                "I5: {code} was taken from a sale, and nobody is told why"
            ));
        }
    }

    /// At no time was more of a payment given than came; and at the end it stands in one place.
    pub(super) fn no_shilling_settles_two_sales(&self) {
        let mut events: Vec<(i64, &str, i64)> = Vec::new();
        for one in &self.tables.allocations {
            let moved = self.truth.receipts.get(&one.receipt);
            // Who claims a code before anybody has heard of it claims what comes by it.
            let cents = match moved {
                Some(payment) if one.is_claim => one.cents.min(payment.cents),
                _ => one.cents,
            };
            events.push((one.seq, &one.receipt, cents));
            let back = one.taken_back.as_ref();
            events.extend(back.map(|(seq, _)| (*seq, one.receipt.as_str(), -cents)));
        }
        events.sort_unstable();
        let mut stands: BTreeMap<&str, i64> = BTreeMap::new();
        for (_, code, cents) in events {
            let given = stands.entry(code).or_default();
            *given += cents;
            let moved = self.truth.receipts.get(code).map(|payment| payment.cents);
            if moved.is_some_and(|moved| *given > moved) {
                let given = *given;
                self.found(&format!(
                    "I2: {given} cents of {code} were given, {moved:?} came"
                ));
            }
        }
        for (code, receipt) in &self.tables.receipts {
            self.is_free_or_given(code, receipt);
        }
    }

    /// What a customer paid by himself and nobody needs waits for a sale; what was given fills its
    /// leg once it is proved. A business's looks like a customer's in most pulls, and waits too.
    fn is_free_or_given(&self, code: &str, receipt: &Receipt) {
        let Some(truth) = self.truth.receipts.get(code) else {
            return;
        };
        let given: i64 = self.tables.given(code).map(|one| one.cents).sum();
        let is_posted = receipt.posted_cents == truth.cents;
        let is_own = receipt.attempt.is_none() && receipt.held_for.is_none();
        let rest = (truth.cents - receipt.returned_cents - given).max(0);
        let is_known_business = self.is_known_as_a_businesss(code);
        if is_posted && is_own && !is_known_business && receipt.left_cents != rest {
            let left = receipt.left_cents;
            self.found(&format!(
                "I3: {left} cents of {code} wait, and {rest} should"
            ));
        }
        let is_business = truth.phone.is_none();
        if is_business && !is_posted && receipt.left_cents > 0 {
            self.found(&format!("I2: {code} is a business's, and waits for a sale"));
        }
        let is_code = receipt.attempt.is_some();
        if !is_own && receipt.left_cents > 0 || is_code && given > 0 {
            self.found(&format!(
                "I2: {code} is a prompt's, and is offered or given"
            ));
        }
        let unfilled = self
            .tables
            .given(code)
            .any(|one| one.fills != Some(one.cents));
        if is_posted && is_own && unfilled {
            self.found(&format!(
                "I6: {code} was given and proved, and fills nothing"
            ));
        }
    }

    /// No sale was said to be covered that was not, by what had truly come for it by then.
    pub(super) fn covered_is_covered(&self) {
        let released = self.world.diary().unasked.released.clone();
        for (id, at_ms) in released {
            let Some(sale) = self.tables.sales.get(&id) else {
                self.found(&format!("I1: {id} was covered, and is not in the book"));
                continue;
            };
            let legs = self.tables.legs.iter().filter(|(_, leg)| leg.sale == id);
            let prompts = legs.map(|(leg, _)| self.came_for(*leg, at_ms));
            let counter = self.world.diary().unasked.taken_by(id, at_ms);
            let came = prompts.sum::<i64>() + counter + self.given_by(id, at_ms);
            if came < sale.total_cents {
                let total = sale.total_cents;
                self.found(&format!("I5: {id} is covered with {came} of {total} cents"));
            }
        }
    }

    /// What had truly come of the payments that were given to a sale by then, as far as they were
    /// not taken back.
    fn given_by(&self, sale: SaleId, by_ms: i64) -> i64 {
        let diary = self.world.diary();
        let gives = diary.unasked.acts.iter().filter(|act| act.at_ms <= by_ms);
        let mut codes: Vec<_> = gives
            .filter_map(|act| match &act.what {
                Deed::Gives { receipt, sale: to } if *to == sale && act.end.may_be_done() => {
                    Some(receipt.as_str().to_owned())
                }
                _ => None,
            })
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let moved = codes
            .iter()
            .filter_map(|code| self.truth.receipts.get(code));
        let before = moved.filter(|payment| payment.at_ms <= by_ms);
        before.map(|payment| payment.cents).sum()
    }
}
