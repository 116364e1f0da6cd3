//! Customers who have goods on credit (*deni*): who they are, how much each may owe, and what he
//! repays.
//!
//! A repayment is a sale without goods: it is opened here, and paid as any sale is
//! ([`crate::sales`]). Absent on purpose: customers who are known from what they paid
//! ([`crate::customers`]): nobody owes anything whom no person has added.

use domain::ids::{DebtorId, LegId, SaleId};
use domain::money::Money;
use domain::people::Person;
use ledger::{Actor, DebtorPerson, DebtorRecord, Evidence, LedgerError, SaleRecord, Tx, Way};

use crate::error::AppError;
use crate::limits::agreed_by;
use crate::people::{Approval, Badge};
use crate::till::Till;

impl Till {
    /// Returns the debtors who are known, in the order of their names.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn debtors(&self) -> Result<Vec<DebtorRecord>, AppError> {
        Ok(self.clerk().readers().debtors()?)
    }

    /// Finds a debtor.
    ///
    /// # Errors
    /// There is none of that id, or the book can't be read.
    pub fn debtor(&self, id: DebtorId) -> Result<DebtorRecord, AppError> {
        Ok(self.clerk().readers().debtor(id)?)
    }

    /// Returns what a debtor has on credit and his repayments, newest first, at the most two
    /// hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn sales_of_debtor(&self, id: DebtorId) -> Result<Vec<SaleRecord>, AppError> {
        Ok(self.clerk().readers().sales_of_debtor(id)?)
    }

    /// Adds a debtor. He has nothing on credit before an owner says how much he may owe, or a
    /// second person agrees to a sale.
    ///
    /// # Errors
    /// [`AppError::Debt`] when another one has that phone; or the book can't be written.
    pub async fn add_debtor(&self, who: DebtorPerson) -> Result<DebtorRecord, AppError> {
        let (now, typed) = (self.now(), self.typed_of(&who));
        let id = DebtorId::new(now, self.0.ports.entropy.as_ref());
        self.change_debtor_by(id, move |tx| {
            tx.add_debtor(now, tx.actor()?, id, (who, &typed))
        })
        .await
    }

    /// Changes what a debtor is called, or his phone.
    ///
    /// # Errors
    /// [`AppError::Debt`]; there is no such debtor; or the book can't be written.
    pub async fn change_debtor(
        &self,
        id: DebtorId,
        who: DebtorPerson,
    ) -> Result<DebtorRecord, AppError> {
        let (now, typed) = (self.now(), self.typed_of(&who));
        self.change_debtor_by(id, move |tx| {
            tx.change_debtor(now, tx.actor()?, id, (who, &typed))
        })
        .await
    }

    /// Says how much a debtor may owe without a second person's agreement.
    ///
    /// # Errors
    /// [`AppError::Denied`] unless the badge is an owner's; [`AppError::Debt`]; there is no such
    /// debtor; or the book can't be written.
    pub async fn limit_debtor(
        &self,
        owner: Badge,
        id: DebtorId,
        limit: Money,
    ) -> Result<DebtorRecord, AppError> {
        let by = Actor::Person(owner.person);
        let set = move |tx: &Tx<'_>, now| {
            tx.limit_debtor(now, by, id, limit)?;
            tx.debtor(id)
        };
        self.let_do(owner, Person::may_manage_people, set).await
    }

    /// Erases who a debtor is, once nothing is owed and no sale of his is open. His sales stay in
    /// the book, as the law wants them.
    ///
    /// # Errors
    /// [`AppError::Debt`]; there is no such debtor; or the book can't be written.
    pub async fn erase_debtor(&self, id: DebtorId) -> Result<DebtorRecord, AppError> {
        let now = self.now();
        self.change_debtor_by(id, move |tx| tx.erase_debtor(now, tx.actor()?, id))
            .await
    }

    /// Gives goods of a sale to a debtor on credit: all that no leg asks for, if no amount is
    /// named.
    ///
    /// # Errors
    /// [`AppError::Debt`], beyond his limit unless a second person agreed; [`AppError::Sale`],
    /// [`AppError::AlreadyPaid`], [`AppError::Denied`]; there is no such sale or debtor; or the
    /// book can't be written.
    pub async fn put_on_credit(
        &self,
        sale: SaleId,
        debtor: DebtorId,
        amount: Option<Money>,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let leg = LegId::new(now, self.0.ports.entropy.as_ref());
        self.change_sale(move |tx| {
            let by = agreed_by(tx, approval)?;
            let amount =
                amount.map_or_else(|| Ok(tx.sale(sale)?.sale.rest()?), Ok::<_, LedgerError>)?;
            tx.put_on_credit(now, by, (sale, leg), (debtor, amount))?;
            Ok(sale)
        })
        .await
    }

    /// Opens a sale without goods by which a debtor repays so much of what he owes.
    ///
    /// # Errors
    /// [`AppError::Debt`] when he owes less; [`AppError::Sale`]; there is no such debtor; or the
    /// book can't be written.
    pub async fn open_repayment(
        &self,
        debtor: DebtorId,
        amount: Money,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let sale = SaleId::new(now, self.0.ports.entropy.as_ref());
        self.change_sale(move |tx| {
            tx.open_repayment(now, tx.actor()?, sale, (debtor, amount))?;
            Ok(sale)
        })
        .await
    }

    fn typed_of(&self, who: &DebtorPerson) -> Evidence {
        let typed = format!("{} {}", who.name.as_str(), who.phone);
        self.evidence(Way::Counter, typed.into_bytes())
    }

    async fn change_debtor_by(
        &self,
        id: DebtorId,
        act: impl FnOnce(&Tx<'_>) -> Result<(), LedgerError> + Send + 'static,
    ) -> Result<DebtorRecord, AppError> {
        let write = move |tx: &Tx<'_>| act(tx).and_then(|()| tx.debtor(id));
        Ok(self.clerk().write(write).await?)
    }
}
