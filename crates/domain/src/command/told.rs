//! What a result tells of a payment: read once, when it comes, and kept so.

use crate::clock::Timestamp;
use crate::money::Money;
use crate::phone::PayerHint;
use crate::receipt::Receipt;
use crate::receipt::life::{Fact, Hearing, Kind, Source};
use crate::result_code::{Finality, ResultCode};
use crate::shortcode::{Shortcode, ShortcodeNumber};

use super::Order;

/// The code of a result that says: M-PESA knows no such payment.
const NO_SUCH_RECEIPT: &str = "2032";

/// The pieces of a transaction status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The payment that it is about.
    pub receipt: Option<Receipt>,
    /// Whether the money moved.
    pub is_completed: bool,
    /// How much.
    pub amount: Option<Money>,
    /// When, by Safaricom's clock.
    pub paid_at: Option<Timestamp>,
    /// The number with which the payee's name begins.
    pub payee: Option<ShortcodeNumber>,
    /// Who paid, as far as is told.
    pub kind: Kind,
}

/// The pieces of a reversal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// The receipt of the reversal itself.
    pub by: Option<Receipt>,
    /// The payment that went back.
    pub original: Option<Receipt>,
    /// How much of it.
    pub amount: Option<Money>,
}

impl Order {
    /// Reads a transaction status: what it proves of the payment that was asked about, if it is
    /// the shop's, and complete. Nothing where M-PESA tells too little, or of something else.
    ///
    /// The payer stands there in full even where confirmations mask him. That is left in the raw
    /// body: proof needs no phone.
    pub fn read_status(&self, code: &ResultCode, told: &Status, shop: Shortcode) -> Option<Fact> {
        let Self::Status { receipt } = self else {
            return None;
        };
        if code.as_str() == NO_SUCH_RECEIPT {
            return Some(Fact::Disproved);
        }
        let of_the_shop = told
            .payee
            .is_some_and(|payee| [shop.payee(), shop.signer()].contains(&payee));
        let is_it = told.receipt.as_ref() == Some(receipt);
        if code.finality() != Finality::Paid || !told.is_completed || !of_the_shop || !is_it {
            return None;
        }
        let amount = told.amount.filter(|amount| *amount > Money::ZERO)?;
        Some(Fact::Heard(Hearing {
            source: Source::Status,
            amount: Some(amount),
            payee: shop.payee(),
            paid_at: told.paid_at,
            payer: PayerHint::Absent,
            kind: told.kind,
            reference: None,
            name: None,
            balance: None,
        }))
    }

    /// Reads the result of a reversal: what went back. A success names its amount; one that names
    /// another than was ordered, or none, leaves open what M-PESA did, and tells nothing.
    pub fn read_reversal(&self, code: &ResultCode, told: &Reversal) -> Option<Fact> {
        let Self::Reversal { receipt, amount } = self else {
            return None;
        };
        let is_it = told.original.as_ref().is_none_or(|told| told == receipt);
        let amount = amount.money();
        if code.finality() != Finality::Paid || !is_it || told.amount != Some(amount) {
            return None;
        }
        let by = told.by.clone()?;
        Some(Fact::Reversed { by, amount })
    }
}
