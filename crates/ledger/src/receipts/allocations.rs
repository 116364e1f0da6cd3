//! Which payments were given to which legs of sales, and what of each is proved and fills one.
//!
//! A payment is given by a person, knowingly; its money fills the leg once an answer to our own
//! question proves it. Each leg gets one payment in its life, a payment may be given to several.

use domain::clock::Timestamp;
use domain::debt::DebtRefused;
use domain::eat::TradingDay;
use domain::ids::{DebtorId, LegId, SaleId};
use domain::money::Money;
use domain::receipt::life::{Belongs, Evidence as Known, Fact};
use domain::receipt::{DateHint, NotFree, Receipt, is_older};
use domain::sale::{Heed, Leaving, Objection, Payment, Tender};
use rusqlite::{Connection, OptionalExtension, Row};

use super::known;
use crate::commands;
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::inbox::Evidence;
use crate::journal::{self, Recorded};
use crate::limits::By;
use crate::readers::Readers;
use crate::sale_facts::SaleFact;
use crate::sales::{self, SaleNumber, money};
use crate::seen_codes::{self, SeenCode};
use crate::writer::Tx;

/// A payment that is given to a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// The payment.
    pub receipt: Receipt,
    /// How much of it: all that is left, if nothing is said.
    pub money: Option<Money>,
    /// The sale.
    pub sale: SaleId,
    /// The leg that the sale gets for it.
    pub leg: LegId,
}

/// By whom a payment was given to a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// By somebody who chose it among those that had come.
    Knowingly,
    /// By somebody who typed its code, before anybody had heard of it.
    ByClaim,
}

/// Which sale has a code, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The sale's number.
    pub sale: SaleNumber,
    /// When it was given to it.
    pub at: Timestamp,
    /// Whether nobody has heard of the payment yet.
    pub only_claimed: bool,
}

