//! The till's own matcher (`domain::matching`), driven through the corpus.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::attempt::{Answer, Attempt, Fact, Patience, Terms};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, SaleId};
use domain::matching::{Counter, Debtor, Decision, OpenSale, Payment, Target, decide};
use domain::money::{Money, Shillings};
use domain::receipt::Receipt;
use domain::receipt::fit::Candidate;
use domain::receipt::life::Hearing;
use domain::shortcode::Shortcode;
use rush::{Action, Event, Heard, Matcher, Prompt, Score, Shop, What};

use crate::lived::{in_parts, judge_all, say, say_at_length};

/// What `domain::matching` decides, of everything that waits, after every event.
struct Deciding;

/// The counter as `domain::matching` wants to see it.
struct Desk {
    shortcode: Shortcode,
    counter: Counter,
    rung: BTreeMap<SaleId, (Money, Timestamp)>,
    prompts: BTreeMap<AttemptId, (Prompt, Timestamp, Attempt)>,
    waiting: BTreeMap<Receipt, Waiting>,
    gone: BTreeSet<Receipt>,
    came: BTreeMap<Receipt, (Option<Money>, Timestamp)>,
}

struct Waiting {
    heard: BTreeSet<Hearing>,
    heard_at: Timestamp,
    said: Option<Action>,
}

impl Matcher for Deciding {
    type State = Desk;

    fn begin(&self, shop: &Shop) -> Desk {
        let owing = shop.known.iter().filter(|known| known.owes > Money::ZERO);
        let debtor = |known: &rush::KnownCustomer| Debtor {
            phone: known.phone,
            owes: known.owes,
        };
        Desk {
            shortcode: shop.shortcode,
            counter: Counter {
                debtors: owing.map(debtor).collect(),
                ..Counter::default()
            },
            rung: BTreeMap::new(),
            prompts: BTreeMap::new(),
            waiting: BTreeMap::new(),
            gone: BTreeSet::new(),
            came: BTreeMap::new(),
        }
    }

    fn step(&self, mut desk: Desk, event: &Event) -> (Desk, Vec<Action>) {
        desk.follow(event);
        let mut actions = Vec::new();
        // What is settled by itself changes what may be offered for the rest.
        loop {
            let receipts: Vec<_> = desk.waiting.keys().cloned().collect();
            let news = receipts.iter().filter_map(|receipt| desk.decide(receipt));
            let news: Vec<_> = news.collect();
            let settles = |action: &Action| matches!(action, Action::Settle { .. });
            let settled = news.iter().any(settles);
            actions.extend(news);
            if !settled {
                break;
            }
        }
        (desk, actions)
    }
}

impl Desk {
    fn follow(&mut self, event: &Event) {
        let at = event.at;
        match &event.what {
            What::SaleOpened(opened) => {
                self.rung.insert(opened.sale, (opened.total, at));
                self.counter.sales.push(OpenSale {
                    sale: opened.sale,
                    lacks: opened.total,
                    asked_at: at,
                    reference: opened.reference.clone(),
                    phones: opened.phone.into_iter().collect(),
                    prompted: false,
                });
            }
            What::SaleClosed(sale, _) => self.end(*sale),
            What::PaymentHeard(heard) => self.hear(heard, at),
            What::PromptOut(prompt) => self.ask(prompt, at),
            What::PromptProved { attempt, receipt } => {
                let paid = Answer::Paid;
                self.know(*attempt, &Fact::Answered { at, answer: paid });
                self.end(self.prompts[attempt].0.sale);
                if let Some(receipt) = receipt {
                    self.know(*attempt, &Fact::CodeFound(receipt.clone()));
                    self.take(receipt);
                }
            }
            What::PromptFailed(attempt) => {
                let answer = Answer::Ended("1032".parse().expect("a code"));
                self.know(*attempt, &Fact::Answered { at, answer });
                self.over(*attempt, at);
            }
            What::PromptUnsure(attempt) => self.know(*attempt, &Fact::PromptOver { at }),
            What::Settled { receipt, to } => {
                let to = match *to {
                    rush::Target::Sale(sale) => Target::Sale(sale),
                    rush::Target::Debt(phone) => Target::Debt(phone),
                };
                self.settle(receipt, to, at);
            }
            What::SetAside(receipt) => self.take(receipt),
            What::Midnight => {}
        }
    }

    fn hear(&mut self, heard: &Heard, at: Timestamp) {
        let came = self.came.entry(heard.receipt.clone());
        came.or_insert((heard.hearing.amount, at));
        if self.gone.contains(&heard.receipt) {
            return;
        }
        let waiting = self.waiting.entry(heard.receipt.clone());
        let waiting = waiting.or_insert(Waiting {
            heard: BTreeSet::new(),
            heard_at: at,
            said: None,
        });
        let mut hearing = heard.hearing.clone();
        // A till's payments name one of its two numbers.
        if hearing.payee == self.shortcode.signer() {
            hearing.payee = self.shortcode.payee();
        }
        waiting.heard.insert(hearing);
    }

    fn ask(&mut self, prompt: &Prompt, at: Timestamp) {
        let shillings = u32::try_from(prompt.amount.cents() / 100).expect("a small sum");
        let terms = Terms {
            amount: Shillings::new(shillings).expect("within limits"),
            phone: prompt.phone,
        };
        let attempt = Attempt::draft(terms).knowing(&Fact::Sending { at });
        self.prompts
            .insert(prompt.attempt, (prompt.clone(), at, attempt));
        for sale in self
            .counter
            .sales
            .iter_mut()
            .filter(|open| open.sale == prompt.sale)
        {
            sale.prompted = true;
            sale.phones.push(prompt.phone);
        }
    }

