//! A day as a till lives through it: what it hears, in the order of hearing. All that a matcher
//! sees is here and in [`Shop`].

use domain::clock::Timestamp;
use domain::ids::{AttemptId, SaleId};
use domain::money::{Balance, Money};
use domain::party::Name;
use domain::phone::Msisdn;
use domain::receipt::Receipt;
use domain::receipt::life::Hearing;

use crate::shop::Shop;

/// A day from one seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Where it came from.
    pub seed: u64,
    /// The shop.
    pub shop: Shop,
    /// What the till hears, the first first. What a person does to a payment is not among them: the
    /// judge puts it in ([`What::Settled`], [`What::SetAside`]).
    pub events: Vec<Event>,
}

/// Something that the till hears of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, by the till's clock.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What the till hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A sale was rung up.
    SaleOpened(OpenSale),
    /// A sale is not waiting for M-PESA any more.
    SaleClosed(SaleId, Closing),
    /// A payment was told of, maybe not for the first time.
    PaymentHeard(Heard),
    /// A prompt went out.
    PromptOut(Prompt),
    /// A prompt was paid, and the sale is covered by it: Safaricom said so when asked.
    PromptProved {
        /// The prompt.
        attempt: AttemptId,
        /// Its code; none while it is to follow.
        receipt: Option<Receipt>,
    },
    /// A prompt ended without money.
    PromptFailed(AttemptId),
    /// The time of a prompt is over without a result.
    PromptUnsure(AttemptId),
    /// A person settled a payment, by the key that was offered or by hand.
    Settled {
        /// The payment.
        receipt: Receipt,
        /// What it pays.
        to: Target,
    },
    /// A person put a payment aside: it is owed back, or for nothing that the till sells.
    SetAside(Receipt),
    /// The trading day is over.
    Midnight,
}

/// A sale as it was rung up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSale {
    /// The sale.
    pub sale: SaleId,
    /// What it comes to.
    pub total: Money,
    /// The number that a `PayBill` customer is told to type as account.
    pub reference: String,
    /// The phone that the cashier typed for it.
    pub phone: Option<Msisdn>,
}

/// Why a sale is not open any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It, or what it still lacked, was paid by cash or another tender.
    OtherTender,
    /// It was called off.
    Void,
}

/// A payment as one source tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its code.
    pub receipt: Receipt,
    /// Source, amount, number, time, payer, kind and reference.
    pub hearing: Hearing,
    /// `TransactionType` of a confirmation, `transactiontype` of a pull.
    pub transaction_type: &'static str,
    /// The payer's name, as far as it is told.
    pub name: Option<Name>,
    /// `OrgAccountBalance`: what the shop's account held after it. A pull does not tell it.
    pub balance: Option<Balance>,
}

/// A prompt that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Its attempt.
    pub attempt: AttemptId,
    /// The sale that it is for.
    pub sale: SaleId,
    /// The phone that is asked.
    pub phone: Msisdn,
    /// What it asks for.
    pub amount: Money,
    /// Its `AccountReference`.
    pub reference: String,
}

/// What a payment can be matched with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A sale.
    Sale(SaleId),
    /// What the known customer with this phone owes.
    Debt(Msisdn),
}
