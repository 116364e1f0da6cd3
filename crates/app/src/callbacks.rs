//! Bodies on the secret paths: written down before they are answered.

use daraja::StkCallback;
use domain::attempt::{Fact, Report};
use domain::callback_path::SecretPath;
use domain::clock::Timestamp;
use domain::ids::AttemptId;
use domain::result_code::Finality;
use domain::validation::Verdict;
use ledger::{About, Taken, Tx, Way};
use relay::{Admission, Delivery, Inbox, InboxError, Refusal, Stored};

use crate::charge::Begin;
use crate::error::AppError;
use crate::receipts::{Others, others};
use crate::till::Till;

/// Reads a body as the fact that it tells of its attempt, or says why it tells none.
pub(crate) fn read(body: &[u8], at: Timestamp) -> Result<Fact, String> {
    let callback = StkCallback::parse(body).map_err(|error| error.to_string())?;
    let ids = callback.ids();
    let code = callback.result.ok_or("it has no result code")?;
    Ok(match code.finality() {
        Finality::Paid => Fact::Reported(Report {
            at,
            ids,
            amount: callback.amount,
            receipt: callback.receipt,
            payer: callback.payer,
            paid_at: callback.paid_at,
        }),
        Finality::Failed | Finality::NotKnown => Fact::ReportedEnd { at, ids, code },
    })
}

impl Inbox for Till {
    fn admits(&self, path: &SecretPath) -> Result<Admission, InboxError> {
        let admitted = match path {
            SecretPath::Attempt(path) => {
                let admitted = self.0.clerk.readers().admits(path.attempt, &path.tag);
                admitted.map_err(AppError::from)
            }
            SecretPath::Notice(path) => self.admits_notice(path.notice, &path.tag),
            SecretPath::Command(path) => {
                let admitted = self.0.clerk.readers().admits_news(path.command, &path.tag);
                admitted.map_err(AppError::from)
            }
        };
        match admitted {
            Ok(true) => Ok(Admission::Admitted),
            Ok(false) => Ok(Admission::Unknown),
            Err(error) => Err(not_taken(error)),
        }
    }

    fn judge(&self, body: &[u8]) -> Verdict {
        self.judge_question(body)
    }

    async fn store(&self, delivery: Delivery) -> Result<Stored, InboxError> {
        let Delivery { path, body, .. } = delivery;
        match path {
            SecretPath::Attempt(path) => {
                let told = read(&body, self.0.time.now());
                self.take(path.attempt, told, body.into()).await
            }
            SecretPath::Notice(_) => stored(self.hear_confirmation(body.into()).await),
            SecretPath::Command(path) => {
                stored(self.take_news(&path, Ok(&body), body.to_vec()).await)
            }
        }
    }

    async fn refuse(&self, refusal: Refusal) -> Result<(), InboxError> {
        let why = "it was longer than any that Safaricom sends".to_owned();
        let note = format!(
            "refused: {} bytes read, SHA-256 {}",
            refusal.read_bytes,
            hex::encode(refusal.digest)
        );
        let note = note.into_bytes();
        let kept = match refusal.path {
            SecretPath::Attempt(path) => self.take(path.attempt, Err(why), note).await,
            SecretPath::Notice(_) => stored(self.hear_notice(Err(why), note).await),
            SecretPath::Command(path) => stored(self.take_news(&path, Err(why), note).await),
        };
        kept.map(drop)
    }
}

impl Till {
    /// Writes down what came on an attempt's path, and tells of it once it is on disk.
    async fn take(
        &self,
        attempt: AttemptId,
        told: Result<Fact, String>,
        body: Vec<u8>,
    ) -> Result<Stored, InboxError> {
        let now = self.now();
        let evidence = self.evidence(Way::Callback, body);
        let write = move |tx: &Tx<'_>| {
            let taken = tx.take_callback(now, attempt, told, &evidence)?;
            let recorded = taken.as_ref().map(|taken| &taken.recorded);
            let others = others(tx, recorded)?;
            Ok((taken, others))
        };
        let herald = self.clone();
        let tell = move |(taken, others): &(Option<Taken>, Others)| {
            match taken {
                Some(Taken {
                    recorded,
                    record: Some(record),
                }) => herald.tell(record, &recorded.alarms),
                Some(taken) => {
                    herald.tell_alarms(&About::Attempt(attempt), &taken.recorded.alarms);
                }
                None => {}
            }
            herald.tell_others(others, &[]);
        };
        let taken = self.0.clerk.write_then(write, tell).await;
        let (taken, _) = taken.map_err(|error| not_taken(error.into()))?;
        // A report opens an attempt again that the till had given up: nobody watches it any more.
        if taken.is_some() {
            self.watch(attempt, Begin::Ask);
        }
        Ok(taken.map_or(Stored::Again, |_| Stored::New))
    }
}

fn stored(heard: Result<bool, AppError>) -> Result<Stored, InboxError> {
    let is_new = heard.map_err(not_taken)?;
    Ok(if is_new { Stored::New } else { Stored::Again })
}

fn not_taken(error: AppError) -> InboxError {
    InboxError::Book(Box::new(error))
}
