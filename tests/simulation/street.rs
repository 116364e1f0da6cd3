//! The customers who pay the shop by themselves: who was told at the counter what to pay, and does
//! it more or less so; strangers; and those whose money goes back to them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use disk::Dice;
use sandbox::{Phone, Sandbox, Stage};
use tokio::sync::Notify;

use crate::phones;
use crate::world::World;

/// Where customers are told what to pay.
#[derive(Default)]
pub(crate) struct Street {
    told: Mutex<VecDeque<Errand>>,
    news: Notify,
    /// The codes on customers' phones, with the numbers of the sales that they paid for.
    codes: Mutex<Vec<(String, String)>>,
}

/// What a customer was told at the counter.
#[derive(Clone, Debug)]
pub(crate) struct Errand {
    pub(crate) phone: &'static str,
    pub(crate) amount_kes: u64,
    /// The number of his sale.
    pub(crate) number: String,
}

/// What a customer does with it.
#[derive(Clone, Copy, Debug)]
enum Habit {
    PaysAsTold,
    PaysLater,
    PaysLess,
    PaysMore,
    PaysTwice,
    PaysInTwo,
    PaysByAnothersPhone,
    NeverPays,
}

/// Of so many payments one goes back to whoever paid.
const GOES_BACK: u64 = 10;

impl Street {
    /// Tells a customer at the counter what to pay.
    pub(crate) fn tell(&self, errand: Errand) {
        let mut told = self.told.lock().expect("nobody panics telling");
        told.push_back(errand);
        self.news.notify_one();
    }

    /// Returns the code on the phone of the customer of a sale: the last that he paid by.
    pub(crate) fn code_of(&self, number: &str) -> Option<String> {
        let codes = self.codes.lock().expect("nobody panics reading");
        let mut own = codes.iter().rev().filter(|(of, _)| of == number);
        own.next().map(|(_, code)| code.clone())
    }

    /// Returns any code that is on a phone.
    pub(crate) fn any_code(&self, dice: &mut Dice) -> Option<String> {
        let codes = self.codes.lock().expect("nobody panics reading");
        let place = dice.throw().checked_rem(codes.len() as u64)?;
        codes
            .get(usize::try_from(place).ok()?)
            .map(|(_, code)| code.clone())
    }

    fn shows(&self, number: &str, code: &str) {
        let mut codes = self.codes.lock().expect("nobody panics writing");
        codes.push((number.to_owned(), code.to_owned()));
    }

    fn next(&self) -> Option<Errand> {
        let mut told = self.told.lock().expect("nobody panics telling");
        told.pop_front()
    }
}

/// Lets customers pay as they are told, for ever.
pub(crate) async fn live(world: Arc<World>, sandbox: Arc<Sandbox>) {
    let mut dice = world.unasked_dice();
    tokio::spawn(wander(world.clone(), sandbox.clone(), world.unasked_dice()));
    loop {
        while let Some(errand) = world.street.next() {
            let payer = Payer {
                world: world.clone(),
                sandbox: sandbox.clone(),
                dice: Dice::new(dice.throw()),
            };
            tokio::spawn(payer.run(errand));
        }
        world.street.news.notified().await;
    }
}

/// Lets strangers pay for what nobody rang up, also when the till is closed: now and then after
/// half a day. A business is one of them.
async fn wander(world: Arc<World>, sandbox: Arc<Sandbox>, mut dice: Dice) {
    for _ in 0..dice.throw() % 6 {
        let pause_ms = match dice.throw() % 8 {
            0 => 43_200_000,
            _ => dice.between(10_000, 300_000),
        };
        tokio::select! {
            () = world.time.sleep(pause_ms) => {}
            () = world.until_calm() => return,
        }
        let mut payer = Payer {
            world: world.clone(),
            sandbox: sandbox.clone(),
            dice: Dice::new(dice.throw()),
        };
        let amount_kes = amount(&mut dice);
        if dice.percent(20) {
            let paid = sandbox.transfer("DUKA KUBWA LTD", amount_kes, "stock");
            world.note(format_args!("a business pays {amount_kes}: {paid:?}"));
            world.came("a business paid");
        } else {
            let phone = phones::any(&mut dice);
            payer.pay(phone, amount_kes, ("", ""));
            world.came("a stranger paid");
        }
    }
}

/// Returns what a sale comes to: often the same as another.
pub(crate) fn amount(dice: &mut Dice) -> u64 {
    match dice.throw() % 10 {
        0..3 => 350,
        3..5 => 100,
        _ => dice.between(1, 901),
    }
}

/// Somebody who pays.
struct Payer {
    world: Arc<World>,
    sandbox: Arc<Sandbox>,
    dice: Dice,
}

