//! What the screens are told of payments that are kept for a prompt.

use app::Kept;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::Phrase;

/// A payment that is kept for the prompt that it fits. Money in cents, times in milliseconds since
/// 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct KeptView {
    pub(crate) receipt: String,
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
    #[specta(type = Number)]
    pub(crate) paid_at_ms: i64,
    /// The prompt.
    pub(crate) attempt: String,
    pub(crate) sale_number: u32,
    /// The prompt may be on the phone, or what came of it is being checked: it is only to wait.
    pub(crate) waits: bool,
    pub(crate) says: Phrase,
    /// What is to be agreed to before it is freed.
    pub(crate) asks: Phrase,
}

impl From<&Kept> for KeptView {
    fn from(kept: &Kept) -> Self {
        let Kept { payment, prompt } = kept;
        let evidence = &prompt.attempt.evidence;
        Self {
            receipt: payment.number.to_string(),
            amount_cents: payment.amount.unwrap_or(payment.left).cents(),
            paid_at_ms: payment.paid_at.ms(),
            attempt: prompt.id.to_string(),
            sale_number: prompt.sale_number.get(),
            waits: evidence.is_live() || prompt.attempt.state().name() == "reported",
            says: kept.says().into(),
            asks: kept.asks().into(),
        }
    }
}
