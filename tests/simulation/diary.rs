//! The diary of what really happened: written at the ports and at the counter, read by the auditor
//! alone.

mod asked;
mod unasked;

use std::collections::{BTreeMap, BTreeSet};

use domain::attempt::State;
use domain::ids::{AttemptId, LegId, SaleId};
use serde_json::Value;

use crate::sometimes::Sometimes;

pub(crate) use asked::Asked;
pub(crate) use unasked::{Act, BUSINESS, Deed, End, Unasked, row};

/// What really happened.
#[derive(Default)]
pub(crate) struct Diary {
    /// When requests for a prompt left the till, by attempt, but for those whose token was refused.
    pub(crate) prompts: BTreeMap<AttemptId, Vec<i64>>,
    /// The same, with what came back.
    pub(crate) requests: Vec<Request>,
    /// The prompts whose answer is not there yet.
    pub(crate) under_way: BTreeSet<AttemptId>,
    /// Answers to the till's questions about prompts.
    pub(crate) answers: Vec<Answer>,
    /// Bodies that set out to the till, whatever became of them.
    pub(crate) letters: Vec<Letter>,
    /// When the faults were over.
    pub(crate) calm_at_ms: i64,
    /// When the till ended without having been closed.
    pub(crate) downs: Vec<i64>,
    /// Bodies that were answered with success, and on which attempt's path.
    pub(crate) acknowledged: Vec<(AttemptId, String)>,
    /// How often a cashier asked again for the money of a leg.
    pub(crate) again: BTreeMap<LegId, u32>,
    /// What a cashier asked for who did not say *anyway*.
    pub(crate) unknowing: Vec<Charge>,
    /// Goods that were given.
    pub(crate) given: BTreeMap<SaleId, Given>,
    /// For which payment the till said that the goods of a sale can be given.
    pub(crate) told_to_give: BTreeMap<SaleId, AttemptId>,
    /// What the screen shows of each attempt.
    pub(crate) screen: BTreeMap<AttemptId, String>,
    /// When the screen first showed an attempt.
    pub(crate) first_shown: BTreeMap<AttemptId, i64>,
    /// All that the screen ever showed, and when.
    pub(crate) shown: Vec<(i64, AttemptId, State)>,
    /// Attempts that the till once said were proved.
    pub(crate) proved: BTreeSet<AttemptId>,
    /// How often something came about.
    pub(crate) sometimes: Sometimes,
    /// What was asked of which phone, by attempt, in shillings: what a leak would tell.
    pub(crate) asked: BTreeMap<AttemptId, (u64, String)>,
    /// Attempts on whose path somebody but Safaricom posted.
    pub(crate) forged: BTreeSet<AttemptId>,
    /// How many customers were served.
    pub(crate) rung: u32,
    /// What there is of payments that nobody asked for.
    pub(crate) unasked: Unasked,
    /// What there is of questions and orders whose result comes later.
    pub(crate) asked_later: Asked,
    /// What was found wrong while it happened.
    pub(crate) wrong: Vec<String>,
}

/// A request for a prompt.
pub(crate) struct Request {
    pub(crate) attempt: AttemptId,
    pub(crate) phone: String,
    pub(crate) asked_ms: i64,
    pub(crate) answered_ms: i64,
    /// None when the connection broke.
    pub(crate) answer: Option<Vec<u8>>,
}

/// An answer to a question about a prompt.
pub(crate) struct Answer {
    pub(crate) at_ms: i64,
    /// About which prompt the question was.
    pub(crate) checkout: String,
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// A body that sets out to the till.
pub(crate) struct Letter {
    pub(crate) at_ms: i64,
    /// On whose path.
    pub(crate) attempt: AttemptId,
    pub(crate) body: String,
}

/// A prompt that a cashier asked for, and got.
pub(crate) struct Charge {
    pub(crate) attempt: AttemptId,
    pub(crate) phone: String,
    pub(crate) called_ms: i64,
    pub(crate) done_ms: i64,
}

/// Goods that were given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    pub(crate) at_ms: i64,
    pub(crate) leg: LegId,
    pub(crate) amount_kes: u64,
}

impl Diary {
    /// Writes down that goods are given; false when they were before.
    pub(crate) fn give(&mut self, sale: SaleId, given: Given) -> bool {
        let is_first = !self.given.contains_key(&sale);
        self.given.entry(sale).or_insert(given);
        is_first
    }

    /// Writes down that the till ended, and whoever waited in it with it.
    pub(crate) fn ends(&mut self, at_ms: i64) {
        self.downs.push(at_ms);
        self.under_way.clear();
    }

    /// Tells whether the till was opened with a clock that somebody had set: then it can't tell how
    /// long it was closed.
    pub(crate) fn is_clock_in_doubt(&self) -> bool {
        self.sometimes.get("clock set") > 0 && !self.downs.is_empty()
    }

    /// Returns the ids that Safaricom acknowledged a prompt with, if that reached the till.
    pub(crate) fn acknowledgement(&self, attempt: AttemptId) -> Option<(String, String)> {
        let mut of_it = self.requests.iter().filter(|one| one.attempt == attempt);
        of_it.find_map(Request::acknowledgement)
    }

    /// Tells how much of a payment an answer proves that came by then.
    pub(crate) fn is_proved(&self, code: &str, by_ms: i64) -> Option<i64> {
        let listed = self.unasked.is_proved(code, by_ms);
        listed.or_else(|| self.asked_later.is_proved(code, by_ms))
    }

    /// Writes down for which payment the goods can be given; returns another one for which they
    /// could be before.
    pub(crate) fn told(&mut self, sale: SaleId, payment: AttemptId) -> Option<AttemptId> {
        let first = *self.told_to_give.entry(sale).or_insert(payment);
        Some(first).filter(|first| *first != payment)
    }
}

impl Request {
    /// Returns the ids that it was acknowledged with.
    pub(crate) fn acknowledgement(&self) -> Option<(String, String)> {
        let answer: Value = serde_json::from_slice(self.answer.as_ref()?).ok()?;
        let id = |name: &str| answer[name].as_str().map(str::to_owned);
        (answer["ResponseCode"] == "0")
            .then(|| Some((id("MerchantRequestID")?, id("CheckoutRequestID")?)))?
    }
}
