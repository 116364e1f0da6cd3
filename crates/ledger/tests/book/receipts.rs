//! Receipts: one payment, heard of by many ways in any order, and posted once.

mod claiming;
mod giving;
mod laws;
mod refunding;
mod releasing;
pub(crate) mod scene;
mod searching;
mod seeing;
mod sending_back;

use std::time::Duration;

use domain::attempt::{Alarm, Code, Conflict, Fact, State};
use domain::clock::Timestamp;
use domain::phone::PayerHint;
use domain::receipt::NotFree;
use domain::receipt::life::{Hearing, Kind, Reference, Source};
use domain::sale::Standing;
use ledger::{Account, LedgerError, Way};

use crate::receipts::scene::{Scene, body, code, hearing, told};
use crate::shop::{NOW, Shop, evidence};

const R1: &str = "UKN5T0I7QA";
const R2: &str = "UKN5T0I7QB";

#[test]
fn an_unsigned_confirmation_posts_nothing_and_a_pull_puts_its_money_in_suspense() {
    let mut scene = Scene::open(&[]);
    scene.hear(R1, hearing(Source::C2bBody));
    scene.check([0, 0, 0, 0, 0]);
    assert_eq!(scene.state_of(R1), "reported");
    scene.hear(R1, hearing(Source::Pull));
    scene.check([350, 0, -350, 0, 0]);
    assert_eq!(scene.state_of(R1), "proved");
    scene.hear(R1, hearing(Source::Status));
    scene.check([350, 0, -350, 0, 0]);
    scene.prove();
}

#[test]
fn a_confirmation_that_fits_a_prompt_is_held_for_it_and_never_free() {
    let mut scene = Scene::open(&["0712345678", "0722000000"]);
    let masked = |text| {
        let mut heard = hearing(Source::C2bBody);
        heard.payer = domain::phone::PayerHint::read(text);
        heard
    };
    scene.hear(R1, masked("2547 ***** 000"));
    assert_eq!(scene.holder(R1), Some(1), "by what is shown of the phone");
    scene.hear(R2, masked("2547 ***** 999"));
    assert_eq!((scene.holder(R2), scene.free()), (None, vec![code(R2)]));
    scene.prove();
}

#[test]
fn a_row_of_a_pull_that_is_three_hours_behind_is_held_for_the_prompt_that_it_fits() {
    for first_the_pull in [false, true] {
        let mut scene = Scene::drafted(&["0712345678"]);
        let mut behind = hearing(Source::Pull);
        behind.paid_at = Some(Timestamp::from_ms(NOW.ms() - 3 * 3_600_000 + 20_000));
        if !first_the_pull {
            scene.send(0);
        }
        scene.hear(R1, behind);
        if first_the_pull {
            scene.send(0);
        }
        assert_eq!(scene.holder(R1), Some(0), "{first_the_pull}");
        scene.prove();
    }
}

#[test]
fn a_confirmation_that_comes_before_the_prompt_is_on_its_way_is_held_when_it_is() {
    let mut scene = Scene::drafted(&["0712345678"]);
    scene.hear(R1, hearing(Source::C2bBody));
    assert_eq!(scene.holder(R1), None);
    scene.send(0);
    assert_eq!(scene.holder(R1), Some(0));
    scene.prove();
}

#[test]
fn a_held_confirmation_becomes_the_code_of_a_proved_prompt_whose_callback_got_lost() {
    for first_the_proof in [false, true] {
        let mut scene = Scene::open(&["0712345678"]);
        if first_the_proof {
            scene.answer_paid(0);
        }
        scene.hear(R1, hearing(Source::C2bBody));
        if !first_the_proof {
            scene.answer_paid(0);
        }
        assert_eq!(scene.attempt(0), State::Paid(Code::Known(code(R1))));
        scene.check([350, 0, 0, -350, 0]);
        scene.prove();
    }
}

