//! Goods that are given before their money is proved: by whom, up to which sum, and when the till
//! gives up waiting for the proof.
//!
//! What of it is at risk is decided by `domain::sale`; each change of that is moved between what
//! the one who gave the goods answers for, and the shop's goods.

use domain::attempt::State;
use domain::clock::Timestamp;
use domain::ids::{AttemptId, LegId, PersonId, SaleId};
use domain::money::Money;
use domain::people::{Denied, PersonName};
use domain::receipt::Receipt;
use domain::sale::{Awaited, Sale, Tender, Trust};
use rusqlite::{Connection, OptionalExtension, Row};

use super::{SaleRecord, money, records, states};
use crate::attempts;
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::journal::{self, Actor, JournalRow};
use crate::limits::{self, By};
use crate::people;
use crate::readers::Readers;
use crate::receipts::{self, Given, known};
use crate::sale_facts::{self, SaleFact};
use crate::transfers::Account;
use crate::writer::Tx;

/// That goods of a sale were given before their money was proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseRecord {
    /// When.
    pub at: Timestamp,
    /// How much was not proved then.
    pub money: Money,
    /// What the one is called who gave them; nothing when it was erased.
    pub by: Option<PersonName>,
    /// What the one is called who agreed: of an owner who works alone, he himself.
    pub agreed: Option<PersonName>,
}

impl Tx<'_> {
    /// Gives the goods of a sale before its money is proved, at the owner's risk.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_release`] and of [`domain::limits::Limits::let_risk`];
    /// [`Denied`] unless somebody agreed who may; there is no such sale; or the book can't be
    /// written.
    pub fn release(&self, at: Timestamp, by: By, sale: SaleId) -> Result<(), LedgerError> {
        let money = may_release(self.0, sale, at)?;
        let Actor::Person(asker) = by.actor else {
            return Err(Denied::NoRight.into());
        };
        let agreed = by.agreed.ok_or(Denied::SecondWanted)?;
        let alone = !people::has_second(self.0, asker)?;
        self.person(agreed)?
            .person
            .may_agree_to_risk(asker, alone)?;
        let fact = SaleFact::Released {
            money,
            by: asker,
            agreed,
        };
        journal::record(self, at, by.actor, &Entry::SaleFact { sale, fact }, None).map(drop)
    }
}

impl Readers {
    /// Decides whether the goods of a sale can be given before its money is proved, and how much
    /// that puts at risk.
    ///
    /// # Errors
    /// [`LedgerError::NotReleasable`] says why not; there is no such sale; or the book can't be
    /// read.
    pub fn may_release(&self, sale: SaleId, now: Timestamp) -> Result<Money, LedgerError> {
        self.with(|conn| may_release(conn, sale, now))
    }

    /// Returns the sales whose goods were given, and are covered by no money, oldest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn sales_at_risk(&self) -> Result<Vec<SaleRecord>, LedgerError> {
        self.with(|conn| records::find_all(conn, AT_RISK, []))
    }

    /// Tells whether nobody could agree to what somebody does.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn works_alone(&self, person: PersonId) -> Result<bool, LedgerError> {
        self.with(|conn| Ok(!people::has_second(conn, person)?))
    }
}

pub(super) const AT_RISK: &str = "SELECT id FROM sale WHERE at_risk_cents > 0 ORDER BY number";

/// All that is at risk at once is held against the owner's limit, in the transaction that adds to
/// it.
fn may_release(conn: &Connection, sale: SaleId, now: Timestamp) -> Result<Money, LedgerError> {
    let standing = states::load(conn, sale)?;
    let money = standing.may_release(&awaited(conn, sale)?, now)?;
    let already: i64 = conn
        .prepare_cached("SELECT coalesce(sum(at_risk_cents), 0) FROM sale WHERE at_risk_cents > 0")?
        .query_row([], |row| row.get(0))?;
    limits::find(conn)?.let_risk(states::money(already), money)?;
    Ok(money)
}

/// The payments that the legs of a sale wait for: claimed, told of by a confirmation, or by a body
/// on a prompt's own path.
fn awaited(conn: &Connection, sale: SaleId) -> Result<Vec<Awaited>, LedgerError> {
    let mut found = given(conn, sale)?;
    let standing = states::load(conn, sale)?;
    let prompted = standing
        .legs
        .iter()
        .filter(|(_, leg)| leg.tender == Tender::Prompt);
    for (leg, _) in prompted {
        found.extend(reported(conn, *leg)?);
    }
    Ok(found)
}

fn given(conn: &Connection, sale: SaleId) -> Result<Vec<Awaited>, LedgerError> {
    let of_sale = "SELECT leg.id, allocation.receipt, allocation.amount_cents, journal.at_ms
         FROM leg JOIN allocation ON allocation.leg = leg.id
         JOIN journal ON journal.seq = allocation.seq
         WHERE leg.sale = ?1 AND allocation.taken_back_seq IS NULL";
    let read = |row: &Row<'_>| {
        let number: String = row.get(1)?;
        let awaited = Awaited {
            leg: LegId::from_bytes(row.get(0)?),
            money: money(row.get(2)?),
            since: Timestamp::from_ms(row.get(3)?),
            trust: Trust::Doubtful,
        };
        Ok((
            number.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
            awaited,
        ))
    };
    let found: Vec<(Receipt, Awaited)> = conn
        .prepare_cached(of_sale)?
        .query_map([sale.as_bytes()], read)?
        .collect::<Result<_, _>>()?;
    let with_trust = |(receipt, awaited): (Receipt, Awaited)| {
        let trust = trust(conn, &receipt, sale)?;
        Ok(Awaited { trust, ..awaited })
    };
    found.into_iter().map(with_trust).collect()
}

