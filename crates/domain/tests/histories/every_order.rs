//! Seven pieces of evidence in all their orders, some of them twice: the end is one.

use std::io::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::attempt::{Attempt, Effect, Fact, State, step};
use proptest::prelude::{ProptestConfig, Strategy};
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use crate::pieces::{draft, live, named};

/// Each set of seven has 5,040 orders, so that all sets together have more than a million.
const SETS: u32 = 200;

/// How a history ended: what must be the same for all orders of its facts.
struct End<'a> {
    attempt: &'a Attempt,
    posts: usize,
    orders: u32,
}

fn count(effects: &[Effect], wanted: &Effect) -> usize {
    effects.iter().filter(|effect| *effect == wanted).count()
}

impl End<'_> {
    /// Lives every order of `left` from here on; the orders share their beginnings.
    fn every_order(&mut self, from: &Attempt, effects: &[Effect], left: &mut Vec<Fact>) {
        if left.is_empty() {
            self.orders += 1;
            assert_eq!(from, self.attempt);
            assert_eq!(count(effects, &Effect::Post), self.posts);
            assert!(count(effects, &Effect::Settle) <= self.posts);
        }
        for place in 0..left.len() {
            let fact = left.remove(place);
            let (after, new) = step(from.clone(), &fact);
            let (repeated, again) = step(after.clone(), &fact);
            assert_eq!(
                (&repeated, again.as_slice()),
                (&after, [].as_slice()),
                "{fact:?} twice"
            );
            self.every_order(&after, &[effects, &new].concat(), left);
            left.insert(place, fact);
        }
    }
}

fn seven() -> impl Strategy<Value = Vec<Fact>> {
    let facts: Vec<Fact> = named().into_iter().map(|(_, fact)| fact).collect();
    proptest::collection::vec(select(facts), 7)
}

/// Lives all orders of a set of facts; returns how many there were.
fn check(mut facts: Vec<Fact>) -> u32 {
    let (attempt, effects) = live(&facts);
    let mut end = End {
        attempt: &attempt,
        posts: count(&effects, &Effect::Post),
        orders: 0,
    };
    end.every_order(&draft(), &[], &mut facts);
    let proved = attempt.evidence.proved_at().is_some();
    assert_eq!(end.posts, usize::from(proved));
    assert!(proved || !matches!(attempt.state(), State::Paid(_)));
    end.orders
}

#[test]
fn seven_facts_in_every_order_and_each_of_them_twice_end_in_one_state() {
    let histories = AtomicU32::new(0);
    let config = ProptestConfig::with_cases(SETS);
    let done = TestRunner::new(config).run(&seven(), |facts| {
        histories.fetch_add(check(facts), Ordering::Relaxed);
        Ok(())
    });
    done.expect("one end for all orders");
    let count = histories.into_inner();
    assert_eq!(count, SETS * 5040);
    let line = format!("torture: {count} histories of seven facts, each in one of all orders\n");
    let mut out = std::io::stderr();
    out.write_all(line.as_bytes()).expect("a standard error");
}