impl Tx<'_> {
    /// Gives a payment that came by itself to a sale, which gets a leg for it. Legs that wait for
    /// the same money are withdrawn.
    ///
    /// # Errors
    /// [`LedgerError::NotFree`], and [`LedgerError::Used`] with the sale that has it; those of
    /// [`domain::sale::Sale::may_receive`]; [`domain::people::Denied`] when it is older than the
    /// sale, or goods were given for its code on sight, and no second person agreed; there is no
    /// such payment or sale; or the book can't be written.
    pub fn allocate(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        allocation: Allocation,
        heed: Heed,
    ) -> Result<Recorded, LedgerError> {
        let by = by.into();
        let money = self.may_allocate(&allocation.receipt, allocation.money)?;
        self.give(at, by, allocation, money, (Given::Knowingly, heed))
    }

    /// Claims a code for a sale that nobody has heard of yet: its leg waits for the payment. One
    /// that has come meanwhile is given.
    ///
    /// # Errors
    /// As [`Self::allocate`]; [`LedgerError::Used`] also with the sale that has it on sight.
    pub fn claim(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        claim: Allocation,
        heed: Heed,
    ) -> Result<Recorded, LedgerError> {
        let (by, receipt) = (by.into(), &claim.receipt);
        let (known, _) = known::find(self.0, receipt, i64::MAX)?;
        if known.hearings().next().is_some() {
            return self.allocate(at, by, claim, heed);
        }
        if let Some(SeenCode { sale, at, .. }) = seen_codes::find(self.0, receipt)? {
            return Err(LedgerError::Used { sale, at });
        }
        let belongs = belongs(self.0, receipt)?.unwrap_or(Belongs::ToNobody);
        if let Err(why) = known.may_be_claimed(belongs) {
            return Err(self.not_free(receipt, why)?);
        }
        let room = sales::load(self.0, claim.sale)?.room();
        let money = claim.money.unwrap_or(room);
        self.give(at, by, claim, money, (Given::ByClaim, heed))
    }

    /// Lets a debtor repay by a payment that came by itself: as much as he owes, in a sale without
    /// goods that is opened for it.
    ///
    /// # Errors
    /// [`domain::debt::DebtRefused`]; and as [`Self::allocate`].
    pub fn repay_by(
        &self,
        at: Timestamp,
        by: By,
        allocation: Allocation,
        debtor: DebtorId,
    ) -> Result<Recorded, LedgerError> {
        let money = self.may_allocate(&allocation.receipt, allocation.money)?;
        let owes = self.debtor(debtor)?.account.debt();
        if owes == Money::ZERO {
            return Err(DebtRefused::MoreThanOwed { owes }.into());
        }
        self.open_repayment(at, by.actor, allocation.sale, (debtor, money.min(owes)))?;
        self.allocate(at, by, allocation, Heed::Stop)
    }

    fn give(
        &self,
        at: Timestamp,
        by: By,
        allocation: Allocation,
        money: Money,
        (given, heed): (Given, Heed),
    ) -> Result<Recorded, LedgerError> {
        let Allocation {
            receipt, sale, leg, ..
        } = allocation;
        let standing = sales::load(self.0, sale)?;
        standing.may_receive(money, sales::prompts(self.0, sale)?, heed)?;
        if is_old(self.0, &receipt, sale, given)? || seen_codes::find(self.0, &receipt)?.is_some() {
            self.let_pay(at, by, sale)?;
        }
        let write = |entry: Entry| journal::record(self, at, by.actor, &entry, None);
        for leg in standing.replaced_by(money) {
            let fact = SaleFact::Withdrawn { leg };
            write(Entry::SaleFact { sale, fact })?;
        }
        write(Entry::LegAdded {
            leg,
            sale,
            tender: Tender::Received,
            amount: money.min(standing.room()),
        })?;
        let fact = match given {
            Given::Knowingly => Fact::Allocated { leg, money },
            Given::ByClaim => Fact::Claimed { leg, money },
        };
        Ok(write(Entry::ReceiptFact { receipt, fact })?.0)
    }

    /// Takes a payment back from the leg that it was given to: it belongs to nobody again; `typed`
    /// is why. Returns with it the sale.
    ///
    /// # Errors
    /// [`Objection::Withdrawn`] when it has none; those of
    /// [`domain::sale::Sale::may_take_back`]; [`domain::people::Denied`] beyond the owner's limits;
    /// there is no such leg; or the book can't be written.
    pub fn unallocate(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        (leg, typed): (LegId, &Evidence),
        heed: Heed,
    ) -> Result<(Recorded, SaleId), LedgerError> {
        let (by, sale) = (by.into(), sales::sale_of(self.0, leg)?);
        let receipt = given_to(self, leg)?.ok_or(Objection::Withdrawn)?;
        let under_way = sales::under_way(self.0, sale)?;
        sales::load(self.0, sale)?.may_take_back(leg, under_way, heed)?;
        self.let_go(at, by, sale, Leaving::TakeBack(leg))?;
        let fact = Fact::Unallocated(leg);
        let entry = Entry::ReceiptFact { receipt, fact };
        let (recorded, _) = journal::record(self, at, by.actor, &entry, Some(typed))?;
        Ok((recorded, sale))
    }

    fn may_allocate(&self, receipt: &Receipt, wanted: Option<Money>) -> Result<Money, LedgerError> {
        let belongs = belongs(self.0, receipt)?;
        let belongs = belongs.ok_or(LedgerError::NotFound("payment"))?;
        let (known, _) = known::find(self.0, receipt, i64::MAX)?;
        match known.may_allocate(belongs, wanted) {
            Ok(_) if commands::is_being_sent_back(self.0, receipt)? => {
                Err(NotFree::BeingSentBack.into())
            }
            Ok(money) => Ok(money),
            Err(why) => Err(self.not_free(receipt, why)?),
        }
    }

    /// Says why a payment is not free: where a sale has it, which and since when.
    pub(crate) fn not_free(
        &self,
        receipt: &Receipt,
        why: NotFree,
    ) -> Result<LedgerError, LedgerError> {
        let holding = match why {
            NotFree::Used { left: Money::ZERO } => holding_of(self.0, receipt)?,
            _ => None,
        };
        Ok(
            holding.map_or(why.into(), |Holding { sale, at, .. }| LedgerError::Used {
                sale,
                at,
            }),
        )
    }
}

