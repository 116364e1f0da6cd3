//! What a sale owes, and how it leaves the shop.

use super::*;

fn returned(shillings: u64) -> Fact {
    let money = kes(shillings);
    Fact::Returned { money }
}

fn sent_back(by: Payment, shillings: u64) -> Fact {
    let money = kes(shillings);
    Fact::SentBack { by, money }
}

/// A sale of KES 350 for which a customer paid KES 400 by himself.
fn over() -> Vec<Fact> {
    vec![added(1, Tender::Received, 350), received(1, 400)]
}

fn after(more: &[Fact]) -> Sale {
    told(350, &[&over(), more].concat()).0
}

fn handed_back(money: u64, how: Payout) -> Fact {
    let money = kes(money);
    Fact::HandedBack { money, how }
}

#[test]
fn what_came_beyond_the_sale_is_paid_out_once_and_then_the_sale_is_covered() {
    for how in Payout::ALL {
        let sale = after(&[]);
        assert_eq!(sale.may_pay_out(kes(50), Money::ZERO), Ok(()));
        let left = kes(50);
        let refused = sale.may_pay_out(kes(51), Money::ZERO);
        assert_eq!(refused, Err(Objection::MoreThanOwed { left }));
        let facts = [&over()[..], &[paid_out(50, how)]].concat();
        check(350, &facts, Standing::Covered);
        let (sale, done) = told(350, &facts);
        assert_eq!(done.last(), Some(&Effect::PayOut(how, kes(50))));
        let left = Money::ZERO;
        let again = sale.may_pay_out(kes(50), Money::ZERO);
        assert_eq!(again, Err(Objection::MoreThanOwed { left }));
    }
}

#[test]
fn what_paid_for_goods_that_are_brought_back_is_owed_and_the_rest_can_come_back_later() {
    let sale = after(&[returned(100)]);
    assert_eq!(sale.standing(), Standing::Returned(kes(150)));
    assert!(!sale.standing().gives_goods());
    let left = kes(250);
    let may = |money, seen| sale.may_return(kes(money), kes(seen));
    assert_eq!(may(250, 100), Ok(()));
    assert_eq!(may(251, 100), Err(Objection::MoreThanPaid { left }));
    let returned = kes(100);
    let twice = Err(Objection::ReturnedMeanwhile { returned });
    assert_eq!(may(100, 0), twice, "pressed twice");
    assert_eq!(may(0, 100), Err(Objection::NoAmount));
    let out = after(&[self::returned(100), paid_out(150, Payout::Cash)]);
    assert_eq!(out.standing(), Standing::Returned(Money::ZERO));
}

#[test]
fn goods_come_back_of_paid_sales_only_and_then_nothing_else_is_done_to_the_sale() {
    let (short, _) = told(500, &over());
    let refused = short.may_return(kes(100), Money::ZERO);
    assert_eq!(refused, Err(Objection::NotPaid));
    let void = after(&[Fact::Voided]).may_return(kes(100), Money::ZERO);
    assert_eq!(void, Err(Objection::Void));
    let sale = after(&[returned(100)]);
    let none = Prompts::default();
    assert_eq!(
        sale.may_void(none, Heed::GoOn),
        Err(Objection::GoodsCameBack)
    );
    assert_eq!(sale.may_add(kes(1)), Err(Objection::GoodsCameBack));
}

#[test]
fn a_void_sale_owes_only_what_was_not_paid_out_before() {
    let sale = after(&[paid_out(50, Payout::Cash), Fact::Voided]);
    assert_eq!(sale.owed(), kes(350));
    let all = after(&[Fact::Voided, paid_out(400, Payout::Cash)]);
    assert_eq!((all.owed(), all.standing()), (Money::ZERO, Standing::Void));
}

#[test]
fn what_was_owed_again_is_not_given_back_once_more_when_the_sale_is_called_off() {
    let facts = [
        added(1, Tender::Cash, 100),
        taken(1, 100),
        added(2, Tender::Received, 250),
        received(2, 250),
        returned(120),
        Fact::Voided,
    ];
    let (sale, done) = told(350, &facts);
    assert_eq!((sale.gives_back(), sale.owed()), (Money::ZERO, kes(350)));
    assert_eq!(
        done.last(),
        Some(&Effect::GiveBack(Tender::Received, kes(230)))
    );
}

