//! Money that came to the shop's account, or left it, with nobody telling the till: what may yet be
//! explained is waited for, and asked about meanwhile.
//!
//! Absent on purpose: what is found between two confirmations (`domain::balances`).

use std::time::Duration;

use domain::receipt::Receipt;
use ledger::{About, Recorded, Tx};

use crate::error::AppError;
use crate::till::{Change, Till};

/// How long a late body or a pull may still explain what was found: one pull is made at once, and
/// another one by the schedule before it is over.
const PATIENCE: Duration = Duration::from_mins(15);

impl Till {
    /// Tells of gaps that facts showed or explained.
    pub(crate) fn tell_gaps(&self, recorded: &[Recorded]) {
        for (before, alarms) in recorded.iter().flat_map(|one| &one.gaps) {
            self.tell_alarms(&About::Receipt(before.clone()), alarms);
            self.announce(Change::Gap(before.clone()));
        }
    }

    /// Asks Safaricom about the gaps among these facts that may still be explained, and waits. The
    /// facts are on disk: what goes wrong here is no reason to be told of them again.
    pub(crate) fn await_gaps(&self, recorded: &[Recorded]) {
        let shown = recorded.iter().flat_map(|one| &one.gaps);
        let shown: Vec<_> = shown.map(|(before, _)| before).collect();
        if shown.is_empty() {
            return;
        }
        match self.clerk().readers().waiting_gaps() {
            Ok(waiting) => {
                for before in waiting.iter().filter(|before| shown.contains(before)) {
                    self.pull_now();
                    self.await_gap(before.clone());
                }
            }
            Err(error) => tracing::error!(?error, "what the account holds could not be read"),
        }
    }

    /// Goes on waiting for what was waited for when the till last stopped.
    pub(crate) fn resume_gaps(&self) -> Result<(), AppError> {
        let waiting = self.clerk().readers().waiting_gaps()?;
        for before in waiting {
            self.await_gap(before);
        }
        Ok(())
    }

    fn await_gap(&self, before: Receipt) {
        let till = self.clone();
        tokio::spawn(async move {
            till.0.time.sleep(PATIENCE).await;
            if till.clerk().is_open()
                && let Err(error) = till.end_wait(before).await
            {
                tracing::error!(?error, "what the account holds could not be judged");
            }
        });
    }

    async fn end_wait(&self, before: Receipt) -> Result<(), AppError> {
        let now = self.now();
        let herald = self.clone();
        let gap = before.clone();
        let tell = move |recorded: &Option<Recorded>| {
            if let Some(recorded) = recorded {
                herald.tell_alarms(&About::Receipt(gap.clone()), &recorded.alarms);
                herald.announce(Change::Gap(gap));
            }
        };
        let end = move |tx: &Tx<'_>| tx.end_wait(now, &before);
        self.clerk().write_then(end, tell).await?;
        Ok(())
    }
}