#[test]
fn a_code_that_only_a_body_without_our_ids_names_is_not_the_code() {
    for first_the_proof in [false, true] {
        let mut scene = Scene::open(&["0712345678"]);
        if first_the_proof {
            scene.answer_paid(0);
        }
        scene.report_without_ids(0, R1);
        if !first_the_proof {
            scene.answer_paid(0);
        }
        assert_eq!(scene.attempt(0), State::Paid(Code::ToFollow));
        scene.check([0, 350, 0, -350, 0]);
        scene.prove();
    }
}

#[test]
fn a_held_receipt_that_was_anothers_becomes_free_when_the_prompt_has_its_own_code() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.hear(R1, hearing(Source::C2bBody));
    scene.answer_paid(0);
    scene.check([350, 0, 0, -350, 0]);
    scene.report(0, R2);
    assert_eq!(scene.attempt(0), State::Paid(Code::Known(code(R2))));
    assert_eq!(scene.free(), [code(R1)]);
    scene.check([350, 0, 0, -350, 0]);
    scene.hear(R1, hearing(Source::Pull));
    scene.check([700, 0, -350, -350, 0]);
    scene.prove();
}

#[test]
fn of_two_receipts_that_fit_a_prompt_neither_is_its_code_until_its_own_path_tells() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.hear(R1, hearing(Source::C2bBody));
    scene.hear(R2, hearing(Source::C2bBody));
    scene.answer_paid(0);
    assert_eq!((scene.holder(R1), scene.holder(R2)), (Some(0), Some(0)));
    assert_eq!(scene.attempt(0), State::Paid(Code::ToFollow));
    scene.report(0, R2);
    assert_eq!(scene.attempt(0), State::Paid(Code::Known(code(R2))));
    assert_eq!(scene.free(), [code(R1)]);
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
}

#[test]
fn a_code_that_only_fitted_goes_to_the_prompt_whose_own_path_names_it() {
    let mut scene = Scene::open(&["0712345678", "0722000000"]);
    scene.hear(R1, hearing(Source::C2bBody));
    scene.answer_paid(0);
    assert_eq!(scene.attempt(0), State::Paid(Code::Known(code(R1))));
    scene.report(1, R1);
    assert_eq!(scene.attempt(1), State::Reported);
    scene.answer_paid(1);
    assert_eq!(scene.attempt(1), State::Paid(Code::Known(code(R1))));
    assert_eq!(scene.attempt(0), State::Paid(Code::ToFollow));
    scene.check([350, 350, 0, -700, 0]);
    scene.prove();
}

#[test]
fn of_two_prompts_that_name_one_receipt_the_second_is_a_conflict_in_every_order() {
    for order in [
        [0, 1, 2, 3],
        [0, 2, 1, 3],
        [1, 0, 2, 3],
        [2, 3, 0, 1],
        [2, 0, 3, 1],
    ] {
        let mut scene = Scene::open(&["0712345678", "0722000000"]);
        for step in order {
            match step {
                0 => scene.report(0, R1),
                1 => scene.answer_paid(0),
                2 => scene.report(1, R1),
                _ => scene.answer_paid(1),
            }
        }
        let states = [scene.attempt(0), scene.attempt(1)];
        let conflict = State::Conflicting(Conflict::ReceiptTaken);
        assert!(states.contains(&conflict), "{order:?}: {states:?}");
        let paid = State::Paid(Code::Known(code(R1)));
        assert!(states.contains(&paid), "{order:?}: {states:?}");
        assert_eq!(scene.balance(scene::mpesa()), 350, "{order:?}");
        assert_eq!(scene.balance(Account::ReceiptAwaited), 350, "{order:?}");
        scene.prove();
    }
}

#[test]
fn what_follows_for_another_prompt_is_told_of_that_one() {
    let mut scene = Scene::open(&["0712345678", "0722000000"]);
    scene.report(0, R1);
    scene.report(1, R1);
    let (recorded, first) = scene.prove_paid(0);
    assert_eq!(first.attempt.state(), State::Paid(Code::Known(code(R1))));
    assert_eq!(recorded.alarms, []);
    let second = (scene.id(1), vec![Alarm::Conflict]);
    assert_eq!(recorded.others, [second]);
    let conflict = State::Conflicting(Conflict::ReceiptTaken);
    assert_eq!(scene.attempt(1), conflict);
}

