//! A cashier: asks for money, waits, loses patience, asks again, and gives the goods when the till
//! says so, and only then.
//!
//! A person outlives a till that crashes: what was rung up is read off the book when it is back.

mod codes;
mod gives;
mod received;
mod sends_back;

pub(crate) use received::hears_of_sale;

use std::sync::Arc;

use app::{AttemptRecord, Change, Resolve, Till};
use disk::Dice;
use domain::attempt::State;
use domain::ids::AttemptId;
use domain::money::Shillings;
use domain::phone::Msisdn;
use domain::sale::Standing;
use tokio::sync::broadcast::Receiver;

use crate::diary::{Charge, Given};
use crate::phones;
use crate::world::World;

/// How many cashiers work at the till.
pub(crate) const AT_A_TILL: u32 = 2;

/// Who works.
struct Cashier {
    world: Arc<World>,
    till: Till,
    dice: Dice,
    /// The dice of his mistakes.
    slips: Dice,
    /// The dice of what he does with payments that came by themselves.
    hands: Dice,
    number: u32,
    /// How often in a row the till refused to charge.
    refused: u32,
}

/// What the till says of a phone's prompts that may still be paid.
#[derive(Default)]
struct Glance {
    at_ms: i64,
    unresolved: Vec<(AttemptId, State)>,
}

/// Works off his share of the sales of the day, until there are none or the till goes down.
pub(crate) async fn work(world: Arc<World>, till: Till, number: u32) {
    let (dice, slips, hands) = (world.dice(), world.more_dice(), world.unasked_dice());
    let mut cashier = Cashier {
        world,
        till,
        dice,
        slips,
        hands,
        number,
        refused: 0,
    };
    while cashier.has_customers() {
        let pause = cashier.dice.throw() % 20_000;
        cashier.world.time.sleep(pause).await;
        if cashier.world.hears.at_all() && cashier.hands.percent(65) {
            cashier.serve_who_pays_himself().await;
        } else {
            cashier.serve().await;
        }
    }
}

/// Gives the goods of a sale once, if the till says so; tells whether the sale is settled.
pub(crate) fn give_if_told(world: &World, record: &AttemptRecord) -> bool {
    if record.gives_goods() {
        let given = Given {
            at_ms: world.time.now_ms(),
            leg: record.leg,
            amount_kes: record.attempt.terms.amount.money().cents() / 100,
        };
        if world.diary().give(record.sale, given) {
            world.note(format_args!("the goods of {} are given", record.sale));
            world.came("goods given");
        }
        let first = world.diary().told(record.sale, record.id);
        if let Some(first) = first {
            let (sale, id) = (record.sale, record.id);
            world.found(format!(
                "I5: the goods of {sale} can be given for {id}, and could for {first} before"
            ));
        }
    }
    record.standing == Standing::Covered
}

impl Cashier {
    fn has_customers(&self) -> bool {
        !self.world.is_calm() && self.world.rung() < self.world.sales
    }

    /// Serves one customer.
    async fn serve(&mut self) {
        let phone = phones::any(&mut self.dice);
        let amount = u32::try_from(1 + self.dice.throw() % 900).expect("a small amount");
        self.perhaps_pays_himself(phone, amount).await;
        let amount = Shillings::new(amount).expect("within limits");
        let resolve = self.resolve(20);
        let phone = phone.parse().expect("a phone");
        let mut changes = self.till.changes();
        let glance = self.glance(&phone);
        match self.till.charge(amount, phone, resolve).await {
            Ok(record) => {
                self.refused = 0;
                self.world.ring();
                self.asked(&record);
                self.was_free(&record, resolve, &glance);
                self.follow(record.id, &mut changes).await;
                if self.world.api_user.is_there() {
                    self.settles_up(record.sale).await;
                }
            }
            Err(error) => {
                self.note("was refused", &format!("{error:?}"));
                self.world.came("charging was refused");
                self.goes_away_at_last();
            }
        }
    }

    /// A customer whom nobody can serve goes away at last.
    fn goes_away_at_last(&mut self) {
        self.refused += 1;
        if self.refused.is_multiple_of(8) {
            self.world.ring();
        }
    }

    /// Waits with a customer at the counter.
    async fn follow(&mut self, id: AttemptId, changes: &mut Receiver<Change>) {
        let patience = 5_000 + self.dice.throw() % 240_000;
        let mut until = self.world.time.now_ms().saturating_add_unsigned(patience);
        let mut id = id;
        loop {
            let Ok(record) = self.till.attempt(id) else {
                return;
            };
            let state = record.attempt.state();
            let is_settled = give_if_told(&self.world, &record);
            if is_settled && matches!(state, State::Paid(_)) && self.slips.percent(20) {
                self.ask_although_paid(id).await;
            }
            if is_settled || matches!(state, State::Conflicting(_)) {
                return;
            }
            if matches!(state, State::Failed(_)) && self.shows_his_code(&record).await {
                return;
            }
            if matches!(state, State::Failed(_) | State::Refused(_)) {
                match self.perhaps_again(id, 60).await {
                    Some(again) => id = again,
                    None => return,
                }
                continue;
            }
            tokio::select! {
                () = change_of(id, changes) => {}
                () = self.world.time.sleep_until(until) => {
                    match self.lose_patience(id).await {
                        Some((next, more_ms)) => {
                            id = next;
                            until = self.world.time.now_ms().saturating_add_unsigned(more_ms);
                        }
                        None => return,
                    }
                }
            }
        }
    }

