//! Customers who pay by themselves, and how they err.

use disk::Dice;
use domain::money::Money;
use domain::receipt::life::Kind;

use crate::chance::{Share, one_of, weighed};
use crate::cohort::{Cohort, at, money};
use crate::counter::{Visit, Way};
use crate::day::{Closing, What};
use crate::people::Person;
use crate::rates;
use crate::telling::{Payment, Script};
use crate::truth::{Meant, Situation, Situations};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Slip {
    Short,
    Over,
    Twice,
    ForAnother,
    HoursLate,
    None,
}

/// One who pays by himself, among those beside him.
pub(crate) struct Payer<'a> {
    pub(crate) cohort: &'a Cohort,
    pub(crate) visits: &'a [Visit],
    pub(crate) visit: &'a Visit,
    /// When he enters his PIN.
    pub(crate) paid_at: i64,
    /// What is special about it already.
    pub(crate) because: Situations,
}

impl Payer<'_> {
    /// Pays, well or badly.
    pub(crate) fn pay(mut self, script: &mut Script, dice: &mut Dice) {
        let mut slip = slip(dice);
        let later = self.paid_at + rates::HOURS_LATE_BY.ms(dice);
        if slip == Slip::HoursLate && later < self.cohort.closes_ms {
            self.paid_at = later;
            self.because.add(Situation::HoursLate);
        }
        let mut payment = self.plain(dice);
        if slip == Slip::ForAnother {
            slip = self.leave_to_another(&mut payment, dice);
        }
        let total = self.visit.total;
        match slip {
            Slip::Short if total > 1 => return self.pay_short(payment, script, dice),
            Slip::Over => {
                payment.amount = money(total + rates::OVER_BY.small(dice) * 5);
                payment.situations.add(Situation::Over);
            }
            Slip::Twice => self.pay_again(&payment, script, dice),
            _ => {}
        }
        self.wait(&mut payment, script, dice);
        script.payments.push(payment);
    }

    /// A payment of the whole total, with what he types as account.
    fn plain(&self, dice: &mut Dice) -> Payment {
        let visit = self.visit;
        let mut situations = self.because;
        let mut payer = visit.person.clone();
        if visit.is_phone_right() {
            situations.add(Situation::PhoneTyped);
        } else if visit.phone.is_some() {
            situations.add(Situation::PhoneMistyped);
        }
        if visit.is_opened_after() {
            situations.add(Situation::OpenedAfter);
        }
        if rates::ANOTHER_PHONE.happens(dice) {
            payer = payer.spouse(dice);
            situations.add(Situation::AnotherPhone);
        } else if visit.on_file {
            situations.add(Situation::Known);
        }
        let reference = self.reference(&mut situations, dice);
        Payment {
            told: self.cohort.tell(self.paid_at, dice),
            payer,
            amount: money(visit.total),
            paid_at: self.paid_at,
            reference,
            kind: Kind::Customer,
            meant: Meant::Sale(visit.sale),
            situations,
            proof: None,
        }
    }

    fn reference(&self, situations: &mut Situations, dice: &mut Dice) -> Option<String> {
        if !self.cohort.is_pay_bill() {
            return None;
        }
        if self.visit.is_opened_after() {
            situations.add(Situation::NoReference);
            return Some(some_text(&self.visit.person, dice));
        }
        let kinds = [
            (rates::TYPO_IN_REFERENCE, Some(Situation::TypoInReference)),
            (
                rates::NEIGHBOURS_REFERENCE,
                Some(Situation::NeighboursReference),
            ),
            (rates::NO_REFERENCE, Some(Situation::NoReference)),
            (rates::LOOSE_REFERENCE, Some(Situation::LooseReference)),
            (Share(0), None),
        ];
        let right = self.visit.number.to_string();
        let kind = weighed(&kinds, dice);
        let typed = match kind {
            Some(Situation::TypoInReference) => with_typo(&right, dice),
            Some(Situation::NoReference) => some_text(&self.visit.person, dice),
            Some(Situation::LooseReference) => loose(&right, dice),
            Some(_) => self
                .beside(dice)
                .map_or_else(|| right.clone(), |other| other.number.to_string()),
            None => right.clone(),
        };
        let named =
            |other: &&Visit| other.number.to_string() == typed && other.is_beside(self.paid_at);
        let neighbour = self.others().find(named);
        let counts = |kind: &Situation| *kind != Situation::NeighboursReference && typed != right;
        if let Some(kind) = kind.filter(counts) {
            situations.add(kind);
        }
        if let Some(neighbour) = neighbour {
            situations.add(Situation::NeighboursReference);
            if neighbour.total == self.visit.total {
                situations.add(Situation::NeighboursAll);
            }
        }
        Some(typed)
    }

    /// Others who have been rung up.
    fn others(&self) -> impl Iterator<Item = &Visit> {
        let rung = |other: &&Visit| other.way != Way::Unrung && other.sale != self.visit.sale;
        self.visits.iter().filter(rung)
    }

    fn beside(&self, dice: &mut Dice) -> Option<&Visit> {
        let beside: Vec<&Visit> = self
            .others()
            .filter(|o| o.is_beside(self.paid_at))
            .collect();
        (!beside.is_empty()).then(|| *one_of(&beside, dice))
    }

    /// Somebody beside him pays for him.
    fn leave_to_another(&self, payment: &mut Payment, dice: &mut Dice) -> Slip {
        if let Some(other) = self.beside(dice) {
            payment.payer = other.person.clone();
            payment.situations.remove(Situation::AnotherPhone);
            payment.situations.remove(Situation::Known);
            payment.situations.add(Situation::ForAnother);
        }
        Slip::None
    }

    fn pay_short(&self, mut payment: Payment, script: &mut Script, dice: &mut Dice) {
        let total = self.visit.total;
        let lacks = (rates::SHORT_BY.small(dice) * 5).min(total / 2).max(1);
        payment.amount = money(total - lacks);
        payment.situations.add(Situation::Short);
        let told_at = payment.told.first();
        if rates::TOPPED_UP.happens(dice) {
            let paid_at = self.paid_at + rates::TOP_UP_AFTER.ms(dice);
            let mut rest = self.again(&payment, paid_at, dice);
            rest.amount = money(lacks);
            rest.situations.remove(Situation::Short);
            rest.situations.add(Situation::TopUp);
            script.payments.push(rest);
        } else {
            let opened_at = self.visit.opened_at;
            let closes_at = told_at.max(opened_at) + rates::REST_IN_CASH_AFTER.ms(dice);
            script.close(self.visit.sale, closes_at, Closing::OtherTender);
        }
        script.payments.push(payment);
    }

    fn pay_again(&self, payment: &Payment, script: &mut Script, dice: &mut Dice) {
        let paid_at = self.paid_at + rates::TWICE_AFTER.ms(dice);
        let mut second = self.again(payment, paid_at, dice);
        second.meant = Meant::OwedBack(self.visit.sale);
        second.situations.add(Situation::Twice);
        script.payments.push(second);
    }

    fn again(&self, payment: &Payment, paid_at: i64, dice: &mut Dice) -> Payment {
        Payment {
            paid_at,
            told: self.cohort.tell(paid_at, dice),
            ..payment.clone()
        }
    }

    /// Some pay cash when nothing is told.
    fn wait(&self, payment: &mut Payment, script: &mut Script, dice: &mut Dice) {
        let told_at = payment.told.first();
        let waits = told_at - payment.paid_at > 60_000 && !self.cohort.wire.poll_only;
        let usual = [Situation::OpenedAfter, Situation::HoursLate];
        let unusual = usual.into_iter().any(|one| payment.situations.has(one));
        if waits && !unusual && rates::PAID_CASH_AFTER_ALL.happens(dice) {
            let closes_at = (payment.paid_at + 60_000 + rates::PAYING.ms(dice)).min(told_at - 500);
            script.close(self.visit.sale, closes_at, Closing::OtherTender);
            payment.meant = Meant::OwedBack(self.visit.sale);
            payment.situations.add(Situation::PaidCashAfterAll);
        }
    }
}

