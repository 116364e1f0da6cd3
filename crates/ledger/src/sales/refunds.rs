//! Money that leaves the shop again: goods that are brought back, what is owed and paid out, and
//! what of a payment that went back by M-PESA settles what its sale owes.

use domain::clock::Timestamp;
use domain::ids::{AttemptId, LegId, SaleId};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::sale::{Leaving, Payment, Payout, Reason};
use rusqlite::{Connection, Row};

use super::{OPENING_SHIFT, money, states};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::inbox::Evidence;
use crate::journal::{self, Actor, JournalRow};
use crate::limits::By;
use crate::sale_facts::{self, SaleFact};
use crate::writer::Tx;

/// Something by which money of a sale became owed again or left the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRecord {
    /// When.
    pub at: Timestamp,
    /// What: goods that came back, or money that was paid out, sent back or brought back.
    pub fact: SaleFact,
}

impl Tx<'_> {
    /// Gives money in cash for goods that are brought back, as far as they are not on credit, by
    /// whom saw that `returned` were so far; `typed` is what the cashier typed as the reason.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_return`]; [`domain::people::Denied`] beyond the owner's
    /// limits; there is no such sale; or the book can't be written.
    pub fn refund_in_cash(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        sale: SaleId,
        (money, returned): (Money, Money),
        (reason, typed): (Reason, &Evidence),
    ) -> Result<(), LedgerError> {
        let by = by.into();
        states::load(self.0, sale)?.may_return(money, returned)?;
        self.let_go(at, by, sale, Leaving::Refund(money))?;
        let reason = Some(reason);
        let owed_before = states::load(self.0, sale)?.owed();
        let fact = SaleFact::Returned { money, reason };
        journal::record(
            self,
            at,
            by.actor,
            &Entry::SaleFact { sale, fact },
            Some(typed),
        )?;
        let owed = states::load(self.0, sale)?
            .owed()
            .saturating_sub(owed_before);
        if owed == Money::ZERO {
            return Ok(());
        }
        self.hand_out(at, by, sale, (owed, Payout::Cash))
    }

    /// Pays out so much of what is owed.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_pay_out`]; [`domain::people::Denied`] beyond the owner's
    /// limits; there is no such sale; or the book can't be written.
    pub fn pay_out(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        sale: SaleId,
        (money, how): (Money, Payout),
    ) -> Result<(), LedgerError> {
        let by = by.into();
        states::load(self.0, sale)?.may_pay_out(money, under_way(self.0, sale)?)?;
        self.let_go(at, by, sale, Leaving::PayOut(money))?;
        self.hand_out(at, by, sale, (money, how))
    }

    /// Takes back what was paid out too much: the cash that the customer brings, or a tip that was
    /// none.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_hand_back`]; there is no such sale; or the book can't be
    /// written.
    pub fn hand_back(
        &self,
        at: Timestamp,
        actor: Actor,
        sale: SaleId,
        (money, how): (Money, Payout),
    ) -> Result<(), LedgerError> {
        states::load(self.0, sale)?.may_hand_back(money, how)?;
        let shift = OPENING_SHIFT;
        let fact = SaleFact::HandedBack { shift, money, how };
        journal::record(self, at, actor, &Entry::SaleFact { sale, fact }, None).map(drop)
    }

    fn hand_out(
        &self,
        at: Timestamp,
        by: By,
        sale: SaleId,
        (money, how): (Money, Payout),
    ) -> Result<(), LedgerError> {
        states::load(self.0, sale)?.may_pay_out(money, under_way(self.0, sale)?)?;
        let shift = OPENING_SHIFT;
        let fact = SaleFact::PaidOut { shift, money, how };
        journal::record(self, at, by.actor, &Entry::SaleFact { sale, fact }, None).map(drop)
    }
}

