//! What is read of every sample of a C2B payment, piece by piece.

use daraja::{Body, C2b, C2bKind, Inbound, Stage};
use domain::eat;
use domain::money::{Balance, Money};
use domain::party::Name;
use domain::phone::PayerHint;
use domain::receipt::Receipt;

use crate::script::{bytes, shown};

/// Payments: receipt, time, cents, number, account, balance in cents, name, and whether the phone
/// is full, masked, hashed or absent.
type Payment = (
    &'static str,
    &'static str,
    &'static str,
    u64,
    &'static str,
    &'static str,
    Option<i64>,
    &'static str,
    &'static str,
);

const PAYMENTS: &[Payment] = &[
    (
        "val_2017_a",
        "LGR219G3EY",
        "20170727104247",
        1_000,
        "600134",
        "xyz",
        None,
        "John Doe",
        "full",
    ),
    (
        "val_2017_b",
        "LHG31AA5TX",
        "20170816190243",
        20_000,
        "601426",
        "account",
        None,
        "John Doe",
        "full",
    ),
    (
        "val_docs_masked",
        "RKTQDM7W6S",
        "20191122063845",
        1_000,
        "600638",
        "invoice008",
        None,
        "John Doe",
        "masked",
    ),
    (
        "bad_amount_thousands",
        "UHQQ349A11",
        "20260826000238",
        150_000,
        "600984",
        "S-000123",
        Some(100_000),
        "JOHN",
        "masked",
    ),
    (
        "bad_billref_spaces",
        "UHQQ349A11",
        "20260826000238",
        5_000,
        "600984",
        "s-000123",
        Some(100_000),
        "JOHN",
        "masked",
    ),
    (
        "cf_2024_after_stk_push",
        "SB65A1TU7X",
        "20240206175212",
        400,
        "4130669",
        "2046332",
        Some(16_500),
        "JOHN",
        "masked",
    ),
    (
        "cf_2024_till_hash_then_masked",
        "SGM3J225DR",
        "20240722205801",
        1_172_000,
        "166373",
        "",
        Some(2_678_180),
        "JOHN",
        "hashed",
    ),
    (
        "cf_2026_org_to_org_a",
        "UH4SP1L7W6",
        "20260804091330",
        15_200,
        "4125223",
        "22841047",
        Some(15_559_900),
        "SAMPLE MOBILITY LIMITED B2C",
        "absent",
    ),
    (
        "cf_docs_v2_masked",
        "RKL51ZDR4F",
        "20231121121325",
        500,
        "600966",
        "Sample Transaction",
        Some(2_500),
        "NICHOLAS",
        "masked",
    ),
];

#[test]
fn every_payment_is_read_exactly() {
    for (name, receipt, at, cents, number, account, balance, person, payer) in PAYMENTS {
        let read = payment(&format!("c2b_{name}.json"));
        assert_eq!(
            read.receipt.as_ref().map(Receipt::as_str),
            Some(*receipt),
            "{name}"
        );
        assert_eq!(
            read.paid_at.map(eat::to_wire).as_deref(),
            Some(*at),
            "{name}"
        );
        assert_eq!(read.amount.map(Money::cents), Some(*cents), "{name}");
        assert_eq!(
            read.shortcode.map(|n| n.to_string()).as_deref(),
            Some(*number),
            "{name}"
        );
        assert_eq!(shown(read.bill_reference.as_ref()), *account, "{name}");
        assert_eq!(read.balance.map(Balance::cents), *balance, "{name}");
        assert_eq!(
            read.name.as_ref().map(Name::as_str),
            Some(*person),
            "{name}"
        );
        assert_eq!(form(&read.payer), *payer, "{name}");
    }
}

#[test]
fn what_was_done_is_told_by_its_type() {
    let check = |name: &str, kind: Option<C2bKind>, stage: Stage| {
        let read = payment(&format!("c2b_{name}.json"));
        assert_eq!((read.kind, read.stage), (kind, stage), "{name}");
    };
    check("val_2017_a", None, Stage::Validation);
    check(
        "cf_2021_01_pair_of_stk",
        Some(C2bKind::PayBill),
        Stage::Confirmation,
    );
    check(
        "cf_2024_till_hash_then_masked",
        Some(C2bKind::Till),
        Stage::Confirmation,
    );
    check(
        "cf_2026_org_to_org_b",
        Some(C2bKind::Organization),
        Stage::Confirmation,
    );
    check(
        "cf_2026_till_missing_keys",
        Some(C2bKind::Till),
        Stage::NotTold,
    );
}

#[test]
fn a_prompt_and_its_confirmation_name_one_receipt_and_one_amount() {
    let confirmed = payment("c2b_cf_2021_01_pair_of_stk.json");
    let body = bytes("stk_cb_ok_2021_01_pair_of_c2b.json");
    let Body::StkCallback(reported) = Inbound::read(&body).body else {
        panic!("no callback")
    };
    assert_eq!(
        (confirmed.receipt, confirmed.amount),
        (reported.receipt, reported.amount)
    );
    let apart = reported.paid_at.unwrap().since(confirmed.paid_at.unwrap());
    assert_eq!(apart.as_secs(), 1);
}

#[test]
fn a_missing_amount_is_absent_and_hides_nothing_else() {
    let read = payment("c2b_bad_amount_missing.json");
    assert_eq!(
        (read.amount, read.receipt),
        (None, "UHQQ349A11".parse().ok())
    );
}

fn payment(name: &str) -> C2b {
    C2b::parse(&bytes(name)).unwrap()
}

fn form(payer: &PayerHint) -> &'static str {
    match payer {
        PayerHint::Full(_) => "full",
        PayerHint::Masked { .. } => "masked",
        PayerHint::Hashed(_) => "hashed",
        PayerHint::Absent => "absent",
    }
}
