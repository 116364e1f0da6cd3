//! The journal: facts in the order in which they were written, chained by hashes.

use domain::attempt::{Alarm, Attempt};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, PersonId, SaleId};
use domain::receipt::Receipt;
use domain::receipt::life::Fact as ReceiptFact;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use crate::alarms::About;
use crate::entry::{Entry, Written};
use crate::error::LedgerError;
use crate::inbox::{self, Evidence};
use crate::readers::Readers;
use crate::receipts::{self, consequences};
use crate::writer::Tx;
use crate::{
    alarms, attempts, balances, cases, commands, customers, debtors, people, sales, settings,
};

/// The hash before the first row.
pub(crate) const GENESIS: [u8; 32] = [0; 32];

/// Who did something, or from whom it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody at the till.
    Person(PersonId),
    /// The till by itself.
    Till,
    /// Safaricom, or whoever spoke in its name.
    Safaricom,
}

/// The last row of the journal: whoever knows its hash knows that nothing before it was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number; 0 of a journal without rows.
    pub seq: i64,
    /// Its hash, in hex.
    pub hash: String,
}

/// What came of recording a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The number of its row.
    pub seq: i64,
    /// What a person must see because of it.
    pub alarms: Vec<Alarm>,
    /// What these alarms are about.
    pub about: Option<About>,
    /// The payment that it tells of.
    pub receipt: Option<Receipt>,
    /// Attempts that it changed besides the one that it is about, each with its alarms.
    pub others: Vec<(AttemptId, Vec<Alarm>)>,
    /// Sales that it changed, by a payment that was given to them or went back.
    pub sales: Vec<SaleId>,
    /// Payments before whose confirmation the account is not what payments make it, or is after
    /// all; each with its alarms.
    pub gaps: Vec<(Receipt, Vec<Alarm>)>,
}

/// What came of bringing the tables up to date with a fact.
#[derive(Debug, Default)]
pub(crate) struct Projected {
    /// What a person must see because of it.
    pub(crate) alarms: Vec<Alarm>,
    /// What these alarms are about, where it is not the entry's own attempt.
    pub(crate) about: Option<About>,
    /// All that is known of its attempt with it, where it tells something of one.
    pub(crate) attempt: Option<Attempt>,
    /// Sales that it changed, by a payment that was given to them or went back.
    pub(crate) sales: Vec<SaleId>,
}

/// A row of the journal as it is stored.
pub(crate) struct JournalRow {
    pub(crate) seq: i64,
    pub(crate) at: Timestamp,
    pub(crate) actor: String,
    pub(crate) written: Written,
    pub(crate) inbox: Option<i64>,
    pub(crate) inbox_digest: Option<Vec<u8>>,
    pub(crate) previous_hash: Vec<u8>,
    pub(crate) hash: Vec<u8>,
}

/// Writes a fact and its evidence, and brings all that is projected from it up to date. Returns
/// with it what is known of its attempt, which nobody then has to read again.
pub(crate) fn record(
    tx: &Tx<'_>,
    at: Timestamp,
    actor: Actor,
    entry: &Entry,
    evidence: Option<&Evidence>,
) -> Result<(Recorded, Option<Attempt>), LedgerError> {
    let written = entry.write();
    let personal = written.personal.as_deref();
    let kept = evidence
        .map(|evidence| inbox::keep(tx, at, entry, evidence, personal))
        .transpose()?;
    debug_assert!(
        personal.is_none() || kept.is_some(),
        "personal data without evidence"
    );
    let (last, previous_hash) = head(tx.0)?;
    let mut row = JournalRow {
        seq: last + 1,
        at,
        actor: actor.to_string(),
        written,
        inbox: kept.as_ref().map(|kept| kept.id),
        inbox_digest: kept.map(|kept| kept.digest.to_vec()),
        previous_hash: previous_hash.to_vec(),
        hash: Vec::new(),
    };
    row.hash = row.computed_hash().to_vec();
    insert(tx, &row)?;
    let Projected {
        alarms,
        about,
        mut attempt,
        sales,
    } = project(tx, row.seq, at, entry)?;
    let mut recorded = Recorded {
        seq: row.seq,
        alarms,
        about: entry.attempt().map(About::Attempt).or(about),
        receipt: entry.receipt().cloned(),
        others: Vec::new(),
        sales,
        gaps: Vec::new(),
    };
    while let Some(next) = consequences::next(tx, at, entry)? {
        let (follows, known) = record(tx, at, Actor::Till, &next, None)?;
        match (next.attempt(), &next) {
            (_, Entry::Gap { before, .. }) => {
                recorded.gaps.push((before.clone(), follows.alarms));
            }
            (Some(other), _) if entry.attempt() != Some(other) => {
                recorded.others.push((other, follows.alarms));
            }
            _ => {
                recorded.alarms.extend(follows.alarms);
                recorded.about = recorded.about.or(follows.about);
                recorded.receipt = recorded.receipt.or(follows.receipt);
                attempt = known.or(attempt);
            }
        }
        recorded.others.extend(follows.others);
        recorded.sales.extend(follows.sales);
        recorded.gaps.extend(follows.gaps);
    }
    Ok((recorded, attempt))
}

