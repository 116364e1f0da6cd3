//! What `domain::balances` finds between two confirmations: a fact of the till's own, written in
//! the transaction of whatever showed it, so that a rebuild finds nothing anew.
//!
//! | when | then |
//! |---|---|
//! | two neighbours differ by more than payments explain | found: an alarm, or it waits |
//! | it has waited as long as is waited, and nothing explains it | found again: an alarm |
//! | a late payment, a pull or a reversal explains it | explained: its alarm goes |
//!
//! A gap is known by the later payment, at whose confirmation it shows. Absent on purpose: how long
//! is waited.

mod facts;
mod near;
mod read;

use domain::attempt::Alarm;
use domain::balances::{Finding, Gap, Verdict, gaps};
use domain::clock::Timestamp;
use domain::money::Balance;
use domain::receipt::Receipt;
use domain::receipt::life::Fact;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::alarms::{self, About};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::journal::{self, Actor, Projected, Recorded};
use crate::readers::Readers;
use crate::sales::money;
use crate::writer::Tx;

pub use facts::GapFact;
pub(crate) use facts::{read as read_fact, write as write_fact};
pub use read::GapRecord;
pub(crate) use read::record_of;

/// How many open gaps are looked at again when something new is known.
const MOST_OPEN: u32 = 32;

/// A gap as the book has it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    before: Receipt,
    after: Receipt,
    change: Balance,
    finding: Finding,
    state: State,
}

/// Where a gap stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Something that is still to come may explain it.
    Waits,
    /// A person must look, or has looked.
    Stands,
    /// Nothing was wrong.
    Explained,
}

impl Tx<'_> {
    /// Says of a gap that was waited for long enough what there is to say of it now.
    ///
    /// # Errors
    /// When the book can't be read or written.
    pub fn end_wait(
        &self,
        at: Timestamp,
        before: &Receipt,
    ) -> Result<Option<Recorded>, LedgerError> {
        let kept = find(self.0, before)?.filter(|kept| kept.state == State::Waits);
        let Some(kept) = kept else { return Ok(None) };
        let found = match now_at(self, before)? {
            Some(gap) => after_waiting(self, &kept, &gap)?,
            None => explained(before),
        };
        let (recorded, _) = journal::record(self, at, Actor::Till, &found, None)?;
        Ok(Some(recorded))
    }
}

impl Readers {
    /// Returns the gaps that something still to come may explain, by their later payments.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn waiting_gaps(&self) -> Result<Vec<Receipt>, LedgerError> {
        self.with(|conn| {
            let open = open(conn)?.into_iter();
            let waiting = open.filter(|kept| kept.state == State::Waits);
            Ok(waiting.map(|kept| kept.before).collect())
        })
    }
}

/// Returns the next fact about gaps that follows from `entry` and is not written yet.
pub(crate) fn next(tx: &Tx<'_>, entry: &Entry) -> Result<Option<Entry>, LedgerError> {
    let Entry::ReceiptFact { receipt, fact } = entry else {
        return Ok(None);
    };
    if !matches!(fact, Fact::Heard(_) | Fact::Reversed { .. }) {
        return Ok(None);
    }
    let near = near::of(tx.0, receipt)?;
    let shown = gaps(near.notes);
    for gap in shown
        .iter()
        .filter(|gap| near.settled.contains(&gap.before.receipt))
    {
        if let Some(next) = compare(tx, gap)? {
            return Ok(Some(next));
        }
    }
    for kept in open(tx.0)? {
        let is_there = |gap: &Gap| gap.before.receipt == kept.before;
        if near.settled.contains(&kept.before) && !shown.iter().any(is_there) {
            return Ok(Some(explained(&kept.before)));
        }
    }
    for kept in concerned(tx.0, receipt)? {
        if let Some(gap) = now_at(tx, &kept.before)?
            && let Verdict::Explained = gap.judge(&near::known(tx.0, &gap)?)
        {
            return Ok(Some(explained(&kept.before)));
        }
    }
    Ok(None)
}

/// Holds what shows now against what the book has of it.
fn compare(tx: &Tx<'_>, gap: &Gap) -> Result<Option<Entry>, LedgerError> {
    let kept = find(tx.0, &gap.before.receipt)?;
    let is_known = |kept: &Kept| (&kept.after, kept.change) == (&gap.after.receipt, gap.change);
    if kept.as_ref().is_some_and(is_known) {
        return Ok(None);
    }
    let is_open = kept.is_some_and(|kept| kept.state != State::Explained);
    Ok(match gap.judge(&near::known(tx.0, gap)?) {
        Verdict::Explained => is_open.then(|| explained(&gap.before.receipt)),
        Verdict::Waits(finding) => Some(found(gap, finding, Wait::Begins)),
        Verdict::Stands(finding) => Some(found(gap, finding, Wait::Over)),
    })
}

/// What is said of a gap that nothing explained while it was waited for.
fn after_waiting(tx: &Tx<'_>, kept: &Kept, gap: &Gap) -> Result<Entry, LedgerError> {
    Ok(match gap.judge(&near::known(tx.0, gap)?) {
        Verdict::Explained => explained(&kept.before),
        Verdict::Waits(finding) | Verdict::Stands(finding) => found(gap, finding, Wait::Over),
    })
}

/// Returns the gap that shows at a payment now.
fn now_at(tx: &Tx<'_>, before: &Receipt) -> Result<Option<Gap>, LedgerError> {
    let shown = gaps(near::of(tx.0, before)?.notes);
    let at = |gap: &Gap| gap.before.receipt == *before;
    Ok(shown.into_iter().find(at))
}

/// Whether something that is still to come may explain a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    Begins,
    Over,
}

