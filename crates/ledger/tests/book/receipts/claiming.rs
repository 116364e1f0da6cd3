//! Codes that are claimed for a sale before anybody has heard of the payment.

use domain::attempt::Alarm;
use domain::money::Money;
use domain::receipt::NotFree;
use domain::receipt::life::{Hearing, Kind, Source};
use domain::sale::Standing;
use ledger::{Account, LedgerError};

use super::scene::{Scene, code, hearing};

const CODE: &str = "UKN5T0I7QA";
const PHONE: &str = "0712345678";

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

/// A shop with two parked sales of KES 350, for the first of which a code is claimed.
fn claimed() -> Scene {
    let mut scene = Scene::open(&[]);
    scene.park(350);
    scene.park(350);
    scene.claim(CODE, 0).expect("claimed");
    scene
}

fn proved(shillings: u64) -> Hearing {
    Hearing {
        amount: Some(kes(shillings)),
        ..hearing(Source::Pull)
    }
}

fn standing(scene: &Scene, sale: usize) -> Standing {
    scene.sales()[sale].sale.standing()
}

#[test]
fn a_claim_covers_its_sale_once_it_is_proved_and_never_before() {
    let mut scene = claimed();
    assert_eq!(scene.state_of(CODE), "claimed");
    scene.hear(CODE, hearing(Source::C2bBody));
    assert_eq!(standing(&scene, 0), Standing::Open, "a body proves nothing");
    assert_eq!(scene.free(), [], "it is nobody else's to give");
    scene.check([0, 0, 0, 0, 0]);
    scene.reopen();
    scene.hear(CODE, proved(350));
    assert_eq!(standing(&scene, 0), Standing::Covered);
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}

#[test]
fn what_came_counts_and_not_what_was_claimed() {
    for (came, expected) in [
        (300, Standing::Short(kes(50))),
        (400, Standing::Over(kes(50))),
    ] {
        let mut scene = claimed();
        scene.hear(CODE, proved(came));
        assert_eq!(standing(&scene, 0), expected);
        let given = scene.sales()[0].legs[0].received.clone().expect("given");
        assert_eq!(given.amount, kes(came));
        assert_eq!(scene.balance(Account::Suspense), 0);
        scene.prove();
    }
}

#[test]
fn a_code_is_claimed_once_and_the_second_is_told_who_has_it() {
    let mut scene = claimed();
    let number = scene.sales()[0].number;
    let is_told = |refused: LedgerError| {
        assert!(
            matches!(refused, LedgerError::Used { sale, .. } if sale == number),
            "{refused:?}"
        );
    };
    is_told(scene.claim(CODE, 1).expect_err("claimed"));
    scene.hear(CODE, proved(350));
    is_told(scene.claim(CODE, 1).expect_err("used"));
    is_told(scene.give(CODE, 1).expect_err("used"));
    let readers = &scene.shop.book.readers;
    let holding = readers
        .holding_of(&code(CODE))
        .expect("a book")
        .expect("held");
    assert_eq!((holding.sale, holding.only_claimed), (number, false));
    assert_eq!(standing(&scene, 1), Standing::Open);
}

#[test]
fn the_payment_of_whom_a_claim_was_not_is_given_once_the_claim_is_taken_back() {
    let mut scene = claimed();
    scene.hear(CODE, proved(350));
    scene.take_back(0).expect("taken back");
    assert_eq!(standing(&scene, 0), Standing::Open);
    assert_eq!(scene.free(), [code(CODE)]);
    scene.give(CODE, 1).expect("given");
    assert_eq!(standing(&scene, 1), Standing::Covered);
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
}

#[test]
fn a_claim_that_m_pesa_does_not_know_leaves_the_sale_short_with_an_alarm() {
    let mut scene = claimed();
    scene.disprove(CODE);
    assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::ClaimDenied)]);
    let sale = &scene.sales()[0];
    assert_eq!(sale.sale.lacks(), kes(350));
    assert!(sale.legs[0].leg.withdrawn);
    let refused = scene.claim(CODE, 1).expect_err("it is known to be none");
    let doubtful = matches!(refused, LedgerError::NotFree(NotFree::Doubtful));
    assert!(doubtful, "{refused:?}");
    scene.prove();
}

