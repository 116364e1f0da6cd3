//! The owner's limits, and the agreement of a second person where an act goes beyond them: asked
//! for in the transaction that writes the act, on the sale as it is by then.
//!
//! What one person lets go alone is a fact of its own, with the day that it counts for. That is the
//! clock's day, but none before the one on which Safaricom last took a prompt, by its own clock:
//! who sets the till's back begins no day anew. What was let go on a day still to come counts
//! until it is over.

use domain::clock::Timestamp;
use domain::debt::DebtRefused;
use domain::eat::TradingDay;
use domain::ids::{PersonId, SaleId};
use domain::limits::Limits;
use domain::money::Money;
use domain::people::Denied;
use domain::sale::{Leaving, LetGo};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Written, body, json, text};
use crate::error::LedgerError;
use crate::journal::{self, Actor};
use crate::people;
use crate::readers::Readers;
use crate::sales::{self, money};
use crate::settings;
use crate::writer::Tx;

const ALONE: &str = "limit.alone";
const UNPROMPTED: &str = "limit.unprompted";
const ALONE_A_DAY: &str = "limit.alone_a_day";
const UNPROMPTED_A_DAY: &str = "limit.unprompted_a_day";
const AT_RISK: &str = "limit.at_risk";

/// The kind of the journal that tells of a second person's agreement to what is done next.
pub(crate) const AGREED: &str = "sale.agreed";

/// The kind of the journal that tells of money that one person lets go alone next.
pub(crate) const LET_ALONE: &str = "sale.let_alone";

/// What somebody let go alone on a day and after it.
const LET_SINCE: &str = "SELECT coalesce(sum(body ->> 'all_cents'), 0),
        coalesce(sum(body ->> 'unprompted_cents'), 0)
    FROM journal INDEXED BY journal_let_alone
    WHERE kind = 'sale.let_alone' AND actor = ?1 AND body ->> 'day' >= ?2";

/// When Safaricom last took a prompt.
const LAST_TAKEN: &str = "SELECT asked_at_ms FROM attempt WHERE checkout IS NOT NULL
    ORDER BY asked_at_ms DESC LIMIT 1";

/// Who does something, and who agreed to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By {
    /// Who does it.
    pub actor: Actor,
    /// The second person, who showed himself.
    pub agreed: Option<PersonId>,
}

/// What one person lets go alone, next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetAlone {
    /// The day that it counts for.
    pub day: TradingDay,
    /// How much.
    pub what: LetGo,
}

#[derive(Serialize, Deserialize)]
struct LetAloneBody {
    day: String,
    all_cents: u64,
    unprompted_cents: u64,
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
        let all = [
            (ALONE, limits.alone),
            (UNPROMPTED, limits.unprompted),
            (ALONE_A_DAY, limits.alone_a_day),
            (UNPROMPTED_A_DAY, limits.unprompted_a_day),
            (AT_RISK, limits.at_risk),
        ];
        for (name, limit) in all {
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
        let found = sales::load(self.0, sale)?;
        let alone = self.may_alone(at, by, (found.lets_go(act), found.adds(act)))?;
        let alone = found.may_alone(act).and(alone);
        self.agree(at, by, (sale, act.name()), alone)?;
        self.keep_alone(at, by, Some(sale), found.adds(act))
    }

    /// Lets goods be given for a code that was only seen, as [`Self::let_go`] lets money go; of one
    /// sale alone, since goods are sold all day.
    ///
    /// # Errors
    /// As [`Self::let_go`].
    pub(crate) fn let_see(
        &self,
        at: Timestamp,
        by: By,
        sale: SaleId,
        money: Money,
    ) -> Result<(), LedgerError> {
        let act = Leaving::Seen(money);
        let what = sales::load(self.0, sale)?.lets_go(act);
        let alone = find(self.0)?.let_alone(what);
        self.agree(at, by, (sale, act.name()), alone)
    }

    /// Lets a payment pay for a sale that is old, or that was one's on sight, if a second person
    /// agreed, or nobody is there who could.
    ///
    /// # Errors
    /// As [`Self::let_go`].
    pub(crate) fn let_pay(&self, at: Timestamp, by: By, sale: SaleId) -> Result<(), LedgerError> {
        let alone = Err(Denied::SecondWanted);
        self.agree(at, by, (sale, "old_payment"), alone)
    }

    /// Lets goods of a sale be put on credit: within the debtor's limit, or where a second person
    /// agreed. Who is alone at the till and trusts somebody with more, says so as the owner.
    ///
    /// # Errors
    /// Why it is not within the limit; [`Denied`]; or the book can't be written.
    pub(crate) fn lend(
        &self,
        at: Timestamp,
        by: By,
        sale: SaleId,
        within: Result<(), DebtRefused>,
    ) -> Result<(), LedgerError> {
        match by.agreed {
            None => Ok(within?),
            Some(_) => self.agree(at, by, (sale, "credit"), Ok(())),
        }
    }

