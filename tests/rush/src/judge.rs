//! The judge: lives through a day with a matcher and a model cashier, and counts.
//!
//! The cashier looks at what is offered after some seconds. A right candidate he takes; a wrong one
//! he takes sometimes ([`rates`]). What nobody settled in time he looks up by hand, and rightly.
//! The matcher is told of what he does.

mod actions;
mod cashier;

use std::collections::{BTreeMap, BTreeSet};

use disk::Dice;
use domain::clock::Timestamp;
use domain::ids::{AttemptId, SaleId};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::receipt::life::Kind;

use crate::day::{Day, Event, Heard, Target, What};
use crate::matcher::Matcher;
use crate::rates;
use crate::score::{How, Score};
use crate::truth::{Meant, Truth};
use crate::verdict::Meaning;

/// Lives through a day with a matcher; tells what became of each payment.
pub fn judge<M: Matcher>(matcher: &M, day: &Day, truth: &Truth) -> Score {
    let mut bench = Bench {
        matcher,
        state: Some(matcher.begin(&day.shop)),
        truth,
        meaning: Meaning::of(truth),
        dice: Dice::new(!day.seed),
        sales: BTreeMap::new(),
        payments: BTreeMap::new(),
        attempts: BTreeMap::new(),
        debtors: day
            .shop
            .known
            .iter()
            .map(|known| Target::Debt(known.phone))
            .collect(),
        acts: BTreeMap::new(),
        planned: 0,
        proved: BTreeSet::new(),
        early: BTreeMap::new(),
        paid: paid(truth),
        score: Score {
            days: 1,
            ..Score::default()
        },
    };
    for event in &day.events {
        bench.act_until(event.at);
        bench.hear(event);
    }
    bench.act_until(Timestamp::from_ms(i64::MAX));
    bench.close(day.seed)
}

/// A sale as the till has it.
struct Sale {
    lacks: Money,
    open: bool,
}

/// A payment that was told of.
struct Payment {
    kind: Kind,
    shown: Shown,
    /// Grows with each action, so that an old look is told from a new one.
    turn: u64,
    settled: Option<(How, bool)>,
    aside: bool,
}

/// What the screen says of a payment.
#[derive(Clone, PartialEq, Eq)]
enum Shown {
    Waiting,
    Held,
    Offered(Vec<Target>),
}

/// Something that the cashier does at its time.
enum Act {
    /// Looks at what is offered, if it is still the same.
    Look(Receipt, u64),
    /// Looks a payment up by hand.
    LookUp(Receipt),
    /// Sets right what was settled wrongly: the sale that it was for is paid all the same.
    Mend(SaleId),
}

struct Bench<'a, M: Matcher> {
    matcher: &'a M,
    state: Option<M::State>,
    truth: &'a Truth,
    meaning: Meaning,
    dice: Dice,
    sales: BTreeMap<SaleId, Sale>,
    payments: BTreeMap<Receipt, Payment>,
    attempts: BTreeMap<AttemptId, (SaleId, Money)>,
    debtors: BTreeSet<Target>,
    acts: BTreeMap<(i64, u64), Act>,
    planned: u64,
    /// Payments that are the code of a proved prompt: there is nothing to match any more.
    proved: BTreeSet<Receipt>,
    /// Payments that were told of before their sale was opened.
    early: BTreeMap<SaleId, Vec<Receipt>>,
    /// When the customer of a sale paid by himself for the first time.
    paid: BTreeMap<SaleId, Timestamp>,
    score: Score,
}

impl<M: Matcher> Bench<'_, M> {
    fn hear(&mut self, event: &Event) {
        self.happen(event);
        let state = self.state.take().expect("put back after each step");
        let (state, actions) = self.matcher.step(state, event);
        self.state = Some(state);
        for action in actions {
            self.apply(action, event.at);
        }
    }

    /// What an event changes at the counter, whatever the matcher makes of it.
    fn happen(&mut self, event: &Event) {
        match &event.what {
            What::SaleOpened(opened) => {
                let sale = Sale {
                    lacks: opened.total,
                    open: true,
                };
                self.sales.insert(opened.sale, sale);
                for receipt in self.early.remove(&opened.sale).unwrap_or_default() {
                    let at_ms = event.at.ms() + rates::BY_HAND_AFTER.ms(&mut self.dice);
                    self.plan(at_ms, Act::LookUp(receipt));
                }
            }
            What::SaleClosed(sale, _) => self.end(*sale),
            What::PaymentHeard(heard) => self.note(heard, event.at),
            What::PromptOut(prompt) => {
                self.attempts
                    .insert(prompt.attempt, (prompt.sale, prompt.amount));
            }
            What::PromptProved { attempt, receipt } => {
                let (sale, amount) = self.attempts[attempt];
                self.cover(sale, amount);
                self.proved.extend(receipt.clone());
            }
            What::PromptFailed(_)
            | What::PromptUnsure(_)
            | What::Settled { .. }
            | What::SetAside(_)
            | What::Midnight => {}
        }
    }

    fn note(&mut self, heard: &Heard, at: Timestamp) {
        let receipt = &heard.receipt;
        if self.payments.contains_key(receipt) {
            return;
        }
        let payment = Payment {
            kind: heard.hearing.kind,
            shown: Shown::Waiting,
            turn: 0,
            settled: None,
            aside: false,
        };
        self.payments.insert(receipt.clone(), payment);
        let after = match self.meaning.meant(receipt) {
            Meant::Sale(sale) if !self.sales.contains_key(&sale) => {
                self.early.entry(sale).or_default().push(receipt.clone());
                return;
            }
            Meant::Prompt(..) => return,
            Meant::Sale(_) => rates::BY_HAND_AFTER,
            Meant::OwedBack(_) | Meant::Debt(_) | Meant::NoSale => rates::ASIDE_AFTER,
        };
        let look_up_at = at.ms() + after.ms(&mut self.dice);
        self.plan(look_up_at, Act::LookUp(receipt.clone()));
    }

    fn end(&mut self, sale: SaleId) {
        if let Some(sale) = self.sales.get_mut(&sale) {
            sale.open = false;
        }
    }

    fn cover(&mut self, sale: SaleId, amount: Money) {
        if let Some(sale) = self.sales.get_mut(&sale) {
            sale.lacks = sale.lacks.saturating_sub(amount);
            sale.open &= sale.lacks > Money::ZERO;
        }
    }

    fn plan(&mut self, at_ms: i64, act: Act) {
        self.planned += 1;
        self.acts.insert((at_ms, self.planned), act);
    }

    fn is_open(&self, to: Target) -> bool {
        match to {
            Target::Sale(sale) => self.sales.get(&sale).is_some_and(|sale| sale.open),
            Target::Debt(_) => self.debtors.contains(&to),
        }
    }
}

fn paid(truth: &Truth) -> BTreeMap<SaleId, Timestamp> {
    let mut paid = BTreeMap::new();
    for payment in truth.payments.values() {
        if let Meant::Sale(sale) = payment.meant {
            let first = paid.entry(sale).or_insert(payment.at);
            *first = payment.at.min(*first);
        }
    }
    paid
}
