//! Bodies on the secret paths: written down before they are answered.

use daraja::StkCallback;
use domain::attempt::{Fact, Report};
use domain::callback_path::CallbackPath;
use domain::clock::Timestamp;
use domain::ids::AttemptId;
use domain::result_code::Finality;
use ledger::{LedgerError, Taken, Tx, Way};
use relay::{Admission, Delivery, Inbox, InboxError, Refusal, Stored};

use crate::charge::Begin;
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
    fn admits(&self, path: &CallbackPath) -> Result<Admission, InboxError> {
        match self.0.clerk.readers().admits(path.attempt, &path.tag) {
            Ok(true) => Ok(Admission::Admitted),
            Ok(false) => Ok(Admission::Unknown),
            Err(error) => Err(not_taken(error)),
        }
    }

    async fn store(&self, delivery: Delivery) -> Result<Stored, InboxError> {
        let told = read(&delivery.body, self.0.time.now());
        self.take(delivery.path.attempt, told, delivery.body.into())
            .await
    }

    async fn refuse(&self, refusal: Refusal) -> Result<(), InboxError> {
        let why = "it was longer than any that Safaricom sends".to_owned();
        let note = format!(
            "refused: {} bytes read, SHA-256 {}",
            refusal.read_bytes,
            hex::encode(refusal.digest)
        );
        self.take(refusal.path.attempt, Err(why), note.into_bytes())
            .await
            .map(drop)
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
                Some(taken) => herald.tell_alarms(attempt, &taken.recorded.alarms),
                None => {}
            }
            herald.tell_others(others, &[]);
        };
        let taken = self.0.clerk.write_then(write, tell).await;
        let (taken, _) = taken.map_err(not_taken)?;
        // A report opens an attempt again that the till had given up: nobody watches it any more.
        if taken.is_some() {
            self.watch(attempt, Begin::Ask);
        }
        Ok(taken.map_or(Stored::Again, |_| Stored::New))
    }
}

fn not_taken(error: LedgerError) -> InboxError {
    InboxError::Book(Box::new(error))
}
