mod debt;
mod laws;
mod leaving;
mod owed;
mod risk;

use super::*;

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

fn leg(number: u8) -> LegId {
    LegId::from_bytes([number; 16])
}

fn added(number: u8, tender: Tender, shillings: u64) -> Fact {
    Fact::LegAdded {
        leg: leg(number),
        tender,
        amount: kes(shillings),
    }
}

fn taken(number: u8, handed: u64) -> Fact {
    Fact::Taken {
        leg: leg(number),
        handed: kes(handed),
    }
}

fn filled(number: u8, by: u8, shillings: u64) -> Fact {
    Fact::Filled {
        leg: leg(number),
        by: Payment::Prompt(AttemptId::from_bytes([by; 16])),
        money: kes(shillings),
    }
}

/// Money that a customer paid by himself and that was given to a leg.
fn received(number: u8, shillings: u64) -> Fact {
    Fact::Filled {
        leg: leg(number),
        by: Payment::Received(leg(number)),
        money: kes(shillings),
    }
}

fn taken_back(number: u8) -> Fact {
    Fact::TakenBack { leg: leg(number) }
}

fn paid_out(shillings: u64, how: Payout) -> Fact {
    let money = kes(shillings);
    Fact::PaidOut { money, how }
}

fn released(shillings: u64) -> Fact {
    let money = kes(shillings);
    Fact::Released { money }
}

fn withdrawn(number: u8) -> Fact {
    Fact::Withdrawn { leg: leg(number) }
}

/// Takes facts in, one after the other; returns the sale and all that had to be done.
fn told(total: u64, facts: &[Fact]) -> (Sale, Vec<Effect>) {
    let begin = (Sale::open(kes(total)), Vec::new());
    facts.iter().fold(begin, |(sale, mut done), fact| {
        let (sale, effects) = step(sale, fact);
        done.extend(effects);
        (sale, done)
    })
}

fn check(total: u64, facts: &[Fact], expected: Standing) {
    let (sale, _) = told(total, facts);
    assert_eq!(sale.standing(), expected, "{total} {facts:#?}");
}

fn check_done(total: u64, facts: &[Fact], expected: &[Effect]) {
    let (_, done) = told(total, facts);
    assert_eq!(done, expected, "{total} {facts:#?}");
}

#[test]
fn goods_are_given_only_when_the_covered_legs_sum_exactly() {
    use Tender::{Card, Cash, Prompt};
    check(350, &[], Standing::Open);
    check(350, &[added(1, Prompt, 350)], Standing::Open);
    let prompt = added(1, Prompt, 350);
    check(350, &[prompt.clone(), filled(1, 1, 349)], Standing::Open);
    check(350, &[prompt, filled(1, 1, 350)], Standing::Covered);
    let cash = [added(1, Cash, 200), taken(1, 200)];
    check(350, &cash, Standing::Short(kes(150)));
    let [first, second] = cash;
    let split = [first, second, added(2, Prompt, 150)];
    check(350, &split, Standing::Open);
    check(
        350,
        &[&split[..], &[filled(2, 1, 150)]].concat(),
        Standing::Covered,
    );
    let card = [added(2, Card, 150), taken(2, 150)];
    check(350, &[&split[..2], &card].concat(), Standing::Covered);
}

#[test]
fn change_is_what_was_handed_beyond_the_leg() {
    let facts = [added(1, Tender::Cash, 350), taken(1, 1_000)];
    let (sale, done) = told(350, &facts);
    assert_eq!(sale.change(), kes(650));
    assert_eq!(sale.standing(), Standing::Covered);
    assert_eq!(done, [Effect::Earn(Tender::Cash, kes(350))]);
}

#[test]
fn a_second_payment_of_a_leg_is_owed_to_the_customer() {
    use Effect::{Earn, Owe};
    let prompt = added(1, Tender::Prompt, 350);
    let facts = [prompt, filled(1, 1, 350), filled(1, 2, 350)];
    check(350, &facts, Standing::Over(kes(350)));
    check_done(
        350,
        &facts,
        &[Earn(Tender::Prompt, kes(350)), Owe(kes(350))],
    );
}

