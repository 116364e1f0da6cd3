//! The life of a command: a question or an order to M-PESA whose result comes later, by a call on a
//! secret path of its own.
//!
//! As with an attempt, what is known only grows, and the state is read off it: facts may come in
//! any order and any number of times. A result is not signed. It counts only with the ids of our
//! own acknowledgement, which nobody else was told: one that comes before the acknowledgement is
//! kept until they are known, one with other ids counts for nothing and a person is told.
//!
//! An order moves money and has no idempotency key, so it is sent once. What became of one that
//! M-PESA tells nothing of, a person can find out; a result outweighs him, whenever it comes.
//!
//! Absent on purpose: sending, and what of a payment a result proves ([`told`]).

mod evidence;
pub mod schedule;
pub mod told;
mod words;

use std::time::Duration;

pub use evidence::Evidence;
pub use words::{NO_API_USER, SentBack};

use thiserror::Error;

use crate::attempt::Alarm;
use crate::clock::Timestamp;
use crate::ids::{ConversationId, OriginatorConversationId};
use crate::money::Shillings;
use crate::receipt::{Receipt, life};
use crate::refusal::Refusal;
use crate::result_code::ResultCode;

/// How long a question waits for its result.
const ANSWER_WITHIN: Duration = Duration::from_mins(10);

/// How long an order waits for its result: somebody at M-PESA may have to approve it.
const DONE_WITHIN: Duration = Duration::from_hours(24);

/// The code of a result that says: the payment was sent back before.
const REVERSED_BEFORE: &str = "R000001";

/// What M-PESA is asked or told to do: fixed when the command is drafted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// To say what it knows of a payment: a question, which may be asked again.
    Status {
        /// The payment.
        receipt: Receipt,
    },
    /// To send a payment back, whole or in part.
    Reversal {
        /// The payment.
        receipt: Receipt,
        /// How much of it.
        amount: Shillings,
    },
}

/// A command: what is asked for, and all that is known of what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What is asked for.
    pub order: Order,
    /// What is known of it.
    pub evidence: Evidence,
}

/// Both ids of a command, as our own acknowledgement or a result names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ids {
    /// The gateway's id of our request.
    pub originator: OriginatorConversationId,
    /// M-PESA's id of it.
    pub conversation: ConversationId,
}

/// A body on the command's path for results. Unsigned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome {
    /// When it came.
    pub at: Timestamp,
    /// The ids that it names.
    pub ids: Option<Ids>,
    /// How it says that the command ended.
    pub code: ResultCode,
    /// What it tells of the payment, if it tells enough.
    pub tells: Option<life::Fact>,
}

/// What a person found of an order whose end M-PESA did not tell: in the organisation portal, or in
/// the statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// M-PESA did not send it back.
    Here,
    /// It went back.
    Back {
        /// The reversal's own receipt.
        by: Receipt,
    },
}

/// Why nobody can say what became of an order. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotInDoubt {
    /// It is known, or it was no order.
    #[error("what became of the order is known")]
    Known,
    /// M-PESA may still do it.
    #[error("m-pesa may still do it")]
    MayComeYet,
    /// The code is the payment's own: what went back did so under another one.
    #[error("the code is the payment's own, and not that of its return")]
    OwnCode,
}

/// Something that happened to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The request may be on the wire from now on.
    Sending {
        /// When it was committed, before the first byte.
        at: Timestamp,
    },
    /// Safaricom took our request; nothing is done by that.
    Acknowledged {
        /// When the answer came.
        at: Timestamp,
        /// The ids that it names.
        ids: Ids,
    },
    /// Safaricom refused in words that mean *not taken*, or nothing ever left the till.
    Refused(Refusal),
    /// The request had no clear answer.
    Unclear,
    /// A result came on the command's own path.
    Ended(Outcome),
    /// A notice came on the command's own path that there will be no result.
    TimedOut {
        /// The ids that it names.
        ids: Option<Ids>,
    },
    /// The time in which a result is waited for is over.
    GaveUp {
        /// When it was found over.
        at: Timestamp,
    },
    /// A person found out what became of an order.
    LookedUp {
        /// When.
        at: Timestamp,
        /// What.
        found: Found,
    },
}

/// Where a command stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Committed; nothing was sent.
    Drafted,
    /// The request may be on the wire.
    Sending,
    /// Safaricom took it: the result is to come.
    Accepted,
    /// Not taken: M-PESA does nothing.
    Refused(Refusal),
    /// Nobody knows what came of it, or whether M-PESA was asked at all.
    Unsure,
    /// M-PESA did it, or answered.
    Done,
    /// M-PESA did not do it.
    Failed(ResultCode),
    /// M-PESA did not tell, and a person found out.
    Settled(Found),
}

/// What must be done because of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The result counts now: this is known of the payment by it.
    Tell(life::Fact),
    /// Something that a person must see.
    Alarm(Alarm),
}

/// What is to be done about a command at a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing any more.
    Nothing,
    /// Nothing before this instant, unless something is heard.
    Wait(Timestamp),
    /// Write down that the time for its result is over.
    GiveUp,
}

impl Order {
    /// Returns the payment that it is about.
    pub const fn receipt(&self) -> &Receipt {
        match self {
            Self::Status { receipt } | Self::Reversal { receipt, .. } => receipt,
        }
    }

    /// Returns how much money it moves.
    pub const fn moves(&self) -> Option<Shillings> {
        match self {
            Self::Status { .. } => None,
            Self::Reversal { amount, .. } => Some(*amount),
        }
    }

    /// Returns the name in the book.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Reversal { .. } => "reversal",
        }
    }

    const fn patience(&self) -> Duration {
        match self {
            Self::Status { .. } => ANSWER_WITHIN,
            Self::Reversal { .. } => DONE_WITHIN,
        }
    }
}

