//! Two open sales that wait for the same amount: when one of them asks for a shilling less, or
//! more, their payments can be told apart.
//!
//! The till proposes, a person agrees with the customer; and only while nothing was asked for or
//! paid. By more than a shilling no total is changed: that is another sale.

use super::{Objection, Said, Sale};
use crate::money::Money;

/// One shilling, in cents.
const SHILLING: u64 = 100;

impl Sale {
    /// Proposes another total, when one of the others waits for the same: a shilling less, or more
    /// where another waits for that too. Nothing when every way it would be mistaken again.
    pub fn apart_from(&self, others: &[Money]) -> Option<Money> {
        let free = |total: &Money| !others.contains(total);
        if self.is_begun() || free(&self.total) {
            return None;
        }
        [self.shilling_less(), self.shilling_more()]
            .into_iter()
            .flatten()
            .find(free)
    }

    /// Says what is proposed.
    pub fn says_apart(&self, proposed: Money) -> Said {
        let total = self.total;
        Said {
            en: format!(
                "Another customer owes KES {total} too. Ask for KES {proposed}, and the two \
                 payments can be told apart."
            ),
            sw: format!(
                "Mteja mwingine pia anadaiwa KES {total}. Omba KES {proposed}, ili malipo haya \
                 mawili yatofautishwe."
            ),
        }
    }

    /// Decides whether another total can be agreed on.
    ///
    /// # Errors
    /// [`Objection::Void`]; [`Objection::Begun`] once anything was asked for or paid; and
    /// [`Objection::NotApart`] when it differs by anything but a shilling.
    pub fn may_agree(&self, total: Money) -> Result<(), Objection> {
        match [self.shilling_less(), self.shilling_more()] {
            _ if self.void => Err(Objection::Void),
            _ if self.is_begun() => Err(Objection::Begun),
            near if near.contains(&Some(total)) => Ok(()),
            _ => Err(Objection::NotApart),
        }
    }

    /// Takes another total in, unless something was asked for or paid: then the first one stands.
    pub(super) fn agree(&mut self, total: Money) {
        if !self.is_begun() && total > Money::ZERO {
            self.total = total;
        }
    }

    /// Tells whether anything was asked for or paid, or it was called off.
    pub(super) fn is_begun(&self) -> bool {
        let open = self.legs.values();
        self.void
            || !self.fills.is_empty()
            || open.into_iter().any(|leg| leg.claims() > Money::ZERO)
    }

    /// A shilling less; none where nothing would be left.
    fn shilling_less(&self) -> Option<Money> {
        let cents = self.total.cents().checked_sub(SHILLING)?;
        Money::from_cents(cents).filter(|total| *total > Money::ZERO)
    }

    fn shilling_more(&self) -> Option<Money> {
        Money::from_cents(self.total.cents().checked_add(SHILLING)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::LegId;
    use crate::sale::{Fact, Tender, step};

    const LEG: LegId = LegId::from_bytes([1; 16]);

    fn kes(shillings: u64) -> Money {
        Money::from_cents(shillings * 100).expect("an amount")
    }

    fn check(total: u64, others: &[u64], proposed: Option<u64>) {
        let others: Vec<_> = others.iter().copied().map(kes).collect();
        let found = Sale::open(kes(total)).apart_from(&others);
        assert_eq!(found, proposed.map(kes), "{total} beside {others:?}");
    }

    #[test]
    fn a_shilling_less_is_proposed_when_another_waits_for_the_same() {
        check(350, &[], None);
        check(350, &[349, 351, 700], None);
        check(350, &[350], Some(349));
        check(350, &[350, 349], Some(351));
        check(350, &[350, 349, 351], None);
        check(1, &[1], Some(2));
    }

    /// A sale to which something happened.
    fn told(facts: &[Fact]) -> Sale {
        let tell = |sale, fact| step(sale, fact).0;
        facts.iter().fold(Sale::open(kes(350)), tell)
    }

    fn prompted() -> Fact {
        Fact::LegAdded {
            leg: LEG,
            tender: Tender::Prompt,
            amount: kes(350),
        }
    }

    #[test]
    fn no_total_is_changed_once_anything_was_asked_for_or_paid() {
        let agreed = Fact::TotalAgreed { total: kes(349) };
        let cash = Fact::Taken {
            leg: LEG,
            handed: kes(100),
        };
        let withdrawn = Fact::Withdrawn { leg: LEG };
        for begun in [vec![prompted()], vec![prompted(), cash], vec![Fact::Voided]] {
            let sale = told(&begun);
            assert_eq!(sale.apart_from(&[kes(350)]), None);
            assert!(sale.may_agree(kes(349)).is_err(), "{begun:?}");
            let after = told(&[begun, vec![agreed.clone()]].concat());
            assert_eq!(after, sale, "the fact changes nothing");
        }
        let free = told(&[prompted(), withdrawn]);
        assert_eq!(free.may_agree(kes(349)), Ok(()));
        assert_eq!(step(free, &agreed).0.total, kes(349));
    }

    #[test]
    fn a_total_is_changed_by_a_shilling_and_by_nothing_else() {
        let sale = told(&[]);
        assert_eq!(sale.may_agree(kes(351)), Ok(()));
        for total in [0, 1, 348, 350, 352, 3500] {
            let objection = Err(Objection::NotApart);
            assert_eq!(sale.may_agree(kes(total)), objection, "{total}");
        }
    }

    proptest! {
        #[test]
        fn what_is_proposed_can_be_agreed_on_and_is_nobody_elses(
            total in 1u64..500, others in prop::collection::vec(1u64..500, 0..40)
        ) {
            let (sale, others) = (Sale::open(kes(total)), others.into_iter().map(kes));
            let others: Vec<_> = others.collect();
            if let Some(proposed) = sale.apart_from(&others) {
                prop_assert_eq!(sale.may_agree(proposed), Ok(()));
                prop_assert!(!others.contains(&proposed));
            }
        }
    }
}