fn trust(conn: &Connection, receipt: &Receipt, sale: SaleId) -> Result<Trust, LedgerError> {
    let (evidence, sources) = known::find(conn, receipt, i64::MAX)?;
    let belongs = receipts::belongs(conn, receipt)?.ok_or(LedgerError::NotFound("payment"))?;
    let given = if sources.is_empty() {
        Given::ByClaim
    } else {
        Given::Knowingly
    };
    if receipts::is_old(conn, receipt, sale, given)? {
        return Ok(Trust::Doubtful);
    }
    Ok(evidence.trust(belongs))
}

/// What a body on the path of one of a leg's prompts tells; nothing while none does.
fn reported(conn: &Connection, leg: LegId) -> Result<Option<Awaited>, LedgerError> {
    let of_leg = "SELECT id FROM attempt WHERE leg = ?1 ORDER BY ordinal";
    let prompts = attempts::find_all(conn, of_leg, [leg.as_bytes()])?;
    let stands = |wanted: fn(&State) -> bool| {
        let mut prompts = prompts.iter();
        prompts.find(|record| wanted(&record.attempt.state()))
    };
    let contradicted = stands(|state| matches!(state, State::Conflicting(_)));
    let trust = contradicted.map_or(Trust::OnlyUnproved, |_| Trust::Doubtful);
    let told = contradicted.or(stands(|state| *state == State::Reported));
    let Some(record) = told else {
        return Ok(None);
    };
    let first = "SELECT min(at_ms) FROM journal WHERE subject = ?1 AND kind = 'attempt.reported'";
    let since: Option<i64> = conn
        .prepare_cached(first)?
        .query_row([record.id.as_bytes()], |row| row.get(0))?;
    Ok(since.map(|since| Awaited {
        leg,
        money: record.attempt.terms.amount.money(),
        since: Timestamp::from_ms(since),
        trust,
    }))
}

/// Finds the leg of a prompt for which goods were given, when no prompt of that leg can be proved
/// any more as far as is known. Whoever waited for the proof has to ask for the money anew.
pub(crate) fn given_up(
    tx: &Tx<'_>,
    attempt: AttemptId,
) -> Result<Option<(SaleId, LegId)>, LedgerError> {
    let find = "SELECT sale.id, leg.id FROM attempt JOIN leg ON leg.id = attempt.leg
             JOIN sale ON sale.id = leg.sale
         WHERE attempt.id = ?1 AND sale.at_risk_cents > 0 AND leg.released_cents > 0
             AND leg.withdrawn = 0 AND leg.covered_cents < leg.amount_cents
             AND NOT EXISTS (SELECT 1 FROM attempt AS other WHERE other.leg = leg.id
                 AND other.state NOT IN ('refused', 'failed', 'lapsed', 'conflicting'))";
    let found =
        tx.0.prepare_cached(find)?
            .query_row([attempt.as_bytes()], |row| {
                Ok((
                    SaleId::from_bytes(row.get(0)?),
                    LegId::from_bytes(row.get(1)?),
                ))
            })
            .optional()?;
    Ok(found)
}

/// Keeps who gave the goods of a sale: the first one stands.
pub(super) fn answers_for(tx: &Tx<'_>, sale: SaleId, by: PersonId) -> Result<(), LedgerError> {
    let keep = "UPDATE sale SET released_by = ?2 WHERE id = ?1 AND released_by IS NULL";
    tx.0.prepare_cached(keep)?
        .execute((sale.as_bytes(), by.as_bytes()))?;
    Ok(())
}

/// Returns the account of whoever gave the goods of a sale.
pub(super) fn claims_of(conn: &Connection, sale: SaleId) -> Result<Account, LedgerError> {
    let by: Option<[u8; 16]> = conn
        .prepare_cached("SELECT released_by FROM sale WHERE id = ?1")?
        .query_row([sale.as_bytes()], |row| row.get(0))?;
    let by = by.ok_or(LedgerError::NotFound("person who gave the goods"))?;
    Ok(Account::ClaimsOutstanding(PersonId::from_bytes(by)))
}

/// Returns that goods of a sale were given before their money was proved; nothing when they were
/// not.
pub(crate) fn release_of(
    conn: &Connection,
    id: SaleId,
    sale: &Sale,
) -> Result<Option<ReleaseRecord>, LedgerError> {
    if sale.released() == Money::ZERO {
        return Ok(None);
    }
    let first = format!(
        "SELECT {} FROM journal LEFT JOIN inbox ON inbox.id = journal.inbox
         WHERE journal.subject = ?1 AND journal.kind = 'sale.released'
         ORDER BY journal.seq LIMIT 1",
        JournalRow::COLUMNS
    );
    let row = conn
        .prepare_cached(&first)?
        .query_row([id.as_bytes()], JournalRow::read)
        .optional()?;
    let Some(JournalRow {
        seq, at, written, ..
    }) = row
    else {
        return Ok(None);
    };
    let fact = sale_facts::read(&written).map_err(|why| LedgerError::BadRow { seq, why })?;
    let SaleFact::Released { money, by, agreed } = fact else {
        return Ok(None);
    };
    Ok(Some(ReleaseRecord {
        at,
        money,
        by: people::name_of(conn, by)?,
        agreed: people::name_of(conn, agreed)?,
    }))
}
