//! The tables of the matcher.

use super::*;
use crate::attempt::{Answer, Attempt, Fact, Patience, Terms};
use crate::money::Shillings;
use crate::phone::PayerHint;
use crate::receipt::life::{Reference, Source};
use crate::shortcode::Shortcode;

const NOON: i64 = 1_795_500_000_000;
const PHONE: &str = "254712345678";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(NOON + seconds * 1000)
}

fn shillings(count: u64) -> Money {
    Money::from_cents(count * 100).expect("within limits")
}

fn phone(text: &str) -> Msisdn {
    text.parse().expect("a phone")
}

fn id(number: u8) -> SaleId {
    SaleId::from_bytes([number; 16])
}

/// A sale rung up so many seconds after noon; its number is 210 and something.
fn sale(number: u8, lacks: u64, rung: i64) -> OpenSale {
    OpenSale {
        sale: id(number),
        lacks: shillings(lacks),
        asked_at: at(rung),
        reference: (210 + u32::from(number)).to_string(),
        phones: Vec::new(),
        prompted: false,
    }
}

/// A payment half a minute after noon.
fn paid(amount: u64, typed: &str, payer: &str) -> Hearing {
    Hearing {
        source: Source::C2bBody,
        amount: Some(shillings(amount)),
        payee: "5123456".parse().expect("a number"),
        paid_at: Some(at(30)),
        payer: PayerHint::read(payer),
        kind: Kind::Customer,
        reference: Reference::read(typed),
        name: None,
        balance: None,
    }
}

fn decided(counter: &Counter, heard: Hearing) -> Decision {
    let heard = BTreeSet::from([heard]);
    let payment = Payment {
        heard: &heard,
        heard_at: at(33),
        again: false,
        visits: None,
    };
    decide(counter, [], &payment)
}

/// Writes a decision as `offer 1`.
fn told(decision: &Decision) -> String {
    let name = |one: &Match| match one.to {
        Target::Sale(sale) => sale.as_bytes()[0].to_string(),
        Target::Debt(_) => "debt".to_owned(),
    };
    match decision {
        Decision::Hold(_) => "hold".to_owned(),
        Decision::Settle(one) => format!("settle {}", name(one)),
        Decision::Offer(one) => format!("offer {}", name(one)),
        Decision::Choose(several) => {
            let names: Vec<_> = several.iter().map(name).collect();
            format!("choose {}", names.join(" "))
        }
        Decision::Wait => "wait".to_owned(),
    }
}

fn check(sales: &[OpenSale], heard: Hearing, expected: &str) {
    let counter = Counter {
        sales: sales.to_vec(),
        settles_alone: true,
        ..Counter::default()
    };
    let why = format!("{heard:?}");
    assert_eq!(told(&decided(&counter, heard)), expected, "{why}");
}

#[test]
fn a_till_offers_the_one_sale_of_the_amount_and_lets_choose_of_two() {
    let (one, equal) = (sale(1, 350, 0), sale(2, 350, 5));
    let with = |amount| paid(amount, "", "");
    check(&[], with(350), "wait");
    check(std::slice::from_ref(&one), with(350), "offer 1");
    check(&[one.clone(), sale(2, 400, 5)], with(350), "offer 1");
    check(&[one.clone(), equal.clone()], with(350), "choose 1 2");
    check(&[one, equal], with(777), "wait");
}

#[test]
fn amounts_a_little_short_or_over_are_offered_after_those_that_are_right() {
    let one = [sale(1, 350, 0)];
    let with = |amount| paid(amount, "", "");
    check(&one, with(300), "offer 1");
    check(&one, with(295), "wait");
    check(&one, with(347), "wait");
    check(&one, with(450), "offer 1");
    check(&one, with(455), "wait");
    check(&[sale(1, 40, 0)], with(15), "wait");
    check(&[sale(1, 350, 0), sale(2, 345, 0)], with(345), "offer 2");
}

