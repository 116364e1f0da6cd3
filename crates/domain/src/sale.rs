//! A sale and its legs: what is owed, by which means, and what of it is covered by proved money.

use crate::money::Money;

/// A means of payment of one leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tender {
    /// M-PESA, asked for on the customer's phone.
    Prompt,
    /// M-PESA, paid by the customer himself.
    Received,
    /// Notes and coins.
    Cash,
    /// A bank card.
    Card,
    /// Anything else that the shop takes.
    Other,
}

impl Tender {
    /// Every tender.
    pub const ALL: [Self; 5] = [
        Self::Prompt,
        Self::Received,
        Self::Cash,
        Self::Card,
        Self::Other,
    ];

    /// Returns the tender's name in the book.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Received => "received",
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Other => "other",
        }
    }

    /// Finds a tender by its name in the book.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tender| tender.name() == name)
    }
}

/// What a leg asks for and what covers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The means.
    pub tender: Tender,
    /// The amount that it asks for.
    pub amount: Money,
    /// The proved money (or recorded risk) that covers it: never more than `amount`.
    pub covered: Money,
}

/// Where a sale stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A leg still lacks money.
    Open,
    /// The legs are covered, but do not sum to the total: so much is lacking.
    Short(Money),
    /// The legs are covered and sum to more than the total: so much is too much.
    Over(Money),
    /// The legs sum exactly and each is covered: give the goods.
    Covered,
}

/// What becomes of money that comes for a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filling {
    /// Covers what the leg still lacks.
    pub to_leg: Money,
    /// The rest: owed to the customer.
    pub to_customer: Money,
}

impl Leg {
    /// Returns what the leg still lacks.
    pub fn lacks(&self) -> Money {
        self.amount.saturating_sub(self.covered)
    }

    /// Splits money that comes for this leg: it fills only what the leg still lacks.
    pub fn fill(&self, money: Money) -> Filling {
        let to_leg = self.lacks().min(money);
        Filling {
            to_leg,
            to_customer: money.saturating_sub(to_leg),
        }
    }
}

/// Tells where a sale of `total` with these legs stands.
pub fn standing(total: Money, legs: &[Leg]) -> Standing {
    let sum = |of: fn(&Leg) -> Money| {
        legs.iter()
            .try_fold(Money::ZERO, |sum, leg| sum.checked_add(of(leg)))
    };
    let (Some(asked), Some(covered)) = (sum(|leg| leg.amount), sum(|leg| leg.covered)) else {
        return Standing::Open;
    };
    match (asked.checked_sub(total), total.checked_sub(asked)) {
        _ if covered < asked || legs.is_empty() => Standing::Open,
        (_, Some(lacking)) if lacking > Money::ZERO => Standing::Short(lacking),
        (Some(over), _) if over > Money::ZERO => Standing::Over(over),
        _ => Standing::Covered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kes(shillings: u64) -> Money {
        Money::from_cents(shillings * 100).expect("an amount")
    }

    fn leg(amount: u64, covered: u64) -> Leg {
        Leg {
            tender: Tender::Prompt,
            amount: kes(amount),
            covered: kes(covered),
        }
    }

    #[test]
    fn goods_are_given_only_when_every_leg_is_covered_and_the_sum_is_exact() {
        let check = |total, legs: &[Leg], expected| {
            assert_eq!(standing(kes(total), legs), expected, "{total} {legs:?}");
        };
        check(350, &[], Standing::Open);
        check(350, &[leg(350, 0)], Standing::Open);
        check(350, &[leg(350, 349)], Standing::Open);
        check(350, &[leg(350, 350)], Standing::Covered);
        check(350, &[leg(200, 200), leg(150, 0)], Standing::Open);
        check(350, &[leg(200, 200), leg(150, 150)], Standing::Covered);
        check(350, &[leg(200, 200)], Standing::Short(kes(150)));
        check(350, &[leg(400, 400)], Standing::Over(kes(50)));
    }

    #[test]
    fn late_money_fills_only_what_is_lacking() {
        let filling = leg(350, 0).fill(kes(350));
        assert_eq!(
            (filling.to_leg, filling.to_customer),
            (kes(350), Money::ZERO)
        );
        let filling = leg(350, 300).fill(kes(350));
        assert_eq!((filling.to_leg, filling.to_customer), (kes(50), kes(300)));
        let filling = leg(350, 350).fill(kes(350));
        assert_eq!(
            (filling.to_leg, filling.to_customer),
            (Money::ZERO, kes(350))
        );
    }
}