#[test]
fn what_m_pesa_did_not_know_yet_may_be_given_once_it_is_proved() {
    let mut scene = claimed();
    scene.disprove(CODE);
    assert_eq!(scene.free(), [], "nobody has heard of it");
    scene.hear(CODE, hearing(Source::C2bBody));
    assert_eq!(scene.free(), [code(CODE)], "a body that comes late");
    scene.hear(CODE, proved(350));
    assert_eq!(scene.free(), [code(CODE)]);
    assert_eq!(scene.balance(Account::Suspense), -350);
    scene.give(CODE, 1).expect("given");
    assert_eq!(standing(&scene, 1), Standing::Covered);
    scene.check([350, 0, 0, -350, 0]);
    let alarms = scene.alarms();
    assert!(
        alarms.contains(&(CODE.to_owned(), Alarm::Conflict)),
        "{alarms:?}"
    );
    scene.prove();
}

#[test]
fn money_that_was_claimed_denied_and_proved_is_usable_in_every_order() {
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let mut scene = Scene::open(&[]);
        scene.park(350);
        for step in order {
            match step {
                // A claim of what is known to be none is refused.
                0 => drop(scene.claim(CODE, 0)),
                1 => scene.disprove(CODE),
                _ => scene.hear(CODE, proved(350)),
            }
        }
        if standing(&scene, 0) == Standing::Open {
            scene.give(CODE, 0).expect("given");
        }
        assert_eq!(standing(&scene, 0), Standing::Covered, "{order:?}");
        scene.check([350, 0, 0, -350, 0]);
        scene.prove();
    }
}

#[test]
fn money_that_a_business_moved_covers_no_sale_whoever_gave_it_before_that_was_known() {
    for claims in [true, false] {
        let mut scene = Scene::open(&[]);
        scene.park(350);
        if claims {
            scene.claim(CODE, 0).expect("claimed");
        } else {
            scene.hear(CODE, hearing(Source::C2bBody));
            scene.give(CODE, 0).expect("given");
        }
        let moved = Hearing {
            kind: Kind::Organization,
            ..hearing(Source::Status)
        };
        scene.hear(CODE, moved);
        assert_eq!(standing(&scene, 0), Standing::Open, "{claims}");
        assert!(scene.sales()[0].legs[0].leg.withdrawn);
        assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::Conflict)]);
        let refused = scene.give(CODE, 0).expect_err("no customer's");
        let business = matches!(refused, LedgerError::NotFree(NotFree::OfABusiness));
        assert!(business, "{refused:?}");
        scene.check([350, 0, -350, 0, 0]);
        scene.prove();
    }
}

#[test]
fn what_a_sale_has_that_was_called_off_is_asked_about_too() {
    let mut scene = claimed();
    scene.void(0).expect("void");
    let readers = &scene.shop.book.readers;
    let asked = readers.unproved_payments().expect("a book");
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].0, code(CODE));
    scene.hear(CODE, proved(350));
    assert_eq!(scene.sales()[0].sale.owed(), kes(350));
    scene.prove();
}

#[test]
fn a_claim_keeps_no_prompt_from_its_own_payment() {
    let mut scene = Scene::open(&[PHONE]);
    scene.park(350);
    scene.claim(CODE, 0).expect("claimed");
    scene.hear(CODE, proved(350));
    assert_eq!(standing(&scene, 0), Standing::Covered);
    scene.report(0, CODE);
    scene.answer_paid(0);
    scene.check([350, 0, 0, -350, 0]);
    assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::TakenFromSale)]);
    assert!(matches!(
        scene.claim(CODE, 0),
        Err(LedgerError::NotFree(NotFree::OfAPrompt))
    ));
    scene.prove();
}

#[test]
fn what_has_come_meanwhile_is_given_and_what_looks_alike_is_found() {
    let mut scene = Scene::open(&[]);
    scene.park(350);
    scene.hear(CODE, proved(350));
    let alike = scene.shop.book.readers.receipts_like("UKN5T017QA");
    let numbers: Vec<_> = alike
        .expect("a book")
        .into_iter()
        .map(|one| one.number)
        .collect();
    assert_eq!(numbers, [code(CODE)]);
    scene.claim(CODE, 0).expect("given");
    assert_eq!(standing(&scene, 0), Standing::Covered);
    scene.prove();
}
