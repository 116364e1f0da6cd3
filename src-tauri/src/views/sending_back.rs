//! What the screens are told of one payment, and of sending it back.

use app::{SendingBack, Till};
use domain::command::SentBack;
use domain::receipt::Receipt;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::Phrase;
use super::kept::KeptView;
use super::payments::{name_of, payer_of, reference_of};
use crate::errors::CommandError;

/// One payment, whoever has it. Money in cents, times in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct PaymentPage {
    pub(crate) receipt: String,
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
    #[specta(type = Number)]
    pub(crate) paid_at_ms: i64,
    /// Twelve signs, 254…, what is hidden of them as •; none when no digit of it is told.
    pub(crate) payer: Option<String>,
    /// What the payer is called: anything at all.
    pub(crate) name: Option<String>,
    /// What the customer typed as account: anything at all.
    pub(crate) reference: Option<String>,
    /// Safaricom's answer to a question of ours says so, too.
    pub(crate) proved: bool,
    /// All of it went back to the customer.
    pub(crate) went_back: bool,
    pub(crate) back: BackView,
    /// For which prompt it is kept; none where it is for none.
    pub(crate) kept: Option<KeptView>,
}

/// How it stands with sending a payment back.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct BackView {
    pub(crate) state: BackState,
    pub(crate) says: Phrase,
    /// What is to be agreed to before it is sent back; none where it can't be.
    pub(crate) asks: Option<Phrase>,
    /// How much goes back then, in whole shillings.
    pub(crate) shillings: Option<u32>,
    /// What is to be agreed to where a person found that it is still here; none where he can't say
    /// so.
    pub(crate) settles_here: Option<Phrase>,
    /// The same where he found that it went back.
    pub(crate) settles_gone: Option<Phrase>,
}

/// Where it stands; see the domain's `SentBack`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BackState {
    /// It can be sent back.
    Possible,
    /// M-PESA is to be asked about the payment first.
    Unproved,
    /// It can't be sent back.
    Impossible,
    /// M-PESA is asked.
    Asked,
    /// It went back.
    Done,
    /// It is still here.
    NotDone,
    /// Nobody knows.
    Unknown,
}

impl PaymentPage {
    /// Shows a payment.
    pub(crate) fn of(receipt: &Receipt, till: &Till) -> Result<Self, CommandError> {
        let found = till.sending_back(receipt)?;
        let payment = &found.payment;
        Ok(Self {
            receipt: payment.number.to_string(),
            amount_cents: payment.amount.unwrap_or(payment.left).cents(),
            paid_at_ms: payment.paid_at.ms(),
            payer: payer_of(payment),
            name: name_of(payment).map(|name| name.as_str().to_owned()),
            reference: reference_of(payment),
            proved: payment.proved_at.is_some(),
            went_back: payment.state == "reversed",
            back: BackView::of(&found),
            kept: till.kept(payment.clone())?.as_ref().map(KeptView::from),
        })
    }
}

impl BackView {
    fn of(found: &SendingBack) -> Self {
        let shillings = found.may.as_ref().ok();
        Self {
            state: BackState::of(found),
            says: found.says().into(),
            asks: found.asks().map(Phrase::from),
            shillings: shillings.map(|amount| amount.get()),
            settles_here: found.settles_here().map(Phrase::from),
            settles_gone: found.settles_gone().map(Phrase::from),
        }
    }
}

impl BackState {
    fn of(found: &SendingBack) -> Self {
        match (found.came_of_it(), &found.may) {
            (Some((SentBack::Asked, _)), _) => Self::Asked,
            (Some((SentBack::Done, _)), _) => Self::Done,
            (Some((SentBack::NotDone, _)), _) => Self::NotDone,
            (Some((SentBack::Unknown, _)), _) => Self::Unknown,
            (None, Ok(_)) => Self::Possible,
            (None, Err(_)) if found.lacks_proof() => Self::Unproved,
            (None, Err(_)) => Self::Impossible,
        }
    }
}
