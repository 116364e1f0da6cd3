//! The owner's limits as the screens show them and send them back.

use domain::limits::Limits;
use domain::money::Money;
use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use crate::errors::{CommandError, ErrorCode};

/// What one person does alone at the till.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[expect(clippy::struct_field_names, reason = "the unit belongs to each amount")]
pub(crate) struct LimitsView {
    #[specta(type = Number)]
    pub(crate) alone_cents: u64,
    #[specta(type = Number)]
    pub(crate) unprompted_cents: u64,
    #[specta(type = Number)]
    pub(crate) alone_a_day_cents: u64,
    #[specta(type = Number)]
    pub(crate) unprompted_a_day_cents: u64,
    #[specta(type = Number)]
    pub(crate) at_risk_cents: u64,
}

/// The same as it was typed.
#[derive(Deserialize, Type)]
pub(crate) struct LimitsForm {
    alone: String,
    unprompted: String,
    alone_a_day: String,
    unprompted_a_day: String,
    at_risk: String,
}

impl From<Limits> for LimitsView {
    fn from(limits: Limits) -> Self {
        Self {
            alone_cents: limits.alone.cents(),
            unprompted_cents: limits.unprompted.cents(),
            alone_a_day_cents: limits.alone_a_day.cents(),
            unprompted_a_day_cents: limits.unprompted_a_day.cents(),
            at_risk_cents: limits.at_risk.cents(),
        }
    }
}

impl LimitsForm {
    /// Reads what was typed.
    pub(crate) fn read(&self) -> Result<Limits, CommandError> {
        let limit = |typed: &str| {
            let read = typed.parse::<Money>();
            read.map_err(|error| CommandError::plain(ErrorCode::BadAmount, error))
        };
        Ok(Limits {
            alone: limit(&self.alone)?,
            unprompted: limit(&self.unprompted)?,
            alone_a_day: limit(&self.alone_a_day)?,
            unprompted_a_day: limit(&self.unprompted_a_day)?,
            at_risk: limit(&self.at_risk)?,
        })
    }
}
