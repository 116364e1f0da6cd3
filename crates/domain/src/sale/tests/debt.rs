//! Goods on credit, and money that repays what is owed.

use super::*;
use crate::money::Balance;

fn debt(shillings: i64) -> Balance {
    Balance::from_cents(shillings * 100)
}

/// A repayment of KES 300 of which so much came by M-PESA.
fn repaid(came: u64) -> [Fact; 3] {
    [
        Fact::Repays,
        added(1, Tender::Received, 300),
        received(1, came),
    ]
}

#[test]
fn goods_are_given_on_credit_and_no_sentence_calls_them_paid() {
    let lent = [added(1, Tender::Credit, 350), taken(1, 350)];
    let (sale, done) = told(350, &lent);
    assert_eq!(done, [Effect::Earn(Tender::Credit, kes(350))]);
    assert_eq!(sale.standing(), Standing::Covered);
    assert_eq!(
        (sale.adds_to_debt(), sale.change()),
        (debt(350), Money::ZERO)
    );
    assert_eq!(sale.says().en, "KES 350 is on credit. Give the goods.");
    let (void, done) = step(sale, &Fact::Voided);
    assert_eq!(done, [Effect::GiveBack(Tender::Credit, kes(350))]);
    assert_eq!(
        (void.adds_to_debt(), void.gives_back()),
        (debt(0), Money::ZERO)
    );
}

#[test]
fn goods_that_come_back_are_first_taken_off_the_debt_and_then_paid_for() {
    let lent = [added(1, Tender::Credit, 200), taken(1, 200)];
    let cash = [added(2, Tender::Cash, 150), taken(2, 150)];
    let (sale, _) = told(350, &[lent, cash].concat());
    let (sale, done) = step(sale, &Fact::Returned { money: kes(120) });
    assert_eq!(done, [Effect::GiveBack(Tender::Credit, kes(120))]);
    assert_eq!((sale.adds_to_debt(), sale.owed()), (debt(80), Money::ZERO));
    assert!(sale.says().en.starts_with("KES 120 is off the debt"));
    let (sale, done) = step(sale, &Fact::Returned { money: kes(100) });
    let off = Effect::GiveBack(Tender::Credit, kes(80));
    assert_eq!(done, [off, Effect::Return(kes(20))]);
    assert_eq!((sale.adds_to_debt(), sale.owed()), (debt(0), kes(20)));
}

#[test]
fn whoever_brings_goods_back_or_calls_a_debt_off_alone_is_held_against_the_owner_s_limit() {
    let lent = [added(1, Tender::Credit, 900), taken(1, 900)];
    let (sale, _) = told(900, &lent);
    let lets_go = |sale: &Sale, act| sale.lets_go(act).all;
    assert_eq!(lets_go(&sale, Leaving::Void), kes(900));
    let (sale, _) = step(sale, &Fact::Returned { money: kes(400) });
    assert_eq!(lets_go(&sale, Leaving::Refund(kes(300))), kes(700));
    let (part, _) = told(1_000, &lent);
    assert_eq!(lets_go(&part, Leaving::Void), kes(900));
    let (repayment, _) = told(300, &repaid(200));
    assert_eq!(lets_go(&repayment, Leaving::Void), kes(200));
}

#[test]
fn a_repayment_is_done_with_what_came_and_gives_no_goods() {
    let check = |came, standing, owed, says: &str| {
        let (sale, _) = told(300, &repaid(came));
        assert_eq!(sale.standing(), standing);
        assert_eq!((sale.owed(), sale.says().en.as_str()), (kes(owed), says));
        assert!(!sale.standing().gives_goods());
    };
    check(300, Standing::Repaid(kes(300)), 0, "KES 300 is repaid.");
    check(200, Standing::Repaid(kes(200)), 0, "KES 200 is repaid.");
    let over = "KES 300 is repaid, and KES 50 too much: owed to the customer.";
    check(350, Standing::Repaid(kes(300)), 50, over);
    let (asked, _) = told(300, &repaid(300)[..2]);
    assert_eq!(asked.standing(), Standing::Open);
    assert_eq!(asked.says().en, "KES 300 of the debt is not paid yet.");
}

#[test]
fn what_goes_back_of_a_repayment_is_owed_again() {
    let (sale, _) = told(300, &repaid(300));
    assert_eq!(
        (sale.adds_to_debt(), sale.forfeited()),
        (debt(-300), Money::ZERO)
    );
    let part = Sale {
        went_back: kes(100),
        ..sale.clone()
    };
    assert_eq!(
        (part.adds_to_debt(), part.forfeited()),
        (debt(-200), kes(100))
    );
    let all = Sale {
        went_back: kes(300),
        ..sale
    };
    assert_eq!(all.standing(), Standing::Repaid(Money::ZERO));
    assert!(
        all.says()
            .en
            .starts_with("KES 300 of the repayment went back")
    );
    let (void, _) = step(all, &Fact::Voided);
    assert_eq!(
        (void.adds_to_debt(), void.forfeited()),
        (debt(0), Money::ZERO)
    );
}

#[test]
fn a_repayment_has_no_goods_to_bring_back_or_to_put_on_credit() {
    let (sale, _) = told(300, &repaid(200));
    let no_goods = Err(Objection::NoGoods);
    assert_eq!(sale.may_put_on_credit(kes(100)), no_goods);
    assert_eq!(sale.may_return(kes(100), Money::ZERO), no_goods);
    let (late, _) = told(300, &[added(1, Tender::Received, 300), Fact::Repays]);
    assert_eq!(
        late.purpose,
        Purpose::Goods,
        "what is asked for stays what it is for"
    );
}
