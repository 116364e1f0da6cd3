//! All that is known of an attempt. Each field only grows (the earliest, the latest, a set), so
//! that joining facts is commutative and idempotent by construction.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{Answer, Code, Conflict, Fact, Ids, Patience, State, Terms};
use crate::clock::Timestamp;
use crate::money::Money;
use crate::phone::PayerHint;
use crate::receipt::Receipt;
use crate::refusal::Refusal;
use crate::result_code::{Advice, Finality, ResultCode};

/// Failures that stand when the query alone gives them twice, this far apart.
const TWICE_IS_FINAL: [&str; 4] = ["1", "1032", "2001", "8006"];
const TWICE_APART: Duration = Duration::from_secs(10);

/// A body on the attempt's own path that says "paid".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Report {
    /// When it came.
    pub at: Timestamp,
    /// The ids that it names.
    pub ids: Option<Ids>,
    /// The amount that it names.
    pub amount: Option<Money>,
    /// The receipt that it names.
    pub receipt: Option<Receipt>,
    /// The payer that it names.
    pub payer: PayerHint,
    /// When it was paid, by Safaricom's clock.
    pub paid_at: Option<Timestamp>,
}

/// What is known of an attempt. It only grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    sending: Option<Timestamp>,
    acknowledged: Option<Timestamp>,
    own_ids: BTreeSet<Ids>,
    refusals: BTreeSet<Refusal>,
    unclear: bool,
    reports: BTreeSet<Report>,
    reported_ends: BTreeSet<(ResultCode, Option<Ids>)>,
    end_reported: Option<Timestamp>,
    proved: Option<Timestamp>,
    answered_ends: BTreeMap<ResultCode, (Timestamp, Timestamp)>,
    last_answer: Option<Timestamp>,
    prompt_over: Option<Timestamp>,
    /// How many reports were known when the till last gave up.
    given_up: Option<usize>,
    left: bool,
    found: BTreeSet<Receipt>,
    taken: BTreeSet<Receipt>,
    earlier_asked: bool,
}

impl Evidence {
    /// Joins a fact in.
    pub(super) fn join(mut self, fact: &Fact) -> Self {
        match fact.clone() {
            Fact::Sending { at } => earliest(&mut self.sending, at),
            Fact::Acknowledged { at, ids } => {
                earliest(&mut self.acknowledged, at);
                self.own_ids.insert(ids);
            }
            Fact::Refused(refusal) => _ = self.refusals.insert(refusal),
            Fact::Unclear => self.unclear = true,
            Fact::Reported(report) => _ = self.reports.insert(report),
            Fact::ReportedEnd { at, ids, code } => self.join_reported_end(at, ids, code),
            Fact::Answered { at, answer } => self.join_answer(at, answer),
            Fact::PromptOver { at } => earliest(&mut self.prompt_over, at),
            Fact::HorizonReached { reports } => self.given_up = self.given_up.max(Some(reports)),
            Fact::Left => self.left = true,
            Fact::CodeFound(receipt) => _ = self.found.insert(receipt),
            Fact::CodeTaken(receipt) => _ = self.taken.insert(receipt),
            Fact::EarlierAsked => self.earlier_asked = true,
        }
        self
    }

    /// Reads the state off what is known.
    pub(super) fn state(&self, terms: &Terms) -> State {
        if let Some(conflict) = self.conflict(terms) {
            return State::Conflicting(conflict);
        }
        if let Some(code) = self.proved_code() {
            return State::Paid(code);
        }
        match (
            self.reports.is_empty(),
            self.failure(),
            self.refusals.first(),
        ) {
            (false, ..) if self.is_given_up() => State::Lapsed,
            (false, ..) => State::Reported,
            (true, Some(code), _) => State::Failed(code.clone()),
            (true, None, Some(refusal)) => State::Refused(*refusal),
            _ if self.is_given_up() => State::Lapsed,
            _ if self.unclear || self.prompt_over.is_some() => State::Unsure,
            _ if self.acknowledged.is_some() => State::Prompted,
            _ if self.sending.is_some() => State::Sending,
            _ => State::Drafted,
        }
    }

    /// Tells whether a prompt may be on the phone: as long as it may, nobody is prompted again.
    pub fn is_live(&self) -> bool {
        self.proved.is_none() && !self.is_told_unpaid()
    }

    /// Tells whether there is still something to find out. A report that comes after the till gave
    /// up opens the attempt again.
    pub fn is_open(&self) -> bool {
        let over = self.proved.is_some() || self.is_given_up();
        !over && (self.refusals.is_empty() || self.awaits_earlier())
    }

