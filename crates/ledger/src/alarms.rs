//! Alarms: raised by facts, kept until a person has seen them. That somebody has seen one is a fact
//! too. What they show is read off the tables, so that an attempt that can't be read is shown.

use std::fmt;
use std::str::FromStr;

use domain::attempt::Alarm;
use domain::clock::Timestamp;
use domain::ids::{AttemptId, PersonId, SaleId};
use domain::money::Money;
use domain::phone::Msisdn;
use domain::receipt::Receipt;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::balances::{self, GapRecord};
use crate::entry::{Entry, Written, body, text};
use crate::error::LedgerError;
use crate::journal::{self, Actor, Recorded};
use crate::readers::Readers;
use crate::sales::{self, ReleaseRecord, SaleNumber, money, sale_in};
use crate::seen_codes;
use crate::writer::Tx;

/// Which alarm: the number of the fact that raised it, and what it says. Written `7.late_proof`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlarmId {
    seq: i64,
    alarm: Alarm,
}

/// A text that is no alarm's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an alarm's id is as in 7.late_proof")]
pub struct NotAnAlarm;

/// What an alarm is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// An attempt.
    Attempt(AttemptId),
    /// A payment: one that was given to a sale, or before whose confirmation money came or left.
    Receipt(Receipt),
}

/// An alarm that nobody has seen yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmRecord {
    /// Which it is.
    pub id: AlarmId,
    /// What it is about.
    pub about: About,
    /// The sale of that, and its number: of a payment, the one that it was last given to, or its
    /// prompt's; of money that left, the one whose customer may have taken it. None where there is
    /// none.
    pub sale: Option<(SaleId, SaleNumber)>,
    /// What the attempt asks for, was ordered back, the payment came to, or came or left.
    pub amount: Money,
    /// The phone that it was asked for on; none when it was erased, or nobody was asked.
    pub phone: Option<Msisdn>,
    /// What of its money is owed to the customer.
    pub surplus: Money,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// What is known of money that came or left, where it is about that.
    pub gap: Option<GapRecord>,
    /// What of its sale is given and covered by no money, and by whom it was given; none where
    /// nothing is.
    pub at_risk: Option<(Money, ReleaseRecord)>,
    /// The M-PESA code, as far as one is known: of an attempt, the one that a body named.
    pub code: Option<Receipt>,
}

/// The body of `alarm.seen`.
#[derive(Serialize, Deserialize)]
struct SeenBody {
    alarm: String,
    by: String,
}

impl AlarmId {
    /// Returns what the alarm says.
    pub const fn alarm(self) -> Alarm {
        self.alarm
    }
}

impl fmt::Display for AlarmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.seq, self.alarm.name())
    }
}

impl FromStr for AlarmId {
    type Err = NotAnAlarm;

    fn from_str(text: &str) -> Result<Self, NotAnAlarm> {
        let (seq, name) = text.split_once('.').ok_or(NotAnAlarm)?;
        Ok(Self {
            seq: seq.parse().map_err(|_| NotAnAlarm)?,
            alarm: Alarm::named(name).ok_or(NotAnAlarm)?,
        })
    }
}

/// Writes the attempt's id, or the payment's code.
impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attempt(attempt) => attempt.fmt(f),
            Self::Receipt(receipt) => f.write_str(receipt.as_str()),
        }
    }
}

/// A text that is neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("neither a payment's id nor an M-PESA code")]
pub struct NotAPayment;

impl FromStr for About {
    type Err = NotAPayment;

    /// Reads an attempt's id, or a payment's code.
    fn from_str(text: &str) -> Result<Self, NotAPayment> {
        let receipt = || text.parse().map(Self::Receipt);
        let attempt = text.parse().map(Self::Attempt);
        attempt.or_else(|_| receipt()).map_err(|_| NotAPayment)
    }
}

impl Tx<'_> {
    /// Writes down that a person has seen an alarm. Seen is seen: the first one stands.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], or when the book can't be written.
    pub fn see_alarm(
        &self,
        at: Timestamp,
        person: PersonId,
        alarm: AlarmId,
    ) -> Result<(), LedgerError> {
        let find = "SELECT attempt, seen_at_ms IS NOT NULL FROM alarm WHERE seq = ?1 AND kind = ?2";
        let found: Option<(Option<[u8; 16]>, bool)> = self
            .0
            .prepare_cached(find)?
            .query_row((alarm.seq, alarm.alarm.name()), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let (attempt, seen) = found.ok_or(LedgerError::NotFound("alarm"))?;
        if seen {
            return Ok(());
        }
        let entry = Entry::AlarmSeen {
            attempt: attempt.map(AttemptId::from_bytes),
            alarm,
            by: person,
        };
        journal::record(self, at, Actor::Person(person), &entry, None).map(drop)
    }

    /// Writes down that what the book says of an attempt can't be read; once for each attempt.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn raise_unreadable(
        &self,
        at: Timestamp,
        attempt: AttemptId,
    ) -> Result<Option<Recorded>, LedgerError> {
        if is_known_unreadable(self.0, attempt)? {
            return Ok(None);
        }
        let entry = Entry::AttemptUnreadable { attempt };
        let (recorded, _) = journal::record(self, at, Actor::Till, &entry, None)?;
        Ok(Some(recorded))
    }
}