impl Command {
    /// Drafts a command of which nothing is known yet.
    pub fn draft(order: Order) -> Self {
        let evidence = Evidence::default();
        Self { order, evidence }
    }

    /// Joins a fact in, where nobody asks what must be done because of it.
    #[must_use]
    pub fn knowing(self, fact: &Fact) -> Self {
        let evidence = self.evidence.join(fact);
        Self { evidence, ..self }
    }

    /// Returns where the command stands.
    pub fn state(&self) -> State {
        self.evidence.state(&self.order)
    }

    /// Tells whether its result is still waited for.
    pub fn is_open(&self) -> bool {
        let ended = matches!(
            self.state(),
            State::Refused(_) | State::Done | State::Failed(_) | State::Settled(_)
        );
        !ended && !self.evidence.is_given_up() && !self.evidence.has_ended(&self.order)
    }

    /// Tells whether M-PESA may have done it, or may still do it; and whether the payment went back
    /// in another way, so that it must not be ordered again.
    pub fn may_be_done(&self) -> bool {
        match self.state() {
            State::Failed(code) => code.as_str() == REVERSED_BEFORE,
            State::Refused(_) | State::Settled(Found::Here) => false,
            _ => true,
        }
    }

    /// Decides whether a person can say that this became of it.
    ///
    /// # Errors
    /// [`NotInDoubt`].
    pub fn may_be_settled(&self, found: &Found) -> Result<(), NotInDoubt> {
        match found {
            Found::Here => self.may_be_here(),
            Found::Back { by } if by == self.order.receipt() => Err(NotInDoubt::OwnCode),
            Found::Back { .. } => self.may_be_gone(),
        }
    }

    /// Decides whether a person can say that M-PESA did not do it: not while it may still do it.
    ///
    /// # Errors
    /// [`NotInDoubt`].
    pub fn may_be_here(&self) -> Result<(), NotInDoubt> {
        self.may_be_gone()?;
        if self.is_open() {
            return Err(NotInDoubt::MayComeYet);
        }
        Ok(())
    }

    /// Decides whether a person can say that M-PESA did it.
    ///
    /// # Errors
    /// [`NotInDoubt::Known`].
    pub fn may_be_gone(&self) -> Result<(), NotInDoubt> {
        let in_doubt = match self.state() {
            State::Unsure => self.order.moves().is_some(),
            State::Failed(code) => code.as_str() == REVERSED_BEFORE,
            _ => false,
        };
        in_doubt.then_some(()).ok_or(NotInDoubt::Known)
    }

    /// Returns what a person must know of an order that did not do what it was to do.
    fn missed(&self) -> Option<Alarm> {
        self.order.moves()?;
        match self.state() {
            State::Refused(_) => Some(Alarm::NotSentBack),
            State::Failed(_) if !self.may_be_done() => Some(Alarm::NotSentBack),
            State::Failed(_) | State::Unsure => Some(Alarm::MaybeSentBack),
            State::Drafted | State::Sending | State::Accepted | State::Done | State::Settled(_) => {
                None
            }
        }
    }

    /// Returns what it tells of its payment: by its result, once that counts, and by what a person
    /// found, as long as no result does.
    pub fn tells(&self) -> Vec<life::Fact> {
        let counted = self.evidence.counted(&self.order);
        let told = counted.and_then(|outcome| outcome.tells.clone());
        let state = self.state();
        let said = self.evidence.looked_up().filter_map(|found| match found {
            Found::Here => None,
            Found::Back { by } => self.says_of(by, &state, found),
        });
        told.into_iter().chain(said).collect()
    }

    fn says_of(&self, by: &Receipt, state: &State, found: &Found) -> Option<life::Fact> {
        let (by, amount) = (by.clone(), self.order.moves()?.money());
        match state {
            State::Settled(settled) if settled == found => {
                Some(life::Fact::SaidBack { by, amount })
            }
            State::Settled(_) | State::Done | State::Failed(_) => Some(life::Fact::Unsaid { by }),
            _ => None,
        }
    }

    /// Says what is to be done about it at `now`.
    pub fn due(&self, now: Timestamp) -> Due {
        let begun = self.evidence.sending_at().unwrap_or(now);
        let until = begun.plus(self.order.patience());
        match self.is_open() {
            false => Due::Nothing,
            true if now < until => Due::Wait(until),
            true => Due::GiveUp,
        }
    }
}

/// Joins a fact in and says what must be done because of it. Total: every fact has its place in
/// every state.
#[must_use]
pub fn step(command: Command, fact: &Fact) -> (Command, Vec<Effect>) {
    let told = command.tells();
    let before = command.state();
    let doubted = command.evidence.is_doubtful(&command.order);
    let missed = command.missed();
    let after = command.knowing(fact);
    let news = after
        .tells()
        .into_iter()
        .filter(|tells| !told.contains(tells));
    let mut effects: Vec<_> = news.map(Effect::Tell).collect();
    if (before, after.state()) == (State::Settled(Found::Here), State::Done) {
        effects.push(Effect::Alarm(Alarm::Conflict));
    }
    if !doubted && after.evidence.is_doubtful(&after.order) {
        effects.push(Effect::Alarm(Alarm::StrangeResult));
    }
    let alarm = after.missed().filter(|alarm| missed != Some(*alarm));
    effects.extend(alarm.map(Effect::Alarm));
    (after, effects)
}

impl State {
    /// Returns the name in the book and the interfaces, which is the same whoever found out.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Refused(_) => "refused",
            Self::Unsure => "unsure",
            Self::Done | Self::Settled(Found::Back { .. }) => "done",
            Self::Failed(_) | Self::Settled(Found::Here) => "failed",
        }
    }
}

#[cfg(test)]
mod tests;