/// Returns what became owed again and what left the shop, in the order of the journal.
pub(super) fn find(conn: &Connection, sale: SaleId) -> Result<Vec<RefundRecord>, LedgerError> {
    let query = format!(
        "SELECT {} FROM journal LEFT JOIN inbox ON inbox.id = journal.inbox
         WHERE journal.subject = ?1
             AND journal.kind IN ('sale.returned', 'sale.paid_out', 'sale.sent_back',
                 'sale.handed_back')
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

/// Which payments pay for which sales.
const PAYMENTS: &str = "(SELECT leg.sale, receipt.number AS receipt, attempt.id AS attempt, leg.id
        FROM receipt JOIN attempt ON attempt.id = receipt.attempt JOIN leg ON leg.id = attempt.leg
    UNION ALL SELECT leg.sale, allocation.receipt, NULL, leg.id
        FROM allocation JOIN leg ON leg.id = allocation.leg
        WHERE allocation.taken_back_seq IS NULL)";

/// Returns what of a sale's payments is being sent back by M-PESA, or may have been: of each no
/// more than its part in the sale.
pub(crate) fn under_way(conn: &Connection, sale: SaleId) -> Result<Money, LedgerError> {
    let ordered = format!(
        "SELECT receipt, sum(amount_cents) FROM command
         WHERE kind = 'reversal' AND may_be_done = 1 AND state <> 'done'
             AND receipt IN (SELECT receipt FROM {PAYMENTS} WHERE sale = ?1)
         GROUP BY receipt"
    );
    let ordered = conn
        .prepare_cached(&ordered)?
        .query_map([sale.as_bytes()], |row| {
            Ok((row.get(0)?, money(row.get(1)?)))
        })?
        .collect::<Result<Vec<(String, Money)>, _>>()?;
    ordered
        .iter()
        .try_fold(Money::ZERO, |sum, (receipt, ordered)| {
            Ok(sum.saturating_add(part(conn, sale, receipt)?.min(*ordered)))
        })
}

/// Returns what of a payment's money is owed by the sales that it paid, and is not under way.
pub(crate) fn owed_for(conn: &Connection, receipt: &Receipt) -> Result<Money, LedgerError> {
    let paid = format!("SELECT DISTINCT sale FROM {PAYMENTS} WHERE receipt = ?1");
    let sales = conn
        .prepare_cached(&paid)?
        .query_map([receipt.as_str()], |row| {
            Ok(SaleId::from_bytes(row.get(0)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    sales.into_iter().try_fold(Money::ZERO, |sum, sale| {
        let owed = states::load(conn, sale)?.owed();
        let owed = owed.saturating_sub(under_way(conn, sale)?);
        Ok(sum.saturating_add(part(conn, sale, receipt.as_str())?.min(owed)))
    })
}

/// Returns what of a payment's money is for a sale, and did not go back.
fn part(conn: &Connection, sale: SaleId, receipt: &str) -> Result<Money, LedgerError> {
    let payments = format!("SELECT attempt, id FROM {PAYMENTS} WHERE sale = ?1 AND receipt = ?2");
    let payments = conn
        .prepare_cached(&payments)?
        .query_map((sale.as_bytes(), receipt), read_payment)?
        .collect::<Result<Vec<_>, _>>()?;
    let sale = states::load(conn, sale)?;
    let still = payments.into_iter().map(|by| sale.still_of(by));
    Ok(still.fold(Money::ZERO, Money::saturating_add))
}

/// Of each payment of a sale that went back by M-PESA, or was thought to have: how much did that
/// waited for no sale; what of that settles something for another one; and what the sales that got
/// parts of it later can lose before this one does.
const WENT_BACK: &str = "SELECT fill.attempt, fill.leg, fill.sent_back_cents,
        fill.to_leg_cents + fill.to_customer_cents - fill.sent_back_cents,
        CASE WHEN fill.attempt IS NOT NULL THEN coalesce(receipt.returned_cents, 0)
        ELSE coalesce(receipt.returned_cents
            - min(receipt.returned_cents, max(0, receipt.posted_cents - receipt.given_cents)), 0)
        END,
        (SELECT coalesce(sum(other.sent_back_cents), 0) FROM allocation AS elsewhere
            JOIN fill AS other ON other.leg = elsewhere.leg AND other.attempt IS NULL
            WHERE elsewhere.receipt = allocation.receipt AND elsewhere.leg <> fill.leg),
        (SELECT coalesce(sum(other.to_leg_cents + other.to_customer_cents
                - other.sent_back_cents), 0) FROM allocation AS elsewhere
            JOIN fill AS other ON other.leg = elsewhere.leg AND other.attempt IS NULL
            WHERE elsewhere.receipt = allocation.receipt AND elsewhere.seq > allocation.seq)
    FROM leg JOIN fill ON fill.leg = leg.id
    LEFT JOIN allocation ON allocation.leg = leg.id AND fill.attempt IS NULL
    LEFT JOIN receipt ON receipt.number = coalesce(allocation.receipt,
        (SELECT number FROM receipt AS code WHERE code.attempt = fill.attempt))
    WHERE leg.sale = ?1 AND (fill.sent_back_cents > 0 OR receipt.returned_cents > 0)
    ORDER BY fill.id";

/// A payment of a sale that went back.
struct WentBack {
    by: Payment,
    /// What of it can settle what the sale owes, all in all.
    settles: Money,
    /// What of it the sale has to bear: what settled something, and of the rest as much as no sale
    /// bears that got its part later.
    borne: Money,
}

/// Returns what of a sale's payments went back by M-PESA, whether it was owed or not.
pub(super) fn went_back(conn: &Connection, sale: SaleId) -> Result<Money, LedgerError> {
    let payments = payments_that_went_back(conn, sale)?.into_iter();
    Ok(payments.fold(Money::ZERO, |sum, payment| {
        sum.saturating_add(payment.borne)
    }))
}

/// Returns the other sales that bear what went back of a payment, where one of them is told that
/// some of it settled what it owed.
pub(super) fn that_share(
    tx: &Tx<'_>,
    sale: SaleId,
    fact: &SaleFact,
) -> Result<Vec<SaleId>, LedgerError> {
    let SaleFact::SentBack {
        by: Payment::Received(leg),
        ..
    } = fact
    else {
        return Ok(Vec::new());
    };
    let find = "SELECT DISTINCT leg.sale FROM allocation AS own
        JOIN allocation ON allocation.receipt = own.receipt JOIN leg ON leg.id = allocation.leg
        WHERE own.leg = ?1 AND leg.sale <> ?2";
    let sales =
        tx.0.prepare_cached(find)?
            .query_map((leg.as_bytes(), sale.as_bytes()), |row| {
                Ok(SaleId::from_bytes(row.get(0)?))
            })?
            .collect::<Result<_, _>>()?;
    Ok(sales)
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
    let settled = |WentBack { by, settles, .. }| {
        let money = sale.settled_by(by, settles)?;
        Some(SaleFact::SentBack { by, money })
    };
    Ok(payments.into_iter().find_map(settled))
}

fn payments_that_went_back(conn: &Connection, sale: SaleId) -> Result<Vec<WentBack>, LedgerError> {
    let payments = conn
        .prepare_cached(WENT_BACK)?
        .query_map([sale.as_bytes()], read_went_back)?
        .collect::<Result<_, _>>()?;
    Ok(payments)
}

fn read_went_back(row: &Row<'_>) -> Result<WentBack, rusqlite::Error> {
    let (own, still, gone) = (money(row.get(2)?), money(row.get(3)?), money(row.get(4)?));
    let (elsewhere, of_later) = (money(row.get(5)?), money(row.get(6)?));
    let settles = gone.saturating_sub(elsewhere);
    let rest = settles.saturating_sub(own).saturating_sub(of_later);
    Ok(WentBack {
        by: read_payment(row)?,
        settles,
        borne: own.saturating_add(rest.min(still)),
    })
}

fn read_payment(row: &Row<'_>) -> Result<Payment, rusqlite::Error> {
    let leg = LegId::from_bytes(row.get(1)?);
    Ok(match row.get::<_, Option<[u8; 16]>>(0)? {
        Some(attempt) => Payment::Prompt(AttemptId::from_bytes(attempt)),
        None => Payment::Received(leg),
    })
}