#[test]
fn a_payment_of_which_money_was_paid_out_is_not_taken_back() {
    let refused = Err(Objection::PaidOut);
    let may = |facts: &[Fact]| after(facts).may_take_back(leg(1), Money::ZERO, Heed::GoOn);
    assert_eq!(may(&[]), Ok(()));
    assert_eq!(may(&[paid_out(50, Payout::Cash)]), refused);
    assert_eq!(may(&[returned(100)]), refused);
    assert_eq!(may(&[Fact::Voided]), Ok(()));
    assert_eq!(may(&[Fact::Voided, paid_out(400, Payout::Cash)]), refused);
    let by = Payment::Received(leg(1));
    let reversed = may(&[Fact::Voided, sent_back(by, 400)]);
    assert_eq!(reversed, Ok(()), "its own reversal goes with it");
}

#[test]
fn what_is_being_sent_back_by_mpesa_leaves_by_no_other_way() {
    let void = after(&[Fact::Voided]);
    let refused = Err(Objection::BeingSentBack);
    assert_eq!(void.may_pay_out(kes(100), kes(300)), Ok(()));
    assert_eq!(void.may_pay_out(kes(101), kes(300)), refused);
    let left = kes(400);
    let beyond = Err(Objection::MoreThanOwed { left });
    assert_eq!(void.may_pay_out(kes(401), kes(300)), beyond);
    assert_eq!(void.may_take_back(leg(1), kes(300), Heed::GoOn), refused);
}

#[test]
fn a_payment_that_turns_out_to_be_another_sales_leaves_what_was_paid_out_as_overpaid() {
    let facts = [&over()[..], &[paid_out(50, Payout::Cash), taken_back(1)]].concat();
    let (sale, _) = told(350, &facts);
    assert_eq!((sale.owed(), sale.overpaid()), (Money::ZERO, kes(50)));
    let late = [&facts[..], &[added(2, Tender::Prompt, 350)]].concat();
    let late = [&late[..], &[filled(2, 1, 350), filled(2, 2, 80)]].concat();
    check(350, &late, Standing::Over(kes(30)));
}

#[test]
fn nothing_is_given_for_money_that_was_paid_out_too_much() {
    let facts = [
        added(1, Tender::Received, 350),
        received(1, 350),
        returned(350),
        paid_out(350, Payout::Cash),
        taken_back(1),
    ];
    let asks = "KES 350 too much was paid out: ask for it.";
    let (sale, _) = told(350, &facts);
    assert_eq!(
        (sale.standing(), sale.overpaid()),
        (Standing::Open, kes(350))
    );
    assert!(sale.says().en.starts_with(asks), "{:?}", sale.says());
    let again = [added(2, Tender::Received, 350), received(2, 350)];
    let (sale, _) = told(350, &[&facts[..], &again].concat());
    assert_eq!(sale.standing(), Standing::Returned(Money::ZERO));
    assert!(!sale.standing().gives_goods());
    assert!(sale.says().en.starts_with(asks), "{:?}", sale.says());
}

#[test]
fn what_was_paid_out_covers_nothing_when_another_payment_is_taken_back() {
    let facts = |out: u64| {
        let out = paid_out(out, Payout::Cash);
        [
            added(1, Tender::Prompt, 350),
            withdrawn(1),
            added(2, Tender::Received, 350),
            received(2, 350),
            filled(1, 1, 350),
            out,
            taken_back(2),
        ]
    };
    check(350, &facts(0), Standing::Covered);
    check(350, &facts(100), Standing::Short(kes(100)));
    check(350, &facts(350), Standing::Open);
}

#[test]
fn what_is_owed_covers_all_that_the_sale_lacks_whatever_its_leg_asked_for() {
    let facts = [
        added(1, Tender::Prompt, 100),
        filled(1, 1, 100),
        added(2, Tender::Received, 250),
        received(2, 250),
        filled(1, 2, 250),
        taken_back(2),
    ];
    check(350, &facts, Standing::Covered);
}

#[test]
fn what_went_back_by_mpesa_is_told_as_a_whole_and_can_be_put_right() {
    let by = Payment::Received(leg(1));
    let facts = [&over()[..], &[Fact::Voided, sent_back(by, 300)]].concat();
    let (sale, _) = told(350, &facts);
    assert_eq!(sale.owed(), kes(100));
    let (sale, effects) = step(sale, &sent_back(by, 300));
    assert_eq!(effects, []);
    let (sale, effects) = step(sale, &sent_back(by, 200));
    assert_eq!(effects, [Effect::Unsend(kes(100))]);
    assert_eq!(sale.owed(), kes(200));
    let unknown = Payment::Received(leg(9));
    assert_eq!(step(sale.clone(), &sent_back(unknown, 9)), (sale, vec![]));
}

