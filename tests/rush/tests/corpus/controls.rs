//! The judge finds what is wrong, and nothing where nothing is.

use rush::{Score, Situation};

use crate::baselines::{Asking, Idle, Knowing, Naive};
use crate::lived::{in_parts, judge_all, say, say_at_length};

#[test]
fn who_does_nothing_settles_nothing_and_errs_in_nothing() {
    let mut score = Score::default();
    in_parts(|days| score.add(judge_all(|_| Idle, days)));
    assert_eq!(score.wrong_by_itself(), 0, "{score}");
    assert_eq!(score.due.wrong_by_key, 0, "{score}");
    assert_eq!(score.due.by_hand, score.due.payments, "{score}");
    assert!(score.broken.is_empty(), "{score}");
    say(&format!("rush: does nothing: {}\n", score.due));
}

#[test]
fn who_takes_equal_amounts_is_found_wrong_often() {
    let mut score = Score::default();
    in_parts(|days| score.add(judge_all(|_| Naive, days)));
    say(&format!("rush: takes equal amounts: {}\n", score.due));
    say_at_length(&score.to_string());
    assert!(
        score.due.wrong_by_itself * 100 > score.due.payments,
        "{score}"
    );
    let of = |situation: Situation| score.by_situation[&situation].wrong_by_itself;
    assert!(of(Situation::EqualOpen) > 0, "{score}");
    assert!(
        of(Situation::Stranger) + of(Situation::NeverRung) > 0,
        "{score}"
    );
    assert!(score.prompts_offered > 0, "{score}");
}

#[test]
fn who_knows_the_truth_is_found_wrong_in_nothing() {
    let mut score = Score::default();
    in_parts(|days| score.add(judge_all(Knowing, days)));
    say(&format!("rush: knows the truth: {}\n", score.due));
    say_at_length(&score.to_string());
    assert_eq!(score.wrong_by_itself(), 0, "{score}");
    assert_eq!(score.due.by_itself, score.due.payments, "{score}");
    assert_eq!(score.debts.by_one_key, score.debts.payments, "{score}");
    assert_eq!(
        (score.prompts_offered, score.wrongly_held),
        (0, 0),
        "{score}"
    );
    assert!(score.broken.is_empty(), "{score}");
}

#[test]
fn who_offers_equal_amounts_leads_cashiers_into_error() {
    let mut score = Score::default();
    in_parts(|days| score.add(judge_all(|_| Asking, days)));
    say(&format!("rush: offers equal amounts: {}\n", score.due));
    say_at_length(&score.to_string());
    assert_eq!(score.wrong_by_itself(), 0, "{score}");
    let due = score.due;
    let ways = [due.by_one_key, due.by_choice, due.by_hand, due.wrong_by_key];
    assert!(ways.iter().all(|count| *count > 0), "{score}");
    assert!(score.free.wrong_by_key > 0, "{score}");
    assert!(score.prompts_offered > 0, "{score}");
    let stale = "leaves an offer standing to what was closed";
    assert!(!score.broken.contains_key(stale), "{score}");
}