#[test]
fn time_tells_sales_of_the_same_amount_apart() {
    let with = || paid(350, "", "");
    check(&[sale(1, 350, -500), sale(2, 350, 0)], with(), "offer 2");
    check(&[sale(1, 350, -100), sale(2, 350, 0)], with(), "offer 2");
    check(&[sale(1, 350, 0), sale(2, 350, 40)], with(), "offer 1");
    check(&[sale(1, 350, -500), sale(2, 350, 40)], with(), "offer 2");
    check(&[sale(1, 350, -9000)], with(), "offer 1");
    let prompted = OpenSale {
        prompted: true,
        ..sale(1, 350, 0)
    };
    check(&[prompted, sale(2, 350, 0)], with(), "offer 2");
    let pulled = || Hearing {
        source: Source::Pull,
        paid_at: Some(at(30 - 3 * 3600)),
        ..with()
    };
    check(&[sale(1, 350, -500), sale(2, 350, 0)], pulled(), "offer 2");
}

#[test]
fn a_pay_bills_reference_is_exact_or_one_edit_away_or_asked_for() {
    let both = [sale(1, 350, 0), sale(9, 350, 0)];
    let check = |typed, expected| check(&both, paid(350, typed, ""), expected);
    for exact in ["211", " 211", "#211", "0211", "Sale 211", "2I1", "NO.211"] {
        check(exact, "offer 1");
    }
    for one_edit in ["2111", "121", "217x 221"] {
        check(one_edit, "offer 1");
    }
    // One sign is missing: it may be either's.
    check("21", "choose 1 9");
    check("lunch", "choose 1 9");
    check("0712345678", "choose 1 9");
}

#[test]
fn spelling_forgives_o_and_i_and_one_edit() {
    let check = |typed, number, expected| assert_eq!(Spelling::of(typed, number), expected);
    check("2O4", "204", Some(Spelling::Exact));
    check("acc il", "11", Some(Spelling::Exact));
    check("240", "204", Some(Spelling::OneEdit));
    check("2044", "204", Some(Spelling::OneEdit));
    check("24", "204", Some(Spelling::OneEdit));
    check("402", "204", None);
    check("305", "204", None);
    check("7", "5", None);
    check("", "5", None);
    check("lunch", "5", None);
}

#[test]
fn the_amount_outweighs_a_reference_that_names_a_neighbour() {
    let sales = [sale(1, 350, 0), sale(2, 900, 0)];
    check(&sales, paid(350, "212", ""), "offer 1");
    check(&sales, paid(777, "212", ""), "offer 2");
}

#[test]
fn only_reference_amount_and_phone_together_settle_and_no_rival_may_be_there() {
    let typed = OpenSale {
        phones: vec![phone(PHONE)],
        ..sale(1, 350, 0)
    };
    let one = std::slice::from_ref(&typed);
    check(one, paid(350, "211", PHONE), "settle 1");
    check(one, paid(350, "211", "2547 ***** 678"), "settle 1");
    check(one, paid(350, "211", "2547 ***** 679"), "offer 1");
    check(one, paid(350, "211", ""), "offer 1");
    check(one, paid(350, "21", PHONE), "offer 1");
    check(one, paid(345, "211", PHONE), "offer 1");
    check(one, paid(350, "", PHONE), "offer 1");
    let rival = [typed.clone(), sale(9, 350, -2000)];
    check(&rival, paid(350, "211", PHONE), "offer 1");
    let heard = BTreeSet::from([paid(350, "211", PHONE)]);
    let second = Payment {
        heard: &heard,
        heard_at: at(33),
        again: true,
        visits: None,
    };
    let alone = Counter {
        sales: vec![typed.clone()],
        settles_alone: true,
        ..Counter::default()
    };
    assert_eq!(told(&decide(&alone, [], &second)), "offer 1");
    let counter = Counter {
        sales: vec![typed],
        ended: vec![(shillings(350), at(-60))],
        settles_alone: true,
        ..Counter::default()
    };
    let decision = decided(&counter, paid(350, "211", PHONE));
    assert_eq!(told(&decision), "offer 1");
}

