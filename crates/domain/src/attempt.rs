//! The life of an attempt: one prompt (STK push) to one phone, for one leg of a sale.
//!
//! What is known of an attempt is its [`Evidence`], and evidence only grows: each fact is joined
//! in, so facts may come in any order and any number of times and the end is the same. The state
//! is read off the evidence. Nothing here waits, asks or fails.

mod alarm;
mod evidence;
mod schedule;
mod words;

pub use alarm::Alarm;
pub use evidence::{Evidence, Report};
pub use schedule::{Due, Patience};
pub use words::Sentences;

use crate::clock::Timestamp;
use crate::ids::{CheckoutRequestId, MerchantRequestId};
use crate::money::{Money, Shillings};
use crate::phone::Msisdn;
use crate::receipt::Receipt;
use crate::refusal::Refusal;
use crate::result_code::ResultCode;

/// What was asked for: fixed when the attempt is drafted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The amount asked for.
    pub amount: Shillings,
    /// The phone that is prompted.
    pub phone: Msisdn,
}

/// An attempt: its terms, and all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What was asked for.
    pub terms: Terms,
    /// What is known of it.
    pub evidence: Evidence,
}

/// Both ids of a prompt, as our own acknowledgement (or a callback) names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ids {
    /// Safaricom's id of our request.
    pub merchant: MerchantRequestId,
    /// Safaricom's id of the prompt: the one to ask with.
    pub checkout: CheckoutRequestId,
}

impl Ids {
    /// Stands where the ids were erased from the book: `trace` tells the same ids from others.
    pub fn erased(trace: &str) -> Self {
        Self {
            merchant: trace
                .parse()
                .unwrap_or_else(|_| MerchantRequestId::erased()),
            checkout: CheckoutRequestId::erased(),
        }
    }

    /// Tells whether they stand for ids that were erased: nothing can be asked with them.
    pub fn are_erased(&self) -> bool {
        self.checkout == CheckoutRequestId::erased()
    }
}

/// Something that happened to an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The request may be on the wire from now on.
    Sending {
        /// When it was committed, before the first byte.
        at: Timestamp,
    },
    /// Safaricom acknowledged our request.
    Acknowledged {
        /// When the answer came.
        at: Timestamp,
        /// The ids that it names.
        ids: Ids,
    },
    /// Safaricom refused in words that mean *not sent*, or nothing ever left the till.
    Refused(Refusal),
    /// The push had no clear answer.
    Unclear,
    /// A body on the attempt's secret path says that it was paid. Unsigned: it only reports.
    Reported(Report),
    /// A body on the attempt's secret path says how it ended otherwise.
    ReportedEnd {
        /// When it came.
        at: Timestamp,
        /// The ids that the body names.
        ids: Option<Ids>,
        /// The code that it gives.
        code: ResultCode,
    },
    /// Safaricom answered our own question about our own id.
    Answered {
        /// When the answer came.
        at: Timestamp,
        /// What it says.
        answer: Answer,
    },
    /// The time in which the prompt can be answered is over.
    PromptOver {
        /// When it was found over.
        at: Timestamp,
    },
    /// The time in which we ask is over.
    HorizonReached {
        /// How many reports of a success were known by then: one more opens the attempt again.
        reports: usize,
    },
    /// The cashier went on to the next customer; the till goes on asking.
    Left,
    /// A receipt that was heard of by another way fits this attempt alone: it is its code, unless
    /// its own path names one.
    CodeFound(Receipt),
    /// This receipt stands for another attempt already.
    CodeTaken(Receipt),
    /// Safaricom answered for every earlier prompt to the same phone, after this one was turned
    /// away because of one.
    EarlierAsked,
}

/// What Safaricom answered when we asked for an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Paid: the proof.
    Paid,
    /// Ended with this code.
    Ended(ResultCode),
    /// Still with the customer, unknown to Safaricom, or no usable answer: nothing is known by it.
    Open,
}

/// Where an attempt stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Committed; nothing was sent.
    Drafted,
    /// The request may be on the wire.
    Sending,
    /// Acknowledged: the prompt is on its way to the phone.
    Prompted,
    /// Not sent: no prompt went out.
    Refused(Refusal),
    /// No clear answer, or the prompt's time is over without a result.
    Unsure,
    /// A success came by its secret path, not yet proved.
    Reported,
    /// Proved.
    Paid(Code),
    /// Daraja's final failure.
    Failed(ResultCode),
    /// No proof within the horizon.
    Lapsed,
    /// Facts contradict each other: a person must look.
    Conflicting(Conflict),
}

/// The M-PESA code of a proved payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// Proved by query, which names no code; it comes by callback, C2B, pull or statement.
    ToFollow,
    /// Known.
    Known(Receipt),
}

/// How facts contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// A body names another amount than was asked.
    Amount(Money),
    /// A body names another phone.
    Phone,
    /// A body names other ids than our own acknowledgement.
    Ids,
    /// Two bodies name two receipts.
    SecondReceipt,
    /// A body names a receipt that stands for another attempt already.
    ReceiptTaken,
    /// A body says paid, and Safaricom answered that it failed or that nothing was sent.
    ReportedButFailed,
}

/// What must be done because of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The money is proved: post it.
    Post,
    /// The attempt is paid without contradiction: fill its leg.
    Settle,
    /// The code of the proved money is known: post it under its receipt.
    Attach(Receipt),
    /// Something that a person must see.
    Alarm(Alarm),
}

impl Attempt {
    /// Drafts an attempt of which nothing is known yet.
    pub fn draft(terms: Terms) -> Self {
        Self {
            terms,
            evidence: Evidence::default(),
        }
    }

    /// Joins a fact in, where nobody asks what must be done because of it: a past to be read again.
    #[must_use]
    pub fn knowing(self, fact: &Fact) -> Self {
        Self {
            evidence: self.evidence.join(fact),
            ..self
        }
    }

    /// Returns where the attempt stands.
    pub fn state(&self) -> State {
        self.evidence.state(&self.terms)
    }
}

/// Joins a fact in and says what must be done because of it. Total: every fact has its place in
/// every state.
#[must_use]
pub fn step(attempt: Attempt, fact: &Fact) -> (Attempt, Vec<Effect>) {
    let before = Stand::of(&attempt);
    let after = attempt.knowing(fact);
    let effects = effects(&before, &Stand::of(&after));
    (after, effects)
}

/// Where an attempt stands, as far as something must be done when that changes.
struct Stand {
    state: State,
    code: Option<Code>,
    /// The cashier was told that no money came, or that it can't be known.
    told_unpaid: bool,
}

impl Stand {
    fn of(attempt: &Attempt) -> Self {
        let state = attempt.state();
        let told_unpaid = state == State::Unsure || attempt.evidence.is_told_unpaid();
        Self {
            state,
            code: attempt.evidence.proved_code(),
            told_unpaid,
        }
    }
}

fn effects(before: &Stand, after: &Stand) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let (None, Some(_)) = (&before.code, &after.code) {
        effects.push(Effect::Post);
        if let State::Paid(_) = after.state {
            effects.push(Effect::Settle);
        }
        if before.told_unpaid {
            effects.push(Effect::Alarm(Alarm::LateProof));
        }
    }
    let found = after.code.as_ref().filter(|_| before.code != after.code);
    if let Some(Code::Known(receipt)) = found {
        effects.push(Effect::Attach(receipt.clone()));
    }
    if !before.state.is_conflict() && after.state.is_conflict() {
        effects.push(Effect::Alarm(Alarm::Conflict));
    }
    effects
}

impl State {
    fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflicting(_))
    }
}

#[cfg(test)]
mod tests;
