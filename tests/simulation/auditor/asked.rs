//! Questions and orders whose result comes later: results are kept, what M-PESA sent back by an
//! order of the shop is in the book, and nobody gets his money back twice.

use domain::ids::SaleId;

use super::Audit;

impl Audit<'_> {
    /// What was answered with success on a command's path is in the book, byte for byte.
    pub(super) fn each_result_is_kept(&self) {
        let taken = self.world.diary().asked_later.taken.clone();
        for body in taken {
            if !self.tables.results.contains(body.as_bytes()) {
                self.found(&format!("I1: a result was taken and is not kept: {body}"));
            }
        }
    }

    /// Nobody waits for a result for ever.
    pub(super) fn no_command_is_open(&self) {
        if self.tables.open_commands > 0 {
            let count = self.tables.open_commands;
            self.found(&format!("I6: {count} commands are open for ever"));
        }
    }

    /// What the book says went back did; and what the shop's order sent back stands there, or a
    /// person is told that nobody knows.
    pub(super) fn what_went_back_is_in_the_book(&self) {
        for (code, payment) in &self.truth.receipts {
            let receipt = self.tables.receipts.get(code);
            let returned = receipt.map_or(0, |receipt| receipt.returned_cents);
            let by_order = self.sent_back_cents(code);
            if returned > 0 && returned != by_order {
                self.found(&format!(
                    "I2: {returned} cents of {code} went back by the book, {by_order} truly did"
                ));
            }
            if by_order > 0 && returned == 0 {
                let is_posted = receipt.is_some_and(|receipt| receipt.posted_cents > 0);
                match self.tables.in_doubt.contains(code) {
                    true => self.world.came("nobody knows whether it went back"),
                    false if is_posted => self.found(&format!(
                        "I3: {by_order} cents of {code} went back, and nobody is told"
                    )),
                    false => {}
                }
            }
            if payment.went_back && returned > 0 {
                self.world.came("sent back by an order");
            }
        }
    }

    /// What a customer got back in cash and by M-PESA is no more than what he was owed, unless the
    /// till itself took a payment from the sale, or the shop was never told what became of an order
    /// and a person is.
    pub(super) fn nobody_gets_his_money_back_twice(&self) {
        for (id, sale) in &self.tables.sales {
            let back: i64 = self
                .codes_of(*id)
                .map(|code| self.sent_back_cents(code))
                .sum();
            let (paid_out, owing) = (sale.paid_out_cents, self.owing(*id));
            let mut given = self.tables.allocations.iter();
            let lost_one = given
                .any(|one| one.taken_back.is_some() && self.tables.sale_of(one.leg) == Some(*id));
            if back > 0 && paid_out > 0 && paid_out + back > owing && !lost_one {
                self.found(&format!(
                    "I2: of {id} {paid_out} cents were paid out and {back} sent back, {owing} owed"
                ));
            }
        }
    }

    /// The payments that a sale has: by prompts, and by what was given to it.
    fn codes_of(&self, sale: SaleId) -> impl Iterator<Item = &str> {
        let of_sale = move |leg| self.tables.sale_of(leg) == Some(sale);
        let given = self
            .tables
            .allocations
            .iter()
            .filter(move |one| one.taken_back.is_none() && of_sale(one.leg));
        let by_prompt = self.book.receipts.iter().filter(move |(_, (attempt, _))| {
            let attempt = self.book.attempts.get(attempt);
            attempt.is_some_and(|attempt| of_sale(attempt.leg))
        });
        let given = given.map(|one| one.receipt.as_str());
        given.chain(by_prompt.map(|(code, _)| code.as_str()))
    }

    /// What truly went back of a payment by an order of the shop.
    fn sent_back_cents(&self, code: &str) -> i64 {
        let went_back = self
            .truth
            .receipts
            .get(code)
            .is_some_and(|one| one.went_back);
        let diary = self.world.diary();
        let untold = diary.asked_later.back_untold.contains(code);
        match diary.asked_later.ordered(code) {
            Some(cents) if went_back && !untold => cents,
            _ => 0,
        }
    }
}