    /// What a cashier does who has waited long enough; goes on waiting, perhaps for another prompt.
    async fn lose_patience(&mut self, id: AttemptId) -> Option<(AttemptId, u64)> {
        match self.dice.throw() % 4 {
            0 => {
                let checked = self.till.check_now(id).await;
                self.note(
                    "checked now",
                    &format!("{:?}", checked.map(|r| r.attempt.state())),
                );
                self.world.came("cashier checked now");
                Some((id, 30_000))
            }
            1 => {
                let again = self.perhaps_again(id, 100).await?;
                Some((again, 60_000))
            }
            _ => {
                let left = self.till.stop_waiting(id).await;
                self.note("went on", &format!("{:?}", left.map(|r| r.attempt.state())));
                self.world.came("cashier went on");
                None
            }
        }
    }

    /// Asks for the same money again: a human act, which the till may refuse.
    async fn perhaps_again(&mut self, id: AttemptId, percent: u64) -> Option<AttemptId> {
        if self.world.is_calm() || !self.dice.percent(percent) {
            return None;
        }
        let resolve = self.resolve(40);
        let mut glance = Glance::default();
        if let Ok(record) = self.till.attempt(id) {
            // Counted before it is tried: a till that crashes meanwhile may have done it.
            *self.world.diary().again.entry(record.leg).or_default() += 1;
            glance = self.glance(&record.attempt.terms.phone);
        }
        match self.till.prompt_again(id, resolve).await {
            Ok(record) => {
                self.asked(&record);
                self.was_free(&record, resolve, &glance);
                self.world.came("cashier asked again");
                Some(record.id)
            }
            Err(error) => {
                self.note("may not ask again", &format!("{error:?}"));
                self.world.came("asking again was refused");
                None
            }
        }
    }

    /// Asks by mistake for what the screen shows as paid, whatever the till warns of.
    async fn ask_although_paid(&self, id: AttemptId) {
        match self.till.prompt_again(id, Resolve::AskAnyway).await {
            Ok(again) => self.world.found(format!(
                "I5: {id} was paid, and its leg was asked for again by {}",
                again.id
            )),
            Err(error) => {
                self.note("may not ask for what is paid", &format!("{error:?}"));
                self.world.came("asking for what is paid was refused");
            }
        }
    }

    /// Looks at what the till knows of a phone's prompts that may still be paid.
    fn glance(&self, phone: &Msisdn) -> Glance {
        let asked = self.world.diary().asked.clone();
        let phone = phone.to_string();
        let of_phone = asked.into_iter().filter(|(_, (_, of))| *of == phone);
        let states = of_phone.filter_map(|(id, _)| Some((id, self.state_if_unresolved(id)?)));
        Glance {
            at_ms: self.world.time.now_ms(),
            unresolved: states.collect(),
        }
    }

    fn state_if_unresolved(&self, id: AttemptId) -> Option<State> {
        let state = self.till.attempt(id).ok()?.attempt.state();
        let is_out = matches!(state, State::Sending | State::Prompted);
        let is_open = matches!(
            state,
            State::Unsure | State::Reported | State::Conflicting(_)
        );
        (is_out || is_open).then_some(state)
    }

    /// Holds a new prompt against the rule: nobody is asked while another prompt is out, or without
    /// knowing it while one may still be paid. What was so before and after was so meanwhile.
    fn was_free(&self, record: &AttemptRecord, resolve: Resolve, before: &Glance) {
        let terms = record.attempt.terms;
        if resolve == Resolve::Refuse {
            self.world.diary().unknowing.push(Charge {
                attempt: record.id,
                phone: terms.phone.to_string(),
                called_ms: before.at_ms,
                done_ms: self.world.time.now_ms(),
            });
        }
        for (id, state) in &before.unresolved {
            let stayed = self.state_if_unresolved(*id).as_ref() == Some(state);
            let is_out = matches!(state, State::Sending | State::Prompted);
            if stayed && *id != record.id && (is_out || resolve == Resolve::Refuse) {
                self.world.found(format!(
                    "I5: {} is asked for on the phone of {id}, which is {state:?}",
                    record.id
                ));
            }
        }
        if !before.unresolved.is_empty() && resolve == Resolve::AskAnyway {
            self.world.came("asked anyway");
        }
    }

    fn asked(&self, record: &AttemptRecord) {
        let terms = record.attempt.terms;
        let known = (u64::from(terms.amount.get()), terms.phone.to_string());
        self.world.diary().asked.insert(record.id, known);
        self.note(
            "asked for",
            &format!("{} {:?}", record.id, record.attempt.terms),
        );
    }

    fn resolve(&mut self, anyway_percent: u64) -> Resolve {
        if self.dice.percent(anyway_percent) {
            Resolve::AskAnyway
        } else {
            Resolve::Refuse
        }
    }

    fn note(&self, did: &str, what: &str) {
        let number = self.number;
        self.world
            .note(format_args!("cashier {number}: {did} {what}"));
    }
}

/// Waits until an attempt may have changed.
async fn change_of(id: AttemptId, changes: &mut Receiver<Change>) {
    while let Ok(change) = changes.recv().await {
        if let Change::Attempt(record) = change
            && record.id == id
        {
            return;
        }
    }
}