impl Readers {
    /// Returns the alarms that nobody has seen yet, oldest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn alarms(&self) -> Result<Vec<AlarmRecord>, LedgerError> {
        let unseen = "SELECT alarm.seq, alarm.kind, alarm.attempt, alarm.receipt, sale.id,
                 sale.number, coalesce(attempt.amount_cents, ordered.amount_cents,
                     receipt.amount_cents, 0),
                 attempt.phone, coalesce(fill.to_customer_cents, 0), alarm.raised_at_ms,
                 coalesce(alarm.receipt, attempt.receipt)
             FROM alarm LEFT JOIN attempt ON attempt.id = alarm.attempt
             LEFT JOIN receipt ON receipt.number = alarm.receipt
             LEFT JOIN journal ON journal.seq = alarm.seq AND alarm.receipt IS NOT NULL
             LEFT JOIN command AS ordered ON ordered.id = journal.subject
             LEFT JOIN leg ON leg.id = coalesce(attempt.leg, (SELECT allocation.leg FROM allocation
                 WHERE allocation.receipt = alarm.receipt AND allocation.seq <= alarm.seq
                 ORDER BY allocation.taken_back_seq = alarm.seq DESC,
                     allocation.taken_back_seq IS NULL
                         OR allocation.taken_back_seq > alarm.seq DESC,
                     allocation.seq DESC LIMIT 1),
                 (SELECT owner.leg FROM attempt AS owner
                  WHERE owner.id = coalesce(receipt.attempt, receipt.held_for)))
             LEFT JOIN sale ON sale.id = leg.sale
             LEFT JOIN fill ON fill.attempt = attempt.id
             WHERE alarm.seen_at_ms IS NULL ORDER BY alarm.seq, alarm.kind";
        self.with(|conn| {
            let mut alarms: Vec<AlarmRecord> = conn
                .prepare_cached(unseen)?
                .query_map([], read)?
                .collect::<Result<_, _>>()?;
            for alarm in &mut alarms {
                add_gap(conn, alarm)?;
                add_seen(conn, alarm)?;
                add_risk(conn, alarm)?;
            }
            Ok(alarms)
        })
    }
}

/// Adds what is known of money that came or left, if that is what an alarm is about.
fn add_gap(conn: &Connection, alarm: &mut AlarmRecord) -> Result<(), LedgerError> {
    let About::Receipt(before) = &alarm.about else {
        return Ok(());
    };
    if matches!(alarm.id.alarm, Alarm::MoneyLeft | Alarm::MoneyUntold)
        && let Some(gap) = balances::record_of(conn, before)?
    {
        (alarm.amount, alarm.sale) = (gap.finding.amount(), gap.sale);
        alarm.gap = Some(gap);
    }
    Ok(())
}

/// Puts the sale for which goods were given on sight in place of the payment's own.
fn add_seen(conn: &Connection, alarm: &mut AlarmRecord) -> Result<(), LedgerError> {
    if let (Alarm::SeenCodeCame, About::Receipt(code)) = (alarm.id.alarm, &alarm.about) {
        let seen = seen_codes::find(conn, code)?;
        alarm.sale = seen.map(|seen| (seen.sale_id, seen.sale)).or(alarm.sale);
    }
    Ok(())
}

/// Adds what of the sale of an alarm is given, and covered by no money.
fn add_risk(conn: &Connection, alarm: &mut AlarmRecord) -> Result<(), LedgerError> {
    let Some((sale, _)) = alarm.sale else {
        return Ok(());
    };
    let standing = sales::load(conn, sale)?;
    let at_risk = standing.at_risk();
    if at_risk > Money::ZERO {
        let release = sales::release_of(conn, sale, &standing)?;
        alarm.at_risk = release.map(|release| (at_risk, release));
    }
    Ok(())
}

