//! Codes that were seen on a phone and can't be verified.

use domain::attempt::Alarm;
use domain::receipt::NotFree;
use domain::receipt::life::Source;
use domain::sale::{Objection, Standing, Tender};
use ledger::{Account, LedgerError};

use super::scene::{Scene, code, hearing};

const CODE: &str = "UKN5T0I7QA";
/// The same to the eye.
const ALIKE: &str = "UKN5TOI7QA";
const PHONE: &str = "0712345678";

/// A shop that takes codes on sight, with two parked sales of KES 350.
fn taking() -> Scene {
    let mut scene = Scene::open(&[]);
    scene.take_on_sight(Some("Pochi 0712 345 678"));
    scene.park(350);
    scene.park(350);
    scene
}

#[track_caller]
fn check_used(outcome: Result<impl Sized, LedgerError>, scene: &Scene, sale: usize) {
    let number = scene.sales()[sale].number;
    match outcome {
        Err(LedgerError::Used { sale, .. }) => assert_eq!(sale, number),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was taken"),
    }
}

#[track_caller]
fn check_not_free(outcome: &Result<(), LedgerError>, expected: NotFree) {
    let refused = matches!(outcome, Err(LedgerError::NotFree(why)) if *why == expected);
    assert!(refused, "{outcome:?}");
}

#[test]
fn a_seen_code_covers_its_sale_from_an_account_of_its_own_and_is_never_m_pesas() {
    let mut scene = taking();
    scene.see(CODE, 0, 350).expect("seen");
    let sale = &scene.sales()[0];
    assert_eq!(sale.sale.standing(), Standing::Covered);
    assert_eq!(sale.legs[0].seen, Some(code(CODE)));
    assert!(sale.sale.says().en.contains("seen, not verified"));
    assert_eq!(scene.balance(Account::Seen), 350);
    scene.check([0, 0, 0, -350, 0]);
    scene.reopen();
    scene.void(0).expect("void");
    assert_eq!(scene.balance(Account::Seen), 0);
    check_used(scene.see(CODE, 1, 350), &scene, 0);
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}

#[test]
fn no_code_is_taken_on_sight_unless_the_owner_lets_it() {
    let mut scene = taking();
    scene.take_on_sight(None);
    let refused = scene.see(CODE, 0, 350);
    let why = Objection::NotOverTheCounter(Tender::Seen);
    assert!(matches!(refused, Err(LedgerError::Objected(found)) if found == why));
    assert!(scene.sales()[0].legs.is_empty());
    scene.prove();
}

#[test]
fn a_code_is_seen_once_whichever_way_it_is_read_and_no_claim_has_it_after() {
    let mut scene = taking();
    scene.see(CODE, 0, 200).expect("seen");
    for again in [CODE, ALIKE] {
        check_used(scene.see(again, 0, 150), &scene, 0);
        check_used(scene.see(again, 1, 350), &scene, 0);
        check_used(scene.claim(again, 1), &scene, 0);
    }
    assert_eq!(scene.sales()[0].legs.len(), 1);
    scene.prove();
}

#[test]
fn a_code_that_the_book_knows_is_not_taken_on_sight() {
    let mut scene = taking();
    scene.claim(CODE, 0).expect("claimed");
    check_used(scene.see(CODE, 1, 350), &scene, 0);
    check_used(scene.see(ALIKE, 1, 350), &scene, 0);
    scene.take_back(0).expect("taken back");
    scene.hear(CODE, hearing(Source::C2bBody));
    check_not_free(&scene.see(ALIKE, 1, 350), NotFree::CanBeProved);
    scene.give(CODE, 0).expect("given");
    check_used(scene.see(CODE, 1, 350), &scene, 0);
    scene.disprove("UKN5T0I7QB");
    check_not_free(&scene.see("UKN5T0I7QB", 1, 350), NotFree::Doubtful);
    assert!(scene.sales()[1].legs.is_empty());
    scene.prove();
}

#[test]
fn a_claim_that_was_taken_back_and_a_mistyped_one_leave_the_code_to_be_seen() {
    let mut scene = taking();
    scene.claim(ALIKE, 0).expect("claimed");
    scene.take_back(0).expect("taken back");
    scene.disprove(ALIKE);
    scene.see(CODE, 0, 350).expect("seen");
    scene.prove();
}

#[test]
fn a_payment_that_comes_under_a_seen_code_raises_an_alarm_with_that_sale_and_is_free() {
    let mut scene = taking();
    scene.see(ALIKE, 0, 350).expect("seen");
    scene.hear(CODE, hearing(Source::C2bBody));
    scene.hear(CODE, hearing(Source::Pull));
    assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::SeenCodeCame)]);
    let alarm = &scene.shop.book.readers.alarms().expect("alarms")[0];
    let seen = &scene.sales()[0];
    assert_eq!(alarm.sale, Some((seen.id, seen.number)));
    assert_eq!(scene.free(), [code(CODE)]);
    scene.give(CODE, 1).expect("a shop of one asks nobody");
    assert_eq!(scene.sales()[1].sale.standing(), Standing::Covered);
    scene.prove();
    let rebuilt = scene.rebuild();
    assert!(rebuilt.after.is_good(), "{rebuilt:?}");
}

#[test]
fn a_prompt_s_code_that_was_seen_for_another_sale_before_raises_the_same_alarm() {
    let mut scene = Scene::open(&[PHONE]);
    scene.take_on_sight(Some("Pochi"));
    scene.park(350);
    scene.see(CODE, 0, 350).expect("seen");
    scene.report(0, CODE);
    scene.answer_paid(0);
    assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::SeenCodeCame)]);
    let alarm = &scene.shop.book.readers.alarms().expect("alarms")[0];
    assert_eq!(alarm.sale.map(|(id, _)| id), Some(scene.sales()[0].id));
    scene.prove();
}
