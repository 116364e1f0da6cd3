//! What is owed and leaves the shop: over the counter, by M-PESA, wholly or in parts.

use domain::money::Money;
use domain::receipt::NotReversible;
use domain::receipt::life::{Hearing, Source};
use domain::sale::{Objection, Payout, Standing};
use ledger::{Account, LedgerError, SaleFact, ShiftNumber};

use super::scene::{Scene, hearing};

const CODE: &str = "UKN5T0I7QA";
const OTHER: &str = "UKN5T0I7QB";
const REVERSAL: &str = "UKN5T0I7QX";

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

/// A sale that comes to so much, for which KES 350 came by themselves.
fn paid(total: u64) -> Scene {
    let mut scene = Scene::open(&[]);
    scene.park(total);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give(CODE, 0).expect("given");
    scene
}

fn standing(scene: &Scene) -> Standing {
    scene.sales()[0].sale.standing()
}

/// Checks M-PESA, cash, tips, owed to customers and refunds, in shillings; and the book.
fn check(scene: &Scene, expected: [i64; 5]) {
    let accounts = [
        super::scene::mpesa(),
        Account::Cash(ShiftNumber::OPENING),
        Account::Tips,
        Account::OwedToCustomers,
        Account::Refunds,
    ];
    assert_eq!(accounts.map(|account| scene.balance(account)), expected);
    scene.prove();
}

#[track_caller]
fn check_objected<T: std::fmt::Debug>(outcome: &Result<T, LedgerError>, expected: Objection) {
    let objected = matches!(outcome, Err(LedgerError::Objected(why)) if *why == expected);
    assert!(objected, "{outcome:?}");
}

#[test]
fn what_is_too_much_is_handed_out_or_left_to_the_shop_once() {
    let mut scene = paid(300);
    assert_eq!(standing(&scene), Standing::Over(kes(50)));
    scene.pay_out(0, 30, Payout::Cash).expect("paid out");
    check(&scene, [350, -30, 0, -20, 0]);
    scene.pay_out(0, 20, Payout::Tip).expect("left");
    check(&scene, [350, -30, -20, 0, 0]);
    assert_eq!(standing(&scene), Standing::Covered);
    let left = Money::ZERO;
    check_objected(
        &scene.pay_out(0, 20, Payout::Cash),
        Objection::MoreThanOwed { left },
    );
    check_objected(&scene.take_back(0), Objection::PaidOut);
    let told = scene.sales()[0].refunds.len();
    assert_eq!(told, 2);
}

#[test]
fn goods_that_come_back_are_paid_out_of_the_drawer_and_it_stands_why() {
    let mut scene = paid(350);
    scene.refund(0, 100).expect("refunded");
    assert_eq!(standing(&scene), Standing::Returned(Money::ZERO));
    check(&scene, [350, -100, 0, 0, 100]);
    let left = kes(250);
    check_objected(&scene.refund(0, 251), Objection::MoreThanPaid { left });
    scene.refund(0, 250).expect("refunded");
    check(&scene, [350, -350, 0, 0, 350]);
    let refunds = &scene.sales()[0].refunds;
    let first = SaleFact::Returned {
        money: kes(100),
        reason: "broken".parse().ok(),
    };
    assert_eq!((refunds.len(), &refunds[0].fact), (4, &first));
}

#[test]
fn what_was_seen_otherwise_is_not_given_back() {
    let mut scene = paid(350);
    let sale = scene.sales()[0].id;
    let refund = move |scene: &mut Scene| {
        let typed = crate::shop::evidence(ledger::Way::Counter, b"broken");
        let reason = "broken".parse().expect("a reason");
        let by = ledger::Actor::Person(ledger::OWNER);
        scene.shop.write(move |tx| {
            let amounts = (kes(100), Money::ZERO);
            tx.refund_in_cash(crate::shop::NOW, by, sale, amounts, (reason, &typed))
        })
    };
    refund(&mut scene).expect("refunded");
    let returned = kes(100);
    let twice = Objection::ReturnedMeanwhile { returned };
    check_objected(&refund(&mut scene), twice);
    check(&scene, [350, -100, 0, 0, 100]);
}

#[test]
fn what_goes_back_by_mpesa_settles_what_is_owed_once_in_either_order() {
    for reversed_first in [true, false] {
        let mut scene = paid(350);
        if reversed_first {
            scene.reverse(CODE, REVERSAL, 350);
            check(&scene, [0, 0, 0, 0, 350]);
        }
        scene.void(0).expect("void");
        if !reversed_first {
            check(&scene, [350, 0, 0, -350, 350]);
            scene.reverse(CODE, REVERSAL, 350);
        }
        check(&scene, [0, 0, 0, 0, 350]);
        let left = Money::ZERO;
        let again = scene.pay_out(0, 350, Payout::Cash);
        check_objected(&again, Objection::MoreThanOwed { left });
        scene
            .take_back(0)
            .expect("it went back, it waits for nobody");
        check(&scene, [0, 0, 0, 0, 350]);
    }
}

#[test]
fn of_what_goes_back_only_what_is_owed_is_settled_and_the_rest_is_lost() {
    let mut scene = paid(300);
    scene.reverse(CODE, REVERSAL, 350);
    assert_eq!(standing(&scene), Standing::Short(kes(300)));
    check(&scene, [0, 0, 0, 0, 300]);
    scene.void(0).expect("void");
    check(&scene, [0, 0, 0, 0, 300]);
    assert_eq!(scene.sales()[0].sale.owed(), Money::ZERO);
}

