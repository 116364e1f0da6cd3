//! Payments that the shop is asked about before they are made.

use std::time::Duration;

use axum::http::StatusCode;
use sandbox::{Act, CallbackNote, Config, Kind, Mail, Names, Payment, PaymentEnd, Stage};
use serde_json::{Value, json};

use crate::samples::{check, check_text, read};
use crate::till::{Ear, NOON, PHONE, Till, phone};

fn with_validation(config: &mut Config) {
    config.rules.validation = true;
}

/// Opens a till whose shop answers validations with the body of a sample.
async fn till_that_says(sample: &str) -> (Till, Ear, Ear) {
    till_that_answers(&read(sample)).await
}

async fn till_that_answers(reply: &Value) -> (Till, Ear, Ear) {
    let till = Till::with(with_validation).await;
    let confirmed = Ear::open().await;
    let validated = Ear::saying(StatusCode::OK, reply.to_string()).await;
    till.register("v2", &confirmed, &validated).await;
    (till, confirmed, validated)
}

/// Waits until a payment has ended.
async fn ended(till: &Till, payment: &Payment) -> PaymentEnd {
    let mut changes = till.sandbox.subscribe();
    loop {
        let now = till.sandbox.payment(&payment.receipt.number).unwrap();
        if let Stage::Ended { end, .. } = now.stage {
            return end;
        }
        changes.changed().await.unwrap();
    }
}

#[tokio::test]
async fn an_accepted_payment_is_asked_about_then_made_then_told_under_the_shops_own_name() {
    let sample = "c2b_reply_validation_accept_with_thirdparty.json";
    let (till, mut confirmed, mut validated) = till_that_says(sample).await;
    let payment = till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
    assert_eq!(ended(&till, &payment).await, PaymentEnd::Paid);
    let (asked, told) = (validated.hear().await, confirmed.hear().await);
    assert_eq!(
        (&asked["OrgAccountBalance"], &asked["ThirdPartyTransID"]),
        (&"".into(), &"".into())
    );
    assert_eq!(told["OrgAccountBalance"], "300.00");
    assert_eq!(told["ThirdPartyTransID"], read(sample)["ThirdPartyTransID"]);
    for key in ["TransID", "TransAmount", "BillRefNumber", "MSISDN"] {
        assert_eq!(asked[key], told[key], "{key}");
    }
}

#[tokio::test]
async fn a_validation_has_the_keys_of_the_sample() {
    let till = Till::with(|config| {
        config.rules.validation = true;
        config.rules.names = Names::Blank;
    })
    .await;
    let mut ear = Ear::open().await;
    till.register("v2", &ear, &ear).await;
    till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
    let asked = ear.hear().await;
    for key in ["TransactionType", "OrgAccountBalance", "InvoiceNumber"] {
        check_text("c2b_val_docs_masked.json", &asked, key);
    }
    check("c2b_val_2017_b.json", &asked);
}

#[tokio::test]
async fn each_code_of_rejection_refuses_the_money() {
    for number in 11..=16 {
        let code = format!("C2B000{number}");
        // There are samples of the first four; the others look the same.
        let mut reply = read(&format!(
            "c2b_reply_validation_reject_{}.json",
            number.min(14)
        ));
        reply["ResultCode"] = code.clone().into();
        let (till, mut confirmed, _validated) = till_that_answers(&reply).await;
        let payment = till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
        assert_eq!(ended(&till, &payment).await, PaymentEnd::Rejected { code });
        assert_eq!(till.sandbox.money().shop_balance_kes, 0);
        assert_eq!(till.balance(PHONE), 50_000);
        till.sandbox.stop().await;
        assert!(confirmed.is_silent());
    }
}

/// Lets a payment wait for a shop that never answers; returns what it comes to after 8 seconds.
async fn unanswered(response_type: &str) -> PaymentEnd {
    let till = Till::with(with_validation).await;
    let (validated, _listener) = Ear::hanging().await;
    let body = json!({
        "ShortCode": "174379", "ResponseType": response_type,
        "ConfirmationURL": till.ear.url, "ValidationURL": validated.url,
    });
    till.call("/mpesa/c2b/v2/registerurl", &body).await;
    let payment = till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
    till.clock.advance(Duration::from_millis(7_999));
    let waits = till.sandbox.payment(&payment.receipt.number).unwrap().stage;
    assert!(matches!(waits, Stage::Validating { .. }));
    till.clock.advance(Duration::from_millis(1));
    let end = ended(&till, &payment).await;
    let takings = if end == PaymentEnd::Paid { 300 } else { 0 };
    let money = till.sandbox.money();
    assert_eq!(money.shop_balance_kes, takings);
    let paid_at = NOON.plus(Duration::from_secs(8));
    assert!(
        money
            .receipts
            .iter()
            .all(|receipt| receipt.paid_at == paid_at)
    );
    end
}

#[tokio::test]
async fn after_eight_seconds_without_an_answer_the_response_type_decides() {
    assert_eq!(unanswered("Completed").await, PaymentEnd::Paid);
    assert_eq!(unanswered("Cancelled").await, PaymentEnd::Unanswered);
}

#[tokio::test]
async fn an_answer_that_cannot_be_understood_counts_as_none() {
    let till = Till::with(with_validation).await;
    let validated = Ear::answering(StatusCode::BAD_GATEWAY).await;
    till.register("v2", &till.ear, &validated).await;
    let payment = till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
    assert_eq!(ended(&till, &payment).await, PaymentEnd::Paid);
}

