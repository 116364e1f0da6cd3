//! The counter: who is served when, what he buys, and how he means to pay.

use disk::Dice;
use domain::ids::SaleId;
use domain::phone::Msisdn;

use crate::arrivals::arrivals;
use crate::chance::{Share, one_of, weighed};
use crate::cohort::Cohort;
use crate::people::{Person, mistyped};
use crate::rates;

/// One customer at the counter.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) person: Person,
    /// Whether the shop has his phone.
    pub(crate) on_file: bool,
    pub(crate) sale: SaleId,
    pub(crate) number: u64,
    /// In shillings.
    pub(crate) total: u64,
    /// When the sale was rung up in the till.
    pub(crate) opened_at: i64,
    pub(crate) phone: Option<Msisdn>,
    pub(crate) way: Way,
    /// When he is done with his first try to pay, or went away.
    pub(crate) done_at: i64,
}

/// How a customer means to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Cash,
    Himself,
    /// By himself, for goods that nobody rings up.
    Unrung,
    Prompt,
    Nothing,
}

impl Visit {
    /// Tells whether the cashier rang it up after it was paid.
    pub(crate) fn is_opened_after(&self) -> bool {
        self.opened_at > self.done_at
    }

    /// Tells whether it stood at the counter then, rung up: somebody could mistake it for his own.
    pub(crate) fn is_beside(&self, at_ms: i64) -> bool {
        let rung = self.way != Way::Unrung && self.opened_at <= at_ms;
        rung && at_ms - self.opened_at < 180_000
    }

    /// Tells whether the right phone was typed for it.
    pub(crate) fn is_phone_right(&self) -> bool {
        self.phone == Some(self.person.phone)
    }
}

/// Serves everybody who comes, in order of ringing up.
pub(crate) fn serve(cohort: &Cohort, dice: &mut Dice) -> Vec<Visit> {
    let mut free_at = vec![cohort.opens_ms; usize::try_from(cohort.lanes).expect("a few")];
    let mut number = dice.between(1, 20_000);
    let mut visits = Vec::new();
    for came_at in arrivals(cohort, dice) {
        let lane = free_at.iter_mut().min().expect("at least one lane");
        let begins = came_at.max(*lane);
        if begins - came_at > rates::PATIENCE_IN_QUEUE.ms(dice) {
            continue;
        }
        let told_at = begins + rates::RINGING.ms(dice);
        let visit = visit(cohort, number, told_at, dice);
        let steps_aside = visit.way != Way::Cash && rates::STEPS_ASIDE.happens(dice);
        *lane = if steps_aside { told_at } else { visit.done_at };
        number += u64::from(visit.way != Way::Unrung);
        visits.push(visit);
    }
    visits
}

fn visit(cohort: &Cohort, number: u64, told_at: i64, dice: &mut Dice) -> Visit {
    let (person, on_file) = customer(cohort, dice);
    let way = way(dice);
    let pays_in = match way {
        Way::Cash => rates::AT_THE_TILL,
        Way::Prompt => rates::PROMPT_AFTER,
        Way::Himself | Way::Unrung | Way::Nothing => rates::PAYING,
    };
    let done_at = told_at + pays_in.ms(dice);
    let after = way == Way::Himself && rates::OPENED_AFTER.happens(dice);
    let later = done_at + rates::OPENED_LATER_BY.ms(dice);
    Visit {
        phone: typed(&person, on_file, dice),
        person,
        on_file,
        sale: cohort.sale(number),
        number,
        total: cohort.total(dice),
        opened_at: if after { later } else { told_at },
        way,
        done_at,
    }
}

fn customer(cohort: &Cohort, dice: &mut Dice) -> (Person, bool) {
    if rates::REGULAR.happens(dice) {
        let regular = one_of(&cohort.regulars, dice);
        return (regular.person.clone(), regular.on_file);
    }
    (Person::draw(dice), false)
}

fn way(dice: &mut Dice) -> Way {
    let ways = [
        (rates::BY_HIMSELF, Way::Himself),
        (rates::BY_PROMPT, Way::Prompt),
        (rates::NOT_AT_ALL, Way::Nothing),
        (Share(0), Way::Cash),
    ];
    match weighed(&ways, dice) {
        Way::Himself if rates::NEVER_RUNG.happens(dice) => Way::Unrung,
        way => way,
    }
}

fn typed(person: &Person, on_file: bool, dice: &mut Dice) -> Option<Msisdn> {
    let rate = if on_file {
        rates::PHONE_TYPED_REGULAR
    } else {
        rates::PHONE_TYPED
    };
    if !rate.happens(dice) {
        return None;
    }
    let wrong = rates::PHONE_MISTYPED.happens(dice);
    Some(if wrong {
        mistyped(person.phone, dice)
    } else {
        person.phone
    })
}
