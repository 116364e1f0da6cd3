//! What a matcher is to the judge: a pure step, state and event in, state and actions out.

use domain::ids::{AttemptId, SaleId};
use domain::receipt::Receipt;

use crate::day::{Event, Target};
use crate::shop::Shop;

/// Matches payments with what they are for. It is given neither truth nor chance nor a clock.
pub trait Matcher {
    /// All that it knows.
    type State;

    /// Opens a day in this shop.
    fn begin(&self, shop: &Shop) -> Self::State;

    /// Hears an event; says what is to be done with which payments.
    fn step(&self, state: Self::State, event: &Event) -> (Self::State, Vec<Action>);
}

/// What becomes of a payment. Each replaces what was said of that payment before; a payment of
/// which nothing was said waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is kept for a prompt that it fits, and offered to nobody.
    Hold {
        /// The payment.
        receipt: Receipt,
        /// The prompt.
        attempt: AttemptId,
    },
    /// It pays a sale, without a person's key.
    Settle {
        /// The payment.
        receipt: Receipt,
        /// The sale.
        sale: SaleId,
    },
    /// It is offered to one target, for one key.
    Offer {
        /// The payment.
        receipt: Receipt,
        /// What it seems to be for.
        to: Target,
    },
    /// It is offered to several, to choose.
    Choose {
        /// The payment.
        receipt: Receipt,
        /// What it may be for, the likeliest first.
        among: Vec<Target>,
    },
    /// It waits, offered to nobody.
    Wait {
        /// The payment.
        receipt: Receipt,
    },
}

impl Action {
    /// Returns the payment that it is about.
    pub const fn receipt(&self) -> &Receipt {
        match self {
            Self::Hold { receipt, .. }
            | Self::Settle { receipt, .. }
            | Self::Offer { receipt, .. }
            | Self::Choose { receipt, .. }
            | Self::Wait { receipt } => receipt,
        }
    }
}
