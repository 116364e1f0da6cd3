//! Goods on credit, and what repays them: a sale without goods, whose money lessens what its
//! customer owes.

use domain::clock::Timestamp;
use domain::debt::DebtRefused;
use domain::ids::{DebtorId, LegId, SaleId};
use domain::money::Money;
use domain::sale::{Objection, Purpose, Sale, Tender};
use rusqlite::{Connection, OptionalExtension};

use super::{SaleNumber, money, states};
use crate::debtors::{self, DebtorRecord};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::journal::{self, Actor};
use crate::limits::By;
use crate::sale_facts::SaleFact;
use crate::transfers::{Account, post};
use crate::writer::Tx;

impl Tx<'_> {
    /// Gives so much of a sale's goods to a debtor on credit, within his limit or where a second
    /// person agreed.
    ///
    /// # Errors
    /// Those of [`Sale::may_put_on_credit`]; [`DebtRefused::BeyondLimit`],
    /// [`DebtRefused::OtherDebtor`], [`DebtRefused::Erased`]; there is no such sale or debtor; or
    /// the book can't be written.
    pub fn put_on_credit(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        (sale, leg): (SaleId, LegId),
        (debtor, money): (DebtorId, Money),
    ) -> Result<(), LedgerError> {
        let by = by.into();
        states::load(self.0, sale)?.may_put_on_credit(money)?;
        if find(self.0, sale)?.is_some_and(|other| other.id != debtor) {
            return Err(DebtRefused::OtherDebtor.into());
        }
        let found = self.debtor(debtor)?;
        found.must_be_known()?;
        self.lend(at, by, sale, found.account.may_owe(money))?;
        self.add_leg(at, by.actor, (sale, leg), Tender::Credit, money)?;
        let fact = SaleFact::OnCredit { leg, debtor, money };
        journal::record(self, at, by.actor, &Entry::SaleFact { sale, fact }, None).map(drop)
    }

    /// Opens a sale without goods by which a debtor repays so much of what he owes.
    ///
    /// # Errors
    /// [`Objection::NoAmount`]; [`DebtRefused::MoreThanOwed`], [`DebtRefused::Erased`]; there is
    /// no such debtor; or the book can't be written.
    pub fn open_repayment(
        &self,
        at: Timestamp,
        actor: Actor,
        sale: SaleId,
        (debtor, money): (DebtorId, Money),
    ) -> Result<SaleNumber, LedgerError> {
        if money == Money::ZERO {
            return Err(Objection::NoAmount.into());
        }
        let found = self.debtor(debtor)?;
        found.must_be_known()?;
        found.account.may_repay(money)?;
        let number = self.park_sale(at, actor, sale, money)?;
        let fact = SaleFact::Repays { debtor };
        journal::record(self, at, actor, &Entry::SaleFact { sale, fact }, None)?;
        Ok(number)
    }
}

/// Finds whose debt a sale adds to, or repays.
pub(super) fn find(conn: &Connection, sale: SaleId) -> Result<Option<DebtorRecord>, LedgerError> {
    let debtor: Option<Option<[u8; 16]>> = conn
        .prepare_cached("SELECT debtor FROM sale WHERE id = ?1")?
        .query_row([sale.as_bytes()], |row| row.get(0))
        .optional()?;
    let debtor = debtor.flatten().map(DebtorId::from_bytes);
    debtor.map(|id| debtors::find(conn, id)).transpose()
}

/// Says whose debt a sale adds to, or repays.
pub(super) fn name_debtor(
    tx: &Tx<'_>,
    sale: SaleId,
    debtor: DebtorId,
    purpose: Purpose,
) -> Result<(), LedgerError> {
    let repays = purpose == Purpose::Repayment;
    tx.0.prepare_cached("UPDATE sale SET debtor = ?2, repays = ?3 WHERE id = ?1")?
        .execute((sale.as_bytes(), debtor.as_bytes(), repays))?;
    Ok(())
}

/// Lets a debtor owe again what went back of his repayment by M-PESA. The receipt has it among the
/// refunds, and it is none.
pub(super) fn owe_again(tx: &Tx<'_>, seq: i64, id: SaleId, sale: &Sale) -> Result<(), LedgerError> {
    if sale.purpose == Purpose::Goods {
        return Ok(());
    }
    let cents: i64 =
        tx.0.prepare_cached("SELECT forfeited_cents FROM sale WHERE id = ?1")?
            .query_row([id.as_bytes()], |row| row.get(0))?;
    let (before, now) = (money(cents), sale.forfeited());
    let (credit, refunds) = (Account::CustomersCredit, Account::Refunds);
    post(tx, seq, credit, refunds, now.saturating_sub(before))?;
    post(tx, seq, refunds, credit, before.saturating_sub(now))?;
    tx.0.prepare_cached("UPDATE sale SET forfeited_cents = ?2 WHERE id = ?1")?
        .execute((id.as_bytes(), now.balance().cents()))?;
    Ok(())
}