impl Readers {
    /// Returns which sale has a payment, and since when.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn holding_of(&self, receipt: &Receipt) -> Result<Option<Holding>, LedgerError> {
        self.with(|conn| holding_of(conn, receipt))
    }

    /// Returns the payments that sales have and that are not proved, with the time when each was
    /// given or claimed, the last one last: one that is void or covered owes what comes.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn unproved_payments(&self) -> Result<Vec<(Receipt, Timestamp)>, LedgerError> {
        let read = |row: &Row<'_>| {
            let (number, at): (String, i64) = (row.get(0)?, row.get(1)?);
            let number = number.parse().map_err(|_| rusqlite::Error::InvalidQuery)?;
            Ok((number, Timestamp::from_ms(at)))
        };
        self.with(|conn| {
            let found = conn
                .prepare_cached(UNPROVED)?
                .query_map([], read)?
                .collect::<Result<_, _>>()?;
            Ok(found)
        })
    }
}

/// By the index of payments that are not proved: what ever was given is years of rows.
const UNPROVED: &str = "SELECT receipt.number, journal.at_ms
     FROM receipt INDEXED BY receipt_unproved
     JOIN allocation ON allocation.receipt = receipt.number
     JOIN journal ON journal.seq = allocation.seq
     LEFT JOIN fill ON fill.leg = allocation.leg AND fill.attempt IS NULL
     WHERE receipt.state IN ('claimed', 'reported', 'held', 'conflicting', 'disproved')
         AND allocation.taken_back_seq IS NULL AND fill.id IS NULL
     ORDER BY journal.seq";

pub(crate) fn add(
    tx: &Tx<'_>,
    seq: i64,
    receipt: &Receipt,
    (leg, money): (LegId, Money),
    given: Given,
) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "INSERT INTO allocation (leg, receipt, amount_cents, seq, claimed)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((
        leg.as_bytes(),
        receipt.as_str(),
        money.balance().cents(),
        seq,
        given == Given::ByClaim,
    ))?;
    Ok(())
}

/// Lets a claim be about as much as is known to have come.
pub(crate) fn follow_claim(tx: &Tx<'_>, known: &Known) -> Result<(), LedgerError> {
    let Some((leg, money)) = known.claim().filter(|(_, money)| *money > Money::ZERO) else {
        return Ok(());
    };
    let update = "UPDATE allocation SET amount_cents = ?2 WHERE leg = ?1 AND claimed = 1";
    tx.0.prepare_cached(update)?
        .execute((leg.as_bytes(), money.balance().cents()))?;
    Ok(())
}

pub(crate) fn take_back(
    tx: &Tx<'_>,
    seq: i64,
    receipt: &Receipt,
    leg: LegId,
) -> Result<(), LedgerError> {
    let update = "UPDATE allocation SET taken_back_seq = ?3
        WHERE leg = ?1 AND receipt = ?2 AND taken_back_seq IS NULL";
    let taken =
        tx.0.prepare_cached(update)?
            .execute((leg.as_bytes(), receipt.as_str(), seq))?;
    if taken == 0 {
        return Ok(());
    }
    sales::empty_leg(tx, seq, leg)
}

/// Fills the legs that a proved payment was given to; what fills one already, fills it once.
pub(crate) fn settle(tx: &Tx<'_>, seq: i64, known: &Known) -> Result<(), LedgerError> {
    for (leg, money) in known.allocations() {
        sales::fill_leg(tx, seq, leg, Payment::Received(leg), money)?;
    }
    Ok(())
}

