//! Sending payments back by M-PESA: ordered by whoever is at the counter, agreed to by a second
//! person, once for each payment. What came of it is told as changes of the payment, and settles
//! what its sale owes.

use domain::command::{Found, NO_API_USER, Order, SentBack};
use domain::money::Shillings;
use domain::receipt::{NotReversible, Receipt, reversal};
use domain::sale::{Reason, Said};
use ledger::{CommandRecord, LedgerError, ReceiptRecord, Recorded, Tx, Way};

use crate::error::AppError;
use crate::limits::agreed_by;
use crate::people::Approval;
use crate::receipts::{Others, others};
use crate::till::Till;

/// How it stands with sending a payment back.
#[derive(Debug)]
pub struct SendingBack {
    /// The payment.
    pub payment: ReceiptRecord,
    /// The last order to send it back.
    pub ordered: Option<CommandRecord>,
    /// How much of it can be sent back now, or why nothing.
    pub may: Result<Shillings, AppError>,
}

impl SendingBack {
    /// Returns what came of the last order, unless it came to nothing and is over.
    pub fn came_of_it(&self) -> Option<(SentBack, Said)> {
        let (how, said) = self.ordered.as_ref()?.command.sent_back()?;
        let is_over = how == SentBack::NotDone && self.may.is_err();
        (!is_over).then_some((how, said))
    }

    /// Says what came of the last order, or else whether the payment can be sent back.
    pub fn says(&self) -> Said {
        match (self.came_of_it(), &self.may) {
            (Some((_, said)), _) => said,
            (None, Ok(amount)) => reversal::can_be_sent_back(*amount),
            (None, Err(AppError::NotReversible(why))) => why.says(),
            (None, Err(_)) => NO_API_USER.into(),
        }
    }

    /// Asks whether it is to be sent back, if it can be.
    pub fn asks(&self) -> Option<Said> {
        let amount = *self.may.as_ref().ok()?;
        let told = self.payment.sources.iter();
        let payers = told.filter_map(|source| source.hearing.payer.local());
        let hidden = |payer: &String| payer.matches('•').count();
        let payer = payers.min_by_key(hidden);
        let receipt = &self.payment.number;
        Some(reversal::send_back(amount, receipt, payer.as_deref()))
    }

    /// Says what is to be agreed to where a person found the money of the last order to be here;
    /// nothing where he can't say so.
    pub fn settles_here(&self) -> Option<Said> {
        let command = &self.ordered.as_ref()?.command;
        command
            .may_be_here()
            .ok()
            .and_then(|()| command.says_here())
    }

    /// The same where he found it to be gone.
    pub fn settles_gone(&self) -> Option<Said> {
        let command = &self.ordered.as_ref()?.command;
        command
            .may_be_gone()
            .ok()
            .and_then(|()| command.says_gone())
    }

    /// Tells whether it can't be sent back since M-PESA was not asked about it yet.
    pub fn lacks_proof(&self) -> bool {
        let why = self.may.as_ref().err();
        matches!(why, Some(AppError::NotReversible(NotReversible::Unproved)))
    }
}

impl Till {
    /// Tells how it stands with sending a payment back.
    ///
    /// # Errors
    /// There is no such payment, or the book can't be read.
    pub fn sending_back(&self, receipt: &Receipt) -> Result<SendingBack, AppError> {
        let readers = self.clerk().readers();
        let payment = readers.receipt(receipt)?;
        let payment = payment.ok_or(LedgerError::NotFound("payment"))?;
        let ordered = self.last_order(receipt)?;
        let may = match readers.reversible(receipt).map_err(AppError::from) {
            Ok(_) if !self.has_commands() => Err(AppError::NoCommands),
            Err(AppError::Book(error)) => return Err(error.into()),
            may => may,
        };
        Ok(SendingBack {
            payment,
            ordered,
            may,
        })
    }

    /// Writes down what the one at the counter found of the last order to send a payment back,
    /// where M-PESA did not tell how it ended; a second person agrees, if there is one. A result
    /// outweighs it whenever it comes, with an alarm.
    ///
    /// # Errors
    /// [`AppError::NotInDoubt`]; [`AppError::Denied`] without an approval where somebody could
    /// give one; there is no such order; or the book can't be written.
    pub async fn settle_order(
        &self,
        receipt: Receipt,
        found: Found,
        looked_in: Reason,
        approval: Option<Approval>,
    ) -> Result<(), AppError> {
        let now = self.now();
        let order = self.last_order(&receipt)?;
        let id = order.ok_or(LedgerError::NotFound("order"))?.id;
        let typed = self.evidence(Way::Counter, looked_in.as_str().as_bytes().to_vec());
        let write = move |tx: &Tx<'_>| {
            let by = agreed_by(tx, approval)?;
            let (recorded, record) = tx.settle_order(now, by, id, found, &typed)?;
            Ok((others(tx, [&recorded])?, recorded, record))
        };
        let herald = self.clone();
        let tell = move |(others, recorded, record): &(Others, Recorded, CommandRecord)| {
            herald.tell_others(others, std::slice::from_ref(recorded));
            herald.tell_command(&record.command.order);
        };
        Ok(self.clerk().write_then(write, tell).await.map(drop)?)
    }

    fn last_order(&self, receipt: &Receipt) -> Result<Option<CommandRecord>, AppError> {
        let mut orders = self.commands_about(receipt)?.into_iter().rev();
        Ok(orders.find(|record| record.command.order.moves().is_some()))
    }

    /// Asks M-PESA about a payment that somebody waits for: in a pull, and by its status where the
    /// shop has an API user and nothing is being asked yet.
    ///
    /// # Errors
    /// When the book can't be read or written.
    pub async fn ask_about(&self, receipt: Receipt) -> Result<(), AppError> {
        self.pull_now();
        let asked = self.commands_about(&receipt)?;
        if self.has_commands() && !asked.iter().any(|record| record.command.is_open()) {
            self.ask_status(receipt).await?;
        }
        Ok(())
    }

    /// Tells M-PESA to send so much of a payment back to whoever paid it. Returns as soon as the
    /// intent is on disk; until M-PESA has said how it ended, this money leaves by no other way.
    ///
    /// # Errors
    /// [`AppError::NotReversible`], [`AppError::ReversalUnderWay`]; [`AppError::Denied`] beyond the
    /// owner's limit without an approval by a second person; [`AppError::NoCommands`],
    /// [`AppError::NotSetUp`]; there is no such payment; or the book can't be written. M-PESA has
    /// then been told nothing.
    pub async fn send_back(
        &self,
        receipt: Receipt,
        amount: Shillings,
        approval: Option<Approval>,
    ) -> Result<CommandRecord, AppError> {
        let now = self.now();
        let (id, draft) = self.draft_command(Order::Reversal { receipt, amount })?;
        self.send_once_commanded(move |tx| {
            tx.draft_command(now, agreed_by(tx, approval)?, id, draft)
        })
        .await
    }
}
