//! Four matchers that nobody should use: one does nothing, one takes any sale of the same amount,
//! one offers them all, and one cheats, because it has read the truth.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{AttemptId, SaleId};
use domain::money::Money;
use domain::receipt::Receipt;
use rush::{Action, Event, Matcher, Meant, Shop, Target, Truth, What};

/// Does nothing.
pub(crate) struct Idle;

impl Matcher for Idle {
    type State = ();

    fn begin(&self, _: &Shop) {}

    fn step(&self, (): (), _: &Event) -> ((), Vec<Action>) {
        ((), Vec::new())
    }
}

/// Settles whatever has the amount of an open sale with the oldest such sale.
pub(crate) struct Naive;

/// Offers whatever has the amount of an open sale, and lets choose where several have.
pub(crate) struct Asking;

impl Matcher for Asking {
    type State = Counter;

    fn begin(&self, _: &Shop) -> Counter {
        Counter::default()
    }

    fn step(&self, mut counter: Counter, event: &Event) -> (Counter, Vec<Action>) {
        counter.follow(event);
        let ask = |(receipt, amount): &(Receipt, Money)| {
            let receipt = receipt.clone();
            let equal = counter.open.iter().filter(|(_, lacks)| lacks == amount);
            let among: Vec<_> = equal.map(|(sale, _)| Target::Sale(*sale)).collect();
            match among[..] {
                [] => Action::Wait { receipt },
                [to] => Action::Offer { receipt, to },
                _ => Action::Choose { receipt, among },
            }
        };
        let actions = counter.waiting.iter().map(ask).collect();
        (counter, actions)
    }
}

/// What all of them need to know: which sales are open, and which payments wait.
#[derive(Default)]
pub(crate) struct Counter {
    open: Vec<(SaleId, Money)>,
    waiting: Vec<(Receipt, Money)>,
    heard: BTreeSet<Receipt>,
    prompts: BTreeMap<AttemptId, SaleId>,
}

impl Counter {
    fn follow(&mut self, event: &Event) {
        match &event.what {
            What::SaleOpened(opened) => self.open.push((opened.sale, opened.total)),
            What::SaleClosed(sale, _) => self.end(*sale),
            What::PaymentHeard(heard) => {
                let amount = heard.hearing.amount.unwrap_or_default();
                if self.heard.insert(heard.receipt.clone()) {
                    self.waiting.push((heard.receipt.clone(), amount));
                }
            }
            What::PromptOut(prompt) => _ = self.prompts.insert(prompt.attempt, prompt.sale),
            What::PromptProved { attempt, receipt } => {
                self.end(self.prompts[attempt]);
                if let Some(receipt) = receipt {
                    self.heard.insert(receipt.clone());
                    self.take(receipt);
                }
            }
            What::Settled { receipt, to } => self.settle(receipt, *to),
            What::SetAside(receipt) => self.take(receipt),
            What::PromptFailed(_) | What::PromptUnsure(_) | What::Midnight => {}
        }
    }

    fn end(&mut self, sale: SaleId) {
        self.open.retain(|(open, _)| *open != sale);
    }

    fn take(&mut self, receipt: &Receipt) {
        self.waiting.retain(|(waiting, _)| waiting != receipt);
    }

    fn settle(&mut self, receipt: &Receipt, to: Target) {
        let waits = self.waiting.iter().find(|(waiting, _)| waiting == receipt);
        let amount = waits.map_or(Money::ZERO, |(_, amount)| *amount);
        self.take(receipt);
        if let Target::Sale(sale) = to {
            for (_, lacks) in self.open.iter_mut().filter(|(open, _)| *open == sale) {
                *lacks = lacks.saturating_sub(amount);
            }
            self.open.retain(|(_, lacks)| *lacks > Money::ZERO);
        }
    }
}

impl Matcher for Naive {
    type State = Counter;

    fn begin(&self, _: &Shop) -> Counter {
        Counter::default()
    }

    fn step(&self, mut counter: Counter, event: &Event) -> (Counter, Vec<Action>) {
        counter.follow(event);
        let mut actions = Vec::new();
        for (receipt, amount) in counter.waiting.clone() {
            let equal = counter.open.iter().find(|(_, lacks)| *lacks == amount);
            if let Some((sale, _)) = equal.copied() {
                counter.settle(&receipt, Target::Sale(sale));
                actions.push(Action::Settle { receipt, sale });
            }
        }
        (counter, actions)
    }
}

/// Settles every payment rightly as soon as it can be, by the truth.
pub(crate) struct Knowing<'a>(pub(crate) &'a Truth);

impl Matcher for Knowing<'_> {
    type State = Counter;

    fn begin(&self, _: &Shop) -> Counter {
        Counter::default()
    }

    fn step(&self, mut counter: Counter, event: &Event) -> (Counter, Vec<Action>) {
        counter.follow(event);
        let mut actions = Vec::new();
        for (receipt, _) in counter.waiting.clone() {
            match self.0.payments[&receipt].meant {
                Meant::Sale(sale) if counter.open.iter().any(|(open, _)| *open == sale) => {
                    counter.settle(&receipt, Target::Sale(sale));
                    actions.push(Action::Settle { receipt, sale });
                }
                Meant::Debt(phone) => {
                    let to = Target::Debt(phone);
                    actions.push(Action::Offer { receipt, to });
                }
                Meant::Prompt(attempt, _) if counter.prompts.contains_key(&attempt) => {
                    counter.take(&receipt);
                    actions.push(Action::Hold { receipt, attempt });
                }
                _ => {}
            }
        }
        (counter, actions)
    }
}