#[test]
fn a_prompts_money_that_goes_back_settles_what_its_sale_owes() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.report(0, CODE);
    scene.answer_paid(0);
    let sale = scene.sales()[0].id;
    scene.void_sale(sale).expect("void");
    check(&scene, [350, 0, 0, -350, 350]);
    scene.reverse(CODE, REVERSAL, 350);
    check(&scene, [0, 0, 0, 0, 350]);
    assert_eq!(scene.sales()[0].sale.owed(), Money::ZERO);
}

#[test]
fn no_more_of_a_payment_goes_back_than_its_own_part_in_what_a_sale_owes() {
    let mut scene = Scene::open(&[]);
    scene.park(450);
    scene.park(250);
    let small = Hearing {
        amount: Some(kes(100)),
        ..hearing(Source::C2bBody)
    };
    scene.hear(CODE, small);
    scene.give(CODE, 0).expect("given");
    scene.hear(OTHER, hearing(Source::Pull));
    scene.give(OTHER, 0).expect("given");
    scene.hear(CODE, hearing(Source::Pull));
    scene.give(CODE, 1).expect("what is left of it");
    scene.void(0).expect("void");
    assert_eq!(scene.sales()[0].sale.owed(), kes(450));
    let refused = scene.send_back(CODE, 350).expect_err("250 paid for goods");
    let left = kes(100);
    let why = NotReversible::MoreThanOwed { left };
    let found = matches!(refused, LedgerError::NotReversible(found) if found == why);
    assert!(found, "{refused:?}");
    scene.send_back(CODE, 100).expect("owed");
    check_objected(
        &scene.pay_out(0, 351, Payout::Cash),
        Objection::BeingSentBack,
    );
    scene.pay_out(0, 350, Payout::Cash).expect("of the other");
    scene.end_reversal(0, Some("0"));
    assert_eq!(scene.sales()[0].sale.owed(), Money::ZERO);
    scene.prove();
}

#[test]
fn a_payment_that_is_taken_back_takes_its_reversal_with_it() {
    let mut scene = paid(350);
    scene.void(0).expect("void");
    scene.reverse(CODE, REVERSAL, 100);
    check(&scene, [250, 0, 0, -250, 350]);
    scene.take_back(0).expect("taken back");
    check(&scene, [250, 0, 0, 0, 350]);
    assert_eq!(scene.balance(Account::Suspense), -250);
}

/// KES 350 of one payment, shared by a sale of 100 and, given last, one of 250.
fn shared() -> Scene {
    let mut scene = Scene::open(&[]);
    scene.park(100);
    scene.park(250);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give_part(CODE, 0, 100).expect("given");
    scene.give(CODE, 1).expect("given");
    scene
}

/// Checks what each of the two sales lacks, in shillings; and the book.
fn check_lacks(scene: &Scene, expected: [u64; 2]) {
    let lacks = scene
        .sales()
        .iter()
        .map(|one| one.sale.lacks())
        .collect::<Vec<_>>();
    assert_eq!(lacks, expected.map(kes));
    scene.prove();
}

#[test]
fn what_a_customer_takes_back_of_a_shared_payment_is_lost_once_by_who_got_it_last() {
    for (shillings, lost) in [(100, [0, 100]), (250, [0, 250]), (300, [50, 250])] {
        let mut scene = shared();
        scene.reverse(CODE, REVERSAL, shillings);
        check_lacks(&scene, lost);
        scene.rebuild();
        scene.reopen();
        check_lacks(&scene, lost);
    }
}

#[test]
fn what_goes_back_of_a_shared_payment_settles_what_is_owed_before_any_sale_loses_it() {
    for reversed_first in [true, false] {
        let mut scene = shared();
        if reversed_first {
            scene.reverse(CODE, REVERSAL, 100);
        }
        scene.void(0).expect("called off");
        if !reversed_first {
            scene.reverse(CODE, REVERSAL, 100);
        }
        check_lacks(&scene, [0, 0]);
        assert_eq!(scene.sales()[0].sale.owed(), Money::ZERO);
        assert_eq!(scene.sales()[1].sale.standing(), Standing::Covered);
        check(&scene, [250, 0, 0, 0, 100]);
    }
}

#[test]
fn what_was_paid_out_of_a_payment_that_was_a_prompts_is_handed_back_as_it_was_paid_out() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.park(300);
    scene.fail(0);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give(CODE, 0).expect("given");
    scene.pay_out(0, 30, Payout::Cash).expect("paid out");
    scene.pay_out(0, 20, Payout::Tip).expect("left");
    let nothing = Objection::MoreThanOverpaid { left: Money::ZERO };
    check_objected(&scene.hand_back(0, 30, Payout::Cash), nothing);
    scene.report(0, CODE);
    scene.prove_paid(0);
    check(&scene, [350, -30, -20, 50, 0]);
    scene.take_cash(0, 300).expect("paid");
    check(&scene, [350, 270, -20, 50, 0]);
    assert!(!standing(&scene).gives_goods());
    for (money, how) in [(30, Payout::Cash), (20, Payout::Tip)] {
        let left = kes(money);
        let beyond = Objection::MoreThanOverpaid { left };
        check_objected(&scene.hand_back(0, money + 1, how), beyond);
        scene.hand_back(0, money, how).expect("taken back");
    }
    check(&scene, [350, 300, 0, 0, 0]);
    assert_eq!(standing(&scene), Standing::Covered);
    assert_eq!(scene.sales()[0].refunds.len(), 4);
}
