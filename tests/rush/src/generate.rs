//! A day and its truth from one seed.

use std::collections::BTreeMap;

use disk::Dice;
use domain::ids::SaleId;
use domain::money::Money;

use crate::cohort::{Cohort, at, money};
use crate::counter::{Visit, Way, serve};
use crate::day::{Closing, Day, OpenSale, What};
use crate::paying::Payer;
use crate::prompts::Asked;
use crate::rates;
use crate::strangers;
use crate::telling::Script;
use crate::truth::{Meant, Situation, Situations, Truth};

/// How long the till takes to see that a payment settles a sale, in the reckoning of which sales
/// were open side by side.
const SETTLING_MS: i64 = 5_000;
/// How near each other sales are rung up that only a person can tell apart.
const TOGETHER_MS: i64 = 120_000;

/// Makes the day of a seed: what a till hears, and what is true of it.
pub fn generate(seed: u64) -> (Day, Truth) {
    let mut dice = Dice::new(seed);
    let cohort = Cohort::draw(seed, &mut dice);
    let visits = serve(&cohort, &mut dice);
    let mut script = Script::default();
    for visit in &visits {
        live(&cohort, &visits, visit, &mut script, &mut dice);
    }
    strangers::pay(&cohort, &mut script, &mut dice);
    for payment in &script.payments {
        if let Meant::Sale(sale) = payment.meant {
            let settled_at = payment.told.first() + SETTLING_MS;
            let end = script.ends.entry(sale).or_insert(settled_at);
            *end = settled_at.max(*end);
        }
    }
    let firsts: Vec<i64> = script
        .payments
        .iter()
        .map(|payment| payment.told.first())
        .collect();
    let open = Open::of(&visits, &script.ends);
    for (payment, told_at) in script.payments.iter_mut().zip(firsts) {
        if let Meant::Sale(sale) = payment.meant {
            let is_pay_bill = cohort.is_pay_bill();
            let number = if is_pay_bill {
                Situation::PayBill
            } else {
                Situation::Till
            };
            for from in open.others(payment.amount, sale, told_at) {
                payment.situations.add(Situation::EqualOpen);
                if (open.since(sale) - from).abs() < TOGETHER_MS {
                    payment.situations.add(Situation::EqualTogether);
                }
            }
            if is_plain(payment.situations, told_at - payment.paid_at) {
                payment.situations.add(Situation::Plain);
            }
            payment.situations.add(number);
        }
    }
    let truth = script.tell_all(&cohort, &mut dice);
    script.tell(at(cohort.ends_ms()), What::Midnight);
    let mut events = script.events;
    events.sort_by_key(|event| event.at);
    let shop = cohort.shop;
    (Day { seed, shop, events }, truth)
}

fn live(cohort: &Cohort, visits: &[Visit], visit: &Visit, script: &mut Script, dice: &mut Dice) {
    if visit.way == Way::Unrung {
        return strangers::pay_unrung(cohort, visit, script, dice);
    }
    let opened = OpenSale {
        sale: visit.sale,
        total: money(visit.total),
        reference: visit.number.to_string(),
        phone: visit.phone,
    };
    script.tell(at(visit.opened_at), What::SaleOpened(opened));
    match visit.way {
        Way::Himself => {
            let payer = Payer {
                cohort,
                visits,
                visit,
                paid_at: visit.done_at,
                because: Situations::default(),
            };
            payer.pay(script, dice);
        }
        Way::Prompt => Asked {
            cohort,
            visits,
            visit,
        }
        .ask(script, dice),
        Way::Cash => script.close(visit.sale, visit.done_at, Closing::OtherTender),
        Way::Nothing | Way::Unrung => {
            let closes_at = visit.done_at + rates::VOID_AFTER.ms(dice);
            if !rates::LEFT_OPEN.happens(dice) && closes_at < cohort.closes_ms {
                script.close(visit.sale, closes_at, Closing::Void);
            }
        }
    }
}

/// Everything usual: nothing that a customer, a cashier or Safaricom did otherwise.
fn is_plain(situations: Situations, told_after_ms: i64) -> bool {
    let usual = [Situation::PhoneTyped, Situation::Known];
    situations.iter().all(|one| usual.contains(&one)) && told_after_ms <= 10_000
}

/// When which sales were open, by what they come to.
struct Open {
    by_total: BTreeMap<Money, Vec<(SaleId, i64, i64)>>,
    since: BTreeMap<SaleId, i64>,
}

impl Open {
    fn of(visits: &[Visit], ends: &BTreeMap<SaleId, i64>) -> Self {
        let mut by_total: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for visit in visits.iter().filter(|visit| visit.way != Way::Unrung) {
            let end = ends.get(&visit.sale).copied().unwrap_or(i64::MAX);
            let open = (visit.sale, visit.opened_at, end);
            by_total.entry(money(visit.total)).or_default().push(open);
        }
        let since = visits.iter().map(|visit| (visit.sale, visit.opened_at));
        Self {
            by_total,
            since: since.collect(),
        }
    }

    /// Returns since when each other sale of that total was open then.
    fn others(&self, amount: Money, than: SaleId, at_ms: i64) -> Vec<i64> {
        let open = self.by_total.get(&amount).map_or(&[][..], Vec::as_slice);
        let others = open.iter().filter(|(sale, ..)| *sale != than);
        let others = others.filter(|(_, from, to)| *from <= at_ms && at_ms < *to);
        others.map(|(_, from, _)| *from).collect()
    }

    fn since(&self, sale: SaleId) -> i64 {
        self.since[&sale]
    }
}
