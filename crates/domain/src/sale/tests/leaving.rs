//! What the owner's limits are held against.

use proptest::prelude::*;

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

fn check_adds(sale: &Sale, act: Leaving, all: u64, unprompted: u64) {
    let expected = LetGo {
        all: kes(all),
        unprompted: kes(unprompted),
    };
    assert_eq!(sale.adds(act), expected, "{act:?} {sale:#?}");
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

#[test]
fn a_small_payment_that_is_taken_back_first_does_not_free_the_great_one() {
    let given = [
        added(1, Tender::Received, 500),
        received(1, 500),
        added(2, Tender::Received, 9_500),
        received(2, 9_500),
    ];
    let (paid, _) = told(10_000, &given);
    check(&paid, Leaving::TakeBack(leg(1)), 500, 0);
    let (short, _) = step(paid, &taken_back(1));
    check(&short, Leaving::TakeBack(leg(2)), 10_000, 0);
    check(&short, Leaving::Void, 10_000, 0);
}

#[test]
fn what_an_act_adds_is_counted_without_what_left_the_sale_before() {
    let given = [
        added(1, Tender::Received, 100),
        received(1, 100),
        added(2, Tender::Cash, 900),
        taken(2, 900),
    ];
    let (paid, _) = told(1_000, &given);
    check_adds(&paid, Leaving::Refund(kes(150)), 150, 100);
    let (paid, _) = told(1_000, &[&given[..], &[paid_out(60, Payout::Cash)]].concat());
    check_adds(&paid, Leaving::Refund(kes(150)), 150, 40);
    check(&paid, Leaving::Refund(kes(150)), 210, 100);
    let (short, _) = told(1_000, &[&given[..], &[taken_back(1)]].concat());
    check_adds(&short, Leaving::Void, 900, 0);
    check(&short, Leaving::Void, 1_000, 0);
}

#[test]
fn a_shilling_that_the_customer_took_back_does_not_free_the_rest_of_a_paid_sale() {
    let given = [added(1, Tender::Received, 9_000), received(1, 9_000)];
    let (mut paid, _) = told(9_000, &given);
    paid.went_back = kes(1);
    assert_eq!(paid.lacks(), kes(1));
    check(&paid, Leaving::TakeBack(leg(1)), 9_000, 0);
    check(&paid, Leaving::Void, 9_000, 0);
}

#[test]
fn a_payment_that_never_covered_a_sale_leaves_it_free() {
    let given = [
        added(1, Tender::Received, 900),
        taken_back(1),
        added(2, Tender::Received, 900),
        received(2, 500),
    ];
    let (short, _) = told(900, &given);
    check(&short, Leaving::TakeBack(leg(2)), 0, 0);
}

proptest! {
    #[test]
    fn one_person_alone_frees_no_more_of_a_paid_sale_than_he_may_however_he_splits_it(
        paid in prop::collection::vec(1u64..800, 1..6),
        acts in prop::collection::vec(0u8..7, 1..12),
    ) {
        let may = kes(1_000);
        let numbered = || (1u8..).zip(&paid);
        let legs = numbered().map(|(n, sum)| added(n, Tender::Received, *sum));
        let money = numbered().map(|(n, sum)| received(n, *sum));
        let (mut sale, _) = told(paid.iter().sum(), &legs.chain(money).collect::<Vec<_>>());
        let mut freed = Money::ZERO;
        for act in acts {
            let (act, fact) = match act {
                0 => (Leaving::Void, Fact::Voided),
                n => (Leaving::TakeBack(leg(n)), taken_back(n)),
            };
            if sale.void || sale.lets_go(act).all > may {
                continue;
            }
            let before = sale.covered();
            let (after, _) = step(sale, &fact);
            sale = after;
            let kept = if sale.void { Money::ZERO } else { sale.covered() };
            freed = freed.saturating_add(before.saturating_sub(kept));
        }
        prop_assert!(freed <= may, "{freed}");
    }
}

#[test]
fn goods_for_a_code_that_was_only_seen_count_with_all_of_them_and_cash_for_it_is_a_strangers() {
    let seen = [added(1, Tender::Seen, 600), taken(1, 600)];
    let (part, _) = told(1_400, &seen);
    check(&part, Leaving::Seen(kes(500)), 1_100, 0);
    let alone = Limits::default().let_alone(part.lets_go(Leaving::Seen(kes(500))));
    assert_eq!(alone, Err(Denied::SecondWanted));
    let (paid, _) = told(600, &seen);
    check(&paid, Leaving::Refund(kes(300)), 300, 300);
    check(&paid, Leaving::Void, 600, 0);
    check(&Sale::open(kes(600)), Leaving::Seen(kes(600)), 600, 0);
}
