//! A day is the same each time, and a day that a shop could have.

use std::collections::{BTreeMap, BTreeSet};

use domain::eat::TradingDay;
use domain::receipt::DateHint;
use rush::{Day, What, generate};
use sha2::{Digest, Sha256};

use crate::lived::{FIRST_SEED, in_parts, say, seeds};

/// The digest of the first hundred days, with their truths: whoever changes the generator, a rate
/// or a seed changes it, and shows that here.
const DIGEST: &str = "69ab565731dfa96474b156b736c6860c793329dd2a32fa86244db34b3bd04232";

#[test]
fn the_same_seed_makes_the_same_day() {
    let mut digest = Sha256::new();
    for seed in FIRST_SEED..=100 {
        let (day, truth) = generate(seed);
        assert_eq!((&day, &truth), (&generate(seed).0, &generate(seed).1));
        digest.update(format!("{day}{truth}"));
    }
    assert_eq!(hex::encode(digest.finalize()), DIGEST);
}

#[test]
fn a_single_seed_is_told_aloud() {
    let one = (std::env::var_os("KAUNTA_DAYS").is_none(), seeds().next());
    if let ((true, Some(seed)), true) = (one, std::env::var_os("KAUNTA_SEED").is_some()) {
        let (day, truth) = generate(seed);
        say(&format!("{day}{truth}"));
    }
}

#[test]
fn events_are_in_order_and_about_what_was_there_before() {
    in_parts(|days| days.iter().for_each(|(day, _)| check_order(day)));
}

fn check_order(day: &Day) {
    let seed = day.seed;
    assert!(day.events.is_sorted_by_key(|event| event.at), "seed {seed}");
    let (mut open, mut prompts) = (BTreeSet::new(), BTreeMap::new());
    for event in &day.events {
        match &event.what {
            What::SaleOpened(opened) => assert!(open.insert(opened.sale), "seed {seed}"),
            What::SaleClosed(sale, _) => assert!(open.remove(sale), "seed {seed} {event}"),
            What::PromptOut(prompt) => {
                assert!(open.contains(&prompt.sale), "seed {seed} {event}");
                prompts.insert(prompt.attempt, prompt.sale);
            }
            What::PromptProved { attempt, .. } => {
                assert!(open.remove(&prompts[attempt]), "seed {seed} {event}");
            }
            What::PromptFailed(attempt) | What::PromptUnsure(attempt) => {
                assert!(prompts.contains_key(attempt), "seed {seed} {event}");
            }
            What::PaymentHeard(_) | What::Midnight => {}
            What::Settled { .. } | What::SetAside(_) => panic!("seed {seed}: the judge's own"),
        }
    }
}

#[test]
fn every_payment_is_told_of_and_balances_add_up() {
    in_parts(|days| {
        for (day, truth) in days {
            let seed = day.seed;
            let mut heard = BTreeMap::new();
            for event in &day.events {
                let What::PaymentHeard(told) = &event.what else {
                    continue;
                };
                let paid = &truth.payments[&told.receipt];
                assert_eq!(told.hearing.amount, Some(paid.amount), "seed {seed}");
                assert!(event.at > paid.at, "seed {seed}: told before it was paid");
                let hint = told.receipt.date_hint(TradingDay::of(paid.at));
                assert_eq!(hint, DateHint::SameDay, "seed {seed}");
                let balance = heard.entry(told.receipt.clone()).or_insert(None);
                *balance = balance.or(told.balance);
            }
            assert_eq!(heard.len(), truth.payments.len(), "seed {seed}");
            check_balances(seed, truth, &heard);
        }
    });
}

fn check_balances(
    seed: u64,
    truth: &rush::Truth,
    heard: &BTreeMap<domain::receipt::Receipt, Option<domain::money::Balance>>,
) {
    let mut payments: Vec<_> = truth.payments.iter().collect();
    payments.sort_by_key(|(receipt, paid)| (paid.at, heard[*receipt]));
    let mut last: Option<i64> = None;
    for (receipt, paid) in payments {
        let told = heard[receipt].map(domain::money::Balance::cents);
        let reckoned = last.map(|sum| sum + paid.amount.balance().cents());
        if let (Some(told), Some(reckoned)) = (told, reckoned) {
            assert_eq!(told, reckoned, "seed {seed}");
        }
        last = told.or(reckoned);
    }
}
