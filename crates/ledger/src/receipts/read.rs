//! Looking at receipts.

use domain::clock::Timestamp;
use domain::ids::AttemptId;
use domain::money::Money;
use domain::receipt::Receipt;
use domain::receipt::life::Hearing;
use rusqlite::{Connection, Row};

use super::known;
use crate::commands::UNDER_WAY;
use crate::error::LedgerError;
use crate::readers::Readers;
use crate::sales::money;

/// How many payments a list holds at the most.
const MOST_LISTED: u32 = 200;

/// Those that look like a code.
const ALIKE: &str = "replace(replace(number, 'O', '0'), 'I', '1') = ?1";

/// A receipt with all its sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRecord {
    /// Its number.
    pub number: Receipt,
    /// The proved attempt whose code it is.
    pub attempt: Option<AttemptId>,
    /// The attempt that it is kept for.
    pub held_for: Option<AttemptId>,
    /// Its amount, by the source that knows best.
    pub amount: Option<Money>,
    /// Where it stands, by its name in the book.
    pub state: String,
    /// When it was paid by Safaricom's clock, or when it was first heard of.
    pub paid_at: Timestamp,
    /// When it was proved.
    pub proved_at: Option<Timestamp>,
    /// What of it stands in the accounts: what came, less what went back.
    pub posted: Money,
    /// What of it belongs to nobody, proved or not: it may be given to a sale.
    pub left: Money,
    /// By which ways it was heard of, in the order of the journal.
    pub sources: Vec<SourceRecord>,
}

/// One way by which a receipt was heard of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRecord {
    /// When.
    pub heard_at: Timestamp,
    /// The attempt on whose path it came, or whose query proves it.
    pub attempt: Option<AttemptId>,
    /// What it tells.
    pub hearing: Hearing,
}

impl Readers {
    /// Finds a receipt.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn receipt(&self, number: &Receipt) -> Result<Option<ReceiptRecord>, LedgerError> {
        self.with(|conn| {
            let found = find_all(conn, "number = ?1", [number.as_str()])?;
            Ok(found.into_iter().next())
        })
    }

    /// Finds receipts whose code looks like this one: O is taken for 0 in it, I for 1.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn receipts_like(&self, look: &str) -> Result<Vec<ReceiptRecord>, LedgerError> {
        self.with(|conn| find_all(conn, ALIKE, [look]))
    }

    /// Returns the receipts that are an attempt's code, are held for it, or are named by it.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn receipts_of(&self, attempt: AttemptId) -> Result<Vec<ReceiptRecord>, LedgerError> {
        let of_attempt = "attempt = ?1 OR held_for = ?1
            OR number = (SELECT receipt FROM attempt WHERE id = ?1)";
        self.with(|conn| find_all(conn, of_attempt, [attempt.as_bytes()]))
    }

    /// Returns the payments that are held for an attempt, newest first: of very many, the newest
    /// two hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn held_receipts(&self) -> Result<Vec<ReceiptRecord>, LedgerError> {
        let newest = "number IN (SELECT number FROM receipt WHERE held_for IS NOT NULL
             ORDER BY paid_at_ms DESC LIMIT ?1)";
        self.with(|conn| find_all(conn, newest, [MOST_LISTED]))
    }

    /// Returns the payments of which something belongs to nobody, is held for no prompt and is not
    /// being sent back, newest first: of very many, the newest two hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn free_receipts(&self) -> Result<Vec<ReceiptRecord>, LedgerError> {
        let newest = format!(
            "number IN (SELECT number FROM receipt WHERE left_cents > 0
             AND NOT EXISTS (SELECT 1 FROM command WHERE receipt = number AND {UNDER_WAY})
             ORDER BY paid_at_ms DESC LIMIT ?1)"
        );
        self.with(|conn| find_all(conn, &newest, [MOST_LISTED]))
    }
}

/// Returns every code of the book that looks like this one.
pub(crate) fn numbers_like(conn: &Connection, code: &Receipt) -> Result<Vec<Receipt>, LedgerError> {
    let query = format!("SELECT number FROM receipt WHERE {ALIKE}");
    let numbers = conn
        .prepare_cached(&query)?
        .query_map([code.look()], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(numbers
        .iter()
        .filter_map(|number| number.parse().ok())
        .collect())
}

pub(crate) fn find_all(
    conn: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<ReceiptRecord>, LedgerError> {
    let query = format!(
        "SELECT number, attempt, held_for, amount_cents, state, paid_at_ms, proved_at_ms,
             posted_cents - returned_cents, left_cents
         FROM receipt WHERE {which} ORDER BY paid_at_ms DESC, number"
    );
    let mut records = conn
        .prepare_cached(&query)?
        .query_map(params, read_record)?
        .collect::<Result<Vec<_>, _>>()?;
    for record in &mut records {
        let sources = known::sources(conn, &record.number)?.into_iter();
        let shown = sources.map(|heard| SourceRecord {
            heard_at: heard.at,
            attempt: heard.attempt,
            hearing: heard.hearing,
        });
        record.sources = shown.collect();
    }
    Ok(records)
}

fn read_record(row: &Row<'_>) -> Result<ReceiptRecord, rusqlite::Error> {
    let number: String = row.get(0)?;
    let attempt = |column| {
        let id = row.get::<_, Option<[u8; 16]>>(column)?;
        Ok::<_, rusqlite::Error>(id.map(AttemptId::from_bytes))
    };
    let at = |column| {
        let ms = row.get::<_, Option<i64>>(column)?;
        Ok::<_, rusqlite::Error>(ms.map(Timestamp::from_ms))
    };
    Ok(ReceiptRecord {
        number: number.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
        attempt: attempt(1)?,
        held_for: attempt(2)?,
        amount: row.get::<_, Option<i64>>(3)?.map(money),
        state: row.get(4)?,
        paid_at: Timestamp::from_ms(row.get(5)?),
        proved_at: at(6)?,
        posted: money(row.get(7)?),
        left: money(row.get(8)?),
        sources: Vec::new(),
    })
}
