//! The book's tables of payments that came by themselves, as a stranger reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::ids::{AttemptId, LegId, SaleId};
use rusqlite::{Connection, Error, Row};

/// A payment as it stands in the book.
pub(super) struct Receipt {
    /// The attempt whose code it is, and the one that it is held for.
    pub(super) attempt: Option<AttemptId>,
    pub(super) held_for: Option<AttemptId>,
    pub(super) posted_cents: i64,
    pub(super) returned_cents: i64,
    pub(super) left_cents: i64,
}

/// A payment that was given to a sale.
pub(super) struct Allocation {
    pub(super) leg: LegId,
    pub(super) receipt: String,
    pub(super) cents: i64,
    pub(super) seq: i64,
    /// By which row it was taken back, and who wrote that.
    pub(super) taken_back: Option<(i64, String)>,
    /// What of it fills the leg and what is owed; none while it is not proved.
    pub(super) fills: Option<i64>,
    /// Whether it was claimed by its code, before anybody had heard of it.
    pub(super) is_claim: bool,
}

/// A leg of a sale.
pub(super) struct Leg {
    pub(super) sale: SaleId,
    pub(super) is_mpesa: bool,
    pub(super) covered_cents: i64,
    pub(super) owed_cents: i64,
    /// What of its money went back by M-PESA because it was owed.
    pub(super) sent_back_cents: i64,
}

/// A sale.
pub(super) struct Sale {
    pub(super) number: u32,
    pub(super) total_cents: i64,
    pub(super) state: String,
    /// What is owed again for goods that were brought back, and what was paid out.
    pub(super) returned_cents: i64,
    pub(super) paid_out_cents: i64,
    /// By which row it was called off.
    pub(super) void_seq: Option<i64>,
}

/// What the book says of payments that came by themselves, and of sales.
pub(super) struct Tables {
    pub(super) receipts: BTreeMap<String, Receipt>,
    /// In the order of the journal.
    pub(super) allocations: Vec<Allocation>,
    pub(super) legs: BTreeMap<LegId, Leg>,
    pub(super) sales: BTreeMap<SaleId, Sale>,
    /// Debits less credits, by account.
    pub(super) accounts: BTreeMap<String, i64>,
    /// Bodies on the shop's path for confirmations.
    pub(super) notices: BTreeSet<Vec<u8>>,
    /// What nobody could ask for any more: from, to.
    pub(super) gaps: Vec<(i64, i64)>,
    /// Until when everything was asked for.
    pub(super) covered_until_ms: Option<i64>,
    /// Payments of which a person is told that a sale lost them.
    pub(super) lost_by_a_sale: BTreeSet<String>,
    /// Bodies on the paths of commands.
    pub(super) results: BTreeSet<Vec<u8>>,
    /// How many commands still wait for their results.
    pub(super) open_commands: i64,
    /// Payments of which a person is told that they may have gone back.
    pub(super) in_doubt: BTreeSet<String>,
    /// Codes that were found for prompts beside their own paths, with the row of the journal.
    pub(super) found: Vec<(AttemptId, String, i64)>,
    /// The row by which a payment was first heard of.
    pub(super) heard: BTreeMap<String, i64>,
    /// The payments of which pulls alone tell, whose times are in doubt by three hours.
    pub(super) by_pulls_alone: BTreeSet<String>,
}

const RECEIPTS: &str =
    "SELECT number, attempt, held_for, posted_cents, returned_cents, left_cents FROM receipt";

const ALLOCATIONS: &str = "SELECT allocation.leg, allocation.receipt, allocation.amount_cents,
        allocation.seq, allocation.taken_back_seq, journal.actor,
        fill.to_leg_cents + fill.to_customer_cents, allocation.claimed
    FROM allocation LEFT JOIN journal ON journal.seq = allocation.taken_back_seq
    LEFT JOIN fill ON fill.leg = allocation.leg AND fill.attempt IS NULL
    ORDER BY allocation.seq";

const LEGS: &str = "SELECT id, sale, tender IN ('prompt', 'received'), covered_cents,
        (SELECT coalesce(sum(to_customer_cents), 0) FROM fill WHERE fill.leg = leg.id),
        (SELECT coalesce(sum(sent_back_cents), 0) FROM fill WHERE fill.leg = leg.id)
    FROM leg";

const SALES: &str = "SELECT id, number, total_cents, state,
        (SELECT seq FROM journal WHERE subject = sale.id AND kind = 'sale.voided'),
        returned_cents, paid_out_cents
    FROM sale";

const ACCOUNTS: &str = "SELECT name,
        (SELECT coalesce(sum(amount_cents), 0) FROM transfer WHERE debit = name)
        - (SELECT coalesce(sum(amount_cents), 0) FROM transfer WHERE credit = name)
    FROM account";

const GAPS: &str = "SELECT value FROM setting WHERE name = 'pulls.gaps'";

const COVERED: &str = "SELECT value FROM setting WHERE name = 'pulls.covered_until_ms'";

const FOUND: &str = "SELECT subject, body ->> '$.receipt', seq FROM journal
    WHERE kind = 'attempt.code_found'";

const HEARD: &str = "SELECT receipt, min(seq) FROM receipt_source GROUP BY receipt";

const BY_PULLS_ALONE: &str = "SELECT receipt FROM receipt_source GROUP BY receipt
    HAVING sum(source IN ('confirmation', 'callback', 'status')) = 0";

