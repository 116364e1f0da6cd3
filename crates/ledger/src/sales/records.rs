//! Sales as they are shown: with their legs in the order in which they were added, and each leg's
//! prompts.

use domain::clock::Timestamp;
use domain::eat::TradingDay;
use domain::ids::{DebtorId, LegId, SaleId};
use domain::money::Money;
use domain::party::Name;
use domain::phone::Msisdn;
use domain::receipt::Receipt;
use domain::sale::{Leg, Reason, Said, Sale, Tender};
use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::refunds::{self, RefundRecord};
use super::risk::{ReleaseRecord, release_of};
use super::{SaleNumber, debts, money, states};
use crate::attempts::{self, AttemptRecord};
use crate::debtors::DebtorRecord;
use crate::error::LedgerError;
use crate::readers::Readers;
use crate::seen_codes;

/// How many sales a list holds at the most.
const MOST_SALES: u32 = 200;

const OPEN: &str = "SELECT id FROM sale WHERE state IN ('open', 'short')
     ORDER BY number DESC LIMIT ?1";
const OF_DAY: &str = "SELECT id FROM sale WHERE opened_at_ms >= ?1 AND opened_at_ms < ?2
     ORDER BY opened_at_ms DESC, number DESC LIMIT ?3";
const OF_DEBTOR: &str = "SELECT id FROM sale WHERE debtor = ?1 ORDER BY number DESC LIMIT ?2";
const LAST_PHONE: &str = "SELECT attempt.phone FROM leg JOIN attempt ON attempt.leg = leg.id
     WHERE leg.sale = ?1 ORDER BY attempt.ordinal DESC LIMIT 1";

/// A sale with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleRecord {
    /// Its id.
    pub id: SaleId,
    /// Its number, as the cashier knows it.
    pub number: SaleNumber,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// All that is known of how it is paid.
    pub sale: Sale,
    /// Why it was called off; nothing when it was not, or the reason was erased.
    pub void_reason: Option<Reason>,
    /// Its legs, in the order in which they were added.
    pub legs: Vec<LegRecord>,
    /// What became owed again for goods that came back, and what of the owed money left the shop,
    /// in that order.
    pub refunds: Vec<RefundRecord>,
    /// Who has goods of it on credit, or repays by it what he owes, with what he owes now.
    pub debtor: Option<DebtorRecord>,
    /// That its goods were given before its money was proved; nothing when they were not.
    pub release: Option<ReleaseRecord>,
}

/// A leg of a sale with its prompts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegRecord {
    /// Its id.
    pub id: LegId,
    /// What it asks for and what covers it.
    pub leg: Leg,
    /// Its prompts, earliest first.
    pub attempts: Vec<AttemptRecord>,
    /// The payment that was given to it.
    pub received: Option<ReceivedRecord>,
    /// The code that was seen on the customer's phone, and can't be verified.
    pub seen: Option<Receipt>,
}

/// A payment that came by itself and was given to a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedRecord {
    /// The payment.
    pub receipt: Receipt,
    /// How much of it.
    pub amount: Money,
    /// Whether an answer to our own question proves it, and it fills the leg.
    pub proved: bool,
    /// That it was taken back, if it was.
    pub taken_back: Option<TakenBack>,
    /// What the payer is called.
    pub name: Option<Name>,
}

impl SaleRecord {
    /// Says where it stands, and what its debtor owes.
    pub fn says(&self) -> Said {
        let said = self.sale.says();
        match &self.debtor {
            Some(debtor) => said.and(&debtor.account.says()),
            None => said,
        }
    }
}

/// That a payment was taken back from a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// When.
    pub at: Timestamp,
    /// Why, as who took it said; nothing when the till did, or the reason was erased.
    pub why: Option<Reason>,
}

impl Readers {
    /// Finds a sale.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], or when the book can't be read.
    pub fn sale(&self, id: SaleId) -> Result<SaleRecord, LedgerError> {
        self.with(|conn| find(conn, id))
    }

    /// Returns the sales that are neither covered nor void, oldest first: of very many, the
    /// newest two hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn open_sales(&self) -> Result<Vec<SaleRecord>, LedgerError> {
        let mut newest_first = self.with(|conn| find_all(conn, OPEN, [MOST_SALES]))?;
        newest_first.reverse();
        Ok(newest_first)
    }

    /// Returns the sales of a day, newest first, at the most two hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn sales_of(&self, day: TradingDay) -> Result<Vec<SaleRecord>, LedgerError> {
        let (begins, ends) = (day.begins().ms(), day.ends().ms());
        self.with(|conn| find_all(conn, OF_DAY, (begins, ends, MOST_SALES)))
    }

    /// Returns the sales that a debtor has on credit and his repayments, newest first: of very
    /// many, the newest two hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn sales_of_debtor(&self, debtor: DebtorId) -> Result<Vec<SaleRecord>, LedgerError> {
        self.with(|conn| find_all(conn, OF_DEBTOR, (debtor.as_bytes(), MOST_SALES)))
    }

    /// Returns the phone that was last prompted for a sale.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn last_phone(&self, sale: SaleId) -> Result<Option<Msisdn>, LedgerError> {
        self.with(|conn| {
            let phone: Option<Option<String>> = conn
                .prepare_cached(LAST_PHONE)?
                .query_row([sale.as_bytes()], |row| row.get(0))
                .optional()?;
            Ok(phone.flatten().and_then(|phone| phone.parse().ok()))
        })
    }
}

