//! Sales and their legs: opened, paid over the counter or by prompt, called off, refunded.
//!
//! What may be done is decided by `domain::sale` on the sale as it is when the act has its turn at
//! the book, so that money which came meanwhile is seen.

mod debts;
mod records;
mod refunds;
mod risk;
mod states;

use std::fmt;

use domain::clock::Timestamp;
use domain::ids::{LegId, SaleId, ShiftId};
use domain::money::Money;
use domain::sale::{Heed, Leaving, Objection, Prompts, Reason, Tender};

use crate::entry::Entry;
use crate::error::LedgerError;
use crate::inbox::Evidence;
use crate::journal::{self, Actor};
use crate::limits::By;
use crate::sale_facts::SaleFact;
use crate::writer::Tx;

pub use records::{LegRecord, ReceivedRecord, SaleRecord, TakenBack};
pub use refunds::RefundRecord;
pub(crate) use refunds::{owed_for, settled_by_what_went_back, under_way};
pub use risk::ReleaseRecord;
pub(crate) use risk::{given_up, release_of};
pub(crate) use states::{
    empty_leg, fill_leg, keep_standing, load, money, project_fact, project_leg, project_sale,
    prompts, sale_in, sale_of,
};

/// The shift that every book begins with.
pub const OPENING_SHIFT: ShiftId = ShiftId::from_bytes(*b"\0\0\0\0\0\0\x70\0\x80\0\0\0\0\0\0\x02");

/// The number of a sale, as the cashier knows it: counted from 1 in each book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SaleNumber(u32);

/// The number of a shift: counted from 1 in each book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShiftNumber(u32);

/// A leg that is paid over the counter at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takings {
    /// By which means.
    pub tender: Tender,
    /// What is to be paid by it.
    pub amount: Money,
    /// What was handed: of cash, it may be more.
    pub handed: Money,
}

