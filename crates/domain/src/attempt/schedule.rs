//! When to ask Safaricom back, when a prompt is over, when to stop: a pure function of what is
//! known and the time.
//!
//! The first question comes 10 s after the acknowledgement (at once after a report), then at
//! waits that grow with the age of the attempt: from 5 s to 30 s while a prompt may be on the
//! phone, half the age afterwards, until the horizon: a day after the sending. A report begins the
//! waits and the day anew, also one that comes after the till gave up; so each report is asked
//! about for a day at the most. Nobody gives up before Safaricom has answered at the horizon or
//! later: a till may have been closed until then.
//!
//! A question that could not be asked is tried again: after 15 s at first, later after a hundredth
//! of the attempt's age, but every quarter of an hour, so that a day without a line is not a day of
//! knocking.

use std::time::Duration;

use super::{Attempt, State};
use crate::clock::Timestamp;

const FIRST_ASK: Duration = Duration::from_secs(10);
const SHORTEST: Duration = Duration::from_secs(5);
const LONGEST_WHILE_LIVE: Duration = Duration::from_secs(30);
const SHORTEST_RETRY: Duration = Duration::from_secs(15);
const LONGEST_RETRY: Duration = Duration::from_mins(15);

/// How long the till is patient. A setting of the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How long a prompt may be on a phone, counted from possible sending.
    pub prompt: Duration,
    /// How long Safaricom is asked for an attempt.
    pub horizon: Duration,
}

/// What the passing of time demands of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The horizon is reached: write it down.
    GiveUp,
    /// The prompt's time is over: write it down.
    EndPrompt,
    /// Ask Safaricom now for every earlier attempt to the same phone.
    AskEarlier,
    /// Ask Safaricom now.
    Ask,
    /// Nothing before this instant.
    Wait(Timestamp),
    /// Nothing any more.
    Nothing,
}

impl Patience {
    /// The least time that a prompt is given: phones keep one up to three minutes.
    ///
    /// Source: reference section 2, "Prompt life".
    pub const LEAST_PROMPT: Duration = Duration::from_mins(3);
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            prompt: Self::LEAST_PROMPT,
            horizon: Duration::from_hours(24),
        }
    }
}

impl Attempt {
    /// Tells what the time demands now.
    pub fn due(&self, now: Timestamp, patience: &Patience) -> Due {
        let Some(sent) = self
            .evidence
            .sending_at()
            .filter(|_| self.evidence.is_open())
        else {
            return Due::Nothing;
        };
        let horizon = self.or_last_report(sent).plus(patience.horizon);
        let deadlines = [
            (self.gives_up_at(horizon), Due::GiveUp),
            (self.prompt_ends_at(patience), Due::EndPrompt),
            (
                self.evidence.awaits_earlier().then_some(sent),
                Due::AskEarlier,
            ),
            (self.next_ask(horizon, patience), Due::Ask),
        ];
        let came = deadlines
            .iter()
            .find(|(at, _)| at.is_some_and(|at| at <= now));
        let next = deadlines.iter().filter_map(|(at, _)| *at).min();
        came.map(|(_, due)| *due)
            .or(next.map(Due::Wait))
            .unwrap_or(Due::Nothing)
    }

    /// Returns when to try again what could not be asked now.
    pub fn retry_at(&self, now: Timestamp) -> Timestamp {
        let sent = self.evidence.sending_at().unwrap_or(now);
        let age = now.since(self.or_last_report(sent));
        now.plus((age / 100).clamp(SHORTEST_RETRY, LONGEST_RETRY))
    }

    /// Returns when the prompt can't be on the phone any more, as long as it may be there.
    pub fn prompt_ends_at(&self, patience: &Patience) -> Option<Timestamp> {
        let live = self.evidence.is_live();
        self.evidence
            .sending_at()
            .filter(|_| live)
            .map(|sent| sent.plus(patience.prompt))
    }

    /// Returns the horizon when nothing is to be asked before giving up: it was asked, or there is
    /// no id to ask with.
    fn gives_up_at(&self, horizon: Timestamp) -> Option<Timestamp> {
        let answered = self.evidence.last_answer_at() >= Some(horizon);
        (answered || self.evidence.own_ids().is_none()).then_some(horizon)
    }

    fn next_ask(&self, horizon: Timestamp, patience: &Patience) -> Option<Timestamp> {
        let acknowledged = self.evidence.acknowledged_at()?;
        let reported = self.evidence.reported_at();
        let Some(last) = self.evidence.last_answer_at() else {
            return reported
                .into_iter()
                .chain([acknowledged.plus(FIRST_ASK)])
                .min();
        };
        let wait = match last.since(self.or_last_report(acknowledged)) {
            age if age < patience.prompt => (age / 3).clamp(SHORTEST, LONGEST_WHILE_LIVE),
            age => age / 2,
        };
        let news = reported.filter(|at| *at >= last && self.state() == State::Reported);
        news.into_iter().chain([last.plus(wait), horizon]).min()
    }

    /// Returns the instant, or that of the last report if it came later.
    fn or_last_report(&self, at: Timestamp) -> Timestamp {
        let reported = self.evidence.last_reported_at();
        reported.map_or(at, |reported| reported.max(at))
    }
}
