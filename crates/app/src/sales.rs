//! Selling: a sale is opened, paid by legs of any tender, and called off. What is paid over the
//! counter needs no line to Safaricom.

use domain::attempt::Terms;
use domain::eat::TradingDay;
use domain::ids::{LegId, SaleId};
use domain::money::{Money, Shillings};
use domain::phone::Msisdn;
use domain::sale::{Heed, Reason, Tender};
use ledger::{AttemptRecord, LedgerError, SaleRecord, Takings, Tx, Way};

use crate::charge::Resolve;
use crate::error::AppError;
use crate::limits::agreed_by;
use crate::people::Approval;
use crate::till::{Change, Till};

impl Till {
    /// Opens a sale and parks it: nobody has said yet how it is paid.
    ///
    /// # Errors
    /// There is nothing to pay, or the book can't be written.
    pub async fn open_sale(&self, total: Money) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let sale = SaleId::new(now, self.0.ports.entropy.as_ref());
        self.change_sale(move |tx| {
            tx.park_sale(now, tx.actor()?, sale, total)?;
            Ok(sale)
        })
        .await
    }

    /// Asks for a part of a sale on a phone. Returns as soon as the intent is on disk; the rest
    /// comes as changes.
    ///
    /// # Errors
    /// As [`Self::charge`]; and [`AppError::Sale`], [`AppError::AlreadyPaid`].
    pub async fn prompt_leg(
        &self,
        sale: SaleId,
        amount: Shillings,
        phone: Msisdn,
        resolve: Resolve,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let leg = LegId::new(now, self.0.ports.entropy.as_ref());
        let (attempt, draft) = self.draft(now, leg, Terms { amount, phone })?;
        let typed = self.evidence(Way::Counter, phone.to_string().into_bytes());
        let drafting = self.send_once_drafted(move |tx| {
            tx.add_prompt_leg(now, tx.actor()?, (sale, leg), amount.money())?;
            let knowingly = resolve == Resolve::AskAnyway;
            tx.draft_attempt(now, tx.actor()?, attempt, draft, &typed, knowingly)
        });
        Ok(drafting.await?.1)
    }

    /// Asks for all that no leg of a sale asks for yet: on the phone that was prompted last, if
    /// none is named.
    ///
    /// # Errors
    /// As [`Self::prompt_leg`]; [`AppError::NoPhone`]; and [`AppError::Amount`] when M-PESA can't
    /// be asked for the rest, since it has cents or is too much.
    pub async fn prompt_rest(
        &self,
        sale: SaleId,
        phone: Option<Msisdn>,
        resolve: Resolve,
    ) -> Result<SaleRecord, AppError> {
        let readers = self.0.clerk.readers();
        let (found, last) = (readers.sale(sale)?.sale, readers.last_phone(sale)?);
        let phone = phone.or(last).ok_or(AppError::NoPhone)?;
        let rest = found.rest().map_err(LedgerError::Objected)?;
        self.prompt_leg(sale, rest.try_into()?, phone, resolve)
            .await
    }

    /// Takes cash for a part of a sale, of which more may be handed than that: the rest is change.
    ///
    /// # Errors
    /// [`AppError::Sale`], [`AppError::AlreadyPaid`]; there is no such sale; or the book can't be
    /// written.
    pub async fn take_cash(
        &self,
        sale: SaleId,
        amount: Money,
        handed: Money,
    ) -> Result<SaleRecord, AppError> {
        let tender = Tender::Cash;
        let takings = Takings {
            tender,
            amount,
            handed,
        };
        self.take_over_the_counter(sale, takings).await
    }

    /// Takes a card, or anything else that the shop takes, for a part of a sale.
    ///
    /// # Errors
    /// As [`Self::take_cash`]; money by M-PESA is not taken over the counter.
    pub async fn take_other(
        &self,
        sale: SaleId,
        tender: Tender,
        amount: Money,
    ) -> Result<SaleRecord, AppError> {
        let takings = Takings {
            tender,
            amount,
            handed: amount,
        };
        self.take_over_the_counter(sale, takings).await
    }

    /// Chooses another way to pay for a leg. A prompt that is out is not called back by it: if it
    /// is paid all the same, its money fills what the sale still lacks, and the rest is owed.
    ///
    /// # Errors
    /// [`AppError::Sale`] with the warning that a prompt may still be paid, unless it is heeded;
    /// [`AppError::AlreadyPaid`]; there is no such leg; or the book can't be written.
    pub async fn withdraw_leg(&self, leg: LegId, heed: Heed) -> Result<SaleRecord, AppError> {
        let now = self.now();
        self.change_sale(move |tx| tx.withdraw_leg(now, tx.actor()?, leg, heed))
            .await
    }

    /// Calls a sale off: what was handed goes back, and what came by M-PESA is owed.
    ///
    /// # Errors
    /// As [`Self::withdraw_leg`]; [`AppError::AlreadyPaid`] as a warning, since the goods may have
    /// been given; and [`AppError::Denied`] beyond the owner's limits without an approval.
    pub async fn void_sale(
        &self,
        sale: SaleId,
        reason: Reason,
        heed: Heed,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let typed = self.evidence(Way::Counter, reason.as_str().as_bytes().to_vec());
        self.change_sale(move |tx| {
            tx.void_sale(now, agreed_by(tx, approval)?, sale, (reason, &typed), heed)?;
            Ok(sale)
        })
        .await
    }

    /// Returns one sale.
    ///
    /// # Errors
    /// When there is none of that id, or the book can't be read.
    pub fn sale(&self, id: SaleId) -> Result<SaleRecord, AppError> {
        Ok(self.clerk().readers().sale(id)?)
    }

    /// Returns the sales that wait for money, oldest first: of very many, the newest two hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn open_sales(&self) -> Result<Vec<SaleRecord>, AppError> {
        Ok(self.clerk().readers().open_sales()?)
    }

    /// Returns today's sales, newest first, at the most two hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn sales_today(&self) -> Result<Vec<SaleRecord>, AppError> {
        let today = TradingDay::of(self.now());
        Ok(self.clerk().readers().sales_of(today)?)
    }

    /// Tells everybody who listens where the sale of a proved prompt stands by now.
    pub(crate) fn tell_sale_of(&self, attempt: &AttemptRecord) {
        match self.sale(attempt.sale) {
            Ok(record) => self.tell_sale(record),
            Err(error) => tracing::error!(sale = %attempt.sale, ?error, "could not be told"),
        }
    }

    pub(crate) fn tell_sale(&self, record: SaleRecord) {
        self.announce(Change::Sale(Box::new(record)));
    }

    async fn take_over_the_counter(
        &self,
        sale: SaleId,
        takings: Takings,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let leg = LegId::new(now, self.0.ports.entropy.as_ref());
        self.change_sale(move |tx| {
            tx.take(now, tx.actor()?, (sale, leg), takings)?;
            Ok(sale)
        })
        .await
    }

    /// Does something to a sale and tells of it, in the order of the book.
    pub(crate) async fn change_sale(
        &self,
        act: impl FnOnce(&Tx<'_>) -> Result<SaleId, LedgerError> + Send + 'static,
    ) -> Result<SaleRecord, AppError> {
        let herald = self.clone();
        let write = move |tx: &Tx<'_>| act(tx).and_then(|sale| tx.sale(sale));
        let tell = move |record: &SaleRecord| herald.tell_sale(record.clone());
        Ok(self.0.clerk.write_then(write, tell).await?)
    }
}