pub(crate) fn find(conn: &Connection, id: SaleId) -> Result<SaleRecord, LedgerError> {
    let sale = states::load(conn, id)?;
    let (number, opened_at_ms, void_reason): (u32, i64, Option<String>) = conn
        .prepare_cached("SELECT number, opened_at_ms, void_reason FROM sale WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let ids = conn
        .prepare_cached("SELECT id FROM leg WHERE sale = ?1 ORDER BY ordinal")?
        .query_map([id.as_bytes()], |row| Ok(LegId::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let legs = ids
        .into_iter()
        .filter_map(|id| Some((id, *sale.legs.get(&id)?)));
    let legs = legs.map(|(id, leg)| find_leg(conn, id, leg));
    Ok(SaleRecord {
        id,
        number: SaleNumber::new(number),
        opened_at: Timestamp::from_ms(opened_at_ms),
        void_reason: void_reason.and_then(|reason| reason.parse().ok()),
        legs: legs.collect::<Result<_, _>>()?,
        refunds: refunds::find(conn, id)?,
        debtor: debts::find(conn, id)?,
        release: release_of(conn, id, &sale)?,
        sale,
    })
}

fn find_leg(conn: &Connection, id: LegId, leg: Leg) -> Result<LegRecord, LedgerError> {
    let of_leg = "SELECT id FROM attempt WHERE leg = ?1 ORDER BY ordinal";
    let (mut attempts, mut received, mut seen) = (Vec::new(), None, None);
    match leg.tender {
        Tender::Prompt => attempts = attempts::find_all(conn, of_leg, [id.as_bytes()])?,
        Tender::Received => received = find_received(conn, id)?,
        Tender::Seen => seen = seen_codes::of_leg(conn, id)?,
        Tender::Cash | Tender::Card | Tender::Other | Tender::Credit => {}
    }
    Ok(LegRecord {
        id,
        leg,
        attempts,
        received,
        seen,
    })
}

fn find_received(conn: &Connection, leg: LegId) -> Result<Option<ReceivedRecord>, LedgerError> {
    let of_leg = "SELECT allocation.receipt, allocation.amount_cents, fill.id IS NOT NULL,
             back.at_ms, inbox.body,
             (SELECT name FROM receipt_source WHERE receipt = allocation.receipt
                 AND name IS NOT NULL ORDER BY seq LIMIT 1)
         FROM allocation LEFT JOIN fill ON fill.leg = allocation.leg AND fill.attempt IS NULL
         LEFT JOIN journal AS back ON back.seq = allocation.taken_back_seq
         LEFT JOIN inbox ON inbox.id = back.inbox AND inbox.way = 'counter'
         WHERE allocation.leg = ?1";
    let read = |row: &Row<'_>| {
        let (number, name): (String, Option<String>) = (row.get(0)?, row.get(5)?);
        Ok(ReceivedRecord {
            receipt: number.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
            amount: money(row.get(1)?),
            proved: row.get(2)?,
            taken_back: taken_back(row)?,
            name: Name::of(name.as_deref()),
        })
    };
    let found = conn
        .prepare_cached(of_leg)?
        .query_row([leg.as_bytes()], read);
    Ok(found.optional()?)
}

fn taken_back(row: &Row<'_>) -> rusqlite::Result<Option<TakenBack>> {
    let (at_ms, typed): (Option<i64>, Option<Vec<u8>>) = (row.get(3)?, row.get(4)?);
    let said = typed.and_then(|typed| String::from_utf8(typed).ok());
    let why = said.and_then(|said| said.parse().ok());
    Ok(at_ms.map(|at_ms| TakenBack {
        at: Timestamp::from_ms(at_ms),
        why,
    }))
}

pub(super) fn find_all(
    conn: &Connection,
    query: &str,
    params: impl Params,
) -> Result<Vec<SaleRecord>, LedgerError> {
    let ids = conn
        .prepare_cached(query)?
        .query_map(params, |row| Ok(SaleId::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    ids.into_iter().map(|id| find(conn, id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations;

    #[test]
    fn no_list_of_sales_reads_a_whole_table() {
        let conn = migrations::newest();
        for query in [
            OPEN,
            OF_DAY,
            OF_DEBTOR,
            LAST_PHONE,
            crate::sales::risk::AT_RISK,
        ] {
            let plan = format!("EXPLAIN QUERY PLAN {query}");
            let mut statement = conn.prepare(&plan).expect("a query");
            let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3));
            for step in steps {
                let step = step.expect("a step");
                assert!(
                    !step.starts_with("SCAN") || step.contains("INDEX"),
                    "{step}"
                );
            }
        }
    }
}
