//! Bodies on the secret paths: written down before they are answered.

use daraja::StkCallback;
use domain::attempt::{Fact, Report};
use domain::callback_path::CallbackPath;
use domain::clock::Timestamp;
use domain::result_code::Finality;
use ledger::{LedgerError, Tx, Way};
use relay::{Delivery, Inbox, NotStored};

use crate::till::Till;

/// Reads a body as the fact that it tells of its attempt, or says why it tells none.
fn read(body: &[u8], at: Timestamp) -> Result<Fact, String> {
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
        }),
        Finality::Failed | Finality::NotKnown => Fact::ReportedEnd { at, ids, code },
    })
}

impl Inbox for Till {
    fn admits(&self, path: &CallbackPath) -> Result<bool, NotStored> {
        let tag_fits = self.0.clerk.readers().admits(path.attempt, &path.tag);
        tag_fits.map_err(|error| not_stored(&error))
    }

    async fn store(&self, delivery: Delivery) -> Result<(), NotStored> {
        let (now, attempt) = (self.now(), delivery.path.attempt);
        let told = read(&delivery.body, now);
        let evidence = self.evidence(Way::Callback, delivery.body);
        let write = move |tx: &Tx<'_>| {
            let (_, recorded) = tx.take_callback(now, attempt, told, &evidence)?;
            Ok((recorded, tx.attempt(attempt)?))
        };
        let (recorded, record) = self
            .0
            .clerk
            .write(write)
            .await
            .map_err(|e| not_stored(&e))?;
        if let Some(recorded) = recorded {
            self.tell(&record, &recorded.alarms);
        }
        Ok(())
    }
}

fn not_stored(error: &LedgerError) -> NotStored {
    NotStored(error.to_string())
}
