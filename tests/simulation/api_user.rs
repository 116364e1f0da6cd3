//! The shop's user at M-PESA's API, in whose name it asks about payments and sends them back: some
//! shops have one, and some of them have typed its name wrong.

use disk::Dice;

/// Whether a shop has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApiUser {
    None,
    Unknown,
    Right,
}

impl ApiUser {
    /// Draws it: a shop of three has one, where customers pay by themselves.
    pub(crate) fn draw(dice: &mut Dice, pay_by_themselves: bool) -> Self {
        match dice.throw() % 12 {
            0..4 if pay_by_themselves => Self::Right,
            4 if pay_by_themselves => Self::Unknown,
            _ => Self::None,
        }
    }

    /// Tells whether the shop asks and orders.
    pub(crate) fn is_there(self) -> bool {
        self != Self::None
    }
}
