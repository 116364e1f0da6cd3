//! Giving a payment that came by itself to sales: how much of it is free, and why it is not.

use thiserror::Error;

use super::life::{Belongs, Evidence, Kind, Source, State};
use crate::ids::LegId;
use crate::money::Money;
use crate::sale::Trust;

/// Why a payment, or so much of it, can't be given to a sale. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotFree {
    /// It belongs to a prompt, or is kept for the one that it fits.
    #[error("the payment is kept for a prompt")]
    OfAPrompt,
    /// A business moved it: it is no customer's.
    #[error("the payment is no customer's")]
    OfABusiness,
    /// What is told of it contradicts itself, or M-PESA does not know it.
    #[error("what is told of the payment can't be right")]
    Doubtful,
    /// It went back to whoever paid.
    #[error("the payment went back to whoever paid it")]
    WentBack,
    /// The shop is sending it back, or may have: M-PESA has not said how it ended.
    #[error("the payment is being sent back")]
    BeingSentBack,
    /// It came to the shop's own number: it can be proved, and need not be taken on sight.
    #[error("the payment came to the shop's own number")]
    CanBeProved,
    /// It was given to sales already, wholly or so far.
    #[error("of the payment, KES {left} is left")]
    Used {
        /// What is left of it.
        left: Money,
    },
}

impl Evidence {
    /// Returns to which legs it is given now, claims included, and how much of it to each.
    pub fn allocations(&self) -> impl Iterator<Item = (LegId, Money)> {
        let stands = |(leg, _): &(&LegId, &Money)| !self.unallocated.contains(leg);
        let standing = self.allocated.iter().filter(stands);
        let given = standing.map(|(leg, money)| (*leg, *money));
        given.chain(self.claim())
    }

    /// Returns the leg that it is claimed for, with all of it: what is known of the amount counts,
    /// and what was claimed only while nothing is.
    pub fn claim(&self) -> Option<(LegId, Money)> {
        let stands = |(leg, _): &(&LegId, &Money)| !self.unallocated.contains(leg);
        let (leg, claimed) = self.claimed.iter().find(stands)?;
        Some((*leg, self.amount().unwrap_or(*claimed)))
    }

    /// Decides whether it can be claimed for a sale by whoever typed its code.
    ///
    /// # Errors
    /// [`NotFree`] says why not; [`NotFree::Used`] when somebody else has it.
    pub fn may_be_claimed(&self, belongs: Belongs) -> Result<(), NotFree> {
        let is_held = self.held_for().next().is_some();
        match self.state(belongs) {
            _ if is_held || belongs == Belongs::ToAnAttempt => Err(NotFree::OfAPrompt),
            _ if self.allocations().next().is_some() => Err(NotFree::Used { left: Money::ZERO }),
            State::Claimed => Ok(()),
            _ => Err(NotFree::Doubtful),
        }
    }

    /// Decides whether its code can pay for a sale on sight, as money that was paid where the till
    /// can't ask: nothing that was told of it says otherwise.
    ///
    /// # Errors
    /// [`NotFree`] says why not; [`NotFree::Used`] when a sale has it.
    pub fn may_be_seen(&self, belongs: Belongs) -> Result<(), NotFree> {
        match self.hearings().next() {
            None => self.may_be_claimed(belongs),
            Some(_) => match self.may_allocate(belongs, None) {
                Ok(_) => Err(NotFree::CanBeProved),
                Err(why) => Err(why),
            },
        }
    }

    /// Returns how much of it is given to legs now.
    pub fn allocated(&self) -> Money {
        let given = self.allocations().map(|(_, money)| money);
        given.fold(Money::ZERO, Money::saturating_add)
    }

    /// Returns how much of it belongs to nobody: it may be given to a sale.
    pub fn left(&self, belongs: Belongs) -> Money {
        let free = self.must_be_free(belongs).is_ok();
        if free { self.rest() } else { Money::ZERO }
    }

