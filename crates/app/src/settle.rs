//! Payments that belong to nobody yet: what each may be for, giving one to a sale, and taking it
//! back. Nothing is settled without a person.
//!
//! Absent on purpose: how it is known that money came ([`crate::receipts`]).

use std::collections::BTreeSet;
use std::time::Duration;

use domain::clock::Timestamp;
use domain::customers::Visits;
use domain::ids::{DebtorId, LegId, SaleId};
use domain::matching::{
    Counter, Debtor, Decision, Match, OpenSale, Payment, Reason, Target, decide,
};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::receipt::life::Hearing;
use domain::sale::{self, Heed};
use domain::words::Words;
use ledger::{
    Allocation, DebtorRecord, LedgerError, ReceiptRecord, Recorded, SaleNumber, SaleRecord, Tx, Way,
};

use crate::error::AppError;
use crate::limits::agreed_by;
use crate::people::Approval;
use crate::receipts::{Others, others};
use crate::till::Till;

/// So close to another one over the same amount, somebody may have paid twice.
const AGAIN: Duration = Duration::from_hours(1);

/// A payment of which something belongs to nobody yet, and what it may be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingPayment {
    /// The payment, with what of it is still free.
    pub record: ReceiptRecord,
    /// What it may be for.
    pub offers: Offers,
}

/// To which open sales and debtors a payment is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offers {
    /// None fits.
    None,
    /// One fits: one key gives it.
    One(Offer),
    /// Several fit: a person chooses. The likeliest is the first.
    Several(Vec<Offer>),
}

/// Something that a payment may be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What.
    pub to: Offered,
    /// What a sale still lacks, beside what is checked for it already; what a debtor owes.
    pub lacks: Money,
    /// What speaks for it and against it.
    pub reasons: Vec<Reason>,
}

/// A sale or a debtor that a payment may be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offered {
    /// A sale, and its number as the cashier knows it.
    Sale(SaleId, SaleNumber),
    /// Somebody who owes something.
    Debtor(Box<DebtorRecord>),
}

impl Offer {
    /// Returns the sale that is offered, if one is.
    pub fn sale(&self) -> Option<SaleId> {
        match self.to {
            Offered::Sale(sale, _) => Some(sale),
            Offered::Debtor(_) => None,
        }
    }

    /// Says what speaks for it and against it.
    pub fn says(&self) -> impl Iterator<Item = Words> {
        let say = match self.to {
            Offered::Sale(..) => Reason::says,
            Offered::Debtor(_) => Reason::says_of_a_debt,
        };
        self.reasons.iter().copied().map(say)
    }
}

impl Till {
    /// Returns the payments that wait for a sale or a debtor, newest first, each with what it may
    /// be for: of very many, the newest two hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn waiting_payments(&self) -> Result<Vec<WaitingPayment>, AppError> {
        let free = self.free_receipts()?;
        if free.is_empty() {
            return Ok(Vec::new());
        }
        let (sales, debtors) = (self.open_sales()?, self.debtors()?);
        // A sale whose payments are still checked may need no other.
        let has_room = |record: &&SaleRecord| record.sale.room() > Money::ZERO;
        let counter = Counter {
            sales: sales.iter().filter(has_room).map(as_open).collect(),
            debtors: debtors.iter().filter_map(as_debtor).collect(),
            ..Counter::default()
        };
        let shown = |record: &ReceiptRecord| {
            let visits = Visits::of(self.clerk().readers().visits_before(record)?);
            Ok(WaitingPayment {
                offers: offers(&counter, (&sales, &debtors), (record, visits), &free),
                record: record.clone(),
            })
        };
        free.iter().map(shown).collect()
    }

    /// Gives a payment that came by itself to a sale, which gets a leg for it. Its money covers the
    /// leg as soon as an answer of Safaricom proves it.
    ///
    /// # Errors
    /// [`AppError::PaymentUsed`], [`AppError::PaymentNotFree`]; [`AppError::Sale`] with the warning
    /// that a prompt may still be paid, unless it is heeded; [`AppError::AlreadyPaid`];
    /// [`AppError::Denied`] when the payment is older than the sale and there is no approval; there
    /// is no such payment or sale; or the book can't be written.
    pub async fn settle(
        &self,
        receipt: Receipt,
        sale: SaleId,
        heed: Heed,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let whole = self.allocation(receipt, None, sale);
        self.give(whole, heed, approval).await
    }

    /// Gives so much of a payment to a sale; the rest waits for another one.
    ///
    /// # Errors
    /// As [`Self::settle`].
    pub async fn settle_part(
        &self,
        (receipt, money): (Receipt, Money),
        sale: SaleId,
        heed: Heed,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let part = self.allocation(receipt, Some(money), sale);
        self.give(part, heed, approval).await
    }

    async fn give(
        &self,
        allocation: Allocation,
        heed: Heed,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let (now, sale) = (self.now(), allocation.sale);
        self.move_payment(move |tx| {
            let by = agreed_by(tx, approval)?;
            Ok((tx.allocate(now, by, allocation, heed)?, sale))
        })
        .await
        .inspect(|_| self.prove_soon())
    }

    /// Gives a payment that came by itself to a debtor: as much of it as he owes repays that, in a
    /// sale without goods, and the rest is owed to him.
    ///
    /// # Errors
    /// [`AppError::Debt`] when he owes nothing; [`AppError::PaymentUsed`],
    /// [`AppError::PaymentNotFree`]; [`AppError::Denied`] when the payment is older than an hour
    /// and there is no approval; there is no such payment or debtor; or the book can't be written.
    pub async fn settle_debt(
        &self,
        receipt: Receipt,
        debtor: DebtorId,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let sale = SaleId::new(now, self.0.ports.entropy.as_ref());
        let allocation = self.allocation(receipt, None, sale);
        self.move_payment(move |tx| {
            let by = agreed_by(tx, approval)?;
            Ok((tx.repay_by(now, by, allocation, debtor)?, sale))
        })
        .await
        .inspect(|_| self.prove_soon())
    }

    /// Takes a payment back from the leg that it was given to, for a reason: it waits for a sale
    /// again.
    ///
    /// # Errors
    /// [`AppError::AlreadyPaid`] as a warning, since the goods may have been given, unless it is
    /// heeded; [`AppError::Denied`] beyond the owner's limits without an approval;
    /// [`AppError::Sale`]; there is no such leg; or the book can't be written.
    pub async fn take_back(
        &self,
        (leg, why): (LegId, sale::Reason),
        heed: Heed,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let typed = self.evidence(Way::Counter, why.as_str().as_bytes().to_vec());
        self.move_payment(move |tx| {
            let by = agreed_by(tx, approval)?;
            tx.unallocate(now, by, (leg, &typed), heed)
        })
        .await
    }

    /// A payment, or what is left of it, for a sale that gets a leg for it.
    pub(crate) fn allocation(
        &self,
        receipt: Receipt,
        money: Option<Money>,
        sale: SaleId,
    ) -> Allocation {
        Allocation {
            receipt,
            money,
            sale,
            leg: LegId::new(self.now(), self.0.ports.entropy.as_ref()),
        }
    }

    /// Moves a payment, and tells of it and of every sale that it changed.
    pub(crate) async fn move_payment(
        &self,
        act: impl FnOnce(&Tx<'_>) -> Result<(Recorded, SaleId), LedgerError> + Send + 'static,
    ) -> Result<SaleRecord, AppError> {
        let herald = self.clone();
        let write = move |tx: &Tx<'_>| {
            let (recorded, sale) = act(tx)?;
            Ok((tx.sale(sale)?, others(tx, [&recorded])?, recorded))
        };
        let tell = move |(_, others, recorded): &(SaleRecord, Others, Recorded)| {
            herald.tell_others(others, &[]);
            herald.tell_receipts([recorded]);
        };
        Ok(self.0.clerk.write_then(write, tell).await?.0)
    }
}