fn found(gap: &Gap, finding: Finding, wait: Wait) -> Entry {
    Entry::Gap {
        before: gap.before.receipt.clone(),
        fact: GapFact::Found {
            after: gap.after.receipt.clone(),
            change: gap.change,
            since: gap.after.paid_at,
            until: gap.before.paid_at,
            finding,
            waits: wait == Wait::Begins,
        },
    }
}

fn explained(before: &Receipt) -> Entry {
    Entry::Gap {
        before: before.clone(),
        fact: GapFact::Explained,
    }
}

/// Projects a fact of a gap, and the alarm that it raises or puts down.
pub(crate) fn project(
    tx: &Tx<'_>,
    seq: i64,
    at: Timestamp,
    before: &Receipt,
    fact: &GapFact,
) -> Result<Projected, LedgerError> {
    let about = About::Receipt(before.clone());
    alarms::put_down(tx, before, &[Alarm::MoneyLeft, Alarm::MoneyUntold])?;
    let GapFact::Found {
        after,
        change,
        since,
        until,
        finding,
        waits,
    } = fact
    else {
        let update = "UPDATE balance_gap SET state = 'explained' WHERE before = ?1";
        tx.0.prepare_cached(update)?.execute([before.as_str()])?;
        return Ok(Projected {
            about: Some(about),
            ..Projected::default()
        });
    };
    let state = if *waits { State::Waits } else { State::Stands };
    tx.0.prepare_cached(
        "INSERT OR REPLACE INTO balance_gap (before, after, change_cents, since_ms, until_ms,
             finding, amount_cents, named, state)
         VALUES (:before, :after, :change, :since, :until, :finding, :amount, :named, :state)",
    )?
    .execute(rusqlite::named_params! {
        ":before": before.as_str(),
        ":after": after.as_str(),
        ":change": change.cents(),
        ":since": since.ms(),
        ":until": until.ms(),
        ":finding": finding.name(),
        ":amount": finding.amount().balance().cents(),
        ":named": facts::joined(finding.named()),
        ":state": state.name(),
    })?;
    let alarm = match finding {
        Finding::Untold(_) => Alarm::MoneyUntold,
        _ => Alarm::MoneyLeft,
    };
    let raised: Vec<_> = std::iter::once(alarm).filter(|_| !waits).collect();
    alarms::project_raised(tx, seq, at, &about, &raised)?;
    Ok(Projected {
        alarms: raised,
        about: Some(about),
        ..Projected::default()
    })
}

fn find(conn: &Connection, before: &Receipt) -> Result<Option<Kept>, LedgerError> {
    let query = format!("SELECT {COLUMNS} FROM balance_gap WHERE before = ?1");
    let mut statement = conn.prepare_cached(&query)?;
    Ok(statement
        .query_row([before.as_str()], read_kept)
        .optional()?)
}

/// Returns the gaps that are not explained, the latest first.
fn open(conn: &Connection) -> Result<Vec<Kept>, LedgerError> {
    let query = format!(
        "SELECT {COLUMNS} FROM balance_gap WHERE state <> 'explained'
         ORDER BY until_ms DESC LIMIT ?1"
    );
    let mut statement = conn.prepare_cached(&query)?;
    let kept = statement.query_map([MOST_OPEN], read_kept)?;
    Ok(kept.collect::<Result<_, _>>()?)
}

/// Returns those of them that something new about a payment may explain: one that it shows at, one
/// in whose time it was paid, or one after it, if it went back.
fn concerned(conn: &Connection, receipt: &Receipt) -> Result<Vec<Kept>, LedgerError> {
    let query = format!(
        "SELECT {COLUMNS} FROM balance_gap JOIN receipt ON receipt.number = ?1
         WHERE balance_gap.state <> 'explained' AND (?1 IN (before, after)
             OR receipt.paid_at_ms BETWEEN since_ms - 14400000 AND until_ms + 2000
             OR receipt.returned_cents > 0 AND receipt.paid_at_ms <= until_ms + 2000)
         ORDER BY until_ms DESC LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&query)?;
    let kept = statement.query_map((receipt.as_str(), MOST_OPEN), read_kept)?;
    Ok(kept.collect::<Result<_, _>>()?)
}

const COLUMNS: &str = "balance_gap.before, balance_gap.after, balance_gap.change_cents,
    balance_gap.finding, balance_gap.amount_cents, balance_gap.named, balance_gap.state";

fn read_kept(row: &Row<'_>) -> Result<Kept, rusqlite::Error> {
    let code = |column| {
        let text: String = row.get(column)?;
        text.parse().map_err(|_| rusqlite::Error::InvalidQuery)
    };
    Ok(Kept {
        before: code(0)?,
        after: code(1)?,
        change: Balance::from_cents(row.get(2)?),
        finding: finding(row, 3)?,
        state: State::named(&row.get::<_, String>(6)?).ok_or(rusqlite::Error::InvalidQuery)?,
    })
}

/// Reads a finding from three columns: its name, its amount, the payments that it names.
fn finding(row: &Row<'_>, first: usize) -> Result<Finding, rusqlite::Error> {
    let (name, named): (String, String) = (row.get(first)?, row.get(first + 2)?);
    let amount = money(row.get(first + 1)?);
    let named = facts::split(&named).map_err(|_| rusqlite::Error::InvalidQuery)?;
    Finding::from_parts(&name, amount, named).ok_or(rusqlite::Error::InvalidQuery)
}

impl State {
    const ALL: [Self; 3] = [Self::Waits, Self::Stands, Self::Explained];

    const fn name(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Stands => "stands",
            Self::Explained => "explained",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}