/// Returns what of a payment fills legs.
pub(crate) fn given(tx: &Tx<'_>, receipt: &Receipt) -> Result<Money, LedgerError> {
    let sum = "SELECT coalesce(sum(fill.to_leg_cents + fill.to_customer_cents), 0)
        FROM allocation JOIN fill ON fill.leg = allocation.leg AND fill.attempt IS NULL
        WHERE allocation.receipt = ?1";
    let cents =
        tx.0.prepare_cached(sum)?
            .query_row([receipt.as_str()], |row| row.get(0))?;
    Ok(money(cents))
}

/// Returns the sales to which a payment was ever given.
pub(crate) fn sales_of(tx: &Tx<'_>, receipt: &Receipt) -> Result<Vec<SaleId>, LedgerError> {
    let sales = "SELECT DISTINCT leg.sale FROM allocation JOIN leg ON leg.id = allocation.leg
        WHERE allocation.receipt = ?1";
    let ids =
        tx.0.prepare_cached(sales)?
            .query_map([receipt.as_str()], |row| {
                Ok(SaleId::from_bytes(row.get(0)?))
            })?
            .collect::<Result<_, _>>()?;
    Ok(ids)
}

fn given_to(tx: &Tx<'_>, leg: LegId) -> Result<Option<Receipt>, LedgerError> {
    let find = "SELECT receipt FROM allocation WHERE leg = ?1 AND taken_back_seq IS NULL";
    let number: Option<String> =
        tx.0.prepare_cached(find)?
            .query_row([leg.as_bytes()], |row| row.get(0))
            .optional()?;
    Ok(number.and_then(|number| number.parse().ok()))
}

/// Tells whether a receipt is a prompt's code; nothing of one that the book does not have.
pub(crate) fn belongs(
    conn: &Connection,
    receipt: &Receipt,
) -> Result<Option<Belongs>, LedgerError> {
    let find = "SELECT attempt IS NOT NULL FROM receipt WHERE number = ?1";
    let is_code: Option<bool> = conn
        .prepare_cached(find)?
        .query_row([receipt.as_str()], |row| row.get(0))
        .optional()?;
    Ok(is_code.map(|is_code| {
        if is_code {
            Belongs::ToAnAttempt
        } else {
            Belongs::ToNobody
        }
    }))
}

/// Tells whether a payment is older than the sale that it is given to; of one that nobody has heard
/// of, its code tells the day alone.
pub(crate) fn is_old(
    conn: &Connection,
    receipt: &Receipt,
    sale: SaleId,
    given: Given,
) -> Result<bool, LedgerError> {
    let times = "SELECT sale.opened_at_ms, receipt.paid_at_ms FROM sale
        LEFT JOIN receipt ON receipt.number = ?2 WHERE sale.id = ?1";
    let (opened_at, paid_at): (i64, Option<i64>) = conn
        .prepare_cached(times)?
        .query_row((sale.as_bytes(), receipt.as_str()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let opened_at = Timestamp::from_ms(opened_at);
    Ok(match given {
        Given::Knowingly => {
            paid_at.is_some_and(|paid_at| is_older(Timestamp::from_ms(paid_at), opened_at))
        }
        Given::ByClaim => receipt.date_hint(TradingDay::of(opened_at)) != DateHint::SameDay,
    })
}

fn holding_of(conn: &Connection, receipt: &Receipt) -> Result<Option<Holding>, LedgerError> {
    let last = "SELECT sale.number, journal.at_ms, receipt.state = 'claimed' FROM allocation
        JOIN leg ON leg.id = allocation.leg JOIN sale ON sale.id = leg.sale
        JOIN journal ON journal.seq = allocation.seq
        JOIN receipt ON receipt.number = allocation.receipt
        WHERE allocation.receipt = ?1 AND allocation.taken_back_seq IS NULL
        ORDER BY allocation.seq DESC LIMIT 1";
    let read = |row: &Row<'_>| {
        Ok(Holding {
            sale: SaleNumber::new(row.get(0)?),
            at: Timestamp::from_ms(row.get(1)?),
            only_claimed: row.get(2)?,
        })
    };
    let found = conn
        .prepare_cached(last)?
        .query_row([receipt.as_str()], read);
    Ok(found.optional()?)
}
