//! Sending a payment back by M-PESA: how much of it may be, and why not.
//!
//! A reversal is done once for each payment and can't be undone; that none is under way, the book
//! sees to.

mod words;

use thiserror::Error;

pub use words::{can_be_sent_back, send_back};

use super::life::{Belongs, Evidence, Hearing, Kind};
use crate::money::{Money, Shillings};

/// Why a payment, or so much of it, is not sent back. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotReversible {
    /// It is kept for a prompt that may be paid by it.
    #[error("the payment is kept for a prompt")]
    Held,
    /// It is the code of a prompt by what it looks like alone: it may be another customer's.
    #[error("the payment may be another customer's: give the money in cash")]
    MaybeAnothers,
    /// A business moved it: it is no customer's.
    #[error("the payment is no customer's")]
    OfABusiness,
    /// No answer to a question of ours proves it, or answers contradict each other.
    #[error("the payment is not proved")]
    Unproved,
    /// Something of it went back: M-PESA sends a payment back once.
    #[error("the payment went back before")]
    WentBack,
    /// So much of it is neither owed to the customer nor nobody's.
    #[error("of the payment, KES {left} can be sent back")]
    MoreThanOwed {
        /// What is.
        left: Money,
    },
}

impl Evidence {
    /// Decides whether so much of it can be sent back: of what belongs to nobody, and of what the
    /// sales that it paid owe to the customer (`owed`, without what is on its way already).
    ///
    /// # Errors
    /// [`NotReversible`] says why not.
    pub fn may_reverse(
        &self,
        belongs: Belongs,
        amount: Shillings,
        owed: Money,
    ) -> Result<(), NotReversible> {
        let left = self.reversible(belongs, owed)?;
        if amount.money() > left {
            return Err(NotReversible::MoreThanOwed { left });
        }
        Ok(())
    }

    /// Returns the most that can be sent back: M-PESA sends whole shillings.
    ///
    /// # Errors
    /// [`NotReversible`] says why nothing can.
    pub fn most_reversible(
        &self,
        belongs: Belongs,
        owed: Money,
    ) -> Result<Shillings, NotReversible> {
        let left = self.reversible(belongs, owed)?;
        let whole = u32::try_from(left.cents() / 100).unwrap_or(u32::MAX);
        let most = whole.min(Shillings::MAX);
        Shillings::new(most).map_err(|_| NotReversible::MoreThanOwed { left })
    }

    fn reversible(&self, belongs: Belongs, owed: Money) -> Result<Money, NotReversible> {
        let is_held = belongs == Belongs::ToNobody && self.held_for().next().is_some();
        let of_a_business = |told: &Hearing| told.kind == Kind::Organization;
        if !self.is_proved_without_doubt() {
            return Err(NotReversible::Unproved);
        }
        if is_held {
            return Err(NotReversible::Held);
        }
        if self.telling().any(of_a_business) {
            return Err(NotReversible::OfABusiness);
        }
        if self.reversed() > Money::ZERO {
            return Err(NotReversible::WentBack);
        }
        let left = self.left(belongs).saturating_add(owed);
        Ok(left.min(self.available()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::life::{Fact, Source, step};
    use super::*;
    use crate::ids::{AttemptId, LegId};
    use crate::phone::PayerHint;

    fn kes(shillings: u32) -> Money {
        Shillings::new(shillings).map_or(Money::ZERO, Shillings::money)
    }

    fn heard(source: Source, kind: Kind) -> Fact {
        Fact::Heard(Hearing {
            source,
            amount: Some(kes(350)),
            payee: "174379".parse().expect("a number"),
            paid_at: None,
            payer: PayerHint::Absent,
            kind,
            name: None,
            balance: None,
            reference: None,
        })
    }

    fn check(
        facts: &[Fact],
        (belongs, amount, owed): (Belongs, u32, u32),
        expected: Result<(), NotReversible>,
    ) {
        let begin = Evidence::default();
        let evidence = facts.iter().fold(begin, step);
        let amount = Shillings::new(amount).expect("an amount");
        let decided = evidence.may_reverse(belongs, amount, kes(owed));
        assert_eq!(decided, expected, "{facts:?}");
        let most = evidence.most_reversible(belongs, kes(owed));
        match (decided, most) {
            (Ok(()), Ok(most)) => assert!(amount <= most, "{most:?}"),
            (Err(NotReversible::MoreThanOwed { left }), Ok(most)) => {
                assert_eq!(most.money(), left);
            }
            (Err(NotReversible::MoreThanOwed { left }), Err(_)) => assert_eq!(left, Money::ZERO),
            (decided, most) => assert_eq!(decided, most.map(drop)),
        }
    }

    #[test]
    fn what_is_nobody_s_or_owed_is_sent_back_and_no_shilling_more() {
        use Belongs::{ToAnAttempt, ToNobody};
        let proved = heard(Source::Pull, Kind::Customer);
        let given = Fact::Allocated {
            leg: LegId::from_bytes([1; 16]),
            money: kes(350),
        };
        let left = |shillings| {
            let left = kes(shillings);
            Err(NotReversible::MoreThanOwed { left })
        };
        let free = std::slice::from_ref(&proved);
        check(free, (ToNobody, 350, 0), Ok(()));
        check(free, (ToNobody, 351, 0), left(350));
        check(free, (ToAnAttempt, 50, 0), left(0));
        check(free, (ToAnAttempt, 50, 50), Ok(()));
        check(free, (ToAnAttempt, 400, 700), left(350));
        let given = [proved, given];
        check(&given, (ToNobody, 1, 0), left(0));
        check(&given, (ToNobody, 350, 350), Ok(()));
    }

    #[test]
    fn what_may_be_no_money_somebody_else_s_or_gone_is_not_sent_back() {
        let all = (Belongs::ToNobody, 350, 350);
        let proved = heard(Source::Pull, Kind::Customer);
        let body = heard(Source::C2bBody, Kind::Customer);
        check(&[body], all, Err(NotReversible::Unproved));
        let denied = [proved.clone(), Fact::Disproved];
        check(&denied, all, Ok(()));
        let held = Fact::Held(AttemptId::from_bytes([1; 16]));
        check(&[proved.clone(), held], all, Err(NotReversible::Held));
        let company = heard(Source::Pull, Kind::Organization);
        check(&[company], all, Err(NotReversible::OfABusiness));
        let back = Fact::Reversed {
            by: "SKE52PAWR9".parse().expect("a receipt"),
            amount: kes(100),
        };
        let some = (Belongs::ToNobody, 100, 0);
        check(&[proved, back], some, Err(NotReversible::WentBack));
    }
}
