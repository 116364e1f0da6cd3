//! Cases: what somebody says of a payment that must be looked into, notes, and what came of it.
//!
//! One case is open for a payment at a time: whoever opens a second one adds a note to the first.

use domain::case::{Case, Note};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, CaseId, SaleId};
use domain::money::Money;
use domain::people::PersonName;
use domain::receipt::Receipt;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::alarms::About;
use crate::case_facts::CaseFact;
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::inbox::Evidence;
use crate::journal::{self, Actor};
use crate::readers::Readers;
use crate::sales::{SaleNumber, money, sale_in};
use crate::writer::Tx;

/// A case and all that was said in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRecord {
    /// Which it is.
    pub id: CaseId,
    /// What it is about.
    pub about: About,
    /// The M-PESA code of that, as far as one is known.
    pub code: Option<Receipt>,
    /// The sale of that, and its number; none where no sale has it.
    pub sale: Option<(SaleId, SaleNumber)>,
    /// What the prompt asks for, or the payment came to.
    pub amount: Money,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was closed; none while it is open.
    pub closed_at: Option<Timestamp>,
    /// What was said: first why it was opened; in a closed one, last what came of it.
    pub notes: Vec<NoteRecord>,
}

/// Something that was said in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRecord {
    /// When.
    pub at: Timestamp,
    /// What the person is called who said it; nothing when it was erased.
    pub by: Option<PersonName>,
    /// What was said; nothing when it was erased.
    pub said: Option<Note>,
}

impl Tx<'_> {
    /// Opens a case on a payment, or adds to the one that is open on it; `typed` is what was typed
    /// as the reason. A payment that is a prompt's code is looked into as that prompt.
    ///
    /// # Errors
    /// There is no such payment, or the book can't be written.
    pub fn open_case(
        &self,
        at: Timestamp,
        actor: Actor,
        (case, about): (CaseId, About),
        (why, typed): (Note, &Evidence),
    ) -> Result<CaseId, LedgerError> {
        let about = payment(self.0, about)?;
        if let Some(open) = open_on(self.0, &about)? {
            self.note_case(at, actor, open, (why, typed))?;
            return Ok(open);
        }
        let why = Some(why);
        self.tell_case(at, actor, case, CaseFact::Opened { about, why }, typed)?;
        Ok(case)
    }

    /// Adds a note to a case.
    ///
    /// # Errors
    /// [`LedgerError::CaseClosed`]; there is no such case; or the book can't be written.
    pub fn note_case(
        &self,
        at: Timestamp,
        actor: Actor,
        case: CaseId,
        (note, typed): (Note, &Evidence),
    ) -> Result<(), LedgerError> {
        standing(self.0, case)?.may_be_added_to()?;
        let note = Some(note);
        self.tell_case(at, actor, case, CaseFact::Noted { note }, typed)
    }

    /// Closes a case with what came of it.
    ///
    /// # Errors
    /// As [`Self::note_case`].
    pub fn close_case(
        &self,
        at: Timestamp,
        actor: Actor,
        case: CaseId,
        (outcome, typed): (Note, &Evidence),
    ) -> Result<(), LedgerError> {
        standing(self.0, case)?.may_be_added_to()?;
        let outcome = Some(outcome);
        self.tell_case(at, actor, case, CaseFact::Closed { outcome }, typed)
    }

    /// Finds a case.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn case(&self, id: CaseId) -> Result<CaseRecord, LedgerError> {
        let found = select(self.0, "id = ?1", [id.as_bytes()])?.pop();
        found.ok_or(LedgerError::NotFound("case"))
    }

    fn tell_case(
        &self,
        at: Timestamp,
        actor: Actor,
        case: CaseId,
        fact: CaseFact,
        typed: &Evidence,
    ) -> Result<(), LedgerError> {
        let entry = Entry::CaseFact { case, fact };
        journal::record(self, at, actor, &entry, Some(typed)).map(drop)
    }
}

impl Readers {
    /// Returns the cases that are open, the oldest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn open_cases(&self) -> Result<Vec<CaseRecord>, LedgerError> {
        self.with(|conn| select(conn, "closed_at_ms IS NULL", []))
    }

    /// Returns the cases of a payment, the oldest first.
    ///
    /// # Errors
    /// There is no such payment, or the book can't be read.
    pub fn cases_of(&self, about: &About) -> Result<Vec<CaseRecord>, LedgerError> {
        self.with(|conn| match payment(conn, about.clone())? {
            About::Attempt(attempt) => select(conn, "attempt = ?1", [attempt.as_bytes()]),
            About::Receipt(receipt) => select(conn, "receipt = ?1", [receipt.as_str()]),
        })
    }
}

