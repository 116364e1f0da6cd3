//! What holds of a sale whatever happens to it.

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

pub(super) const TOTAL: u64 = 350;

fn any_tender() -> impl Strategy<Value = Tender> {
    prop::sample::select(Tender::ALL.to_vec())
}

/// Facts of any kind about four legs, even ones that no person would be let do.
fn any_fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        3 => (1u8..5, any_tender(), 1u64..400).prop_map(|(n, tender, kes)| added(n, tender, kes)),
        3 => (1u8..5, 1u64..500).prop_map(|(n, handed)| taken(n, handed)),
        // An attempt is for one leg, and what it asked for never changes.
        4 => (1u8..9).prop_map(|by| filled(by % 4 + 1, by, u64::from(by) * 37)),
        2 => (1u8..5, 1u64..500).prop_map(|(n, money)| received(n, money)),
        2 => (1u8..5).prop_map(taken_back),
        1 => (1u8..5).prop_map(withdrawn),
        1 => Just(Fact::Repays),
        1 => Just(Fact::Voided),
        1 => (1u64..400).prop_map(|total| Fact::TotalAgreed { total: kes(total) }),
        2 => (1u64..400).prop_map(|money| Fact::Returned { money: kes(money) }),
        2 => (1u64..400, any_payout()).prop_map(|(money, how)| paid_out(money, how)),
        1 => (1u64..400, any_payout())
            .prop_map(|(money, how)| Fact::HandedBack { money: kes(money), how }),
        1 => (1u8..9, 0u64..300).prop_map(|(by, money)| Fact::SentBack {
            by: Payment::Prompt(AttemptId::from_bytes([by; 16])),
            money: kes(money),
        }),
        1 => (1u8..5, 0u64..300).prop_map(|(n, money)| Fact::SentBack {
            by: Payment::Received(leg(n)),
            money: kes(money),
        }),
        2 => (1u64..400).prop_map(released),
    ]
}

fn any_payout() -> impl Strategy<Value = Payout> {
    prop::sample::select(Payout::ALL.to_vec())
}

pub(super) fn facts() -> impl Strategy<Value = Vec<Fact>> {
    prop::collection::vec(any_fact(), 0..16)
}

/// Legs by prompt and cash within the total, and all the money that is asked for.
fn honest_sale() -> impl Strategy<Value = (Vec<Fact>, Vec<Fact>)> {
    prop::collection::vec(1u64..80, 1..5).prop_map(|amounts| {
        let numbered = || (1u8..).zip(&amounts);
        let tender = |n: u8| [Tender::Prompt, Tender::Cash][usize::from(n % 2)];
        let legs = numbered().map(|(n, kes)| added(n, tender(n), *kes));
        let money = numbered().map(|(n, kes)| match tender(n) {
            Tender::Cash => taken(n, kes + 5),
            _ => filled(n, n, *kes),
        });
        (legs.collect(), money.collect())
    })
}

/// Where money stands after effects, in cents.
#[derive(Debug, Default, PartialEq, Eq)]
struct Places {
    /// Paid for goods.
    sales: i64,
    /// Owed to the customer.
    owed: i64,
    /// Given back over the counter.
    given_back: i64,
    /// Owed by the customer.
    on_credit: i64,
    /// Handed out of what was owed, or left to the shop.
    paid_out: i64,
    /// Gone back by M-PESA of what was owed.
    sent_back: i64,
}

fn places(done: &[Effect]) -> Places {
    done.iter().fold(Places::default(), |mut places, effect| {
        let cents = effect.money().balance().cents();
        match effect {
            Effect::Earn(tender, _) => {
                places.sales += cents;
                if *tender == Tender::Credit {
                    places.on_credit += cents;
                }
            }
            // No money moves: it is told apart what is given and what is paid.
            Effect::Risk(_) | Effect::Unrisk(_) => {}
            Effect::Unearn(_) => places.sales -= cents,
            Effect::Owe(_) => places.owed += cents,
            Effect::Unowe(_) => places.owed -= cents,
            Effect::Return(_) => {
                places.sales -= cents;
                places.owed += cents;
            }
            Effect::Unreturn(_) => {
                places.sales += cents;
                places.owed -= cents;
            }
            Effect::PayOut(..) => {
                places.owed -= cents;
                places.paid_out += cents;
            }
            Effect::SendBack(_) => {
                places.owed -= cents;
                places.sent_back += cents;
            }
            Effect::TakeIn(..) => {
                places.owed += cents;
                places.paid_out -= cents;
            }
            Effect::Unsend(_) => {
                places.owed += cents;
                places.sent_back -= cents;
            }
            Effect::GiveBack(tender, _) => {
                places.sales -= cents;
                match tender {
                    Tender::Prompt | Tender::Received => places.owed += cents,
                    Tender::Credit => places.on_credit -= cents,
                    Tender::Cash | Tender::Card | Tender::Other | Tender::Seen => {
                        places.given_back += cents;
                    }
                }
            }
        }
        places
    })
}

