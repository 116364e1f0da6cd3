//! What holds of an attempt whatever happens to it.

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use super::*;

fn any_fact() -> impl Strategy<Value = Fact> {
    let moment = (0i64..400).prop_map(at);
    let named = prop_oneof![
        Just(None),
        Just(Some(ids("ours"))),
        Just(Some(ids("theirs")))
    ];
    let codes = prop::sample::select(vec!["0", "1", "1001", "1032", "1037", "4999", "31337"]);
    let report =
        (moment.clone(), named.clone(), 0u64..2, 0u8..2).prop_map(|(at, ids, cents, r)| {
            let receipt = Some(receipt(["UKN5T0I7QO", "UKN5T0I7QZ"][usize::from(r)]));
            let amount = Money::from_cents(35_000 + cents);
            Fact::Reported(Report {
                at,
                ids,
                amount,
                receipt,
                payer: PayerHint::Absent,
                paid_at: None,
            })
        });
    let answer = prop_oneof![
        Just(Answer::Paid),
        Just(Answer::Open),
        codes.clone().prop_map(|text| Answer::Ended(code(text))),
    ];
    prop_oneof![
        moment.clone().prop_map(|at| Fact::Sending { at }),
        moment.clone().prop_map(|at| Fact::Acknowledged {
            at,
            ids: ids("ours")
        }),
        prop::sample::select(vec![Refusal::PhoneBusy, Refusal::BadPhone]).prop_map(Fact::Refused),
        Just(Fact::Unclear),
        report,
        (moment.clone(), named, codes).prop_map(|(at, ids, text)| Fact::ReportedEnd {
            at,
            ids,
            code: code(text)
        }),
        (moment.clone(), answer).prop_map(|(at, answer)| Fact::Answered { at, answer }),
        moment.prop_map(|at| Fact::PromptOver { at }),
        (0usize..3).prop_map(gave_up),
        Just(Fact::Left),
        Just(Fact::CodeFound(receipt("UKN5T0I7QX"))),
        Just(Fact::CodeTaken(receipt("UKN5T0I7QO"))),
        Just(Fact::EarlierAsked),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn facts_in_any_order_and_number_end_in_one_state(
        facts in prop::collection::vec(any_fact(), 0..8),
        repeated in subsequence((0..8usize).collect::<Vec<_>>(), 0..8),
        swaps in prop::collection::vec(any::<(Index, Index)>(), 0..16),
    ) {
        let mut shuffled = facts.clone();
        shuffled.extend(repeated.iter().filter_map(|place| facts.get(*place).cloned()));
        let length = shuffled.len();
        for (one, other) in swaps.iter().filter(|_| length > 0) {
            shuffled.swap(one.index(length), other.index(length));
        }
        prop_assert_eq!(after(&facts), after(&shuffled));
    }

    #[test]
    fn no_later_fact_takes_proof_away(facts in prop::collection::vec(any_fact(), 0..12)) {
        let mut attempt = after(&[answered(0, Answer::Paid)]);
        for fact in &facts {
            attempt = step(attempt, fact).0;
            let state = attempt.state();
            prop_assert!(matches!(state, State::Paid(_) | State::Conflicting(_)), "{:?}", state);
        }
    }

    #[test]
    fn a_past_that_is_read_again_is_the_past_that_was(
        facts in prop::collection::vec(any_fact(), 0..12),
    ) {
        let read_again = facts.iter().fold(draft(), Attempt::knowing);
        prop_assert_eq!(read_again, after(&facts));
    }

    // The book's unique indexes rest on it: a fact that made a prompt live again could meet a newer
    // prompt on the same phone, and the book would refuse the fact.
    #[test]
    fn a_prompt_that_is_over_is_never_live_again(
        facts in prop::collection::vec(any_fact(), 0..12),
    ) {
        let mut attempt = draft();
        for fact in &facts {
            let before = attempt.evidence.is_live();
            attempt = step(attempt, fact).0;
            prop_assert!(attempt.evidence.is_live() <= before, "{:?}", fact);
        }
    }

    #[test]
    fn nothing_but_a_report_opens_again_what_is_closed(
        facts in prop::collection::vec(any_fact(), 0..12),
    ) {
        let mut attempt = draft();
        for fact in &facts {
            let before = attempt.evidence.is_open();
            attempt = step(attempt, fact).0;
            let opened = attempt.evidence.is_open() && !before;
            prop_assert!(!opened || matches!(fact, Fact::Reported(_)), "{:?}", fact);
        }
    }

    // Else a till would go on asking for ever.
    #[test]
    fn giving_up_closes_every_attempt(facts in prop::collection::vec(any_fact(), 0..12)) {
        let attempt = after(&facts);
        let fact = attempt.evidence.giving_up();
        prop_assert!(!step(attempt, &fact).0.evidence.is_open());
    }

    #[test]
    fn nothing_but_an_answer_to_our_question_makes_money(
        facts in prop::collection::vec(any_fact(), 0..12),
    ) {
        let heard: Vec<_> = facts
            .into_iter()
            .filter(|fact| !matches!(fact, Fact::Answered { answer: Answer::Paid, .. }))
            .collect();
        prop_assert!(!matches!(after(&heard).state(), State::Paid(_)));
    }
}
