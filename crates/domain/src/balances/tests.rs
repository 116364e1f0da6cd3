use std::ops::Range;

use proptest::prelude::*;

use super::*;

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

fn second(seconds: i64) -> Timestamp {
    Timestamp::from_ms(1_795_500_000_000 + seconds * 1000)
}

fn code(number: usize) -> Receipt {
    format!("UKN{number:07}").parse().expect("a code")
}

/// A proved payment of so many shillings, after which the account holds so much.
fn note(number: usize, paid: i64, amount: u64, holds: i64) -> Note {
    Note {
        receipt: code(number),
        paid_at: second(paid),
        amount: kes(amount),
        holds: Balance::from_cents(holds * 100),
        proved: true,
    }
}

fn payment(number: usize, paid: i64, amount: u64) -> Payment {
    Payment {
        receipt: code(number),
        paid_at: second(paid),
        amount: kes(amount),
        noted: true,
    }
}

/// Pulled, and never confirmed.
fn pulled(number: usize, paid: i64, amount: u64) -> Payment {
    Payment {
        noted: false,
        ..payment(number, paid, amount)
    }
}

fn changes(notes: &[Note]) -> Vec<i64> {
    let gaps = gaps(notes.to_vec());
    gaps.iter().map(|gap| gap.change.cents() / 100).collect()
}