#[test]
fn what_went_back_and_was_not_owed_covers_the_sale_no_more_and_can_be_asked_for_again() {
    let sale = Sale {
        went_back: kes(400),
        ..after(&[sent_back(Payment::Received(leg(1)), 50)])
    };
    assert_eq!((sale.lost(), sale.kept()), (kes(350), Money::ZERO));
    assert_eq!(sale.standing(), Standing::Short(kes(350)));
    assert_eq!(sale.may_add(kes(350)), Ok(()));
    let again = [added(2, Tender::Prompt, 350), filled(2, 2, 350)];
    let sale = again.iter().fold(sale, |sale, fact| step(sale, fact).0);
    assert_eq!(sale.standing(), Standing::Covered);
    assert_eq!(sale.kept(), kes(350));
}

#[test]
fn what_was_paid_out_too_much_is_brought_back_and_the_sale_gives_its_goods_again() {
    let facts = [
        added(1, Tender::Received, 350),
        received(1, 400),
        paid_out(50, Payout::Cash),
        added(2, Tender::Cash, 350),
        taken_back(1),
        taken(2, 350),
    ];
    let (sale, _) = told(350, &facts);
    assert_eq!(sale.overpaid(), kes(50));
    assert_eq!(sale.to_hand_back(Payout::Cash), kes(50));
    assert_eq!(sale.to_hand_back(Payout::Tip), kes(0));
    assert!(!sale.standing().gives_goods());
    let left = kes(50);
    let beyond = Err(Objection::MoreThanOverpaid { left });
    assert_eq!(sale.may_hand_back(kes(51), Payout::Cash), beyond);
    let nothing = sale.may_hand_back(kes(0), Payout::Cash);
    assert_eq!(nothing, Err(Objection::NoAmount));
    assert_eq!(sale.may_hand_back(kes(50), Payout::Cash), Ok(()));
    let handed_back = |money| handed_back(money, Payout::Cash);
    let (sale, done) = step(sale, &handed_back(30));
    assert_eq!(done, [Effect::TakeIn(Payout::Cash, kes(30))]);
    assert!(sale.says().en.starts_with("KES 20 too much"));
    let (sale, done) = step(sale, &handed_back(30));
    assert_eq!(done, [Effect::TakeIn(Payout::Cash, kes(20))], "no more");
    assert_eq!(sale.standing(), Standing::Covered);
    assert_eq!(step(sale, &handed_back(30)).1, []);
}

#[test]
fn a_tip_of_money_that_was_anothers_is_none_and_nobody_is_asked_for_it() {
    let facts = [
        added(1, Tender::Received, 350),
        received(1, 400),
        paid_out(30, Payout::Cash),
        paid_out(20, Payout::Tip),
        added(2, Tender::Cash, 350),
        taken_back(1),
        taken(2, 350),
    ];
    let (sale, _) = told(350, &facts);
    assert!(sale.says().en.starts_with("KES 30 too much"));
    let (sale, done) = step(sale, &handed_back(50, Payout::Cash));
    assert_eq!(done, [Effect::TakeIn(Payout::Cash, kes(30))]);
    assert!(sale.says().en.starts_with("KES 20 was no tip"));
    assert!(!sale.standing().gives_goods());
    let (sale, done) = step(sale, &handed_back(50, Payout::Tip));
    assert_eq!(done, [Effect::TakeIn(Payout::Tip, kes(20))]);
    assert_eq!((sale.paid_out, sale.tips), (kes(0), kes(0)));
    assert_eq!(sale.standing(), Standing::Covered);
}

#[test]
fn a_sale_of_which_goods_came_back_says_what_it_lacks_when_a_payment_goes() {
    let facts = [
        added(1, Tender::Received, 350),
        received(1, 350),
        returned(100),
        paid_out(100, Payout::Cash),
    ];
    let (mut sale, _) = told(350, &facts);
    sale.went_back = kes(350);
    assert_eq!(sale.standing(), Standing::Returned(Money::ZERO));
    let said = sale.says();
    assert!(said.en.contains("missing again"), "{said:?}");
}
