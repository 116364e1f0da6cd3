//! The points of a candidate. Ten points are ten times as likely: reasons that do not hang together
//! add up. Each is our estimate of how often the right sale shows it, against another one.

use std::time::Duration;

use super::{Agreement, Debtor, Match, OpenSale, Payment, Spelling, Target};
use crate::clock::Timestamp;
use crate::customers::Visits;
use crate::money::Money;
use crate::phone::Msisdn;
use crate::receipt::life::Source;

/// Why something is a candidate, or less of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It lacks just this amount.
    AmountExact,
    /// It lacks a little more: the customer paid short.
    AmountShort,
    /// It lacks a little less: the customer paid over.
    AmountOver,
    /// What was typed as account agrees with its number.
    Reference(Spelling),
    /// How the payer agrees with a phone that was typed for it.
    Payer(Agreement),
    /// The payment came as soon after it was rung up as payments do.
    InTime,
    /// It was rung up just after the payment.
    RungUpAfter,
    /// It had been waiting for some minutes.
    Waited,
    /// It had been waiting for long.
    WaitedLong,
    /// A prompt for it may be on a phone.
    Prompted,
    /// Whoever paid has paid here before: no more for this one than for another.
    PaidBefore(Visits),
}

/// Nearly all pay what they were told, and of two sales one in fifty comes to the same.
const AMOUNT_EXACT: i32 = 30;
/// Few pay short or over, so it is weak.
const AMOUNT_NEAR: i32 = 12;
/// Most type it rightly, and hardly anybody his neighbour's.
const REFERENCE_EXACT: i32 = 30;
/// Numbers of a day follow on each other, so a neighbour's is often one edit away.
const REFERENCE_ONE_EDIT: i32 = 16;
/// A whole phone, or its hash, is one person's; he may pay for somebody else.
const PAYER_SAME: i32 = 25;
/// A thousand phones have the same last three digits.
const PAYER_LIKELY: i32 = 20;
/// One in twenty pays from another's phone, and some phones are mistyped.
const PAYER_OTHER: i32 = -12;
/// One in twenty is rung up after it was paid.
const RUNG_UP_AFTER: i32 = -10;
/// Who is not done in a minute and a half seldom is in three.
const WAITED: i32 = -12;
/// One in a hundred takes the goods on trust; what stands so long is mostly left behind.
const WAITED_LONG: i32 = -22;
/// Who has a prompt on his phone mostly answers it.
const PROMPTED: i32 = -15;
/// A debtor who sends all that he owes, by his phone.
const DEBT_ALL: i32 = 12;
/// A debtor who sends a part: he may as well pay for goods that are not rung up yet.
const DEBT_PART: i32 = -12;

/// How long paying takes at most, as a rule: the SIM menu, and both clocks.
const IN_TIME: Duration = Duration::from_secs(90);
/// Safaricom tells whole seconds, and cuts the rest.
const CUT: Duration = Duration::from_secs(1);
/// From then on a sale has waited long.
const LONG: Duration = Duration::from_mins(4);
/// So much later a sale is rung up after its payment.
const AFTER: Duration = Duration::from_secs(75);
/// So long a sale that ended is remembered: pulls and late confirmations are younger.
pub(super) const LATELY: Duration = Duration::from_hours(1);
/// Times of a pull may be in East Africa's zone, three hours early (`receipt::fit`).
const ZONE: Duration = Duration::from_hours(3);
/// What is three hours old but for this much is taken for one of those.
const ZONE_MARGIN: Duration = Duration::from_mins(5);

/// Who pays short lacks some coins or a note.
const SHORT_AT_MOST: u64 = 5_000;
/// Who pays over rounds up.
const OVER_AT_MOST: u64 = 10_000;
/// People err by fives of shillings.
const COIN: u64 = 500;