impl Payer {
    async fn run(mut self, errand: Errand) {
        let Errand {
            mut phone,
            amount_kes,
            ref number,
        } = errand;
        let habit = self.habit();
        self.wait(1_000, 60_000).await;
        let account = self.account(number);
        let part = 1 + self.dice.throw() % amount_kes;
        self.world
            .note(format_args!("customer {habit:?}: {errand:?}"));
        match habit {
            Habit::NeverPays => return,
            Habit::PaysLater => {
                let later = [600_000, 5_400_000, 90_000_000];
                let place = usize::try_from(self.dice.throw() % 3).expect("one of three");
                self.wait(later[place], later[place] + 60_000).await;
            }
            Habit::PaysByAnothersPhone => phone = phones::any(&mut self.dice),
            _ => {}
        }
        match habit {
            Habit::PaysLess => self.pay(phone, part, (number, &account)),
            Habit::PaysMore => self.pay(phone, amount_kes + part, (number, &account)),
            Habit::PaysTwice => {
                self.pay(phone, amount_kes, (number, &account));
                self.world.came("paid twice by himself");
                self.wait(5_000, 90_000).await;
                self.pay(phone, amount_kes, (number, &account));
            }
            Habit::PaysInTwo if part < amount_kes => {
                self.pay(phone, part, (number, &account));
                self.wait(5_000, 90_000).await;
                self.pay(phone, amount_kes - part, (number, &account));
            }
            _ => self.pay(phone, amount_kes, (number, &account)),
        }
    }

    fn habit(&mut self) -> Habit {
        match self.dice.throw() % 100 {
            0..55 => Habit::PaysAsTold,
            55..63 => Habit::PaysLater,
            63..69 => Habit::PaysLess,
            69..75 => Habit::PaysMore,
            75..82 => Habit::PaysTwice,
            82..88 => Habit::PaysInTwo,
            88..94 => Habit::PaysByAnothersPhone,
            _ => Habit::NeverPays,
        }
    }

    /// What he types as account: the number of his sale, one sign of it wrong, or anything.
    fn account(&mut self, number: &str) -> String {
        if !self.world.hears.takes_references() {
            return String::new();
        }
        match self.dice.throw() % 10 {
            0..6 => number.to_owned(),
            6 | 7 => {
                self.world.came("typed a wrong reference");
                let wrong =
                    char::from(b'0' + u8::try_from(self.dice.throw() % 10).expect("a digit"));
                format!("{}{wrong}", &number[..number.len() - 1])
            }
            8 => "rent".to_owned(),
            _ => format!("order no. {number}"),
        }
    }

    fn pay(&mut self, phone: &str, amount_kes: u64, (number, account): (&str, &str)) {
        if self.world.is_calm() {
            return;
        }
        let who: Phone = phone.parse().expect("a phone");
        let paid = self.sandbox.pay(&who, amount_kes, account);
        self.world
            .note(format_args!("customer pays by himself: {paid:?}"));
        let Ok(payment) = paid else {
            return;
        };
        if matches!(payment.stage, Stage::Ended { .. }) {
            self.world.came("customer paid by himself");
            self.world.street.shows(number, &payment.receipt.number);
        }
        if self.dice.throw().is_multiple_of(GOES_BACK) {
            let (number, amount_kes) = (payment.receipt.number, payment.receipt.amount_kes);
            tokio::spawn(goes_back(self.hands(), number, amount_kes));
        }
    }

    fn hands(&mut self) -> Self {
        Self {
            world: self.world.clone(),
            sandbox: self.sandbox.clone(),
            dice: Dice::new(self.dice.throw()),
        }
    }

    async fn wait(&mut self, least_ms: u64, most_ms: u64) {
        let ms = self.dice.between(least_ms, most_ms);
        tokio::select! {
            () = self.world.time.sleep(ms) => {}
            () = self.world.until_calm() => {}
        }
    }
}

/// The customer calls Safaricom, or somebody at the shop's portal sends a payment back: the till is
/// not told of it.
async fn goes_back(mut payer: Payer, number: String, amount_kes: u64) {
    payer.wait(5_000, 400_000).await;
    if payer.world.is_calm() {
        return;
    }
    let part = match payer.dice.throw() % 3 {
        0 => 1 + payer.dice.throw() % amount_kes,
        _ => amount_kes,
    };
    let back = payer.sandbox.give_back(&number, part);
    payer
        .world
        .note(format_args!("{part} of {number} goes back: {back:?}"));
    if matches!(back, Ok(true)) {
        payer.world.diary().asked_later.back_untold.insert(number);
        let what = if part < amount_kes {
            "a part went back"
        } else {
            "a payment went back"
        };
        payer.world.came(what);
    }
}
