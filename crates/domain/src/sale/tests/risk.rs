//! Goods that are given before their money is proved: when they can be, and what ends the risk.

use std::time::Duration;

use proptest::prelude::*;

use super::laws::{TOTAL, cents, facts};
use super::*;
use crate::clock::Timestamp;
use crate::people::Denied;

const CLAIMED_AT: Timestamp = Timestamp::from_ms(1_000_000);

fn awaited(number: u8, shillings: u64) -> Awaited {
    Awaited {
        leg: leg(number),
        money: kes(shillings),
        since: CLAIMED_AT,
        trust: Trust::OnlyUnproved,
    }
}

fn later(seconds: u64) -> Timestamp {
    CLAIMED_AT.plus(Duration::from_secs(seconds))
}

/// What of it may be released half a minute after all was claimed.
fn may(facts: &[Fact], awaited: &[Awaited]) -> Result<Money, NotReleasable> {
    told(350, facts).0.may_release(awaited, later(30))
}

/// A sale of KES 350 that waits for one payment, for which its goods were given.
fn given() -> Vec<Fact> {
    vec![added(1, Tender::Received, 350), released(350)]
}

fn after(more: &[Fact]) -> Sale {
    told(350, &[&given()[..], more].concat()).0
}

#[test]
fn goods_are_given_for_what_is_only_unproved_and_only_after_half_a_minute() {
    let (sale, _) = told(350, &[added(1, Tender::Received, 350)]);
    let claim = [awaited(1, 350)];
    assert_eq!(sale.may_release(&claim, later(30)), Ok(kes(350)));
    let wait = Duration::from_secs(1);
    let soon = Err(NotReleasable::TooSoon { wait });
    assert_eq!(sale.may_release(&claim, later(29)), soon);
    let doubtful = [Awaited {
        trust: Trust::Doubtful,
        ..claim[0]
    }];
    let refused = sale.may_release(&doubtful, later(30));
    assert_eq!(refused, Err(NotReleasable::Doubtful));
}

#[test]
fn all_that_a_sale_lacks_must_be_awaited() {
    let left = kes(50);
    let less = Err(NotReleasable::NotPaid { left });
    let claim = [added(1, Tender::Received, 350)];
    assert_eq!(
        may(&claim, &[awaited(1, 300)]),
        less,
        "a body tells of less"
    );
    let part = [added(1, Tender::Received, 300)];
    assert_eq!(may(&part, &[awaited(1, 500)]), less, "the leg is for less");
    let cash = [added(2, Tender::Cash, 50), taken(2, 50)];
    let paid = [&part[..], &cash].concat();
    assert_eq!(may(&paid, &[awaited(1, 300)]), Ok(kes(300)));
    let both = [&part[..], &[added(2, Tender::Prompt, 50)]].concat();
    assert_eq!(may(&both, &[awaited(1, 300)]), less, "a prompt is not");
    let reported = [awaited(1, 300), awaited(2, 50)];
    assert_eq!(may(&both, &reported), Ok(kes(350)));
    let gone = [&both[..], &[withdrawn(2)]].concat();
    assert_eq!(may(&gone, &reported), less, "it is withdrawn");
    assert_eq!(may(&gone, &[awaited(9, 350)]).ok(), None);
}

#[test]
fn nothing_is_released_twice_or_of_a_sale_that_waits_for_nothing() {
    let claim = [awaited(1, 350)];
    let nothing = Err(NotReleasable::WaitsForNothing);
    assert_eq!(may(&given(), &claim), Err(NotReleasable::Given));
    let wait = added(1, Tender::Received, 350);
    assert_eq!(may(&[wait.clone(), Fact::Voided], &claim), nothing);
    assert_eq!(may(&[wait.clone(), received(1, 350)], &claim), nothing);
    let lost = Sale {
        went_back: kes(350),
        ..told(350, &[wait, received(1, 350)]).0
    };
    let again = step(lost, &added(2, Tender::Received, 350)).0;
    let refused = again.may_release(&[awaited(2, 350)], later(30));
    assert_eq!(refused, Err(NotReleasable::WentBack));
}

