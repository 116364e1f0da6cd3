//! Money that leaves the shop again over the counter: what a sale owes is handed out or left to the
//! shop, and what paid for goods that are brought back is given back. No line to Safaricom is
//! needed. Beyond the owner's limits ([`crate::limits`]) a second person agrees.

use domain::ids::SaleId;
use domain::money::Money;
use domain::sale::{Payout, Reason};
use ledger::{SaleRecord, Way};

use crate::error::AppError;
use crate::limits::agreed_by;
use crate::people::Approval;
use crate::till::Till;

impl Till {
    /// Pays out so much of what a sale owes to its customer.
    ///
    /// # Errors
    /// [`AppError::Sale`]; [`AppError::Denied`] beyond the owner's limits without an approval;
    /// there is no such sale; or the book can't be written.
    pub async fn pay_out(
        &self,
        sale: SaleId,
        money: Money,
        how: Payout,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        self.change_sale(move |tx| {
            tx.pay_out(now, agreed_by(tx, approval)?, sale, (money, how))?;
            Ok(sale)
        })
        .await
    }

    /// Takes back what was paid out too much, since the payment turned out to be another's: the
    /// cash that the customer brings, or a tip that was none.
    ///
    /// # Errors
    /// [`AppError::Sale`]; there is no such sale; or the book can't be written.
    pub async fn hand_back(
        &self,
        sale: SaleId,
        money: Money,
        how: Payout,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        self.change_sale(move |tx| {
            tx.hand_back(now, tx.actor()?, sale, (money, how))?;
            Ok(sale)
        })
        .await
    }

    /// Gives money in cash for goods of a paid sale that are brought back. `returned` is what was
    /// given back for such goods when the person looked at the sale: who presses twice gives back
    /// once.
    ///
    /// # Errors
    /// As [`Self::pay_out`].
    pub async fn refund_in_cash(
        &self,
        sale: SaleId,
        money: Money,
        returned: Money,
        reason: Reason,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let typed = self.evidence(Way::Counter, reason.as_str().as_bytes().to_vec());
        self.change_sale(move |tx| {
            let by = agreed_by(tx, approval)?;
            tx.refund_in_cash(now, by, sale, (money, returned), (reason, &typed))?;
            Ok(sale)
        })
        .await
    }
}
