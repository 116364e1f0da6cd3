//! What a person may do to a sale, and why not. Facts are never refused; acts are, before they
//! become facts.

use thiserror::Error;

use super::{Fact, Leg, Payout, Purpose, Sale, Tender, step};
use crate::ids::LegId;
use crate::money::Money;

/// Whether a person acts although the till warns of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heed {
    /// Stop at a warning.
    #[default]
    Stop,
    /// Somebody was warned, and takes it on himself.
    GoOn,
}

/// The prompts of a sale that count for what may be done to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompts {
    /// How many of its legs have a prompt that may be on a phone.
    pub live: u32,
    /// How many of its prompts may still turn out to be paid.
    pub unsettled: u32,
}

/// Why something is not done to a sale. Nothing was changed, and nobody was asked for money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Objection {
    /// There is no amount.
    #[error("there is nothing to pay")]
    NoAmount,
    /// The sale was called off.
    #[error("the sale is void")]
    Void,
    /// Proved money covers the sale, or the leg.
    #[error("it is paid already")]
    Paid,
    /// The legs would come to more than the sale.
    #[error("that is more than the sale still needs: KES {left}")]
    Beyond {
        /// What no leg asks for yet.
        left: Money,
    },
    /// Less was handed than is to be paid by it.
    #[error("less was handed than is to be paid by it")]
    TooLittleHanded,
    /// It is a repayment: there are no goods to bring back or to put on credit.
    #[error("a repayment has no goods")]
    NoGoods,
    /// Money of this tender is not taken over the counter.
    #[error("money by {} is not taken over the counter", .0.name())]
    NotOverTheCounter(Tender),
    /// As many legs as can be have a live prompt.
    #[error("six prompts of this sale are live already")]
    TooManyPrompts,
    /// Another way to pay was chosen for this leg.
    #[error("another way to pay was chosen for this leg")]
    Withdrawn,
    /// Something was asked for or paid already, so that the total stands.
    #[error("something was asked for or paid already")]
    Begun,
    /// A total is changed by one shilling, and by nothing else.
    #[error("a total is changed by one shilling, and by nothing else")]
    NotApart,
    /// A prompt may still be paid: a warning.
    #[error("a prompt of this sale may still be paid")]
    MayStillBePaid,
    /// Its goods were given before their money was proved: a warning.
    #[error("goods of this sale were given, and are not paid")]
    GoodsGiven,
    /// Goods are brought back of a sale that is paid only.
    #[error("the sale is not paid: it can be called off")]
    NotPaid,
    /// Goods of the sale were brought back.
    #[error("goods of this sale were brought back")]
    GoodsCameBack,
    /// More would be given back than was paid and not given back yet.
    #[error("of the sale, KES {left} is paid and not given back")]
    MoreThanPaid {
        /// What is.
        left: Money,
    },
    /// More would be paid out than is owed to the customer.
    #[error("KES {left} is owed to the customer")]
    MoreThanOwed {
        /// What is.
        left: Money,
    },
    /// More would be taken back than was paid out too much in that way.
    #[error("of the sale, KES {left} too much was paid out")]
    MoreThanOverpaid {
        /// What was.
        left: Money,
    },
    /// Something was given back of the sale since the person looked at it.
    #[error("of the sale, KES {returned} was given back meanwhile")]
    ReturnedMeanwhile {
        /// How much by now.
        returned: Money,
    },
    /// What would be paid out, or given to another sale, is being sent back by M-PESA.
    #[error("what is owed is being sent back by M-PESA")]
    BeingSentBack,
    /// Money of the payment was paid out: it can't be another sale's any more.
    #[error("money of this payment was paid out")]
    PaidOut,
}

impl Sale {
    /// How many legs of one sale can have a live prompt.
    pub const MOST_PROMPTS: u32 = 6;

    /// Decides whether a leg of `amount` can be added.
    ///
    /// # Errors
    /// [`Objection::NoAmount`], [`Objection::Void`], [`Objection::GoodsCameBack`],
    /// [`Objection::Paid`], [`Objection::Beyond`].
    pub fn may_add(&self, amount: Money) -> Result<(), Objection> {
        self.must_lack()?;
        match self.unasked() {
            _ if amount == Money::ZERO => Err(Objection::NoAmount),
            left if amount > left => Err(Objection::Beyond { left }),
            _ => Ok(()),
        }
    }

    /// Returns all that no leg asks for yet, to ask for it.
    ///
    /// # Errors
    /// [`Objection::Void`], [`Objection::Paid`]; and [`Objection::Beyond`] when legs ask for all.
    pub fn rest(&self) -> Result<Money, Objection> {
        self.must_lack()?;
        match self.unasked() {
            left @ Money::ZERO => Err(Objection::Beyond { left }),
            rest => Ok(rest),
        }
    }