impl Payment<'_> {
    pub(super) fn amount(&self) -> Option<Money> {
        self.heard.iter().rev().find_map(|told| told.amount)
    }

    /// Holds it against a sale.
    pub(super) fn for_sale(&self, sale: &OpenSale) -> Option<Match> {
        let reasons = [
            self.amount()
                .and_then(|amount| of_amount(amount, sale.lacks)),
            self.of_reference(sale),
            self.of_payer(sale),
            Some(self.of_time(sale)),
            sale.prompted.then_some(Reason::Prompted),
            self.visits.map(Reason::PaidBefore),
        ];
        let reasons: Vec<_> = reasons.into_iter().flatten().collect();
        let speaks = |reason: &Reason| reason.points() > 0;
        reasons.iter().any(speaks).then(|| Match {
            to: Target::Sale(sale.sale),
            points: reasons.iter().map(|reason| reason.points()).sum(),
            reasons,
        })
    }

    /// Holds it against what a known customer owes: by his phone alone, and at most what he owes.
    pub(super) fn for_debt(&self, debtor: &Debtor) -> Option<Match> {
        let amount = self.amount().filter(|amount| *amount <= debtor.owes)?;
        let payer = self.agreement(&debtor.phone);
        if payer < Agreement::Likely {
            return None;
        }
        let all = amount == debtor.owes;
        let points = Reason::Payer(payer).points() + if all { DEBT_ALL } else { DEBT_PART };
        let exact = all.then_some(Reason::AmountExact);
        Some(Match {
            to: Target::Debt(debtor.phone),
            points,
            reasons: exact.into_iter().chain([Reason::Payer(payer)]).collect(),
        })
    }

    fn of_reference(&self, sale: &OpenSale) -> Option<Reason> {
        let typed = self.heard.iter().filter_map(|told| told.reference.as_ref());
        let spelt = typed.filter_map(|typed| Spelling::of(typed.as_str(), &sale.reference));
        spelt.min().map(Reason::Reference)
    }

    fn of_payer(&self, sale: &OpenSale) -> Option<Reason> {
        let known = |phone: &Msisdn| self.agreement(phone);
        let best = sale.phones.iter().map(known).max()?;
        (best != Agreement::Unknown).then_some(Reason::Payer(best))
    }

    fn of_time(&self, sale: &OpenSale) -> Reason {
        let paid = self.paid_at();
        let waited = paid.since(sale.asked_at);
        match sale.asked_at.since(paid.plus(CUT)) {
            Duration::ZERO if waited <= IN_TIME => Reason::InTime,
            Duration::ZERO if waited <= LONG => Reason::Waited,
            before if before > Duration::ZERO && before <= AFTER => Reason::RungUpAfter,
            _ => Reason::WaitedLong,
        }
    }

    /// When it was paid: by the earliest source, and a confirmation before a pull.
    fn paid_at(&self) -> Timestamp {
        let by_source = |pull: bool| {
            let of = self
                .heard
                .iter()
                .filter(move |told| (told.source == Source::Pull) == pull);
            of.filter_map(|told| told.paid_at).min()
        };
        let pulled = || {
            let paid = by_source(true)?;
            let early = self.heard_at.plus(ZONE_MARGIN).since(paid) >= ZONE;
            Some(if early { paid.plus(ZONE) } else { paid })
        };
        by_source(false).or_else(pulled).unwrap_or(self.heard_at)
    }
}

impl Reason {
    /// Returns what it adds to the points of a candidate.
    pub const fn points(self) -> i32 {
        match self {
            Self::AmountExact => AMOUNT_EXACT,
            Self::AmountShort | Self::AmountOver => AMOUNT_NEAR,
            Self::Reference(Spelling::Exact) => REFERENCE_EXACT,
            Self::Reference(Spelling::OneEdit) => REFERENCE_ONE_EDIT,
            Self::Payer(Agreement::Same) => PAYER_SAME,
            Self::Payer(Agreement::Likely) => PAYER_LIKELY,
            Self::Payer(Agreement::Other) => PAYER_OTHER,
            Self::Payer(Agreement::Unknown) | Self::InTime | Self::PaidBefore(_) => 0,
            Self::RungUpAfter => RUNG_UP_AFTER,
            Self::Waited => WAITED,
            Self::WaitedLong => WAITED_LONG,
            Self::Prompted => PROMPTED,
        }
    }
}

fn of_amount(paid: Money, lacks: Money) -> Option<Reason> {
    let (short, over) = (lacks.saturating_sub(paid), paid.saturating_sub(lacks));
    let coins = |difference: Money, at_most: u64| {
        difference.cents() <= at_most && difference.cents().is_multiple_of(COIN)
    };
    match (short, over) {
        (Money::ZERO, Money::ZERO) => Some(Reason::AmountExact),
        // Half of it is no slip any more.
        (short, Money::ZERO) if coins(short, SHORT_AT_MOST) && short <= paid => {
            Some(Reason::AmountShort)
        }
        (Money::ZERO, over) if coins(over, OVER_AT_MOST) => Some(Reason::AmountOver),
        _ => None,
    }
}
