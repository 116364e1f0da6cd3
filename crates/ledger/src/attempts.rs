//! Attempts: drafted, brought up to date with each fact, and found again.

use domain::attempt::{Alarm, Attempt, Effect, Fact, Sentences, State, step};
use domain::callback_path::Tag;
use domain::clock::Timestamp;
use domain::ids::{AttemptId, LegId, SaleId};
use domain::money::Money;
use domain::phone::Msisdn;
use domain::sale::{Filling, Payment, Standing};
use domain::shortcode::Shortcode;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::entry::{Draft, Entry};
use crate::error::LedgerError;
use crate::inbox::{self, Evidence};
use crate::journal::{self, Actor, JournalRow, Projected, Recorded};
use crate::readers::Readers;
use crate::receipts;
use crate::sales::{self, SaleNumber, money};
use crate::transfers::{Account, post};
use crate::writer::Tx;

mod timeline;

pub use timeline::Moment;

/// An attempt with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRecord {
    /// Its id.
    pub id: AttemptId,
    /// The sale that it is for.
    pub sale: SaleId,
    /// That sale's number.
    pub sale_number: SaleNumber,
    /// The leg that it is for.
    pub leg: LegId,
    /// The how-manieth attempt for that sale, from 1.
    pub ordinal: u32,
    /// The number that is paid.
    pub shortcode: Shortcode,
    /// When it was drafted.
    pub drafted_at: Timestamp,
    /// Where the sale stands.
    pub standing: Standing,
    /// What of its money the leg did not need any more: it was, or is, owed to the customer.
    pub surplus: Money,
    /// What of its money may be owed to the customer still.
    pub owed: Money,
    /// Its terms and all that is known of it.
    pub attempt: Attempt,
}

/// A body on an attempt's path that was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What came of recording it.
    pub recorded: Recorded,
    /// The attempt with it; none when what the book says of the attempt can't be read.
    pub record: Option<AttemptRecord>,
}

impl AttemptRecord {
    /// Tells whether the goods can be given for this payment: it is proved without a contradiction,
    /// the sale is covered, and no other payment had covered it before.
    pub fn gives_goods(&self) -> bool {
        let paid = matches!(self.attempt.state(), State::Paid(_));
        paid && self.standing.gives_goods() && self.filling().to_leg > Money::ZERO
    }

    /// Returns the reference that goes out with the prompt, and comes back as account in the C2B
    /// confirmation of a `PayBill`: no two attempts have the same.
    pub fn reference(&self) -> String {
        format!("{}-{}", self.sale_number, self.ordinal)
    }

    /// Returns when it was asked for: by Safaricom's clock where that told, else by the till's.
    pub fn asked_at(&self) -> Timestamp {
        let taken = self.attempt.evidence.taken_at();
        taken.unwrap_or(self.drafted_at)
    }

    /// Returns what is said of it: what its state says, unless its money came on top of the sale,
    /// or an earlier prompt is still to be asked about.
    pub fn sentences(&self) -> Sentences {
        match self.attempt.state() {
            State::Refused(_) | State::Failed(_) if self.attempt.evidence.awaits_earlier() => {
                Sentences::ASKING_EARLIER
            }
            state => Sentences::within(&state, self.standing, self.filling(), self.owed),
        }
    }

    /// Tells what becomes of its money once it is paid.
    fn filling(&self) -> Filling {
        let (asked, to_customer) = (self.attempt.terms.amount.money(), self.surplus);
        Filling {
            to_leg: asked.saturating_sub(to_customer),
            to_customer,
        }
    }
}

