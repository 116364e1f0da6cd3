//! Giving payments that came by themselves to sales.

use domain::attempt::Alarm;
use domain::money::Money;
use domain::receipt::NotFree;
use domain::receipt::life::{Hearing, Kind, Source};
use domain::sale::{Objection, Standing};
use ledger::{Account, LedgerError};

use super::scene::{Scene, hearing};

const CODE: &str = "UKN5T0I7QA";
const OTHER: &str = "UKN5T0I7QB";

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

/// A shop with two parked sales of KES 350, and KES 350 that somebody paid.
fn paid(source: Source) -> Scene {
    let mut scene = Scene::open(&[]);
    scene.park(350);
    scene.park(350);
    scene.hear(CODE, hearing(source));
    scene
}

fn standing(scene: &Scene, sale: usize) -> Standing {
    scene.sales()[sale].sale.standing()
}

#[test]
fn a_payment_covers_the_sale_that_it_is_given_to_once_it_is_proved() {
    let mut scene = paid(Source::C2bBody);
    scene.give(CODE, 0).expect("given");
    assert_eq!(standing(&scene, 0), Standing::Open, "a body proves nothing");
    assert_eq!(scene.free(), []);
    scene.check([0, 0, 0, 0, 0]);
    scene.hear(CODE, hearing(Source::Pull));
    assert_eq!(standing(&scene, 0), Standing::Covered);
    scene.check([350, 0, 0, -350, 0]);
    scene.hear(CODE, hearing(Source::Status));
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
}

#[test]
fn a_payment_that_a_sale_has_is_given_to_no_other_and_it_is_said_which_has_it() {
    let mut scene = paid(Source::Pull);
    scene.give(CODE, 0).expect("given");
    let number = scene.sales()[0].number;
    let refused = scene.give(CODE, 1).expect_err("used");
    assert!(
        matches!(refused, LedgerError::Used { sale, .. } if sale == number),
        "{refused:?}"
    );
    assert_eq!(standing(&scene, 1), Standing::Open);
    scene.check([350, 0, 0, -350, 0]);
}

#[test]
fn a_payment_that_is_taken_back_waits_again_and_can_go_to_another_sale() {
    let mut scene = paid(Source::Pull);
    scene.give(CODE, 0).expect("given");
    scene.take_back(0).expect("taken back");
    assert_eq!(standing(&scene, 0), Standing::Open);
    scene.check([350, 0, -350, 0, 0]);
    let again = scene.take_back(0).expect_err("it was");
    assert!(
        matches!(again, LedgerError::Objected(Objection::Withdrawn)),
        "{again:?}"
    );
    scene.give(CODE, 1).expect("given");
    assert_eq!(standing(&scene, 1), Standing::Covered);
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
}

#[test]
fn less_than_the_sale_comes_to_is_short_and_more_is_owed() {
    let mut scene = Scene::open(&[]);
    scene.park(400);
    scene.park(300);
    for (sale, code) in [(0, CODE), (1, OTHER)] {
        scene.hear(code, hearing(Source::Pull));
        scene.give(code, sale).expect("given");
    }
    assert_eq!(standing(&scene, 0), Standing::Short(kes(50)));
    assert_eq!(standing(&scene, 1), Standing::Over(kes(50)));
    assert_eq!(scene.balance(Account::OwedToCustomers), -50);
    scene.prove();
}

fn less(source: Source) -> Hearing {
    Hearing {
        amount: "300".parse().ok(),
        ..hearing(source)
    }
}

#[test]
fn money_that_may_be_none_or_is_no_customer_s_is_given_to_nobody() {
    let mut scene = paid(Source::C2bBody);
    scene.hear(CODE, less(Source::C2bBody));
    let company = Hearing {
        kind: Kind::Organization,
        ..hearing(Source::Pull)
    };
    scene.hear(OTHER, company);
    for (code, why) in [(CODE, NotFree::Doubtful), (OTHER, NotFree::OfABusiness)] {
        let refused = scene.give(code, 0).expect_err("not free");
        assert!(
            matches!(refused, LedgerError::NotFree(told) if told == why),
            "{refused:?}"
        );
    }
    assert_eq!(scene.free(), []);
}

