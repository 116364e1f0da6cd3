use proptest::prelude::*;

use super::*;

const PAYEE: &str = "174379";

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

fn attempt(number: u8) -> AttemptId {
    AttemptId::from_bytes([number; 16])
}

fn hearing(source: Source, shillings: u64) -> Hearing {
    Hearing {
        source,
        amount: Some(kes(shillings)),
        payee: PAYEE.parse().expect("a number"),
        paid_at: None,
        payer: PayerHint::Absent,
        kind: Kind::Customer,
        reference: None,
        name: None,
        balance: None,
    }
}

fn heard(source: Source, shillings: u64) -> Fact {
    Fact::Heard(hearing(source, shillings))
}

fn reversed(by: &str, shillings: u64) -> Fact {
    Fact::Reversed {
        by: by.parse().expect("a receipt"),
        amount: kes(shillings),
    }
}

fn after(facts: &[Fact]) -> Evidence {
    facts.iter().fold(Evidence::default(), step)
}

fn claimed(leg: u8) -> Fact {
    Fact::Claimed {
        leg: LegId::from_bytes([leg; 16]),
        money: kes(350),
    }
}

#[test]
fn a_receipt_goes_through_its_life() {
    let check = |facts: &[Fact], state| {
        assert_eq!(after(facts).state(Belongs::ToNobody), state, "{facts:?}");
    };
    let (body, pull) = (heard(Source::C2bBody, 350), heard(Source::Pull, 350));
    let (held, freed) = (Fact::Held(attempt(1)), Fact::Freed(attempt(1)));
    check(&[claimed(1)], State::Claimed);
    check(&[claimed(1), Fact::Disproved], State::Disproved);
    check(&[claimed(1), body.clone()], State::Reported);
    check(&[body.clone(), Fact::Disproved], State::Disproved);
    check(&[body.clone(), pull.clone()], State::Proved);
    check(&[body.clone(), held.clone()], State::Held);
    check(&[held.clone(), freed.clone(), pull.clone()], State::Proved);
    let other = Fact::Held(attempt(2));
    check(&[held, freed, other, pull.clone()], State::Held);
    check(
        &[body.clone(), heard(Source::Status, 300)],
        State::Conflicting,
    );
    check(&[pull.clone(), Fact::Disproved], State::Conflicting);
    check(
        &[pull.clone(), reversed("SKE52PAWR9", 100)],
        State::PartReversed,
    );
    check(&[reversed("SKE52PAWR9", 350), pull], State::Reversed);
    check(&[reversed("SKE52PAWR9", 350), body], State::Reported);
    check(&[heard(Source::Pull, 0)], State::Proved);
}

#[test]
fn the_code_of_an_attempt_is_not_held() {
    let evidence = after(&[heard(Source::Query, 350), Fact::Held(attempt(1))]);
    assert_eq!(evidence.state(Belongs::ToAnAttempt), State::Proved);
    assert_eq!(evidence.state(Belongs::ToNobody), State::Held);
}

#[test]
fn money_that_was_paid_to_two_numbers_is_a_conflict() {
    let elsewhere = Hearing {
        payee: "600966".parse().expect("a number"),
        ..hearing(Source::Pull, 350)
    };
    let facts = [heard(Source::C2bBody, 350), Fact::Heard(elsewhere)];
    assert_eq!(after(&facts).state(Belongs::ToNobody), State::Conflicting);
}

#[test]
fn a_reversal_that_is_told_with_two_amounts_is_a_conflict_and_the_greater_one_went_back() {
    let parts = [100, 200].map(|amount| reversed("SKE52PAWR9", amount));
    let evidence = after(&[&[heard(Source::Pull, 350)], &parts[..]].concat());
    assert_eq!(evidence.state(Belongs::ToNobody), State::Conflicting);
    assert_eq!(evidence.available(), kes(150));
}

#[test]
fn the_amount_is_that_of_the_source_that_knows_best() {
    let facts = [
        heard(Source::Statement, 5),
        heard(Source::C2bBody, 1),
        heard(Source::Status, 4),
        heard(Source::Query, 2),
    ];
    let check = |facts: &[Fact], shillings| {
        assert_eq!(after(facts).amount(), Some(kes(shillings)), "{facts:?}");
    };
    check(&facts, 5);
    check(&facts[1..], 4);
    check(&[facts[1].clone(), facts[3].clone()], 2);
    check(&facts[1..2], 1);
    check(&[heard(Source::Pull, 350), heard(Source::Pull, 300)], 300);
    check(&[heard(Source::Pull, 300), heard(Source::Pull, 350)], 300);
    assert_eq!(after(&facts[1..2]).proved_amount(), None);
    let evidence = after(&facts);
    let weakest_first = evidence.hearings().map(|heard| heard.source);
    let sources = [
        Source::C2bBody,
        Source::Query,
        Source::Status,
        Source::Statement,
    ];
    assert_eq!(weakest_first.collect::<Vec<_>>(), sources);
}

