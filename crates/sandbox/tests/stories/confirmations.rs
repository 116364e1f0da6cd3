//! The confirmations of payments, whichever way these came.

use reqwest::Method;
use sandbox::{Act, Config, Names, Shortcode};
use serde_json::{Value, json};

use crate::samples::{check, check_text};
use crate::till::{Ear, PHONE, POOR_PHONE, PUSH, Till, phone};

fn till_shop(config: &mut Config) {
    config.shop.shortcode = Shortcode::Till {
        store: "7654321".to_owned(),
        till: "5123456".to_owned(),
    };
}

/// Registers by a version, lets the usual customer pay KES 300, and returns the confirmation.
async fn told(till: &Till, version: &str) -> Value {
    let mut ear = Ear::open().await;
    till.register(version, &ear, &ear).await;
    till.sandbox.pay(&phone(PHONE), 300, "INV 7/a").unwrap();
    ear.hear().await
}

#[tokio::test]
async fn a_typed_payment_to_a_pay_bill_is_told_like_the_samples() {
    let till = Till::open().await;
    let body = told(&till, "v2").await;
    check_text("c2b_cf_2024_after_stk_push.json", &body, "TransactionType");
    check("c2b_cf_2023_masked_short.json", &body);
    let receipt = &till.sandbox.money().receipts[0];
    for (key, value) in [
        ("TransID", receipt.number.as_str()),
        ("TransTime", "20261124120000"),
        ("TransAmount", "300.00"),
        ("BusinessShortCode", "174379"),
        ("BillRefNumber", "INV 7/a"),
        ("InvoiceNumber", ""),
        ("OrgAccountBalance", "300.00"),
        ("MSISDN", "2547 ***** 678"),
        ("FirstName", "WANJIKU"),
    ] {
        assert_eq!(body[key], value, "{key}");
    }
    assert_eq!(receipt.checkout_request_id, None);
}

#[tokio::test]
async fn the_other_names_can_be_there_and_blank_like_the_documents_sample() {
    let till = Till::with(|config| config.rules.names = Names::Blank).await;
    let body = told(&till, "v2").await;
    for key in [
        "TransactionType",
        "MiddleName",
        "LastName",
        "ThirdPartyTransID",
    ] {
        check_text("c2b_cf_docs_v2_masked.json", &body, key);
    }
}

#[tokio::test]
async fn the_first_version_hashes_the_phone() {
    let till = Till::open().await;
    let mut ear = Ear::open().await;
    till.register("v1", &ear, &ear).await;
    till.sandbox
        .pay(&phone("254708374149"), 5, "Sample")
        .unwrap();
    check_text("c2b_cf_v1_hashed.json", &ear.hear().await, "MSISDN");
}

#[tokio::test]
async fn a_payment_to_a_till_has_no_account_and_hides_the_hash_once_more() {
    let till = Till::with(till_shop).await;
    let body = told(&till, "v1").await;
    for key in ["TransactionType", "BillRefNumber"] {
        check_text("c2b_cf_2024_till_hash_then_masked.json", &body, key);
    }
    assert_eq!(body["MSISDN"].as_str().unwrap().len(), 34 + 7 + 25);
    assert_eq!(body["BusinessShortCode"], "7654321");
}