/// Brings all tables up to date with one fact. The same for a fact of now and for a rebuild.
pub(crate) fn project(
    tx: &Tx<'_>,
    seq: i64,
    at: Timestamp,
    entry: &Entry,
) -> Result<Projected, LedgerError> {
    match entry {
        Entry::SettingChanged { name, value } => settings::project(tx, name, value)?,
        Entry::SaleOpened {
            sale,
            number,
            shift,
            total,
        } => sales::project_sale(tx, at, *sale, *number, *shift, *total)?,
        Entry::LegAdded {
            leg,
            sale,
            tender,
            amount,
        } => sales::project_leg(tx, seq, *leg, *sale, *tender, *amount)?,
        Entry::SaleFact { sale, fact } => {
            sales::project_fact(tx, seq, *sale, fact)?;
            let sales = vec![*sale];
            return Ok(Projected {
                sales,
                ..Projected::default()
            });
        }
        Entry::AttemptDrafted { attempt, draft } => {
            return attempts::project_draft(tx, at, *attempt, draft);
        }
        Entry::AttemptFact { attempt, fact } => {
            let projected = attempts::project_fact(tx, (seq, at), *attempt, fact)?;
            let about = About::Attempt(*attempt);
            alarms::project_raised(tx, seq, at, &about, &projected.alarms)?;
            return Ok(projected);
        }
        Entry::AttemptUnreadable { attempt } => {
            let projected = attempts::set_aside(tx, *attempt)?;
            let about = About::Attempt(*attempt);
            alarms::project_raised(tx, seq, at, &about, &projected.alarms)?;
            return Ok(projected);
        }
        Entry::PersonFact { person, fact } => people::project(tx, at, *person, fact)?,
        Entry::AlarmSeen { alarm, by, .. } => alarms::project_seen(tx, at, *alarm, *by)?,
        Entry::ReceiptFact { receipt, fact } => {
            return project_receipt(tx, (seq, at), receipt, fact);
        }
        Entry::Command { command, said } => {
            return commands::project(tx, (seq, at), *command, said);
        }
        Entry::CustomersForgotten { of } => customers::project(tx, of.as_ref())?,
        Entry::DebtorFact { debtor, fact } => debtors::project(tx, at, *debtor, fact)?,
        Entry::CaseFact { case, fact } => cases::project(tx, (seq, at), *case, fact)?,
        Entry::Gap { before, fact } => return balances::project(tx, seq, at, before, fact),
        Entry::Agreed { .. }
        | Entry::LetAlone { .. }
        | Entry::BodyUnread { .. }
        | Entry::ReceiptUnread { .. } => {}
    }
    Ok(Projected::default())
}

