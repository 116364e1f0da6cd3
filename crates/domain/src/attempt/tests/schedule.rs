//! When the till asks, and when it stops.

use super::*;

#[test]
fn the_till_asks_after_ten_seconds_then_ever_more_seldom() {
    let patience = Patience::default();
    let mut attempt = after(&[sending(), acknowledged()]);
    let mut asked = Vec::new();
    let mut now = at(1);
    for steps in 0.. {
        assert!(steps < 100, "what time demands leads nowhere: {asked:?}");
        attempt = match attempt.due(now, &patience) {
            Due::Wait(until) => {
                now = until;
                attempt
            }
            Due::Ask => {
                asked.push(now.since(at(1)).as_secs());
                step(
                    attempt,
                    &Fact::Answered {
                        at: now,
                        answer: Answer::Open,
                    },
                )
                .0
            }
            Due::EndPrompt => step(attempt, &Fact::PromptOver { at: now }).0,
            Due::AskEarlier | Due::GiveUp | Due::Nothing => break,
        };
    }
    assert_eq!(asked[..8], [10, 15, 20, 26, 35, 47, 63, 84]);
    assert!(
        asked.len() < 40,
        "the horizon ends the questions: {asked:?}"
    );
    assert!(
        *asked.last().expect("some") > 12 * 3600,
        "asked far into the day: {asked:?}"
    );
    for gap in asked[8..].windows(2) {
        assert!(
            gap[1] - gap[0] <= gap[0] / 2 + 1,
            "a wait beyond half the age: {asked:?}"
        );
    }
}

#[test]
fn a_report_is_asked_about_at_once_whether_or_not_the_till_has_asked_before() {
    let patience = Patience::default();
    let reported_at = |seconds| {
        let at = at(seconds);
        Fact::Reported(Report { at, ..report() })
    };
    let fresh = after(&[sending(), acknowledged(), reported_at(5)]);
    assert_eq!(fresh.due(at(5), &patience), Due::Ask);
    let asked = [sending(), acknowledged(), answered(11, Answer::Open)];
    let waits = after(&asked);
    assert_eq!(waits.due(at(12), &patience), Due::Wait(at(16)));
    let reported = step(waits, &reported_at(12)).0;
    assert_eq!(reported.due(at(12), &patience), Due::Ask);
}

#[test]
fn half_the_age_is_waited_as_soon_as_no_prompt_can_be_on_the_phone() {
    let patience = Patience::default();
    let due = |seconds| {
        let facts = [
            sending(),
            acknowledged(),
            over(),
            answered(seconds, Answer::Open),
        ];
        after(&facts).due(at(seconds), &patience)
    };
    assert_eq!(due(180), Due::Wait(at(180 + 30)));
    assert_eq!(due(181), Due::Wait(at(181 + 90)));
}

#[test]
fn a_till_that_was_closed_for_days_asks_once_more_before_it_gives_up() {
    let patience = Patience::default();
    let days = 3 * 24 * 3600;
    let open = |seconds| answered(seconds, Answer::Open);
    for mut facts in [
        vec![sending(), acknowledged(), over()],
        vec![sending(), acknowledged(), over(), open(190)],
    ] {
        assert_eq!(
            after(&facts).due(at(days), &patience),
            Due::Ask,
            "{facts:?}"
        );
        facts.push(open(days));
        assert_eq!(after(&facts).due(at(days), &patience), Due::GiveUp);
    }
    let nothing_to_ask_with = after(&[sending(), Fact::Unclear, over()]);
    assert_eq!(nothing_to_ask_with.due(at(days), &patience), Due::GiveUp);
}

#[test]
fn the_last_question_comes_at_the_horizon_and_not_long_after() {
    let patience = Patience::default();
    let horizon = at(24 * 3600);
    let late = answered(20 * 3600, Answer::Open);
    let attempt = after(&[sending(), acknowledged(), over(), late]);
    assert_eq!(attempt.due(at(21 * 3600), &patience), Due::Wait(horizon));
    assert_eq!(attempt.due(horizon, &patience), Due::Ask);
}

#[test]
fn a_prompt_is_over_three_minutes_after_it_may_have_been_sent_whatever_was_answered() {
    let patience = Patience::default();
    let open = answered(179, Answer::Open);
    for facts in [
        vec![sending()],
        vec![sending(), Fact::Unclear],
        vec![sending(), acknowledged(), open],
    ] {
        let attempt = after(&facts);
        assert_eq!(
            attempt.prompt_ends_at(&patience),
            Some(at(180)),
            "{facts:?}"
        );
        assert_ne!(attempt.due(at(179), &patience), Due::EndPrompt, "{facts:?}");
        assert_eq!(attempt.due(at(180), &patience), Due::EndPrompt, "{facts:?}");
        let ended = step(attempt, &over()).0;
        assert_eq!(ended.prompt_ends_at(&patience), None, "{facts:?}");
    }
    assert_eq!(after(&[]).prompt_ends_at(&patience), None);
}

#[test]
fn what_could_not_be_asked_is_tried_again_ever_more_seldom() {
    let check = |attempt: &Attempt, now: i64, expected: i64| {
        assert_eq!(attempt.retry_at(at(now)), at(now + expected), "{now}");
    };
    let attempt = after(&[sending(), acknowledged()]);
    check(&attempt, 2, 15);
    check(&attempt, 1500, 15);
    check(&attempt, 3600, 36);
    check(&attempt, 86_400, 864);
    check(&attempt, 30 * 86_400, 900);
    check(&attempt, -3600, 15);
    check(&draft(), 86_400, 15);
    let report = Fact::Reported(Report {
        at: at(80_000),
        ..report()
    });
    check(&step(attempt, &report).0, 83_600, 36);
}
