//! Money that leaves the shop again: goods that are brought back, what is owed and paid out, and
//! what of a payment that went back by M-PESA settles what its sale owes.

use domain::clock::Timestamp;
use domain::ids::{AttemptId, LegId, SaleId};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::sale::{Payment, Payout, Reason};
use rusqlite::{Connection, Row};

use super::{OPENING_SHIFT, money, states};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::inbox::Evidence;
use crate::journal::{self, Actor, JournalRow};
use crate::sale_facts::{self, SaleFact};
use crate::writer::Tx;

/// Something by which money of a sale became owed again or left the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRecord {
    /// When.
    pub at: Timestamp,
    /// What: goods that came back, or money that was paid out or sent back.
    pub fact: SaleFact,
}

impl Tx<'_> {
    /// Gives money in cash for goods that are brought back, by whom saw that `returned` were so
    /// far; `typed` is what the cashier typed as the reason.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_return`]; there is no such sale; or the book can't be
    /// written.
    pub fn refund_in_cash(
        &self,
        at: Timestamp,
        actor: Actor,
        sale: SaleId,
        (money, returned): (Money, Money),
        (reason, typed): (Reason, &Evidence),
    ) -> Result<(), LedgerError> {
        states::load(self.0, sale)?.may_return(money, returned)?;
        let reason = Some(reason);
        let fact = SaleFact::Returned { money, reason };
        journal::record(
            self,
            at,
            actor,
            &Entry::SaleFact { sale, fact },
            Some(typed),
        )?;
        self.pay_out(at, actor, sale, (money, Payout::Cash))
    }

    /// Pays out so much of what is owed.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_pay_out`]; there is no such sale; or the book can't be
    /// written.
    pub fn pay_out(
        &self,
        at: Timestamp,
        actor: Actor,
        sale: SaleId,
        (money, how): (Money, Payout),
    ) -> Result<(), LedgerError> {
        states::load(self.0, sale)?.may_pay_out(money, under_way(self.0, sale)?)?;
        let shift = OPENING_SHIFT;
        let fact = SaleFact::PaidOut { shift, money, how };
        journal::record(self, at, actor, &Entry::SaleFact { sale, fact }, None).map(drop)
    }
}

/// Returns what became owed again and what left the shop, in the order of the journal.
pub(super) fn find(conn: &Connection, sale: SaleId) -> Result<Vec<RefundRecord>, LedgerError> {
    let query = format!(
        "SELECT {} FROM journal LEFT JOIN inbox ON inbox.id = journal.inbox
         WHERE journal.subject = ?1
             AND journal.kind IN ('sale.returned', 'sale.paid_out', 'sale.sent_back')
         ORDER BY journal.seq",
        JournalRow::COLUMNS
    );
    let rows = conn
        .prepare_cached(&query)?
        .query_map([sale.as_bytes()], JournalRow::read)?
        .collect::<Result<Vec<_>, _>>()?;
    let read = |row: JournalRow| {
        let (seq, at) = (row.seq, row.at);
        let fact = sale_facts::read(&row.written);
        let fact = fact.map_err(|why| LedgerError::BadRow { seq, why })?;
        Ok(RefundRecord { at, fact })
    };
    rows.into_iter().map(read).collect()
}

/// Which payments pay for a sale.
const PAYMENTS: &str = "SELECT receipt.number FROM leg JOIN attempt ON attempt.leg = leg.id
        JOIN receipt ON receipt.attempt = attempt.id WHERE leg.sale = ?1
    UNION SELECT allocation.receipt FROM leg JOIN allocation ON allocation.leg = leg.id
        WHERE leg.sale = ?1 AND allocation.taken_back_seq IS NULL";

/// Returns what of a sale's payments is being sent back by M-PESA, or may have been.
pub(crate) fn under_way(conn: &Connection, sale: SaleId) -> Result<Money, LedgerError> {
    let sum = format!(
        "SELECT coalesce(sum(amount_cents), 0) FROM command
         WHERE kind = 'reversal' AND may_be_done = 1 AND state <> 'done'
             AND receipt IN ({PAYMENTS})"
    );
    let cents = conn
        .prepare_cached(&sum)?
        .query_row([sale.as_bytes()], |row| row.get(0))?;
    Ok(money(cents))
}