    /// Decides how much of it can be given to a sale: all that is left, if nothing is named.
    ///
    /// # Errors
    /// [`NotFree`] says why not.
    pub fn may_allocate(&self, belongs: Belongs, wanted: Option<Money>) -> Result<Money, NotFree> {
        self.must_be_free(belongs)?;
        let left = self.rest();
        match wanted.unwrap_or(left) {
            wanted if wanted == Money::ZERO || wanted > left => Err(NotFree::Used { left }),
            wanted => Ok(wanted),
        }
    }

    /// Tells whether it covers what it was given to: it is proved, no prompt's and no business's,
    /// and as much came as was given.
    pub fn settles(&self) -> bool {
        let is_held = self.held_for().next().is_some();
        let is_a_customer_s = self.is_proved_without_doubt() && !self.is_proved_a_business_s();
        !is_held && is_a_customer_s && self.allocated() <= self.available()
    }

    /// Tells how far it can be trusted while nothing proves it: as far as it goes, if it is claimed
    /// alone, or a confirmation tells of it and nothing speaks against that.
    pub fn trust(&self, belongs: Belongs) -> Trust {
        let told = self.hearings().any(|heard| heard.source == Source::C2bBody);
        let business = self.hearings().any(|told| told.kind == Kind::Organization);
        match self.state(belongs) {
            State::Claimed => Trust::OnlyUnproved,
            State::Reported if told && !business => Trust::OnlyUnproved,
            _ => Trust::Doubtful,
        }
    }

    /// Tells whether an answer to our own question says that a business moved it.
    pub fn is_proved_a_business_s(&self) -> bool {
        let mut proofs = self.hearings().filter(|heard| heard.source.is_proof());
        proofs.any(|heard| heard.kind == Kind::Organization)
    }

    fn must_be_free(&self, belongs: Belongs) -> Result<(), NotFree> {
        let is_held = self.held_for().next().is_some();
        let business = self.telling().any(|told| told.kind == Kind::Organization);
        match self.state(belongs) {
            _ if is_held || belongs == Belongs::ToAnAttempt => Err(NotFree::OfAPrompt),
            _ if business => Err(NotFree::OfABusiness),
            // Whoever can post a body must not keep anybody from what is proved.
            State::Conflicting if self.is_proved_without_doubt() => Ok(()),
            // It may have been denied before M-PESA's books had it: once given it is asked about.
            State::Disproved if self.hearings().next().is_some() => Ok(()),
            State::Conflicting | State::Disproved | State::Claimed => Err(NotFree::Doubtful),
            State::Reversed => Err(NotFree::WentBack),
            State::Reported | State::Proved | State::Held | State::PartReversed => Ok(()),
        }
    }

    fn rest(&self) -> Money {
        let came = self.amount().unwrap_or_default();
        came.saturating_sub(self.reversed())
            .saturating_sub(self.allocated())
    }
}

#[cfg(test)]
mod tests {
    use super::super::life::{Fact, Hearing, step};
    use super::*;
    use crate::phone::PayerHint;

    fn kes(shillings: u64) -> Money {
        Money::from_cents(shillings * 100).expect("an amount")
    }

    fn heard(source: Source, kind: Kind, shillings: u64) -> Fact {
        Fact::Heard(Hearing {
            source,
            amount: Some(kes(shillings)),
            payee: "174379".parse().expect("a number"),
            paid_at: None,
            payer: PayerHint::Absent,
            kind,
            reference: None,
            name: None,
            balance: None,
        })
    }

    fn given(leg: u8, shillings: u64) -> Fact {
        Fact::Allocated {
            leg: LegId::from_bytes([leg; 16]),
            money: kes(shillings),
        }
    }

    fn claimed(leg: u8, shillings: u64) -> Fact {
        Fact::Claimed {
            leg: LegId::from_bytes([leg; 16]),
            money: kes(shillings),
        }
    }

    fn taken_back(leg: u8) -> Fact {
        Fact::Unallocated(LegId::from_bytes([leg; 16]))
    }

    fn after(facts: &[Fact]) -> Evidence {
        facts.iter().fold(Evidence::default(), step)
    }

    fn check(facts: &[Fact], wanted: Option<u64>, expected: Result<u64, NotFree>) {
        let found = after(facts).may_allocate(Belongs::ToNobody, wanted.map(kes));
        assert_eq!(found, expected.map(kes), "{facts:?}");
    }

