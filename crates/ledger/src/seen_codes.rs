//! Codes that were seen on customers' phones and can't be verified, since the money was paid where
//! the till can't ask. Each pays for one sale in its life, also when that sale is called off.
//!
//! Codes are compared as they look: nothing proves the spelling of one.

use domain::clock::Timestamp;
use domain::ids::{LegId, SaleId};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::receipt::life::Belongs;
use domain::sale::{Objection, PaidTo, Tender};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::entry::Entry;
use crate::error::LedgerError;
use crate::journal::{self, Actor};
use crate::limits::By;
use crate::readers::Readers;
use crate::receipts::{self, known};
use crate::sale_facts::SaleFact;
use crate::sales::{self, OPENING_SHIFT, SaleNumber};
use crate::settings;
use crate::writer::Tx;

/// The setting that names where such money goes: no such code is taken while it is empty.
const PAID_TO: &str = "seen.paid_to";

/// A code that paid for a sale on sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenCode {
    /// The code as it was typed.
    pub code: Receipt,
    /// The sale.
    pub sale_id: SaleId,
    /// Its number.
    pub sale: SaleNumber,
    /// When it was seen.
    pub at: Timestamp,
}

impl Tx<'_> {
    /// Says where money goes that the till can't ask about; nowhere: no code is taken on sight.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn set_paid_to(
        &self,
        at: Timestamp,
        by: Actor,
        paid_to: Option<&PaidTo>,
    ) -> Result<(), LedgerError> {
        self.set(at, by, PAID_TO, paid_to.map_or("", PaidTo::as_str))
    }

    /// Lets a code that somebody saw on the customer's phone pay for so much of a sale.
    ///
    /// # Errors
    /// [`Objection::NotOverTheCounter`] unless the owner lets it; those of
    /// [`domain::sale::Sale::may_add`]; [`LedgerError::Used`] and [`LedgerError::NotFree`] when the
    /// book knows the code; [`domain::people::Denied`] beyond the owner's limits; there is no such
    /// sale; or the book can't be written.
    pub fn see_code(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        (sale, leg): (SaleId, LegId),
        (code, money): (Receipt, Money),
    ) -> Result<(), LedgerError> {
        let (by, tender) = (by.into(), Tender::Seen);
        if paid_to(self.0)?.is_none() {
            return Err(Objection::NotOverTheCounter(tender).into());
        }
        sales::load(self.0, sale)?.may_add(money)?;
        self.must_be_new(&code)?;
        self.let_see(at, by, sale, money)?;
        self.add_leg(at, by.actor, (sale, leg), tender, money)?;
        let shift = OPENING_SHIFT;
        let fact = SaleFact::Seen {
            leg,
            shift,
            code,
            money,
        };
        journal::record(self, at, by.actor, &Entry::SaleFact { sale, fact }, None).map(drop)
    }

    /// Refuses a code that anything in the book knows, by any spelling that looks like it. What was
    /// mistyped and nobody heard of hides no other.
    fn must_be_new(&self, code: &Receipt) -> Result<(), LedgerError> {
        if let Some(SeenCode { sale, at, .. }) = find(self.0, code)? {
            return Err(LedgerError::Used { sale, at });
        }
        for known_code in receipts::numbers_like(self.0, code)? {
            let (known, _) = known::find(self.0, &known_code, i64::MAX)?;
            let is_told = known.hearings().next().is_some() || known.allocations().next().is_some();
            let belongs = receipts::belongs(self.0, &known_code)?.unwrap_or(Belongs::ToNobody);
            match known.may_be_seen(belongs) {
                Err(why) if is_told || known_code == *code => {
                    return Err(self.not_free(&known_code, why)?);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Readers {
    /// Returns where money goes that the till can't ask about; nothing where no code is taken on
    /// sight.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn paid_to(&self) -> Result<Option<PaidTo>, LedgerError> {
        self.with(paid_to)
    }

    /// Finds the code that paid for a sale on sight and looks like this one.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn seen_code(&self, code: &Receipt) -> Result<Option<SeenCode>, LedgerError> {
        self.with(|conn| find(conn, code))
    }
}

fn paid_to(conn: &Connection) -> Result<Option<PaidTo>, LedgerError> {
    let kept = settings::find(conn, PAID_TO)?;
    Ok(kept.and_then(|text| text.parse().ok()))
}

pub(crate) fn project(
    tx: &Tx<'_>,
    seq: i64,
    leg: LegId,
    code: &Receipt,
) -> Result<(), LedgerError> {
    tx.0.prepare_cached("INSERT INTO seen_code (leg, code, seq) VALUES (?1, ?2, ?3)")?
        .execute((leg.as_bytes(), code.as_str(), seq))?;
    Ok(())
}

/// Finds the code that paid for a sale on sight and looks like this one.
pub(crate) fn find(conn: &Connection, code: &Receipt) -> Result<Option<SeenCode>, LedgerError> {
    let alike = "SELECT seen_code.code, sale.id, sale.number, journal.at_ms FROM seen_code
         JOIN leg ON leg.id = seen_code.leg JOIN sale ON sale.id = leg.sale
         JOIN journal ON journal.seq = seen_code.seq
         WHERE replace(replace(seen_code.code, 'O', '0'), 'I', '1') = ?1";
    let found = conn
        .prepare_cached(alike)?
        .query_row([code.look()], read)
        .optional()?;
    Ok(found)
}

/// Returns the code of a leg that was paid on sight.
pub(crate) fn of_leg(conn: &Connection, leg: LegId) -> Result<Option<Receipt>, LedgerError> {
    let code: Option<String> = conn
        .prepare_cached("SELECT code FROM seen_code WHERE leg = ?1")?
        .query_row([leg.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(code.and_then(|code| code.parse().ok()))
}

fn read(row: &Row<'_>) -> Result<SeenCode, rusqlite::Error> {
    let code: String = row.get(0)?;
    Ok(SeenCode {
        code: code.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
        sale_id: SaleId::from_bytes(row.get(1)?),
        sale: SaleNumber::new(row.get(2)?),
        at: Timestamp::from_ms(row.get(3)?),
    })
}
