//! What customers do, and what it does to the money.

use std::time::Duration;

use axum::http::StatusCode;
use sandbox::{Act, CallbackNote, Error, Life, Money, Outcome};

use crate::till::{Ear, PHONE, POOR_PHONE, Till, phone};

/// Checks that no shilling was made or lost.
fn check_conserved(money: &Money) {
    let received: u64 = money
        .receipts
        .iter()
        .map(|receipt| receipt.amount_kes)
        .sum();
    let paid: u64 = money
        .wallets
        .iter()
        .map(|who| who.opened_with_kes - who.balance_kes)
        .sum();
    assert_eq!(
        (money.shop_balance_kes, money.shop_balance_kes),
        (received, paid)
    );
}

/// Lets a customer act on a push of KES 100; returns the outcome and the wallet's loss.
async fn act_on(phone_number: &str, act: Act) -> (Outcome, u64) {
    let mut till = Till::open().await;
    let before = till.balance(phone_number);
    let id = till.push(phone_number, 100).await;
    till.sandbox.answer(&phone(phone_number), act).unwrap();
    till.clock.advance(Duration::from_mins(1));
    let money = till
        .until(&id, |push| matches!(push.life, Life::Ended { .. }))
        .await;
    check_conserved(&money);
    let callback = till.ear.hear().await;
    assert_eq!(callback["Body"]["stkCallback"]["CheckoutRequestID"], id);
    let Life::Ended {
        outcome,
        ref receipt,
        ..
    } = money.pushes[0].life
    else {
        unreachable!()
    };
    assert_eq!(receipt.is_some(), outcome == Outcome::Paid);
    (outcome, before - till.balance(phone_number))
}

#[tokio::test]
async fn only_an_accepted_prompt_that_can_be_paid_moves_money() {
    for (phone, act, outcome, loss) in [
        (PHONE, Act::Accept, Outcome::Paid, 100),
        (POOR_PHONE, Act::Accept, Outcome::TooLittleMoney, 0),
        (PHONE, Act::TooLittleMoney, Outcome::TooLittleMoney, 0),
        (PHONE, Act::WrongPin, Outcome::WrongPin, 0),
        (PHONE, Act::Cancel, Outcome::Cancelled, 0),
        (PHONE, Act::Ignore, Outcome::NoAnswer, 0),
        (PHONE, Act::PhoneOff, Outcome::Unreachable, 0),
    ] {
        assert_eq!(act_on(phone, act).await, (outcome, loss), "{phone} {act:?}");
    }
}

#[tokio::test]
async fn the_whole_wallet_can_be_paid() {
    let till = Till::open().await;
    till.push(POOR_PHONE, 50).await;
    till.sandbox
        .answer(&phone(POOR_PHONE), Act::Accept)
        .unwrap();
    assert_eq!(
        (
            till.balance(POOR_PHONE),
            till.sandbox.money().shop_balance_kes
        ),
        (0, 50)
    );
}

#[tokio::test]
async fn the_receipt_in_the_callback_is_the_one_in_the_books() {
    let mut till = Till::open().await;
    till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    let callback = till.ear.hear().await;
    let items = callback["Body"]["stkCallback"]["CallbackMetadata"]["Item"]
        .as_array()
        .unwrap();
    let number = items
        .iter()
        .find(|item| item["Name"] == "MpesaReceiptNumber")
        .unwrap();
    let receipt = &till.sandbox.money().receipts[0];
    assert_eq!(number["Value"], receipt.number);
    assert!(
        receipt.number.starts_with("UKO"),
        "24 November 2026: {}",
        receipt.number
    );
}

#[tokio::test]
async fn a_prompt_shows_who_asks_for_what_and_until_when() {
    let till = Till::open().await;
    till.push(PHONE, 20).await;
    let phones = till.sandbox.phones();
    let set = phones.iter().find(|set| set.phone == phone(PHONE)).unwrap();
    let prompt = set.prompt.as_ref().unwrap();
    assert_eq!(
        (prompt.amount_kes, prompt.account_reference.as_str()),
        (20, "S-000123")
    );
    assert_eq!(prompt.business_name, till.sandbox.shop().name);
    assert_eq!(prompt.ends_at, prompt.asked_at.plus(Duration::from_mins(1)));
}

