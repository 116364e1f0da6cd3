//! What M-PESA refuses though the PIN was right, and what it locks and lends.

use reqwest::Method;
use sandbox::{Act, Config, Outcome, PaymentEnd, Stage};
use serde_json::{Value, json};

use crate::samples::check;
use crate::till::{PHONE, POOR_PHONE, Till, phone};

/// The customer who may borrow KES 5,000 beyond the KES 8,000 in the wallet.
const BORROWER: &str = "254701444555";

/// Lets a customer accept a push, and returns the callback.
async fn accepted(till: &mut Till, phone_number: &str, amount: u64) -> Value {
    till.push(phone_number, amount).await;
    till.sandbox
        .answer(&phone(phone_number), Act::Accept)
        .unwrap();
    till.ear.hear().await["Body"]["stkCallback"].take()
}

async fn check_code(change: impl FnOnce(&mut Config), amount: u64, code: u16) {
    let mut till = Till::with(change).await;
    let callback = accepted(&mut till, "254110666777", amount).await;
    assert_eq!(callback["ResultCode"], code, "{callback}");
    check(
        "stk_cb_constructed_4.json",
        &json!({ "Body": { "stkCallback": callback } }),
    );
    assert_eq!(till.sandbox.money().shop_balance_kes, 0);
}

#[tokio::test]
async fn amounts_outside_the_rules_fail_with_their_codes() {
    check_code(|config| config.rules.least_kes = 10, 9, 2).await;
    check_code(|config| config.rules.most_kes = 70_000, 70_001, 3).await;
    check_code(|config| config.rules.shop_limit_kes = Some(100), 101, 8).await;
}

#[tokio::test]
async fn the_limits_themselves_can_be_paid() {
    let mut till = Till::with(|config| {
        config.rules.least_kes = 100;
        config.rules.most_kes = 100;
        config.rules.shop_limit_kes = Some(100);
    })
    .await;
    assert_eq!(accepted(&mut till, PHONE, 100).await["ResultCode"], 0);
}

async fn fill(till: &Till, phone: &str, alteration: Value) {
    let path = format!("/phones/{phone}");
    let (status, _) = till.control(Method::PATCH, &path, alteration).await;
    assert_eq!(status, 204);
}

#[tokio::test]
async fn half_a_million_a_day_is_the_most_that_a_customer_can_pay() {
    let mut till = Till::open().await;
    for code in [0, 0, 4] {
        fill(&till, PHONE, json!({ "balance_kes": 250_000 })).await;
        assert_eq!(
            accepted(&mut till, PHONE, 250_000).await["ResultCode"],
            code
        );
    }
    // Midnight in Nairobi is twelve hours away.
    till.clock.advance(std::time::Duration::from_hours(12));
    till.renew_token().await;
    assert_eq!(accepted(&mut till, PHONE, 250_000).await["ResultCode"], 0);
}

#[tokio::test]
async fn fuliza_lends_what_the_wallet_lacks_up_to_its_limit() {
    let mut till = Till::open().await;
    assert_eq!(accepted(&mut till, BORROWER, 13_001).await["ResultCode"], 1);
    assert_eq!(accepted(&mut till, BORROWER, 9_000).await["ResultCode"], 0);
    assert_eq!(accepted(&mut till, BORROWER, 4_001).await["ResultCode"], 1);
    let money = till.sandbox.money();
    let who = money
        .wallets
        .iter()
        .find(|who| who.phone == phone(BORROWER))
        .unwrap();
    assert_eq!((who.balance_kes, who.fuliza_owed_kes), (0, 1_000));
    assert_eq!(money.receipts[0].fuliza_kes, 1_000);
}

#[tokio::test]
async fn three_wrong_pins_in_a_row_lock_the_pin_until_it_is_unlocked() {
    let mut till = Till::open().await;
    for code in [2001, 2001, 2001, 8006, 8006] {
        till.push(PHONE, 20).await;
        till.sandbox.answer(&phone(PHONE), Act::WrongPin).unwrap();
        assert_eq!(
            till.ear.hear().await["Body"]["stkCallback"]["ResultCode"],
            code
        );
    }
    assert_eq!(accepted(&mut till, PHONE, 20).await["ResultCode"], 8006);
    fill(&till, PHONE, json!({ "wrong_pins": 0 })).await;
    assert_eq!(accepted(&mut till, PHONE, 20).await["ResultCode"], 0);
}

#[tokio::test]
async fn a_right_pin_forgives_the_wrong_ones() {
    let mut till = Till::open().await;
    for act in [
        Act::WrongPin,
        Act::WrongPin,
        Act::Accept,
        Act::WrongPin,
        Act::Accept,
    ] {
        till.push(PHONE, 20).await;
        till.sandbox.answer(&phone(PHONE), act).unwrap();
        till.ear.hear().await;
    }
    assert_eq!(till.sandbox.money().shop_balance_kes, 40);
}

#[tokio::test]
async fn a_pin_can_be_typed() {
    let till = Till::open().await;
    fill(&till, PHONE, json!({ "pin": "2580" })).await;
    let path = format!("/phones/{PHONE}/answer");
    for (pin, outcome) in [("1234", "wrong_pin"), ("2580", "paid")] {
        till.push(PHONE, 20).await;
        let (status, life) = till
            .control(Method::POST, &path, json!({ "pin": pin }))
            .await;
        assert_eq!((status, &life["outcome"]), (200, &outcome.into()));
    }
}

#[tokio::test]
async fn a_typed_payment_that_cannot_be_made_says_why_and_moves_nothing() {
    let till = Till::open().await;
    let payment = till.sandbox.pay(&phone(POOR_PHONE), 51, "S-1").unwrap();
    let outcome = Outcome::TooLittleMoney;
    let end = PaymentEnd::Failed { outcome };
    assert!(matches!(payment.stage, Stage::Ended { end: ended, .. } if ended == end));
    assert_eq!(till.balance(POOR_PHONE), 50);
}

#[tokio::test]
async fn an_alteration_keeps_the_audit_whole() {
    let mut till = Till::open().await;
    accepted(&mut till, PHONE, 1_000).await;
    fill(
        &till,
        PHONE,
        json!({ "balance_kes": 7, "name": "Wanjiku K." }),
    )
    .await;
    let money = till.sandbox.money();
    let who = money
        .wallets
        .iter()
        .find(|who| who.phone == phone(PHONE))
        .unwrap();
    assert_eq!(
        (who.opened_with_kes - who.balance_kes, who.name.as_str()),
        (1_000, "Wanjiku K.")
    );
}
