//! What the screens are told of a code that somebody typed.

use app::TypedCode;
use domain::receipt::Looked;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::Phrase;

/// A code that was looked up. Money in cents.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct CodeView {
    /// As it was typed, or as the payment that it looks like spells it.
    pub(crate) code: String,
    pub(crate) says: Phrase,
    /// What is left of a payment that belongs to nobody; none when there is no such payment.
    #[specta(type = Option<Number>)]
    pub(crate) left_cents: Option<u64>,
    /// Nobody has heard of it: it may be claimed for a sale.
    pub(crate) claimable: bool,
    /// It is kept for a prompt: its page tells why, and frees it.
    pub(crate) kept: bool,
}

impl From<TypedCode> for CodeView {
    fn from(TypedCode { receipt, looked }: TypedCode) -> Self {
        Self {
            code: receipt.to_string(),
            says: looked.says().into(),
            left_cents: match looked {
                Looked::Found { left, .. } => Some(left.cents()),
                _ => None,
            },
            claimable: looked.may_be_claimed(),
            kept: matches!(looked, Looked::OfAPrompt { kept: true, .. }),
        }
    }
}