    /// Tells whether an earlier prompt to the same phone stood in its way, for which Safaricom has
    /// not answered since: it may be paid, so nobody is told to ask again.
    pub fn awaits_earlier(&self) -> bool {
        let over = self.proved.is_some() || self.is_given_up();
        !over && !self.earlier_asked && self.ended_by_earlier()
    }

    /// Returns the fact that the till gives up, knowing what it knows.
    pub fn giving_up(&self) -> Fact {
        Fact::HorizonReached {
            reports: self.reports.len(),
        }
    }

    /// Returns the code of the money once it is proved: the one that came by the attempt's own
    /// path with the ids of our own acknowledgement, else the one that was found to fit it. A code
    /// that stands for another attempt is not its.
    pub fn proved_code(&self) -> Option<Code> {
        self.proved?;
        let is_free = |receipt: &&Receipt| !self.taken.contains(*receipt);
        let receipt = self
            .named_with_our_ids()
            .chain(&self.found)
            .find(is_free)
            .cloned();
        Some(receipt.map_or(Code::ToFollow, Code::Known))
    }

    /// Tells whether it lacks its code and may be paid: it may have been sent, and Safaricom has
    /// not answered our own question with a failure. An unsigned failure does not count.
    pub fn may_be_paid(&self) -> bool {
        let lacks_code = !matches!(self.proved_code(), Some(Code::Known(_)));
        let denied = !self.refusals.is_empty() || self.answered_failure().is_some();
        lacks_code && self.sending.is_some() && (self.proved.is_some() || !denied)
    }

    /// Tells whether Safaricom ever answered our own question with a failure, whatever came later.
    pub fn was_called_unpaid(&self) -> bool {
        self.answered_failure().is_some()
    }

    /// Returns the code that a body named, proved or not.
    pub fn named_receipt(&self) -> Option<&Receipt> {
        self.reports
            .iter()
            .find_map(|report| report.receipt.as_ref())
    }

    /// Tells whether a body named this receipt together with the ids of our own acknowledgement.
    pub fn names_with_our_ids(&self, receipt: &Receipt) -> bool {
        self.named_with_our_ids().any(|named| named == receipt)
    }

    /// Tells whether this receipt was found to fit it.
    pub fn has_found(&self, receipt: &Receipt) -> bool {
        self.found.contains(receipt)
    }

    /// Tells whether this receipt stands for another attempt.
    pub fn has_lost(&self, receipt: &Receipt) -> bool {
        self.taken.contains(receipt)
    }

    /// Returns the ids of our own acknowledgement: the only ones that we may ask with.
    pub fn own_ids(&self) -> Option<&Ids> {
        self.own_ids.first()
    }

    /// Returns when the request may first have been on the wire.
    pub fn sending_at(&self) -> Option<Timestamp> {
        self.sending
    }

    /// Returns when Safaricom took the request, by its own clock; `None` where nothing tells.
    pub fn taken_at(&self) -> Option<Timestamp> {
        self.own_ids()?.checkout.made_at()
    }

    /// Returns when Safaricom acknowledged.
    pub fn acknowledged_at(&self) -> Option<Timestamp> {
        self.acknowledged
    }

    /// Returns when the first success was reported.
    pub fn reported_at(&self) -> Option<Timestamp> {
        self.reports.iter().map(|report| report.at).min()
    }

    /// Returns when the last success was reported.
    pub(super) fn last_reported_at(&self) -> Option<Timestamp> {
        self.reports.iter().map(|report| report.at).max()
    }

    /// Tells whether the cashier was told that no money came, or that it can't be known.
    pub(super) fn is_told_unpaid(&self) -> bool {
        let ended = !self.refusals.is_empty() || self.failure().is_some();
        ended || self.prompt_over.is_some() || self.given_up.is_some()
    }

    /// Returns when anything about the end was first reported: success or not.
    pub fn end_reported_at(&self) -> Option<Timestamp> {
        self.reported_at()
            .into_iter()
            .chain(self.end_reported)
            .min()
    }

    /// Returns when Safaricom's answer first proved the payment.
    pub fn proved_at(&self) -> Option<Timestamp> {
        self.proved
    }

    /// Returns when Safaricom last answered a question of ours.
    pub fn last_answer_at(&self) -> Option<Timestamp> {
        self.last_answer
    }

    /// Tells whether the cashier went on to the next customer.
    pub fn is_left(&self) -> bool {
        self.left
    }

