//! Every sample of a callback.

use daraja::{Error, StkCallback};
use domain::eat;
use domain::phone::PayerHint;

use crate::script::samples;

/// Paid callbacks: cents, receipt, time on the wire, payer.
pub(crate) const PAID: &[(&str, u64, &str, &str, &str)] = &[
    (
        "2017_07_balance_novalue",
        100,
        "LGR7OWQX0R",
        "20170727154800",
        "254700000001",
    ),
    (
        "2019_03_dmz",
        100,
        "NCB9FJNAIT",
        "20190311122121",
        "254700000003",
    ),
    (
        "2020_05_amount_1_0",
        100,
        "OEB44R5U3U",
        "20200511201419",
        "254700000005",
    ),
    (
        "2021_01_pair_of_c2b",
        500,
        "PAG0OJ3CDO",
        "20210116153013",
        "254700000007",
    ),
    (
        "2021_05_b",
        100,
        "PE72OLRHYE",
        "20210507175536",
        "254700000006",
    ),
    (
        "all_strings",
        150_000,
        "SBK81KZ9QF",
        "20241120101530",
        "254700000008",
    ),
    (
        "docs_2019",
        100,
        "NLJ7RT61SV",
        "20191219102115",
        "254708374149",
    ),
    (
        "large_amount_with_balance_value",
        1_050_000,
        "SG722NMVXQ",
        "20240707125145",
        "254700000010",
    ),
    (
        "unwrapped_mock",
        50_000,
        "LGR7OWQX0R",
        "20201006113336",
        "254700000009",
    ),
];

/// Callbacks that hold no payment, and their codes.
pub(crate) const UNPAID: &[(&str, &str)] = &[
    ("1019_2022", "1019"),
    ("1019_2023", "1019"),
    ("1031_2021_05", "1031"),
    ("1032_2019_prefix", "1032"),
    ("1032_2021_04", "1032"),
    ("1032_docs_2024", "1032"),
    ("1036_2019", "1036"),
    ("1037_2021", "1037"),
    ("1037_2023", "1037"),
    ("1037_2026_no_response", "1037"),
    ("constructed_1025", "1025"),
    ("constructed_17", "17"),
    ("constructed_2028", "2028"),
    ("constructed_31337", "31337"),
    ("constructed_4", "4"),
    ("constructed_9999", "9999"),
    ("constructed_sfc_ic0003", "SFC_IC0003"),
];

#[test]
fn every_paid_callback_is_read_exactly() {
    for (name, cents, receipt, at, phone) in PAID {
        let read = parse(&format!("stk_cb_ok_{name}.json")).unwrap();
        assert_eq!(read.result.unwrap().as_str(), "0", "{name}");
        assert_eq!(read.amount.unwrap().cents(), *cents, "{name}");
        assert_eq!(read.receipt.unwrap().as_str(), *receipt, "{name}");
        assert_eq!(eat::to_wire(read.paid_at.unwrap()), *at, "{name}");
        assert_eq!(
            read.payer,
            PayerHint::Full(phone.parse().unwrap()),
            "{name}"
        );
        assert!(read.merchant.is_some() && read.checkout.is_some(), "{name}");
    }
}

#[test]
fn every_unpaid_callback_tells_its_code_and_no_money() {
    for (name, code) in UNPAID {
        let read = parse(&format!("stk_cb_{name}.json")).unwrap();
        assert_eq!(read.result.unwrap().as_str(), *code, "{name}");
        assert_eq!(
            (read.amount, read.receipt, read.paid_at),
            (None, None, None),
            "{name}"
        );
        assert!(read.merchant.is_some() && read.checkout.is_some(), "{name}");
    }
}

#[test]
fn a_log_of_two_callbacks_is_not_one_and_broken_json_says_where() {
    let twice = parse("stk_cb_1032_2023_07_delivered_twice.json").unwrap_err();
    assert!(matches!(twice, Error::NotJson { .. }), "{twice}");
    let broken = parse("stk_cb_ok_2023_07_invalid_json.txt").unwrap_err();
    assert!(matches!(broken, Error::NotJson { line: 1, .. }), "{broken}");
    assert!(!broken.to_string().contains("0700000011"), "{broken}");
}

fn parse(name: &str) -> Result<StkCallback, Error> {
    StkCallback::parse(&std::fs::read(samples().join(name)).unwrap())
}
