//! Which payments were given to which legs of sales, and what of each is proved and fills one.
//!
//! A payment is given by a person, knowingly; its money fills the leg once an answer to our own
//! question proves it. Each leg gets one payment in its life, a payment may be given to several.

use domain::clock::Timestamp;
use domain::ids::{LegId, SaleId};
use domain::money::Money;
use domain::receipt::life::{Belongs, Evidence as Known, Fact};
use domain::receipt::{NotFree, Receipt};
use domain::sale::{Heed, Objection, Payment, Tender};
use rusqlite::OptionalExtension;

use super::known;
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::journal::{self, Actor, Recorded};
use crate::sale_facts::SaleFact;
use crate::sales::{self, SaleNumber, money};
use crate::writer::Tx;

/// A payment that is given to a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// The payment.
    pub receipt: Receipt,
    /// How much of it: all that is left, if nothing is said.
    pub money: Option<Money>,
    /// The sale.
    pub sale: SaleId,
    /// The leg that the sale gets for it.
    pub leg: LegId,
}

impl Tx<'_> {
    /// Gives a payment that came by itself to a sale, which gets a leg for it. Legs that wait for
    /// the same money are withdrawn.
    ///
    /// # Errors
    /// [`LedgerError::NotFree`], and [`LedgerError::Used`] with the sale that has it; those of
    /// [`domain::sale::Sale::may_receive`]; there is no such payment or sale; or the book can't be
    /// written.
    pub fn allocate(
        &self,
        at: Timestamp,
        actor: Actor,
        allocation: Allocation,
        heed: Heed,
    ) -> Result<Recorded, LedgerError> {
        let Allocation {
            receipt,
            money,
            sale,
            leg,
        } = allocation;
        let money = self.may_allocate(&receipt, money)?;
        let standing = sales::load(self.0, sale)?;
        standing.may_receive(money, sales::prompts(self.0, sale)?, heed)?;
        let write = |entry: Entry| journal::record(self, at, actor, &entry, None);
        for leg in standing.replaced_by(money) {
            let fact = SaleFact::Withdrawn { leg };
            write(Entry::SaleFact { sale, fact })?;
        }
        write(Entry::LegAdded {
            leg,
            sale,
            tender: Tender::Received,
            amount: money.min(standing.room()),
        })?;
        let fact = Fact::Allocated { leg, money };
        Ok(write(Entry::ReceiptFact { receipt, fact })?.0)
    }

    /// Takes a payment back from the leg that it was given to: it belongs to nobody again. Returns
    /// with it the sale.
    ///
    /// # Errors
    /// [`Objection::Withdrawn`] when it has none; those of
    /// [`domain::sale::Sale::may_take_back`]; there is no such leg; or the book can't be
    /// written.
    pub fn unallocate(
        &self,
        at: Timestamp,
        actor: Actor,
        leg: LegId,
        heed: Heed,
    ) -> Result<(Recorded, SaleId), LedgerError> {
        let sale = sales::sale_of(self.0, leg)?;
        let receipt = given_to(self, leg)?.ok_or(Objection::Withdrawn)?;
        sales::load(self.0, sale)?.may_take_back(leg, heed)?;
        let fact = Fact::Unallocated(leg);
        let entry = Entry::ReceiptFact { receipt, fact };
        let (recorded, _) = journal::record(self, at, actor, &entry, None)?;
        Ok((recorded, sale))
    }

    fn may_allocate(&self, receipt: &Receipt, wanted: Option<Money>) -> Result<Money, LedgerError> {
        let find = "SELECT attempt IS NOT NULL FROM receipt WHERE number = ?1";
        let is_code: Option<bool> = self
            .0
            .prepare_cached(find)?
            .query_row([receipt.as_str()], |row| row.get(0))
            .optional()?;
        let belongs = if is_code.ok_or(LedgerError::NotFound("payment"))? {
            Belongs::ToAnAttempt
        } else {
            Belongs::ToNobody
        };
        let (known, _) = known::find(self.0, receipt, i64::MAX)?;
        match known.may_allocate(belongs, wanted) {
            Ok(money) => Ok(money),
            Err(NotFree::Used { left: Money::ZERO }) => Err(user_of(self, receipt)?),
            Err(why) => Err(why.into()),
        }
    }
}