impl Script {
    /// Closes a sale.
    pub(crate) fn close(&mut self, sale: domain::ids::SaleId, at_ms: i64, how: Closing) {
        self.ends.insert(sale, at_ms);
        self.tell(at(at_ms), What::SaleClosed(sale, how));
    }
}

fn slip(dice: &mut Dice) -> Slip {
    let slips = [
        (rates::SHORT, Slip::Short),
        (rates::OVER, Slip::Over),
        (rates::TWICE, Slip::Twice),
        (rates::FOR_ANOTHER, Slip::ForAnother),
        (rates::HOURS_LATE, Slip::HoursLate),
        (Share(0), Slip::None),
    ];
    weighed(&slips, dice)
}

/// Wrongs one sign: another one, one missing, one twice, or two in the wrong order.
fn with_typo(right: &str, dice: &mut Dice) -> String {
    let mut signs: Vec<char> = right.chars().collect();
    let count = u64::try_from(signs.len()).expect("some digits");
    let place = usize::try_from(dice.between(0, count)).expect("a place in it");
    match dice.between(0, 6) {
        0 if signs.len() > 1 => _ = signs.remove(place),
        1 => signs.insert(place, signs[place]),
        2 if place > 0 => signs.swap(place - 1, place),
        _ => {
            let old = signs[place].to_digit(10).expect("a digit");
            let step = u32::try_from(dice.between(1, 10)).expect("a digit");
            signs[place] = char::from_digit((old + step) % 10, 10).expect("a digit");
        }
    }
    signs.into_iter().collect()
}

fn loose(right: &str, dice: &mut Dice) -> String {
    match dice.between(0, 6) {
        0 => format!(" {right}"),
        1 => format!("#{right}"),
        2 => format!("acc {right}"),
        3 => format!("0{right}"),
        4 => format!("NO.{right}"),
        _ => format!("Sale {right}"),
    }
}

fn some_text(person: &Person, dice: &mut Dice) -> String {
    match dice.between(0, 5) {
        0 => person.names[0].to_lowercase(),
        1 => person.phone.as_str().replacen("254", "0", 1),
        2 => (*one_of(&["food", "shop", "Duka", "lunch", "goods", "pay"], dice)).to_owned(),
        3 => dice.between(0, 10).to_string(),
        _ => person.names[1].to_owned(),
    }
}

/// Draws a payment by somebody for no open sale.
pub(crate) fn unasked(
    cohort: &Cohort,
    payer: Person,
    (amount, paid_at): (Money, i64),
    meant: Meant,
    dice: &mut Dice,
) -> Payment {
    let text = some_text(&payer, dice);
    Payment {
        told: cohort.tell(paid_at, dice),
        reference: cohort.is_pay_bill().then_some(text),
        payer,
        amount,
        paid_at,
        kind: Kind::Customer,
        meant,
        situations: Situations::default(),
        proof: None,
    }
}
