mod known;
mod laws;
mod schedule;

use super::*;
use crate::phone::PayerHint;

const ASKED_AT: i64 = 1_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(ASKED_AT + seconds * 1000)
}

fn ids(name: &str) -> Ids {
    let id = |kind: &str| format!("{kind}-{name}");
    Ids {
        merchant: id("m").parse().expect("an id"),
        checkout: id("c").parse().expect("an id"),
    }
}

fn code(text: &str) -> ResultCode {
    text.parse().expect("a code")
}

fn receipt(text: &str) -> Receipt {
    text.parse().expect("a receipt")
}

fn draft() -> Attempt {
    let amount = Shillings::new(350).expect("within limits");
    Attempt::draft(Terms {
        amount,
        phone: "0712345678".parse().expect("a phone"),
    })
}

fn sending() -> Fact {
    Fact::Sending { at: at(0) }
}

fn acknowledged() -> Fact {
    Fact::Acknowledged {
        at: at(1),
        ids: ids("ours"),
    }
}

fn report() -> Report {
    Report {
        at: at(20),
        ids: Some(ids("ours")),
        amount: Money::from_cents(35_000),
        receipt: Some(receipt("UKN5T0I7QO")),
        payer: PayerHint::read("254712345678"),
        paid_at: Some(at(19)),
    }
}

fn reported() -> Fact {
    Fact::Reported(report())
}

fn ended(text: &str) -> Fact {
    Fact::ReportedEnd {
        at: at(25),
        ids: Some(ids("ours")),
        code: code(text),
    }
}

fn answered(seconds: i64, answer: Answer) -> Fact {
    Fact::Answered {
        at: at(seconds),
        answer,
    }
}

fn over() -> Fact {
    Fact::PromptOver { at: at(180) }
}

fn gave_up(reports: usize) -> Fact {
    Fact::HorizonReached { reports }
}

fn after(facts: &[Fact]) -> Attempt {
    facts
        .iter()
        .fold(draft(), |attempt, fact| step(attempt, fact).0)
}

fn check(facts: &[Fact], state: &State) {
    assert_eq!(after(facts).state(), *state, "{facts:?}");
}

/// A body, true or not, ended it before its time was over: that it was is never written down then.
#[test]
fn what_was_called_failed_is_unpaid_once_safaricom_says_so_after_its_time() {
    let said = |seconds| answered(seconds, Answer::Ended(code("1037")));
    let ended = [sending(), acknowledged(), ended("1037")];
    let may_be_paid = |more: &[Fact]| after(&[&ended, more].concat()).evidence.may_be_paid();
    assert!(may_be_paid(&[]), "the body is not signed");
    assert!(
        may_be_paid(&[said(40), said(100)]),
        "it may be on the phone"
    );
    assert!(!may_be_paid(&[said(40), said(200)]));
    assert!(may_be_paid(&[said(200), answered(400, Answer::Paid)]));
}

#[test]
fn an_attempt_goes_from_draft_to_paid_by_proof_alone() {
    let paid = || answered(21, Answer::Paid);
    check(&[], &State::Drafted);
    check(&[sending()], &State::Sending);
    check(&[sending(), acknowledged()], &State::Prompted);
    check(&[sending(), acknowledged(), reported()], &State::Reported);
    let known = State::Paid(Code::Known(receipt("UKN5T0I7QO")));
    check(&[sending(), acknowledged(), reported(), paid()], &known);
    check(
        &[sending(), acknowledged(), paid()],
        &State::Paid(Code::ToFollow),
    );
    check(&[sending(), acknowledged(), paid(), reported()], &known);
}

#[test]
fn an_unclear_answer_is_a_state_and_not_a_failure() {
    check(&[sending(), Fact::Unclear], &State::Unsure);
    check(&[sending(), acknowledged(), over()], &State::Unsure);
    for unknown in ["4999", "1036", "9999", "31337"] {
        check(&[sending(), acknowledged(), ended(unknown)], &State::Unsure);
        let asked = answered(200, Answer::Ended(code(unknown)));
        check(&[sending(), acknowledged(), over(), asked], &State::Unsure);
    }
}