#[tokio::test]
async fn notices_carry_the_number_that_was_registered() {
    let till = Till::with(till_shop).await;
    let mut ear = Ear::open().await;
    let body = json!({
        "ShortCode": "5123456", "ResponseType": "Completed",
        "ConfirmationURL": ear.url, "ValidationURL": ear.url,
    });
    till.call("/mpesa/c2b/v2/registerurl", &body).await;
    till.sandbox.pay(&phone(PHONE), 300, "").unwrap();
    let (headers, raw) = ear.hear_raw().await;
    assert_eq!(headers["businessshortcode"], "5123456");
    assert!(raw.contains(r#""BusinessShortCode":"5123456""#), "{raw}");
}

#[tokio::test]
async fn an_organisation_pays_without_a_phone_like_the_sample() {
    let till = Till::open().await;
    let mut ear = Ear::open().await;
    till.register("v2", &ear, &ear).await;
    till.sandbox
        .transfer("Sample Mobility Limited B2C", 152, "22841047")
        .unwrap();
    let body = ear.hear().await;
    for key in [
        "TransactionType",
        "InvoiceNumber",
        "MSISDN",
        "FirstName",
        "BillRefNumber",
    ] {
        check_text("c2b_cf_2026_org_to_org_a.json", &body, key);
    }
}

#[tokio::test]
async fn a_paid_push_is_told_both_ways_a_second_apart() {
    let mut till = Till::open().await;
    let mut ear = Ear::open().await;
    till.register("v2", &ear, &ear).await;
    till.push(PHONE, 300).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    let (_, callback) = till.ear.hear_raw().await;
    let confirmation = ear.hear().await;
    let number = &till.sandbox.money().receipts[0].number;
    assert!(callback.contains(number), "{callback}");
    assert!(callback.contains("20261124120000"), "{callback}");
    check("c2b_cf_2024_after_stk_push.json", &confirmation);
    assert_eq!(confirmation["TransID"], number.as_str());
    assert_eq!(confirmation["TransTime"], "20261124115959");
    assert_eq!(confirmation["BillRefNumber"], "S-000123");
}

#[tokio::test]
async fn a_push_to_a_till_is_told_without_its_account() {
    let till = Till::with(till_shop).await;
    let mut ear = Ear::open().await;
    till.register("v2", &ear, &ear).await;
    let mut push = till.push_body(PHONE, 300);
    push["TransactionType"] = "CustomerBuyGoodsOnline".into();
    assert_eq!(till.call(PUSH, &push).await.0, 200);
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    let body = ear.hear().await;
    assert_eq!(body["TransactionType"], "Customer Merchant Payment");
    assert_eq!(body["BillRefNumber"], "");
}

#[tokio::test]
async fn a_declined_push_is_not_told_as_a_payment() {
    let mut till = Till::open().await;
    let mut ear = Ear::open().await;
    till.register("v2", &ear, &ear).await;
    till.push(PHONE, 300).await;
    till.sandbox.answer(&phone(PHONE), Act::Cancel).unwrap();
    till.ear.hear().await;
    till.sandbox.stop().await;
    assert!(ear.is_silent());
}

#[tokio::test]
async fn without_addresses_a_payment_goes_through_and_nobody_is_told() {
    let mut till = Till::open().await;
    till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
    assert_eq!(till.sandbox.money().shop_balance_kes, 300);
    assert_eq!(till.sandbox.letters().len(), 0);
    till.sandbox.stop().await;
    assert!(till.ear.is_silent());
}

#[tokio::test]
async fn the_balance_moves_with_each_payment_and_its_charge() {
    let till = Till::open().await;
    let mut ear = Ear::open().await;
    till.register("v2", &ear, &ear).await;
    // 0.27 % of 7,800 are 21.06, as in the statement's sample.
    for (amount, balance) in [(7_800, "7800.00"), (100, "7878.94"), (1, "7879.67")] {
        till.sandbox.pay(&phone(PHONE), amount, "S-1").unwrap();
        assert_eq!(ear.hear().await["OrgAccountBalance"], balance, "{amount}");
    }
}

#[tokio::test]
async fn a_payment_is_made_from_outside_and_its_letter_is_there_to_be_read() {
    let till = Till::open().await;
    let mut ear = Ear::open().await;
    till.register("v2", &ear, &ear).await;
    let order = json!({ "phone": POOR_PHONE, "amount_kes": 50, "account": "S-1" });
    let (status, payment) = till.control(Method::POST, "/payments", order).await;
    assert_eq!((status, &payment["end"]), (200, &"paid".into()));
    let told = ear.hear().await;
    assert_eq!(told["TransID"], payment["receipt"]["number"]);
    let (_, letters) = till.control(Method::GET, "/letters", Value::Null).await;
    assert_eq!(letters[0]["kind"]["kind"], "confirmation");
    assert_eq!(letters[0]["letter"]["url"], ear.url);
    let (_, account) = till.control(Method::GET, "/account", Value::Null).await;
    assert_eq!(account["utility_cents"], 5_000 - 14);
    assert_eq!(account["entries"][1]["why"], "charge");
}

#[tokio::test]
async fn a_payment_by_nobody_or_by_two_is_refused_with_a_sentence() {
    let till = Till::open().await;
    for order in [
        json!({ "amount_kes": 50 }),
        json!({ "phone": PHONE, "organisation": "X", "amount_kes": 50 }),
        json!({ "phone": "0712345678", "amount_kes": 50 }),
    ] {
        let (status, body) = till.control(Method::POST, "/payments", order).await;
        assert_eq!(status, 400);
        assert!(body["error"].is_string());
    }
    assert_eq!(till.sandbox.money().shop_balance_kes, 0);
}
