//! Alarms as the screens are told of them.

use app::{About, AlarmRecord, Till};
use domain::attempt::Alarm;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use crate::errors::CommandError;

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
}

/// An alarm that nobody has seen yet. Money in cents, times in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct AlarmView {
    pub(crate) id: String,
    pub(crate) kind: AlarmKind,
    /// The prompt that it is about; none when it is about a payment that came by itself.
    pub(crate) attempt: Option<String>,
    pub(crate) sale_id: String,
    pub(crate) sale_number: u32,
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
    /// What of it is owed to the customer.
    #[specta(type = Number)]
    pub(crate) surplus_cents: u64,
    /// Twelve digits, 254…; none when it was erased.
    pub(crate) phone: Option<String>,
    #[specta(type = Number)]
    pub(crate) raised_at_ms: i64,
}

impl AlarmView {
    /// Shows all alarms that nobody has seen yet, oldest first.
    pub(crate) fn all(till: &Till) -> Result<Vec<Self>, CommandError> {
        Ok(till.alarms()?.into_iter().map(Self::from).collect())
    }
}

impl From<AlarmRecord> for AlarmView {
    fn from(record: AlarmRecord) -> Self {
        Self {
            id: record.id.to_string(),
            kind: record.id.alarm().into(),
            attempt: match &record.about {
                About::Attempt(attempt) => Some(attempt.to_string()),
                About::Receipt(_) => None,
            },
            sale_id: record.sale.to_string(),
            sale_number: record.sale_number.get(),
            amount_cents: record.amount.cents(),
            surplus_cents: record.surplus.cents(),
            phone: record.phone.map(|phone| phone.to_string()),
            raised_at_ms: record.raised_at.ms(),
        }
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
        }
    }
}
