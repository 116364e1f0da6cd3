//! Proving a book: the chain of the journal, the digests of the evidence, and every projected
//! table against one that is built anew from the two.

use std::fmt;
use std::path::Path;

use rusqlite::{Connection, Row};

use crate::entry::Entry;
use crate::error::LedgerError;
use crate::inbox::{digest, same_of};
use crate::journal::{GENESIS, JournalRow};
use crate::migrations;
use crate::reading::{Reading, open_reader, uri};
use crate::rebuild::{PROJECTED, replay};
use crate::writer::Tx;

/// The tables that a new book has, and that nothing changes yet.
const SEEDED: [&str; 1] = ["shift"];

/// What was proved, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many rows the journal has.
    pub rows: u64,
    /// How many rows of evidence were erased, as they may be.
    pub erased: u64,
    /// The hash of the last row, in hex: the head of the chain.
    pub head: String,
    /// What is wrong; nothing in a good book.
    pub findings: Vec<Finding>,
}

/// Something that is wrong with a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A row's hash is not that of what stands in it.
    RowChanged {
        /// The row.
        seq: i64,
        /// Its kind.
        kind: String,
    },
    /// A row does not follow on the one before it: something was taken out or put in.
    ChainBroken {
        /// The row.
        seq: i64,
    },
    /// The evidence of a row is missing or was changed.
    EvidenceChanged {
        /// The row.
        seq: i64,
    },
    /// A row can't be understood.
    RowUnreadable {
        /// The row.
        seq: i64,
        /// Why.
        why: String,
    },
    /// A projected table differs from what the journal says.
    ProjectionDiffers {
        /// The table.
        table: String,
        /// How many of its rows differ.
        rows: u64,
    },
    /// `SQLite` itself finds the file damaged.
    FileDamaged {
        /// What it says.
        what: String,
    },
}

/// Proves the book at `path` without changing it.
///
/// # Errors
/// When the file can't be read as a book at all.
pub fn verify(path: &Path) -> Result<Report, LedgerError> {
    let unreadable = |cause| LedgerError::opening(path, cause);
    std::fs::metadata(path)?;
    let Reading { conn, as_it_stands } = open_reader(path).map_err(unreadable)?;
    let mut report = Report {
        rows: 0,
        erased: 0,
        head: hex::encode(GENESIS),
        findings: Vec::new(),
    };
    migrations::check_format(&conn, path)?;
    let damage: String = conn
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(unreadable)?;
    if damage != "ok" {
        report.findings.push(Finding::FileDamaged { what: damage });
    }
    check_chain(&conn, &mut report).map_err(unreadable)?;
    if report.findings.is_empty() {
        let how = if as_it_stands {
            "immutable=1"
        } else {
            "mode=ro"
        };
        check_projections(path, how, &mut report)?;
    }
    Ok(report)
}

fn check_chain(conn: &Connection, report: &mut Report) -> Result<(), rusqlite::Error> {
    let query = format!(
        "SELECT {}, inbox.salt, inbox.body, inbox.id, inbox.received_at_ms, inbox.attempt,
             inbox.way, inbox.same, inbox.digest, inbox.command FROM journal
         LEFT JOIN inbox ON inbox.id = journal.inbox ORDER BY journal.seq",
        JournalRow::COLUMNS
    );
    let mut statement = conn.prepare(&query)?;
    let mut rows = statement.query([])?;
    let mut previous = GENESIS.to_vec();
    while let Some(found) = rows.next()? {
        let row = JournalRow::read(found)?;
        report.rows += 1;
        if row.previous_hash != previous || row.seq.unsigned_abs() != report.rows {
            report.findings.push(Finding::ChainBroken { seq: row.seq });
        }
        let changed = row.hash != row.computed_hash();
        if changed {
            let kind = row.written.kind.to_string();
            report
                .findings
                .push(Finding::RowChanged { seq: row.seq, kind });
        }
        let (salt, body): (Option<Vec<u8>>, Option<Vec<u8>>) = (found.get(11)?, found.get(12)?);
        let present = found.get::<_, Option<i64>>(13)?.is_some();
        match (row.inbox, salt, body) {
            (None, ..) => {}
            _ if row.inbox_digest != found.get::<_, Option<Vec<u8>>>(18)? => report
                .findings
                .push(Finding::EvidenceChanged { seq: row.seq }),
            (Some(_), None, None) if present && row.written.personal.is_none() => {
                report.erased += 1;
            }
            (Some(_), Some(salt), Some(body))
                if row.rests_on(&salt, &body) && (changed || row.knows_label(&body, found)?) => {}
            (Some(_), ..) => report
                .findings
                .push(Finding::EvidenceChanged { seq: row.seq }),
        }
        previous = row.hash;
    }
    report.head = hex::encode(previous);
    Ok(())
}

