//! What customers owe to the shop (*deni*): who may have goods on credit, for how much, and what is
//! said of it.
//!
//! What a debtor owes is what his sales have on credit, less what his repayments kept
//! ([`crate::sale::Sale::adds_to_debt`]). Goods that come back after he has repaid them, or a
//! repayment that crosses another, leave him with money in his favour: his next goods use it up.
//! Absent on purpose: interest, and days by which a debt must be paid.

use thiserror::Error;

use crate::clock::Timestamp;
use crate::money::{Balance, Money};
use crate::sale::{Said, said};

/// What a debtor owes, and how much he may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DebtAccount {
    /// What he owes; below zero, what the shop owes him.
    pub owes: Balance,
    /// How much he may owe without a second person's agreement. Nothing until an owner says more:
    /// whom the shop trusts is the owner's to say, not that of whoever is at the counter.
    pub limit: Money,
}

/// Why something is not done with what somebody owes. No money moved, and he owes what he did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DebtRefused {
    /// He would owe more than he may, and nobody else agreed.
    #[error("KES {more} was not put on credit: KES {left} is left of the limit of KES {limit}")]
    BeyondLimit {
        /// What was to be put on credit.
        more: Money,
        /// What is left of his limit.
        left: Money,
        /// His limit.
        limit: Money,
    },
    /// The sale is on credit for another debtor already.
    #[error("the sale is on credit for somebody else already")]
    OtherDebtor,
    /// More would be repaid than he owes.
    #[error("he owes KES {owes}")]
    MoreThanOwed {
        /// What he owes.
        owes: Money,
    },
    /// His account is not settled: he can't be erased.
    #[error("his account is not settled yet")]
    NotSettled,
    /// He was erased.
    #[error("this debtor was erased")]
    Erased,
    /// Another debtor has that phone: a payment from it could not be told apart.
    #[error("another debtor has that phone")]
    PhoneTaken,
}

impl DebtAccount {
    /// Returns what he owes; nothing where the shop owes him.
    pub fn debt(&self) -> Money {
        positive(self.owes)
    }

    /// Returns what is left of his limit. What the shop owes him adds to it.
    pub fn left(&self) -> Money {
        let limit = self.limit.balance().cents();
        positive(Balance::from_cents(limit.saturating_sub(self.owes.cents())))
    }

    /// Decides whether he may have so much more on credit, by the owner's limit alone.
    ///
    /// # Errors
    /// [`DebtRefused::BeyondLimit`].
    pub fn may_owe(&self, more: Money) -> Result<(), DebtRefused> {
        let (left, limit) = (self.left(), self.limit);
        if more > left {
            return Err(DebtRefused::BeyondLimit { more, left, limit });
        }
        Ok(())
    }

    /// Decides whether so much can be repaid.
    ///
    /// # Errors
    /// [`DebtRefused::MoreThanOwed`].
    pub fn may_repay(&self, money: Money) -> Result<(), DebtRefused> {
        let owes = self.debt();
        if money > owes {
            return Err(DebtRefused::MoreThanOwed { owes });
        }
        Ok(())
    }

    /// Decides whether who he is can be erased: as long as one owes the other, both must know it.
    ///
    /// # Errors
    /// [`DebtRefused::NotSettled`].
    pub fn may_be_erased(&self) -> Result<(), DebtRefused> {
        match self.owes.cents() {
            0 => Ok(()),
            _ => Err(DebtRefused::NotSettled),
        }
    }

    /// Says what he owes.
    pub fn says(&self) -> Said {
        let in_favour = positive(Balance::from_cents(self.owes.cents().saturating_neg()));
        match (self.debt(), in_favour) {
            (Money::ZERO, Money::ZERO) => said("Nothing is owed.", "Hakuna deni."),
            (Money::ZERO, more) => said(
                format!("The shop owes KES {more}: the next goods use it up."),
                format!("Duka linadaiwa KES {more}: zitatumika kwa bidhaa zijazo."),
            ),
            (debt, _) => said(
                format!("KES {debt} is still owed."),
                format!("Bado deni ni KES {debt}."),
            ),
        }
    }
}

/// Tells since when something is owed without a break: what is repaid, is repaid of the oldest. The
/// sales on credit are told newest first.
pub fn owed_since(
    owes: Balance,
    newest_first: impl IntoIterator<Item = (Timestamp, Money)>,
) -> Option<Timestamp> {
    let mut left = positive(owes);
    let mut since = None;
    for (at, on_credit) in newest_first {
        if left == Money::ZERO {
            break;
        }
        left = left.saturating_sub(on_credit);
        since = Some(at);
    }
    since
}

fn positive(balance: Balance) -> Money {
    let cents = u64::try_from(balance.cents()).unwrap_or_default();
    Money::from_cents(cents).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kes(shillings: u64) -> Money {
        Money::from_cents(shillings * 100).expect("an amount")
    }

    fn account(owes: i64, limit: u64) -> DebtAccount {
        DebtAccount {
            owes: Balance::from_cents(owes * 100),
            limit: kes(limit),
        }
    }

    #[test]
    fn nobody_owes_more_than_the_owner_lets_him() {
        let check = |owes, limit, more, left: Option<u64>| {
            let refused = left.map(|left| DebtRefused::BeyondLimit {
                more: kes(more),
                left: kes(left),
                limit: kes(limit),
            });
            let expected = refused.map_or(Ok(()), Err);
            assert_eq!(account(owes, limit).may_owe(kes(more)), expected);
        };
        check(0, 0, 1, Some(0));
        check(0, 1_000, 1_000, None);
        check(400, 1_000, 601, Some(600));
        check(1_200, 1_000, 1, Some(0));
        // What the shop owes him is his.
        check(-200, 0, 200, None);
        check(-200, 0, 201, Some(200));
    }

    #[test]
    fn nobody_repays_more_than_he_owes_and_is_erased_before_nothing_is_owed() {
        let more = |owes| Err(DebtRefused::MoreThanOwed { owes: kes(owes) });
        assert_eq!(account(300, 0).may_repay(kes(300)), Ok(()));
        assert_eq!(account(300, 0).may_repay(kes(301)), more(300));
        assert_eq!(account(-300, 0).may_repay(kes(1)), more(0));
        let erased = [1, 0, -1].map(|owes| account(owes, 0).may_be_erased());
        let not_settled = Err(DebtRefused::NotSettled);
        assert_eq!(erased, [not_settled, Ok(()), not_settled]);
    }

    #[test]
    fn what_is_repaid_is_repaid_of_the_oldest() {
        let at = Timestamp::from_ms;
        let sales = [(at(3), kes(100)), (at(2), kes(200)), (at(1), kes(50))];
        let check = |owes: i64, expected: Option<i64>| {
            let since = owed_since(Balance::from_cents(owes * 100), sales);
            assert_eq!(since, expected.map(at), "{owes}");
        };
        check(0, None);
        check(-5, None);
        check(100, Some(3));
        check(101, Some(2));
        check(300, Some(2));
        check(350, Some(1));
    }

    #[test]
    fn what_is_owed_is_said_with_its_amount() {
        let check = |owes, en: &str, sw: &str| {
            let said = account(owes, 0).says();
            assert_eq!((said.en.as_str(), said.sw.as_str()), (en, sw));
        };
        check(0, "Nothing is owed.", "Hakuna deni.");
        check(700, "KES 700 is still owed.", "Bado deni ni KES 700.");
        check(
            -20,
            "The shop owes KES 20: the next goods use it up.",
            "Duka linadaiwa KES 20: zitatumika kwa bidhaa zijazo.",
        );
    }
}