    #[test]
    fn what_is_left_of_a_payment_may_be_given_and_no_more() {
        let body = heard(Source::C2bBody, Kind::Customer, 350);
        let pull = heard(Source::Pull, Kind::Customer, 350);
        check(std::slice::from_ref(&body), None, Ok(350));
        check(std::slice::from_ref(&pull), Some(100), Ok(100));
        let used = |left| NotFree::Used { left: kes(left) };
        check(&[body.clone(), given(1, 350)], None, Err(used(0)));
        check(&[body.clone(), given(1, 200)], None, Ok(150));
        check(&[body.clone(), given(1, 200)], Some(151), Err(used(150)));
        check(
            &[body.clone(), given(1, 200), given(2, 150)],
            None,
            Err(used(0)),
        );
        let again = [body.clone(), taken_back(1), given(1, 350)];
        check(&again, None, Ok(350));
        check(&[body, pull], Some(0), Err(used(350)));
    }

    #[test]
    fn a_body_that_says_otherwise_keeps_nobody_from_what_is_proved() {
        let forged = heard(Source::C2bBody, Kind::Customer, 500);
        let pull = heard(Source::Pull, Kind::Customer, 350);
        let both = [forged.clone(), pull.clone()];
        check(&both, None, Ok(350));
        check(&both, Some(351), Err(NotFree::Used { left: kes(350) }));
        let other = heard(Source::Status, Kind::Customer, 340);
        check(
            &[forged.clone(), pull.clone(), other],
            None,
            Err(NotFree::Doubtful),
        );
        let bodies = [forged.clone(), heard(Source::C2bBody, Kind::Customer, 350)];
        check(&bodies, None, Err(NotFree::Doubtful));

        let settles = |facts: &[Fact]| after(facts).settles();
        assert!(
            !settles(&[forged.clone(), given(1, 500)]),
            "nothing proves it"
        );
        assert!(
            !settles(&[forged, given(1, 500), pull.clone()]),
            "more than came"
        );
        assert!(settles(&[both[0].clone(), pull.clone(), given(1, 350)]));
        let denied = [pull, given(1, 350), Fact::Disproved];
        assert!(settles(&denied), "a proof outweighs a denial");
    }

    #[test]
    fn a_claim_blocks_other_claims_and_takes_what_comes() {
        let may_claim = |facts: &[Fact]| after(facts).may_be_claimed(Belongs::ToNobody);
        let used = NotFree::Used { left: Money::ZERO };
        assert_eq!(may_claim(&[]), Ok(()));
        assert_eq!(may_claim(&[claimed(1, 350)]), Err(used));
        assert_eq!(may_claim(&[claimed(1, 350), taken_back(1)]), Ok(()));
        assert_eq!(may_claim(&[Fact::Disproved]), Err(NotFree::Doubtful));
        let held = Fact::Held(crate::ids::AttemptId::from_bytes([1; 16]));
        assert_eq!(may_claim(&[held]), Err(NotFree::OfAPrompt));

        let claim_of = |facts: &[Fact]| after(facts).claim().map(|(_, money)| money);
        let pull = heard(Source::Pull, Kind::Customer, 300);
        assert_eq!(claim_of(&[claimed(1, 350)]), Some(kes(350)));
        let proved = [claimed(1, 350), pull.clone()];
        assert_eq!(claim_of(&proved), Some(kes(300)));
        assert!(after(&proved).settles());
        check(&proved, None, Err(used));
        let forged = heard(Source::C2bBody, Kind::Customer, 500);
        assert!(!after(&[claimed(1, 350), forged]).settles());
        check(&[claimed(1, 350), pull, taken_back(1)], None, Ok(300));
    }

