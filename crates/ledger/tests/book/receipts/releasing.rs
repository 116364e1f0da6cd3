//! Goods that are given before their money is proved, and what becomes of the risk.

use std::time::Duration;

use domain::attempt::Alarm;
use domain::ids::PersonId;
use domain::money::Money;
use domain::people::Denied;
use domain::receipt::life::{Hearing, Kind, Source};
use domain::sale::{NotReleasable, Standing};
use ledger::LedgerError;

use super::scene::{Scene, hearing, later};
use crate::shop::NOW;

/// A code of the day on which the sales are.
const CODE: &str = "UKO5T0I7QA";
const OTHER: &str = "UKO5T0I7QB";
const PHONE: &str = "0712345678";

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

/// Two parked sales of KES 350, for the first of which a code is claimed; so much may be at risk.
fn claimed(limit: u64) -> Scene {
    let mut scene = Scene::open(&[]);
    scene.let_risk(limit);
    scene.park(350);
    scene.park(350);
    scene.claim(CODE, 0).expect("claimed");
    scene
}

/// The same, and its goods were given.
fn given() -> Scene {
    let mut scene = claimed(500);
    let sale = scene.sales()[0].clone();
    scene.release(&sale).expect("released");
    scene
}

fn release(scene: &mut Scene, sale: usize) -> Result<(), LedgerError> {
    let sale = scene.sales()[sale].clone();
    scene.release(&sale)
}

fn standing(scene: &Scene, sale: usize) -> Standing {
    scene.sales()[sale].sale.standing()
}

fn check_refused(done: &Result<(), LedgerError>, expected: NotReleasable) {
    let is = matches!(done, Err(LedgerError::NotReleasable(why)) if *why == expected);
    assert!(is, "{done:?} {expected:?}");
}

#[test]
fn goods_that_are_given_for_a_claim_are_at_risk_until_it_is_proved() {
    let mut scene = given();
    assert_eq!(standing(&scene, 0), Standing::AtRisk(kes(350)));
    assert_eq!(scene.at_risk(), 350);
    let open = scene.shop.book.readers.open_sales().expect("a book");
    assert_eq!(open.len(), 1, "the customer has gone");
    let release = scene.sales()[0].release.clone().expect("given");
    assert_eq!(release.money, kes(350));
    assert_eq!(release.by.expect("a name").as_str(), "Owner");
    scene.check([0; 5]);
    scene.reopen();
    scene.hear(CODE, hearing(Source::C2bBody));
    assert_eq!(scene.at_risk(), 350, "a body proves nothing");
    scene.hear(CODE, hearing(Source::Pull));
    assert_eq!(standing(&scene, 0), Standing::Covered);
    assert_eq!(scene.at_risk(), 0);
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}

#[test]
fn a_claim_that_m_pesa_does_not_know_leaves_the_goods_at_risk_with_who_gave_them() {
    let mut scene = given();
    scene.disprove(CODE);
    assert_eq!(standing(&scene, 0), Standing::Short(kes(350)));
    assert_eq!(scene.at_risk(), 350);
    let alarms = scene.shop.book.readers.alarms().expect("a book");
    let [alarm] = &alarms[..] else {
        panic!("{alarms:?}");
    };
    assert_eq!(alarm.id.alarm(), Alarm::ClaimDenied);
    assert_eq!(
        alarm.code.as_ref().map(ToString::to_string),
        Some(CODE.to_owned())
    );
    let (at_risk, _) = alarm.at_risk.clone().expect("goods");
    assert_eq!(at_risk, kes(350));
    check_refused(&release(&mut scene, 0), NotReleasable::Given);
    scene.take_cash(0, 350).expect("taken");
    assert_eq!(standing(&scene, 0), Standing::Covered);
    assert_eq!(scene.at_risk(), 0);
    let alarms = scene.shop.book.readers.alarms().expect("a book");
    assert_eq!(alarms[0].at_risk, None);
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}

#[test]
fn goods_are_given_for_a_reported_prompt_and_the_sale_is_short_when_it_was_not_paid() {
    for proved in [true, false] {
        let mut scene = Scene::open(&[PHONE]);
        scene.let_risk(350);
        let left = kes(350);
        check_refused(&release(&mut scene, 0), NotReleasable::NotPaid { left });
        scene.report(0, CODE);
        release(&mut scene, 0).expect("released");
        assert_eq!(scene.at_risk(), 350);
        if proved {
            scene.answer_paid(0);
            assert_eq!(standing(&scene, 0), Standing::Covered);
            assert_eq!(scene.at_risk(), 0);
        } else {
            scene.fail(0);
            assert_eq!(standing(&scene, 0), Standing::Short(kes(350)));
            let alarms = scene.shop.book.readers.alarms().expect("a book");
            assert_eq!(alarms[0].id.alarm(), Alarm::Conflict);
            assert!(alarms[0].at_risk.is_some());
        }
        scene.prove();
        assert!(scene.rebuild().after.is_good());
    }
}

