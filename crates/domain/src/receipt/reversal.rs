//! Sending a payment back by M-PESA: how much of it may be, and why not.
//!
//! A reversal is done once for each payment and can't be undone; that none is under way, the book
//! sees to.

use thiserror::Error;

use super::life::{Belongs, Evidence, Kind};
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
        let is_held = belongs == Belongs::ToNobody && self.held_for().next().is_some();
        let left = self
            .left(belongs)
            .saturating_add(owed)
            .min(self.available());
        match left {
            _ if !self.is_proved_without_doubt() => Err(NotReversible::Unproved),
            _ if is_held => Err(NotReversible::Held),
            _ if self.telling().any(|told| told.kind == Kind::Organization) => {
                Err(NotReversible::OfABusiness)
            }
            _ if self.reversed() > Money::ZERO => Err(NotReversible::WentBack),
            left if amount.money() > left => Err(NotReversible::MoreThanOwed { left }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::life::{Fact, Hearing, Source, step};
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