    fn named_with_our_ids(&self) -> impl Iterator<Item = &Receipt> {
        let ours = self.own_ids.first();
        let reports = self.reports.iter();
        reports
            .filter(move |report| ours.is_some() && report.ids.as_ref() == ours)
            .filter_map(|report| report.receipt.as_ref())
    }

    fn ended_by_earlier(&self) -> bool {
        let settle = |advice| advice == Advice::SettleEarlier;
        if self.refusals.is_empty() {
            let failure = self.failure();
            return failure.is_some_and(|code| settle(code.meaning().advice));
        }
        let mut refusals = self.refusals.iter();
        refusals.all(|refusal| settle(refusal.advice()))
    }

    /// Tells whether the till gave up and no report came since. Reports are counted, since their
    /// times are of a clock that may have been set.
    fn is_given_up(&self) -> bool {
        self.given_up >= Some(self.reports.len())
    }

    fn join_reported_end(&mut self, at: Timestamp, ids: Option<Ids>, code: ResultCode) {
        earliest(&mut self.end_reported, at);
        match code.finality() {
            Finality::Failed => _ = self.reported_ends.insert((code, ids)),
            Finality::Paid | Finality::NotKnown => self.unclear = true,
        }
    }

    fn join_answer(&mut self, at: Timestamp, answer: Answer) {
        latest(&mut self.last_answer, at);
        match answer {
            Answer::Paid => earliest(&mut self.proved, at),
            Answer::Ended(code) if code.finality() == Finality::Failed => {
                let span = self.answered_ends.entry(code).or_insert((at, at));
                *span = (span.0.min(at), span.1.max(at));
            }
            Answer::Ended(_) | Answer::Open => {}
        }
    }

    /// The failure that ends the attempt: reported on its path; or answered twice; or answered at
    /// all, once no prompt can be on the phone any more.
    fn failure(&self) -> Option<&ResultCode> {
        let reported = self.reported_ends.first().map(|(code, _)| code);
        reported.or_else(|| self.answered_failure())
    }

    /// The failure that our own questions alone prove.
    fn answered_failure(&self) -> Option<&ResultCode> {
        let stands = |(code, (first, last)): &(&ResultCode, &(Timestamp, Timestamp))| {
            let twice =
                TWICE_IS_FINAL.contains(&code.as_str()) && last.since(*first) >= TWICE_APART;
            twice || self.prompt_over.is_some() || self.is_long_over(*last)
        };
        self.answered_ends.iter().find(stands).map(|(code, _)| code)
    }

    /// Tells whether something ended the prompt, and no phone shows it any more at an instant.
    fn is_long_over(&self, at: Timestamp) -> bool {
        let ended = self.sending.filter(|_| !self.reported_ends.is_empty());
        ended.is_some_and(|sent| at >= sent.plus(Patience::LEAST_PROMPT))
    }

    fn conflict(&self, terms: &Terms) -> Option<Conflict> {
        let asked = terms.amount.money();
        let reports = || self.reports.iter();
        if let Some(told) = reports()
            .filter_map(|r| r.amount)
            .find(|told| *told != asked)
        {
            return Some(Conflict::Amount(told));
        }
        if reports().any(|report| !report.payer.may_be(&terms.phone)) {
            return Some(Conflict::Phone);
        }
        if self.names_foreign_ids() {
            return Some(Conflict::Ids);
        }
        let receipts: BTreeSet<_> = reports().filter_map(|r| r.receipt.as_ref()).collect();
        if receipts.len() > 1 {
            return Some(Conflict::SecondReceipt);
        }
        if receipts.iter().any(|receipt| self.taken.contains(*receipt)) {
            return Some(Conflict::ReceiptTaken);
        }
        let unproved = self.proved.is_none() && !self.reports.is_empty();
        let denied = !self.answered_ends.is_empty() || !self.refusals.is_empty();
        (unproved && denied).then_some(Conflict::ReportedButFailed)
    }

    fn names_foreign_ids(&self) -> bool {
        let reported = self.reports.iter().map(|report| &report.ids);
        let ended = self.reported_ends.iter().map(|(_, ids)| ids);
        let mut named = reported.chain(ended).flatten();
        self.own_ids.len() > 1
            || self
                .own_ids
                .first()
                .is_some_and(|own| named.any(|named| named != own))
    }
}

fn earliest(kept: &mut Option<Timestamp>, at: Timestamp) {
    *kept = Some(kept.map_or(at, |kept| kept.min(at)));
}

fn latest(kept: &mut Option<Timestamp>, at: Timestamp) {
    *kept = Some(kept.map_or(at, |kept| kept.max(at)));
}