#[test]
fn a_failure_by_query_alone_stands_when_it_is_said_twice_or_the_prompt_is_over() {
    let cancelled = |seconds| answered(seconds, Answer::Ended(code("1032")));
    let failed = State::Failed(code("1032"));
    check(
        &[sending(), acknowledged(), cancelled(10)],
        &State::Prompted,
    );
    check(
        &[sending(), acknowledged(), cancelled(10), cancelled(19)],
        &State::Prompted,
    );
    check(
        &[sending(), acknowledged(), cancelled(10), cancelled(20)],
        &failed,
    );
    check(&[sending(), acknowledged(), cancelled(10), over()], &failed);
    let unreached = |seconds| answered(seconds, Answer::Ended(code("1037")));
    check(
        &[sending(), acknowledged(), unreached(10), unreached(30)],
        &State::Prompted,
    );
    check(
        &[sending(), acknowledged(), unreached(10), over()],
        &State::Failed(code("1037")),
    );
}

#[test]
fn contradictions_are_shown_before_and_after_proof() {
    let conflict = |fact: Fact, conflict| {
        let paid = || answered(21, Answer::Paid);
        let state = State::Conflicting(conflict);
        check(&[sending(), acknowledged(), fact.clone()], &state);
        check(
            &[sending(), acknowledged(), fact.clone(), reported(), paid()],
            &state,
        );
        check(
            &[sending(), acknowledged(), reported(), paid(), fact],
            &state,
        );
    };
    let told = Money::from_cents(100).expect("an amount");
    conflict(
        Fact::Reported(Report {
            amount: Some(told),
            ..report()
        }),
        Conflict::Amount(told),
    );
    conflict(
        Fact::Reported(Report {
            payer: PayerHint::read("0712345679"),
            ..report()
        }),
        Conflict::Phone,
    );
    conflict(
        Fact::Reported(Report {
            ids: Some(ids("theirs")),
            ..report()
        }),
        Conflict::Ids,
    );
    let second = Fact::Reported(Report {
        receipt: Some(receipt("UKN5T0I7QZ")),
        ..report()
    });
    check(
        &[sending(), acknowledged(), reported(), second],
        &State::Conflicting(Conflict::SecondReceipt),
    );
    let failed = answered(30, Answer::Ended(code("1032")));
    let both = State::Conflicting(Conflict::ReportedButFailed);
    check(
        &[sending(), acknowledged(), reported(), failed.clone()],
        &both,
    );
    let known = State::Paid(Code::Known(receipt("UKN5T0I7QO")));
    let paid = answered(60, Answer::Paid);
    check(
        &[sending(), acknowledged(), reported(), failed, paid],
        &known,
    );
}

#[test]
fn a_report_of_a_prompt_that_was_refused_is_a_conflict_and_waits_for_nobody() {
    let refused = Fact::Refused(Refusal::PhoneBusy);
    let both = State::Conflicting(Conflict::ReportedButFailed);
    check(&[sending(), refused.clone(), reported()], &both);
    check(&[sending(), reported(), refused.clone()], &both);
    let (_, effects) = step(after(&[sending(), refused]), &reported());
    assert_eq!(effects, [Effect::Alarm(Alarm::Conflict)]);
}

#[test]
fn an_id_that_only_a_callback_named_gives_no_code() {
    let strange = Fact::Reported(Report {
        ids: None,
        ..report()
    });
    let facts = [
        sending(),
        acknowledged(),
        strange,
        answered(21, Answer::Paid),
    ];
    check(&facts, &State::Paid(Code::ToFollow));
    check(&[sending(), Fact::Unclear, reported()], &State::Reported);
}