#[test]
fn a_receipt_that_a_prompts_path_names_and_a_pull_proves_is_the_proof_of_the_prompt() {
    let mut scene = Scene::open(&[]);
    scene.add("0712345678");
    scene.unclear(0);
    scene.report(0, R1);
    assert_eq!(scene.attempt(0), State::Reported);
    scene.hear(R1, hearing(Source::Pull));
    assert_eq!(scene.attempt(0), State::Paid(Code::Known(code(R1))));
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
}

#[test]
fn a_payment_that_is_named_without_our_ids_proves_no_prompt() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.hear(R1, hearing(Source::Status));
    assert_eq!(scene.holder(R1), Some(0));
    scene.report_without_ids(0, R1);
    assert_eq!(scene.attempt(0), State::Reported);
    scene.report(0, R1);
    assert_eq!(scene.attempt(0), State::Paid(Code::Known(code(R1))));
    scene.prove();
}

#[test]
fn a_payment_that_a_sale_has_and_a_prompt_names_without_our_ids_stays_the_sale_s() {
    let mut scene = Scene::open(&[]);
    scene.park(350);
    scene.hear(R1, hearing(Source::Status));
    scene.give(R1, 0).expect("given");
    scene.add("0712345678");
    scene.acknowledge(0);
    scene.report_without_ids(0, R1);
    assert_eq!(scene.attempt(0), State::Reported);
    assert_eq!(scene.sales()[0].sale.standing(), Standing::Covered);
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
}

/// The acknowledgement got lost, so there is no id to ask with, and no callback reaches the shop.
#[test]
fn a_prompt_that_nobody_can_ask_about_is_proved_by_a_pull_that_shows_its_whole_phone() {
    for (payer, state) in [
        ("254712345678", State::Paid(Code::Known(code(R1)))),
        ("2547 ***** 678", State::Unsure),
        ("", State::Unsure),
    ] {
        let mut scene = Scene::open(&[]);
        scene.add("0712345678");
        scene.unclear(0);
        let mut pulled = hearing(Source::Pull);
        pulled.payer = domain::phone::PayerHint::read(payer);
        scene.hear(R1, pulled.clone());
        assert_eq!(scene.attempt(0), state, "{payer:?}");
        scene.prove();

        // One that can be asked about is proved by its own answer alone.
        let mut scene = Scene::open(&["0712345678"]);
        scene.hear(R1, pulled);
        assert_eq!(scene.attempt(0), State::Prompted, "{payer:?}");
    }
}

/// Nobody can ask about either, since both answers got lost. A body on the first one's path calls
/// it failed, true or not: it is not signed.
#[test]
fn of_two_prompts_to_one_phone_a_payment_proves_the_last_that_was_asked_for_before_it() {
    for (paid_after_s, paid) in [(5, 0), (30, 1)] {
        let mut shop = Shop::open();
        let later = NOW.plus(Duration::from_secs(12));
        let mut ask = |at| {
            let id = shop.draft_at(at, "0712345678");
            shop.record(id, Fact::Sending { at });
            shop.record(id, Fact::Unclear);
            let code = "1019".parse().expect("a code");
            shop.record(
                id,
                Fact::ReportedEnd {
                    at,
                    ids: None,
                    code,
                },
            );
            id
        };
        let asked = [ask(NOW), ask(later)];
        let mut heard = hearing(Source::C2bBody);
        heard.payer = PayerHint::read("2547 ***** 678");
        heard.paid_at = Some(NOW.plus(Duration::from_secs(paid_after_s)));
        let mut pulled = Hearing {
            source: Source::Pull,
            ..heard.clone()
        };
        pulled.payer = PayerHint::read("254712345678");
        let told_first = Ok(told(R1, heard));
        let taken = shop.write(move |tx| tx.take_body(NOW, told_first, &body(b"{}")));
        taken.expect("taken");
        let (rows, answer) = (vec![told(R1, pulled)], evidence(Way::Pull, b"{}"));
        let taken = shop.write(move |tx| tx.take_answer(NOW, rows, 0, &answer));
        taken.expect("taken");
        let is_paid = |id| {
            let record = shop.book.readers.attempt(id).expect("an attempt");
            record.attempt.state() == State::Paid(Code::Known(code(R1)))
        };
        assert_eq!(asked.map(is_paid), [paid == 0, paid == 1], "{paid_after_s}");
    }
}

