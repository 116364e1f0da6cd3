//! What Safaricom reports of a customer who pays by himself: C2B validation and confirmation.
//!
//! A validation asks whether the shop takes the money, before it moves; a confirmation tells that
//! it has moved, and also follows a prompt that was paid. Both are unsigned: they report and prove
//! nothing. The phone is masked, hashed or missing, and is never a key.
//!
//! Source: C2B page, 2025, and real bodies of 2017 to 2026 (the project's reference, section 4).

use domain::clock::Timestamp;
use domain::eat;
use domain::money::{Balance, Money};
use domain::party::Name;
use domain::phone::PayerHint;
use domain::receipt::Receipt;
use domain::shortcode::ShortcodeNumber;

use crate::error::Error;
use crate::text::Text;
use crate::wire::{Object, text_of};

/// The pieces of a validation or confirmation; each that is missing, can't be read or stands
/// twice with different values is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct C2b {
    /// Whether the money has moved, as far as the body tells.
    pub stage: Stage,
    /// What was done.
    pub kind: Option<C2bKind>,
    /// M-PESA's code of the payment (`TransID`).
    pub receipt: Option<Receipt>,
    /// When it was paid, in whole seconds. The callback of the same payment may be a second off.
    pub paid_at: Option<Timestamp>,
    /// How much, in cents.
    pub amount: Option<Money>,
    /// The number that was paid. Of a till, either of its two numbers.
    pub shortcode: Option<ShortcodeNumber>,
    /// What the customer typed as account, or our own reference after a prompt; absent for tills.
    pub bill_reference: Option<Text>,
    /// `OK` in transfers of businesses, else absent.
    pub invoice: Option<Text>,
    /// What the shop's account holds now, in cents. Not for a cashier's eyes.
    pub balance: Option<Balance>,
    /// What our own answer to the validation said (`ThirdPartyTransID`).
    pub third_party: Option<Text>,
    /// What is shown of the payer's phone.
    pub payer: PayerHint,
    /// First, middle and last name, as far as they are given; a company's in a transfer.
    pub name: Option<Name>,
}

/// Whether a C2B body asks or tells. Both have the same names; only the balance sets them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// `OrgAccountBalance` is empty: nothing has moved yet.
    Validation,
    /// `OrgAccountBalance` is filled in: the money has moved.
    Confirmation,
    /// `OrgAccountBalance` is missing: the path it came on has to tell.
    NotTold,
}

/// What was done, by `TransactionType` of a C2B body or `transactiontype` of a pulled row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum C2bKind {
    /// A `PayBill` was paid.
    PayBill,
    /// A till was paid: `Customer Merchant Payment` in real bodies, `Buy Goods` in documents.
    Till,
    /// A business sent money to a business: never to be offered to a sale.
    Organization,
    /// A type that nobody has described.
    Other(Text),
}

impl C2b {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Error::NotJson`], or [`Error::NotThat`] when it has neither receipt, amount nor time.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let text = text_of(body);
        let object = Object::parse(&text)?;
        let is_one = Self::fits(&object);
        is_one
            .then(|| Self::of(&object))
            .ok_or(Error::NotThat("a C2B payment"))
    }

    pub(crate) fn fits(object: &Object<'_>) -> bool {
        ["TransID", "TransAmount", "TransTime"]
            .iter()
            .any(|name| object.has(name))
    }

    pub(crate) fn of(object: &Object<'_>) -> Self {
        let names = ["FirstName", "MiddleName", "LastName"].map(|name| object.text(name));
        let paid_at = object.text("TransTime");
        Self {
            stage: Stage::of(object),
            kind: object.text("TransactionType").map(C2bKind::of),
            receipt: object.value("TransID"),
            paid_at: paid_at.and_then(|text| eat::from_wire(&text)),
            amount: object.value("TransAmount"),
            shortcode: object.value("BusinessShortCode"),
            bill_reference: object.value("BillRefNumber"),
            invoice: object.value("InvoiceNumber"),
            balance: object.value("OrgAccountBalance"),
            third_party: object.value("ThirdPartyTransID"),
            payer: PayerHint::read(&object.text("MSISDN").unwrap_or_default()),
            name: Name::of(names.iter().flatten().map(String::as_str)),
        }
    }
}

impl Stage {
    fn of(object: &Object<'_>) -> Self {
        match (
            object.has("OrgAccountBalance"),
            object.text("OrgAccountBalance"),
        ) {
            (true, Some(_)) => Self::Confirmation,
            (true, None) if object.raw("OrgAccountBalance") == Some("\"\"") => Self::Validation,
            _ => Self::NotTold,
        }
    }
}

impl C2bKind {
    pub(crate) fn of(text: String) -> Self {
        match text.to_lowercase().as_str() {
            "pay bill" | "c2b-pay-bill-debit" => Self::PayBill,
            "customer merchant payment" | "buy goods" | "c2b-buy-goods-debit" => Self::Till,
            "organization to organization transfer" => Self::Organization,
            _ => Self::Other(text.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn money_and_identity_that_stand_twice_are_absent() {
        let body = r#"{"TransID":"RKL51ZDR4F","TransID":"RKL51ZDR4G","TransAmount":"5.00",
            "transamount":"5000.00","BusinessShortCode":600966}"#;
        let read = C2b::parse(body.as_bytes()).unwrap();
        assert_eq!((read.receipt, read.amount), (None, None));
        assert_eq!(read.shortcode.map(ShortcodeNumber::get), Some(600_966));
    }

    #[test]
    fn what_is_no_payment_is_refused_with_a_reason() {
        for body in ["", "[]", "<html>", "7"] {
            let error = C2b::parse(body.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::NotJson { .. }), "{body}: {error}");
        }
        for body in ["{}", r#"{"FirstName":"JOHN"}"#, r#"{"ResultCode":0}"#] {
            let error = C2b::parse(body.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), "JSON, but not a C2B payment", "{body}");
        }
    }

    #[test]
    fn only_an_empty_balance_makes_it_a_validation() {
        let check = |balance: &str, stage: Stage| {
            let body = format!(r#"{{"TransID":"RKL51ZDR4F"{balance}}}"#);
            assert_eq!(
                C2b::parse(body.as_bytes()).unwrap().stage,
                stage,
                "{balance}"
            );
        };
        check("", Stage::NotTold);
        check(r#","OrgAccountBalance":"""#, Stage::Validation);
        check(r#","OrgAccountBalance":"25.00""#, Stage::Confirmation);
        check(r#","OrgAccountBalance":-25.5"#, Stage::Confirmation);
        check(r#","OrgAccountBalance":null"#, Stage::NotTold);
        check(
            r#","OrgAccountBalance":"","OrgAccountBalance":"1""#,
            Stage::NotTold,
        );
    }

    #[test]
    fn neither_name_nor_account_nor_phone_is_in_debug_texts() {
        let body = r#"{"TransID":"RKL51ZDR4F","MSISDN":"254708374149","FirstName":"NICHOLAS",
            "BillRefNumber":"0708374149","TransactionType":"NICHOLAS"}"#;
        let shown = format!("{:?}", C2b::parse(body.as_bytes()).unwrap());
        assert!(
            !shown.contains("NICHOLAS") && !shown.contains("708374149"),
            "{shown}"
        );
    }

    proptest! {
        #[test]
        fn no_value_makes_it_panic(name in "[A-Za-z]{1,20}", value in "\\PC{0,40}") {
            let value = serde_json::Value::from(value);
            let body = format!(r#"{{"TransID":"x","{name}":{value}}}"#);
            let _ = C2b::parse(body.as_bytes());
        }
    }
}
