//! Failed means failed: that no money comes is said because somebody said so who may, or because
//! time and questions are over; and nobody is asked again before.

use domain::attempt::State;
use domain::ids::AttemptId;

use super::Audit;
use super::told::{self, PROMPT_MS};

const HOUR_MS: i64 = 3_600_000;

/// A till asks for a day; a clock may have been wrong by an hour meanwhile.
const MOST_OF_A_DAY_MS: i64 = 22 * HOUR_MS;

/// A till that was opened with a clock that was set asks for six hours all the same.
const MOST_OF_SIX_HOURS_MS: i64 = 5 * HOUR_MS;

impl Audit<'_> {
    /// The screen says *failed* when a body on the prompt's path named a documented failure, when
    /// our own questions were answered so as the design demands, or when they were answered so at
    /// all and the prompt can't be on the phone any more. It says *not sent* when nothing was.
    pub(super) fn failed_means_failed(&self) {
        let shown = std::mem::take(&mut self.world.diary().shown);
        for (at_ms, id, state) in &shown {
            match state {
                State::Failed(code) if !told::is_failure(code.as_str()) => {
                    self.found(&format!("I6: {id} is shown as failed by {code:?}"));
                }
                State::Failed(code) if !self.may_be_said_failed(*id, *at_ms) => {
                    self.found(&format!("I6: {id} is shown as failed too soon ({code:?})"));
                }
                State::Refused(why) if self.truth.prompts.contains_key(id) => {
                    self.found(&format!("I6: {id} was sent and is shown as {why:?}"));
                }
                _ => {}
            }
        }
        self.paid_stays_paid(&shown);
    }

    fn may_be_said_failed(&self, id: AttemptId, at_ms: i64) -> bool {
        let sent_ms = self.truth.prompts.get(&id).map(|prompt| prompt.at_ms);
        let is_over = self.world.diary().is_clock_in_doubt()
            || sent_ms.is_none_or(|sent| at_ms - sent >= PROMPT_MS);
        let named = self.told.names_a_failure(id, at_ms);
        self.told.has_ended(id, at_ms) || is_over && named
    }

    /// Nothing but a contradiction comes after *paid*.
    fn paid_stays_paid(&self, shown: &[(i64, AttemptId, State)]) {
        let mut paid = std::collections::BTreeSet::new();
        for (_, id, state) in shown {
            match state {
                State::Paid(_) => _ = paid.insert(*id),
                State::Conflicting(_) => {}
                state if paid.contains(id) => {
                    self.found(&format!("I4: {id} was paid and is shown as {state:?}"));
                }
                _ => {}
            }
        }
        for (id, attempt) in &self.book.attempts {
            let stands = ["paid", "conflicting"].contains(&attempt.state.as_str());
            if attempt.posted_cents > 0 && !stands {
                let state = &attempt.state;
                self.found(&format!(
                    "I4: the money of {id} is posted, and it is {state}"
                ));
            }
        }
    }

    /// A phone is prompted again when the last prompt's end was told, or three minutes later.
    pub(super) fn phones_are_left_alone(&self) {
        let diary = self.world.diary();
        if diary.is_clock_in_doubt() {
            return;
        }
        let mut wrong = Vec::new();
        for later in &diary.requests {
            for (id, earlier) in &self.truth.prompts {
                let since_ms = later.asked_ms - earlier.at_ms;
                let is_out = earlier.phone == later.phone && *id != later.attempt;
                if is_out
                    && (1..PROMPT_MS).contains(&since_ms)
                    && !self.told.has_ended(*id, later.asked_ms)
                {
                    wrong.push(format!(
                        "I5: {} went to a phone on which {id} was, {since_ms} ms before",
                        later.attempt
                    ));
                }
            }
        }
        drop(diary);
        for what in wrong {
            self.found(&what);
        }
    }

    /// Who was turned away because of an earlier prompt is asked again when Safaricom has answered
    /// for that one, or by somebody who knows of it.
    pub(super) fn earlier_prompts_are_settled(&self) {
        const TURNED_AWAY: &[u8] = b"Unable to lock subscriber";
        let diary = self.world.diary();
        let is_turned_away = |body: &Vec<u8>| {
            let mut windows = body.windows(TURNED_AWAY.len());
            windows.any(|window| window == TURNED_AWAY)
        };
        let mut wrong = Vec::new();
        for away in &diary.requests {
            if !away.answer.as_ref().is_some_and(is_turned_away) {
                continue;
            }
            let again = diary.unknowing.iter().filter(|charge| {
                charge.phone == away.phone
                    && charge.attempt != away.attempt
                    && charge.called_ms > away.answered_ms
            });
            for charge in again {
                let from_ms = away.asked_ms;
                let by_ms = charge.done_ms;
                let unsettled = diary.requests.iter().find(|earlier| {
                    let id = earlier.attempt;
                    let book = self.book.attempts.get(&id);
                    earlier.phone == away.phone
                        && earlier.answered_ms < from_ms
                        && from_ms - earlier.asked_ms < MOST_OF_A_DAY_MS
                        && book.is_some_and(|attempt| attempt.checkout.is_some())
                        && !self.told.is_proved(id, by_ms)
                        && !self.told.was_answered(id, from_ms, by_ms)
                });
                if let Some(earlier) = unsettled {
                    wrong.push(format!(
                        "I5: {} was turned away because of {}, and {} asked before it was settled",
                        away.attempt, earlier.attempt, charge.attempt
                    ));
                }
            }
        }
        drop(diary);
        for what in wrong {
            self.found(&what);
        }
    }

    /// Nobody gives up before Safaricom has answered at the end of the day that is asked for.
    pub(super) fn nobody_gives_up_unasked(&self) {
        if self.world.diary().is_clock_in_doubt() {
            return;
        }
        for (id, attempt) in &self.book.attempts {
            let Some(prompt) = self.truth.prompts.get(id) else {
                continue;
            };
            let from_ms = prompt.at_ms + MOST_OF_A_DAY_MS;
            let can_ask = attempt.checkout.is_some() && attempt.posted_cents == 0;
            if can_ask && !attempt.open && !self.told.was_answered(*id, from_ms, i64::MAX) {
                let state = &attempt.state;
                self.found(&format!("I6: {id} is {state}, and was not asked at last"));
            }
        }
    }

    /// Tells whether Safaricom answered honestly before the till gave up: a day after it had asked,
    /// or after the payment was last reported; six hours after it was opened, where somebody had
    /// set the clock, and it can't tell how old a payment is.
    pub(super) fn could_be_asked_for(&self, attempt: AttemptId) -> bool {
        let diary = self.world.diary();
        let sent = diary.prompts.get(&attempt).and_then(|sent| sent.first());
        let last = self.told.last_report_ms(attempt).max(sent.copied());
        let opened = diary.downs.last().filter(|_| diary.is_clock_in_doubt());
        let asks = opened.is_none_or(|opened| diary.calm_at_ms < opened + MOST_OF_SIX_HOURS_MS);
        asks && last.is_some_and(|last| diary.calm_at_ms < last + MOST_OF_A_DAY_MS)
    }
}
