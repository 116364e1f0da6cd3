//! Goods that are given before their money is proved, at the owner's risk: within his limit, and
//! agreed to by whoever may, by his PIN. Proof, or any other money, ends the risk by itself.

use domain::ids::SaleId;
use domain::money::Money;
use domain::people::Person;
use domain::sale::{NotReleasable, Standing};
use ledger::{Actor, By, SaleRecord, Tx};

use crate::error::AppError;
use crate::people::Badge;
use crate::till::Till;

impl Till {
    /// Tells whether the goods of a sale can be given before its money is proved, and how much that
    /// puts at risk, or why not. Nothing where it is no question: the owner lets nobody, or no
    /// payment is waited for.
    ///
    /// # Errors
    /// There is no such sale, or the book can't be read.
    pub fn may_release(
        &self,
        record: &SaleRecord,
    ) -> Result<Option<Result<Money, NotReleasable>>, AppError> {
        let waits = matches!(record.sale.standing(), Standing::Open | Standing::Short(_));
        if !waits || self.limits()?.at_risk == Money::ZERO {
            return Ok(None);
        }
        match self.clerk().readers().may_release(record.id, self.now()) {
            Ok(money) => Ok(Some(Ok(money))),
            Err(ledger::LedgerError::NotReleasable(NotReleasable::NotPaid { left }))
                if left == record.sale.lacks() =>
            {
                Ok(None)
            }
            Err(ledger::LedgerError::NotReleasable(why)) => Ok(Some(Err(why))),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives the goods of a sale before its money is proved. The badge is that of whoever agrees: a
    /// second person who may, or the owner himself where nobody else could.
    ///
    /// # Errors
    /// [`AppError::NotReleasable`], [`AppError::Denied`]; there is no such sale; or the book can't
    /// be written. The goods are then to be kept.
    pub async fn release(&self, sale: SaleId, badge: Badge) -> Result<SaleRecord, AppError> {
        let readers = self.clerk().readers();
        let asker = readers.at_counter()?.person.id;
        let (alone, agreed) = (readers.works_alone(asker)?, badge.person);
        let may = |person: &Person| person.may_agree_to_risk(asker, alone);
        let give = move |tx: &Tx<'_>, now| {
            let by = By {
                actor: Actor::Person(tx.at_counter()?),
                agreed: Some(agreed),
            };
            tx.release(now, by, sale)?;
            tx.sale(sale)
        };
        let herald = self.clone();
        let tell = move |record: &SaleRecord| herald.tell_sale(record.clone());
        self.let_do_then(badge, may, give, tell).await
    }

    /// Returns the sales whose goods were given and are covered by no money, oldest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn sales_at_risk(&self) -> Result<Vec<SaleRecord>, AppError> {
        Ok(self.clerk().readers().sales_at_risk()?)
    }
}