    fn know(&mut self, attempt: AttemptId, fact: &Fact) {
        let (_, _, known) = self.prompts.get_mut(&attempt).expect("was sent");
        *known = known.clone().knowing(fact);
    }

    fn over(&mut self, attempt: AttemptId, at: Timestamp) {
        self.know(attempt, &Fact::PromptOver { at });
        let of = self.prompts[&attempt].0.sale;
        for sale in self.counter.sales.iter_mut().filter(|open| open.sale == of) {
            sale.prompted = false;
            sale.asked_at = at;
        }
    }

    fn end(&mut self, sale: SaleId) {
        self.counter.sales.retain(|open| open.sale != sale);
        self.counter.ended.extend(self.rung.get(&sale).copied());
    }

    fn take(&mut self, receipt: &Receipt) {
        self.waiting.remove(receipt);
        self.gone.insert(receipt.clone());
    }

    fn settle(&mut self, receipt: &Receipt, to: Target, at: Timestamp) {
        let waiting = self.waiting.get(receipt);
        let amount = waiting.and_then(|waiting| waiting.heard.iter().find_map(|told| told.amount));
        let amount = amount.unwrap_or_default();
        self.take(receipt);
        match to {
            Target::Sale(id) => {
                let mut open = self.counter.sales.iter_mut();
                let Some(sale) = open.find(|open| open.sale == id) else {
                    return;
                };
                sale.lacks = sale.lacks.saturating_sub(amount);
                sale.asked_at = at;
                if sale.lacks == Money::ZERO {
                    self.end(id);
                }
            }
            Target::Debt(phone) => {
                for debtor in &mut self.counter.debtors {
                    if debtor.phone == phone {
                        debtor.owes = debtor.owes.saturating_sub(amount);
                    }
                }
                self.counter
                    .debtors
                    .retain(|debtor| debtor.owes > Money::ZERO);
            }
        }
    }

    /// Tells whether another payment over the same amount came within an hour of this one.
    fn came_again(&self, receipt: &Receipt) -> bool {
        let (amount, at) = self.came[receipt];
        let hour = Duration::from_hours(1);
        self.came.iter().any(|(other, (of, came))| {
            other != receipt && *of == amount && at.since(*came) < hour && came.since(at) < hour
        })
    }

    /// Decides again of one payment; says what is to be done where that is news.
    fn decide(&mut self, receipt: &Receipt) -> Option<Action> {
        let waiting = &self.waiting[receipt];
        let payment = Payment {
            heard: &waiting.heard,
            heard_at: waiting.heard_at,
            again: self.came_again(receipt),
            visits: None,
        };
        let recent = |at: Timestamp| waiting.heard_at.since(at) < Duration::from_hours(4);
        let prompts = self.prompts.iter().filter(|(_, (_, at, _))| recent(*at));
        let prompts = prompts.map(|(id, (prompt, drafted_at, attempt))| {
            let candidate = Candidate {
                attempt,
                drafted_at: *drafted_at,
                shortcode: self.shortcode,
                reference: &prompt.reference,
                patience: Patience::default(),
            };
            (*id, candidate)
        });
        let decision = decide(&self.counter, prompts, &payment);
        let action = action(receipt.clone(), decision);
        if waiting.said.as_ref() == Some(&action) {
            return None;
        }
        if let Action::Settle { sale, .. } = action {
            self.settle(receipt, Target::Sale(sale), waiting.heard_at);
        } else {
            self.waiting.get_mut(receipt).expect("it waits").said = Some(action.clone());
        }
        Some(action)
    }
}

fn action(receipt: Receipt, decision: Decision) -> Action {
    let target = |to| match to {
        Target::Sale(sale) => rush::Target::Sale(sale),
        Target::Debt(phone) => rush::Target::Debt(phone),
    };
    match decision {
        Decision::Hold(attempt) => Action::Hold { receipt, attempt },
        Decision::Settle(one) => match one.to {
            Target::Sale(sale) => Action::Settle { receipt, sale },
            Target::Debt(_) => panic!("a debt is settled by a key"),
        },
        Decision::Offer(one) => Action::Offer {
            receipt,
            to: target(one.to),
        },
        Decision::Choose(several) => Action::Choose {
            receipt,
            among: several.into_iter().map(|one| target(one.to)).collect(),
        },
        Decision::Wait => Action::Wait { receipt },
    }
}

/// Of ten thousand payments due, so many are settled with one key or none at least.
const ONE_KEY_OR_NONE: u64 = 9_850;

#[test]
fn the_tills_matcher_errs_never_by_itself_and_seldom_needs_more_than_a_key() {
    let mut score = Score::default();
    in_parts(|days| score.add(judge_all(|_| Deciding, days)));
    say(&format!("rush: the till's matcher: {}\n", score.due));
    say_at_length(&score.to_string());
    assert_eq!(score.wrong_by_itself(), 0, "{score}");
    assert_eq!(score.prompts_offered, 0, "{score}");
    assert!(score.broken.is_empty(), "{score}");
    assert!(score.due.one_key_or_none() >= ONE_KEY_OR_NONE, "{score}");
}