#[test]
fn an_answer_that_names_no_amount_proves_none() {
    let nameless = Hearing {
        amount: None,
        ..hearing(Source::Pull, 0)
    };
    let evidence = after(&[heard(Source::C2bBody, 350), Fact::Heard(nameless)]);
    assert_eq!(evidence.state(Belongs::ToNobody), State::Reported);
    assert_eq!(evidence.available(), Money::ZERO);
}

#[test]
fn what_was_sent_back_can_not_be_sent_back_again() {
    let proved = heard(Source::Pull, 350);
    let check = |facts: &[Fact], left| {
        assert_eq!(after(facts).available(), kes(left), "{facts:?}");
    };
    check(std::slice::from_ref(&proved), 350);
    let part = reversed("SKE52PAWR9", 100);
    check(&[proved.clone(), part.clone(), part.clone()], 250);
    check(
        &[proved.clone(), part.clone(), reversed("SKE52PAWR8", 100)],
        150,
    );
    check(&[proved.clone(), part, reversed("SKE52PAWR9", 120)], 230);
    check(&[proved, reversed("SKE52PAWR9", 350)], 0);
    check(&[heard(Source::C2bBody, 350), Fact::Held(attempt(1))], 0);
}

#[test]
fn what_a_customer_typed_as_account_is_not_in_debug_texts() {
    let shown = format!("{:?}", Reference::read(" 0712345678 "));
    assert_eq!(shown, "Some(Reference(…))");
}

fn any_fact() -> impl Strategy<Value = Fact> {
    let sources = prop::sample::select(Source::ALL.to_vec());
    prop_oneof![
        (1u8..4).prop_map(claimed),
        (sources, 349u64..351).prop_map(|(source, amount)| heard(source, amount)),
        (1u8..3).prop_map(|number| Fact::Held(attempt(number))),
        (1u8..3).prop_map(|number| Fact::Freed(attempt(number))),
        Just(Fact::Disproved),
        ("SKE52PAWR[0-3]", 0u64..400).prop_map(|(by, amount)| reversed(&by, amount)),
        (1u8..4, 1u64..400).prop_map(|(leg, amount)| Fact::Allocated {
            leg: LegId::from_bytes([leg; 16]),
            money: kes(amount),
        }),
        (1u8..4).prop_map(|leg| Fact::Unallocated(LegId::from_bytes([leg; 16]))),
    ]
}

proptest! {
    #[test]
    fn facts_in_any_order_and_number_end_in_one_state(
        facts in prop::collection::vec(any_fact(), 0..8),
        swaps in prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index)>(), 0..16),
    ) {
        let mut shuffled = facts.clone();
        shuffled.extend(facts.iter().rev().cloned());
        let length = shuffled.len();
        for (one, other) in swaps.iter().filter(|_| length > 0) {
            shuffled.swap(one.index(length), other.index(length));
        }
        prop_assert_eq!(after(&facts), after(&shuffled));
    }

    #[test]
    fn no_more_is_available_than_came(facts in prop::collection::vec(any_fact(), 0..8)) {
        let evidence = after(&facts);
        let came = evidence.proved_amount().unwrap_or_default();
        prop_assert!(evidence.available() <= came);
        prop_assert_eq!(evidence.available().checked_add(evidence.reversed()), Some(came));
    }

    #[test]
    fn no_body_makes_money(facts in prop::collection::vec(any_fact(), 0..8)) {
        let is_body = |fact: &Fact| !matches!(fact, Fact::Heard(h) if h.source.is_proof());
        let bodies: Vec<_> = facts.into_iter().filter(is_body).collect();
        prop_assert_eq!(after(&bodies).available(), Money::ZERO);
    }
}

#[test]
fn sources_kinds_and_states_have_the_names_that_stand_in_the_book() {
    let sources = [
        "callback",
        "confirmation",
        "query",
        "pull",
        "status",
        "statement",
    ];
    assert_eq!(Source::ALL.map(Source::name), sources);
    for source in Source::ALL {
        assert_eq!(Source::named(source.name()), Some(source));
    }
    assert_eq!(Source::named("hearsay"), None);
    let kinds = [Kind::Customer, Kind::Organization];
    assert_eq!(kinds.map(Kind::name), ["customer", "organization"]);
    assert_eq!(kinds.map(|kind| Kind::named(kind.name())), kinds.map(Some));
    assert_eq!(Kind::named("bank"), None);
    let states = [
        (State::Claimed, "claimed"),
        (State::Reported, "reported"),
        (State::Proved, "proved"),
        (State::PartReversed, "part_reversed"),
        (State::Reversed, "reversed"),
        (State::Held, "held"),
        (State::Conflicting, "conflicting"),
        (State::Disproved, "disproved"),
    ];
    for (state, name) in states {
        assert_eq!(state.name(), name);
    }
}

#[test]
fn which_attempts_a_receipt_was_held_for_and_freed_from_is_known() {
    let (one, two) = (attempt(1), attempt(2));
    let evidence = after(&[Fact::Held(one), Fact::Held(two), Fact::Freed(one)]);
    assert_eq!(evidence.held_for().collect::<Vec<_>>(), [two]);
    assert_eq!(evidence.was_held_for().collect::<Vec<_>>(), [one, two]);
    assert!(evidence.was_freed_from(one) && !evidence.was_freed_from(two));
}