#[test]
fn money_of_a_withdrawn_leg_fills_what_the_sale_still_lacks_and_the_rest_is_owed() {
    use Effect::{Earn, Owe};
    let changed_mind = [added(1, Tender::Prompt, 350), withdrawn(1)];
    let cash = [added(2, Tender::Cash, 350), taken(2, 350)];
    let late = [filled(1, 1, 350)];
    let paid_by_cash = [&changed_mind[..], &cash, &late].concat();
    check(350, &paid_by_cash, Standing::Over(kes(350)));
    let done = [Earn(Tender::Cash, kes(350)), Owe(kes(350))];
    check_done(350, &paid_by_cash, &done);

    let some_cash = [added(2, Tender::Cash, 100), taken(2, 100)];
    let some_by_cash = [&changed_mind[..], &some_cash, &late].concat();
    check(350, &some_by_cash, Standing::Over(kes(100)));
    check(350, &[&changed_mind[..], &late].concat(), Standing::Covered);
}

#[test]
fn a_covered_leg_is_not_withdrawn() {
    let facts = [
        added(1, Tender::Prompt, 200),
        filled(1, 1, 200),
        withdrawn(1),
    ];
    let (sale, _) = told(350, &facts);
    assert!(!sale.legs[&leg(1)].withdrawn);
    assert_eq!(sale.standing(), Standing::Short(kes(150)));
}

#[test]
fn a_void_sale_gives_its_money_back_and_owes_all_that_still_comes() {
    use Effect::{Earn, GiveBack, Owe};
    let facts = [
        added(1, Tender::Cash, 100),
        taken(1, 200),
        added(2, Tender::Prompt, 150),
        filled(2, 1, 150),
        added(3, Tender::Prompt, 100),
        Fact::Voided,
        filled(3, 2, 100),
        Fact::Voided,
    ];
    let done = [
        Earn(Tender::Cash, kes(100)),
        Earn(Tender::Prompt, kes(150)),
        GiveBack(Tender::Cash, kes(100)),
        GiveBack(Tender::Prompt, kes(150)),
        Owe(kes(100)),
    ];
    check_done(350, &facts, &done);
    let (sale, _) = told(350, &facts);
    assert_eq!(sale.standing(), Standing::Void);
    assert_eq!((sale.gives_back(), sale.owed()), (kes(100), kes(250)));
    assert!(!sale.standing().gives_goods());
}

#[test]
fn a_payment_that_is_taken_back_pays_for_nothing_and_is_owed_to_nobody() {
    use Effect::{Earn, Owe, Unearn, Unowe};
    let facts = [
        added(1, Tender::Received, 350),
        received(1, 400),
        taken_back(1),
        received(1, 400),
        taken_back(1),
    ];
    let given = [Earn(Tender::Received, kes(350)), Owe(kes(50))];
    let back = [Unearn(kes(350)), Unowe(kes(50))];
    check_done(350, &facts[..3], &[given, back].concat());
    check(350, &facts[..3], Standing::Open);
    let (sale, _) = told(350, &facts[..3]);
    assert_eq!(
        (sale.lacks(), sale.owed(), sale.unasked()),
        (kes(350), Money::ZERO, kes(350))
    );
}

#[test]
fn what_is_owed_of_another_payment_covers_what_one_that_is_taken_back_had() {
    use Effect::{Earn, Owe, Unearn, Unowe};
    let facts = [
        added(1, Tender::Prompt, 350),
        withdrawn(1),
        added(2, Tender::Received, 350),
        received(2, 350),
        filled(1, 1, 350),
        taken_back(2),
    ];
    check(350, &facts[..5], Standing::Over(kes(350)));
    check(350, &facts, Standing::Covered);
    let done = [
        Earn(Tender::Received, kes(350)),
        Owe(kes(350)),
        Unearn(kes(350)),
        Unowe(kes(350)),
        Earn(Tender::Prompt, kes(350)),
    ];
    check_done(350, &facts, &done);
}

