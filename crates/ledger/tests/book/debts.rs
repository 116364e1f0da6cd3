//! Goods on credit, what repays them, and debtors who are erased.

use domain::debt::DebtRefused;
use domain::ids::{DebtorId, LegId, SaleId};
use domain::money::{Balance, Money};
use domain::receipt::life::Source;
use domain::sale::{Objection, Standing, Tender};
use ledger::{
    Account, Actor, DebtorPerson, LedgerError, OWNER, SaleRecord, ShiftNumber, Takings, Tx, Way,
};
use rusqlite::Connection;

use crate::receipts::scene::debts::DEBTOR;
use crate::receipts::scene::{Scene, hearing, mpesa};
use crate::shop::{NOW, evidence};

const BY: Actor = Actor::Person(OWNER);
const CODE: &str = "UKN5T0I7QA";

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

/// A shop with a sale of KES 500 that Wanjiku has on credit.
fn lent() -> Scene {
    let mut scene = Scene::open(&[]);
    scene.add_debtor(1_000);
    scene.park(500);
    scene.lend(0, 500).expect("on credit");
    scene
}

fn last(scene: &Scene) -> SaleRecord {
    scene.sales().pop().expect("a sale")
}

/// Drawer, M-PESA, suspense, customers' credit, sales, refunds, owed to customers; and what Wanjiku
/// owes: in shillings.
#[track_caller]
fn check(scene: &Scene, accounts: [i64; 7], owes: i64) {
    let found = [
        Account::Cash(ShiftNumber::OPENING),
        mpesa(),
        Account::Suspense,
        Account::CustomersCredit,
        Account::Sales,
        Account::Refunds,
        Account::OwedToCustomers,
    ];
    assert_eq!(found.map(|account| scene.balance(account)), accounts);
    let account = scene.debtor().account;
    assert_eq!(account.owes, Balance::from_cents(owes * 100));
}

#[track_caller]
fn check_refused<T: std::fmt::Debug>(outcome: &Result<T, LedgerError>, expected: DebtRefused) {
    let refused = matches!(outcome, Err(LedgerError::Debt(why)) if *why == expected);
    assert!(refused, "{outcome:?}");
}

fn check_rebuilt(mut scene: Scene) {
    let (debtor, sales) = (scene.debtor(), scene.sales());
    let rebuilt = scene.rebuild();
    assert_eq!(rebuilt.before.findings, []);
    assert!(rebuilt.after.is_good(), "{:?}", rebuilt.after.findings);
    scene.reopen();
    assert_eq!((scene.debtor(), scene.sales()), (debtor, sales));
}

#[test]
fn goods_on_credit_are_sold_and_their_money_is_owed_by_the_debtor() {
    let scene = lent();
    let sale = last(&scene);
    assert_eq!(sale.sale.standing(), Standing::Covered);
    let says = sale.says().en;
    assert_eq!(
        says,
        "KES 500 is on credit. Give the goods. KES 500 is still owed."
    );
    check(&scene, [0, 0, 0, 500, -500, 0, 0], 500);
    assert_eq!(scene.debtor().since, Some(NOW));
    check_rebuilt(scene);
}

#[test]
fn beyond_his_limit_nothing_is_on_credit_unless_a_second_person_agrees() {
    let mut scene = lent();
    scene.park(600);
    let beyond = DebtRefused::BeyondLimit {
        more: kes(501),
        left: kes(500),
        limit: kes(1_000),
    };
    check_refused(&scene.lend(1, 501), beyond);
    check(&scene, [0, 0, 0, 500, -500, 0, 0], 500);
    scene.lend(1, 500).expect("within the limit");
    check_rebuilt(scene);
}