impl Tables {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let conn = Connection::open(path)?;
        let conn = &conn;
        let notices = "SELECT body FROM inbox WHERE way = 'confirmation'";
        let lost = "SELECT receipt FROM alarm WHERE kind IN ('taken_from_sale', 'claim_denied')";
        let results = "SELECT body FROM inbox WHERE way = 'result'";
        let open = "SELECT count(*) FROM command WHERE open = 1";
        let in_doubt = "SELECT receipt FROM alarm WHERE kind = 'maybe_sent_back'";
        let gaps = rows(conn, GAPS, |row| row.get::<_, String>(0))?;
        Ok(Self {
            receipts: rows(conn, RECEIPTS, receipt)?.into_iter().collect(),
            allocations: rows(conn, ALLOCATIONS, allocation)?,
            legs: rows(conn, LEGS, leg)?.into_iter().collect(),
            sales: rows(conn, SALES, sale)?.into_iter().collect(),
            accounts: rows(conn, ACCOUNTS, |row| Ok((row.get(0)?, row.get(1)?)))?
                .into_iter()
                .collect(),
            notices: rows(conn, notices, |row| row.get(0))?.into_iter().collect(),
            gaps: gaps
                .iter()
                .flat_map(|text| text.split(' '))
                .filter_map(gap)
                .collect(),
            covered_until_ms: rows(conn, COVERED, |row| row.get::<_, String>(0))?
                .first()
                .and_then(|text| text.parse().ok()),
            lost_by_a_sale: rows(conn, lost, |row| row.get(0))?.into_iter().collect(),
            results: rows(conn, results, |row| row.get(0))?.into_iter().collect(),
            open_commands: conn.query_row(open, [], |row| row.get(0))?,
            in_doubt: rows(conn, in_doubt, |row| row.get(0))?
                .into_iter()
                .collect(),
            found: rows(conn, FOUND, |row| {
                let attempt = AttemptId::from_bytes(row.get(0)?);
                Ok((attempt, row.get(1)?, row.get(2)?))
            })?,
            heard: rows(conn, HEARD, |row| Ok((row.get(0)?, row.get(1)?)))?
                .into_iter()
                .collect(),
            by_pulls_alone: rows(conn, BY_PULLS_ALONE, |row| row.get(0))?
                .into_iter()
                .collect(),
        })
    }

    /// Returns what accounts hold whose names begin so: debits less credits.
    pub(super) fn balance(&self, begins: &str) -> i64 {
        let accounts = self.accounts.iter();
        let named = accounts.filter(|(name, _)| name.starts_with(begins));
        named.map(|(_, cents)| cents).sum()
    }

    /// Returns what a payment is given to now.
    pub(super) fn given(&self, code: &str) -> impl Iterator<Item = &Allocation> {
        let of_it = self
            .allocations
            .iter()
            .filter(move |one| one.receipt == code);
        of_it.filter(|one| one.taken_back.is_none())
    }

    /// Returns the sale of a leg.
    pub(super) fn sale_of(&self, leg: LegId) -> Option<SaleId> {
        self.legs.get(&leg).map(|leg| leg.sale)
    }
}

fn receipt(row: &Row<'_>) -> Result<(String, Receipt), Error> {
    let attempt = |column| {
        let id = row.get::<_, Option<[u8; 16]>>(column)?;
        Ok::<_, Error>(id.map(AttemptId::from_bytes))
    };
    let receipt = Receipt {
        attempt: attempt(1)?,
        held_for: attempt(2)?,
        posted_cents: row.get(3)?,
        returned_cents: row.get(4)?,
        left_cents: row.get(5)?,
    };
    Ok((row.get(0)?, receipt))
}

fn allocation(row: &Row<'_>) -> Result<Allocation, Error> {
    let (seq, actor): (Option<i64>, Option<String>) = (row.get(4)?, row.get(5)?);
    Ok(Allocation {
        leg: LegId::from_bytes(row.get(0)?),
        receipt: row.get(1)?,
        cents: row.get(2)?,
        seq: row.get(3)?,
        taken_back: seq.zip(actor),
        fills: row.get(6)?,
        is_claim: row.get(7)?,
    })
}

fn leg(row: &Row<'_>) -> Result<(LegId, Leg), Error> {
    let leg = Leg {
        sale: SaleId::from_bytes(row.get(1)?),
        is_mpesa: row.get(2)?,
        covered_cents: row.get(3)?,
        owed_cents: row.get(4)?,
        sent_back_cents: row.get(5)?,
    };
    Ok((LegId::from_bytes(row.get(0)?), leg))
}

fn sale(row: &Row<'_>) -> Result<(SaleId, Sale), Error> {
    let sale = Sale {
        number: row.get(1)?,
        total_cents: row.get(2)?,
        state: row.get(3)?,
        void_seq: row.get(4)?,
        returned_cents: row.get(5)?,
        paid_out_cents: row.get(6)?,
    };
    Ok((SaleId::from_bytes(row.get(0)?), sale))
}

/// Reads `1795500000000..1795503600000`.
fn gap(text: &str) -> Option<(i64, i64)> {
    let (from, to) = text.split_once("..")?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

pub(super) fn rows<T>(
    conn: &Connection,
    query: &str,
    read: impl FnMut(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    conn.prepare(query)?.query_map([], read)?.collect()
}