#[test]
fn late_proof_lifts_every_given_up_state_with_an_alarm() {
    for facts in [
        vec![sending(), acknowledged(), ended("1032")],
        vec![sending(), acknowledged(), over()],
        vec![sending(), acknowledged(), gave_up(0)],
        vec![sending(), Fact::Refused(Refusal::PhoneBusy)],
    ] {
        let (attempt, effects) = step(after(&facts), &answered(300, Answer::Paid));
        assert_eq!(attempt.state(), State::Paid(Code::ToFollow), "{facts:?}");
        assert!(
            effects.contains(&Effect::Alarm(Alarm::LateProof)),
            "{facts:?}"
        );
        assert!(effects.contains(&Effect::Settle), "{facts:?}");
    }
}

#[test]
fn what_an_earlier_prompt_stood_in_the_way_of_waits_for_safaricom_s_word_on_that_one() {
    let patience = Patience::default();
    let busy = Fact::Refused(Refusal::PhoneBusy);
    for facts in [
        vec![sending(), busy],
        vec![sending(), acknowledged(), ended("17")],
        vec![sending(), acknowledged(), ended("1001")],
    ] {
        let attempt = after(&facts);
        assert!(attempt.evidence.awaits_earlier(), "{facts:?}");
        assert!(!attempt.evidence.is_live(), "{facts:?}");
        assert_eq!(attempt.due(at(30), &patience), Due::AskEarlier, "{facts:?}");
        let asked = step(attempt.clone(), &Fact::EarlierAsked).0;
        assert!(!asked.evidence.awaits_earlier(), "{facts:?}");
        assert_ne!(asked.due(at(30), &patience), Due::AskEarlier, "{facts:?}");
        assert_eq!(asked.state(), attempt.state(), "{facts:?}");
    }
    for facts in [
        vec![sending(), Fact::Refused(Refusal::BadPhone)],
        vec![sending(), acknowledged(), ended("1032")],
    ] {
        assert!(!after(&facts).evidence.awaits_earlier(), "{facts:?}");
    }
}

#[test]
fn a_success_reported_after_giving_up_is_asked_about_for_a_day() {
    let patience = Patience::default();
    let days = |days: i64| days * 24 * 3600;
    let late = Fact::Reported(Report {
        at: at(days(3)),
        ..report()
    });
    let lapsed = after(&[sending(), acknowledged(), over(), gave_up(0)]);
    assert_eq!(lapsed.due(at(days(3)), &patience), Due::Nothing);
    let mut attempt = step(lapsed, &late).0;
    assert_eq!(attempt.state(), State::Reported);
    assert!(!attempt.evidence.is_live(), "nobody is prompted by it");
    assert_eq!(attempt.due(at(days(3)), &patience), Due::Ask);
    let (paid, effects) = step(attempt.clone(), &answered(days(3) + 1, Answer::Paid));
    assert!(matches!(paid.state(), State::Paid(_)));
    assert!(effects.contains(&Effect::Alarm(Alarm::LateProof)));
    attempt = step(attempt, &answered(days(3) + 1, Answer::Open)).0;
    let soon = Due::Wait(at(days(3) + 6));
    assert_eq!(attempt.due(at(days(3) + 2), &patience), soon);
    attempt = step(attempt, &answered(days(4), Answer::Open)).0;
    assert_eq!(attempt.due(at(days(4)), &patience), Due::GiveUp);
    let fact = attempt.evidence.giving_up();
    attempt = step(attempt, &fact).0;
    assert_eq!(attempt.state(), State::Lapsed);
    assert_eq!(attempt.due(at(days(5)), &patience), Due::Nothing);
}

#[test]
fn proof_after_a_report_that_came_late_is_late_proof() {
    for given_up in [ended("1032"), over(), gave_up(0)] {
        let attempt = after(&[sending(), acknowledged(), given_up.clone(), reported()]);
        let (_, effects) = step(attempt, &answered(300, Answer::Paid));
        let alarm = Effect::Alarm(Alarm::LateProof);
        assert!(effects.contains(&alarm), "{given_up:?}");
    }
}

