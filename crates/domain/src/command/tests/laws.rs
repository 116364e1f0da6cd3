//! What holds of a command whatever is heard of it, and in which order.

use proptest::prelude::*;

use super::*;

fn any_fact() -> impl Strategy<Value = Fact> {
    let which = prop::option::of(1u8..3);
    let tells = prop::option::of((300u64..302).prop_map(went_back));
    let codes = prop::sample::select(vec!["0", "1", "R000001", "18"]);
    prop_oneof![
        (0i64..3).prop_map(|second| Fact::Sending { at: at(second) }),
        (0i64..3).prop_map(|second| Fact::Acknowledged {
            at: at(second),
            ids: ids(1)
        }),
        Just(Fact::Refused(Refusal::NotReached)),
        Just(Fact::Unclear),
        (which.clone(), codes, tells).prop_map(|(which, with, tells)| ended(which, with, tells)),
        which.prop_map(|which| Fact::TimedOut {
            ids: which.map(ids)
        }),
        Just(Fact::GaveUp { at: at(9) }),
        any_found().prop_map(looked_up),
    ]
}

fn any_found() -> impl Strategy<Value = Found> {
    prop::sample::select(vec![Found::Here, back()])
}

/// Folds what is told of the payment, as the book does, and returns what of it went back.
fn went(facts: &[Fact]) -> Money {
    let Some(paid) = status().read_status(&code("0"), &completed(), shop()) else {
        return Money::ZERO;
    };
    let payment = life::step(life::Evidence::default(), &paid);
    let (_, effects) = after(reversal(), facts);
    let told = effects.iter().filter_map(|effect| match effect {
        Effect::Tell(fact) => Some(fact),
        Effect::Alarm(_) => None,
    });
    told.fold(payment, life::step).reversed()
}

proptest! {
    #[test]
    fn order_and_repetition_make_no_difference(
        (facts, shuffled) in prop::collection::vec(any_fact(), 0..8)
            .prop_flat_map(|facts| (Just(facts.clone()), Just([facts.clone(), facts].concat())
                .prop_shuffle())),
        moves: bool,
    ) {
        let order = if moves { reversal() } else { status() };
        let fold = |facts: &[Fact]| {
            let known = Command::draft(order.clone());
            facts.iter().fold(known, Command::knowing)
        };
        prop_assert_eq!(fold(&facts), fold(&shuffled));
    }

    #[test]
    fn the_money_is_here_or_reserved_or_gone_whatever_people_find_and_m_pesa_tells_later(
        found in any_found(),
        end in prop::sample::select(vec!["0", "1", "R000001"]),
        (ended_at, given_up) in (0usize..3, any::<bool>()),
    ) {
        let told = (end == "0").then(|| went_back(350));
        let mut facts = vec![looked_up(found.clone())];
        if given_up {
            facts.insert(0, Fact::GaveUp { at: at(9) });
        }
        facts.insert(ended_at.min(facts.len()), ended(Some(1), end, told));
        for known in 0..=facts.len() {
            let facts = [&[sent(), acknowledged()], &facts[..known]].concat();
            let command = facts.iter().fold(Command::draft(reversal()), Command::knowing);
            let gone = went(&facts) == kes(350);
            let is_here = !command.may_be_done();
            let reserved = command.may_be_done() && command.state().name() != "done";
            let places = [gone, is_here, reserved];
            prop_assert_eq!(places.iter().filter(|is| **is).count(), 1, "{:?} {:?}", facts, places);
            let by_m_pesa = facts.iter().any(|fact| matches!(fact, Fact::Ended(_)));
            if by_m_pesa && end != "R000001" {
                prop_assert_eq!(gone, end == "0", "a late proof outweighs: {:?}", facts);
            }
        }
    }

    #[test]
    fn nothing_is_told_without_the_ids_of_our_own_acknowledgement(
        facts in prop::collection::vec(any_fact(), 0..8),
    ) {
        let own = facts.iter().any(|fact| matches!(fact, Fact::Acknowledged { .. }));
        let right = facts.iter().any(|fact| {
            matches!(fact, Fact::Ended(Outcome { ids: Some(named), .. }) if *named == ids(1))
        });
        let (state, effects) = after(reversal(), &facts);
        if !own || !right {
            let told = |effect: &Effect| match effect {
                Effect::Tell(told) => *told != said_back(),
                Effect::Alarm(_) => false,
            };
            prop_assert!(!effects.iter().any(told));
            prop_assert!(!matches!(state, State::Done | State::Failed(_)));
        }
    }
}