pub(crate) fn add(
    tx: &Tx<'_>,
    seq: i64,
    receipt: &Receipt,
    leg: LegId,
    money: Money,
) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "INSERT INTO allocation (leg, receipt, amount_cents, seq) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((
        leg.as_bytes(),
        receipt.as_str(),
        money.balance().cents(),
        seq,
    ))?;
    Ok(())
}

pub(crate) fn take_back(
    tx: &Tx<'_>,
    seq: i64,
    receipt: &Receipt,
    leg: LegId,
) -> Result<(), LedgerError> {
    let update = "UPDATE allocation SET taken_back_seq = ?3
        WHERE leg = ?1 AND receipt = ?2 AND taken_back_seq IS NULL";
    let taken =
        tx.0.prepare_cached(update)?
            .execute((leg.as_bytes(), receipt.as_str(), seq))?;
    if taken == 0 {
        return Ok(());
    }
    sales::empty_leg(tx, seq, leg)
}

/// Fills the legs that a proved payment was given to; what fills one already, fills it once.
pub(crate) fn settle(tx: &Tx<'_>, seq: i64, known: &Known) -> Result<(), LedgerError> {
    for (leg, money) in known.allocations() {
        sales::fill_leg(tx, seq, leg, Payment::Received(leg), money)?;
    }
    Ok(())
}

/// Returns what of a payment fills legs.
pub(crate) fn given(tx: &Tx<'_>, receipt: &Receipt) -> Result<Money, LedgerError> {
    let sum = "SELECT coalesce(sum(fill.to_leg_cents + fill.to_customer_cents), 0)
        FROM allocation JOIN fill ON fill.leg = allocation.leg AND fill.attempt IS NULL
        WHERE allocation.receipt = ?1";
    let cents =
        tx.0.prepare_cached(sum)?
            .query_row([receipt.as_str()], |row| row.get(0))?;
    Ok(money(cents))
}

/// Returns the sales to which a payment was ever given.
pub(crate) fn sales_of(tx: &Tx<'_>, receipt: &Receipt) -> Result<Vec<SaleId>, LedgerError> {
    let sales = "SELECT DISTINCT leg.sale FROM allocation JOIN leg ON leg.id = allocation.leg
        WHERE allocation.receipt = ?1";
    let ids =
        tx.0.prepare_cached(sales)?
            .query_map([receipt.as_str()], |row| {
                Ok(SaleId::from_bytes(row.get(0)?))
            })?
            .collect::<Result<_, _>>()?;
    Ok(ids)
}

fn given_to(tx: &Tx<'_>, leg: LegId) -> Result<Option<Receipt>, LedgerError> {
    let find = "SELECT receipt FROM allocation WHERE leg = ?1 AND taken_back_seq IS NULL";
    let number: Option<String> =
        tx.0.prepare_cached(find)?
            .query_row([leg.as_bytes()], |row| row.get(0))
            .optional()?;
    Ok(number.and_then(|number| number.parse().ok()))
}

/// Says which sale has a payment, and since when.
fn user_of(tx: &Tx<'_>, receipt: &Receipt) -> Result<LedgerError, LedgerError> {
    let last = "SELECT sale.number, journal.at_ms FROM allocation
        JOIN leg ON leg.id = allocation.leg JOIN sale ON sale.id = leg.sale
        JOIN journal ON journal.seq = allocation.seq
        WHERE allocation.receipt = ?1 AND allocation.taken_back_seq IS NULL
        ORDER BY allocation.seq DESC LIMIT 1";
    let used =
        tx.0.prepare_cached(last)?
            .query_row([receipt.as_str()], |row| {
                Ok(LedgerError::Used {
                    sale: SaleNumber::new(row.get(0)?),
                    at: Timestamp::from_ms(row.get(1)?),
                })
            });
    Ok(used.optional()?.unwrap_or_else(|| {
        let left = Money::ZERO;
        NotFree::Used { left }.into()
    }))
}
