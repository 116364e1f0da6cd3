//! The owner's limits, and the agreement of a second person where an act goes beyond them: asked
//! for in the transaction that writes the act, on the sale as it is by then.

use domain::clock::Timestamp;
use domain::ids::{PersonId, SaleId};
use domain::limits::Limits;
use domain::money::Money;
use domain::people::Denied;
use domain::sale::{Leaving, LetGo};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Written, body, json, text};
use crate::error::LedgerError;
use crate::journal::{self, Actor};
use crate::people;
use crate::readers::Readers;
use crate::sales;
use crate::settings;
use crate::writer::Tx;

const ALONE: &str = "limit.alone";
const UNPROMPTED: &str = "limit.unprompted";

/// The kind of the journal that tells of a second person's agreement to what is done next.
pub(crate) const AGREED: &str = "sale.agreed";

/// Who does something, and who agreed to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By {
    /// Who does it.
    pub actor: Actor,
    /// The second person, who showed himself.
    pub agreed: Option<PersonId>,
}

#[derive(Serialize, Deserialize)]
struct AgreedBody {
    to: String,
    by: String,
}

impl From<Actor> for By {
    fn from(actor: Actor) -> Self {
        let agreed = None;
        Self { actor, agreed }
    }
}

impl Tx<'_> {
    /// Sets the owner's limits.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn set_limits(&self, at: Timestamp, by: Actor, limits: Limits) -> Result<(), LedgerError> {
        let Limits { alone, unprompted } = limits;
        for (name, limit) in [(ALONE, alone), (UNPROMPTED, unprompted)] {
            self.set(at, by, name, &limit.to_string())?;
        }
        Ok(())
    }

    /// Lets money of a sale go, if that is within the limits, or a second person agreed, or nobody
    /// is there who could.
    ///
    /// # Errors
    /// [`Denied`] says why not, or the book can't be written.
    pub(crate) fn let_go(
        &self,
        at: Timestamp,
        by: By,
        sale: SaleId,
        act: Leaving,
    ) -> Result<(), LedgerError> {
        let what = sales::load(self.0, sale)?.lets_go(act);
        let alone = find(self.0)?.let_alone(what);
        self.agree(at, by, (sale, act.name()), alone)
    }

    /// Lets an old payment pay for a sale, if a second person agreed, or nobody is there who could.
    ///
    /// # Errors
    /// As [`Self::let_go`].
    pub(crate) fn let_pay(&self, at: Timestamp, by: By, sale: SaleId) -> Result<(), LedgerError> {
        let alone = Err(Denied::SecondWanted);
        self.agree(at, by, (sale, "old_payment"), alone)
    }

    /// Lets so much of a payment go back to its payer, as [`Self::let_go`] lets a sale's money go.
    /// Who agreed is written down with the order.
    ///
    /// # Errors
    /// [`Denied`] says why not, or the book can't be read.
    pub(crate) fn let_back(&self, by: By, money: Money) -> Result<(), LedgerError> {
        let what = LetGo {
            all: money,
            unprompted: Money::ZERO,
        };
        self.let_act(by, find(self.0)?.let_alone(what))
    }

    /// Lets somebody say what became of an order that M-PESA told no end of, if a second person
    /// agreed, or nobody is there who could. Who agreed is written down with what he says.
    ///
    /// # Errors
    /// [`Denied`] says why not, or the book can't be read.
    pub(crate) fn let_tell(&self, by: By) -> Result<(), LedgerError> {
        self.let_act(by, Err(Denied::SecondWanted))
    }

    /// Lets somebody act if a second person agreed who may; without one, where he may act `alone`,
    /// or where there is nobody who could agree.
    fn let_act(&self, by: By, alone: Result<(), Denied>) -> Result<(), LedgerError> {
        let Actor::Person(asker) = by.actor else {
            return Ok(());
        };
        match (by.agreed, alone) {
            (Some(second), _) => Ok(self.person(second)?.person.may_approve(asker)?),
            (None, Err(why)) if people::has_second(self.0, asker)? => Err(why.into()),
            (None, _) => Ok(()),
        }
    }

    /// Writes down that a second person agreed `to` what is done with a sale next; without one, it
    /// is done `alone` where that is let, or where there is nobody who could agree.
    ///
    /// # Errors
    /// As [`Self::let_go`].
    fn agree(
        &self,
        at: Timestamp,
        by: By,
        (sale, to): (SaleId, &str),
        alone: Result<(), Denied>,
    ) -> Result<(), LedgerError> {
        self.let_act(by, alone)?;
        let Some(second) = by.agreed else {
            return Ok(());
        };
        let to = to.to_owned();
        let entry = Entry::Agreed { sale, to, second };
        journal::record(self, at, by.actor, &entry, None).map(drop)
    }
}

impl Readers {
    /// Returns the owner's limits.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn limits(&self) -> Result<Limits, LedgerError> {
        self.with(find)
    }
}

/// Reads the limits; one that was never set is the one that every shop begins with.
fn find(conn: &Connection) -> Result<Limits, LedgerError> {
    let begin = Limits::default();
    let read = |name, begin: Money| -> Result<Money, LedgerError> {
        let kept = settings::find(conn, name)?;
        Ok(kept.and_then(|text| text.parse().ok()).unwrap_or(begin))
    };
    Ok(Limits {
        alone: read(ALONE, begin.alone)?,
        unprompted: read(UNPROMPTED, begin.unprompted)?,
    })
}

/// Writes that a second person agreed; the subject is filled in by the caller.
pub(crate) fn write(to: &str, second: PersonId) -> Written {
    let body = AgreedBody {
        to: to.to_owned(),
        by: second.to_string(),
    };
    Written {
        kind: AGREED.into(),
        subject: None,
        body: json(&body),
        personal: None,
    }
}

/// Reads to what somebody agreed, and who.
pub(crate) fn read(row: &Written) -> Result<(String, PersonId), String> {
    let AgreedBody { to, by } = body(row)?;
    Ok((to, by.parse().map_err(text)?))
}