#[test]
fn a_confirmation_that_was_given_to_the_sale_does_too_and_money_of_nobody_s_clears_it() {
    let mut scene = claimed(350);
    scene.hear(OTHER, hearing(Source::C2bBody));
    scene.give(OTHER, 1).expect("given");
    release(&mut scene, 1).expect("released");
    assert_eq!(scene.at_risk(), 350);
    scene.take_back(1).expect("taken back");
    assert_eq!(standing(&scene, 1), Standing::Short(kes(350)));
    scene.hear(OTHER, hearing(Source::Pull));
    scene.give(OTHER, 1).expect("given");
    assert_eq!(standing(&scene, 1), Standing::Covered);
    assert_eq!(scene.at_risk(), 0);
    scene.prove();
}

#[test]
fn all_that_is_at_risk_at_once_is_held_against_the_limit() {
    let mut scene = claimed(600);
    scene.claim(OTHER, 1).expect("claimed");
    release(&mut scene, 0).expect("released");
    let left = kes(250);
    check_refused(&release(&mut scene, 1), NotReleasable::BeyondLimit { left });
    scene.hear(CODE, hearing(Source::Pull));
    release(&mut scene, 1).expect("released");
    assert_eq!(scene.at_risk(), 350);
    let mut nobody = claimed(0);
    let left = Money::ZERO;
    check_refused(
        &release(&mut nobody, 0),
        NotReleasable::BeyondLimit { left },
    );
    scene.prove();
}

#[test]
fn nobody_gives_goods_without_whoever_may_agree_or_before_half_a_minute() {
    let mut scene = claimed(500);
    let sale = scene.sales()[0].clone();
    let soon = NOW.plus(Duration::from_secs(29));
    let wait = Duration::from_secs(1);
    let early = scene.release_by(&sale, soon, Some(ledger::OWNER));
    check_refused(&early, NotReleasable::TooSoon { wait });
    let alone = scene.release_by(&sale, later(), None);
    let wanted = matches!(alone, Err(LedgerError::Denied(Denied::SecondWanted)));
    assert!(wanted, "{alone:?}");
    let nobody = PersonId::from_bytes([9; 16]);
    let stranger = scene.release_by(&sale, later(), Some(nobody));
    assert!(matches!(stranger, Err(LedgerError::NotFound("person"))));
    assert_eq!(scene.at_risk(), 0);
}

#[test]
fn nothing_is_given_for_what_may_not_be_true() {
    let doubtful = |scene: &mut Scene| {
        check_refused(&release(scene, 0), NotReleasable::Doubtful);
        scene.prove();
    };
    let old = "UKN5T0I7QA";
    let mut scene = Scene::open(&[]);
    scene.let_risk(500);
    scene.park(350);
    scene.claim(old, 0).expect("claimed");
    doubtful(&mut scene);

    let mut scene = claimed(500);
    let less = Hearing {
        amount: "300".parse().ok(),
        ..hearing(Source::C2bBody)
    };
    scene.hear(CODE, less.clone());
    let left = kes(50);
    check_refused(&release(&mut scene, 0), NotReleasable::NotPaid { left });
    scene.hear(CODE, hearing(Source::C2bBody));
    doubtful(&mut scene);

    let mut scene = claimed(500);
    let moved = Hearing {
        kind: Kind::Organization,
        ..hearing(Source::C2bBody)
    };
    scene.hear(CODE, moved);
    doubtful(&mut scene);

    let mut scene = Scene::open(&[]);
    scene.let_risk(500);
    scene.park(350);
    let yesterday = Hearing {
        paid_at: Some(domain::clock::Timestamp::from_ms(NOW.ms() - 24 * 3_600_000)),
        ..hearing(Source::C2bBody)
    };
    scene.hear(CODE, yesterday);
    scene.give(CODE, 0).expect("given");
    doubtful(&mut scene);

    let mut scene = Scene::open(&[PHONE]);
    scene.let_risk(500);
    scene.report(0, CODE);
    scene.report(0, OTHER);
    doubtful(&mut scene);
}

#[test]
fn what_is_taken_from_a_sale_whose_goods_were_given_puts_them_at_risk_again() {
    let mut scene = Scene::open(&[PHONE]);
    scene.let_risk(500);
    scene.park(350);
    scene.claim(CODE, 0).expect("claimed");
    release(&mut scene, 0).expect("released");
    scene.hear(CODE, hearing(Source::Pull));
    assert_eq!(scene.at_risk(), 0);
    scene.report(0, CODE);
    scene.answer_paid(0);
    assert_eq!(standing(&scene, 0), Standing::Short(kes(350)));
    assert_eq!(scene.at_risk(), 350, "the payment was the prompt's");
    scene.void(0).expect("called off");
    assert_eq!(scene.at_risk(), 0);
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}