fn only_gap(notes: [Note; 2]) -> Gap {
    let mut found = gaps(notes);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn neighbours_that_payments_explain_have_no_gap() {
    let chain = [note(1, 0, 100, 1100), note(2, 60, 50, 1150)];
    assert_eq!(changes(&chain), [0_i64; 0]);
    assert_eq!(changes(&chain[..1]), [0_i64; 0], "one alone tells nothing");
    let twice = [chain[0].clone(), chain[1].clone(), chain[0].clone()];
    assert_eq!(changes(&twice), [0_i64; 0], "told twice");
    let reversed = [note(1, 0, 100, 1100), note(2, 60, 50, 800)];
    assert_eq!(changes(&reversed), [-350]);
    let missed = [note(1, 0, 100, 1100), note(2, 60, 50, 1650)];
    assert_eq!(changes(&missed), [500]);
}

#[test]
fn payments_of_one_second_are_ordered_by_what_the_account_holds() {
    // Both orders of codes, and clocks that are a second or two off.
    let check = |first: i64, second: i64| {
        let chain = [
            note(1, 0, 10, 1000),
            note(3, first, 100, 1100),
            note(2, second, 50, 1150),
            note(4, 60, 1, 1151),
        ];
        assert_eq!(changes(&chain), [0_i64; 0], "{first} {second}");
    };
    check(30, 30);
    check(31, 30);
    check(32, 30);
    // A reversal between two payments of one moment: the balance is followed as far as it goes.
    let between = [
        note(1, 0, 10, 1000),
        note(2, 30, 100, 1100),
        note(3, 31, 50, 850),
    ];
    assert_eq!(changes(&between), [-300]);
}

#[test]
fn what_contradicts_itself_tells_nothing_of_the_account() {
    let two = [
        note(1, 0, 100, 1100),
        note(2, 60, 50, 1150),
        note(2, 60, 50, 9000),
        note(3, 90, 20, 1170),
    ];
    // It is a payment all the same: what it brought is missing in the chain.
    assert_eq!(changes(&two), [50]);
    let beyond = [note(1, 0, 100, 1100), note(2, 60, 5000, 1150)];
    assert_eq!(changes(&beyond), [0_i64; 0], "less than it brought");
}

#[test]
fn a_fall_of_what_a_payment_came_to_was_most_likely_taken_back() {
    let gap = only_gap([note(2, 60, 50, 1000), note(3, 120, 20, 670)]);
    let check = |payments: Vec<Payment>, found: Verdict| {
        let known = Known {
            payments,
            ..Known::default()
        };
        assert_eq!(gap.judge(&known), found);
    };
    let named = |numbers: &[usize]| {
        let codes = numbers.iter().map(|number| code(*number)).collect();
        Verdict::Stands(Finding::TakenBack(kes(350), codes))
    };
    let (one, other) = (payment(1, 30, 350), payment(9, 10, 350));
    check(vec![one.clone(), payment(2, 60, 50)], named(&[1]));
    check(vec![other, one.clone()], named(&[1, 9]));
    check(vec![payment(8, -86_400, 350), one.clone()], named(&[1]));
    check(vec![payment(8, 121, 350), one.clone()], named(&[1]));
    check(vec![payment(3, 120, 350), one], named(&[1]));
    let left = Verdict::Stands(Finding::Left(kes(350)));
    check(vec![payment(1, 30, 300), payment(2, 60, 200)], left);
}

#[test]
fn a_fall_of_several_payments_names_them_where_no_others_come_to_it() {
    let gap = only_gap([note(4, 60, 50, 1000), note(5, 120, 20, 670)]);
    let judge = |payments| {
        gap.judge(&Known {
            payments,
            ..Known::default()
        })
    };
    let payments = vec![payment(1, 1, 150), payment(2, 2, 200), payment(3, 3, 500)];
    let both = Finding::TakenBackTogether(kes(350), vec![code(2), code(1)]);
    assert_eq!(judge(payments.clone()), Verdict::Stands(both));
    let doubt = [payments, vec![payment(4, 60, 200)]].concat();
    assert_eq!(judge(doubt), Verdict::Stands(Finding::Left(kes(350))));
}

#[test]
fn money_that_was_moved_to_the_bank_is_no_alarm_between_proved_payments() {
    let check = |after: Note, before: Note| {
        let gap = only_gap([after, before]);
        let payments = vec![payment(1, 1, 300), payment(2, 2, 200), payment(3, 3, 150)];
        gap.judge(&Known {
            payments,
            ..Known::default()
        })
    };
    let (full, emptied) = (note(3, 3, 150, 48_000), note(4, 60, 20, 20));
    let large = note(5, 60, 20, 3020);
    assert_eq!(check(full.clone(), emptied), Verdict::Explained);
    assert_eq!(check(full.clone(), large.clone()), Verdict::Explained);
    let forged = Note {
        proved: false,
        ..large
    };
    let waits = Verdict::Waits(Finding::Left(kes(45_000)));
    assert_eq!(check(full.clone(), forged.clone()), waits);
    let forged = Note {
        paid_at: second(0),
        ..forged
    };
    let rise = Verdict::Waits(Finding::Untold(kes(44_830)));
    assert_eq!(check(forged, full), rise);
    // One payment alone may have emptied the account, and may have been taken back.
    let gap = only_gap([note(1, 1, 300, 300), note(2, 60, 20, 20)]);
    let payments = vec![payment(1, 1, 300)];
    let known = Known {
        payments,
        ..Known::default()
    };
    let taken = Finding::TakenBack(kes(300), vec![code(1)]);
    assert_eq!(gap.judge(&known), Verdict::Stands(taken));
}

#[test]
fn a_reversal_that_the_book_knows_explains_a_fall_and_no_other() {
    let gap = only_gap([note(2, 60, 50, 1000), note(3, 120, 20, 670)]);
    let reversal = |amount, earliest, latest| Reversal {
        amount: kes(amount),
        earliest: second(earliest),
        latest: second(latest),
    };
    let check = |reversals, found| {
        let payments = vec![payment(1, 30, 350), payment(4, 40, 150)];
        let known = Known {
            payments,
            reversals,
        };
        assert_eq!(gap.judge(&known), found);
    };
    check(vec![reversal(350, 30, 200)], Verdict::Explained);
    check(
        vec![reversal(200, 30, 90), reversal(150, 30, 90)],
        Verdict::Explained,
    );
    let whole = Verdict::Stands(Finding::TakenBack(kes(350), vec![code(1)]));
    check(vec![reversal(350, 10, 50)], whole.clone());
    check(vec![reversal(350, 130, 200)], whole);
    let rest = Verdict::Stands(Finding::TakenBack(kes(150), vec![code(4)]));
    check(vec![reversal(200, 30, 90)], rest);
}

#[test]
fn a_rise_is_explained_by_payments_that_other_ways_told_of() {
    let gap = only_gap([note(1, 0, 50, 1000), note(2, 600, 20, 1520)]);
    let judge = |payments| {
        gap.judge(&Known {
            payments,
            ..Known::default()
        })
    };
    let untold = |amount| Verdict::Waits(Finding::Untold(kes(amount)));
    assert_eq!(judge(Vec::new()), untold(500));
    assert_eq!(judge(vec![pulled(3, 300, 500)]), Verdict::Explained);
    let two = vec![pulled(3, 300, 300), pulled(4, 300, 200), pulled(5, 0, 70)];
    assert_eq!(judge(two), Verdict::Explained);
    assert_eq!(judge(vec![pulled(3, 300, 300)]), untold(200));
    assert_eq!(
        judge(vec![payment(3, 300, 500)]),
        untold(500),
        "in the chain"
    );
    assert_eq!(judge(vec![pulled(3, 700, 500)]), untold(500), "too late");
    let of_utc = pulled(3, 300 - 3 * 3600, 500);
    assert_eq!(judge(vec![of_utc]), Verdict::Explained);
}

#[test]
fn charges_are_no_alarm_where_the_balance_shows_that_there_are_some() {
    let cents = |note: Note, cents: i64| Note {
        holds: Balance::from_cents(note.holds.cents() + cents),
        ..note
    };
    let judge = |gap: &Gap| {
        let payments = vec![payment(1, 0, 350), payment(9, -60, 2)];
        gap.judge(&Known {
            payments,
            ..Known::default()
        })
    };
    let charged = only_gap([note(1, 0, 350, 1000), cents(note(2, 60, 20, 1020), -193)]);
    assert_eq!(judge(&charged), Verdict::Explained);
    // Of one second, and none follows to the cent.
    let rush = [
        note(1, 0, 1000, 1000),
        cents(note(2, 0, 350, 1350), -270),
        cents(note(3, 0, 120, 1120), -364),
    ];
    let shown = gaps(rush);
    let last = shown.last().expect("gaps");
    assert_eq!(last.after.receipt, code(2));
    assert!(
        matches!(judge(last), Verdict::Stands(Finding::TakenBack(_, named)) if named == [code(1)])
    );
    let missed = only_gap([note(4, 0, 100, 100), cents(note(5, 60, 50, 650), -162)]);
    let payments = vec![pulled(6, 30, 500)];
    let known = Known {
        payments,
        ..Known::default()
    };
    assert_eq!(missed.judge(&known), Verdict::Explained);
    let both = only_gap([note(1, 0, 350, 1000), cents(note(2, 60, 20, 670), -193)]);
    let taken = Finding::TakenBack(kes(350), vec![code(1)]);
    assert_eq!(judge(&both), Verdict::Stands(taken));
    let none = only_gap([note(1, 0, 350, 1000), note(2, 60, 20, 1018)]);
    let taken = Finding::TakenBack(kes(2), vec![code(9)]);
    assert_eq!(judge(&none), Verdict::Stands(taken), "no balance has cents");
}

/// How many seconds lie between two payments at the least of which it is known which was first.
const TELLS_APART: i64 = 3;

/// Something that happens to the account, a few seconds after what happened before.
#[derive(Clone, Copy, Debug)]
enum Happens {
    Paid(u64),
    Left(u64),
}

fn any_day(apart: Range<i64>) -> impl Strategy<Value = Vec<(i64, Happens)>> {
    let happens = prop_oneof![
        4 => (1u64..2000).prop_map(Happens::Paid),
        1 => (1u64..500).prop_map(Happens::Left),
    ];
    prop::collection::vec((apart, happens), 1..40)
}

/// Returns the notes of a day, and what left before each. What leaves does so well after a payment,
/// and the next one has its time to itself: of two at one time another order may explain the
/// balances as well, with another loss.
fn lived(day: &[(i64, Happens)]) -> (Vec<Note>, Vec<i64>) {
    let (mut notes, mut left, mut leaving) = (Vec::new(), Vec::new(), 0);
    let (mut at, mut holds) = (0, 100_000);
    for (number, (later, what)) in day.iter().enumerate() {
        at += later;
        match what {
            Happens::Paid(amount) => {
                holds += i64::try_from(*amount).expect("small");
                notes.push(note(number, at, *amount, holds));
                at += if leaving > 0 { TELLS_APART } else { 0 };
                left.push(std::mem::take(&mut leaving));
            }
            Happens::Left(amount) => {
                let amount = i64::try_from(*amount).expect("small");
                (holds, leaving, at) = (holds - amount, leaving + amount, at + 10);
            }
        }
    }
    (notes, left)
}

proptest! {
    #[test]
    fn every_loss_is_found_whatever_the_order_of_arrival(
        day in any_day(0..20),
        mix in any::<u64>(),
    ) {
        let (mut notes, left) = lived(&day);
        let expected: Vec<_> = left.iter().skip(1).filter(|left| **left > 0).map(|left| -left)
            .collect();
        notes.sort_by_key(|note| {
            let number: u64 = note.receipt.as_str()[3..].parse().expect("digits");
            (number + 1).wrapping_mul(mix | 1)
        });
        prop_assert_eq!(changes(&notes), expected);
    }

    #[test]
    fn what_is_not_told_of_shows_as_a_rise_and_nothing_is_lost_from_sight(
        day in any_day(TELLS_APART..20),
        told in any::<u64>(),
    ) {
        let (notes, left) = lived(&day);
        let is_told = |place: &usize| told >> (place % 64) & 1 == 1;
        let heard: Vec<_> = (0..notes.len()).filter(is_told).map(|place| notes[place].clone())
            .collect();
        let (Some(first), Some(last)) = (heard.first(), heard.last()) else {
            return Ok(());
        };
        let paid: u64 = heard[1..].iter().map(|note| note.amount.cents()).sum();
        let moved = last.holds.cents() - first.holds.cents() - i64::try_from(paid).expect("small");
        let found: i64 = gaps(heard.clone()).iter().map(|gap| gap.change.cents()).sum();
        prop_assert_eq!(found, moved);
        if left.iter().all(|left| *left == 0) {
            let rises = gaps(heard).iter().all(|gap| gap.change.cents() > 0);
            prop_assert!(rises, "what comes late is no loss");
        }
    }

    #[test]
    fn a_forged_body_hides_no_loss(
        amount in 1u64..200_000,
        holds in -1000i64..300_000,
        paid in 1i64..59,
    ) {
        // 350 were taken back; somebody posts a body of his own for the time between.
        let (after, before) = (note(1, 0, 350, 150_000), note(2, 60, 50, 149_700));
        let forged = Note { proved: false, ..note(3, paid, amount, holds) };
        let payments = vec![payment(1, 0, 350), payment(3, paid, amount)];
        let known = Known { payments, ..Known::default() };
        let found = gaps([after, forged, before]);
        let seen = found.iter().any(|gap| gap.judge(&known) != Verdict::Explained);
        prop_assert!(seen, "{:?}", found);
    }
}
