//! Watching an attempt until nothing is left to find out: asking Safaricom back by schedule,
//! ending a prompt's time, giving up at the horizon.

use std::time::Duration;

use daraja::{Asked, Received, Unclear};
use domain::attempt::{Answer, Due, Fact};
use domain::clock::Timestamp;
use domain::ids::AttemptId;
use domain::result_code::Advice;
use ledger::{Actor, AttemptRecord, Evidence, LedgerError, Way};
use tokio::sync::Notify;

use crate::error::AppError;
use crate::till::Till;

/// How often is asked for what looks a day old, while nobody can tell whether it is.
const IN_THE_MORNING: Duration = Duration::from_mins(30);

/// How long to wait when the book could not be read or written.
pub(crate) const RETRY: Duration = Duration::from_secs(15);

/// What a watcher does next.
enum Next {
    /// Look again at once.
    Look,
    /// Look again then, or when something happens.
    LookAt(Timestamp),
    /// Nothing is left to find out.
    End,
}

impl Till {
    /// Asks Safaricom for an attempt now, whatever the schedule says.
    ///
    /// # Errors
    /// The shop is not set up, or the book can't be read or written. Without an id of our own
    /// there is nothing to ask with: the attempt comes back as it is.
    pub async fn check_now(&self, id: AttemptId) -> Result<AttemptRecord, AppError> {
        self.ask(id).await?;
        Ok(self.0.clerk.readers().attempt(id)?)
    }

    /// Goes on to the next customer; the till goes on asking for this one.
    ///
    /// # Errors
    /// When the book can't be written.
    pub async fn stop_waiting(&self, id: AttemptId) -> Result<AttemptRecord, AppError> {
        let by = Actor::Person(self.at_counter()?.person.id);
        self.record(id, by, Fact::Left, None).await
    }

    /// Writes down a fact that must not get lost: tries until the book takes it or is closed. Ids
    /// that are another prompt's already tell nothing of this one.
    pub(crate) async fn record_surely(
        &self,
        id: AttemptId,
        actor: Actor,
        mut fact: Fact,
        evidence: Option<Evidence>,
    ) {
        while let Err(error) = self.record(id, actor, fact.clone(), evidence.clone()).await {
            tracing::error!(attempt = %id, ?error, "could not be written down, trying again");
            match error {
                AppError::Book(LedgerError::CheckoutIdTaken) => fact = Fact::Unclear,
                _ if !self.0.clerk.is_open() => return,
                _ => self.0.time.sleep(RETRY).await,
            }
        }
    }

    pub(crate) async fn watch_to_the_end(&self, id: AttemptId, wake: &Notify) {
        while self.0.clerk.is_open() {
            let now = self.0.time.now();
            let until = match self.follow(id, now).await {
                Ok(Next::End) => return,
                Ok(Next::Look) => continue,
                Ok(Next::LookAt(until)) => until,
                Err(error) => {
                    tracing::error!(attempt = %id, ?error, "could not be followed");
                    now.plus(RETRY)
                }
            };
            tokio::select! {
                () = self.0.time.sleep_until(until) => {}
                () = wake.notified() => {}
            }
        }
    }

    /// Tells whether there is anything to watch an attempt for.
    pub(crate) fn has_more_to_do(&self, id: AttemptId) -> bool {
        let record = self.0.clerk.readers().attempt(id);
        let due = record.map(|record| record.attempt.due(self.0.time.now(), &self.patience()));
        self.0.clerk.is_open() && due.is_ok_and(|due| due != Due::Nothing)
    }

