//! The practice customers' phones.

use practice::{PracticeAct, PracticePhone};
use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

const CENTS: u64 = 100;

/// A practice customer's phone.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct PhoneView {
    pub(crate) phone: String,
    pub(crate) name: String,
    #[specta(type = Number)]
    pub(crate) balance_cents: u64,
    pub(crate) prompt: Option<PromptView>,
    /// The last payment that did not go back.
    pub(crate) last_paid: Option<PaidView>,
}

/// A payment that its customer may take back.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct PaidView {
    pub(crate) code: String,
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
}

/// A prompt on a practice phone.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct PromptView {
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
    pub(crate) business: String,
    pub(crate) reference: String,
    #[specta(type = Number)]
    pub(crate) ends_at_ms: i64,
}

/// What a practice customer does with a prompt.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "PracticeAct")]
pub(crate) enum ActView {
    Accept,
    WrongPin,
    Cancel,
    Ignore,
    Off,
    NoMoney,
}

impl From<PracticePhone> for PhoneView {
    fn from(handset: PracticePhone) -> Self {
        Self {
            phone: handset.phone.as_str().to_owned(),
            name: handset.name,
            balance_cents: handset.balance_kes * CENTS,
            prompt: handset.prompt.map(|prompt| PromptView {
                amount_cents: prompt.amount_kes * CENTS,
                business: prompt.business_name,
                reference: prompt.account_reference,
                ends_at_ms: prompt.ends_at.unix_ms(),
            }),
            last_paid: handset.last_paid.map(|paid| PaidView {
                code: paid.number,
                amount_cents: paid.amount_kes * CENTS,
            }),
        }
    }
}

impl From<ActView> for PracticeAct {
    fn from(act: ActView) -> Self {
        match act {
            ActView::Accept => Self::Accept,
            ActView::WrongPin => Self::WrongPin,
            ActView::Cancel => Self::Cancel,
            ActView::Ignore => Self::Ignore,
            ActView::Off => Self::PhoneOff,
            ActView::NoMoney => Self::TooLittleMoney,
        }
    }
}