    /// Decides whether a leg can be added for which a phone is prompted.
    ///
    /// # Errors
    /// As [`Self::may_add`]; [`Objection::TooManyPrompts`].
    pub fn may_prompt(&self, amount: Money, prompts: Prompts) -> Result<(), Objection> {
        self.may_add(amount)?;
        must_have_room(prompts)
    }

    /// Decides whether a phone can be prompted again for a leg.
    ///
    /// # Errors
    /// As [`Self::may_prompt`]; [`Objection::Withdrawn`]. A leg that the sale does not have lacks
    /// nothing.
    pub fn may_prompt_again(
        &self,
        leg: LegId,
        amount: Money,
        prompts: Prompts,
    ) -> Result<(), Objection> {
        self.must_lack()?;
        let leg = self.legs.get(&leg).ok_or(Objection::Paid)?;
        match leg.lacks().min(self.lacks()) {
            Money::ZERO => Err(Objection::Paid),
            _ if leg.withdrawn => Err(Objection::Withdrawn),
            left if amount > left => Err(Objection::Beyond { left }),
            _ => must_have_room(prompts),
        }
    }

    /// Decides whether a leg can be added that is paid over the counter at once. Of cash, more
    /// may be handed than the leg asks for.
    ///
    /// # Errors
    /// As [`Self::may_add`]; [`Objection::TooLittleHanded`], [`Objection::NotOverTheCounter`].
    pub fn may_take(&self, tender: Tender, amount: Money, handed: Money) -> Result<(), Objection> {
        self.may_add(amount)?;
        match tender {
            _ if !tender.is_handed() || tender == Tender::Seen => {
                Err(Objection::NotOverTheCounter(tender))
            }
            _ if handed < amount => Err(Objection::TooLittleHanded),
            _ => Ok(()),
        }
    }

    /// Decides whether so much of the goods can be put on credit.
    ///
    /// # Errors
    /// As [`Self::may_add`]; [`Objection::NoGoods`].
    pub fn may_put_on_credit(&self, amount: Money) -> Result<(), Objection> {
        self.may_add(amount)?;
        self.must_have_goods()
    }

    /// Decides whether so much that a customer paid by himself can be given to the sale.
    ///
    /// # Errors
    /// [`Objection::NoAmount`], [`Objection::Void`], [`Objection::Paid`]; [`Objection::Beyond`]
    /// when payments that are still checked come to all of it; and unless it is done knowingly,
    /// [`Objection::MayStillBePaid`] where a prompt asks for the same money.
    pub fn may_receive(&self, money: Money, prompts: Prompts, heed: Heed) -> Result<(), Objection> {
        self.must_lack()?;
        match (self.room(), heed) {
            _ if money == Money::ZERO => Err(Objection::NoAmount),
            (left @ Money::ZERO, _) => Err(Objection::Beyond { left }),
            (room, Heed::Stop) if prompts.unsettled > 0 && money.min(room) > self.unasked() => {
                Err(Objection::MayStillBePaid)
            }
            _ => Ok(()),
        }
    }

    /// Returns the legs for which another way to pay is chosen when so much is given to the sale
    /// without their doing: all that wait for money, where they ask for what is given now. What a
    /// customer has paid by himself is not asked for.
    pub fn replaced_by(&self, money: Money) -> Vec<LegId> {
        if money.min(self.room()) <= self.unasked() {
            return Vec::new();
        }
        let waits = |leg: &Leg| leg.waits() && leg.tender != Tender::Received;
        let waiting = self.legs.iter().filter(|(_, leg)| waits(leg));
        waiting.map(|(id, _)| *id).collect()
    }

    /// Decides whether the payment that a leg has can be taken back from it, while so much of what
    /// is owed is `under_way` by M-PESA.
    ///
    /// # Errors
    /// [`Objection::BeingSentBack`], [`Objection::PaidOut`] when money of it left the shop; and
    /// unless it is done knowingly, [`Objection::Paid`]: the goods may have been given for it.
    pub fn may_take_back(&self, leg: LegId, under_way: Money, heed: Heed) -> Result<(), Objection> {
        let (after, _) = step(self.clone(), &Fact::TakenBack { leg });
        if after.overpaid() > self.overpaid() || after.returned < self.returned {
            return Err(Objection::PaidOut);
        }
        if after.owed() < under_way {
            return Err(Objection::BeingSentBack);
        }
        let pays = |leg: &Leg| leg.covered > Money::ZERO && self.standing().gives_goods();
        match heed {
            Heed::Stop if self.legs.get(&leg).is_some_and(pays) => Err(Objection::Paid),
            Heed::Stop | Heed::GoOn => Ok(()),
        }
    }

