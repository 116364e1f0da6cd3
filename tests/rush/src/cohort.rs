//! What a day is made of before anybody comes: the shop, its hours, its regulars, its prices.

use disk::Dice;
use domain::clock::Timestamp;
use domain::eat::TradingDay;
use domain::ids::{AttemptId, SaleId};
use domain::money::Money;
use domain::shortcode::Shortcode;

use crate::chance::one_of;
use crate::people::Person;
use crate::rates;
use crate::shop::{KnownCustomer, Shop, Wire};

/// The part of a day that is given.
pub(crate) struct Cohort {
    pub(crate) seed: u64,
    pub(crate) day: TradingDay,
    pub(crate) shop: Shop,
    pub(crate) wire: Wire,
    pub(crate) lanes: u64,
    pub(crate) opens_ms: i64,
    pub(crate) closes_ms: i64,
    pub(crate) regulars: Vec<Regular>,
    favourites: [u64; 3],
    /// How long after the opening the first pull is made.
    pull_phase_ms: i64,
}

/// Somebody who comes again.
#[derive(Clone, Debug)]
pub(crate) struct Regular {
    pub(crate) person: Person,
    /// Whether the shop has his phone.
    pub(crate) on_file: bool,
}

impl Cohort {
    pub(crate) fn draw(seed: u64, dice: &mut Dice) -> Self {
        let shortcode = shortcode(dice);
        let wire = Wire::draw(shortcode, dice);
        let (month, of_month) = (dice.between(1, 13), dice.between(1, 29));
        let day = format!("2026-{month:02}-{of_month:02}");
        let day: TradingDay = day.parse().expect("every month has 28 days");
        let opens_ms = day.begins().ms() + hours_ms(dice.between(8, 12));
        let regulars = regulars(dice);
        let known = known(&regulars, dice);
        Self {
            seed,
            day,
            shop: Shop { shortcode, known },
            wire,
            lanes: rates::LANES.draw(dice),
            opens_ms,
            closes_ms: opens_ms + hours_ms(rates::OPEN_HOURS.draw(dice)),
            regulars,
            favourites: [(); 3].map(|()| rates::TENS_OF.small(dice) * 10),
            pull_phase_ms: rates::PULL_EVERY.ms(dice) / 10 * i64_of(dice.between(0, 10)),
        }
    }

    pub(crate) fn is_pay_bill(&self) -> bool {
        matches!(self.shop.shortcode, Shortcode::PayBill { .. })
    }

    pub(crate) fn ends_ms(&self) -> i64 {
        self.day.ends().ms()
    }

    /// Draws what a sale comes to, in shillings.
    pub(crate) fn total(&self, dice: &mut Dice) -> u64 {
        if rates::FAVOURITE.happens(dice) {
            *one_of(&self.favourites, dice)
        } else if rates::ROUND_PRICE.happens(dice) {
            *one_of(&rates::ROUND_PRICES, dice)
        } else if rates::TENS.happens(dice) {
            rates::TENS_OF.small(dice) * 10
        } else {
            rates::ODD_SHILLINGS.small(dice)
        }
    }

    /// Returns the first pull that has what was paid then.
    pub(crate) fn pulled_at(&self, paid_at: i64, dice: &mut Dice) -> i64 {
        let every = rates::PULL_EVERY.ms(dice);
        let first = self.opens_ms + self.pull_phase_ms;
        let since = (paid_at + rates::PULL_LAG.ms(dice) - first).max(0);
        first + (since + every - 1) / every * every
    }

    pub(crate) fn sale(&self, number: u64) -> SaleId {
        SaleId::from_bytes(id(self.seed, number))
    }

    pub(crate) fn attempt(&self, number: u64, ordinal: u64) -> AttemptId {
        AttemptId::from_bytes(id(self.seed, number << 8 | ordinal))
    }
}

fn id(seed: u64, number: u64) -> [u8; 16] {
    (u128::from(seed) << 64 | u128::from(number)).to_be_bytes()
}

pub(crate) fn money(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("far below the limit")
}

pub(crate) fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

pub(crate) fn i64_of(number: u64) -> i64 {
    i64::try_from(number).expect("a small number")
}

fn hours_ms(hours: u64) -> i64 {
    i64_of(hours) * 3_600_000
}

fn shortcode(dice: &mut Dice) -> Shortcode {
    let mut number = |least, end| {
        let text = dice.between(least, end).to_string();
        text.parse().expect("five to seven digits")
    };
    let (pay_bill, store) = (number(200_000, 900_000), number(1_000_000, 5_000_000));
    let till = number(5_000_000, 9_999_999);
    if rates::PAY_BILL_SHOP.happens(dice) {
        return Shortcode::pay_bill(pay_bill);
    }
    Shortcode::till(store, till).expect("two numbers")
}

fn regulars(dice: &mut Dice) -> Vec<Regular> {
    let count = rates::REGULARS.draw(dice);
    let mut regular = |_| Regular {
        person: Person::draw(dice),
        on_file: rates::PHONE_ON_FILE.happens(dice),
    };
    (0..count).map(&mut regular).collect()
}

fn known(regulars: &[Regular], dice: &mut Dice) -> Vec<KnownCustomer> {
    let on_file = regulars.iter().filter(|regular| regular.on_file);
    let mut known = |regular: &Regular| {
        let owes = rates::DEBTORS.happens(dice);
        let sum = rates::OWES.small(dice) * 10;
        KnownCustomer {
            phone: regular.person.phone,
            name: regular.person.name(),
            visits: rates::VISITS.small(dice),
            owes: money(if owes { sum } else { 0 }),
        }
    };
    on_file.map(&mut known).collect()
}
