//! What the screens are told of payments that customers made by themselves.

use app::{LegRecord, Offer, Offered, Offers, ReceiptRecord, Till, WaitingPayment};
use domain::party::Name;
use domain::phone::PayerHint;
use domain::spoken;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::Phrase;
use super::debtors::DebtorView;
use crate::errors::CommandError;

/// How many digits a whole phone has, `254…`.
const DIGITS: usize = 12;

/// A payment that belongs to nobody yet. Money in cents, times in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct PaymentView {
    pub(crate) receipt: String,
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
    /// What of it is still free.
    #[specta(type = Number)]
    pub(crate) left_cents: u64,
    #[specta(type = Number)]
    pub(crate) paid_at_ms: i64,
    #[specta(type = Number)]
    pub(crate) heard_at_ms: i64,
    /// Twelve signs, 254…, what is hidden of them as •; none when no digit of it is told.
    pub(crate) payer: Option<String>,
    /// What the payer is called: anything at all.
    pub(crate) name: Option<String>,
    /// What the customer typed as account: anything at all.
    pub(crate) reference: Option<String>,
    /// Safaricom's answer to a question of ours says so, too.
    pub(crate) proved: bool,
    /// What is said aloud of it; nothing before it is proved.
    pub(crate) spoken: Option<Phrase>,
    /// What it may be for, the likeliest first.
    pub(crate) offers: Vec<OfferView>,
}

/// A sale or a debtor that a payment may be for.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct OfferView {
    /// The id of either.
    pub(crate) id: String,
    /// None of a debtor.
    pub(crate) sale_number: Option<u32>,
    /// None of a sale.
    pub(crate) debtor: Option<DebtorView>,
    #[specta(type = Number)]
    pub(crate) lacks_cents: u64,
    /// Why it may be for it.
    pub(crate) reasons: Vec<Phrase>,
}

/// A payment that was given to a leg.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct ReceivedView {
    pub(crate) receipt: String,
    pub(crate) proved: bool,
    /// It is free again.
    pub(crate) taken_back: bool,
    /// Why it was taken back; none where the till did, or the reason was erased.
    pub(crate) taken_back_because: Option<String>,
    /// What the payer is called: anything at all.
    pub(crate) name: Option<String>,
    /// What is said aloud of it; nothing before it is proved.
    pub(crate) spoken: Option<Phrase>,
}

impl PaymentView {
    /// Shows every payment that waits, newest first.
    pub(crate) fn all(till: &Till) -> Result<Vec<Self>, CommandError> {
        let waiting = till.waiting_payments()?;
        Ok(waiting.iter().map(Self::of).collect())
    }

    fn of(waiting: &WaitingPayment) -> Self {
        let record = &waiting.record;
        let heard_at = record.sources.iter().map(|source| source.heard_at).min();
        let amount = record.amount.unwrap_or(record.left);
        let name = name_of(record);
        let proved = record.proved_at.is_some();
        let offers = match &waiting.offers {
            Offers::None => &[],
            Offers::One(offer) => std::slice::from_ref(offer),
            Offers::Several(offers) => offers.as_slice(),
        };
        Self {
            receipt: record.number.to_string(),
            amount_cents: amount.cents(),
            left_cents: record.left.cents(),
            paid_at_ms: record.paid_at.ms(),
            heard_at_ms: heard_at.unwrap_or(record.paid_at).ms(),
            payer: payer_of(record),
            name: name.map(|name| name.as_str().to_owned()),
            reference: reference_of(record),
            proved,
            spoken: proved.then(|| spoken::paid(amount, name).into()),
            offers: offers.iter().map(OfferView::of).collect(),
        }
    }
}

impl OfferView {
    fn of(offer: &Offer) -> Self {
        let (id, sale_number, debtor) = match &offer.to {
            Offered::Sale(id, number) => (id.to_string(), Some(number.get()), None),
            Offered::Debtor(debtor) => (debtor.id.to_string(), None, Some(DebtorView::of(debtor))),
        };
        Self {
            id,
            sale_number,
            debtor,
            lacks_cents: offer.lacks.cents(),
            reasons: offer.says().map(Phrase::from).collect(),
        }
    }
}

impl ReceivedView {
    /// Shows the payment that was given to a leg, if one was.
    pub(crate) fn of(leg: &LegRecord) -> Option<Self> {
        let received = leg.received.as_ref()?;
        let back = received.taken_back.as_ref();
        let why = back.and_then(|back| back.why.as_ref());
        let name = received.name.as_ref();
        Some(Self {
            receipt: received.receipt.to_string(),
            proved: received.proved,
            taken_back: back.is_some(),
            taken_back_because: why.map(|why| why.as_str().to_owned()),
            name: name.map(|name| name.as_str().to_owned()),
            spoken: received
                .proved
                .then(|| spoken::paid(received.amount, name).into()),
        })
    }
}

/// Returns the most that any source shows of the phone. A hash is no phone.
pub(super) fn payer_of(record: &ReceiptRecord) -> Option<String> {
    let hints = record.sources.iter().map(|source| &source.hearing.payer);
    let digits = |phone: &String| phone.bytes().filter(u8::is_ascii_digit).count();
    hints.filter_map(shown).max_by_key(digits)
}

pub(crate) fn shown(hint: &PayerHint) -> Option<String> {
    match hint {
        PayerHint::Full(phone) => Some(phone.as_str().to_owned()),
        PayerHint::Masked { prefix, suffix } => {
            let hidden = DIGITS.saturating_sub(prefix.len() + suffix.len()).max(1);
            Some(format!("{prefix}{}{suffix}", "•".repeat(hidden)))
        }
        PayerHint::Hashed(_) | PayerHint::Absent => None,
    }
}

/// Returns what the first source that knows calls the payer.
pub(super) fn name_of(record: &ReceiptRecord) -> Option<&Name> {
    let mut told = record.sources.iter().map(|source| &source.hearing.name);
    told.find_map(Option::as_ref)
}

pub(super) fn reference_of(record: &ReceiptRecord) -> Option<String> {
    let mut told = record
        .sources
        .iter()
        .map(|source| &source.hearing.reference);
    told.find_map(|reference| Some(reference.as_ref()?.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_of_a_phone_stays_hidden_and_a_hash_is_none() {
        let check = |told: &str, expected: Option<&str>| {
            assert_eq!(shown(&PayerHint::read(told)).as_deref(), expected, "{told}");
        };
        check("0712 345 678", Some("254712345678"));
        check("2547 ***** 126", Some("2547•••••126"));
        check("07** *** 126", Some("2547•••••126"));
        check(&"ab12".repeat(16), None);
        check("", None);
    }
}
