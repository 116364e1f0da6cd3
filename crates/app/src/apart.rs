//! Two open sales over the same amount, told apart by a shilling: proposed here, agreed on by a
//! person.

use domain::ids::SaleId;
use domain::money::Money;
use domain::sale::Said;
use ledger::SaleRecord;

use crate::error::AppError;
use crate::till::Till;

/// Another total for a sale, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// The total.
    pub total: Money,
    /// What is said of it.
    pub says: Said,
}

impl Till {
    /// Proposes another total for a sale of which nothing was asked for or paid yet, when another
    /// open sale waits for the same amount.
    ///
    /// # Errors
    /// When there is no such sale, or the book can't be read.
    pub fn apart(&self, id: SaleId) -> Result<Option<Apart>, AppError> {
        let sale = self.sale(id)?.sale;
        let open = self.open_sales()?;
        let others = open.iter().filter(|other| other.id != id);
        let others: Vec<_> = others.map(|other| other.sale.room()).collect();
        Ok(sale.apart_from(&others).map(|total| Apart {
            total,
            says: sale.says_apart(total),
        }))
    }

    /// Writes down that the customer of a sale was asked for a shilling less or more.
    ///
    /// # Errors
    /// [`AppError::Sale`] when something was asked for or paid already, or it is another amount;
    /// there is no such sale; or the book can't be written.
    pub async fn agree_total(&self, sale: SaleId, total: Money) -> Result<SaleRecord, AppError> {
        let now = self.now();
        self.change_sale(move |tx| {
            tx.agree_total(now, tx.actor()?, sale, total)?;
            Ok(sale)
        })
        .await
    }
}