/// What the book lets go back by M-PESA: of a payment no more than came by it, and than is owed.
fn may_send(sale: &Sale, by: Payment, money: Money) -> bool {
    sale.fills.get(&by).is_some_and(|fill| {
        let Filling {
            to_leg,
            to_customer,
        } = fill.filling;
        let more = money.saturating_sub(fill.sent_back);
        money <= to_leg.saturating_add(to_customer) && more <= sale.owed()
    })
}

pub(super) fn cents(money: Money) -> i64 {
    money.balance().cents()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn no_more_than_its_total_covers_a_sale_and_no_more_than_its_amount_a_leg(facts in facts()) {
        let (sale, _) = told(TOTAL, &facts);
        prop_assert!(sale.covered() <= sale.total);
        prop_assert!(sale.legs.values().all(|leg| leg.covered <= leg.amount));
    }

    #[test]
    fn every_shilling_that_came_pays_is_change_is_owed_or_left_the_shop(facts in facts()) {
        let (sale, done) = told(TOTAL, &facts);
        let over_the_counter = sale.legs.values().filter(|leg| leg.tender != Tender::Credit);
        let handed = sum(over_the_counter.filter_map(|leg| leg.handed));
        let proved = sum(sale.fills.values().map(|fill| {
            fill.filling.to_leg.saturating_add(fill.filling.to_customer)
        }));
        let Places { sales, owed, given_back, on_credit, paid_out, sent_back } = places(&done);
        let gone = sales + owed + given_back + cents(sale.change()) + paid_out + sent_back;
        prop_assert_eq!(gone - on_credit, cents(handed) + cents(proved));
        prop_assert_eq!(on_credit, cents(sale.on_credit()));
        prop_assert_eq!(sales, cents(sale.kept()));
        prop_assert_eq!(owed, cents(sale.owed()) - cents(sale.overpaid()));
        prop_assert_eq!(given_back, cents(sale.gives_back()));
        prop_assert_eq!(paid_out, cents(sale.paid_out));
        let went = sum(sale.fills.values().map(|fill| fill.sent_back));
        prop_assert_eq!(sent_back, cents(went));
    }

    #[test]
    fn never_more_is_owed_for_goods_than_paid_for_them_and_they_are_not_given_again(
        facts in facts(),
    ) {
        let (sale, _) = told(TOTAL, &facts);
        prop_assert!(sale.void || sale.returned <= sale.covered());
        let is_returned = sale.returned > Money::ZERO;
        prop_assert!(!(is_returned && sale.standing().gives_goods()));
        prop_assert_eq!(sale.may_add(kes(1)).is_ok() && is_returned, false);
    }

    // What a person may do never pays out what is not owed, whatever was done before.
    #[test]
    fn what_people_may_do_never_pays_out_more_than_is_owed(
        facts in facts(),
        seen in any::<bool>(),
    ) {
        let mut sale = Sale::open(kes(TOTAL));
        for fact in &facts {
            let may = match fact {
                Fact::PaidOut { money, .. } => sale.may_pay_out(*money, Money::ZERO).is_ok(),
                Fact::HandedBack { money, how } => sale.may_hand_back(*money, *how).is_ok(),
                Fact::Returned { money } => {
                    let returned = if seen { sale.returned } else { Money::ZERO };
                    sale.may_return(*money, returned).is_ok()
                }
                Fact::TakenBack { leg } => {
                    sale.may_take_back(*leg, Money::ZERO, Heed::GoOn).is_ok()
                }
                Fact::Voided => sale.may_void(Prompts::default(), Heed::GoOn).is_ok(),
                Fact::SentBack { by, money } => may_send(&sale, *by, *money),
                _ => true,
            };
            if may {
                sale = step(sale, fact).0;
            }
            prop_assert_eq!(sale.overpaid(), Money::ZERO, "{:?}", fact);
        }
    }

    // It makes good what was too much, and changes no debt, no risk and nothing that is lacking.
    #[test]
    fn what_is_handed_back_ends_what_was_too_much_and_changes_nothing_else(facts in facts()) {
        let (before, _) = told(TOTAL, &facts);
        let mut after = before.clone();
        for how in Payout::ALL {
            let money = before.to_hand_back(how);
            prop_assert!(money == Money::ZERO || after.may_hand_back(money, how).is_ok());
            after = step(after, &Fact::HandedBack { money, how }).0;
        }
        // What went back by M-PESA the till puts right by itself.
        let by_mpesa = before.overpaid().saturating_sub(before.paid_out);
        prop_assert_eq!(after.overpaid(), by_mpesa);
        let rest = |sale: &Sale| {
            let lacking = (sale.lacks(), sale.at_risk(), sale.owed(), sale.lost());
            (lacking, sale.kept(), sale.on_credit(), sale.adds_to_debt())
        };
        prop_assert_eq!(rest(&after), rest(&before));
        prop_assert!(after.tips <= after.paid_out);
    }

    // Nobody owes for goods that he brought back, and nobody is paid for goods that he owes for.
    #[test]
    fn goods_on_credit_that_come_back_lessen_the_debt_before_money_is_owed_for_them(
        facts in facts(),
        money in 1u64..400,
    ) {
        let (before, _) = told(TOTAL, &facts);
        let (after, effects) = step(before.clone(), &Fact::Returned { money: kes(money) });
        let off = before.on_credit().saturating_sub(after.on_credit());
        prop_assert_eq!(off, before.on_credit().min(kes(money).min(before.kept())));
        let owed = effects.iter().filter(|effect| matches!(effect, Effect::Return(_)));
        let owed = sum(owed.map(Effect::money));
        prop_assert!(owed == Money::ZERO || after.on_credit() == Money::ZERO);
    }

    #[test]
    fn what_is_told_twice_counts_once(facts in facts(), again in any::<Index>()) {
        let (sale, _) = told(TOTAL, &facts);
        if let Some(fact) = facts.get(again.index(facts.len().max(1))) {
            let known = match fact {
                Fact::Filled { by, .. } => sale.fills.contains_key(by),
                Fact::Taken { leg, .. } => sale.legs.contains_key(leg)
                    && sale.legs[leg].handed.is_some(),
                Fact::LegAdded { .. } | Fact::Voided => true,
                Fact::Repays => sale.purpose == Purpose::Repayment,
                Fact::Released { .. } => sale.released() > Money::ZERO,
                Fact::TotalAgreed { total } => sale.total == *total,
                Fact::SentBack { by, money } => sale.fills.get(by)
                    .is_none_or(|fill| fill.sent_back == *money),
                Fact::Withdrawn { .. }
                | Fact::Returned { .. }
                | Fact::PaidOut { .. }
                | Fact::HandedBack { .. } => false,
                Fact::TakenBack { leg } => !sale.fills.contains_key(&Payment::Received(*leg))
                    && sale.legs.get(leg).is_none_or(|leg| leg.withdrawn),
            };
            let (after, effects) = step(sale.clone(), fact);
            prop_assert!(!known || (after == sale && effects.is_empty()), "{:?}", fact);
        }
    }

    #[test]
    fn a_void_sale_keeps_nothing_and_gives_no_goods(facts in facts()) {
        let (sale, mut done) = told(TOTAL, &facts);
        let (sale, effects) = step(sale, &Fact::Voided);
        done.extend(effects);
        prop_assert_eq!(places(&done).sales, 0);
        prop_assert!(!sale.standing().gives_goods());
    }

    #[test]
    fn goods_are_given_only_for_as_much_money_as_the_sale_comes_to(facts in facts()) {
        let (sale, done) = told(TOTAL, &facts);
        if sale.standing().gives_goods() {
            prop_assert_eq!(places(&done).sales, cents(sale.total));
        }
    }

    #[test]
    fn the_order_in_which_the_money_of_legs_comes_does_not_matter(
        (legs, mut money) in honest_sale(),
        swaps in prop::collection::vec(any::<(Index, Index)>(), 0..8),
        voided in any::<bool>(),
    ) {
        let voided = voided.then_some(Fact::Voided);
        let total = 400;
        let (in_order, _) = told(total, &[&legs[..], &money, voided.as_slice()].concat());
        for (one, other) in &swaps {
            let (one, other) = (one.index(money.len()), other.index(money.len()));
            money.swap(one, other);
        }
        let (shuffled, _) = told(total, &[&legs[..], &money, voided.as_slice()].concat());
        prop_assert_eq!(in_order, shuffled);
    }

    // Money that comes before or after a sale was called off ends in the same place.
    #[test]
    fn calling_off_and_late_money_end_alike_in_either_order(
        (legs, money) in honest_sale(),
        split in any::<Index>(),
    ) {
        let prompts: Vec<_> = money.into_iter()
            .filter(|fact| matches!(fact, Fact::Filled { .. }))
            .collect();
        let (early, late) = prompts.split_at(split.index(prompts.len() + 1));
        let voided = [Fact::Voided];
        let (last, _) = told(TOTAL, &[&legs[..], early, late, &voided].concat());
        let (between, _) = told(TOTAL, &[&legs[..], early, &voided, late].concat());
        prop_assert_eq!(last.owed(), between.owed());
        prop_assert_eq!(last.standing(), between.standing());
    }

    #[test]
    fn a_leg_that_may_be_added_never_carries_the_legs_beyond_the_total(
        facts in facts(),
        amount in 1u64..400,
    ) {
        let others: Vec<_> = facts.iter()
            .filter(|fact| !matches!(fact, Fact::LegAdded { .. }))
            .collect();
        let mut sale = Sale::open(kes(TOTAL));
        let additions = facts.iter().filter_map(|fact| match fact {
            Fact::LegAdded { amount, .. } => Some(*amount),
            _ => None,
        });
        for (number, asked) in (1u8..).zip(additions.chain([kes(amount)])) {
            if sale.may_add(asked).is_ok() {
                sale = step(sale, &Fact::LegAdded {
                    leg: leg(number), tender: Tender::Prompt, amount: asked,
                }).0;
                prop_assert!(sum(sale.legs.values().map(Leg::claims)) <= sale.total);
            }
            for fact in &others {
                sale = step(sale, fact).0;
            }
        }
    }
}