    /// Lets a payment be freed that is kept for a prompt of a sale, as [`Self::let_pay`] lets an
    /// old one pay.
    ///
    /// # Errors
    /// As [`Self::let_go`].
    pub(crate) fn let_free(&self, at: Timestamp, by: By, sale: SaleId) -> Result<(), LedgerError> {
        let alone = Err(Denied::SecondWanted);
        self.agree(at, by, (sale, "free_payment"), alone)
    }

    /// Lets so much of a payment go back to its payer, as [`Self::let_go`] lets a sale's money go.
    /// Who agreed is written down with the order.
    ///
    /// # Errors
    /// [`Denied`] says why not, or the book can't be read.
    pub(crate) fn let_back(&self, at: Timestamp, by: By, money: Money) -> Result<(), LedgerError> {
        let what = LetGo::by_m_pesa(money);
        let alone = self.may_alone(at, by, (what, what))?;
        self.let_act(by, alone)?;
        self.keep_alone(at, by, None, what)
    }

    /// Decides by the owner's limits whether somebody alone lets money go: so much of one sale `in
    /// all`, and with all that he let go alone that day what this act `adds`.
    fn may_alone(
        &self,
        at: Timestamp,
        by: By,
        (in_all, adds): (LetGo, LetGo),
    ) -> Result<Result<(), Denied>, LedgerError> {
        let limits = find(self.0)?;
        let that_day = let_since(self.0, by.actor, day_of(self.0, at)?)?.and(adds);
        let of_the_sale = limits.let_alone(in_all);
        Ok(of_the_sale.and_then(|()| limits.let_alone_a_day(that_day)))
    }

    /// Writes down what one person lets go alone.
    fn keep_alone(
        &self,
        at: Timestamp,
        by: By,
        sale: Option<SaleId>,
        what: LetGo,
    ) -> Result<(), LedgerError> {
        let is_alone = matches!(by.actor, Actor::Person(_)) && by.agreed.is_none();
        if !is_alone || what == LetGo::NOTHING {
            return Ok(());
        }
        let day = day_of(self.0, at)?;
        let alone = LetAlone { day, what };
        let entry = Entry::LetAlone { sale, alone };
        journal::record(self, at, by.actor, &entry, None).map(drop)
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
pub(crate) fn find(conn: &Connection) -> Result<Limits, LedgerError> {
    let begin = Limits::default();
    let read = |name, begin: Money| -> Result<Money, LedgerError> {
        let kept = settings::find(conn, name)?;
        Ok(kept.and_then(|text| text.parse().ok()).unwrap_or(begin))
    };
    Ok(Limits {
        alone: read(ALONE, begin.alone)?,
        unprompted: read(UNPROMPTED, begin.unprompted)?,
        alone_a_day: read(ALONE_A_DAY, begin.alone_a_day)?,
        unprompted_a_day: read(UNPROMPTED_A_DAY, begin.unprompted_a_day)?,
        at_risk: read(AT_RISK, begin.at_risk)?,
    })
}

/// Returns the day that something counts for which is done when the till's clock shows `at`.
fn day_of(conn: &Connection, at: Timestamp) -> Result<TradingDay, LedgerError> {
    let taken = conn
        .prepare_cached(LAST_TAKEN)?
        .query_row([], |row| row.get(0))
        .optional()?;
    let taken = taken.map_or(at, Timestamp::from_ms);
    Ok(TradingDay::of(at.max(taken)))
}

fn let_since(conn: &Connection, who: Actor, day: TradingDay) -> Result<LetGo, LedgerError> {
    let params = (who.to_string(), day.to_string());
    let read = |row: &Row<'_>| {
        let (all, unprompted) = (money(row.get(0)?), money(row.get(1)?));
        Ok(LetGo { all, unprompted })
    };
    Ok(conn.prepare_cached(LET_SINCE)?.query_row(params, read)?)
}

/// Writes what one person lets go alone; the subject is filled in by the caller.
pub(crate) fn write_alone(alone: &LetAlone) -> Written {
    let body = LetAloneBody {
        day: alone.day.to_string(),
        all_cents: alone.what.all.cents(),
        unprompted_cents: alone.what.unprompted.cents(),
    };
    Written {
        kind: LET_ALONE.into(),
        subject: None,
        body: json(&body),
        personal: None,
    }
}

/// Reads it back.
pub(crate) fn read_alone(row: &Written) -> Result<LetAlone, String> {
    let read: LetAloneBody = body(row)?;
    let money = |cents| Money::from_cents(cents).ok_or("too much money");
    Ok(LetAlone {
        day: read.day.parse().map_err(text)?,
        what: LetGo {
            all: money(read.all_cents)?,
            unprompted: money(read.unprompted_cents)?,
        },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations;

    #[test]
    fn what_was_let_go_on_a_day_and_when_a_prompt_was_last_taken_is_found_by_an_index() {
        let conn = migrations::newest();
        for query in [LET_SINCE, LAST_TAKEN] {
            let plan = format!("EXPLAIN QUERY PLAN {query}");
            let mut statement = conn.prepare(&plan).expect("a query");
            let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3));
            for step in steps {
                let step = step.expect("a step");
                assert!(step.contains("INDEX"), "{step}");
            }
        }
    }
}