#[test]
fn plain_masked_and_hashed_phones_tell_equal_sales_apart() {
    let with = |number, text| OpenSale {
        phones: vec![phone(text)],
        ..sale(number, 350, 0)
    };
    let both = [with(1, PHONE), with(2, "254722000111")];
    let hash = "0e1c6a6a5d7f4a4b8f0b2d8b5c1f3a9e7d6c5b4a39281706f5e4d3c2b1a09f8e";
    check(&both, paid(350, "", PHONE), "offer 1");
    check(&both, paid(350, "", "2547 ***** 111"), "offer 2");
    check(&both, paid(350, "", &hash_of("254722000111")), "offer 2");
    let whole = hash_of(PHONE);
    let hidden = format!("{} ***** {}", &whole[..34], &whole[39..]);
    check(&both, paid(350, "", &hidden), "offer 1");
    check(&both, paid(350, "", hash), "choose 1 2");
    check(&both, paid(350, "", ""), "choose 1 2");
}

fn hash_of(text: &str) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(text))
}

#[test]
fn money_of_a_business_is_never_offered() {
    let business = Hearing {
        kind: Kind::Organization,
        ..paid(350, "211", "")
    };
    check(&[sale(1, 350, 0)], business, "wait");
}

#[test]
fn a_known_debtor_is_offered_what_he_owes_and_never_settled() {
    let counter = |owes| Counter {
        debtors: vec![Debtor {
            phone: phone(PHONE),
            owes: shillings(owes),
        }],
        settles_alone: true,
        ..Counter::default()
    };
    let check = |owes, payer, expected: &str| {
        let decision = decided(&counter(owes), paid(350, "", payer));
        assert_eq!(told(&decision), expected, "{owes} {payer}");
    };
    check(350, PHONE, "offer debt");
    check(800, "2547 ***** 678", "offer debt");
    check(340, PHONE, "wait");
    check(350, "", "wait");
    check(350, "254722000111", "wait");
}

#[test]
fn what_fits_a_prompt_without_a_code_is_held_for_it_alone() {
    let terms = Terms {
        amount: Shillings::new(350).expect("within limits"),
        phone: phone(PHONE),
    };
    let sent = Attempt::draft(terms).knowing(&Fact::Sending { at: at(0) });
    let answered = |answer| sent.clone().knowing(&Fact::Answered { at: at(20), answer });
    let code = Fact::CodeFound("UKN5T0I7QO".parse().expect("a code"));
    let check = |attempt: &Attempt, payer: &str, expected: &str| {
        let shortcode: Shortcode = "till:7654321/5123456".parse().expect("a shortcode");
        let candidate = Candidate {
            attempt,
            drafted_at: at(0),
            shortcode,
            reference: "211-1",
            patience: Patience::default(),
        };
        let counter = Counter {
            sales: vec![sale(2, 350, 0)],
            settles_alone: true,
            ..Counter::default()
        };
        let heard = BTreeSet::from([paid(350, "", payer)]);
        let payment = Payment {
            heard: &heard,
            heard_at: at(33),
            again: false,
            visits: None,
        };
        let prompts = [(AttemptId::from_bytes([1; 16]), candidate)];
        assert_eq!(
            told(&decide(&counter, prompts, &payment)),
            expected,
            "{payer}"
        );
    };
    check(&sent, "", "hold");
    check(&sent, "2547 ***** 678", "hold");
    check(&sent, "2547 ***** 679", "offer 2");
    check(&sent, &hash_of(PHONE), "hold");
    check(&sent, &hash_of("254722000111"), "offer 2");
    check(&answered(Answer::Paid), "", "hold");
    check(&answered(Answer::Paid).knowing(&code), "", "offer 2");
}

#[test]
fn that_a_customer_is_known_is_said_and_changes_no_decision() {
    let counter = Counter {
        sales: vec![sale(1, 350, 10), sale(2, 500, 12)],
        ..Counter::default()
    };
    let heard = BTreeSet::from([paid(350, "", PHONE)]);
    let decided = |visits| {
        let payment = Payment {
            heard: &heard,
            heard_at: at(33),
            again: false,
            visits,
        };
        match decide(&counter, [], &payment) {
            Decision::Offer(one) => one,
            other => panic!("{other:?}"),
        }
    };
    let (known, stranger) = (decided(Some(Visits::Twice)), decided(None));
    assert_eq!((known.to, known.points), (stranger.to, stranger.points));
    assert!(known.reasons.contains(&Reason::PaidBefore(Visits::Twice)));
}
