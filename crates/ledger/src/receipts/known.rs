//! What the book knows of a receipt, as the core joins it.

use domain::clock::Timestamp;
use domain::ids::AttemptId;
use domain::money::Balance;
use domain::party::Name;
use domain::phone::PayerHint;
use domain::receipt::Receipt;
use domain::receipt::life::{Evidence, Fact, Hearing, Kind, Reference, Source, step};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::entry::Entry;
use crate::error::LedgerError;
use crate::facts::payer;
use crate::journal::JournalRow;
use crate::sales::money;

/// A source of a receipt, with when it was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) at: Timestamp,
    pub(crate) attempt: Option<AttemptId>,
    pub(crate) hearing: Hearing,
}

/// Returns all that is known of a receipt up to the journal's row `seq`.
pub(crate) fn find(
    conn: &Connection,
    receipt: &Receipt,
    seq: i64,
) -> Result<(Evidence, Vec<Heard>), LedgerError> {
    let sources = sources(conn, receipt)?;
    let mut evidence = Evidence::default();
    for heard in &sources {
        evidence = step(evidence, &Fact::Heard(heard.hearing.clone()));
        // What an attempt's own path names is kept for it without a further fact.
        let of_its_own = heard
            .attempt
            .filter(|_| heard.hearing.source == Source::StkBody);
        if let Some(attempt) = of_its_own {
            evidence = step(evidence, &Fact::Held(attempt));
        }
    }
    for fact in facts(conn, receipt, seq)? {
        evidence = step(evidence, &fact);
    }
    Ok((evidence, sources))
}

/// Returns by which ways a receipt was heard of, in the journal's order.
pub(crate) fn sources(conn: &Connection, receipt: &Receipt) -> Result<Vec<Heard>, LedgerError> {
    let rows = conn
        .prepare_cached(
            "SELECT heard_at_ms, attempt, source, amount_cents, payee, paid_at_ms, kind, payer,
                 reference, name, balance_cents
             FROM receipt_source WHERE receipt = ?1 ORDER BY seq, source",
        )?
        .query_map([receipt.as_str()], read_heard)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Tells whether this very thing was heard before.
pub(crate) fn has_heard(
    conn: &Connection,
    receipt: &Receipt,
    hearing: &Hearing,
) -> Result<bool, LedgerError> {
    let found = conn
        .prepare_cached(
            "SELECT 1 FROM receipt_source WHERE receipt = ?1 AND source = ?2
             AND amount_cents IS ?3 AND paid_at_ms IS ?4 AND payee = ?5 AND kind = ?6
             AND payer IS ?7",
        )?
        .query_row(
            (
                receipt.as_str(),
                hearing.source.name(),
                hearing.amount.map(|amount| amount.balance().cents()),
                hearing.paid_at.map(Timestamp::ms),
                hearing.payee.get(),
                hearing.kind.name(),
                payer(&hearing.payer),
            ),
            |_| Ok(()),
        )
        .optional()?;
    Ok(found.is_some())
}

/// What the journal says of a receipt beside what it was heard to be.
fn facts(conn: &Connection, receipt: &Receipt, seq: i64) -> Result<Vec<Fact>, LedgerError> {
    let query = format!(
        "SELECT {} FROM journal LEFT JOIN inbox ON inbox.id = journal.inbox
         WHERE journal.subject = ?1 AND journal.seq <= ?2 AND journal.kind <> 'receipt.heard'",
        JournalRow::COLUMNS
    );
    let mut statement = conn.prepare_cached(&query)?;
    let mut rows = statement.query((receipt.as_str().as_bytes(), seq))?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        let row = JournalRow::read(row)?;
        match Entry::read(&row.written) {
            Ok(Entry::ReceiptFact { fact, .. }) => facts.push(fact),
            Ok(_) => {}
            Err(why) => return Err(LedgerError::BadRow { seq: row.seq, why }),
        }
    }
    Ok(facts)
}

fn read_heard(row: &Row<'_>) -> Result<Heard, rusqlite::Error> {
    let (source, kind): (String, String) = (row.get(2)?, row.get(6)?);
    let payee: u32 = row.get(4)?;
    let (shown, reference): (Option<String>, Option<String>) = (row.get(7)?, row.get(8)?);
    let name: Option<String> = row.get(9)?;
    let hearing = Hearing {
        source: Source::named(&source).ok_or(rusqlite::Error::InvalidQuery)?,
        amount: row.get::<_, Option<i64>>(3)?.map(money),
        payee: payee
            .to_string()
            .parse()
            .map_err(|_| rusqlite::Error::InvalidQuery)?,
        paid_at: row.get::<_, Option<i64>>(5)?.map(Timestamp::from_ms),
        payer: shown.as_deref().map_or(PayerHint::Absent, PayerHint::read),
        kind: Kind::named(&kind).ok_or(rusqlite::Error::InvalidQuery)?,
        reference: reference.as_deref().and_then(Reference::read),
        name: Name::of(name.as_deref()),
        balance: row.get::<_, Option<i64>>(10)?.map(Balance::from_cents),
    };
    Ok(Heard {
        at: Timestamp::from_ms(row.get(0)?),
        attempt: row.get::<_, Option<_>>(1)?.map(AttemptId::from_bytes),
        hearing,
    })
}