#[test]
fn a_payment_that_is_taken_back_from_a_void_sale_is_owed_no_more() {
    let facts = [
        added(1, Tender::Received, 350),
        received(1, 400),
        Fact::Voided,
        taken_back(1),
    ];
    let (sale, done) = told(350, &facts);
    assert_eq!(done.last(), Some(&Effect::Unowe(kes(400))));
    assert_eq!(
        (sale.owed(), sale.standing()),
        (Money::ZERO, Standing::Void)
    );
}

#[test]
fn a_payment_is_given_only_to_a_sale_that_lacks_money() {
    let one = Prompts {
        live: 1,
        unsettled: 1,
    };
    let (sale, _) = told(350, &[added(1, Tender::Prompt, 300)]);
    let may = |money, prompts, heed| sale.may_receive(kes(money), prompts, heed);
    assert_eq!(may(50, one, Heed::Stop), Ok(()), "no prompt asks for it");
    assert_eq!(sale.replaced_by(kes(50)), []);
    assert_eq!(may(350, one, Heed::Stop), Err(Objection::MayStillBePaid));
    assert_eq!(may(350, one, Heed::GoOn), Ok(()));
    assert_eq!(may(350, Prompts::default(), Heed::Stop), Ok(()));
    assert_eq!(sale.replaced_by(kes(350)), [leg(1)]);
    assert_eq!(may(0, one, Heed::GoOn), Err(Objection::NoAmount));
    let (paid, _) = told(300, &[added(1, Tender::Prompt, 300), filled(1, 1, 300)]);
    let refused = paid.may_receive(kes(300), Prompts::default(), Heed::GoOn);
    assert_eq!(refused, Err(Objection::Paid));
}

#[test]
fn a_second_payment_has_only_the_room_that_one_which_is_still_checked_leaves() {
    let none = Prompts::default();
    let (sale, _) = told(350, &[added(1, Tender::Received, 300)]);
    assert_eq!(sale.room(), kes(50));
    assert_eq!(sale.may_receive(kes(100), none, Heed::Stop), Ok(()));
    assert_eq!(
        sale.replaced_by(kes(100)),
        [],
        "what was paid is not withdrawn"
    );
    let (full, _) = told(350, &[added(1, Tender::Received, 350)]);
    let left = Money::ZERO;
    let refused = full.may_receive(kes(350), none, Heed::GoOn);
    assert_eq!(refused, Err(Objection::Beyond { left }));
    let both = [
        added(1, Tender::Prompt, 200),
        added(2, Tender::Received, 100),
    ];
    let (both, _) = told(350, &both);
    assert_eq!(
        (both.room(), both.replaced_by(kes(250))),
        (kes(250), vec![leg(1)])
    );
}

#[test]
fn whoever_takes_back_what_paid_for_goods_is_warned() {
    let given = [added(1, Tender::Received, 350), received(1, 350)];
    let (sale, _) = told(350, &given);
    assert_eq!(
        sale.may_take_back(leg(1), Money::ZERO, Heed::Stop),
        Err(Objection::Paid)
    );
    assert_eq!(sale.may_take_back(leg(1), Money::ZERO, Heed::GoOn), Ok(()));
    let (part, _) = told(400, &given);
    assert_eq!(part.may_take_back(leg(1), Money::ZERO, Heed::Stop), Ok(()));
    let withdrawn = step(Sale::open(kes(350)), &added(1, Tender::Received, 350)).0;
    let (withdrawn, _) = step(withdrawn, &self::withdrawn(1));
    assert_eq!(
        withdrawn.may_take_back(leg(1), Money::ZERO, Heed::Stop),
        Ok(())
    );
}

