//! Whether the shop takes a payment that a customer is about to make by himself. Safaricom asks
//! only shops that had it switched on, and waits eight seconds.
//!
//! A payment that is turned away at the counter costs more than one that is matched by hand: the
//! rules are off until an owner sets them, and whatever is unclear is taken.
//!
//! Source: reference section 4, "Validation (optional)".

use crate::money::Money;
use crate::shortcode::{Shortcode, ShortcodeNumber};

/// Whether the shop takes a payment that has not moved yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is taken.
    Accepted,
    /// It is not; the cause picks the message that the customer gets.
    Rejected(Rejection),
}

/// Why a payment is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Less than the shop takes, or more.
    Amount,
    /// Not the shop's number.
    Shortcode,
}

/// What the owner lets through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The least amount; none is too little where it is not set.
    pub least: Option<Money>,
    /// The greatest amount; none is too much where it is not set.
    pub most: Option<Money>,
}

/// What is asked about, as far as the body tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// How much.
    pub amount: Option<Money>,
    /// The number that is to be paid; of a till, either of its two.
    pub shortcode: Option<ShortcodeNumber>,
}

impl Rejection {
    /// Returns Safaricom's code for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Amount => "C2B00013",
            Self::Shortcode => "C2B00015",
        }
    }
}

impl Rules {
    /// Tells whether anything can be turned away.
    pub fn are_set(&self) -> bool {
        *self != Self::default()
    }

    /// Tells whether any amount at all passes: a shop whose least is above its most takes nothing.
    pub fn let_some_through(&self) -> bool {
        let least = self.least.unwrap_or(Money::ZERO);
        self.most
            .is_none_or(|most| most > Money::ZERO && least <= most)
    }

    /// Judges a payment to the shop. Money that a prompt of the till's asks for is `expected`, and
    /// taken.
    pub fn judge(&self, question: &Question, shop: Shortcode, expected: bool) -> Verdict {
        if !self.are_set() || expected {
            return Verdict::Accepted;
        }
        let is_ours = |number| number == shop.payee() || number == shop.signer();
        if question.shortcode.is_some_and(|number| !is_ours(number)) {
            return Verdict::Rejected(Rejection::Shortcode);
        }
        let too_little = |amount| self.least.is_some_and(|least| amount < least);
        let too_much = |amount| self.most.is_some_and(|most| amount > most);
        match question.amount {
            Some(amount) if too_little(amount) || too_much(amount) => {
                Verdict::Rejected(Rejection::Amount)
            }
            _ => Verdict::Accepted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(shillings: u64, number: &str) -> Question {
        Question {
            amount: Money::from_cents(shillings * 100),
            shortcode: number.parse().ok(),
        }
    }

    #[test]
    fn an_amount_outside_the_rules_and_another_number_are_turned_away() {
        let shop: Shortcode = "till:7654321/5123456".parse().expect("a till");
        let rules = Rules {
            least: Money::from_cents(1_000),
            most: Money::from_cents(500_000),
        };
        let check = |shillings, number, expected| {
            let found = rules.judge(&question(shillings, number), shop, false);
            assert_eq!(found, expected, "{shillings} to {number}");
        };
        check(10, "5123456", Verdict::Accepted);
        check(5_000, "7654321", Verdict::Accepted);
        check(9, "5123456", Verdict::Rejected(Rejection::Amount));
        check(5_001, "5123456", Verdict::Rejected(Rejection::Amount));
        check(100, "600966", Verdict::Rejected(Rejection::Shortcode));
    }

    #[test]
    fn rules_that_no_amount_meets_are_told_from_the_others() {
        let check = |least: Option<u64>, most: Option<u64>, expected| {
            let [least, most] = [least, most].map(|kes| Money::from_cents(kes? * 100));
            let rules = Rules { least, most };
            assert_eq!(rules.let_some_through(), expected, "{rules:?}");
        };
        check(None, None, true);
        check(Some(10), Some(70_000), true);
        check(Some(10), Some(10), true);
        check(Some(10), None, true);
        check(Some(11), Some(10), false);
        check(None, Some(0), false);
    }

    #[test]
    fn what_is_unclear_expected_or_under_no_rule_is_taken() {
        let shop: Shortcode = "paybill:174379".parse().expect("a number");
        let strict = Rules {
            least: Money::from_cents(100_000),
            most: None,
        };
        let small = question(1, "600966");
        assert_eq!(
            Rules::default().judge(&small, shop, false),
            Verdict::Accepted
        );
        assert_eq!(strict.judge(&small, shop, true), Verdict::Accepted);
        let nothing = Question::default();
        assert_eq!(strict.judge(&nothing, shop, false), Verdict::Accepted);
        let codes = [Rejection::Amount, Rejection::Shortcode].map(Rejection::code);
        assert_eq!(codes, ["C2B00013", "C2B00015"]);
    }
}
