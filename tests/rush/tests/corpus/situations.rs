//! A corpus that lacks a situation proves nothing of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::receipt::life::Source;
use rush::{Closing, Day, Meant, Paid, Situation, Truth, What};

use crate::lived::{in_parts, say, say_at_length, seeds};

/// What every run of the usual size has of each other thing than payments.
const SOMETIMES: [&str; 11] = [
    "code to follow",
    "confirmation",
    "a sale left open at midnight",
    "sale without a phone",
    "sale with a phone",
    "prompt failed",
    "prompt out",
    "prompt unsure",
    "pull",
    "sale called off",
    "sale paid otherwise",
];

/// The one that a run of the usual size may lack.
const RARELY: &str = Situation::NeighboursAll.name();
const UNDECIDED_TOGETHER: &str = "the same, rung up together";
const UNDECIDED: &str = "equal amounts open, no reference, no phone typed";

#[test]
fn every_situation_comes_about() {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut payments = 0_u64;
    in_parts(|days| {
        for (day, truth) in days {
            for paid in truth.payments.values() {
                payments += 1;
                if is_undecided(paid) {
                    *counts.entry(UNDECIDED).or_default() += 1;
                    let together = paid.situations.has(Situation::EqualTogether);
                    *counts.entry(UNDECIDED_TOGETHER).or_default() += u64::from(together);
                }
                for situation in paid.situations.iter() {
                    *counts.entry(situation.name()).or_default() += 1;
                }
            }
            for what in seen(day, truth) {
                *counts.entry(what).or_default() += 1;
            }
        }
    });
    let days = seeds().count();
    say(&format!("rush: {days} days, {payments} payments\n"));
    for (what, count) in &counts {
        say_at_length(&format!("  {what}: {count}\n"));
    }
    let situations = Situation::ALL.iter().map(|situation| situation.name());
    let missing: Vec<_> = situations
        .chain(SOMETIMES)
        .filter(|w| !counts.contains_key(w))
        .collect();
    let missed = |what: &&str| days >= 3000 || (days >= 300 && *what != RARELY);
    let missing: Vec<_> = missing.into_iter().filter(missed).collect();
    assert!(missing.is_empty(), "never seen in {days} days: {missing:?}");
}

/// Tells whether neither amount, nor reference, nor phone names the sale of a payment.
fn is_undecided(paid: &Paid) -> bool {
    let has = |situation| paid.situations.has(situation);
    let no_reference = has(Situation::Till) || has(Situation::NoReference);
    let phone = has(Situation::PhoneTyped) || has(Situation::AfterPrompt);
    has(Situation::EqualOpen) && no_reference && !phone
}

fn seen(day: &Day, truth: &Truth) -> Vec<&'static str> {
    let paid = |paid: &Paid| match paid.meant {
        Meant::Sale(sale) | Meant::Prompt(_, sale) => Some(sale),
        _ => None,
    };
    let mut ended: BTreeSet<_> = truth.payments.values().filter_map(paid).collect();
    let mut opened = 0;
    let mut seen: Vec<&str> = Vec::new();
    for event in &day.events {
        seen.push(match &event.what {
            What::SaleOpened(sale) => {
                opened += 1;
                if sale.phone.is_some() {
                    "sale with a phone"
                } else {
                    "sale without a phone"
                }
            }
            What::SaleClosed(sale, how) => {
                ended.insert(*sale);
                let void = *how == Closing::Void;
                if void {
                    "sale called off"
                } else {
                    "sale paid otherwise"
                }
            }
            What::PaymentHeard(heard) if heard.hearing.source == Source::Pull => "pull",
            What::PaymentHeard(_) => "confirmation",
            What::PromptOut(_) => "prompt out",
            What::PromptProved { receipt: None, .. } => "code to follow",
            What::PromptFailed(_) => "prompt failed",
            What::PromptUnsure(_) => "prompt unsure",
            What::Midnight if ended.len() < opened => "a sale left open at midnight",
            What::Midnight | What::PromptProved { .. } => continue,
            What::Settled { .. } | What::SetAside(_) => panic!("the judge's own"),
        });
    }
    seen
}