fn offers(
    counter: &Counter,
    (sales, debtors): (&[SaleRecord], &[DebtorRecord]),
    (record, visits): (&ReceiptRecord, Option<Visits>),
    free: &[ReceiptRecord],
) -> Offers {
    let heard: BTreeSet<Hearing> = record
        .sources
        .iter()
        .map(|source| source.hearing.clone())
        .collect();
    let payment = Payment {
        heard: &heard,
        heard_at: heard_at(record),
        again: free.iter().any(|other| {
            let apart = heard_at(record).since(heard_at(other));
            other.number != record.number && other.amount == record.amount && apart < AGAIN
        }),
        visits,
    };
    let offer = |one: Match| match one.to {
        Target::Sale(id) => {
            let sale = sales.iter().find(|sale| sale.id == id)?;
            Some(Offer {
                to: Offered::Sale(id, sale.number),
                lacks: sale.sale.room(),
                reasons: one.reasons,
            })
        }
        Target::Debt(phone) => {
            let has_it =
                |debtor: &&DebtorRecord| debtor.who.as_ref().is_some_and(|who| who.phone == phone);
            let debtor = debtors.iter().find(has_it)?;
            Some(Offer {
                to: Offered::Debtor(Box::new(debtor.clone())),
                lacks: debtor.account.debt(),
                reasons: one.reasons,
            })
        }
    };
    match decide(counter, [], &payment) {
        Decision::Settle(one) | Decision::Offer(one) => {
            offer(one).map_or(Offers::None, Offers::One)
        }
        Decision::Choose(several) => {
            Offers::Several(several.into_iter().filter_map(offer).collect())
        }
        Decision::Hold(_) | Decision::Wait => Offers::None,
    }
}

fn heard_at(record: &ReceiptRecord) -> Timestamp {
    let first = record.sources.iter().map(|source| source.heard_at).min();
    first.unwrap_or(record.paid_at)
}

/// A debtor as payments are held against what he owes; none who owes nothing.
fn as_debtor(record: &DebtorRecord) -> Option<Debtor> {
    let (phone, owes) = (record.who.as_ref()?.phone, record.account.debt());
    (owes > Money::ZERO).then_some(Debtor { phone, owes })
}

/// A sale as payments are held against it. A `PayBill` customer is told its number.
fn as_open(record: &SaleRecord) -> OpenSale {
    let attempts = || record.legs.iter().flat_map(|leg| &leg.attempts);
    let asked = attempts().map(|attempt| attempt.drafted_at);
    OpenSale {
        sale: record.id,
        lacks: record.sale.room(),
        asked_at: asked.fold(record.opened_at, Timestamp::max),
        reference: record.number.to_string(),
        phones: attempts()
            .map(|attempt| attempt.attempt.terms.phone)
            .collect(),
        prompted: attempts().any(|attempt| attempt.attempt.evidence.is_live()),
    }
}
