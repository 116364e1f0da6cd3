//! All that is known of a command. Each field only grows, so that joining facts is commutative and
//! idempotent by construction.

use std::collections::BTreeSet;

use super::{Fact, Found, Ids, Order, Outcome, REVERSED_BEFORE, State};
use crate::clock::Timestamp;
use crate::refusal::Refusal;
use crate::result_code::Finality;

/// What is known of a command. It only grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    sending: Option<Timestamp>,
    own_ids: BTreeSet<Ids>,
    refusals: BTreeSet<Refusal>,
    unclear: bool,
    outcomes: BTreeSet<Outcome>,
    timed_out: BTreeSet<Option<Ids>>,
    given_up: bool,
    looked_up: BTreeSet<(Timestamp, Found)>,
}

impl Evidence {
    /// Joins a fact in.
    pub(super) fn join(mut self, fact: &Fact) -> Self {
        match fact.clone() {
            Fact::Sending { at } => {
                self.sending = Some(self.sending.map_or(at, |known| known.min(at)));
            }
            Fact::Acknowledged { ids, .. } => _ = self.own_ids.insert(ids),
            Fact::Refused(refusal) => _ = self.refusals.insert(refusal),
            Fact::Unclear => self.unclear = true,
            Fact::Ended(outcome) => _ = self.outcomes.insert(outcome),
            Fact::TimedOut { ids } => _ = self.timed_out.insert(ids),
            Fact::GaveUp { .. } => self.given_up = true,
            Fact::LookedUp { at, found } => _ = self.looked_up.insert((at, found)),
        }
        self
    }

    /// Reads the state off what is known: a person's word counts where M-PESA left it open.
    pub(super) fn state(&self, order: &Order) -> State {
        let told = self.told_state(order);
        let left_open = match &told {
            State::Unsure => order.moves().is_some(),
            State::Failed(code) => code.as_str() == REVERSED_BEFORE,
            _ => false,
        };
        match self.looked_up().last() {
            Some(found) if left_open => State::Settled(found.clone()),
            _ => told,
        }
    }

    /// Returns what people found, the latest last.
    pub(super) fn looked_up(&self) -> impl Iterator<Item = &Found> {
        self.looked_up.iter().map(|(_, found)| found)
    }

    fn told_state(&self, order: &Order) -> State {
        if let Some(outcome) = self.counted(order) {
            return match outcome.code.finality() {
                Finality::Failed => State::Failed(outcome.code.clone()),
                Finality::Paid | Finality::NotKnown => State::Done,
            };
        }
        let timed_out = self.timed_out.iter().any(|ids| self.is_own(ids.as_ref()));
        let may_have_left = self.sending.is_some() || self.unclear;
        match (self.own_ids(), self.refusals.first()) {
            // Thought never to leave, and sent all the same.
            (None, Some(Refusal::StoppedBeforeSending)) if may_have_left => State::Unsure,
            (None, Some(refusal)) => State::Refused(*refusal),
            _ if self.unclear || self.given_up || timed_out => State::Unsure,
            (Some(_), _) if self.own_outcomes().next().is_some() => State::Unsure,
            (Some(_), _) => State::Accepted,
            (None, None) if self.sending.is_some() => State::Sending,
            (None, None) => State::Drafted,
        }
    }

    /// Returns the result that counts: it has our own ids and ends the command, and no other one
    /// says otherwise.
    pub(super) fn counted(&self, order: &Order) -> Option<&Outcome> {
        let mut ends = self.own_outcomes().filter(|outcome| outcome.ends(order));
        let first = ends.next()?;
        let agrees = |other: &Outcome| (&other.code, &other.tells) == (&first.code, &first.tells);
        ends.all(agrees).then_some(first)
    }

    /// Tells whether a person must look: a body came that is no answer to our own request, or two
    /// answers contradict each other, or money went back and it is not said how much.
    pub(super) fn is_doubtful(&self, order: &Order) -> bool {
        let answered = self.own_ids().is_some() || !self.refusals.is_empty();
        let named = self.outcomes.iter().map(|outcome| outcome.ids.as_ref());
        let noticed = self.timed_out.iter().map(Option::as_ref);
        let strange = named.chain(noticed).any(|ids| !self.is_own(ids));
        let done = |outcome: &Outcome| outcome.code.finality() == Finality::Paid;
        let vague = self
            .own_outcomes()
            .any(|outcome| done(outcome) && !outcome.ends(order));
        let contested = self.has_ended(order) && self.counted(order).is_none();
        (answered && strange) || vague || contested
    }

    /// Tells whether an answer to our own request ended it, whatever others say: M-PESA sends one.
    pub(super) fn has_ended(&self, order: &Order) -> bool {
        self.own_outcomes().any(|outcome| outcome.ends(order))
    }

    /// When it was committed, before the first byte.
    pub(super) fn sending_at(&self) -> Option<Timestamp> {
        self.sending
    }

    /// Tells whether its result is not waited for any more.
    pub(super) const fn is_given_up(&self) -> bool {
        self.given_up
    }

    /// Returns the ids of our own acknowledgement.
    pub fn own_ids(&self) -> Option<&Ids> {
        self.own_ids.first()
    }

    fn own_outcomes(&self) -> impl Iterator<Item = &Outcome> {
        let own = |outcome: &&Outcome| self.is_own(outcome.ids.as_ref());
        self.outcomes.iter().filter(own)
    }

    fn is_own(&self, ids: Option<&Ids>) -> bool {
        ids.is_some() && ids == self.own_ids()
    }
}

impl Outcome {
    /// Tells whether it ends the command. That money went back it must tell whole; what a question
    /// was answered may be little.
    fn ends(&self, order: &Order) -> bool {
        match (self.code.finality(), order) {
            (Finality::Failed, _) | (Finality::Paid, Order::Status { .. }) => true,
            (Finality::Paid, Order::Reversal { .. }) => self.tells.is_some(),
            (Finality::NotKnown, _) => false,
        }
    }
}
