//! What is read around a payment to find gaps, and of a gap to judge it.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::balances::{Gap, Known, Note, Payment, REACH, Reversal, SLACK};
use domain::clock::Timestamp;
use domain::money::Balance;
use domain::receipt::Receipt;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::LedgerError;
use crate::sales::money;

/// How many payments before and after one are read: more than come within a few seconds.
const NEAR: u32 = 16;

/// How many payments are held against a gap at the most.
const MOST_KNOWN: u32 = 1000;

/// How long after it was paid a payment's reversal by the shop is looked for.
const REFUND_REACH: Duration = Duration::from_hours(30 * 24);

/// A confirmation that tells of the account. One that tells of a time to come, and of more than an
/// hour of it, tells nothing: all that comes until then would seem to come before it.
const IS_NOTE: &str = "source = 'confirmation' AND balance_cents IS NOT NULL
    AND amount_cents IS NOT NULL AND paid_at_ms <= heard_at_ms + 3600000";

/// The payments around one.
#[derive(Debug, Default)]
pub(super) struct Near {
    /// What each tells of the account.
    pub(super) notes: Vec<Note>,
    /// Those whose neighbour before them is surely among the notes.
    pub(super) settled: BTreeSet<Receipt>,
}

/// Reads the payments around one; none where it tells nothing of the account.
pub(super) fn of(conn: &Connection, receipt: &Receipt) -> Result<Near, LedgerError> {
    let place = format!(
        "SELECT payee, min(paid_at_ms) FROM receipt_source
         WHERE receipt = ?1 AND {IS_NOTE} GROUP BY payee"
    );
    let mut near = Near::default();
    let mut statement = conn.prepare_cached(&place)?;
    let place = statement.query_row([receipt.as_str()], |row| {
        Ok((row.get::<_, u32>(0)?, row.get::<_, i64>(1)?))
    });
    let Some((payee, at_ms)) = place.optional()? else {
        return Ok(near);
    };
    let query = format!(
        "SELECT receipt, paid_at_ms, amount_cents, balance_cents, (SELECT proved_at_ms IS NOT NULL
             FROM receipt WHERE number = receipt_source.receipt)
         FROM receipt_source WHERE {IS_NOTE} AND payee = ?1 AND receipt IN (
             SELECT receipt FROM (SELECT receipt FROM receipt_source
                 WHERE {IS_NOTE} AND payee = ?1 AND paid_at_ms <= ?2
                 ORDER BY paid_at_ms DESC LIMIT ?3)
             UNION SELECT receipt FROM (SELECT receipt FROM receipt_source
                 WHERE {IS_NOTE} AND payee = ?1 AND paid_at_ms > ?2
                 ORDER BY paid_at_ms LIMIT ?3))"
    );
    let notes = conn
        .prepare_cached(&query)?
        .query_map((payee, at_ms, NEAR), read_note)?
        .collect::<Result<Vec<_>, _>>()?;
    let earlier = notes
        .iter()
        .filter(|note| note.paid_at.ms() <= at_ms)
        .count();
    let is_whole = earlier < usize::try_from(NEAR).unwrap_or_default();
    let begins = notes.iter().map(|note| note.paid_at).min();
    let is_later = |note: &&Note| begins.is_some_and(|first| note.paid_at > first.plus(SLACK));
    let settled = notes.iter().filter(|note| is_whole || is_later(note));
    near.settled = settled.map(|note| note.receipt.clone()).collect();
    near.notes = notes;
    Ok(near)
}

/// Reads what the book knows that may explain a gap.
pub(super) fn known(conn: &Connection, gap: &Gap) -> Result<Known, LedgerError> {
    Ok(Known {
        payments: payments(conn, gap)?,
        reversals: reversals(conn, gap)?,
    })
}

fn payments(conn: &Connection, gap: &Gap) -> Result<Vec<Payment>, LedgerError> {
    let (since, until) = (gap.after.paid_at, gap.before.paid_at);
    let from = before(since.min(before(until, REACH)), Duration::from_hours(4));
    let payments = conn
        .prepare_cached(
            "SELECT number, paid_at_ms, coalesce(amount_cents, 0) - returned_cents,
                 (SELECT count(DISTINCT balance_cents) FROM receipt_source
                     WHERE receipt = number AND source = 'confirmation') = 1
             FROM receipt
             WHERE paid_at_ms BETWEEN ?1 AND ?2 AND state NOT IN ('claimed', 'disproved')
             ORDER BY paid_at_ms DESC LIMIT ?3",
        )?
        .query_map((from.ms(), until.plus(SLACK).ms(), MOST_KNOWN), |row| {
            Ok(Payment {
                receipt: code(row)?,
                paid_at: Timestamp::from_ms(row.get(1)?),
                amount: money(row.get(2)?),
                noted: row.get(3)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(payments)
}

/// Returns what went back, and what the shop has told M-PESA to send back without a result yet.
fn reversals(conn: &Connection, gap: &Gap) -> Result<Vec<Reversal>, LedgerError> {
    let until = gap.before.paid_at.plus(SLACK);
    let reversals = conn
        .prepare_cached(
            "SELECT journal.body ->> 'amount_cents', receipt.paid_at_ms, journal.at_ms
             FROM receipt JOIN journal ON journal.subject = CAST(receipt.number AS BLOB)
                 AND journal.kind = 'receipt.reversed'
             WHERE receipt.returned_cents > 0 AND receipt.paid_at_ms BETWEEN ?1 AND ?2
             UNION ALL SELECT amount_cents, drafted_at_ms, 9223372036854775807 FROM command
             WHERE kind = 'reversal' AND may_be_done = 1 AND open = 1",
        )?
        .query_map((before(until, REFUND_REACH).ms(), until.ms()), |row| {
            Ok(Reversal {
                amount: money(row.get(0)?),
                earliest: Timestamp::from_ms(row.get(1)?),
                latest: Timestamp::from_ms(row.get(2)?),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(reversals)
}

fn read_note(row: &Row<'_>) -> Result<Note, rusqlite::Error> {
    Ok(Note {
        receipt: code(row)?,
        paid_at: Timestamp::from_ms(row.get(1)?),
        amount: money(row.get(2)?),
        holds: Balance::from_cents(row.get(3)?),
        proved: row.get(4)?,
    })
}

fn code(row: &Row<'_>) -> Result<Receipt, rusqlite::Error> {
    let number: String = row.get(0)?;
    number.parse().map_err(|_| rusqlite::Error::InvalidQuery)
}

fn before(at: Timestamp, span: Duration) -> Timestamp {
    let ms = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_ms(at.ms().saturating_sub(ms))
}
