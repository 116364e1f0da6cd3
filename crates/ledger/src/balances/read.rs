//! A gap as a person is told of it: when, how much, and whose payments are named.

use domain::balances::{Finding, Suspect};
use domain::clock::Timestamp;
use domain::ids::{PersonId, SaleId};
use domain::receipt::Receipt;
use rusqlite::{Connection, OptionalExtension, Row};

use super::finding;
use crate::error::LedgerError;
use crate::sales::{SaleNumber, sale_in};

/// Money that came or left between two confirmations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapRecord {
    /// When the payment before it was paid.
    pub since: Timestamp,
    /// When the payment after it was paid.
    pub until: Timestamp,
    /// What it most likely was.
    pub finding: Finding,
    /// The payments that are named, with what the shop knows of each.
    pub suspects: Vec<Suspect>,
    /// The sale of the first that has one, and its number.
    pub sale: Option<(SaleId, SaleNumber)>,
}

/// A payment that is named, and the sale that has it.
type Named = (Suspect, Option<(SaleId, SaleNumber)>);

/// Finds the gap before a payment's confirmation.
pub(crate) fn record_of(
    conn: &Connection,
    before: &Receipt,
) -> Result<Option<GapRecord>, LedgerError> {
    let find = "SELECT since_ms, until_ms, finding, amount_cents, named FROM balance_gap
        WHERE before = ?1";
    let found = conn
        .prepare_cached(find)?
        .query_row([before.as_str()], |row| {
            let at = |column| Ok::<_, rusqlite::Error>(Timestamp::from_ms(row.get(column)?));
            Ok((at(0)?, at(1)?, finding(row, 2)?))
        })
        .optional()?;
    let Some((since, until, finding)) = found else {
        return Ok(None);
    };
    let named = finding.named().iter().map(|receipt| named(conn, receipt));
    let named: Vec<Named> = named.collect::<Result<_, _>>()?;
    let sale = named.iter().find_map(|(_, sale)| *sale);
    Ok(Some(GapRecord {
        since,
        until,
        finding,
        suspects: named.into_iter().map(|(suspect, _)| suspect).collect(),
        sale,
    }))
}

/// Finds the sale of a payment, and who asked for it or gave it to that sale.
fn named(conn: &Connection, receipt: &Receipt) -> Result<Named, LedgerError> {
    let find = "SELECT receipt.paid_at_ms, sale.id, sale.number, journal.actor
        FROM receipt LEFT JOIN attempt ON attempt.id = receipt.attempt
        LEFT JOIN allocation ON allocation.receipt = receipt.number
            AND allocation.taken_back_seq IS NULL
        LEFT JOIN leg ON leg.id = coalesce(attempt.leg, allocation.leg)
        LEFT JOIN sale ON sale.id = leg.sale
        LEFT JOIN journal ON journal.seq = coalesce(allocation.seq, (SELECT drafted.seq
            FROM journal AS drafted
            WHERE drafted.subject = attempt.id AND drafted.kind = 'attempt.drafted'))
        WHERE receipt.number = ?1 ORDER BY allocation.seq DESC LIMIT 1";
    let found = conn
        .prepare_cached(find)?
        .query_row([receipt.as_str()], read)?;
    let (paid_at, sale, actor) = found;
    let suspect = Suspect {
        receipt: receipt.clone(),
        paid_at,
        sale: sale.map(|(_, number)| number.to_string()),
        cashier: actor
            .map(|actor| name_of(conn, &actor))
            .transpose()?
            .flatten(),
    };
    Ok((suspect, sale))
}

type Found = (Timestamp, Option<(SaleId, SaleNumber)>, Option<String>);

fn read(row: &Row<'_>) -> Result<Found, rusqlite::Error> {
    let paid_at = Timestamp::from_ms(row.get(0)?);
    Ok((paid_at, sale_in(row, 1)?, row.get(3)?))
}

/// Returns the name of a person whom a row of the journal names.
fn name_of(conn: &Connection, actor: &str) -> Result<Option<String>, LedgerError> {
    let person = actor.strip_prefix("person:").and_then(|id| id.parse().ok());
    let Some(person) = person else {
        return Ok(None);
    };
    let person: PersonId = person;
    let find = "SELECT name FROM person WHERE id = ?1";
    let name = conn
        .prepare_cached(find)?
        .query_row([person.as_bytes()], |row| row.get(0));
    Ok(name.optional()?)
}