    /// Decides whether another way to pay can be chosen for a leg, of whose prompts so many may
    /// still turn out to be paid.
    ///
    /// # Errors
    /// [`Objection::Void`], [`Objection::Paid`] when money covers it; and unless it is done
    /// knowingly, [`Objection::MayStillBePaid`].
    pub fn may_withdraw(&self, leg: LegId, unsettled: u32, heed: Heed) -> Result<(), Objection> {
        let lacks = self.legs.get(&leg).map_or(Money::ZERO, Leg::lacks);
        match heed {
            _ if self.void => Err(Objection::Void),
            _ if lacks == Money::ZERO => Err(Objection::Paid),
            Heed::Stop if unsettled > 0 => Err(Objection::MayStillBePaid),
            Heed::Stop | Heed::GoOn => Ok(()),
        }
    }

    /// Decides whether the sale can be called off.
    ///
    /// # Errors
    /// [`Objection::Void`], [`Objection::GoodsCameBack`]; and unless it is done knowingly,
    /// [`Objection::Paid`], since goods may have been given for it, [`Objection::GoodsGiven`] and
    /// [`Objection::MayStillBePaid`].
    pub fn may_void(&self, prompts: Prompts, heed: Heed) -> Result<(), Objection> {
        match heed {
            _ if self.void => Err(Objection::Void),
            _ if self.returned > Money::ZERO => Err(Objection::GoodsCameBack),
            Heed::Stop if self.standing().gives_goods() => Err(Objection::Paid),
            Heed::Stop if self.at_risk() > Money::ZERO => Err(Objection::GoodsGiven),
            Heed::Stop if prompts.unsettled > 0 => Err(Objection::MayStillBePaid),
            Heed::Stop | Heed::GoOn => Ok(()),
        }
    }

    /// Decides whether goods for so much can be brought back, by whom saw that `returned` were so
    /// far: whoever presses twice gives back once.
    ///
    /// # Errors
    /// [`Objection::NoAmount`], [`Objection::Void`], [`Objection::NoGoods`],
    /// [`Objection::NotPaid`],
    /// [`Objection::ReturnedMeanwhile`], [`Objection::MoreThanPaid`].
    pub fn may_return(&self, money: Money, returned: Money) -> Result<(), Objection> {
        match self.kept() {
            _ if money == Money::ZERO => Err(Objection::NoAmount),
            _ if self.void => Err(Objection::Void),
            _ if self.purpose == Purpose::Repayment => Err(Objection::NoGoods),
            _ if self.lacks() > Money::ZERO => Err(Objection::NotPaid),
            _ if returned != self.returned => Err(Objection::ReturnedMeanwhile {
                returned: self.returned,
            }),
            left if money > left => Err(Objection::MoreThanPaid { left }),
            _ => Ok(()),
        }
    }

    /// Decides whether so much of what is owed can be paid out, while so much of it is `under_way`
    /// by M-PESA.
    ///
    /// # Errors
    /// [`Objection::NoAmount`], [`Objection::BeingSentBack`], [`Objection::MoreThanOwed`].
    pub fn may_pay_out(&self, money: Money, under_way: Money) -> Result<(), Objection> {
        match self.owed() {
            _ if money == Money::ZERO => Err(Objection::NoAmount),
            owed if money <= owed && money > owed.saturating_sub(under_way) => {
                Err(Objection::BeingSentBack)
            }
            left if money > left => Err(Objection::MoreThanOwed { left }),
            _ => Ok(()),
        }
    }

    fn must_have_goods(&self) -> Result<(), Objection> {
        match self.purpose {
            Purpose::Goods => Ok(()),
            Purpose::Repayment => Err(Objection::NoGoods),
        }
    }

    /// Decides whether so much of what was paid out too much can be taken back in the way in which
    /// it was paid out.
    ///
    /// # Errors
    /// [`Objection::NoAmount`], [`Objection::MoreThanOverpaid`].
    pub fn may_hand_back(&self, money: Money, how: Payout) -> Result<(), Objection> {
        match self.to_hand_back(how) {
            _ if money == Money::ZERO => Err(Objection::NoAmount),
            left if money > left => Err(Objection::MoreThanOverpaid { left }),
            _ => Ok(()),
        }
    }

    fn must_lack(&self) -> Result<(), Objection> {
        match self.lacks() {
            _ if self.void => Err(Objection::Void),
            _ if self.returned > Money::ZERO => Err(Objection::GoodsCameBack),
            Money::ZERO => Err(Objection::Paid),
            _ => Ok(()),
        }
    }
}

const fn must_have_room(prompts: Prompts) -> Result<(), Objection> {
    match prompts.live {
        0..Sale::MOST_PROMPTS => Ok(()),
        _ => Err(Objection::TooManyPrompts),
    }
}