#[tokio::test]
async fn a_push_passes_through_validation_as_well() {
    let (mut till, mut confirmed, mut validated) =
        till_that_says("c2b_reply_validation_accept_with_thirdparty.json").await;
    let id = till.push(PHONE, 300).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    assert_eq!(validated.hear().await["BillRefNumber"], "S-000123");
    let callback = till.ear.hear().await;
    assert_eq!(callback["Body"]["stkCallback"]["ResultCode"], 0);
    assert_eq!(confirmed.hear().await["TransAmount"], "300.00");
    assert_eq!(till.query(&id).await.1["ResultCode"], "0");
}

#[tokio::test]
async fn a_push_that_the_shop_rejects_fails() {
    let (mut till, _confirmed, _validated) =
        till_that_says("c2b_reply_validation_reject_13.json").await;
    till.push(PHONE, 300).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    let callback = till.ear.hear().await;
    check("stk_cb_1032_docs_2024.json", &callback);
    assert_eq!(callback["Body"]["stkCallback"]["ResultCode"], 2006);
    assert_eq!(till.sandbox.money().shop_balance_kes, 0);
}

#[tokio::test]
async fn a_prompt_cannot_lapse_while_its_payment_is_validated() {
    let till = Till::with(|config| {
        config.rules.validation = true;
        config.rules.prompt_life = Duration::from_secs(2);
    })
    .await;
    let (validated, _listener) = Ear::hanging().await;
    till.register("v2", &till.ear, &validated).await;
    let id = till.push(PHONE, 300).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    till.clock.advance(Duration::from_secs(3));
    assert_eq!(till.query(&id).await.0, 500);
    till.clock.advance(Duration::from_secs(5));
    assert_eq!(till.query(&id).await.1["ResultCode"], "0");
}

#[tokio::test]
async fn a_validation_that_was_cut_short_by_a_restart_counts_as_unanswered() {
    let folder = tempfile::tempdir().unwrap();
    let till = Till::with(|config| {
        config.rules.validation = true;
        config.folder = Some(folder.path().to_owned());
    })
    .await;
    // Nothing leaves before the restart, so that the answer can only be missed.
    let late = json!([{ "at": "validation", "do": { "late": { "seconds": 60 } } }]);
    till.sandbox
        .set_script(serde_json::from_value(late).unwrap())
        .unwrap();
    till.register("v2", &till.ear, &till.ear).await;
    let payment = till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
    let till = crate::restart::restart(till, folder.path(), Duration::from_secs(8)).await;
    assert_eq!(ended(&till, &payment).await, PaymentEnd::Paid);
    assert_eq!(till.sandbox.money().shop_balance_kes, 300);
}

#[tokio::test]
async fn a_prompt_that_was_answered_does_not_lapse_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let till = Till::with(|config| {
        config.rules.validation = true;
        config.folder = Some(folder.path().to_owned());
    })
    .await;
    // Nothing leaves before the restart, so that the answer can only be missed.
    let late = json!([{ "at": "validation", "do": { "late": { "seconds": 60 } } }]);
    till.sandbox
        .set_script(serde_json::from_value(late).unwrap())
        .unwrap();
    till.register("v2", &till.ear, &till.ear).await;
    let id = till.push(PHONE, 300).await;
    till.clock.advance(Duration::from_secs(59));
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    // The prompt would have lapsed after 60 s, and the shop has until 67 s.
    let till = crate::restart::restart(till, folder.path(), Duration::from_secs(2)).await;
    assert_eq!(till.query(&id).await.0, 500);
    till.clock.advance(Duration::from_secs(6));
    assert_eq!(till.query(&id).await.1["ResultCode"], "0");
}

#[tokio::test]
async fn a_stand_in_that_stops_still_sends_what_a_late_reply_calls_for() {
    let (till, mut confirmed, mut validated) =
        till_that_says("c2b_reply_validation_accept_with_thirdparty.json").await;
    till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
    till.sandbox.stop().await;
    validated.hear().await;
    confirmed.hear().await;
    let answered = |mail: &Mail| matches!(mail.note, CallbackNote::Answered { .. });
    assert!(till.sandbox.letters().iter().all(answered));
}

#[tokio::test]
async fn a_wallet_emptied_meanwhile_is_not_overdrawn() {
    let till = Till::with(with_validation).await;
    let (validated, _listener) = Ear::hanging().await;
    till.register("v2", &till.ear, &validated).await;
    let payments = [1, 2].map(|_| till.sandbox.pay(&phone(PHONE), 30_000, "S-1").unwrap());
    till.clock.advance(Duration::from_secs(8));
    let mut ends = Vec::new();
    for payment in &payments {
        ends.push(ended(&till, payment).await == PaymentEnd::Paid);
    }
    assert_eq!(ends.iter().filter(|paid| **paid).count(), 1);
    assert_eq!(till.balance(PHONE), 20_000);
}

#[tokio::test]
async fn without_validation_switched_on_nobody_is_asked() {
    let till = Till::open().await;
    let (confirmed, validated) = (Ear::open().await, Ear::open().await);
    till.register("v2", &confirmed, &validated).await;
    till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
    let kinds: Vec<_> = till
        .sandbox
        .letters()
        .into_iter()
        .map(|mail| mail.kind)
        .collect();
    assert!(
        matches!(kinds[..], [Kind::Confirmation { .. }]),
        "{kinds:?}"
    );
}