#[tokio::test]
async fn any_kenyan_mobile_becomes_a_customer_with_money() {
    let till = Till::open().await;
    assert_eq!(till.sandbox.phones().len(), 6);
    till.push("254114000001", 250_000).await;
    till.sandbox
        .answer(&phone("254114000001"), Act::Accept)
        .unwrap();
    assert_eq!(till.sandbox.phones().len(), 7);
    assert_eq!(till.balance("254114000001"), 250_000);
}

#[tokio::test]
async fn the_public_test_number_never_pays_by_itself() {
    let till = Till::with(|config| config.rules.standing = Some(Act::Accept)).await;
    let id = till.push("254708374149", 20).await;
    till.clock.advance(Duration::from_mins(1));
    assert_eq!(till.query(&id).await.1["ResultCode"], "1037");
}

#[tokio::test]
async fn a_phone_that_is_off_is_given_up_sooner_than_one_that_is_ignored() {
    let till = Till::open().await;
    let id = till.push(PHONE, 20).await;
    let life = till.sandbox.answer(&phone(PHONE), Act::PhoneOff).unwrap();
    assert!(matches!(life, Life::Open { .. }));
    till.clock.advance(Duration::from_secs(9));
    assert_eq!(till.query(&id).await.0, 500);
    till.clock.advance(Duration::from_secs(1));
    assert_eq!(till.query(&id).await.1["ResultCode"], "1037");
}

#[tokio::test]
async fn an_ignored_prompt_can_still_be_accepted_while_it_lives() {
    let till = Till::open().await;
    till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Ignore).unwrap();
    till.clock.advance(Duration::from_secs(59));
    let life = till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    assert!(matches!(
        life,
        Life::Ended {
            outcome: Outcome::Paid,
            ..
        }
    ));
}

#[tokio::test]
async fn a_prompt_that_ended_cannot_be_answered() {
    let till = Till::open().await;
    till.push(PHONE, 20).await;
    till.clock.advance(Duration::from_mins(1));
    let late = till.sandbox.answer(&phone(PHONE), Act::Accept);
    assert!(matches!(late, Err(Error::NoPrompt(_))));
    let stranger = till.sandbox.answer(&phone("254700000001"), Act::Accept);
    assert!(matches!(stranger, Err(Error::NoSuchPhone(_))));
    assert_eq!(till.sandbox.money().shop_balance_kes, 0);
}

#[tokio::test]
async fn money_moves_even_when_the_callback_finds_nobody() {
    let mut till = Till::open().await;
    till.ear.url = "http://127.0.0.1:1/h/5f2c9a".to_owned();
    let id = till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    assert_eq!(till.query(&id).await.1["ResultCode"], "0");
    let failed = |note: &CallbackNote| matches!(note, CallbackNote::Failed { .. });
    let money = till
        .until(&id, |push| push.callbacks.iter().any(failed))
        .await;
    assert_eq!(money.shop_balance_kes, 20);
}

#[tokio::test]
async fn a_callback_is_posted_once_whatever_its_receiver_answers() {
    for status in [StatusCode::OK, StatusCode::INTERNAL_SERVER_ERROR] {
        let mut till = Till::open().await;
        till.ear = Ear::answering(status).await;
        let id = till.push(PHONE, 20).await;
        till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
        till.ear.hear().await;
        let noted = [CallbackNote::Answered {
            status: status.as_u16(),
        }];
        till.until(&id, |push| push.callbacks == noted).await;
        till.sandbox.stop().await;
        assert!(till.ear.is_silent());
    }
}

#[tokio::test]
async fn a_standing_customer_acts_at_once_and_another_can_be_told_otherwise() {
    let mut till = Till::with(|config| config.rules.standing = Some(Act::Accept)).await;
    till.sandbox
        .set_standing(&phone(POOR_PHONE), Some(Act::Cancel))
        .unwrap();
    let id = till.push(PHONE, 20).await;
    assert_eq!(till.query(&id).await.1["ResultCode"], "0");
    till.ear.hear().await;
    let id = till.push(POOR_PHONE, 20).await;
    assert_eq!(till.query(&id).await.1["ResultCode"], "1032");
}

#[tokio::test]
async fn watchers_learn_of_a_prompt_and_of_its_end() {
    let till = Till::open().await;
    let mut changes = till.sandbox.subscribe();
    let prompted = |till: &Till| till.sandbox.phones().iter().any(|set| set.prompt.is_some());
    till.push(PHONE, 20).await;
    changes.changed().await.unwrap();
    assert!(prompted(&till));
    till.clock.advance(Duration::from_mins(1));
    while prompted(&till) {
        changes.changed().await.unwrap();
    }
}