impl SaleNumber {
    pub(crate) const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Returns the number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// Writes `0214`.
impl fmt::Display for SaleNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl ShiftNumber {
    /// The number of the shift that every book begins with.
    pub const OPENING: Self = Self(1);
}

impl fmt::Display for ShiftNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Tx<'_> {
    /// Opens a sale that is to be paid by one leg.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn open_sale(
        &self,
        at: Timestamp,
        actor: Actor,
        (sale, leg): (SaleId, LegId),
        tender: Tender,
        total: Money,
    ) -> Result<SaleNumber, LedgerError> {
        let number = self.park_sale(at, actor, sale, total)?;
        self.add_leg(at, actor, (sale, leg), tender, total)?;
        Ok(number)
    }

    /// Opens a sale of which nobody has said yet how it is paid.
    ///
    /// # Errors
    /// [`Objection::NoAmount`], or when the book can't be written.
    pub fn park_sale(
        &self,
        at: Timestamp,
        actor: Actor,
        sale: SaleId,
        total: Money,
    ) -> Result<SaleNumber, LedgerError> {
        if total == Money::ZERO {
            return Err(Objection::NoAmount.into());
        }
        let next = "SELECT coalesce(max(number), 0) + 1 FROM sale";
        let number = self
            .0
            .prepare_cached(next)?
            .query_row([], |row| row.get(0))?;
        let opened = Entry::SaleOpened {
            sale,
            number: SaleNumber(number),
            shift: OPENING_SHIFT,
            total,
        };
        journal::record(self, at, actor, &opened, None)?;
        Ok(SaleNumber(number))
    }

    /// Adds a leg to a sale for which a phone is to be prompted.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_prompt`]; there is no such sale; or the book can't be
    /// written.
    pub fn add_prompt_leg(
        &self,
        at: Timestamp,
        actor: Actor,
        (sale, leg): (SaleId, LegId),
        amount: Money,
    ) -> Result<(), LedgerError> {
        states::load(self.0, sale)?.may_prompt(amount, self.prompts(sale)?)?;
        self.add_leg(at, actor, (sale, leg), Tender::Prompt, amount)
    }

    /// Decides whether a phone can be prompted again for so much of a leg.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_prompt_again`]; there is no such leg.
    pub fn may_prompt_again(&self, leg: LegId, amount: Money) -> Result<(), LedgerError> {
        let sale = states::sale_of(self.0, leg)?;
        let prompts = self.prompts(sale)?;
        Ok(states::load(self.0, sale)?.may_prompt_again(leg, amount, prompts)?)
    }

    /// Adds a leg to a sale that is paid over the counter at once.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_take`]; there is no such sale; or the book can't be
    /// written.
    pub fn take(
        &self,
        at: Timestamp,
        actor: Actor,
        (sale, leg): (SaleId, LegId),
        takings: Takings,
    ) -> Result<(), LedgerError> {
        let Takings {
            tender,
            amount,
            handed,
        } = takings;
        states::load(self.0, sale)?.may_take(tender, amount, handed)?;
        self.add_leg(at, actor, (sale, leg), tender, amount)?;
        let shift = OPENING_SHIFT;
        let fact = SaleFact::Taken { leg, shift, handed };
        journal::record(self, at, actor, &Entry::SaleFact { sale, fact }, None).map(drop)
    }

    /// Chooses another way to pay for a leg, in a sale whose id is returned.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_withdraw`]; there is no such leg; or the book can't be
    /// written.
    pub fn withdraw_leg(
        &self,
        at: Timestamp,
        actor: Actor,
        leg: LegId,
        heed: Heed,
    ) -> Result<SaleId, LedgerError> {
        let sale = states::sale_of(self.0, leg)?;
        let unsettled = states::count_unsettled(self.0, leg)?;
        states::load(self.0, sale)?.may_withdraw(leg, unsettled, heed)?;
        let fact = SaleFact::Withdrawn { leg };
        journal::record(self, at, actor, &Entry::SaleFact { sale, fact }, None)?;
        Ok(sale)
    }

    /// Calls a sale off; `typed` is what the cashier typed as the reason.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_void`]; [`domain::people::Denied`] beyond the owner's
    /// limits; there is no such sale; or the book can't be written.
    pub fn void_sale(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        sale: SaleId,
        (reason, typed): (Reason, &Evidence),
        heed: Heed,
    ) -> Result<(), LedgerError> {
        let by = by.into();
        states::load(self.0, sale)?.may_void(self.prompts(sale)?, heed)?;
        self.let_go(at, by, sale, Leaving::Void)?;
        let fact = SaleFact::Voided {
            shift: OPENING_SHIFT,
            reason: Some(reason),
        };
        journal::record(
            self,
            at,
            by.actor,
            &Entry::SaleFact { sale, fact },
            Some(typed),
        )
        .map(drop)
    }

    /// Writes down that another total was agreed on with the customer.
    ///
    /// # Errors
    /// Those of [`domain::sale::Sale::may_agree`]; there is no such sale; or the book can't be
    /// written.
    pub fn agree_total(
        &self,
        at: Timestamp,
        actor: Actor,
        sale: SaleId,
        total: Money,
    ) -> Result<(), LedgerError> {
        states::load(self.0, sale)?.may_agree(total)?;
        let fact = SaleFact::TotalAgreed { total };
        journal::record(self, at, actor, &Entry::SaleFact { sale, fact }, None).map(drop)
    }

    /// Finds a sale.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn sale(&self, id: SaleId) -> Result<SaleRecord, LedgerError> {
        records::find(self.0, id)
    }

    pub(crate) fn add_leg(
        &self,
        at: Timestamp,
        actor: Actor,
        (sale, leg): (SaleId, LegId),
        tender: Tender,
        amount: Money,
    ) -> Result<(), LedgerError> {
        let added = Entry::LegAdded {
            leg,
            sale,
            tender,
            amount,
        };
        journal::record(self, at, actor, &added, None).map(drop)
    }

    fn prompts(&self, sale: SaleId) -> Result<Prompts, LedgerError> {
        states::prompts(self.0, sale)
    }
}