#[test]
fn no_leg_is_added_beyond_what_no_leg_asks_for() {
    let (sale, _) = told(350, &[added(1, Tender::Prompt, 200)]);
    let left = kes(150);
    assert_eq!(sale.may_add(kes(150)), Ok(()));
    assert_eq!(sale.may_add(kes(151)), Err(Objection::Beyond { left }));
    assert_eq!(sale.may_add(Money::ZERO), Err(Objection::NoAmount));
    let (sale, _) = step(sale, &withdrawn(1));
    assert_eq!(sale.may_add(kes(350)), Ok(()));
    let (sale, _) = step(sale, &filled(1, 1, 200));
    assert_eq!(sale.may_add(kes(151)), Err(Objection::Beyond { left }));
    let (sale, _) = step(sale, &Fact::Voided);
    assert_eq!(sale.may_add(kes(150)), Err(Objection::Void));
}

#[test]
fn the_rest_is_what_no_leg_asks_for_yet() {
    let rest = |facts: &[Fact]| told(350, facts).0.rest();
    let part = added(1, Tender::Prompt, 200);
    assert_eq!(rest(&[]), Ok(kes(350)));
    assert_eq!(rest(std::slice::from_ref(&part)), Ok(kes(150)));
    assert_eq!(rest(&[part.clone(), withdrawn(1)]), Ok(kes(350)));
    let all = added(2, Tender::Prompt, 150);
    let left = Money::ZERO;
    assert_eq!(rest(&[part.clone(), all]), Err(Objection::Beyond { left }));
    let whole = added(2, Tender::Prompt, 350);
    let late = [part.clone(), withdrawn(1), whole, filled(1, 1, 200)];
    assert_eq!(rest(&late), Err(Objection::Beyond { left }));
    assert_eq!(rest(&[part, Fact::Voided]), Err(Objection::Void));
}

#[test]
fn a_seventh_live_prompt_is_refused() {
    let sale = Sale::open(kes(700));
    let prompts = |live: u32| Prompts {
        live,
        unsettled: live,
    };
    assert_eq!(sale.may_prompt(kes(100), prompts(5)), Ok(()));
    let refused = sale.may_prompt(kes(100), prompts(6));
    assert_eq!(refused, Err(Objection::TooManyPrompts));
    let (sale, _) = step(sale, &added(1, Tender::Prompt, 100));
    let again = sale.may_prompt_again(leg(1), kes(100), prompts(6));
    assert_eq!(again, Err(Objection::TooManyPrompts));
}

#[test]
fn nobody_is_asked_again_for_more_than_leg_and_sale_still_need() {
    let again = |facts: &[Fact]| {
        let (sale, _) = told(350, facts);
        sale.may_prompt_again(leg(1), kes(350), Prompts::default())
    };
    let prompt = added(1, Tender::Prompt, 350);
    assert_eq!(again(std::slice::from_ref(&prompt)), Ok(()));
    assert_eq!(
        again(&[prompt.clone(), filled(1, 1, 350)]),
        Err(Objection::Paid)
    );
    assert_eq!(
        again(&[prompt.clone(), withdrawn(1)]),
        Err(Objection::Withdrawn)
    );
    assert_eq!(again(&[prompt.clone(), Fact::Voided]), Err(Objection::Void));
    let other = [
        added(2, Tender::Prompt, 100),
        withdrawn(2),
        filled(2, 2, 100),
    ];
    let left = kes(250);
    let beyond = Err(Objection::Beyond { left });
    assert_eq!(again(&[&[prompt], &other[..]].concat()), beyond);
}

#[test]
fn money_is_taken_over_the_counter_only_by_what_can_be_handed() {
    let sale = Sale::open(kes(350));
    let check = |tender, amount, handed, expected| {
        assert_eq!(sale.may_take(tender, kes(amount), kes(handed)), expected);
    };
    check(Tender::Cash, 350, 1_000, Ok(()));
    check(Tender::Cash, 350, 350, Ok(()));
    check(Tender::Cash, 350, 349, Err(Objection::TooLittleHanded));
    check(Tender::Card, 350, 350, Ok(()));
    for tender in [Tender::Prompt, Tender::Seen] {
        check(tender, 350, 350, Err(Objection::NotOverTheCounter(tender)));
    }
}