impl Tx<'_> {
    /// Drafts an attempt. A phone whose earlier attempt is unresolved is prompted only `knowingly`.
    ///
    /// # Errors
    /// [`LedgerError::PromptLiveOnPhone`], [`LedgerError::PromptLiveOnLeg`] while an earlier prompt
    /// may be out; [`LedgerError::UnresolvedOnPhone`].
    pub fn draft_attempt(
        &self,
        at: Timestamp,
        actor: Actor,
        attempt: AttemptId,
        draft: Draft,
        evidence: &Evidence,
        knowingly: bool,
    ) -> Result<AttemptRecord, LedgerError> {
        if !knowingly && self.has_unresolved(&draft)? {
            return Err(LedgerError::UnresolvedOnPhone);
        }
        let entry = Entry::AttemptDrafted { attempt, draft };
        let (_, known) = journal::record(self, at, actor, &entry, Some(evidence))?;
        self.record_of(attempt, known)
    }

    /// Writes down a fact of an attempt.
    ///
    /// # Errors
    /// When the book can't be written, or has no such attempt.
    pub fn record_fact(
        &self,
        at: Timestamp,
        actor: Actor,
        attempt: AttemptId,
        fact: Fact,
        evidence: Option<&Evidence>,
    ) -> Result<(Recorded, AttemptRecord), LedgerError> {
        let entry = Entry::AttemptFact { attempt, fact };
        let (recorded, known) = journal::record(self, at, actor, &entry, evidence)?;
        Ok((recorded, self.record_of(attempt, known)?))
    }

    /// Writes down a body that came on an attempt's path, with the fact that it tells or why it
    /// can't be read. The same bytes are written once: nothing comes of them when they come again.
    ///
    /// # Errors
    /// When the book can't be written, or has no such attempt.
    pub fn take_callback(
        &self,
        at: Timestamp,
        attempt: AttemptId,
        told: Result<Fact, String>,
        evidence: &Evidence,
    ) -> Result<Option<Taken>, LedgerError> {
        if inbox::knows(self, attempt, &evidence.body)? {
            return Ok(None);
        }
        let entry = match told {
            Ok(fact) => Entry::AttemptFact { attempt, fact },
            Err(why) => Entry::BodyUnread { attempt, why },
        };
        let (recorded, known) =
            journal::record(self, at, Actor::Safaricom, &entry, Some(evidence))?;
        let record = match self.record_of(attempt, known) {
            Err(LedgerError::BadRow { .. }) => None,
            record => Some(record?),
        };
        Ok(Some(Taken { recorded, record }))
    }

    /// Finds an attempt.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn attempt(&self, id: AttemptId) -> Result<AttemptRecord, LedgerError> {
        find(self.0, id)
    }

    /// Puts what belongs to an attempt beside what is known of it.
    fn record_of(
        &self,
        id: AttemptId,
        known: Option<Attempt>,
    ) -> Result<AttemptRecord, LedgerError> {
        match known {
            Some(attempt) => with_surroundings(self.0, id, attempt),
            None => self.attempt(id),
        }
    }

    fn has_unresolved(&self, draft: &Draft) -> Result<bool, LedgerError> {
        let found = self
            .0
            .prepare_cached(
                "SELECT 1 FROM attempt WHERE phone = ?1 AND live = 0
                 AND (awaits_earlier = 1 OR state IN ('unsure', 'reported', 'conflicting'))",
            )?
            .query_row([draft.terms.phone.as_str()], |_| Ok(()))
            .optional()?;
        Ok(found.is_some())
    }
}

impl Readers {
    /// Finds an attempt.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], or when the book can't be read.
    pub fn attempt(&self, id: AttemptId) -> Result<AttemptRecord, LedgerError> {
        self.with(|conn| find(conn, id))
    }

    /// Tells whether the tag is the one of this attempt's path.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn admits(&self, attempt: AttemptId, tag: &Tag) -> Result<bool, LedgerError> {
        let kept = "SELECT tag_digest FROM attempt WHERE id = ?1";
        self.admits_on(kept, attempt.as_bytes(), tag)
    }

    /// Returns every attempt of which something is still to be found out, oldest first, without
    /// those that can't be read.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn open_attempts(&self) -> Result<Vec<AttemptRecord>, LedgerError> {
        self.with(|conn| find_all(conn, OPEN, []))
    }

    /// Returns those of them that are for one phone.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn open_on_phone(&self, phone: &Msisdn) -> Result<Vec<AttemptRecord>, LedgerError> {
        let ids = "SELECT id FROM attempt WHERE open = 1 AND phone = ?1 ORDER BY drafted_at_ms, id";
        self.with(|conn| find_all(conn, ids, [phone.as_str()]))
    }

    /// Returns the ids of all that are open, readable or not.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn open_ids(&self) -> Result<Vec<AttemptId>, LedgerError> {
        self.with(|conn| find_ids(conn, OPEN, []))
    }
}

/// The attempts of which something is still to be found out.
const OPEN: &str = "SELECT id FROM attempt WHERE open = 1 ORDER BY drafted_at_ms, id";

/// Reads what [`AttemptRecord::reference`] writes: the number of the sale, and the how-manieth
/// attempt of it.
pub(crate) fn read_reference(text: &str) -> Option<(u32, u32)> {
    let (sale, ordinal) = text.split_once('-')?;
    Some((sale.parse().ok()?, ordinal.parse().ok()?))
}