/// A body that nobody signed said KES 350, and Safaricom's answer says KES 300.
#[test]
fn what_was_given_on_a_false_body_settles_nothing_and_what_is_proved_can_be_given() {
    let mut scene = paid(Source::C2bBody);
    scene.give(CODE, 0).expect("given");
    scene.hear(CODE, less(Source::Pull));
    assert_eq!(standing(&scene, 0), Standing::Open);
    assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::Conflict)]);
    scene.check([300, 0, -300, 0, 0]);
    scene.take_back(0).expect("taken back");
    scene.give(CODE, 0).expect("given");
    assert_eq!(standing(&scene, 0), Standing::Short(kes(50)));
    scene.check([300, 0, 0, -300, 0]);
    scene.prove();
}

#[test]
fn a_sale_takes_a_second_payment_only_for_what_the_first_leaves() {
    let mut scene = paid(Source::C2bBody);
    scene.hear(OTHER, hearing(Source::C2bBody));
    scene.give(CODE, 0).expect("given");
    let refused = scene.give(OTHER, 0).expect_err("nothing is left");
    let beyond = matches!(refused, LedgerError::Objected(Objection::Beyond { .. }));
    assert!(beyond, "{refused:?}");
    scene.take_back(0).expect("taken back");
    scene.give(OTHER, 0).expect("given");
}

/// A prompt that Safaricom called failed was paid after all, and its code was given to a sale that
/// somebody else took away: the prompt's sale has it.
#[test]
fn a_payment_that_turns_out_to_be_a_prompt_s_is_taken_back_from_the_sale_that_has_it() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.park(350);
    scene.fail(0);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give(CODE, 0).expect("given");
    assert_eq!(standing(&scene, 0), Standing::Covered);
    scene.report(0, CODE);
    let (recorded, _) = scene.prove_paid(0);
    assert!(
        recorded.sales.contains(&scene.sales()[0].id),
        "{recorded:?}"
    );
    let lost = (CODE.to_owned(), Alarm::TakenFromSale);
    assert!(scene.alarms().contains(&lost), "{:?}", scene.alarms());
    assert_eq!(standing(&scene, 0), Standing::Open);
    assert_eq!(standing(&scene, 1), Standing::Covered, "the prompt's own");
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
}

/// The same without a callback: only the amount and the time say that it is the prompt's.
#[test]
fn a_prompt_that_is_proved_late_finds_its_code_at_a_sale() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.park(350);
    scene.fail(0);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give(CODE, 0).expect("given");
    scene.answer_paid(0);
    assert_eq!(standing(&scene, 0), Standing::Open);
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
}

/// The same when the payment was heard of before Safaricom called the prompt unpaid.
#[test]
fn a_prompt_that_was_called_unpaid_finds_again_what_was_kept_for_it() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.park(350);
    scene.hear(CODE, hearing(Source::Pull));
    assert_eq!(scene.holder(CODE), Some(0));
    scene.fail(0);
    scene.give(CODE, 0).expect("given");
    scene.answer_paid(0);
    assert_eq!(standing(&scene, 0), Standing::Open);
    assert_eq!(standing(&scene, 1), Standing::Covered, "the prompt's own");
    let lost = (CODE.to_owned(), Alarm::TakenFromSale);
    assert!(scene.alarms().contains(&lost), "{:?}", scene.alarms());
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
}

/// Of two that were kept for it nobody can tell which is its own: both stay where they are.
#[test]
fn a_prompt_that_was_called_unpaid_takes_neither_of_two_payments() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.hear(CODE, hearing(Source::Pull));
    scene.hear(OTHER, hearing(Source::Pull));
    scene.fail(0);
    assert_eq!(scene.free().len(), 2);
    scene.answer_paid(0);
    assert_eq!(scene.free().len(), 2);
    scene.prove();
}

