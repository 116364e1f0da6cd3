//! Sales and their legs.

use std::fmt;

use domain::clock::Timestamp;
use domain::ids::{LegId, PersonId, SaleId, ShiftId};
use domain::money::Money;
use domain::sale::{Leg, Standing, Tender, standing};
use rusqlite::Connection;

use crate::entry::Entry;
use crate::error::LedgerError;
use crate::journal::{self, Actor};
use crate::transfers::{Account, post};
use crate::writer::Tx;

/// The owner that every book begins with.
pub const OWNER: PersonId = PersonId::from_bytes(*b"\0\0\0\0\0\0\x70\0\x80\0\0\0\0\0\0\x01");

/// The shift that every book begins with.
pub const OPENING_SHIFT: ShiftId = ShiftId::from_bytes(*b"\0\0\0\0\0\0\x70\0\x80\0\0\0\0\0\0\x02");

/// The number of a sale, as the cashier knows it: counted from 1 in each book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SaleNumber(u32);

impl SaleNumber {
    pub(crate) const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Returns the number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// Writes `0214`.
impl fmt::Display for SaleNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl Tx<'_> {
    /// Opens a sale that is to be paid by one leg.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn open_sale(
        &self,
        at: Timestamp,
        actor: Actor,
        (sale, leg): (SaleId, LegId),
        tender: Tender,
        total: Money,
    ) -> Result<SaleNumber, LedgerError> {
        let next = "SELECT coalesce(max(number), 0) + 1 FROM sale";
        let number = SaleNumber(
            self.0
                .prepare_cached(next)?
                .query_row([], |row| row.get(0))?,
        );
        let opened = Entry::SaleOpened {
            sale,
            number,
            shift: OPENING_SHIFT,
            total,
        };
        journal::record(self, at, actor, &opened, None)?;
        let added = Entry::LegAdded {
            leg,
            sale,
            tender,
            amount: total,
        };
        journal::record(self, at, actor, &added, None)?;
        Ok(number)
    }
}

pub(crate) fn project_sale(
    tx: &Tx<'_>,
    at: Timestamp,
    sale: SaleId,
    number: SaleNumber,
    shift: ShiftId,
    total: Money,
) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "INSERT INTO sale (id, number, shift, total_cents, opened_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((
        sale.as_bytes(),
        number.0,
        shift.as_bytes(),
        total.balance().cents(),
        at.ms(),
    ))?;
    Ok(())
}

pub(crate) fn project_leg(
    tx: &Tx<'_>,
    leg: LegId,
    sale: SaleId,
    tender: Tender,
    amount: Money,
) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "INSERT INTO leg (id, sale, tender, amount_cents) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((
        leg.as_bytes(),
        sale.as_bytes(),
        tender.name(),
        amount.balance().cents(),
    ))?;
    Ok(())
}

/// Fills a leg with money from suspense: only what it still lacks. Returns the rest, which is owed.
pub(crate) fn fill_leg(
    tx: &Tx<'_>,
    seq: i64,
    leg: LegId,
    money: Money,
) -> Result<Money, LedgerError> {
    let found =
        tx.0.prepare_cached("SELECT tender, amount_cents, covered_cents FROM leg WHERE id = ?1")?
            .query_row([leg.as_bytes()], read_leg)?;
    let filling = found.fill(money);
    post(tx, seq, Account::Suspense, Account::Sales, filling.to_leg)?;
    post(
        tx,
        seq,
        Account::Suspense,
        Account::OwedToCustomers,
        filling.to_customer,
    )?;
    tx.0.prepare_cached("UPDATE leg SET covered_cents = covered_cents + ?2 WHERE id = ?1")?
        .execute((leg.as_bytes(), filling.to_leg.balance().cents()))?;
    Ok(filling.to_customer)
}

/// Tells where a sale stands.
pub(crate) fn find_standing(conn: &Connection, sale: SaleId) -> Result<Standing, LedgerError> {
    let total = conn
        .prepare_cached("SELECT total_cents FROM sale WHERE id = ?1")?
        .query_row([sale.as_bytes()], |row| Ok(money(row.get(0)?)))?;
    let legs = conn
        .prepare_cached("SELECT tender, amount_cents, covered_cents FROM leg WHERE sale = ?1")?
        .query_map([sale.as_bytes()], read_leg)?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(standing(total, &legs))
}

fn read_leg(row: &rusqlite::Row<'_>) -> Result<Leg, rusqlite::Error> {
    let tender: String = row.get(0)?;
    let tender = Tender::named(&tender).unwrap_or(Tender::Other);
    Ok(Leg {
        tender,
        amount: money(row.get(1)?),
        covered: money(row.get(2)?),
    })
}

/// Reads an amount that the schema's own checks keep from being negative.
pub(crate) fn money(cents: i64) -> Money {
    u64::try_from(cents)
        .ok()
        .and_then(Money::from_cents)
        .unwrap_or(Money::ZERO)
}
