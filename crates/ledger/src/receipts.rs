//! Receipts: money that M-PESA says moved, one row a receipt number, for ever.

use domain::attempt::Alarm;
use domain::clock::Timestamp;
use domain::ids::AttemptId;
use domain::money::Money;
use domain::receipt::Receipt;
use rusqlite::OptionalExtension;

use crate::error::LedgerError;
use crate::writer::Tx;

/// Whether a receipt was new to the book.
pub(crate) enum Attached {
    /// Its money may be posted.
    New,
    /// It stands for another payment already: its money is not posted again.
    Taken(Alarm),
}

/// Attaches a receipt to the attempt that proves it.
pub(crate) fn attach(
    tx: &Tx<'_>,
    receipt: &Receipt,
    attempt: AttemptId,
    amount: Money,
    proved_at: Option<Timestamp>,
) -> Result<Attached, LedgerError> {
    let taken =
        tx.0.prepare_cached("SELECT 1 FROM receipt WHERE number = ?1")?
            .query_row([receipt.as_str()], |_| Ok(()))
            .optional()?;
    if taken.is_some() {
        return Ok(Attached::Taken(Alarm::Conflict));
    }
    tx.0.prepare_cached(
        "INSERT INTO receipt (number, attempt, amount_cents, state, proved_at_ms)
         VALUES (?1, ?2, ?3, 'proved', ?4)",
    )?
    .execute((
        receipt.as_str(),
        attempt.as_bytes(),
        amount.balance().cents(),
        proved_at.map(Timestamp::ms),
    ))?;
    Ok(Attached::New)
}
