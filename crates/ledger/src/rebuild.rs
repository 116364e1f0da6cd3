//! Building all that is projected anew, from the journal and the inbox alone.
//!
//! It happens within one transaction of the book's own file: a power cut at any point leaves the
//! book as it was, or as it is to be. A proved copy of the former file is kept beside it. Absent on
//! purpose: any change of journal or inbox.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use crate::book::prepare_writer;
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::journal::{JournalRow, project};
use crate::lock::Lock;
use crate::migrations;
use crate::people;
use crate::verify::{Finding, Report, verify};
use crate::writer::Tx;

/// The tables that are projected from the journal: each after those that it refers to.
pub(crate) const PROJECTED: [&str; 20] = [
    "person",
    "setting",
    "debtor",
    "sale",
    "leg",
    "seen_code",
    "attempt",
    "receipt",
    "receipt_source",
    "command",
    "balance_gap",
    "allocation",
    "fill",
    "alarm",
    "payment_case",
    "case_note",
    "customer",
    "customer_payment",
    "account",
    "transfer",
];

/// What a rebuild found and did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// How the book was before.
    pub before: Report,
    /// How it is now.
    pub after: Report,
    /// The copy of the former file; none when journal or evidence are damaged, and so nothing was
    /// changed.
    pub copy: Option<PathBuf>,
}

/// Builds all projections of the book at `path` anew. Where the journal, the evidence or the file
/// itself are damaged, nothing is changed: there is nothing to build from.
///
/// # Errors
/// In use by another program, not a book, no room for the copy. The book is then as it was.
pub fn rebuild(path: &Path) -> Result<Rebuilt, LedgerError> {
    let _lock = Lock::take(path)?;
    let before = verify(path)?;
    let curable = |finding: &Finding| matches!(finding, Finding::ProjectionDiffers { .. });
    if !before.findings.iter().all(curable) {
        let after = before.clone();
        let copy = None;
        return Ok(Rebuilt {
            before,
            after,
            copy,
        });
    }
    let refused = |cause| LedgerError::opening(path, cause);
    let mut conn = Connection::open(path).map_err(refused)?;
    migrations::check_format(&conn, path)?;
    prepare_writer(&conn)?;
    let name = format!("before-rebuild-{}.book", before.rows);
    let copy = migrations::back_up(&conn, path, &name).map_err(LedgerError::Backup)?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    anew(&Tx(&tx))?;
    tx.commit()?;
    drop(conn);
    let after = verify(path)?;
    let copy = Some(copy);
    Ok(Rebuilt {
        before,
        after,
        copy,
    })
}

/// Empties every projected table and fills it from the journal.
pub(crate) fn anew(tx: &Tx<'_>) -> Result<(), LedgerError> {
    // The shift that every book begins with refers to the owner, who is back before the commit.
    tx.0.pragma_update(None, "defer_foreign_keys", true)?;
    // Transfers are guarded against being removed.
    unguarded(tx, "transfer", || {
        for table in PROJECTED.iter().rev() {
            tx.0.execute_batch(&format!("DELETE FROM {table}"))?;
        }
        Ok(())
    })?;
    people::begin(tx)?;
    replay(tx, |seq, why| Err(LedgerError::BadRow { seq, why }))
}

/// Projects every row of the journal in its order; what can't be understood is told.
pub(crate) fn replay(
    tx: &Tx<'_>,
    tell: impl FnMut(i64, String) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    // What people gave to sales is not judged anew: that guard is for acts, not for facts.
    unguarded(tx, "allocation", || replay_all(tx, tell))
}

/// Does something while a table is without its guards; they are back before the commit.
fn unguarded(
    tx: &Tx<'_>,
    table: &str,
    work: impl FnOnce() -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let of_table = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1";
    let guards: Vec<(String, String)> =
        tx.0.prepare(of_table)?
            .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
    for (name, _) in &guards {
        tx.0.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    work()?;
    for (_, sql) in &guards {
        tx.0.execute_batch(sql)?;
    }
    Ok(())
}

fn replay_all(
    tx: &Tx<'_>,
    mut tell: impl FnMut(i64, String) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let query = format!(
        "SELECT {} FROM journal LEFT JOIN inbox ON inbox.id = journal.inbox ORDER BY journal.seq",
        JournalRow::COLUMNS
    );
    let mut statement = tx.0.prepare(&query)?;
    let mut rows = statement.query([])?;
    while let Some(found) = rows.next()? {
        let row = JournalRow::read(found)?;
        let replayed = Entry::read(&row.written)
            .and_then(|entry| project(tx, row.seq, row.at, &entry).map_err(|e| e.to_string()));
        if let Err(why) = replayed {
            tell(row.seq, why)?;
        }
    }
    Ok(())
}
