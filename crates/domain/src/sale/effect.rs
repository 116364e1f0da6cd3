//! How much an effect is about.

use super::Effect;
use crate::money::Money;

impl Effect {
    pub(super) const fn money(&self) -> Money {
        match self {
            Self::Earn(_, money)
            | Self::Owe(money)
            | Self::GiveBack(_, money)
            | Self::Unearn(money)
            | Self::Unowe(money)
            | Self::Return(money)
            | Self::Unreturn(money)
            | Self::PayOut(_, money)
            | Self::TakeIn(_, money)
            | Self::SendBack(money)
            | Self::Unsend(money)
            | Self::Risk(money)
            | Self::Unrisk(money) => *money,
        }
    }
}