impl JournalRow {
    /// Compares what stands beside a body, and in no digest, with what follows from body and fact.
    fn knows_label(&self, body: &[u8], found: &Row<'_>) -> Result<bool, rusqlite::Error> {
        let (at, attempt): (i64, Option<Vec<u8>>) = (found.get(14)?, found.get(15)?);
        let (way, same): (String, Option<Vec<u8>>) = (found.get(16)?, found.get(17)?);
        let entry = Entry::read(&self.written).ok();
        let command: Option<Vec<u8>> = found.get(19)?;
        let told_by = entry.as_ref().and_then(Entry::command);
        let told_of = entry.and_then(|entry| entry.attempt());
        Ok(at == self.at.ms()
            && attempt.as_deref() == told_of.as_ref().map(|id| id.as_bytes().as_slice())
            && command.as_deref() == told_by.as_ref().map(|id| id.as_bytes().as_slice())
            && same == same_of(&way, body))
    }

    fn rests_on(&self, salt: &[u8], body: &[u8]) -> bool {
        let found = digest(salt, body, self.written.personal.as_deref());
        self.inbox_digest.as_deref() == Some(found.as_slice())
    }
}

/// Builds every projected table anew in an empty book and compares.
fn check_projections(path: &Path, how: &str, report: &mut Report) -> Result<(), LedgerError> {
    let mut anew = Connection::open_in_memory()?;
    migrations::migrate(&mut anew, path, migrations::ALL)?;
    anew.execute("ATTACH ?1 AS old", [format!("{}?{how}", uri(path))])?;
    let tx = anew.transaction()?;
    tx.execute_batch(
        "INSERT INTO inbox SELECT * FROM old.inbox; INSERT INTO journal SELECT * FROM old.journal;",
    )?;
    replay(&Tx(&tx), |seq, why| {
        report.findings.push(Finding::RowUnreadable { seq, why });
        Ok(())
    })?;
    check_schema(&tx, report)?;
    for table in PROJECTED.iter().chain(&SEEDED) {
        let differing = format!(
            "SELECT count(*) FROM (
                 SELECT * FROM (SELECT * FROM main.{table} EXCEPT SELECT * FROM old.{table})
                 UNION ALL
                 SELECT * FROM (SELECT * FROM old.{table} EXCEPT SELECT * FROM main.{table}))"
        );
        let rows: i64 = tx.query_row(&differing, [], |row| row.get(0))?;
        if rows > 0 {
            let (table, rows) = ((*table).to_owned(), rows.unsigned_abs());
            report
                .findings
                .push(Finding::ProjectionDiffers { table, rows });
        }
    }
    Ok(())
}

/// Compares the tables, indexes and triggers themselves with those of a new book.
fn check_schema(tx: &Connection, report: &mut Report) -> Result<(), LedgerError> {
    let differing = "SELECT count(*) FROM (
             SELECT type, name, tbl_name, sql FROM old.sqlite_schema
             EXCEPT SELECT type, name, tbl_name, sql FROM main.sqlite_schema)";
    let rows: i64 = tx.query_row(differing, [], |row| row.get(0))?;
    if rows > 0 {
        let what = format!("{rows} of its tables, indexes or triggers are others");
        report.findings.push(Finding::FileDamaged { what });
    }
    Ok(())
}

impl Report {
    /// Tells whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RowChanged { seq, kind } => {
                write!(f, "row {seq} of the journal ({kind}) was changed")
            }
            Self::ChainBroken { seq } => {
                write!(f, "row {seq} does not follow on the row before it")
            }
            Self::EvidenceChanged { seq } => {
                write!(f, "the evidence of row {seq} is missing or was changed")
            }
            Self::RowUnreadable { seq, why } => write!(f, "row {seq} can't be understood: {why}"),
            Self::ProjectionDiffers { table, rows } => {
                write!(
                    f,
                    "{rows} rows of {table} differ from what the journal says"
                )
            }
            Self::FileDamaged { what } => write!(f, "the file is damaged: {what}"),
        }
    }
}