/// Returns what the sales that a payment paid owe to their customers, and is not under way.
pub(crate) fn owed_for(conn: &Connection, receipt: &Receipt) -> Result<Money, LedgerError> {
    let paid = "SELECT leg.sale FROM receipt JOIN attempt ON attempt.id = receipt.attempt
            JOIN leg ON leg.id = attempt.leg WHERE receipt.number = ?1
        UNION SELECT leg.sale FROM allocation JOIN leg ON leg.id = allocation.leg
            WHERE allocation.receipt = ?1 AND allocation.taken_back_seq IS NULL";
    let sales = conn
        .prepare_cached(paid)?
        .query_map([receipt.as_str()], |row| {
            Ok(SaleId::from_bytes(row.get(0)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    sales.into_iter().try_fold(Money::ZERO, |sum, sale| {
        let owed = states::load(conn, sale)?.owed();
        Ok(sum.saturating_add(owed.saturating_sub(under_way(conn, sale)?)))
    })
}

/// Of each payment of a sale that went back by M-PESA, or was thought to have: how much did that
/// waited for no sale, and that settles nothing for another one.
const WENT_BACK: &str = "SELECT fill.attempt, fill.leg,
        CASE WHEN fill.attempt IS NOT NULL THEN coalesce(receipt.returned_cents, 0)
        ELSE max(0, coalesce(receipt.returned_cents
            - min(receipt.returned_cents, max(0, receipt.posted_cents - receipt.given_cents))
            - (SELECT sum(other.sent_back_cents) FROM allocation AS elsewhere
                JOIN fill AS other ON other.leg = elsewhere.leg AND other.attempt IS NULL
                WHERE elsewhere.receipt = receipt.number) + fill.sent_back_cents, 0)) END
    FROM leg JOIN fill ON fill.leg = leg.id
    LEFT JOIN allocation ON allocation.leg = leg.id AND fill.attempt IS NULL
    LEFT JOIN receipt ON receipt.number = coalesce(allocation.receipt,
        (SELECT number FROM receipt AS code WHERE code.attempt = fill.attempt))
    WHERE leg.sale = ?1 AND (fill.sent_back_cents > 0 OR receipt.returned_cents > 0)
    ORDER BY fill.id";

/// Returns what of a sale's payments went back by M-PESA, whether it was owed or not.
pub(super) fn went_back(conn: &Connection, sale: SaleId) -> Result<Money, LedgerError> {
    let payments = payments_that_went_back(conn, sale)?.into_iter();
    Ok(payments.fold(Money::ZERO, |sum, (_, money)| sum.saturating_add(money)))
}

/// Returns the next fact of a sale that follows from payments of it that went back.
pub(crate) fn settled_by_what_went_back(
    tx: &Tx<'_>,
    sale: SaleId,
) -> Result<Option<SaleFact>, LedgerError> {
    let payments = payments_that_went_back(tx.0, sale)?;
    if payments.is_empty() {
        return Ok(None);
    }
    let sale = states::load(tx.0, sale)?;
    let settled = |(by, went_back)| {
        let money = sale.settled_by(by, went_back)?;
        Some(SaleFact::SentBack { by, money })
    };
    Ok(payments.into_iter().find_map(settled))
}

fn payments_that_went_back(
    conn: &Connection,
    sale: SaleId,
) -> Result<Vec<(Payment, Money)>, LedgerError> {
    let payments = conn
        .prepare_cached(WENT_BACK)?
        .query_map([sale.as_bytes()], read_went_back)?
        .collect::<Result<_, _>>()?;
    Ok(payments)
}

fn read_went_back(row: &Row<'_>) -> Result<(Payment, Money), rusqlite::Error> {
    let leg = LegId::from_bytes(row.get(1)?);
    let by = match row.get::<_, Option<[u8; 16]>>(0)? {
        Some(attempt) => Payment::Prompt(AttemptId::from_bytes(attempt)),
        None => Payment::Received(leg),
    };
    Ok((by, money(row.get(2)?)))
}