    #[test]
    fn a_code_is_taken_on_sight_only_while_nothing_is_told_of_it() {
        let check = |facts: &[Fact], expected| {
            let found = after(facts).may_be_seen(Belongs::ToNobody);
            assert_eq!(found, expected, "{facts:?}");
        };
        let used = Err(NotFree::Used { left: Money::ZERO });
        check(&[], Ok(()));
        check(&[claimed(1, 350)], used);
        check(&[claimed(1, 350), taken_back(1)], Ok(()));
        check(&[Fact::Disproved], Err(NotFree::Doubtful));
        let body = heard(Source::C2bBody, Kind::Customer, 350);
        check(std::slice::from_ref(&body), Err(NotFree::CanBeProved));
        check(&[body.clone(), given(1, 350)], used);
        let held = Fact::Held(crate::ids::AttemptId::from_bytes([1; 16]));
        check(&[body, held], Err(NotFree::OfAPrompt));
        let company = heard(Source::Pull, Kind::Organization, 350);
        check(&[company], Err(NotFree::OfABusiness));
    }

    #[test]
    fn goods_are_trusted_to_a_claim_or_a_confirmation_that_nothing_speaks_against() {
        use Belongs::{ToAnAttempt, ToNobody};
        use Trust::{Doubtful, OnlyUnproved};
        let check = |facts: &[Fact], belongs, expected| {
            assert_eq!(after(facts).trust(belongs), expected, "{facts:?}");
        };
        let body = heard(Source::C2bBody, Kind::Customer, 350);
        check(&[claimed(1, 350)], ToNobody, OnlyUnproved);
        check(&[body.clone(), given(1, 350)], ToNobody, OnlyUnproved);
        check(&[claimed(1, 350), body.clone()], ToNobody, OnlyUnproved);
        check(&[claimed(1, 350), Fact::Disproved], ToNobody, Doubtful);
        check(&[body.clone(), Fact::Disproved], ToNobody, Doubtful);
        let held = Fact::Held(crate::ids::AttemptId::from_bytes([1; 16]));
        check(&[body.clone(), held], ToNobody, Doubtful);
        check(std::slice::from_ref(&body), ToAnAttempt, OnlyUnproved);
        let less = heard(Source::C2bBody, Kind::Customer, 300);
        check(&[body, less], ToNobody, Doubtful);
        let company = heard(Source::C2bBody, Kind::Organization, 350);
        check(&[company], ToNobody, Doubtful);
        let of_a_prompt = heard(Source::StkBody, Kind::Customer, 350);
        check(&[claimed(1, 350), of_a_prompt], ToNobody, Doubtful);
        check(
            &[heard(Source::Pull, Kind::Customer, 350)],
            ToNobody,
            Doubtful,
        );
    }

    #[test]
    fn what_belongs_to_somebody_or_may_be_no_money_is_not_given() {
        let body = heard(Source::C2bBody, Kind::Customer, 350);
        let held = Fact::Held(crate::ids::AttemptId::from_bytes([1; 16]));
        check(&[body.clone(), held.clone()], None, Err(NotFree::OfAPrompt));
        let forged = heard(Source::C2bBody, Kind::Customer, 500);
        let contested = [heard(Source::Pull, Kind::Customer, 350), forged, held];
        check(&contested, None, Err(NotFree::OfAPrompt));
        let code = after(std::slice::from_ref(&body)).may_allocate(Belongs::ToAnAttempt, None);
        assert_eq!(code, Err(NotFree::OfAPrompt));
        let company = heard(Source::Pull, Kind::Organization, 350);
        check(
            std::slice::from_ref(&company),
            None,
            Err(NotFree::OfABusiness),
        );
        assert!(!after(&[claimed(1, 350), company]).settles());
        let forged = heard(Source::C2bBody, Kind::Organization, 350);
        let both = [forged, heard(Source::Pull, Kind::Customer, 350)];
        check(&both, None, Ok(350));
        check(&[body.clone(), Fact::Disproved], None, Ok(350));
        check(&[Fact::Disproved], None, Err(NotFree::Doubtful));
        let more = heard(Source::Pull, Kind::Customer, 300);
        let less = heard(Source::C2bBody, Kind::Customer, 300);
        check(&[body, less], None, Err(NotFree::Doubtful));
        check(&[claimed(1, 350)], None, Err(NotFree::Doubtful));
        let back = |shillings| Fact::Reversed {
            by: "SKE52PAWR9".parse().expect("a receipt"),
            amount: kes(shillings),
        };
        check(&[more.clone(), back(300)], None, Err(NotFree::WentBack));
        check(&[more, back(100)], None, Ok(200));
    }
}
