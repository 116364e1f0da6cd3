//! Raw bodies, with what was told of each: so that a later program can read them again.

use std::collections::HashMap;

use domain::clock::Timestamp;
use domain::ids::AttemptId;
use rusqlite::{Connection, Row};

use crate::entry::{Entry, Written};
use crate::error::LedgerError;
use crate::inbox::{Evidence, Way};
use crate::journal::{self, Actor, Recorded};
use crate::readers::Readers;
use crate::writer::Tx;

/// How a note begins that stands in the place of a body which was read again.
const READ_AGAIN: &str = "read again: row ";

/// A body as it came, and what the book says of it.
#[derive(Clone, Debug)]
pub struct KeptBody {
    /// The journal's row that rests on it.
    pub seq: i64,
    /// When it came.
    pub at: Timestamp,
    /// By which way.
    pub way: Way,
    /// The attempt on whose path it came.
    pub attempt: Option<AttemptId>,
    /// Its bytes.
    pub body: Vec<u8>,
    /// What was told of it: when it came, or when it was last read again.
    pub told: Entry,
}

impl Readers {
    /// Hands every callback and confirmation that was not erased to `look`, oldest first.
    ///
    /// # Errors
    /// When the book can't be read, or a row of its journal can't be understood.
    pub fn each_body(&self, mut look: impl FnMut(KeptBody)) -> Result<(), LedgerError> {
        self.with(|conn| {
            let mut retold = retold(conn)?;
            let mut statement = conn.prepare(
                "SELECT journal.seq, journal.kind, journal.subject, journal.body, inbox.personal,
                     journal.at_ms, inbox.way, inbox.attempt, inbox.body
                 FROM journal JOIN inbox ON inbox.id = journal.inbox
                 WHERE inbox.way IN ('callback', 'confirmation') AND inbox.body IS NOT NULL
                     AND journal.actor = 'safaricom'
                 ORDER BY journal.seq",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let kept = read_body(row)?;
                let told = retold.remove(&kept.seq).unwrap_or(kept.told);
                look(KeptBody { told, ..kept });
            }
            Ok(())
        })
    }
}

impl Tx<'_> {
    /// Writes down what a program reads in a body that a former one read otherwise: a new fact,
    /// with a note of the row that it is about. What was written before stays.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn retell(
        &self,
        at: Timestamp,
        kept: &KeptBody,
        entry: &Entry,
        salt: [u8; 16],
    ) -> Result<Recorded, LedgerError> {
        let note = format!("{READ_AGAIN}{} at {}", kept.seq, at.ms());
        let evidence = Evidence {
            way: kept.way,
            body: note.into_bytes(),
            salt,
        };
        let (recorded, _) = journal::record(self, at, Actor::Till, entry, Some(&evidence))?;
        Ok(recorded)
    }
}

/// What was told of a row when it was last read again.
fn retold(conn: &Connection) -> Result<HashMap<i64, Entry>, LedgerError> {
    let mut statement = conn.prepare(
        "SELECT journal.seq, journal.kind, journal.subject, journal.body, inbox.personal,
             CAST(substr(CAST(inbox.body AS TEXT), length(?1) + 1) AS INTEGER)
         FROM journal JOIN inbox ON inbox.id = journal.inbox
         WHERE journal.actor = 'till' AND inbox.way IN ('callback', 'confirmation')
             AND substr(CAST(inbox.body AS TEXT), 1, length(?1)) = ?1
         ORDER BY journal.seq",
    )?;
    let mut rows = statement.query([READ_AGAIN])?;
    let mut retold = HashMap::new();
    while let Some(row) = rows.next()? {
        retold.insert(row.get(5)?, read_entry(row)?);
    }
    Ok(retold)
}

fn read_body(row: &Row<'_>) -> Result<KeptBody, LedgerError> {
    let way: String = row.get(6)?;
    let confirmed = way == Way::Confirmation.name();
    Ok(KeptBody {
        seq: row.get(0)?,
        told: read_entry(row)?,
        at: Timestamp::from_ms(row.get(5)?),
        way: if confirmed {
            Way::Confirmation
        } else {
            Way::Callback
        },
        attempt: row.get::<_, Option<_>>(7)?.map(AttemptId::from_bytes),
        body: row.get(8)?,
    })
}

/// Reads what the first five columns say.
fn read_entry(row: &Row<'_>) -> Result<Entry, LedgerError> {
    let written = Written {
        kind: row.get::<_, String>(1)?.into(),
        subject: row.get(2)?,
        body: row.get(3)?,
        personal: row.get(4)?,
    };
    let seq = row.get(0)?;
    Entry::read(&written).map_err(|why| LedgerError::BadRow { seq, why })
}