    /// Does what the time demands of an attempt.
    async fn follow(&self, id: AttemptId, now: Timestamp) -> Result<Next, AppError> {
        let record = match self.0.clerk.readers().attempt(id) {
            Err(LedgerError::BadRow { seq, why }) => {
                tracing::error!(attempt = %id, seq, why, "can't be read: a person must look");
                self.raise_unreadable(id).await?;
                return Ok(Next::End);
            }
            record => record?,
        };
        let fact = match record.attempt.due(now, &self.patience()) {
            Due::Nothing => return Ok(Next::End),
            Due::Wait(until) => return Ok(Next::LookAt(until)),
            Due::Ask if self.ask(id).await? => return Ok(Next::Look),
            Due::AskEarlier if self.ask_earlier(&record).await? => Fact::EarlierAsked,
            Due::Ask | Due::AskEarlier => {
                return Ok(Next::LookAt(record.attempt.retry_at(now)));
            }
            Due::EndPrompt => Fact::PromptOver { at: now },
            Due::GiveUp if self.0.time.is_in_doubt() => {
                return self.ask_once_more(&record, now).await;
            }
            Due::GiveUp => record.attempt.evidence.giving_up(),
        };
        self.record(id, Actor::Till, fact, None).await?;
        Ok(Next::Look)
    }

    /// Asks for an attempt whose day is over by a clock that may have been set while the till was
    /// closed, or that can't have been asked about meanwhile. Without an id there is nothing to ask
    /// with.
    async fn ask_once_more(
        &self,
        record: &AttemptRecord,
        now: Timestamp,
    ) -> Result<Next, AppError> {
        let evidence = &record.attempt.evidence;
        let last = evidence.last_answer_at().unwrap_or_default();
        let next = last.plus(IN_THE_MORNING);
        Ok(match evidence.own_ids() {
            None => Next::LookAt(now.plus(IN_THE_MORNING)),
            Some(_) if next > now => Next::LookAt(next),
            Some(_) if self.ask(record.id).await? => Next::Look,
            Some(_) => Next::LookAt(record.attempt.retry_at(now)),
        })
    }

    /// Asks Safaricom for every other open attempt to the same phone; tells whether each had an
    /// answer. One without an id of our own can't be asked about, and is unresolved by itself.
    async fn ask_earlier(&self, turned_away: &AttemptRecord) -> Result<bool, AppError> {
        let phone = &turned_away.attempt.terms.phone;
        let mut answered = true;
        for other in self.0.clerk.readers().open_on_phone(phone)? {
            let can_ask = other.attempt.evidence.own_ids().is_some();
            if can_ask && other.id != turned_away.id {
                answered &= self.ask(other.id).await?;
            }
        }
        Ok(answered)
    }

    /// Asks Safaricom for an attempt; tells whether there was an answer to write down.
    async fn ask(&self, id: AttemptId) -> Result<bool, AppError> {
        let line = self.line()?;
        let record = self.0.clerk.readers().attempt(id)?;
        let Some(ids) = record.attempt.evidence.own_ids() else {
            return Ok(false);
        };
        let reply = line.client.ask(&line.merchant, ids).await;
        let Some(answer) = answer(reply.said, &reply.received) else {
            return Ok(false);
        };
        let evidence = self.evidence(Way::Query, reply.received.body);
        let fact = Fact::Answered {
            at: self.0.time.now(),
            answer,
        };
        self.record(id, Actor::Safaricom, fact, Some(evidence))
            .await?;
        Ok(true)
    }
}

/// Reads an answer as a fact; where nothing came back at all, or the question was turned away for
/// the moment, there is none.
fn answer(asked: Asked, received: &Received) -> Option<Answer> {
    match asked {
        Asked::Paid => Some(Answer::Paid),
        Asked::Failed(code) => Some(Answer::Ended(code)),
        Asked::StillOpen | Asked::DoesNotExist => Some(Answer::Open),
        Asked::NoAnswer(Unclear::NotAsked(why)) if why.advice() == Advice::Wait => None,
        Asked::NoAnswer(_) => (!received.body.is_empty()).then_some(Answer::Open),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::refusal::Refusal;

    #[test]
    fn a_question_that_was_turned_away_for_the_moment_is_no_answer() {
        let received = Received {
            body: b"Spike arrest violation".to_vec(),
            ..Received::default()
        };
        let check = |why, expected| {
            let asked = Asked::NoAnswer(Unclear::NotAsked(why));
            assert_eq!(answer(asked, &received), expected, "{why}");
        };
        check(Refusal::TooFast, None);
        check(Refusal::NoToken, None);
        check(Refusal::WrongPasskey, Some(Answer::Open));
    }
}
