//! The result of a transaction status: what M-PESA knows of one payment.

use domain::clock::Timestamp;
use domain::eat;
use domain::ids::{ConversationId, OriginatorConversationId};
use domain::money::Money;
use domain::party::Party;
use domain::receipt::Receipt;

use super::ResultBody;
use crate::text::Text;

/// What M-PESA knows of a payment. All is absent when the result is a failure.
///
/// It names the payer in full, phone and name, even where C2B masks them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusResult {
    /// The payment's code.
    pub receipt: Option<Receipt>,
    /// Where the payment stands.
    pub state: Option<TransactionState>,
    /// How much, in cents.
    pub amount: Option<Money>,
    /// When it began, in whole seconds.
    pub initiated_at: Option<Timestamp>,
    /// When it ended, in whole seconds.
    pub finalised_at: Option<Timestamp>,
    /// Who paid.
    pub debit: Option<Party>,
    /// Who was paid: begins with the shop's number. The documents' sample repeats the payer here.
    pub credit: Option<Party>,
    /// Why, in M-PESA's words: `Pay Utility with OD via STK`.
    pub reason_type: Option<Text>,
    /// From which of the payer's accounts.
    pub debit_account: Option<Text>,
    /// What the payer paid for paying, as `name|KES|amount`.
    pub debit_charges: Option<Text>,
    /// What the payee paid for it, as `name|KES|amount`.
    pub credit_charges: Option<Text>,
    /// M-PESA's id of the request that made the payment.
    pub conversation: Option<ConversationId>,
    /// The gateway's id of the request that made the payment.
    pub originator: Option<OriginatorConversationId>,
}

/// Where a payment stands (`TransactionStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionState {
    /// Begun, or waiting to be authorised: not final.
    Open,
    /// The money moved.
    Completed,
    /// Cancelled, declined or expired: the money did not move.
    Ended,
    /// A word that nobody has described.
    Other,
}

impl StatusResult {
    pub(super) fn of(body: &ResultBody) -> Self {
        let all = &body.parameters;
        let time = |name| {
            all.text(name)
                .and_then(|text| eat::from_wire(text.as_str()))
        };
        let party = |name| all.text(name).map(|text| Party::read(text.as_str()));
        let text = |name| all.text(name).cloned();
        Self {
            receipt: all.value("ReceiptNo"),
            state: all.text("TransactionStatus").map(TransactionState::of),
            amount: all.value("Amount"),
            initiated_at: time("InitiatedTime"),
            finalised_at: time("FinalisedTime").or_else(|| time("FinalizedTime")),
            debit: party("DebitPartyName"),
            credit: party("CreditPartyName"),
            reason_type: text("ReasonType"),
            debit_account: text("DebitAccountType"),
            debit_charges: text("DebitPartyCharges"),
            credit_charges: text("CreditPartyCharges"),
            conversation: all.value("ConversationID"),
            originator: all.value("OriginatorConversationID"),
        }
    }
}

impl TransactionState {
    /// Source: Transaction status page, 2025.
    fn of(text: &Text) -> Self {
        match text.as_str().to_lowercase().as_str() {
            "initiated" | "authorized" | "pending authorized" => Self::Open,
            "completed" => Self::Completed,
            "cancelled" | "declined" | "expired" => Self::Ended,
            _ => Self::Other,
        }
    }
}
