//! What the owner's limits are held against.

use super::*;
use crate::limits::Limits;
use crate::people::Denied;

fn check(sale: &Sale, act: Leaving, all: u64, unprompted: u64) {
    let expected = LetGo {
        all: kes(all),
        unprompted: kes(unprompted),
    };
    assert_eq!(sale.lets_go(act), expected, "{act:?} {sale:#?}");
}

#[test]
fn a_strangers_payment_that_is_given_to_a_small_sale_is_not_paid_out_by_one_person_alone() {
    let (sale, _) = told(1, &[added(1, Tender::Received, 1), received(1, 5_000)]);
    let act = Leaving::PayOut(kes(300));
    check(&sale, act, 300, 300);
    let alone = Limits::default().let_alone(sale.lets_go(act));
    assert_eq!(alone, Err(Denied::SecondWanted));
    let (sale, _) = step(sale, &paid_out(150, Payout::Cash));
    check(&sale, Leaving::PayOut(kes(100)), 250, 250);
    let (prompted, _) = told(1, &[added(1, Tender::Prompt, 1), filled(1, 1, 301)]);
    check(&prompted, act, 300, 0);
}

#[test]
fn no_way_round_gives_a_strangers_payment_out_in_cash() {
    let given = [added(1, Tender::Received, 900), received(1, 900)];
    let (sale, _) = told(900, &given);
    check(&sale, Leaving::Refund(kes(900)), 900, 900);
    let (void, _) = step(sale, &Fact::Voided);
    check(&void, Leaving::PayOut(kes(900)), 900, 900);
}

#[test]
fn what_pays_for_goods_is_not_taken_back_or_called_off_unseen() {
    let given = [added(1, Tender::Received, 900), received(1, 900)];
    let (paid, _) = told(900, &given);
    check(&paid, Leaving::TakeBack(leg(1)), 900, 0);
    check(&paid, Leaving::Void, 900, 0);
    let (part, _) = told(1_000, &given);
    check(&part, Leaving::TakeBack(leg(1)), 0, 0);
    check(&part, Leaving::Void, 0, 0);
    let cash = [added(2, Tender::Cash, 50), taken(2, 50)];
    let (part, _) = told(1_000, &[&given[..], &cash].concat());
    check(&part, Leaving::Void, 50, 0);
}
