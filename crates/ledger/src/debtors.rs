//! Who has goods on credit, or had: what each owes, and how much he may.
//!
//! What a debtor owes is the sum over his sales, each of which keeps what it adds to it
//! (`sales::states`). Who he is can be erased once nothing is owed; his sales stay.

use domain::clock::Timestamp;
use domain::debt::{DebtAccount, DebtRefused, owed_since};
use domain::ids::DebtorId;
use domain::money::{Balance, Money};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::debtor_facts::{DebtorFact, DebtorPerson};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::inbox::{self, Evidence};
use crate::journal::{self, Actor};
use crate::readers::Readers;
use crate::sales::money;
use crate::writer::Tx;

/// Somebody who may have goods on credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebtorRecord {
    /// Which he is.
    pub id: DebtorId,
    /// Who he is; nothing when it was erased.
    pub who: Option<DebtorPerson>,
    /// What he owes, and how much he may.
    pub account: DebtAccount,
    /// Since when he owes something without a break; nothing when he does not.
    pub since: Option<Timestamp>,
}

impl Tx<'_> {
    /// Lets somebody have goods on credit; how much, an owner says.
    ///
    /// # Errors
    /// [`DebtRefused::PhoneTaken`], or when the book can't be written.
    pub fn add_debtor(
        &self,
        at: Timestamp,
        actor: Actor,
        debtor: DebtorId,
        (who, typed): (DebtorPerson, &Evidence),
    ) -> Result<(), LedgerError> {
        let who = Some(who);
        self.tell_debtor(at, actor, debtor, DebtorFact::Added { who }, Some(typed))
    }

    /// Changes what a debtor is called, or his phone.
    ///
    /// # Errors
    /// [`DebtRefused::Erased`], [`DebtRefused::PhoneTaken`]; there is no such debtor; or the book
    /// can't be written.
    pub fn change_debtor(
        &self,
        at: Timestamp,
        actor: Actor,
        debtor: DebtorId,
        (who, typed): (DebtorPerson, &Evidence),
    ) -> Result<(), LedgerError> {
        self.debtor(debtor)?.must_be_known()?;
        let who = Some(who);
        self.tell_debtor(at, actor, debtor, DebtorFact::Changed { who }, Some(typed))
    }

    /// Says how much a debtor may owe.
    ///
    /// # Errors
    /// As [`Self::change_debtor`].
    pub fn limit_debtor(
        &self,
        at: Timestamp,
        actor: Actor,
        debtor: DebtorId,
        limit: Money,
    ) -> Result<(), LedgerError> {
        self.debtor(debtor)?.must_be_known()?;
        self.tell_debtor(at, actor, debtor, DebtorFact::Limited { limit }, None)
    }

    /// Erases who a debtor is, in the evidence too. His sales and repayments stay.
    ///
    /// # Errors
    /// [`DebtRefused::NotSettled`], also while a sale of his is open; [`DebtRefused::Erased`];
    /// there is no such debtor; or the book can't be written.
    pub fn erase_debtor(
        &self,
        at: Timestamp,
        actor: Actor,
        debtor: DebtorId,
    ) -> Result<(), LedgerError> {
        let found = self.debtor(debtor)?;
        found.must_be_known()?;
        found.account.may_be_erased()?;
        let open = "SELECT 1 FROM sale WHERE debtor = ?1 AND state IN ('open', 'short')";
        if self.0.prepare_cached(open)?.exists([debtor.as_bytes()])? {
            return Err(DebtRefused::NotSettled.into());
        }
        inbox::erase_what_tells_of(self, debtor.as_bytes(), "debtor.")?;
        self.tell_debtor(at, actor, debtor, DebtorFact::Erased, None)
    }

    /// Finds a debtor.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn debtor(&self, id: DebtorId) -> Result<DebtorRecord, LedgerError> {
        find(self.0, id)
    }

    fn tell_debtor(
        &self,
        at: Timestamp,
        actor: Actor,
        debtor: DebtorId,
        fact: DebtorFact,
        typed: Option<&Evidence>,
    ) -> Result<(), LedgerError> {
        let entry = Entry::DebtorFact { debtor, fact };
        journal::record(self, at, actor, &entry, typed).map(drop)
    }
}

