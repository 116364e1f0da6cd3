//! Customers who are known from what they paid: whether the shop knows any, who they are, and
//! forgetting them. They settle nothing: that one is known is a reason that a cashier reads.

use domain::receipt::Receipt;
use ledger::{CustomerRecord, KNOWS_CUSTOMERS, NOT_KNOWN, Tx};

use crate::error::AppError;
use crate::till::Till;

/// Whether customers are learnt from what they pay, and known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquaintance {
    /// They are.
    Known,
    /// Nothing is learnt, and nothing that was is used.
    Strangers,
}

impl Till {
    /// Tells whether customers are known.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn acquaintance(&self) -> Result<Acquaintance, AppError> {
        let known = self.clerk().readers().knows_customers()?;
        Ok(if known {
            Acquaintance::Known
        } else {
            Acquaintance::Strangers
        })
    }

    /// Lets customers be known from now on, or not. What was learnt stays until it is forgotten.
    ///
    /// # Errors
    /// When the book can't be written.
    pub async fn set_acquaintance(&self, with: Acquaintance) -> Result<(), AppError> {
        let value = match with {
            Acquaintance::Known => "on",
            Acquaintance::Strangers => NOT_KNOWN,
        };
        let set = [(KNOWS_CUSTOMERS, value.to_owned())];
        Ok(self.clerk().set(self.now(), set).await?)
    }

    /// Returns the customers of whom something was learnt, who paid last first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn customers(&self) -> Result<Vec<CustomerRecord>, AppError> {
        Ok(self.clerk().readers().customers()?)
    }

    /// Erases what was learnt of the customer who paid a payment, or of all. The payments stay in
    /// the book, as the law wants them.
    ///
    /// # Errors
    /// When the book can't be written.
    pub async fn forget_customers(&self, of: Option<Receipt>) -> Result<(), AppError> {
        let now = self.now();
        let forget = move |tx: &Tx<'_>| tx.forget_customers(now, tx.actor()?, of);
        Ok(self.clerk().write(forget).await?)
    }
}
