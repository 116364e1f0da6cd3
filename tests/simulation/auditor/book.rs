//! The book as a stranger reads it: by SQL, from the file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::ids::{AttemptId, LegId, SaleId};
use rusqlite::{Connection, Error, Row};

/// An attempt as it stands in the book.
pub(super) struct Standing {
    pub(super) leg: LegId,
    pub(super) state: String,
    pub(super) live: bool,
    pub(super) open: bool,
    pub(super) phone: Option<String>,
    pub(super) asked_cents: i64,
    /// The id that Safaricom acknowledged it with, by which it can be asked for.
    pub(super) checkout: Option<String>,
    /// What was posted as proved because of it, and by which row of the journal.
    pub(super) posted_cents: i64,
    pub(super) proof_seq: Option<i64>,
    /// What of it went on to the sale or the customer.
    pub(super) settled_cents: i64,
}

/// What the book says in the end.
pub(super) struct Book {
    pub(super) attempts: BTreeMap<AttemptId, Standing>,
    pub(super) attempts_of_leg: BTreeMap<LegId, u32>,
    pub(super) receipts: BTreeMap<String, (AttemptId, i64)>,
    pub(super) bodies: BTreeSet<(AttemptId, Vec<u8>)>,
    /// The same, in order, with the row of the journal.
    pub(super) letters: Vec<(AttemptId, i64, Vec<u8>)>,
    /// How many bodies are kept more than once.
    pub(super) doubles: i64,
    /// The sales that have no prompt.
    pub(super) empty_sales: Vec<SaleId>,
    /// How many sales earned more than they come to.
    pub(super) dear_sales: i64,
    /// The attempts of whose contradiction a person is told.
    pub(super) conflict_alarms: BTreeSet<AttemptId>,
    /// Money whose receipt is awaited, money too much, and money of no sale.
    pub(super) awaited_cents: i64,
    pub(super) owed_cents: i64,
    pub(super) suspense_cents: i64,
}

/// The money that an attempt's own facts brought into the book: with its proof. When another
/// payment turns out to be its code, the one before is nobody's again, by a fact of it too.
const ATTEMPTS: &str = "
    WITH proof AS (SELECT journal.subject, min(transfer.seq) AS seq
        FROM transfer JOIN journal ON journal.seq = transfer.seq
        WHERE transfer.credit = 'suspense' GROUP BY journal.subject)
    SELECT id, leg, state, live, open, checkout,
        (SELECT coalesce(sum(amount_cents), 0) FROM transfer
            WHERE transfer.seq = proof.seq AND transfer.credit = 'suspense'),
        proof.seq,
        (SELECT coalesce(sum(amount_cents), 0) FROM transfer
            JOIN journal ON journal.seq = transfer.seq
            WHERE journal.subject = attempt.id AND transfer.debit = 'suspense'
                AND transfer.credit IN ('sales', 'owed_to_customers')),
        phone, amount_cents
    FROM attempt LEFT JOIN proof ON proof.subject = attempt.id";

const LETTERS: &str = "SELECT inbox.attempt, journal.seq, inbox.body
    FROM inbox JOIN journal ON journal.inbox = inbox.id
    WHERE inbox.way = 'callback' ORDER BY journal.seq";

const DOUBLES: &str = "SELECT count(*) FROM (SELECT 1 FROM inbox WHERE way = 'callback'
    GROUP BY attempt, body HAVING count(*) > 1)";

const EMPTY_SALES: &str = "SELECT id FROM sale WHERE id NOT IN
    (SELECT leg.sale FROM leg JOIN attempt ON attempt.leg = leg.id)";

/// Each transfer to the sales is because of a fact of an attempt, and so belongs to one sale.
const DEAR_SALES: &str = "SELECT count(*) FROM sale WHERE total_cents <
    (SELECT coalesce(sum(transfer.amount_cents), 0) FROM transfer
        JOIN journal ON journal.seq = transfer.seq
        JOIN attempt ON attempt.id = journal.subject
        JOIN leg ON leg.id = attempt.leg
        WHERE transfer.credit = 'sales' AND leg.sale = sale.id)";

