//! What is read off an attempt by the book, the till and the screens.

use super::*;

#[test]
fn a_code_that_was_named_found_or_lost_is_known_as_such_and_no_other_code_is() {
    let (own, other) = (receipt("UKN5T0I7QO"), receipt("UKN5T0I7QX"));
    let nothing = after(&[sending(), acknowledged()]).evidence;
    assert_eq!(nothing.named_receipt(), None);
    let named = after(&[sending(), acknowledged(), reported()]).evidence;
    assert_eq!(named.named_receipt(), Some(&own));
    assert!(!named.has_found(&own) && !named.has_lost(&own));
    let found = after(&[sending(), Fact::CodeFound(own.clone())]).evidence;
    assert!(found.has_found(&own) && !found.has_found(&other));
    let lost = after(&[sending(), Fact::CodeTaken(own.clone())]).evidence;
    assert!(lost.has_lost(&own) && !lost.has_lost(&other));
}

#[test]
fn ids_that_were_erased_are_told_from_ids_to_ask_with() {
    assert!(Ids::erased("trace").are_erased());
    assert!(!ids("ours").are_erased());
}

#[test]
fn what_is_told_again_is_known_since_it_was_first_told() {
    let later = Fact::Reported(Report {
        at: at(90),
        ..report()
    });
    let paid = |seconds| answered(seconds, Answer::Paid);
    let facts = [sending(), acknowledged(), later, reported()];
    let evidence = after(&facts).evidence;
    assert_eq!(evidence.reported_at(), Some(at(20)));
    assert_eq!(evidence.end_reported_at(), Some(at(20)));
    assert_eq!((evidence.proved_at(), evidence.is_left()), (None, false));
    let evidence = after(&[sending(), acknowledged(), paid(50), paid(30), Fact::Left]).evidence;
    assert_eq!(
        (evidence.proved_at(), evidence.is_left()),
        (Some(at(30)), true)
    );
    assert_eq!(evidence.end_reported_at(), None);
    let failed = after(&[sending(), acknowledged(), ended("1032")]).evidence;
    assert_eq!(
        (failed.end_reported_at(), failed.reported_at()),
        (Some(at(25)), None)
    );
}

#[test]
fn nobody_waits_for_an_earlier_prompt_once_this_one_is_proved_or_given_up() {
    let busy = [sending(), Fact::Refused(Refusal::PhoneBusy)];
    assert!(after(&busy).evidence.awaits_earlier());
    for end in [gave_up(0), answered(300, Answer::Paid)] {
        let attempt = step(after(&busy), &end).0;
        assert!(!attempt.evidence.awaits_earlier(), "{end:?}");
    }
}
