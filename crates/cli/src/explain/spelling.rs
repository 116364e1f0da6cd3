//! How values are spelled for people and programs.

use daraja::{C2bKind, Text, TransactionState};
use domain::clock::Timestamp;
use domain::eat;
use domain::money::{Balance, Money};
use domain::party::{Name, Party};
use domain::phone::PayerHint;
use domain::result_code::ResultCode;

/// Writes an instant as `2019-12-19T10:21:15+03:00`.
pub(crate) fn time(at: Timestamp) -> String {
    eat::to_text(at).replacen(' ', "T", 1) + "+03:00"
}

/// Writes what an account holds.
pub(crate) fn kes(balance: Balance) -> String {
    let sign = if balance.cents() < 0 { "-" } else { "" };
    let amount = Money::from_cents(balance.cents().unsigned_abs()).unwrap_or_default();
    format!("KES {sign}{amount}")
}

pub(crate) fn shown(text: Option<&Text>) -> Option<String> {
    let text = text.map(|text| text.as_str().to_owned());
    text.filter(|text| !text.is_empty())
}

pub(crate) fn code(code: Option<&ResultCode>) -> Option<String> {
    code.map(|code| code.as_str().to_owned())
}

pub(crate) fn name(name: &Name) -> String {
    name.as_str().to_owned()
}

pub(crate) fn payer(hint: &PayerHint) -> Option<String> {
    match hint {
        PayerHint::Full(phone) => Some(phone.local()),
        PayerHint::Masked { prefix, suffix } => {
            let hidden = "•".repeat(12_usize.saturating_sub(prefix.len() + suffix.len()));
            Some(format!("{prefix}{hidden}{suffix}"))
        }
        PayerHint::Hashed(_) => Some("hashed".to_owned()),
        PayerHint::Absent => None,
    }
}

pub(crate) fn party(party: &Party) -> String {
    let number = party.shortcode.map(|number| number.to_string());
    let known = [number, payer(&party.phone), party.name.as_ref().map(name)];
    known.into_iter().flatten().collect::<Vec<_>>().join(" - ")
}

pub(crate) fn kind(kind: &C2bKind) -> String {
    match kind {
        C2bKind::PayBill => "pay_bill".to_owned(),
        C2bKind::Till => "till".to_owned(),
        C2bKind::Organization => "organization".to_owned(),
        C2bKind::Other(text) => text.as_str().to_owned(),
        _ => "unknown".to_owned(),
    }
}

pub(crate) fn state(state: TransactionState) -> String {
    let name = match state {
        TransactionState::Open => "open",
        TransactionState::Completed => "completed",
        TransactionState::Ended => "ended",
        TransactionState::Other => "unknown",
    };
    name.to_owned()
}