#[test]
fn money_is_posted_once_and_its_code_attached_once() {
    let facts = [
        sending(),
        acknowledged(),
        answered(21, Answer::Paid),
        reported(),
        reported(),
    ];
    let effects: Vec<_> = facts
        .iter()
        .chain(&facts)
        .scan(draft(), |attempt, fact| {
            let (after, effects) = step(attempt.clone(), fact);
            *attempt = after;
            Some(effects)
        })
        .flatten()
        .collect();
    let attached = Effect::Attach(receipt("UKN5T0I7QO"));
    assert_eq!(effects, [Effect::Post, Effect::Settle, attached]);
}

#[test]
fn the_code_of_its_own_path_outranks_one_that_was_found() {
    let found = Fact::CodeFound(receipt("UKN5T0I7QX"));
    let facts = [sending(), acknowledged(), answered(21, Answer::Paid), found];
    check(&facts, &State::Paid(Code::Known(receipt("UKN5T0I7QX"))));
    let (attempt, effects) = step(after(&facts), &reported());
    let own = receipt("UKN5T0I7QO");
    assert_eq!(attempt.state(), State::Paid(Code::Known(own.clone())));
    assert_eq!(effects, [Effect::Attach(own)]);
}

#[test]
fn a_code_of_another_attempt_is_a_conflict_on_its_own_path_and_nothing_else() {
    let taken = |code| Fact::CodeTaken(receipt(code));
    let paid = [sending(), acknowledged(), answered(21, Answer::Paid)];
    let named = [paid.to_vec(), vec![taken("UKN5T0I7QO"), reported()]].concat();
    check(&named, &State::Conflicting(Conflict::ReceiptTaken));
    let found = Fact::CodeFound(receipt("UKN5T0I7QX"));
    let found = [paid.to_vec(), vec![found, taken("UKN5T0I7QX")]].concat();
    check(&found, &State::Paid(Code::ToFollow));
}

#[test]
fn contradicted_money_is_posted_and_fills_no_leg() {
    let told = Money::from_cents(100);
    let wrong = Fact::Reported(Report {
        amount: told,
        ..report()
    });
    let attempt = after(&[sending(), acknowledged(), wrong]);
    let (_, effects) = step(attempt, &answered(21, Answer::Paid));
    assert!(effects.contains(&Effect::Post) && !effects.contains(&Effect::Settle));
}

#[test]
fn a_prompt_is_live_until_it_ends_by_a_fact() {
    let live = |facts: &[Fact]| after(facts).evidence.is_live();
    assert!(live(&[]) && live(&[sending()]) && live(&[sending(), acknowledged()]));
    assert!(
        live(&[sending(), Fact::Unclear]),
        "an unclear answer may have prompted"
    );
    assert!(
        live(&[sending(), acknowledged(), reported()]),
        "a report proves nothing"
    );
    assert!(!live(&[sending(), acknowledged(), over()]));
    assert!(!live(&[sending(), acknowledged(), ended("1032")]));
    assert!(!live(&[sending(), Fact::Refused(Refusal::BadPhone)]));
    assert!(!live(&[
        sending(),
        acknowledged(),
        answered(21, Answer::Paid)
    ]));
}

#[test]
fn every_state_can_be_said_aloud() {
    use crate::words::tests::check_spoken;
    let amount = Money::from_cents(100).expect("an amount");
    let conflicts = [
        Conflict::Amount(amount),
        Conflict::Phone,
        Conflict::Ids,
        Conflict::SecondReceipt,
        Conflict::ReceiptTaken,
        Conflict::ReportedButFailed,
    ];
    let states = [
        State::Drafted,
        State::Sending,
        State::Prompted,
        State::Unsure,
        State::Reported,
    ]
    .into_iter()
    .chain([
        State::Paid(Code::ToFollow),
        State::Paid(Code::Known(receipt("UKN5T0I7QO"))),
    ])
    .chain([
        State::Lapsed,
        State::Failed(code("1032")),
        State::Refused(Refusal::BadPhone),
    ])
    .chain(conflicts.map(State::Conflicting));
    let said = states.map(|state| state.sentences());
    for sentences in said.chain([Sentences::PAID_AGAIN, Sentences::ASKING_EARLIER]) {
        check_spoken(sentences.cashier);
        sentences.customer.into_iter().for_each(check_spoken);
    }
}