/// Finds the attempts whose ids a query gives. One that can't be read hides none of the others: an
/// alarm tells of it.
pub(crate) fn find_all(
    conn: &Connection,
    query: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<AttemptRecord>, LedgerError> {
    let ids = find_ids(conn, query, params)?.into_iter();
    ids.map(|id| find(conn, id))
        .filter(|found| !matches!(found, Err(LedgerError::BadRow { .. })))
        .collect()
}

fn find_ids(
    conn: &Connection,
    query: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<AttemptId>, LedgerError> {
    let ids = conn
        .prepare_cached(query)?
        .query_map(params, |row| Ok(AttemptId::from_bytes(row.get(0)?)))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

pub(crate) fn project_draft(
    tx: &Tx<'_>,
    at: Timestamp,
    id: AttemptId,
    draft: &Draft,
) -> Result<Projected, LedgerError> {
    tx.0.prepare_cached(
        "INSERT INTO attempt (id, leg, ordinal, shortcode, tag_digest, phone, amount_cents, state,
             live, open, drafted_at_ms, asked_at_ms)
         SELECT :id, :leg, coalesce(max(attempt.ordinal), 0) + 1, :shortcode, :tag_digest, :phone,
             :amount, 'drafted', 1, 1, :at, :at
         FROM leg JOIN attempt ON attempt.leg = leg.id
         WHERE leg.sale = (SELECT sale FROM leg WHERE id = :leg)",
    )?
    .execute(rusqlite::named_params! {
        ":id": id.as_bytes(),
        ":leg": draft.leg.as_bytes(),
        ":shortcode": draft.shortcode.to_string(),
        ":tag_digest": draft.tag_digest.as_bytes(),
        ":phone": Some(draft.terms.phone.as_str()).filter(|_| draft.terms.phone != Msisdn::ERASED),
        ":amount": draft.terms.amount.money().balance().cents(),
        ":at": at.ms(),
    })?;
    Ok(Projected {
        attempt: Some(Attempt::draft(draft.terms)),
        ..Projected::default()
    })
}

pub(crate) fn project_fact(
    tx: &Tx<'_>,
    (seq, at): (i64, Timestamp),
    id: AttemptId,
    fact: &Fact,
) -> Result<Projected, LedgerError> {
    let before = match load(tx.0, id, seq) {
        // What came is kept all the same, and a person told: no money is lost by it.
        Err(LedgerError::BadRow { .. }) => {
            return set_aside(tx, id);
        }
        before => before?,
    };
    let (after, effects) = step(before, fact);
    update(tx, id, &after)?;
    let mut alarms = receipts::hear_report(tx, (seq, at), id, fact)?;
    for effect in effects {
        alarms.extend(carry_out(tx, (seq, at), id, &after, effect)?);
    }
    alarms.dedup();
    Ok(Projected {
        alarms,
        attempt: Some(after),
        ..Projected::default()
    })
}

/// Leaves an attempt that can't be read to people: nobody follows it or prompts its phone unasked.
pub(crate) fn set_aside(tx: &Tx<'_>, id: AttemptId) -> Result<Projected, LedgerError> {
    let left = "UPDATE attempt SET state = 'conflicting', live = 0, open = 0 WHERE id = ?1";
    tx.0.prepare_cached(left)?.execute([id.as_bytes()])?;
    Ok(Projected {
        alarms: vec![Alarm::Unreadable],
        ..Projected::default()
    })
}

/// Carries out what concerns the book, and passes on what concerns people.
fn carry_out(
    tx: &Tx<'_>,
    (seq, at): (i64, Timestamp),
    id: AttemptId,
    after: &Attempt,
    effect: Effect,
) -> Result<Vec<Alarm>, LedgerError> {
    let amount = after.terms.amount.money();
    match effect {
        Effect::Post => post(tx, seq, Account::ReceiptAwaited, Account::Suspense, amount)?,
        Effect::Settle => {
            let by = Payment::Prompt(id);
            sales::fill_leg(tx, seq, find_leg(tx, id)?, by, amount)?;
        }
        Effect::Attach(receipt) => {
            return receipts::attach(tx, (seq, at), &receipt, id, amount);
        }
        Effect::Alarm(alarm) => return Ok(vec![alarm]),
    }
    Ok(Vec::new())
}

/// Finds the leg that an attempt is for.
pub(crate) fn find_leg(tx: &Tx<'_>, id: AttemptId) -> Result<LegId, LedgerError> {
    let leg = "SELECT leg FROM attempt WHERE id = ?1";
    let leg =
        tx.0.prepare_cached(leg)?
            .query_row([id.as_bytes()], |row| row.get(0))?;
    Ok(LegId::from_bytes(leg))
}

/// Keeps what is read off an attempt's facts.
pub(crate) fn update(tx: &Tx<'_>, id: AttemptId, attempt: &Attempt) -> Result<(), LedgerError> {
    let evidence = &attempt.evidence;
    tx.0.prepare_cached(
        "UPDATE attempt SET state = :state, live = :live, open = :open, receipt = :receipt,
             checkout = :checkout, awaits_earlier = :awaits_earlier,
             asked_at_ms = coalesce(:taken_at, drafted_at_ms)
         WHERE id = :id",
    )?
    .execute(rusqlite::named_params! {
        ":id": id.as_bytes(),
        ":state": attempt.state().name(),
        ":live": evidence.is_live(),
        ":open": evidence.is_open(),
        ":receipt": evidence.named_receipt().map(domain::receipt::Receipt::as_str),
        ":checkout": evidence
            .own_ids()
            .filter(|ids| !ids.are_erased())
            .map(|ids| ids.checkout.as_str()),
        ":awaits_earlier": evidence.awaits_earlier(),
        ":taken_at": evidence.taken_at().map(Timestamp::ms),
    })?;
    Ok(())
}

/// Folds what the journal says of an attempt before the row `before`.
fn load(conn: &Connection, id: AttemptId, before: i64) -> Result<Attempt, LedgerError> {
    let query = format!(
        "SELECT {} FROM journal LEFT JOIN inbox ON inbox.id = journal.inbox
         WHERE journal.subject = ?1 AND journal.seq < ?2 ORDER BY journal.seq",
        JournalRow::COLUMNS
    );
    let mut statement = conn.prepare_cached(&query)?;
    let mut rows = statement.query((id.as_bytes(), before))?;
    let mut attempt = None;
    while let Some(row) = rows.next()? {
        let row = JournalRow::read(row)?;
        let entry =
            Entry::read(&row.written).map_err(|why| LedgerError::BadRow { seq: row.seq, why })?;
        attempt = match (entry, attempt) {
            (Entry::AttemptDrafted { draft, .. }, _) => Some(Attempt::draft(draft.terms)),
            (Entry::AttemptFact { fact, .. }, Some(attempt)) => Some(attempt.knowing(&fact)),
            (_, attempt) => attempt,
        };
    }
    attempt.ok_or(LedgerError::NotFound("attempt"))
}

pub(crate) fn find(conn: &Connection, id: AttemptId) -> Result<AttemptRecord, LedgerError> {
    with_surroundings(conn, id, load(conn, id, i64::MAX)?)
}

fn with_surroundings(
    conn: &Connection,
    id: AttemptId,
    attempt: Attempt,
) -> Result<AttemptRecord, LedgerError> {
    let record = conn
        .prepare_cached(
            "SELECT sale.id, sale.number, leg.id, attempt.ordinal, attempt.drafted_at_ms,
                 coalesce(fill.to_customer_cents, 0), attempt.shortcode
             FROM attempt JOIN leg ON leg.id = attempt.leg JOIN sale ON sale.id = leg.sale
                 LEFT JOIN fill ON fill.attempt = attempt.id
             WHERE attempt.id = ?1",
        )?
        .query_row([id.as_bytes()], read_frame)
        .optional()?;
    let (sale, sale_number, leg, ordinal, drafted_at, surplus, shortcode) =
        record.ok_or(LedgerError::NotFound("attempt"))?;
    let (of, shortcode) = (sales::load(conn, sale)?, read_shortcode(&shortcode)?);
    Ok(AttemptRecord {
        id,
        sale,
        sale_number,
        leg,
        ordinal,
        shortcode,
        drafted_at,
        standing: of.standing(),
        surplus,
        owed: of.owed_of(Payment::Prompt(id)),
        attempt,
    })
}

type Frame = (SaleId, SaleNumber, LegId, u32, Timestamp, Money, String);

fn read_frame(row: &Row<'_>) -> Result<Frame, rusqlite::Error> {
    Ok((
        SaleId::from_bytes(row.get(0)?),
        SaleNumber::new(row.get(1)?),
        LegId::from_bytes(row.get(2)?),
        row.get(3)?,
        Timestamp::from_ms(row.get(4)?),
        money(row.get(5)?),
        row.get(6)?,
    ))
}

/// Finds the number that an attempt is to pay.
pub(crate) fn find_shortcode(conn: &Connection, id: AttemptId) -> Result<Shortcode, LedgerError> {
    let text: String = conn
        .prepare_cached("SELECT shortcode FROM attempt WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))?;
    read_shortcode(&text)
}

fn read_shortcode(text: &str) -> Result<Shortcode, LedgerError> {
    text.parse().map_err(|_| LedgerError::NotFound("shortcode"))
}