/// Takes alarms about a payment away that nobody has seen, since they are not so any more.
pub(crate) fn put_down(
    tx: &Tx<'_>,
    receipt: &Receipt,
    alarms: &[Alarm],
) -> Result<(), LedgerError> {
    let delete = "DELETE FROM alarm WHERE receipt = ?1 AND kind = ?2 AND seen_at_ms IS NULL";
    for alarm in alarms {
        tx.0.prepare_cached(delete)?
            .execute((receipt.as_str(), alarm.name()))?;
    }
    Ok(())
}

/// Keeps the alarms that the row `seq` of the journal raised. That an attempt can't be read is said
/// once.
pub(crate) fn project_raised(
    tx: &Tx<'_>,
    seq: i64,
    at: Timestamp,
    about: &About,
    alarms: &[Alarm],
) -> Result<(), LedgerError> {
    let (attempt, receipt) = match about {
        About::Attempt(attempt) => (Some(attempt), None),
        About::Receipt(receipt) => (None, Some(receipt.as_str())),
    };
    for alarm in alarms {
        if let Some(attempt) = attempt
            && *alarm == Alarm::Unreadable
            && is_known_unreadable(tx.0, *attempt)?
        {
            continue;
        }
        if is_to_be_seen(tx.0, receipt, *alarm)? {
            continue;
        }
        tx.0.prepare_cached(
            "INSERT OR IGNORE INTO alarm (seq, kind, attempt, receipt, raised_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            seq,
            alarm.name(),
            attempt.map(AttemptId::as_bytes),
            receipt,
            at.ms(),
        ))?;
    }
    Ok(())
}

/// Tells whether somebody is still to see that a payment is contradicted: whoever can post bodies
/// fills no screen with it.
fn is_to_be_seen(
    conn: &Connection,
    receipt: Option<&str>,
    alarm: Alarm,
) -> Result<bool, LedgerError> {
    let find = "SELECT 1 FROM alarm WHERE receipt = ?1 AND kind = ?2 AND seen_at_ms IS NULL";
    let is_contradiction = matches!(alarm, Alarm::Conflict | Alarm::TwoBalances);
    match receipt {
        Some(receipt) if is_contradiction => {
            Ok(conn.prepare_cached(find)?.exists((receipt, alarm.name()))?)
        }
        _ => Ok(false),
    }
}

pub(crate) fn project_seen(
    tx: &Tx<'_>,
    at: Timestamp,
    alarm: AlarmId,
    by: PersonId,
) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "UPDATE alarm SET seen_at_ms = ?3, seen_by = ?4
         WHERE seq = ?1 AND kind = ?2 AND seen_at_ms IS NULL",
    )?
    .execute((alarm.seq, alarm.alarm.name(), at.ms(), by.as_bytes()))?;
    Ok(())
}

/// Makes the body of `alarm.seen`.
pub(crate) fn seen_body(alarm: AlarmId, by: PersonId) -> impl Serialize {
    let (alarm, by) = (alarm.to_string(), by.to_string());
    SeenBody { alarm, by }
}

/// Reads the body of `alarm.seen`.
pub(crate) fn read_seen(row: &Written) -> Result<(AlarmId, PersonId), String> {
    let found: SeenBody = body(row)?;
    Ok((
        found.alarm.parse().map_err(text)?,
        found.by.parse().map_err(text)?,
    ))
}

/// Returns the alarm that an effect was: a receipt that stands for another payment is one.
fn is_known_unreadable(conn: &Connection, attempt: AttemptId) -> Result<bool, LedgerError> {
    let found = "SELECT 1 FROM alarm WHERE attempt = ?1 AND kind = 'unreadable'";
    Ok(conn.prepare_cached(found)?.exists([attempt.as_bytes()])?)
}

fn read(row: &Row<'_>) -> Result<AlarmRecord, rusqlite::Error> {
    let (kind, phone): (String, Option<String>) = (row.get(1)?, row.get(7)?);
    let code: Option<String> = row.get(10)?;
    let alarm = Alarm::named(&kind).ok_or(rusqlite::Error::InvalidQuery)?;
    let about = if let Some(attempt) = row.get::<_, Option<[u8; 16]>>(2)? {
        About::Attempt(AttemptId::from_bytes(attempt))
    } else {
        let code: String = row.get(3)?;
        About::Receipt(code.parse().map_err(|_| rusqlite::Error::InvalidQuery)?)
    };
    Ok(AlarmRecord {
        id: AlarmId {
            seq: row.get(0)?,
            alarm,
        },
        about,
        sale: sale_in(row, 4)?,
        amount: money(row.get(6)?),
        phone: phone.and_then(|phone| phone.parse().ok()),
        surplus: money(row.get(8)?),
        raised_at: Timestamp::from_ms(row.get(9)?),
        gap: None,
        at_risk: None,
        code: code.and_then(|code| code.parse().ok()),
    })
}