#[test]
fn a_sale_is_on_credit_for_one_debtor_and_a_phone_is_one_debtor_s() {
    let mut scene = lent();
    let other = DebtorId::from_bytes([78; 16]);
    let add = |scene: &mut Scene, phone: &str| {
        let who = DebtorPerson {
            name: "Otieno".parse().expect("a name"),
            phone: phone.parse().expect("a phone"),
        };
        let typed = evidence(Way::Counter, b"Otieno");
        scene.shop.write(move |tx| {
            tx.add_debtor(NOW, BY, other, (who, &typed))?;
            tx.limit_debtor(NOW, BY, other, kes(100))
        })
    };
    check_refused(&add(&mut scene, "0711000000"), DebtRefused::PhoneTaken);
    add(&mut scene, "0711000001").expect("another debtor");
    scene.park(200);
    scene.lend(1, 100).expect("on credit");
    let sale = last(&scene).id;
    let leg = LegId::from_bytes([240; 16]);
    let lend = move |tx: &ledger::Tx<'_>| tx.put_on_credit(NOW, BY, (sale, leg), (other, kes(100)));
    check_refused(&scene.shop.write(lend), DebtRefused::OtherDebtor);
    let names: Vec<_> = scene.shop.book.readers.debtors().expect("debtors");
    let names: Vec<_> = names
        .iter()
        .filter_map(|one| Some(one.who.as_ref()?.name.as_str()))
        .collect();
    assert_eq!(names, ["Otieno", "Wanjiku"]);
}

#[test]
fn cash_repays_a_debt_and_gives_no_goods() {
    let mut scene = lent();
    scene.park_repayment(300);
    let refused = scene.lend(1, 300);
    let no_goods = matches!(refused, Err(LedgerError::Objected(Objection::NoGoods)));
    assert!(no_goods, "{refused:?}");
    scene.take_cash(1, 200).expect("cash");
    let sale = last(&scene);
    assert_eq!(sale.sale.standing(), Standing::Repaid(kes(200)));
    assert_eq!(sale.says().en, "KES 200 is repaid. KES 300 is still owed.");
    check(&scene, [200, 0, 0, 300, -500, 0, 0], 300);
    scene.void(1).expect("called off");
    check(&scene, [0, 0, 0, 500, -500, 0, 0], 500);
    check_rebuilt(scene);
}

#[test]
fn nobody_repays_more_than_he_owes() {
    let mut scene = lent();
    let sale = SaleId::from_bytes([9; 16]);
    let more = scene
        .shop
        .write(move |tx| tx.open_repayment(NOW, BY, sale, (DEBTOR, kes(501))));
    check_refused(&more, DebtRefused::MoreThanOwed { owes: kes(500) });
}

// The trap: what the customer takes back by himself is no refund of the shop's.
#[test]
fn a_repayment_that_its_customer_takes_back_is_owed_again() {
    let mut scene = lent();
    scene.park_repayment(350);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give(CODE, 1).expect("given");
    check(&scene, [0, 350, 0, 150, -500, 0, 0], 150);
    scene.reverse(CODE, "UKN5T0I7QX", 350);
    check(&scene, [0, 0, 0, 500, -500, 0, 0], 500);
    let sale = last(&scene);
    assert_eq!(sale.sale.standing(), Standing::Repaid(Money::ZERO));
    assert_eq!(
        sale.says().en,
        "KES 350 of the repayment went back to the customer: it is owed again. \
         KES 500 is still owed."
    );
    assert_eq!(scene.alarms().len(), 1);
    check_rebuilt(scene);
}

#[test]
fn a_repayment_that_went_back_and_is_then_called_off_is_owed_once() {
    let mut scene = lent();
    scene.park_repayment(350);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give(CODE, 1).expect("given");
    scene.reverse(CODE, "UKN5T0I7QX", 100);
    check(&scene, [0, 250, 0, 250, -500, 0, 0], 250);
    scene.void(1).expect("called off");
    check(&scene, [0, 250, 0, 500, -500, 0, -250], 500);
    check_rebuilt(scene);
}

#[test]
fn a_payment_that_is_taken_back_from_a_repayment_waits_again_and_is_owed_again() {
    let mut scene = lent();
    scene.park_repayment(350);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give(CODE, 1).expect("given");
    scene.take_back(0).expect("taken back");
    check(&scene, [0, 350, -350, 500, -500, 0, 0], 500);
    assert_eq!(scene.free().len(), 1);
    check_rebuilt(scene);
}

