//! When customers come: a quiet day with some hours of rush, in which whole groups come at once.

use disk::Dice;

use crate::cohort::{Cohort, i64_of};
use crate::rates;

const HOUR_S: u64 = 3600;

/// Returns the instants at which somebody comes, in order.
pub(crate) fn arrivals(cohort: &Cohort, dice: &mut Dice) -> Vec<i64> {
    let hours = rates::OPEN_HOURS.0;
    let long = rates::RUSH_HOURS.draw(dice);
    let from = dice.between(1, hours - long);
    let rush = from..from + long;
    let busy = rates::RUSH_ARRIVALS.draw(dice) * cohort.lanes;
    let quiet = rates::QUIET_ARRIVALS.draw(dice) * cohort.lanes;
    let mut all = Vec::new();
    for hour in 0..hours {
        let begins = cohort.opens_ms + i64_of(hour * HOUR_S * 1000);
        let rate = if rush.contains(&hour) { busy } else { quiet };
        singles(begins, rate, dice, &mut all);
        if rush.contains(&hour) {
            bursts(begins, dice, &mut all);
        }
    }
    all.sort_unstable();
    all
}

/// Somebody comes in each second with the same chance: a Poisson process, near enough.
fn singles(begins: i64, rate: u64, dice: &mut Dice, all: &mut Vec<i64>) {
    for second in 0..HOUR_S {
        let draw = dice.throw();
        if draw % HOUR_S < rate {
            all.push(begins + i64_of(second * 1000 + draw / HOUR_S % 1000));
        }
    }
}

fn bursts(begins: i64, dice: &mut Dice, all: &mut Vec<i64>) {
    for _ in 0..rates::BURSTS.draw(dice) {
        let burst = begins + i64_of(dice.between(0, HOUR_S * 1000));
        for _ in 0..rates::BURST_SIZE.draw(dice) {
            all.push(burst + rates::BURST_WIDTH.ms(dice));
        }
    }
}