/// The clock of the machine was years ahead when the prompt was drafted.
#[test]
fn a_payment_is_held_for_the_prompt_whose_reference_it_names_whenever_that_was_drafted() {
    let mut scene = Scene::open(&["0712345678", "0722000000"]);
    let long_ago = NOW.ms() - 10 * 365 * 86_400_000;
    let mut told = hearing(Source::C2bBody);
    told.paid_at = Some(Timestamp::from_ms(long_ago));
    told.reference = Reference::read("0002-1");
    scene.hear(R1, told.clone());
    assert_eq!(scene.holder(R1), Some(1));
    told.reference = Reference::read("0002-2");
    scene.hear(R2, told);
    assert_eq!(scene.holder(R2), None);
    scene.prove();
}

#[test]
fn a_pulled_receipt_of_another_amount_proves_no_prompt() {
    let mut scene = Scene::open(&[]);
    scene.add("0712345678");
    scene.unclear(0);
    scene.report(0, R1);
    let mut cheap = hearing(Source::Pull);
    cheap.amount = "1".parse().ok();
    scene.hear(R1, cheap);
    assert_eq!(scene.attempt(0), State::Reported);
    assert_eq!(scene.state_of(R1), "conflicting");
    scene.prove();
}

#[test]
fn money_that_a_business_moved_is_held_for_nobody() {
    let mut scene = Scene::open(&["0712345678"]);
    let mut moved = hearing(Source::C2bBody);
    moved.kind = Kind::Organization;
    scene.hear(R1, moved);
    assert_eq!(scene.holder(R1), None);
}

#[test]
fn what_a_prompt_that_safaricom_calls_failed_held_becomes_free() {
    for fail in [Scene::fail, Scene::fail_twice] {
        let mut scene = Scene::open(&["0712345678"]);
        scene.hear(R1, hearing(Source::C2bBody));
        assert_eq!(scene.holder(R1), Some(0));
        fail(&mut scene, 0);
        assert_eq!((scene.holder(R1), scene.free()), (None, vec![code(R1)]));
        scene.prove();
    }
}

#[test]
fn what_was_held_becomes_free_once_safaricom_s_answer_shows_another_phone() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.hear(R1, hearing(Source::C2bBody));
    assert_eq!(scene.holder(R1), Some(0));
    let mut pulled = hearing(Source::Pull);
    pulled.payer = domain::phone::PayerHint::read("254799999999");
    scene.hear(R1, pulled);
    assert_eq!((scene.holder(R1), scene.free()), (None, vec![code(R1)]));
    scene.prove();
}

#[test]
fn a_supervisor_frees_a_receipt_and_it_is_not_held_again() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.hear(R1, hearing(Source::C2bBody));
    scene.free_from(R1, 0).expect("freed");
    assert_eq!(scene.holder(R1), None);
    scene.hear(R1, hearing(Source::Pull));
    scene.check([350, 0, -350, 0, 0]);
    scene.answer_paid(0);
    assert_eq!(scene.attempt(0), State::Paid(Code::ToFollow));
    scene.prove();
}

#[test]
fn what_went_back_is_taken_out_of_suspense_or_is_a_refund() {
    let mut scene = Scene::open(&["0712345678"]);
    let mut elsewhere = hearing(Source::Pull);
    elsewhere.payer = domain::phone::PayerHint::read("254799999999");
    scene.reverse(R1, "UKN5T0I7QX", 100);
    scene.hear(R1, elsewhere);
    scene.check([250, 0, -250, 0, 0]);
    scene.report(0, R2);
    scene.answer_paid(0);
    scene.reverse(R2, "UKN5T0I7QY", 350);
    scene.check([250, 0, -250, -350, 350]);
    assert_eq!(scene.state_of(R2), "reversed");
    scene.prove();
}