/// The payment of a failed prompt was given to the prompt's own sale: that one stays covered.
#[test]
fn one_payment_that_is_given_and_proved_covers_its_sale_once() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.fail(0);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give_to_prompt_s_sale(CODE, 0);
    scene.check([350, 0, 0, -350, 0]);
    scene.report(0, CODE);
    scene.answer_paid(0);
    assert_eq!(standing(&scene, 0), Standing::Covered);
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
}

#[test]
fn what_goes_back_of_a_payment_that_a_sale_has_is_a_refund_of_the_shop_s() {
    let mut scene = paid(Source::Pull);
    scene.give(CODE, 0).expect("given");
    scene.reverse(CODE, "UKN5T0I7QX", 350);
    scene.check([0, 0, 0, -350, 350]);
    assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::WentBack)]);
    scene.take_back(0).expect("taken back");
    scene.check([0, 0, 0, 0, 0]);
    let refused = scene.give(CODE, 1).expect_err("it went back");
    assert!(
        matches!(refused, LedgerError::NotFree(NotFree::WentBack)),
        "{refused:?}"
    );
    scene.prove();
}

/// A callback is lost, a forged body names another amount, and Safaricom's pull tells the truth.
#[test]
fn what_is_held_for_a_prompt_is_given_to_no_other_sale_whatever_bodies_say() {
    let forged = Hearing {
        amount: "500".parse().ok(),
        ..hearing(Source::C2bBody)
    };
    for forged_first in [true, false] {
        let mut scene = Scene::open(&["0712345678"]);
        scene.park(350);
        if forged_first {
            scene.hear(CODE, forged.clone());
        }
        scene.hear(CODE, hearing(Source::C2bBody));
        scene.hear(CODE, hearing(Source::Pull));
        if !forged_first {
            scene.hear(CODE, forged.clone());
        }
        let refused = scene.give(CODE, 0).expect_err("a prompt's");
        let held = matches!(refused, LedgerError::NotFree(NotFree::OfAPrompt));
        assert!(held, "{forged_first}: {refused:?}");
        scene.answer_paid(0);
        scene.check([350, 0, 0, -350, 0]);
        scene.prove();
    }
}

#[test]
fn an_alarm_names_the_sale_that_lost_its_payment_and_survives_a_rebuild() {
    let mut scene = paid(Source::Pull);
    scene.give(CODE, 0).expect("given");
    scene.reverse(CODE, "UKN5T0I7QX", 100);
    scene.take_back(0).expect("taken back");
    scene.give(CODE, 1).expect("given");
    let first = scene.sales()[0].number;
    let alarms = scene.shop.book.readers.alarms().expect("a book");
    assert_eq!(alarms[0].sale.map(|(_, number)| number), Some(first));
    let rebuilt = scene.rebuild();
    assert_eq!(rebuilt.after.findings, []);
}

#[test]
fn each_contradiction_more_is_an_alarm_once_the_one_before_it_was_seen() {
    let mut scene = paid(Source::C2bBody);
    scene.give(CODE, 0).expect("given");
    scene.hear(CODE, less(Source::Pull));
    let told = [(CODE.to_owned(), Alarm::Conflict)];
    assert_eq!(scene.alarms(), told);
    let body = |shillings: &str| Hearing {
        amount: shillings.parse().ok(),
        ..less(Source::C2bBody)
    };
    scene.hear(CODE, body("1000"));
    assert_eq!(scene.alarms(), told, "it is still to be seen");
    scene.see_alarms();
    assert_eq!(scene.alarms(), []);
    scene.hear(CODE, body("1000"));
    assert_eq!(scene.alarms(), [], "nothing new");
    scene.hear(CODE, body("2000"));
    assert_eq!(scene.alarms(), told);
    scene.prove();
}
