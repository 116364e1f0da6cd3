//! Payments that are kept for the prompt that each fits, and freeing one: a person's word that it
//! did not pay that prompt. Absent on purpose: what is kept for which ([`ledger`] says it).

use domain::ids::AttemptId;
use domain::receipt::{Receipt, held};
use domain::sale::Said;
use ledger::{AttemptRecord, ReceiptRecord};

use crate::error::AppError;
use crate::limits::agreed_by;
use crate::people::Approval;
use crate::till::Till;

/// A payment that is kept for a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The payment.
    pub payment: ReceiptRecord,
    /// The prompt.
    pub prompt: AttemptRecord,
}

impl Kept {
    /// Says why it is kept.
    pub fn says(&self) -> Said {
        held::kept(&self.prompt.attempt, &self.prompt.sale_number.to_string())
    }

    /// Asks whether it is to be freed.
    pub fn asks(&self) -> Said {
        let money = self.payment.amount.unwrap_or_default();
        let sale = self.prompt.sale_number.to_string();
        held::free(money, &self.payment.number, &sale)
    }
}

impl Till {
    /// Returns the payments that are kept for a prompt, newest first: of very many, the newest two
    /// hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn kept_payments(&self) -> Result<Vec<Kept>, AppError> {
        let held = self.clerk().readers().held_receipts()?;
        let kept = held
            .into_iter()
            .filter_map(|payment| self.kept(payment).transpose());
        kept.collect()
    }

    /// Tells for which prompt a payment is kept, if it is for one.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn kept(&self, payment: ReceiptRecord) -> Result<Option<Kept>, AppError> {
        let Some(prompt) = payment.held_for else {
            return Ok(None);
        };
        let prompt = self.attempt(prompt)?;
        Ok(Some(Kept { payment, prompt }))
    }

    /// Frees a payment from the prompt that it is kept for: it waits for a sale from now on. If the
    /// prompt turns out to be paid by it after all, whoever has it by then keeps it, unless the
    /// prompt's own path names it.
    ///
    /// # Errors
    /// [`AppError::Denied`] without a second person's approval, where there is one;
    /// [`AppError::PaymentNotFree`] when it is that prompt's code by now; it is not kept for that
    /// prompt any more; or the book can't be written.
    pub async fn free_payment(
        &self,
        receipt: Receipt,
        prompt: AttemptId,
        approval: Option<Approval>,
    ) -> Result<(), AppError> {
        let now = self.now();
        self.move_payment(move |tx| {
            let by = agreed_by(tx, approval)?;
            let freed = tx.free_receipt(now, by, &receipt, prompt)?;
            Ok((freed, tx.attempt(prompt)?.sale))
        })
        .await
        .map(drop)
    }
}
