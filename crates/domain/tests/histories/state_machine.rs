//! Long histories with the shortest bad one found: what must hold after every single fact.

use std::collections::BTreeSet;

use domain::attempt::{Alarm, Answer, Attempt, Effect, Fact, Patience, State, step};
use domain::clock::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

use crate::pieces::{at, draft, live, named};

/// What came so far, as a plain list: the model of what an attempt has to remember.
#[derive(Clone, Debug, Default)]
struct History(Vec<Fact>);

/// An attempt, and what it made others do.
struct Lived {
    attempt: Attempt,
    effects: Vec<Effect>,
}

impl ReferenceStateMachine for History {
    type State = Self;
    type Transition = Fact;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Fact> {
        let facts: Vec<Fact> = named().into_iter().map(|(_, fact)| fact).collect();
        select(facts).boxed()
    }

    fn apply(mut state: Self, fact: &Fact) -> Self {
        state.0.push(fact.clone());
        state
    }
}

impl StateMachineTest for Lived {
    type SystemUnderTest = Self;
    type Reference = History;

    fn init_test(_: &History) -> Self {
        Self {
            attempt: draft(),
            effects: Vec::new(),
        }
    }

    fn apply(mut lived: Self, _: &History, fact: Fact) -> Self {
        let before = lived.attempt.clone();
        let (after, effects) = step(lived.attempt, &fact);
        if effects.contains(&Effect::Alarm(Alarm::LateProof)) {
            let in_time = before.evidence.is_live() && before.state() != State::Unsure;
            assert!(!in_time, "an alarm for proof that was in time");
        }
        if is_paid(&before) {
            assert!(
                is_paid(&after) || is_conflict(&after),
                "{fact:?} took proof away"
            );
        }
        assert!(
            after.evidence.is_live() <= before.evidence.is_live(),
            "live again by {fact:?}"
        );
        lived.attempt = after;
        lived.effects.extend(effects);
        lived
    }

    fn check_invariants(lived: &Self, history: &History) {
        let facts = &history.0;
        let sorted: BTreeSet<String> = facts.iter().map(|fact| format!("{fact:?}")).collect();
        let each_once = named().into_iter().map(|(_, fact)| fact);
        let each_once: Vec<Fact> = each_once
            .filter(|fact| sorted.contains(&format!("{fact:?}")))
            .collect();
        assert_eq!(
            live(&each_once).0,
            lived.attempt,
            "order or repetition counted"
        );

        let proved = facts.iter().any(is_proof);
        let times = |wanted: &Effect| lived.effects.iter().filter(|e| *e == wanted).count();
        assert_eq!(times(&Effect::Post), usize::from(proved), "money posted");
        assert!(
            times(&Effect::Settle) <= usize::from(proved),
            "a leg filled twice"
        );
        assert!(proved || !is_paid(&lived.attempt), "paid on hearsay");
        assert!(!lived.attempt.evidence.is_live() || lived.attempt.evidence.is_open());
        check_time(&lived.attempt);
    }
}

/// Whatever is known, time asks for something that leads on, and the horizon ends all asking.
fn check_time(attempt: &Attempt) {
    let patience = Patience::default();
    for seconds in [0, 10, 60, 180, 3600, 24 * 3600, 10 * 24 * 3600] {
        let now: Timestamp = at(seconds);
        if let domain::attempt::Due::Wait(until) = attempt.due(now, &patience) {
            assert!(until > now, "waits for what is past");
        }
    }
}

fn is_proof(fact: &Fact) -> bool {
    let paid = Answer::Paid;
    matches!(fact, Fact::Answered { answer, .. } if *answer == paid)
}

fn is_paid(attempt: &Attempt) -> bool {
    matches!(attempt.state(), State::Paid(_))
}

fn is_conflict(attempt: &Attempt) -> bool {
    matches!(attempt.state(), State::Conflicting(_))
}

prop_state_machine! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_comes_nothing_is_paid_on_hearsay_and_nothing_twice(sequential 1..40 => Lived);
}
