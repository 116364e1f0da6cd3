//! What is read of every sample of a result, piece by piece.

use daraja::{Parameters, ResultBody, StatusResult, TransactionState};
use domain::eat;
use domain::money::{Balance, Money};
use domain::party::Party;

use crate::script::{bytes, shown};

#[test]
fn every_status_is_read_exactly() {
    let check = |name: &str, receipt: &str, cents, at: &str, debit: &str, credit: &str| {
        let status = status(name);
        assert_eq!(status.receipt, receipt.parse().ok(), "{name}");
        assert_eq!(status.amount.map(Money::cents), Some(cents), "{name}");
        assert_eq!(status.state, Some(TransactionState::Completed), "{name}");
        assert_eq!(
            status.finalised_at.map(eat::to_wire).as_deref(),
            Some(at),
            "{name}"
        );
        assert_eq!(status.initiated_at, status.finalised_at, "{name}");
        assert_eq!(status.debit, Some(Party::read(debit)), "{name}");
        assert_eq!(status.credit, Some(Party::read(credit)), "{name}");
        assert!(
            status.credit.is_some_and(|party| party.name.is_some()),
            "{name}"
        );
    };
    let hospital = "4130669 - SAMPLE COUNTY HOSPITAL";
    check(
        "ts_result_2024_production.json",
        "SB659DEI29",
        100,
        "20240206143645",
        "254700000016 - JANE DOE",
        hospital,
    );
    check(
        "ts_result_2022_many_keys_without_value.json",
        "QE81ABC2DE",
        10_000,
        "20220508203801",
        "254700000017 - JOHN DOE",
        "600000 - SAMPLE SHRINE",
    );
    check(
        "ts_result_2017_spaced_keys.json",
        "LGR919G2AV",
        1_000,
        "20170727101415",
        "600134 - Safaricom157",
        "254708374149 - John Doe",
    );
    let old = status("ts_result_2017_spaced_keys.json");
    assert_eq!(
        old.conversation,
        "AG_20170727_00004492b1b6d0078fbe".parse().ok()
    );
    assert_eq!(
        shown(old.debit_charges.as_ref()),
        "Fee For B2C Payment|KES|33.00"
    );
    let production = status("ts_result_2024_production.json");
    assert_eq!(production.credit.unwrap().shortcode, "4130669".parse().ok());
    assert_eq!(status("ts_result_2032_not_found.json").receipt, None);
}

#[test]
fn every_result_names_its_request_and_its_code() {
    let check = |name: &str, code: &str, conversation: &str, done: bool| {
        let read = result(name);
        assert_eq!(read.result, code.parse().ok(), "{name}");
        assert_eq!(read.conversation, conversation.parse().ok(), "{name}");
        assert_eq!(read.is_done(), done, "{name}");
        assert!(
            read.originator.is_some() && read.transaction.is_some(),
            "{name}"
        );
    };
    check(
        "ts_result_2001_single_object.json",
        "2001",
        "AG_20191219_00006c6fddb15123addf",
        false,
    );
    check(
        "ts_result_2032_not_found.json",
        "2032",
        "AG_20260928_70101f2e3d4c5b6a7988",
        false,
    );
    check(
        "rv_result_r000002.json",
        "R000002",
        "AG_20211114_2010573069aefb6b625a",
        false,
    );
    check(
        "rv_result_r000001_already.json",
        "R000001",
        "AG_20211114_2010573069aefb6b625b",
        false,
    );
    check(
        "rv_result_2018_code21_success_text.json",
        "21",
        "AG_20181005_00004d7ee675c0c7ee0b",
        false,
    );
    check(
        "rv_result_2017_no_params.json",
        "0",
        "AG_20170727_00004efadacd98a01d15",
        true,
    );
    check(
        "ab_result_2017_numbers.json",
        "0",
        "AG_20170728_0000589b6252f7f25488",
        true,
    );
    check(
        "async_b2b_ok_2017_basicamount.json",
        "0",
        "AG_20170727_00006baee344f4ce0796",
        true,
    );
    check(
        "async_b2c_ok_2017.json",
        "0",
        "AG_20170821_000049448b24712383de",
        true,
    );
}

#[test]
fn a_reversal_names_both_receipts() {
    let read = result("rv_result_ok_2021.json").reversal();
    assert_eq!(read.receipt, "SKE52PAWR9".parse().ok());
    assert_eq!(read.original, "SKC82PACB8".parse().ok());
    assert_eq!(
        (read.amount, read.charge),
        ("1".parse().ok(), "0".parse().ok())
    );
    assert_eq!(
        read.completed_at.map(eat::to_wire).as_deref(),
        Some("20211114132711")
    );
    assert_eq!(
        read.credit,
        Some(Party::read("254700000018 - JOHN TEST DOE"))
    );
    assert_eq!(read.debit.unwrap().shortcode, "600992".parse().ok());
    let account = read.account.unwrap();
    assert_eq!(account.name.as_str(), "Utility Account");
    assert_eq!(account.balance.map(Balance::cents), Some(772_217_962));
}

#[test]
fn a_balance_lists_its_accounts() {
    for (name, working, at) in [
        ("ab_result_docs_strings.json", 70_000_000, "20200109125710"),
        ("ab_result_2017_numbers.json", 4_671_300, "20170728095642"),
    ] {
        let read = result(name).balance();
        let names: Vec<_> = read
            .accounts
            .iter()
            .map(|account| account.name.as_str())
            .collect();
        let expected = [
            "Working",
            "Float",
            "Utility",
            "Charges Paid",
            "Organization Settlement",
        ];
        assert_eq!(
            names,
            expected.map(|name| format!("{name} Account")),
            "{name}"
        );
        assert_eq!(
            read.accounts[0].balance.map(Balance::cents),
            Some(working),
            "{name}"
        );
        assert!(
            read.accounts[3]
                .available
                .is_some_and(|held| held.cents() < 0),
            "{name}"
        );
        assert_eq!(
            read.completed_at.map(eat::to_wire).as_deref(),
            Some(at),
            "{name}"
        );
    }
}

#[test]
fn parameters_that_nobody_asked_for_are_kept() {
    let all: Parameters = result("async_b2c_ok_2017.json").parameters;
    assert_eq!(all.iter().count(), 8);
    assert_eq!(
        shown(all.text("TransactionCompletedDateTime")),
        "21.08.2017 12:01:59"
    );
    assert_eq!(
        shown(all.text("B2CUtilityAccountAvailableFunds")),
        "98834.00"
    );
    let without = result("ts_result_2022_many_keys_without_value.json").parameters;
    assert!(without.has("TransactionReason") && without.text("TransactionReason").is_none());
}

fn result(name: &str) -> ResultBody {
    ResultBody::parse(&bytes(name)).unwrap()
}

fn status(name: &str) -> StatusResult {
    result(name).status()
}