#[test]
fn what_went_back_follows_a_receipt_out_of_suspense_and_back_into_it() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.hear(R1, hearing(Source::Pull));
    scene.reverse(R1, "UKN5T0I7QX", 100);
    scene.check([250, 0, -250, 0, 0]);
    scene.answer_paid(0);
    assert_eq!(scene.attempt(0), State::Paid(Code::Known(code(R1))));
    scene.check([250, 0, 0, -350, 100]);
    scene.report(0, R2);
    assert_eq!(scene.free(), [code(R1)]);
    scene.check([600, 0, -250, -350, 0]);
    scene.prove();
}

#[test]
fn a_better_source_corrects_the_amount_and_is_a_conflict() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.report(0, R1);
    scene.answer_paid(0);
    let mut less = hearing(Source::Statement);
    less.amount = "300".parse().ok();
    scene.hear(R1, less);
    scene.check([300, 50, 0, -350, 0]);
    assert_eq!(scene.state_of(R1), "conflicting");
    scene.prove();
}

#[test]
fn the_same_confirmation_is_written_once_and_an_unreadable_one_is_kept() {
    let mut scene = Scene::open(&[]);
    let told = || Ok(scene::told(R1, hearing(Source::C2bBody)));
    assert!(scene.take(told(), body(b"one")));
    assert!(!scene.take(told(), body(b"one")));
    assert!(scene.take(told(), body(b"o n e")));
    let unread = || Err("it is no JSON".to_owned());
    assert!(scene.take(unread(), body(b"<html>")));
    assert!(!scene.take(unread(), body(b"<html>")));
    scene.prove();
}

#[test]
fn a_pull_that_says_nothing_new_is_not_written_again() {
    let mut scene = Scene::open(&[]);
    let rows = || {
        vec![
            scene::told(R1, hearing(Source::Pull)),
            scene::told(R2, hearing(Source::Pull)),
        ]
    };
    assert_eq!(scene.pull(rows()), 2);
    assert_eq!(scene.pull(rows()), 0);
    scene.check([700, 0, -700, 0, 0]);
    let sources = scene.receipt(R1).expect("a receipt").sources;
    assert_eq!(sources.len(), 1);
    scene.prove();
}

#[test]
fn of_two_payments_that_are_kept_for_one_prompt_the_other_is_its_code_once_one_is_freed() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.hear(R1, hearing(Source::C2bBody));
    scene.hear(R2, hearing(Source::C2bBody));
    scene.answer_paid(0);
    assert_eq!(scene.attempt(0), State::Paid(Code::ToFollow));
    scene.free_from(R1, 0).expect("freed");
    assert_eq!(scene.attempt(0), State::Paid(Code::Known(code(R2))));
    assert_eq!(scene.free(), [code(R1)]);
    let again = scene.free_from(R1, 0);
    assert!(matches!(again, Err(LedgerError::NotFound(_))), "{again:?}");
    let its_own = scene.free_from(R2, 0);
    let of_a_prompt = matches!(its_own, Err(LedgerError::NotFree(NotFree::OfAPrompt)));
    assert!(of_a_prompt, "{its_own:?}");
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}

#[test]
fn what_was_freed_from_a_prompt_goes_back_to_it_when_its_own_path_names_it() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.park(350);
    scene.hear(R1, hearing(Source::C2bBody));
    scene.free_from(R1, 0).expect("freed");
    scene.give(R1, 0).expect("given");
    scene.report(0, R1);
    scene.answer_paid(0);
    assert_eq!(scene.attempt(0), State::Paid(Code::Known(code(R1))));
    assert!(!scene.sales()[0].sale.standing().gives_goods());
    assert_eq!(scene.alarms(), [(R1.to_owned(), Alarm::TakenFromSale)]);
    scene.prove();
}
