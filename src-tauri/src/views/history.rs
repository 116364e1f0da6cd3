//! What the screens are told of the history: every payment, whichever way it came.

use app::{Found, ReceiptRecord, Till};
use domain::money::Money;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::AttemptView;
use super::payments::{name_of, payer_of};

/// A payment of the history.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "snake_case", tag = "way")]
#[serde(rename = "HistoryRow")]
pub(crate) enum HistoryRowView {
    /// It was asked for.
    Prompt { attempt: Box<AttemptView> },
    /// It came by itself.
    ByItself { payment: FoundPayment },
}

/// A payment that came by itself. Money in cents, times in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct FoundPayment {
    receipt: String,
    #[specta(type = Number)]
    amount_cents: u64,
    #[specta(type = Number)]
    paid_at_ms: i64,
    /// Twelve signs, 254…, what is hidden of them as •; none when no digit of it is told.
    payer: Option<String>,
    /// What the payer is called: anything at all.
    name: Option<String>,
    stands: PaymentStands,
}

/// How a payment that came by itself stands.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentStands {
    /// Proved, and something of it waits for a sale.
    Waiting,
    /// Proved, and a sale has it.
    Given,
    /// Told by an unsigned body alone.
    Reported,
    /// Kept for a prompt.
    Held,
    PartReversed,
    Reversed,
    Conflicting,
    /// M-PESA does not know it.
    Disproved,
}

impl HistoryRowView {
    /// Shows every payment that was found, in its order.
    pub(crate) fn all(found: &[Found], till: &Till) -> Vec<Self> {
        let shown = |one: &Found| match one {
            Found::Prompt(record) => Self::Prompt {
                attempt: Box::new(AttemptView::of(record, till)),
            },
            Found::ByItself(record) => Self::ByItself {
                payment: FoundPayment::of(record),
            },
        };
        found.iter().map(shown).collect()
    }
}

impl FoundPayment {
    fn of(record: &ReceiptRecord) -> Self {
        Self {
            receipt: record.number.to_string(),
            amount_cents: record.amount.unwrap_or(record.left).cents(),
            paid_at_ms: record.paid_at.ms(),
            payer: payer_of(record),
            name: name_of(record).map(|name| name.as_str().to_owned()),
            stands: PaymentStands::of(record),
        }
    }
}

impl PaymentStands {
    fn of(record: &ReceiptRecord) -> Self {
        match record.state.as_str() {
            "proved" if record.left > Money::ZERO => Self::Waiting,
            "proved" => Self::Given,
            "held" => Self::Held,
            "part_reversed" => Self::PartReversed,
            "reversed" => Self::Reversed,
            "conflicting" => Self::Conflicting,
            "disproved" => Self::Disproved,
            _ => Self::Reported,
        }
    }
}
