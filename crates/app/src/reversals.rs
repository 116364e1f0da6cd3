//! Sending payments back by M-PESA: ordered by whoever is at the counter, agreed to by a second
//! person, once for each payment. What came of it is told as changes of the payment, and settles
//! what its sale owes.

use domain::command::Order;
use domain::money::Shillings;
use domain::receipt::Receipt;
use ledger::{CommandDraft, CommandRecord};

use crate::error::AppError;
use crate::people::Approval;
use crate::till::Till;

impl Till {
    /// Tells M-PESA to send so much of a payment back to whoever paid it. Returns as soon as the
    /// intent is on disk; until M-PESA has said how it ended, this money leaves by no other way.
    ///
    /// # Errors
    /// [`AppError::NotReversible`], [`AppError::ReversalUnderWay`]; [`AppError::Denied`] when the
    /// second person is the one at the counter by now; [`AppError::NoCommands`],
    /// [`AppError::NotSetUp`]; there is no such payment; or the book can't be written. M-PESA has
    /// then been told nothing.
    pub async fn send_back(
        &self,
        receipt: Receipt,
        amount: Shillings,
        approval: Approval,
    ) -> Result<CommandRecord, AppError> {
        let now = self.now();
        let approved_by = Some(approval.to_act_of(self.at_counter()?.person.id)?);
        let (id, draft) = self.draft_command(Order::Reversal { receipt, amount })?;
        let draft = CommandDraft {
            approved_by,
            ..draft
        };
        self.send_once_commanded(move |tx| tx.draft_command(now, tx.actor()?, id, draft))
            .await
    }
}