pub(crate) fn project(
    tx: &Tx<'_>,
    (seq, at): (i64, Timestamp),
    case: CaseId,
    fact: &CaseFact,
) -> Result<(), LedgerError> {
    match fact {
        CaseFact::Opened { about, .. } => {
            let (attempt, receipt) = match about {
                About::Attempt(attempt) => (Some(attempt.as_bytes()), None),
                About::Receipt(receipt) => (None, Some(receipt.as_str())),
            };
            tx.0.prepare_cached(
                "INSERT INTO payment_case (id, attempt, receipt, opened_at_ms)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((case.as_bytes(), attempt, receipt, at.ms()))?;
        }
        CaseFact::Noted { .. } => {}
        CaseFact::Closed { .. } => {
            tx.0.prepare_cached("UPDATE payment_case SET closed_at_ms = ?2 WHERE id = ?1")?
                .execute((case.as_bytes(), at.ms()))?;
        }
    }
    tx.0.prepare_cached("INSERT INTO case_note (seq, of_case, note) VALUES (?1, ?2, ?3)")?
        .execute((seq, case.as_bytes(), fact.said().map(Note::as_str)))?;
    Ok(())
}

/// Finds what a case about a payment is about: of a payment that is a prompt's code, the prompt.
fn payment(conn: &Connection, about: About) -> Result<About, LedgerError> {
    let found = match &about {
        About::Attempt(attempt) => conn
            .prepare_cached("SELECT id FROM attempt WHERE id = ?1")?
            .query_row([attempt.as_bytes()], |row| row.get(0))
            .optional()?,
        About::Receipt(receipt) => conn
            .prepare_cached("SELECT attempt FROM receipt WHERE number = ?1")?
            .query_row([receipt.as_str()], |row| row.get(0))
            .optional()?,
    };
    let attempt: Option<[u8; 16]> = found.ok_or(LedgerError::NotFound("payment"))?;
    Ok(attempt.map_or(about, |id| About::Attempt(AttemptId::from_bytes(id))))
}

fn open_on(conn: &Connection, about: &About) -> Result<Option<CaseId>, LedgerError> {
    let found = match about {
        About::Attempt(attempt) => conn
            .prepare_cached(
                "SELECT id FROM payment_case WHERE attempt = ?1 AND closed_at_ms IS NULL",
            )?
            .query_row([attempt.as_bytes()], |row| row.get(0)),
        About::Receipt(receipt) => conn
            .prepare_cached(
                "SELECT id FROM payment_case WHERE receipt = ?1 AND closed_at_ms IS NULL",
            )?
            .query_row([receipt.as_str()], |row| row.get(0)),
    };
    Ok(found.optional()?.map(CaseId::from_bytes))
}

fn standing(conn: &Connection, case: CaseId) -> Result<Case, LedgerError> {
    let open = conn
        .prepare_cached("SELECT closed_at_ms IS NULL FROM payment_case WHERE id = ?1")?
        .query_row([case.as_bytes()], |row| row.get(0))
        .optional()?;
    let open: bool = open.ok_or(LedgerError::NotFound("case"))?;
    Ok(if open { Case::Open } else { Case::Closed })
}

/// Reads the cases that fit, each with its notes.
fn select(
    conn: &Connection,
    which: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<CaseRecord>, LedgerError> {
    let query = format!(
        "SELECT looked.id, looked.attempt, looked.receipt, sale.id, sale.number,
             coalesce(receipt.amount_cents, attempt.amount_cents, 0), looked.opened_at_ms,
             looked.closed_at_ms, receipt.number
         FROM (SELECT * FROM payment_case WHERE {which}) AS looked
         LEFT JOIN attempt ON attempt.id = looked.attempt
         LEFT JOIN receipt ON receipt.number = looked.receipt OR receipt.attempt = looked.attempt
         LEFT JOIN leg ON leg.id = coalesce(attempt.leg, (SELECT allocation.leg FROM allocation
             WHERE allocation.receipt = looked.receipt AND allocation.taken_back_seq IS NULL
             ORDER BY allocation.seq DESC LIMIT 1))
         LEFT JOIN sale ON sale.id = leg.sale
         ORDER BY looked.opened_at_ms, looked.id"
    );
    let mut cases: Vec<CaseRecord> = conn
        .prepare_cached(&query)?
        .query_map(values, read)?
        .collect::<Result<_, _>>()?;
    for case in &mut cases {
        case.notes = notes_of(conn, case.id)?;
    }
    Ok(cases)
}

fn read(row: &Row<'_>) -> Result<CaseRecord, rusqlite::Error> {
    let code = |column| {
        let code: Option<String> = row.get(column)?;
        Ok::<_, rusqlite::Error>(code.and_then(|code| code.parse().ok()))
    };
    let attempt: Option<[u8; 16]> = row.get(1)?;
    let about = match attempt {
        Some(attempt) => About::Attempt(AttemptId::from_bytes(attempt)),
        None => About::Receipt(code(2)?.ok_or(rusqlite::Error::InvalidQuery)?),
    };
    let closed_at: Option<i64> = row.get(7)?;
    Ok(CaseRecord {
        id: CaseId::from_bytes(row.get(0)?),
        about,
        code: code(8)?,
        sale: sale_in(row, 3)?,
        amount: money(row.get(5)?),
        opened_at: Timestamp::from_ms(row.get(6)?),
        closed_at: closed_at.map(Timestamp::from_ms),
        notes: Vec::new(),
    })
}

fn notes_of(conn: &Connection, case: CaseId) -> Result<Vec<NoteRecord>, LedgerError> {
    let notes = conn
        .prepare_cached(
            "SELECT journal.at_ms, case_note.note,
                 (SELECT name FROM person WHERE lower(hex(person.id))
                     = replace(substr(journal.actor, 8), '-', ''))
             FROM case_note JOIN journal ON journal.seq = case_note.seq
             WHERE case_note.of_case = ?1 ORDER BY case_note.seq",
        )?
        .query_map([case.as_bytes()], |row| {
            let (said, name): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
            Ok(NoteRecord {
                at: Timestamp::from_ms(row.get(0)?),
                by: name.and_then(|name| name.parse().ok()),
                said: said.and_then(|said| said.parse().ok()),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(notes)
}