const CONFLICT_ALARMS: &str = "SELECT attempt FROM alarm WHERE kind = 'conflict'
    AND attempt IS NOT NULL";

/// Debits less credits.
const BALANCE: &str = "SELECT
    coalesce(sum(CASE WHEN debit LIKE ?1 THEN amount_cents ELSE 0 END), 0)
    - coalesce(sum(CASE WHEN credit LIKE ?1 THEN amount_cents ELSE 0 END), 0) FROM transfer";

impl Book {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let conn = Connection::open(path)?;
        let attempts = rows(&conn, ATTEMPTS, standing)?;
        let mut attempts_of_leg = BTreeMap::new();
        for (_, attempt) in &attempts {
            *attempts_of_leg.entry(attempt.leg).or_default() += 1;
        }
        let receipts = rows(
            &conn,
            "SELECT number, attempt, posted_cents FROM receipt WHERE attempt IS NOT NULL",
            |row| {
                Ok((
                    row.get(0)?,
                    (AttemptId::from_bytes(row.get(1)?), row.get(2)?),
                ))
            },
        )?;
        let letters = rows(&conn, LETTERS, |row| {
            let id = AttemptId::from_bytes(row.get(0)?);
            Ok((id, row.get(1)?, row.get::<_, Vec<u8>>(2)?))
        })?;
        let bodies = letters.iter().map(|(id, _, body)| (*id, body.clone()));
        let alarms = rows(&conn, CONFLICT_ALARMS, |row| {
            Ok(AttemptId::from_bytes(row.get(0)?))
        })?;
        let count = |query: &str| conn.query_row(query, [], |row| row.get(0));
        let balance = |account: &str| -> Result<i64, Error> {
            conn.query_row(BALANCE, [account], |row| row.get(0))
        };
        Ok(Self {
            attempts: attempts.into_iter().collect(),
            attempts_of_leg,
            receipts: receipts.into_iter().collect(),
            bodies: bodies.collect(),
            letters,
            doubles: count(DOUBLES)?,
            empty_sales: rows(&conn, EMPTY_SALES, |row| {
                Ok(SaleId::from_bytes(row.get(0)?))
            })?,
            dear_sales: count(DEAR_SALES)?,
            conflict_alarms: alarms.into_iter().collect(),
            awaited_cents: balance("receipt_awaited")?,
            owed_cents: -balance("owed_to_customers")?,
            suspense_cents: -balance("suspense")?,
        })
    }

    /// Counts the attempts that are proved and contradicted at once.
    pub(super) fn conflicts_with_proof(&self) -> usize {
        let is_both =
            |attempt: &&Standing| attempt.state == "conflicting" && attempt.posted_cents > 0;
        self.attempts.values().filter(is_both).count()
    }
}

impl Standing {
    /// Tells whether a person is shown that he must look.
    pub(super) fn needs_review(&self) -> bool {
        ["reported", "lapsed", "conflicting", "unsure"].contains(&self.state.as_str())
    }
}

fn standing(row: &Row<'_>) -> Result<(AttemptId, Standing), Error> {
    let standing = Standing {
        leg: LegId::from_bytes(row.get(1)?),
        state: row.get(2)?,
        live: row.get(3)?,
        open: row.get(4)?,
        checkout: row.get(5)?,
        posted_cents: row.get(6)?,
        proof_seq: row.get(7)?,
        settled_cents: row.get(8)?,
        phone: row.get(9)?,
        asked_cents: row.get(10)?,
    };
    Ok((AttemptId::from_bytes(row.get(0)?), standing))
}

fn rows<T>(
    conn: &Connection,
    query: &str,
    read: impl FnMut(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    conn.prepare(query)?.query_map([], read)?.collect()
}