#[test]
fn what_covers_the_sale_ends_the_risk_and_what_is_taken_back_renews_it() {
    use Effect::{Earn, Risk, Unearn, Unrisk};
    let sale = after(&[]);
    assert_eq!(sale.standing(), Standing::AtRisk(kes(350)));
    assert!(!sale.standing().gives_goods(), "they were given");
    let facts = [&given()[..], &[received(1, 350), taken_back(1)]].concat();
    let done = [
        Risk(kes(350)),
        Earn(Tender::Received, kes(350)),
        Unrisk(kes(350)),
        Unearn(kes(350)),
        Risk(kes(350)),
    ];
    check_done(350, &facts, &done);
    check(350, &facts[..3], Standing::Covered);
    check(350, &facts, Standing::Short(kes(350)));
}

#[test]
fn a_sale_whose_proof_does_not_come_is_short_until_it_is_paid_otherwise() {
    let denied = [taken_back(1)];
    let sale = after(&denied);
    assert_eq!(sale.standing(), Standing::Short(kes(350)));
    let asks = "KES 350 is not paid, and the goods were given. Ask for it.";
    assert_eq!(sale.says().en, asks);
    let prompted = [&denied[..], &[added(2, Tender::Prompt, 350)]].concat();
    let sale = after(&prompted);
    assert_eq!(sale.standing(), Standing::Open, "it waits for the prompt");
    assert!(sale.says().en.contains("the goods were given"));
    let cash = [&denied[..], &[added(2, Tender::Cash, 350), taken(2, 350)]].concat();
    let sale = after(&cash);
    assert_eq!(
        (sale.standing(), sale.at_risk()),
        (Standing::Covered, Money::ZERO)
    );
}

#[test]
fn what_comes_short_of_a_claim_stays_at_risk() {
    let sale = after(&[received(1, 300)]);
    assert_eq!(sale.standing(), Standing::Short(kes(50)));
    assert_eq!(sale.at_risk(), kes(50));
}

#[test]
fn whoever_calls_off_a_sale_whose_goods_were_given_is_warned_and_not_alone() {
    let sale = after(&[]);
    let none = Prompts::default();
    assert_eq!(sale.may_void(none, Heed::Stop), Err(Objection::GoodsGiven));
    assert_eq!(sale.may_void(none, Heed::GoOn), Ok(()));
    let alone = Err(Denied::SecondWanted);
    assert_eq!(sale.may_alone(Leaving::Void), alone);
    assert_eq!(after(&[received(1, 350)]).may_alone(Leaving::Void), Ok(()));
    assert_eq!(after(&[Fact::Voided]).at_risk(), Money::ZERO);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn what_is_at_risk_and_what_covers_never_exceed_the_total(facts in facts()) {
        let (sale, _) = told(TOTAL, &facts);
        prop_assert!(sale.at_risk().saturating_add(sale.covered()) <= sale.total || sale.void);
        prop_assert!(sale.at_risk() <= sale.released());
    }

    // The book moves them between two accounts: what stands there is what is at risk.
    #[test]
    fn all_that_was_ever_at_risk_is_so_still_or_no_more(facts in facts()) {
        let (sale, done) = told(TOTAL, &facts);
        let at_risk = done.iter().fold(0, |sum, effect| match effect {
            Effect::Risk(money) => sum + cents(*money),
            Effect::Unrisk(money) => sum - cents(*money),
            _ => sum,
        });
        prop_assert_eq!(at_risk, cents(sale.at_risk()));
    }

    #[test]
    fn nothing_is_at_risk_of_a_sale_that_is_covered_or_void(facts in facts()) {
        let (sale, _) = told(TOTAL, &facts);
        let over = sale.void || sale.covered() == sale.total || sale.standing().gives_goods();
        prop_assert!(!over || sale.at_risk() == Money::ZERO);
    }

    // Nobody releases more than is at risk from then on: the owner's limit is held against it.
    #[test]
    fn what_may_be_released_is_at_risk_from_then_on(
        facts in facts(),
        money in prop::collection::vec(0u64..400, 4),
    ) {
        let (sale, _) = told(TOTAL, &facts);
        let awaited: Vec<_> = (1u8..).zip(money).map(|(n, kes)| awaited(n, kes)).collect();
        if let Ok(money) = sale.may_release(&awaited, later(30)) {
            let (after, effects) = step(sale, &Fact::Released { money });
            prop_assert_eq!(after.at_risk(), money);
            prop_assert_eq!(effects, [Effect::Risk(money)]);
            prop_assert_eq!(after.standing(), Standing::AtRisk(money));
        }
    }
}
