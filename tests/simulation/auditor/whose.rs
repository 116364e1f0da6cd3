//! Whose a payment is: a prompt's code is the payment that the prompt made, nothing is kept for a
//! prompt that made none, and what a business moved is nobody's.

use domain::ids::AttemptId;

use super::Audit;
use super::truth::Payment;

/// How far clocks may be apart.
const SKEW_MS: i64 = 2 * 60_000;
/// Nobody has checked of which zone the times of pulls are.
const ZONE_MS: i64 = 3 * 3_600_000;

impl Audit<'_> {
    /// Of two payments that may be a prompt's, the till takes none: where it takes another than the
    /// prompt's own, it had not heard of that one yet.
    pub(super) fn a_found_code_is_the_prompts_own(&self) {
        for (attempt, code, seq) in &self.tables.found {
            let own = self.truth.receipts.iter();
            let mut own = own.filter(|(_, payment)| payment.attempt == Some(*attempt));
            let Some((own, _)) = own.find(|(own, _)| *own != code) else {
                continue;
            };
            let is_heard = self.tables.heard.get(own).is_some_and(|heard| heard < seq);
            let is_anothers = self.tables.receipts.get(own);
            let is_anothers = is_anothers.is_some_and(|own| own.attempt.is_some());
            if is_heard && !is_anothers {
                self.found(&format!(
                    "I2: {code} is taken for the payment of {attempt}, whose {own} was there"
                ));
            }
        }
    }

    /// Who pays before he is asked pays for something else.
    pub(super) fn nothing_of_before_is_a_prompts(&self) {
        if self.world.diary().sometimes.get("clock set") > 0 {
            return;
        }
        for (code, receipt) in &self.tables.receipts {
            let Some(attempt) = receipt.attempt.or(receipt.held_for) else {
                continue;
            };
            let payment = self.truth.receipts.get(code);
            let is_before = payment.is_some_and(|payment| self.is_before(code, payment, attempt));
            if is_before {
                self.found(&format!("I2: {code} was paid before {attempt} was sent"));
            }
        }
    }

    fn is_before(&self, code: &str, payment: &Payment, attempt: AttemptId) -> bool {
        let shown_ms = self.world.diary().first_shown.get(&attempt).copied();
        let sent_ms = self.truth.prompts.get(&attempt).map(|prompt| prompt.at_ms);
        let Some(asked_ms) = shown_ms.into_iter().chain(sent_ms).min() else {
            return false;
        };
        let in_doubt = self.tables.by_pulls_alone.contains(code);
        let may_be_off = if in_doubt { ZONE_MS } else { 0 };
        let is_near = |paid_ms: i64| paid_ms + SKEW_MS >= asked_ms;
        !is_near(payment.at_ms) && !is_near(payment.at_ms + may_be_off)
    }

    /// Once Safaricom answered that a prompt was not paid, what was kept for it is free.
    pub(super) fn nothing_is_kept_in_vain(&self) {
        for (code, receipt) in &self.tables.receipts {
            let Some(attempt) = receipt.held_for else {
                continue;
            };
            let state = self.book.attempts.get(&attempt).map(|one| &one.state);
            if state.is_some_and(|state| state == "failed") && self.told.is_denied(attempt) {
                self.found(&format!("I6: {code} is kept for {attempt}, which failed"));
            }
        }
    }

    /// What a business moved, as a pull told the till, is in no sale and waits for none.
    pub(super) fn a_businesss_money_is_nobodys(&self) {
        for (code, receipt) in &self.tables.receipts {
            let is_used = receipt.left_cents > 0 || self.tables.given(code).next().is_some();
            if is_used && self.is_known_as_a_businesss(code) {
                self.found(&format!("I2: {code} is a business's, and free or given"));
            }
        }
    }

    /// Tells whether a pull told the till that a business paid.
    pub(super) fn is_known_as_a_businesss(&self, code: &str) -> bool {
        let diary = self.world.diary();
        let mut pulls = diary.unasked.pulls.iter();
        pulls.any(|pull| pull.of_businesses.contains(code))
    }
}
