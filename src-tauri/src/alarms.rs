//! Alarms as the screens are told of them.

use app::{About, AlarmRecord, Till, say_alarm};
use domain::attempt::Alarm;
use domain::clock::Timestamp;
use domain::receipt::Receipt;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use crate::errors::CommandError;
use crate::views::Phrase;

/// What a person must see; see the domain's `Alarm`.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AlarmKind {
    LateProof,
    Conflict,
    Unreadable,
    WentBack,
    TakenFromSale,
    StrangeResult,
    ClaimDenied,
    MoneyLeft,
    MoneyUntold,
    TwoBalances,
    NotSentBack,
    MaybeSentBack,
    SeenCodeCame,
}

/// An alarm that nobody has seen yet. Money in cents, times in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct AlarmView {
    pub(crate) id: String,
    pub(crate) kind: AlarmKind,
    /// The prompt that it is about; none when it is about a payment that came by itself.
    pub(crate) attempt: Option<String>,
    /// The payment whose page tells more; none when it is about a prompt.
    pub(crate) receipt: Option<String>,
    /// None when it is about no sale.
    pub(crate) sale_id: Option<String>,
    pub(crate) sale_number: Option<u32>,
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
    /// What of it is owed to the customer.
    #[specta(type = Number)]
    pub(crate) surplus_cents: u64,
    /// Twelve digits, 254…; none when it was erased.
    pub(crate) phone: Option<String>,
    #[specta(type = Number)]
    pub(crate) raised_at_ms: i64,
    /// What is said of it; none where the screen says it.
    pub(crate) said: Option<Phrase>,
}

impl AlarmView {
    /// Shows all alarms that nobody has seen yet, oldest first.
    pub(crate) fn all(till: &Till) -> Result<Vec<Self>, CommandError> {
        let now = till.now();
        let alarms = till.alarms()?.into_iter();
        Ok(alarms.map(|record| Self::of(&record, now)).collect())
    }

    fn of(record: &AlarmRecord, now: Timestamp) -> Self {
        Self {
            id: record.id.to_string(),
            kind: record.id.alarm().into(),
            attempt: match &record.about {
                About::Attempt(attempt) => Some(attempt.to_string()),
                About::Receipt(_) => None,
            },
            receipt: receipt_of(record).map(Receipt::to_string),
            sale_id: record.sale.map(|(id, _)| id.to_string()),
            sale_number: record.sale.map(|(_, number)| number.get()),
            amount_cents: record.amount.cents(),
            surplus_cents: record.surplus.cents(),
            phone: record.phone.map(|phone| phone.to_string()),
            raised_at_ms: record.raised_at.ms(),
            said: say_alarm(record, now).map(Phrase::from),
        }
    }
}

/// Returns the payment that an alarm is about: of money that left, the one that was most likely
/// taken back.
fn receipt_of(record: &AlarmRecord) -> Option<&Receipt> {
    match (&record.gap, &record.about) {
        (Some(gap), _) => Some(&gap.suspects.first()?.receipt),
        (None, About::Receipt(receipt)) => Some(receipt),
        (None, About::Attempt(_)) => None,
    }
}

impl From<Alarm> for AlarmKind {
    fn from(alarm: Alarm) -> Self {
        match alarm {
            Alarm::LateProof => Self::LateProof,
            Alarm::Conflict => Self::Conflict,
            Alarm::Unreadable => Self::Unreadable,
            Alarm::WentBack => Self::WentBack,
            Alarm::TakenFromSale => Self::TakenFromSale,
            Alarm::StrangeResult => Self::StrangeResult,
            Alarm::ClaimDenied => Self::ClaimDenied,
            Alarm::MoneyLeft => Self::MoneyLeft,
            Alarm::MoneyUntold => Self::MoneyUntold,
            Alarm::TwoBalances => Self::TwoBalances,
            Alarm::NotSentBack => Self::NotSentBack,
            Alarm::MaybeSentBack => Self::MaybeSentBack,
            Alarm::SeenCodeCame => Self::SeenCodeCame,
        }
    }
}