#[test]
fn goods_that_come_back_lessen_the_debt_and_no_cash_leaves_the_drawer() {
    let mut scene = lent();
    scene.refund(0, 200).expect("off the debt");
    check(&scene, [0, 0, 0, 300, -500, 200, 0], 300);
    scene.park_repayment(300);
    scene.take_cash(1, 300).expect("cash");
    scene.refund(0, 300).expect("off the debt");
    check(&scene, [300, 0, 0, -300, -500, 500, 0], -300);
    let says = scene.debtor().account.says().en;
    assert_eq!(says, "The shop owes KES 300: the next goods use it up.");
    check_rebuilt(scene);
}

#[test]
fn goods_paid_in_part_give_cash_for_what_was_paid_alone() {
    let mut scene = Scene::open(&[]);
    scene.add_debtor(1_000);
    scene.park(500);
    scene.lend(0, 200).expect("on credit");
    scene.take_cash(0, 300).expect("cash");
    scene.refund(0, 250).expect("refunded");
    check(&scene, [250, 0, 0, 0, -500, 250, 0], 0);
    check_rebuilt(scene);
}

#[test]
fn who_is_called_otherwise_or_has_a_new_phone_owes_what_he_did() {
    let mut scene = lent();
    let before = scene.debtor();
    let who = DebtorPerson {
        name: "Wanjiku Kamau".parse().expect("a name"),
        phone: "0711222333".parse().expect("a phone"),
    };
    let (now, typed) = (who.clone(), evidence(Way::Counter, b"a new phone"));
    let change = move |tx: &Tx<'_>| tx.change_debtor(NOW, BY, DEBTOR, (now, &typed));
    scene.shop.write(change).expect("changed");
    let after = scene.debtor();
    assert_eq!(
        (after.who.as_ref(), after.account),
        (Some(&who), before.account)
    );
    check_rebuilt(scene);
}

#[test]
fn a_debtor_is_erased_when_nothing_is_owed_and_not_before() {
    let mut scene = lent();
    let erase = |scene: &mut Scene| scene.shop.write(|tx| tx.erase_debtor(NOW, BY, DEBTOR));
    check_refused(&erase(&mut scene), DebtRefused::NotSettled);
    scene.park_repayment(500);
    scene.take_cash(1, 500).expect("cash");
    scene.park(100);
    erase(&mut scene).expect("erased");
    check_refused(&erase(&mut scene), DebtRefused::Erased);
    check_refused(&scene.lend(2, 100), DebtRefused::Erased);
    assert_eq!(scene.debtor().who, None);
    assert_eq!(scene.shop.book.readers.debtors().expect("debtors"), []);
    let conn = Connection::open(scene.shop.path()).expect("the file");
    let left = "SELECT count(*) FROM inbox WHERE CAST(body AS TEXT) LIKE '%Wanjiku%'
        OR personal LIKE '%Wanjiku%' OR personal LIKE '%711000000%'";
    let left: i64 = conn.query_row(left, [], |row| row.get(0)).expect("a count");
    assert_eq!(left, 0);
    check_rebuilt(scene);
}

#[test]
fn a_debtor_with_an_open_repayment_is_not_erased() {
    let mut scene = lent();
    scene.park_repayment(500);
    scene.void(0).expect("called off");
    let erased = scene.shop.write(|tx| tx.erase_debtor(NOW, BY, DEBTOR));
    check_refused(&erased, DebtRefused::NotSettled);
}

#[test]
fn nothing_over_the_counter_is_put_on_credit() {
    let mut scene = lent();
    scene.park(100);
    let (sale, leg) = (last(&scene).id, LegId::from_bytes([241; 16]));
    let takings = Takings {
        tender: Tender::Credit,
        amount: kes(100),
        handed: kes(100),
    };
    let taken = scene
        .shop
        .write(move |tx| tx.take(NOW, BY, (sale, leg), takings));
    let refused = matches!(
        taken,
        Err(LedgerError::Objected(Objection::NotOverTheCounter(
            Tender::Credit
        )))
    );
    assert!(refused, "{taken:?}");
}