impl Readers {
    /// Returns the debtors who are known, in the order of their names.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn debtors(&self) -> Result<Vec<DebtorRecord>, LedgerError> {
        self.with(|conn| {
            let known =
                format!("{SELECT} WHERE name IS NOT NULL ORDER BY name COLLATE NOCASE, debtor.id");
            let mut found: Vec<DebtorRecord> = conn
                .prepare_cached(&known)?
                .query_map([], read)?
                .collect::<Result<_, _>>()?;
            for debtor in &mut found {
                debtor.since = since(conn, debtor)?;
            }
            Ok(found)
        })
    }

    /// Finds a debtor.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn debtor(&self, id: DebtorId) -> Result<DebtorRecord, LedgerError> {
        self.with(|conn| find(conn, id))
    }
}

impl DebtorRecord {
    /// Refuses whoever was erased.
    ///
    /// # Errors
    /// [`DebtRefused::Erased`].
    pub fn must_be_known(&self) -> Result<(), DebtRefused> {
        self.who.as_ref().map(drop).ok_or(DebtRefused::Erased)
    }
}

pub(crate) fn project(
    tx: &Tx<'_>,
    at: Timestamp,
    debtor: DebtorId,
    fact: &DebtorFact,
) -> Result<(), LedgerError> {
    let parts = |who: &Option<DebtorPerson>| {
        let name = who.as_ref().map(|who| who.name.as_str().to_owned());
        (name, who.as_ref().map(|who| who.phone.to_string()))
    };
    let id = debtor.as_bytes();
    match fact {
        DebtorFact::Added { who } => {
            let (name, phone) = parts(who);
            tx.0.prepare_cached(
                "INSERT INTO debtor (id, name, phone, added_at_ms) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((id, name, phone, at.ms()))?;
        }
        DebtorFact::Changed { who } => {
            let (name, phone) = parts(who);
            tx.0.prepare_cached("UPDATE debtor SET name = ?2, phone = ?3 WHERE id = ?1")?
                .execute((id, name, phone))?;
        }
        DebtorFact::Limited { limit } => {
            tx.0.prepare_cached("UPDATE debtor SET limit_cents = ?2 WHERE id = ?1")?
                .execute((id, limit.balance().cents()))?;
        }
        DebtorFact::Erased => {
            tx.0.prepare_cached(
                "UPDATE debtor SET name = NULL, phone = NULL, erased_at_ms = ?2 WHERE id = ?1",
            )?
            .execute((id, at.ms()))?;
        }
    }
    Ok(())
}

const SELECT: &str = "SELECT id, name, phone, limit_cents, (SELECT coalesce(sum(debt_cents), 0)
    FROM sale WHERE sale.debtor = debtor.id) FROM debtor";

pub(crate) fn find(conn: &Connection, id: DebtorId) -> Result<DebtorRecord, LedgerError> {
    let found = conn
        .prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
        .query_row([id.as_bytes()], read)
        .optional()?;
    let found = found.ok_or(LedgerError::NotFound("debtor"))?;
    let since = since(conn, &found)?;
    Ok(DebtorRecord { since, ..found })
}

fn since(conn: &Connection, debtor: &DebtorRecord) -> Result<Option<Timestamp>, LedgerError> {
    if debtor.account.debt() == Money::ZERO {
        return Ok(None);
    }
    let newest_first = "SELECT opened_at_ms, debt_cents FROM sale
        WHERE debtor = ?1 AND debt_cents > 0 ORDER BY number DESC";
    let lent = conn
        .prepare_cached(newest_first)?
        .query_map([debtor.id.as_bytes()], |row| {
            Ok((Timestamp::from_ms(row.get(0)?), money(row.get(1)?)))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(owed_since(debtor.account.owes, lent))
}

fn read(row: &Row<'_>) -> Result<DebtorRecord, rusqlite::Error> {
    let (name, phone): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
    let who = name.zip(phone).map(|(name, phone)| {
        Ok::<_, rusqlite::Error>(DebtorPerson {
            name: name.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
            phone: phone.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
        })
    });
    Ok(DebtorRecord {
        id: DebtorId::from_bytes(row.get(0)?),
        who: who.transpose()?,
        account: DebtAccount {
            owes: Balance::from_cents(row.get(4)?),
            limit: money(row.get(3)?),
        },
        since: None,
    })
}
