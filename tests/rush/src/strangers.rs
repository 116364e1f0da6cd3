//! Money that no sale of the day is waiting for: debts, suppliers, tests, wrong numbers.

use disk::Dice;
use domain::money::Money;
use domain::receipt::life::Kind;

use crate::cohort::{Cohort, i64_of, money};
use crate::counter::Visit;
use crate::paying::unasked;
use crate::people::Person;
use crate::rates;
use crate::telling::{Payment, Script};
use crate::truth::{Meant, Situation};

/// Lets everybody pay who has nothing to do with a sale.
pub(crate) fn pay(cohort: &Cohort, script: &mut Script, dice: &mut Dice) {
    debts(cohort, script, dice);
    for _ in 0..rates::SUPPLIERS.draw(dice) {
        let amount = money(rates::ODD_SHILLINGS.draw(dice));
        let mut payment = stranger(cohort, amount, Situation::Supplier, dice);
        payment.kind = Kind::Organization;
        payment.reference = Some(dice.between(20_000_000, 30_000_000).to_string());
        script.payments.push(payment);
    }
    for _ in 0..rates::STRANGERS.draw(dice) {
        let amount = money(cohort.total(dice));
        let payment = stranger(cohort, amount, Situation::Stranger, dice);
        script.payments.push(payment);
    }
    if rates::OWNERS_TEST.happens(dice) {
        let amount = money(rates::OWNERS_TEST_OF.draw(dice));
        let payment = stranger(cohort, amount, Situation::OwnersTest, dice);
        script.payments.push(payment);
    }
}

/// Pays for goods that nobody rings up.
pub(crate) fn pay_unrung(cohort: &Cohort, visit: &Visit, script: &mut Script, dice: &mut Dice) {
    let of = (money(visit.total), visit.done_at);
    let mut payment = unasked(cohort, visit.person.clone(), of, Meant::NoSale, dice);
    payment.situations.add(Situation::NeverRung);
    if visit.on_file {
        payment.situations.add(Situation::Known);
    }
    script.payments.push(payment);
}

fn debts(cohort: &Cohort, script: &mut Script, dice: &mut Dice) {
    for known in cohort
        .shop
        .known
        .iter()
        .filter(|known| known.owes > Money::ZERO)
    {
        if !rates::PAYS_DEBT.happens(dice) {
            continue;
        }
        let all = rates::PAYS_ALL.happens(dice);
        let tens = known.owes.cents() / 1000;
        let part = dice.between(1, tens + 1) * 10;
        let amount = if all { known.owes } else { money(part) };
        let mut regulars = cohort.regulars.iter();
        let owes = regulars.find(|regular| regular.person.phone == known.phone);
        let payer = owes.expect("who owes comes often").person.clone();
        let of = (amount, any_time(cohort, dice));
        let mut payment = unasked(cohort, payer, of, Meant::Debt(known.phone), dice);
        payment.situations.add(Situation::Debt);
        payment.situations.add(Situation::Known);
        script.payments.push(payment);
    }
}

fn stranger(cohort: &Cohort, amount: Money, situation: Situation, dice: &mut Dice) -> Payment {
    let of = (amount, any_time(cohort, dice));
    let mut payment = unasked(cohort, Person::draw(dice), of, Meant::NoSale, dice);
    payment.situations.add(situation);
    payment
}

fn any_time(cohort: &Cohort, dice: &mut Dice) -> i64 {
    let open_ms = u64::try_from(cohort.closes_ms - cohort.opens_ms).expect("open for hours");
    cohort.opens_ms + i64_of(dice.between(0, open_ms))
}
