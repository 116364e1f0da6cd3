//! The auditor: holds the book against what really happened, by the promises of the design alone.
//! It was written apart from the engine: it knows the diary of the world and the phones' true
//! wallets, and reads the book as a stranger would, by SQL.
//!
//! I1: what was answered with success is in the book, byte for byte. I2: one credit a receipt and
//! a prompt. I3: money conserved, and where it belongs. I4: nothing goes back from proved. I5:
//! nothing is paid on hearsay, no goods beyond money, no prompt twice, no phone prompted while it
//! may still pay, contradictions shown (`contradictions.rs`). I6: nothing is open for ever, nothing
//! fails but by a failure (`failures.rs`). I7 and I8: the book proves itself. I9: no phone or
//! secret in a log. I10: the screen shows what the book says. Some are looked at while it happens,
//! too.

mod asked;
mod book;
mod contradictions;
mod covered;
mod failures;
mod given;
mod received;
mod tables;
mod told;
mod truth;
mod whose;

use std::path::Path;
use std::sync::Arc;

use domain::ids::{AttemptId, LegId};

use crate::shop::book_in;
use crate::world::World;

use self::book::Book;
use self::tables::Tables;
use self::told::Told;
use self::truth::{Payment, Truth};

/// Audits a world that is over.
pub(crate) fn audit(world: &Arc<World>, folder: &Path) {
    let path = book_in(folder);
    match ledger::verify(&path) {
        Ok(report) => {
            world.note(format_args!(
                "the book has {} rows and ends in {}",
                report.rows, report.head
            ));
            for finding in report.findings {
                world.found(format!("I7/I8: {finding}"));
            }
        }
        Err(error) => return world.found(format!("I8: the book can't be proved: {error:?}")),
    }
    let book = match Book::read(&path) {
        Ok(book) => book,
        Err(error) => return world.found(format!("I8: the book can't be read: {error}")),
    };
    let tables = match Tables::read(&path) {
        Ok(tables) => tables,
        Err(error) => return world.found(format!("I8: the book can't be read: {error}")),
    };
    let truth = Truth::of(&world.sandbox().money());
    let told = Told::read(&world.diary(), &truth, &book);
    let audit = Audit {
        world,
        book,
        tables,
        truth,
        told,
    };
    audit.every_acknowledged_body_is_kept();
    audit.each_acknowledgement_is_kept();
    audit.each_prompt_went_once();
    audit.failed_means_failed();
    audit.phones_are_left_alone();
    audit.earlier_prompts_are_settled();
    audit.nobody_gives_up_unasked();
    audit.contradictions_are_shown();
    audit.money_is_where_it_went();
    audit.each_notice_is_kept();
    audit.what_is_posted_moved();
    audit.what_moved_is_in_the_book();
    audit.what_is_covered_was_answered();
    audit.each_result_is_kept();
    audit.no_command_is_open();
    audit.what_went_back_is_in_the_book();
    audit.nobody_gets_his_money_back_twice();
    audit.a_found_code_is_the_prompts_own();
    audit.nothing_of_before_is_a_prompts();
    audit.nothing_is_kept_in_vain();
    audit.a_businesss_money_is_nobodys();
    audit.accounts_agree();
    audit.nothing_is_paid_out_twice();
    audit.nothing_is_filled_beyond_itself();
    audit.acts_are_in_the_book();
    audit.no_shilling_settles_two_sales();
    audit.goods_were_paid_for();
    audit.covered_is_covered();
    audit.nothing_waits();
    audit.the_screen_shows_the_book();
    audit.count();
}

struct Audit<'a> {
    world: &'a World,
    book: Book,
    tables: Tables,
    truth: Truth,
    told: Told,
}

