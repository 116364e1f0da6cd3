//! The money that came by itself: what moved and could be heard of is in the book, once, with its
//! amount; nothing else is; and the accounts are what the tables and the truth say.

use domain::ids::SaleId;

use super::Audit;
use super::book::Standing;
use super::tables::{Leg, Receipt};
use super::truth::Payment;

/// Safaricom remembers two days.
const REMEMBERED_MS: i64 = 48 * 3_600_000 - 120_000;
/// A till asks for an hour again, since rows may come late; less what a pull may be apart.
const ASKED_AGAIN_MS: i64 = 45 * 60_000;

impl Audit<'_> {
    /// What was answered with success on the shop's path is in the book, byte for byte.
    pub(super) fn each_notice_is_kept(&self) {
        let notices = self.world.diary().unasked.notices.clone();
        for body in notices {
            if !self.tables.notices.contains(body.as_bytes()) {
                self.found(&format!("I1: a notice was taken and is not kept: {body}"));
            }
        }
    }

    /// What is posted moved, so much, and an answer of Safaricom's says so.
    pub(super) fn what_is_posted_moved(&self) {
        for (code, receipt) in &self.tables.receipts {
            if receipt.posted_cents == 0 {
                continue;
            }
            let moved = self.truth.receipts.get(code).map(|payment| payment.cents);
            if moved != Some(receipt.posted_cents) {
                let posted = receipt.posted_cents;
                self.found(&format!(
                    "I2: {posted} cents of {code}, and {moved:?} moved"
                ));
            }
            let proved = self.world.diary().is_proved(code, i64::MAX);
            if receipt.attempt.is_none() && proved.is_none() {
                self.found(&format!("I5: {code} is posted, and nothing proves it"));
            }
        }
    }

    /// What moved and was listed, or could be, is in the book once, and with its amount.
    pub(super) fn what_moved_is_in_the_book(&self) {
        for (code, payment) in &self.truth.receipts {
            let posted = self
                .tables
                .receipts
                .get(code)
                .map(|receipt| receipt.posted_cents);
            let is_in = posted == Some(payment.cents);
            if !is_in && self.must_be_known(code, payment) {
                let cents = payment.cents;
                self.found(&format!(
                    "I3: {cents} cents of {code} moved, {posted:?} are posted"
                ));
            } else if !is_in && self.is_in_a_gap(payment.at_ms) {
                self.world.came("paid in a gap");
            }
            self.counts_once(code, payment);
        }
    }

    /// Tells whether a till that did all that it promises knows of a payment: the shop pulls, and
    /// it was paid in a time that could be asked for, and listed in good time.
    fn must_be_known(&self, code: &str, payment: &Payment) -> bool {
        let diary = self.world.diary();
        let Some(first) = diary.unasked.pulls.first() else {
            return false;
        };
        let was_remembered = payment.at_ms > first.at_ms - REMEMBERED_MS;
        let late_by = diary
            .unasked
            .kept_back
            .get(code)
            .map(|at| at - payment.at_ms);
        let in_time = late_by.is_none_or(|late| late < ASKED_AGAIN_MS);
        drop(diary);
        was_remembered && in_time && !self.is_in_a_gap(payment.at_ms)
    }

    fn is_in_a_gap(&self, at_ms: i64) -> bool {
        let mut gaps = self.tables.gaps.iter();
        gaps.any(|(from, to)| (*from..=*to).contains(&at_ms))
    }

    /// The payment of a prompt is posted by the proof of the prompt, or by its own, and not by
    /// both, unless it is kept for a prompt.
    fn counts_once(&self, code: &str, payment: &Payment) {
        let (Some(receipt), Some(id)) = (self.tables.receipts.get(code), payment.attempt) else {
            return;
        };
        let Some(attempt) = self.book.attempts.get(&id) else {
            return;
        };
        let has_code = self.book.receipts.values().any(|(of, _)| *of == id);
        let twice = attempt.posted_cents > 0 && receipt.posted_cents > 0 && !has_code;
        let is_told = receipt.held_for.is_some() || attempt.state == "conflicting";
        if twice && !is_told && self.may_not_be_known(attempt) {
            self.world.came("nobody could tell whose money it is");
        } else if twice && !is_told {
            self.found(&format!("I2: the money of {code} is posted for {id}, too"));
        } else if twice {
            self.world.came("held beside the proof of its prompt");
        }
    }

    /// A till's payment names no prompt: where somebody had set the clock, its time does not tell
    /// of which it is either, unless Safaricom acknowledged the prompt: that tells its own time.
    fn may_not_be_known(&self, attempt: &Standing) -> bool {
        let was_set = self.world.diary().sometimes.get("clock set") > 0;
        was_set && !self.world.hears.takes_references() && attempt.checkout.is_none()
    }

    /// The accounts hold what the payments, sales and legs of the book come to.
    pub(super) fn accounts_agree(&self) {
        let receipts = || self.tables.receipts.values();
        let own = receipts().filter(|receipt| receipt.attempt.is_none());
        let codes = receipts().filter(|receipt| receipt.attempt.is_some());
        let attempts = || self.book.attempts.values();
        let posted: i64 = attempts().map(|attempt| attempt.posted_cents).sum();
        let settled: i64 = attempts().map(|attempt| attempt.settled_cents).sum();
        let given: i64 = self
            .tables
            .allocations
            .iter()
            .filter_map(|one| one.fills)
            .sum();
        let lost_by_sales = |(code, receipt): (&String, &Receipt)| self.beyond(code, receipt);
        let lost: i64 = self.tables.receipts.iter().map(lost_by_sales).sum();
        let own = own.map(Receipt::stands).sum::<i64>();
        let of_codes = codes.map(|receipt| receipt.posted_cents).sum::<i64>();
        let lost_of_codes: i64 = receipts()
            .filter(|receipt| receipt.attempt.is_some())
            .map(|receipt| receipt.returned_cents)
            .sum();
        let waits = own - given + lost - lost_of_codes + posted - settled;
        let sales = || self.tables.sales.keys();
        let paid_out = self.tables.sales.values().map(|sale| sale.paid_out_cents);
        let sent_back: i64 = self
            .tables
            .legs
            .values()
            .map(|leg| leg.sent_back_cents)
            .sum();
        let owed =
            sales().map(|sale| self.owing(*sale)).sum::<i64>() - paid_out.sum::<i64>() - sent_back;
        let awaited = posted - of_codes;
        let expected = [
            ("mpesa:", receipts().map(Receipt::stands).sum::<i64>()),
            ("receipt_awaited", awaited),
            ("suspense", -waits),
            ("owed_to_customers", -owed),
        ];
        for (account, cents) in expected {
            let holds = self.tables.balance(account);
            if holds != cents {
                self.found(&format!("I3: {account} holds {holds}, and should {cents}"));
            }
        }
        let sold = -self.tables.balance("sales") - self.tables.balance("refunds");
        let kept = sales().map(|sale| self.kept(*sale)).sum::<i64>() - (lost - sent_back);
        if sold != kept {
            self.found(&format!(
                "I3: {sold} cents are earned, and {kept} paid for goods"
            ));
        }
        let all: i64 = self.tables.accounts.values().sum();
        if all != 0 {
            self.found(&format!("I3: the accounts come to {all}"));
        }
    }

    /// What of a payment went back although a sale has it.
    fn beyond(&self, code: &str, receipt: &Receipt) -> i64 {
        if receipt.attempt.is_some() {
            return receipt.returned_cents;
        }
        let given = self.tables.given(code).filter_map(|one| one.fills);
        (given.sum::<i64>() + receipt.returned_cents - receipt.posted_cents).max(0)
    }

    /// What of a sale's money covers it, by M-PESA and over the counter.
    fn covered(&self, sale: SaleId) -> (i64, i64) {
        let of_sale = self.tables.legs.values().filter(|leg| leg.sale == sale);
        let (mpesa, counter): (Vec<_>, Vec<_>) = of_sale.partition(|leg| leg.is_mpesa);
        let sum = |legs: Vec<&Leg>| legs.iter().map(|leg| leg.covered_cents).sum();
        (sum(mpesa), sum(counter))
    }

    /// What became owed to a customer: what came beyond the sale, what paid for goods that were
    /// brought back, and of a void sale all that came by M-PESA.
    pub(super) fn owing(&self, id: SaleId) -> i64 {
        let (mpesa, counter) = self.covered(id);
        let of_sale = self.tables.legs.values().filter(|leg| leg.sale == id);
        let beyond: i64 = of_sale.map(|leg| leg.owed_cents).sum();
        let returned = self
            .tables
            .sales
            .get(&id)
            .map_or(0, |sale| sale.returned_cents);
        if self.is_void(id) {
            return beyond + mpesa + returned.min(counter);
        }
        beyond + returned
    }

    /// What paid for goods that the customer has.
    fn kept(&self, id: SaleId) -> i64 {
        let (mpesa, counter) = self.covered(id);
        let returned = self
            .tables
            .sales
            .get(&id)
            .map_or(0, |sale| sale.returned_cents);
        if self.is_void(id) {
            return 0;
        }
        mpesa + counter - returned
    }

    /// What people paid out is in the book, once; and no more than was owed, unless the till itself
    /// took a payment back from the sale that it was owed of. Goods come back once.
    pub(super) fn nothing_is_paid_out_twice(&self) {
        for (id, sale) in &self.tables.sales {
            let (surely, perhaps) = self.world.diary().unasked.paid_out(*id);
            let paid = sale.paid_out_cents;
            if !(surely..=perhaps).contains(&paid) {
                self.found(&format!(
                    "I1: of {id} {surely} to {perhaps} cents were paid out, {paid} are in the book"
                ));
            }
            let mut given = self.tables.allocations.iter();
            let lost_one = given.any(|one| {
                let by_itself = one
                    .taken_back
                    .as_ref()
                    .is_some_and(|(_, actor)| actor == "till");
                by_itself && self.tables.sale_of(one.leg) == Some(*id)
            });
            if paid > self.owing(*id) && !lost_one {
                let owing = self.owing(*id);
                self.found(&format!(
                    "I2: {paid} cents of {id} were paid out, {owing} owed"
                ));
            }
            let brought = self.world.diary().unasked.brought.get(id).copied();
            let (brought, returned) = (brought.unwrap_or(0), sale.returned_cents);
            if returned > brought {
                self.found(&format!(
                    "I2: goods of {id} for {brought} cents came back, {returned} are owed for them"
                ));
            }
        }
    }

    /// No sale is covered beyond its total; no payment fills more than came of it.
    pub(super) fn nothing_is_filled_beyond_itself(&self) {
        for (id, sale) in &self.tables.sales {
            let of_sale = self.tables.legs.values().filter(|leg| leg.sale == *id);
            let covered: i64 = of_sale.map(|leg| leg.covered_cents).sum();
            if covered > sale.total_cents {
                let total = sale.total_cents;
                self.found(&format!(
                    "I2: {covered} cents cover {id}, which comes to {total}"
                ));
            }
        }
        for (code, receipt) in &self.tables.receipts {
            let filled: i64 = self.tables.given(code).filter_map(|one| one.fills).sum();
            let moved = self
                .truth
                .receipts
                .get(code)
                .map_or(0, |payment| payment.cents);
            if filled > moved || (filled > 0 && receipt.attempt.is_some()) {
                self.found(&format!(
                    "I2: {filled} cents of {code} fill sales, {moved} moved"
                ));
            }
        }
    }

    pub(super) fn is_void(&self, sale: SaleId) -> bool {
        let sale = self.tables.sales.get(&sale);
        sale.is_some_and(|sale| sale.state == "void")
    }
}

impl Receipt {
    /// What of it stands in the accounts.
    fn stands(&self) -> i64 {
        self.posted_cents - self.returned_cents
    }
}
