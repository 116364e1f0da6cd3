//! Codes that are read from a customer's phone: looked up, and claimed for a sale while nobody has
//! heard of the payment. A claim is proved like a payment that was given: by pulls, and where the
//! shop has an API user by transaction status.

use std::time::Duration;

use domain::clock::Timestamp;
use domain::command::schedule::Asked;
use domain::ids::SaleId;
use domain::money::Money;
use domain::receipt::life::{Kind, State};
use domain::receipt::{Looked, Receipt, is_older};
use domain::sale::Heed;
use ledger::{Holding, ReceiptRecord, SaleRecord};

use crate::error::AppError;
use crate::limits::agreed_by;
use crate::people::Approval;
use crate::till::Till;
use crate::watch::RETRY;

/// How long the till looks at nothing where it has nothing to ask.
const IDLE: Duration = Duration::from_hours(1);

/// A code that was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedCode {
    /// The code: as it was typed, or as the payment that it looks like spells it.
    pub receipt: Receipt,
    /// What is known of it.
    pub looked: Looked,
}

impl Till {
    /// Looks a code up that somebody typed; what only looks like it is found too. One that paid for
    /// a sale on sight is that sale's, whatever came under it since: that waits like any payment.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn look_up(&self, typed: Receipt) -> Result<TypedCode, AppError> {
        if let Some(seen) = self.clerk().readers().seen_code(&typed)? {
            return Ok(seen.into());
        }
        let mut alike = self.clerk().readers().receipts_like(&typed.look())?;
        // What nobody has heard of may be mistyped itself: it hides no other spelling.
        alike.retain(|record| record.number == typed || !record.sources.is_empty());
        let exact = alike.iter().position(|record| record.number == typed);
        let found = match (exact, alike.len()) {
            (Some(place), _) => Some(alike.swap_remove(place)),
            (None, 1) => alike.pop(),
            (None, _) => None,
        };
        Ok(match found {
            Some(record) => TypedCode {
                looked: self.looked(&record)?,
                receipt: record.number,
            },
            None => TypedCode {
                looked: Looked::unknown(&typed, self.now()),
                receipt: typed,
            },
        })
    }

    /// Claims a code for a sale: the sale gets a leg that waits for the payment, and M-PESA is
    /// asked about it. One that has come meanwhile is given.
    ///
    /// # Errors
    /// As [`Self::settle`]: [`AppError::PaymentUsed`] says which sale has the code.
    pub async fn claim(
        &self,
        receipt: Receipt,
        sale: SaleId,
        heed: Heed,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let claim = self.allocation(receipt, None, sale);
        self.move_payment(move |tx| {
            let by = agreed_by(tx, approval)?;
            Ok((tx.claim(now, by, claim, heed)?, sale))
        })
        .await
        .inspect(|_| self.prove_soon())
    }

    /// Has Safaricom asked about what sales wait for.
    pub(crate) fn prove_soon(&self) {
        self.pull_now();
        self.0.commands.notify_waiters();
    }

    /// Begins to ask M-PESA about payments that sales wait for; once a till.
    pub(crate) fn follow_unproved(&self) {
        if self
            .0
            .asks_status
            .swap(true, std::sync::atomic::Ordering::Relaxed)
        {
            return self.0.commands.notify_waiters();
        }
        let till = self.clone();
        tokio::spawn(async move {
            while till.clerk().is_open() {
                let news = till.0.commands.notified();
                let wait = till.ask_what_is_due().await.unwrap_or_else(|error| {
                    tracing::error!(?error, "unproved payments could not be asked about");
                    RETRY
                });
                tokio::select! {
                    () = till.0.time.sleep(wait) => {}
                    () = news => {}
                }
            }
        });
    }

    /// Asks about every payment that it is time to ask about; returns how long there is nothing
    /// more to ask.
    async fn ask_what_is_due(&self) -> Result<Duration, AppError> {
        let mut wait = IDLE;
        if !self.has_commands() {
            return Ok(wait);
        }
        let pulls = self.pulls()?.signed_up;
        for (receipt, given_at) in self.clerk().readers().unproved_payments()? {
            let Some(next) = self.next_question(&receipt, given_at, pulls)? else {
                continue;
            };
            match next.since(self.now()) {
                Duration::ZERO => _ = self.ask_status(receipt).await?,
                left => wait = wait.min(left),
            }
        }
        Ok(wait)
    }

    /// When a payment is to be asked about; nothing while an answer is awaited.
    fn next_question(
        &self,
        receipt: &Receipt,
        given_at: Timestamp,
        pulls: bool,
    ) -> Result<Option<Timestamp>, AppError> {
        let commands = self.commands_about(receipt)?;
        if commands.iter().any(|record| record.command.is_open()) {
            return Ok(None);
        }
        let since = commands.iter().map(|record| record.drafted_at);
        let since: Vec<_> = since.filter(|asked| *asked >= given_at).collect();
        let so_far = since.last().map(|last| (since.len(), *last));
        let asked = Asked {
            given_at,
            so_far,
            pulls,
        };
        Ok(asked.next())
    }

    fn looked(&self, record: &ReceiptRecord) -> Result<Looked, AppError> {
        let readers = self.clerk().readers();
        if let Some(attempt) = record.attempt.or(record.held_for) {
            let sale = readers.attempt(attempt)?.sale_number.to_string();
            let kept = record.attempt.is_none();
            return Ok(Looked::OfAPrompt { sale, kept });
        }
        let holding = readers.holding_of(&record.number)?;
        let is_in = |state: State| record.state == state.name();
        Ok(match holding {
            Some(holding) if record.left == Money::ZERO => used(holding),
            _ if record.left > Money::ZERO && readers.is_being_sent_back(&record.number)? => {
                Looked::BeingSentBack
            }
            _ if record.left > Money::ZERO => Looked::Found {
                left: record.left,
                paid_at: record.paid_at,
                old: is_older(record.paid_at, self.now()),
            },
            _ if is_in(State::Claimed) => Looked::unknown(&record.number, self.now()),
            _ if is_in(State::Reversed) => Looked::WentBack,
            _ if is_of_a_business(record) => Looked::OfABusiness,
            _ => Looked::Doubtful,
        })
    }
}

fn used(holding: Holding) -> Looked {
    Looked::Used {
        sale: holding.sale.to_string(),
        at: holding.at,
        claimed: holding.only_claimed,
    }
}

fn is_of_a_business(record: &ReceiptRecord) -> bool {
    let mut told = record.sources.iter().map(|source| source.hearing.kind);
    told.any(|kind| kind == Kind::Organization)
}