impl Audit<'_> {
    fn every_acknowledged_body_is_kept(&self) {
        let acknowledged = self.world.diary().acknowledged.clone();
        for (attempt, body) in &acknowledged {
            if !self
                .book
                .bodies
                .contains(&(*attempt, body.clone().into_bytes()))
            {
                self.found(&format!(
                    "I1: a body of {attempt} was acknowledged and is not kept"
                ));
            }
        }
        if self.book.doubles > 0 {
            let count = self.book.doubles;
            self.found(&format!("I2: {count} bodies are kept more than once"));
        }
    }

    /// An acknowledgement that came is written down, unless the till ended just then.
    fn each_acknowledgement_is_kept(&self) {
        /// The disk may be full for a minute.
        const SOON_MS: i64 = 120_000;
        let diary = self.world.diary();
        let lost = diary.requests.iter().filter(|request| {
            let from = request.answered_ms;
            let mut downs = diary.downs.iter();
            let excused = downs.any(|down| (from..from + SOON_MS).contains(down));
            let kept = self.book.attempts.get(&request.attempt);
            let is_kept = kept.is_some_and(|attempt| attempt.checkout.is_some());
            request.acknowledgement().is_some() && !is_kept && !excused
        });
        let lost: Vec<_> = lost.map(|request| request.attempt).collect();
        drop(diary);
        for attempt in lost {
            self.found(&format!("I1: {attempt} was acknowledged, and has no id"));
        }
    }

    /// A prompt leaves once, whatever became of it; another one for the same leg is a human act.
    fn each_prompt_went_once(&self) {
        let prompts = self.world.diary().prompts.clone();
        for (attempt, sent) in prompts.iter().filter(|(_, sent)| sent.len() > 1) {
            self.found(&format!("I5: the prompt of {attempt} was sent at {sent:?}"));
        }
        for attempt in prompts.keys() {
            if !self.book.attempts.contains_key(attempt) {
                self.found(&format!("I1: the prompt of {attempt} is not in the book"));
            }
        }
        let again = self.world.diary().again.clone();
        for (leg, count) in &self.book.attempts_of_leg {
            let acts = 1 + again.get(leg).copied().unwrap_or(0);
            if *count > acts {
                self.found(&format!(
                    "I5: {leg} was prompted {count} times by {acts} acts"
                ));
            }
        }
    }

    /// What was proved is what moved, to the cent, once; what moved and could be asked for is
    /// proved.
    fn money_is_where_it_went(&self) {
        for (id, attempt) in &self.book.attempts {
            let moved = self.came_cents(*id);
            match (attempt.posted_cents, moved) {
                (0, moved) if moved != self.truth.moved_cents(*id) => {}
                (0, 0) => {}
                (posted, moved) if posted == moved => {}
                (0, moved)
                    if attempt.checkout.is_some()
                        && self.could_be_asked_for(*id)
                        && !self.waits_by_itself(*id) =>
                {
                    let state = &attempt.state;
                    self.found(&format!("I3: {id} is {state}, and {moved} cents moved"));
                }
                (0, _) if self.waits_by_itself(*id) => {
                    self.world.came("money of a prompt waits by itself");
                }
                (0, _) if attempt.needs_review() => self.world.came("money left to a person"),
                (0, _) if self.was_misled(*id) => self.world.came("nobody could know of money"),
                (0, moved) => {
                    let state = &attempt.state;
                    self.found(&format!(
                        "I6: {id} silently is {state}, and {moved} cents moved"
                    ));
                }
                (posted, moved) => {
                    self.found(&format!(
                        "I2/I5: {posted} cents of {id} are in the book, {moved} moved"
                    ));
                }
            }
        }
        if self.book.suspense_cents < 0 || self.book.awaited_cents < 0 {
            self.found("I3: an account that only holds money owes some");
        }
        self.money_goes_on();
        for (receipt, (attempt, cents)) in &self.book.receipts {
            match self.truth.receipts.get(receipt) {
                Some(payment) if payment.attempt == Some(*attempt) && payment.cents == *cents => {}
                Some(Payment {
                    attempt: Some(truly),
                    ..
                }) if self.was_named_first(receipt, *attempt, *truly) => {
                    self.world.came("code named first on another path");
                }
                Some(payment) if self.may_be_taken_for(payment, *attempt) => {
                    self.world.came("taken for the payment of a prompt");
                }
                other => self.found(&format!(
                    "I2/I5: {receipt} for {attempt} is truly {other:?}"
                )),
            }
        }
    }

    /// What is paid without a contradiction goes on at once, to its sale as far as that lacks it,
    /// and else to the customer. What was refused left no sale behind.
    fn money_goes_on(&self) {
        for (id, attempt) in &self.book.attempts {
            if attempt.state == "paid" && attempt.settled_cents != attempt.posted_cents {
                let (posted, settled) = (attempt.posted_cents, attempt.settled_cents);
                self.found(&format!(
                    "I3: {posted} cents of {id} came, {settled} went on"
                ));
            }
        }
        if self.book.dear_sales > 0 {
            let count = self.book.dear_sales;
            self.found(&format!("I2: {count} sales earned more than they come to"));
        }
        let diary = self.world.diary();
        let known = &diary.unasked;
        let empty = self.book.empty_sales.iter();
        let count = empty.filter(|sale| !known.parked.contains(sale)).count();
        let may_be = known.opening;
        drop(diary);
        if count > may_be {
            self.found(&format!(
                "I8: {count} sales were refused, and are in the book"
            ));
        }
    }

    /// Safaricom itself said that it failed, on the prompt's own path or to questions, and as long
    /// as the till asked, nothing else: then nobody can know.
    fn was_misled(&self, attempt: AttemptId) -> bool {
        const EVER: i64 = i64::MAX;
        let told = &self.told;
        let of_success = told.is_proved(attempt, EVER) || told.last_report_ms(attempt).is_some();
        told.names_a_failure(attempt, EVER) && !of_success
    }

    fn goods_were_paid_for(&self) {
        let given = self.world.diary().given.clone();
        for (sale, given) in given {
            let cents = self.came_for(given.leg, given.at_ms);
            let asked = i64::try_from(given.amount_kes * 100).expect("a small amount");
            if cents < asked {
                self.found(&format!("I5: goods of {sale} for {cents} of {asked} cents"));
            }
        }
    }

    fn nothing_waits(&self) {
        for (id, attempt) in &self.book.attempts {
            if attempt.open || attempt.live {
                self.found(&format!("I6: {id} is open for ever as {}", attempt.state));
            }
            if ["drafted", "sending", "prompted", "unsure"].contains(&attempt.state.as_str()) {
                self.found(&format!("I6: {id} is still {} at the end", attempt.state));
            }
        }
    }

    fn the_screen_shows_the_book(&self) {
        let screen = self.world.diary().screen.clone();
        for (id, attempt) in &self.book.attempts {
            let shown = screen.get(id).map(|state| state.to_lowercase());
            if !shown
                .as_ref()
                .is_some_and(|shown| shown.starts_with(&attempt.state))
            {
                self.found(&format!(
                    "I10: {id} is {}, and {shown:?} is shown",
                    attempt.state
                ));
            }
        }
    }

    /// Counts what only the end shows.
    fn count(&self) {
        let count = |what, often: usize| {
            self.world.diary().sometimes.add(what, often as u64);
        };
        let paid_twice = self.book.owed_cents > 0;
        count("customer paid twice", paid_twice.into());
        count(
            "money without its code",
            usize::from(self.book.awaited_cents > 0),
        );
        count("conflict with proof", self.book.conflicts_with_proof());
        count("receipts proved", self.book.receipts.len());
    }

    /// What moved for an attempt: its prompt's payment, or the one that was taken for it.
    fn came_cents(&self, attempt: AttemptId) -> i64 {
        match self.truth.moved_cents(attempt) {
            0 => self.taken_for(attempt).map_or(0, |payment| payment.cents),
            moved => moved,
        }
    }

    /// What had moved for a leg by a time, in cents.
    fn came_for(&self, leg: LegId, by_ms: i64) -> i64 {
        let attempts = self.book.attempts.iter();
        let of_leg = attempts.filter(|(_, attempt)| attempt.leg == leg);
        let came =
            of_leg.map(
                |(id, _)| match (self.truth.moved_by(*id, by_ms), self.taken_for(*id)) {
                    (0, Some(payment)) if payment.at_ms <= by_ms => payment.cents,
                    (moved, _) => moved,
                },
            );
        came.sum()
    }

    /// The payment that its customer made by himself and that was taken for the prompt's: it is its
    /// code, or kept for it alone.
    fn taken_for(&self, attempt: AttemptId) -> Option<&Payment> {
        let receipts = self.tables.receipts.iter();
        let mut of_it = receipts.filter_map(|(code, receipt)| {
            let is_its = receipt.attempt.or(receipt.held_for) == Some(attempt);
            let payment = self.truth.receipts.get(code)?;
            (is_its && receipt.posted_cents > 0 && payment.attempt.is_none()).then_some(payment)
        });
        of_it.find(|payment| self.may_be_taken_for(payment, attempt))
    }

    /// Nobody can tell what a customer pays by himself from what he pays by a prompt of the same
    /// amount that is on his phone just then, or may be.
    fn may_be_taken_for(&self, payment: &Payment, attempt: AttemptId) -> bool {
        const NEAR_MS: i64 = 10 * 60_000;
        let Some(book) = self.book.attempts.get(&attempt) else {
            return false;
        };
        let asked_ms = self.world.diary().first_shown.get(&attempt).copied();
        payment.attempt.is_none()
            && payment.cents == book.asked_cents
            && asked_ms.is_some_and(|asked| (payment.at_ms - asked).abs() < NEAR_MS)
    }

    /// The payment of a prompt that nobody could prove is in the book by itself.
    fn waits_by_itself(&self, attempt: AttemptId) -> bool {
        let mut payments = self.truth.receipts.iter();
        payments.any(|(code, payment)| {
            let receipt = self.tables.receipts.get(code);
            let is_posted = receipt.is_some_and(|receipt| receipt.posted_cents > 0);
            payment.attempt == Some(attempt) && is_posted
        })
    }

    fn found(&self, what: &str) {
        self.world.found(what.to_owned());
    }
}