fn project_receipt(
    tx: &Tx<'_>,
    (seq, at): (i64, Timestamp),
    receipt: &Receipt,
    fact: &ReceiptFact,
) -> Result<Projected, LedgerError> {
    let alarms = receipts::project(tx, seq, at, receipt, fact)?;
    let sales = receipts::sales_of(tx, receipt)?;
    let of_itself = || Some(About::Receipt(receipt.clone()));
    let about = match receipts::concerned_attempt(tx, receipt)? {
        _ if !sales.is_empty() => of_itself(),
        _ if alarms.iter().copied().any(is_of_nobodys_payment) => of_itself(),
        // Of a payment that is nobody's, no sale depends on it: there is nothing to look at.
        attempt => attempt.map(About::Attempt),
    };
    if let Some(about) = &about {
        alarms::project_raised(tx, seq, at, about, &alarms)?;
    }
    Ok(Projected {
        alarms,
        about,
        sales,
        ..Projected::default()
    })
}

/// Tells whether an alarm is one also where a payment is nobody's: whoever tells of one twice may
/// tell of others too, and goods were given for one that was seen.
const fn is_of_nobodys_payment(alarm: Alarm) -> bool {
    matches!(alarm, Alarm::TwoBalances | Alarm::SeenCodeCame)
}

impl Readers {
    /// Returns the head of the chain, as it stands on the slip that closes a day.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn head(&self) -> Result<Head, LedgerError> {
        let (seq, hash) = self.with(head)?;
        let hash = hex::encode(hash);
        Ok(Head { seq, hash })
    }
}

fn head(conn: &Connection) -> Result<(i64, [u8; 32]), LedgerError> {
    let head = conn
        .prepare_cached("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(head.unwrap_or((0, GENESIS)))
}

fn insert(tx: &Tx<'_>, row: &JournalRow) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "INSERT INTO journal (seq, at_ms, actor, kind, subject, body, inbox, inbox_digest,
             previous_hash, hash)
         VALUES (:seq, :at, :actor, :kind, :subject, :body, :inbox, :inbox_digest, :previous_hash,
             :hash)",
    )?
    .execute(rusqlite::named_params! {
        ":seq": row.seq,
        ":at": row.at.ms(),
        ":actor": row.actor,
        ":kind": row.written.kind,
        ":subject": row.written.subject,
        ":body": row.written.body,
        ":inbox": row.inbox,
        ":inbox_digest": row.inbox_digest,
        ":previous_hash": row.previous_hash,
        ":hash": row.hash,
    })?;
    Ok(())
}

impl JournalRow {
    /// The columns that [`Self::read`] wants, of `journal` with `inbox` joined to it.
    pub(crate) const COLUMNS: &'static str = "journal.seq, journal.at_ms, journal.actor,
        journal.kind, journal.subject, journal.body, inbox.personal, journal.inbox,
        journal.inbox_digest, journal.previous_hash, journal.hash";

    pub(crate) fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            seq: row.get(0)?,
            at: Timestamp::from_ms(row.get(1)?),
            actor: row.get(2)?,
            written: Written {
                kind: row.get::<_, String>(3)?.into(),
                subject: row.get(4)?,
                body: row.get(5)?,
                personal: row.get(6)?,
            },
            inbox: row.get(7)?,
            inbox_digest: row.get(8)?,
            previous_hash: row.get(9)?,
            hash: row.get(10)?,
        })
    }

    /// Hashes the row and the row before it: each part with its length, so that no two rows look
    /// alike.
    pub(crate) fn computed_hash(&self) -> [u8; 32] {
        let (seq, at) = (self.seq.to_le_bytes(), self.at.ms().to_le_bytes());
        let parts: [&[u8]; 8] = [
            &self.previous_hash,
            &seq,
            &at,
            self.actor.as_bytes(),
            self.written.kind.as_bytes(),
            self.written.subject.as_deref().unwrap_or_default(),
            self.written.body.as_bytes(),
            self.inbox_digest.as_deref().unwrap_or_default(),
        ];
        let chain = |hash: Sha256, part: &[u8]| {
            hash.chain_update(part.len().to_le_bytes())
                .chain_update(part)
        };
        parts
            .into_iter()
            .fold(Sha256::new(), chain)
            .finalize()
            .into()
    }
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(person) => write!(f, "person:{person}"),
            Self::Till => f.write_str("till"),
            Self::Safaricom => f.write_str("safaricom"),
        }
    }
}