#[test]
fn a_prompt_that_may_still_be_paid_warns_whoever_goes_another_way() {
    let (sale, _) = told(350, &[added(1, Tender::Prompt, 350)]);
    let prompts = Prompts {
        live: 1,
        unsettled: 1,
    };
    let warned = Err(Objection::MayStillBePaid);
    assert_eq!(sale.may_withdraw(leg(1), 1, Heed::Stop), warned);
    assert_eq!(sale.may_withdraw(leg(1), 1, Heed::GoOn), Ok(()));
    assert_eq!(sale.may_withdraw(leg(1), 0, Heed::Stop), Ok(()));
    assert_eq!(sale.may_void(prompts, Heed::Stop), warned);
    assert_eq!(sale.may_void(prompts, Heed::GoOn), Ok(()));
    assert_eq!(sale.may_void(Prompts::default(), Heed::Stop), Ok(()));

    let (sale, _) = step(sale, &filled(1, 1, 350));
    assert_eq!(
        sale.may_withdraw(leg(1), 0, Heed::GoOn),
        Err(Objection::Paid)
    );
    assert_eq!(sale.may_void(prompts, Heed::Stop), Err(Objection::Paid));
    assert_eq!(sale.may_void(prompts, Heed::GoOn), Ok(()));
}

#[test]
fn tenders_and_standings_have_the_names_that_stand_in_the_book() {
    let tenders = Tender::ALL.map(Tender::name);
    let names = [
        "prompt", "received", "cash", "card", "other", "credit", "seen",
    ];
    assert_eq!(tenders, names);
    for tender in Tender::ALL {
        assert_eq!(Tender::named(tender.name()), Some(tender));
    }
    assert_eq!(Tender::named("barter"), None);
    let standings = [
        Standing::Open,
        Standing::Short(kes(1)),
        Standing::Over(kes(1)),
        Standing::Covered,
        Standing::AtRisk(kes(1)),
        Standing::Returned(kes(1)),
        Standing::Repaid(kes(1)),
        Standing::Void,
    ];
    let names = [
        "open", "short", "over", "covered", "at_risk", "returned", "repaid", "void",
    ];
    assert_eq!(standings.map(Standing::name), names);
}

#[test]
fn nothing_is_done_any_more_to_a_sale_that_was_called_off() {
    let (sale, _) = told(350, &[added(1, Tender::Prompt, 350), Fact::Voided]);
    let none = Prompts::default();
    let void = Err(Objection::Void);
    for heed in [Heed::Stop, Heed::GoOn] {
        assert_eq!(sale.may_withdraw(leg(1), 0, heed), void);
        assert_eq!(sale.may_void(none, heed), void);
    }
    assert_eq!(sale.may_take(Tender::Cash, kes(350), kes(350)), void);
    assert_eq!(sale.may_prompt(kes(350), none), void);
    assert_eq!(sale.may_prompt_again(leg(1), kes(350), none), void);
}

#[test]
fn of_what_is_paid_the_cashier_is_told_so() {
    let (covered, _) = told(350, &[added(1, Tender::Prompt, 350), filled(1, 1, 350)]);
    assert_eq!(covered.may_add(kes(1)), Err(Objection::Paid));
    assert_eq!(covered.rest(), Err(Objection::Paid));
    let parts = [added(1, Tender::Prompt, 200), filled(1, 1, 200)];
    let (part, _) = told(350, &parts);
    let again = part.may_prompt_again(leg(1), kes(200), Prompts::default());
    assert_eq!(again, Err(Objection::Paid));
    let unknown = part.may_prompt_again(leg(2), kes(150), Prompts::default());
    assert_eq!(unknown, Err(Objection::Paid), "it lacks nothing");
}
