//! Letters that go wrong by the script: lost, doubled, late, false, old.

use std::time::Duration;

use sandbox::{Act, CallbackNote, Kind};
use serde_json::json;

use crate::samples::{check, read as sample};
use crate::script::{script, till_with};
use crate::till::{Ear, PHONE, Till, phone};

#[tokio::test]
async fn a_late_callback_comes_minutes_later_even_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let till = Till::with(|config| config.folder = Some(folder.path().to_owned())).await;
    let late = json!([{ "at": "callback", "do": { "late": { "seconds": 300 } } }]);
    till.sandbox.set_script(script(late)).unwrap();
    let id = till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    assert_eq!(till.query(&id).await.1["ResultCode"], "0");
    let waiting = |till: &Till| till.sandbox.money().pushes[0].callbacks.clone();
    assert_eq!(waiting(&till), [CallbackNote::Waiting]);
    let later = Duration::from_secs(299);
    let mut till = crate::restart::restart(till, folder.path(), later).await;
    assert_eq!(waiting(&till), [CallbackNote::Waiting]);
    till.clock.advance(Duration::from_secs(1));
    assert_eq!(
        till.ear.hear().await["Body"]["stkCallback"]["ResultCode"],
        0
    );
}

#[tokio::test]
async fn shuffled_callbacks_overtake_each_other() {
    let shuffle = json!([{ "at": "callback", "do": { "shuffle": { "seconds": 600 } } }]);
    let mut till = till_with(shuffle).await;
    let mut sent = Vec::new();
    for number in 0..6 {
        sent.push(till.push(&format!("25471234567{number}"), 20).await);
        let phone = phone(&format!("25471234567{number}"));
        till.sandbox.answer(&phone, Act::Cancel).unwrap();
    }
    let leave_at: Vec<_> = till.sandbox.letters().iter().map(|mail| mail.at).collect();
    assert!(!leave_at.is_sorted(), "{leave_at:?}");
    till.clock.advance(Duration::from_mins(10));
    let mut heard = Vec::new();
    for _ in &sent {
        let callback = till.ear.hear().await;
        heard.push(callback["Body"]["stkCallback"]["CheckoutRequestID"].clone());
    }
    heard.sort_by_key(ToString::to_string);
    sent.sort();
    assert_eq!(heard, sent);
}

#[tokio::test]
async fn a_false_failure_can_come_before_the_success() {
    let rule = json!({ "fail_first": { "outcome": "unreachable", "seconds": 30 } });
    let mut till = till_with(json!([{ "at": "callback", "do": rule }])).await;
    till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    let first = till.ear.hear().await;
    check("stk_cb_1037_2023.json", &first);
    assert_eq!(first["Body"]["stkCallback"]["ResultCode"], 1037);
    assert!(till.ear.is_silent());
    till.clock.advance(Duration::from_secs(30));
    assert_eq!(
        till.ear.hear().await["Body"]["stkCallback"]["ResultCode"],
        0
    );
    assert_eq!(till.sandbox.money().shop_balance_kes, 20);
}

#[tokio::test]
async fn a_callback_can_be_written_as_years_ago_like_the_samples() {
    let mut till = till_with(json!([{ "at": "callback", "do": "older" }])).await;
    till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    let (_, raw) = till.ear.hear_raw().await;
    assert!(raw.contains(r#"{"Name":"Amount","Value":20.0}"#), "{raw}");
    let paid = serde_json::from_str(&raw).unwrap();
    check("stk_cb_ok_2020_05_amount_1_0.json", &paid);
    till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Cancel).unwrap();
    let failed = till.ear.hear().await;
    let path = "/Body/stkCallback/ResultDesc";
    let prefixed = sample("stk_cb_1032_2019_prefix.json");
    assert_eq!(failed.pointer(path), prefixed.pointer(path));
}

#[tokio::test]
async fn either_of_the_two_letters_of_a_payment_can_be_lost_alone() {
    for (lost, heard) in [("callback", "confirmation"), ("confirmation", "callback")] {
        let till = till_with(json!([{ "at": lost, "do": "lose" }])).await;
        let mut confirmed = Ear::open().await;
        let mut till = till;
        till.register("v2", &confirmed, &confirmed).await;
        till.push(PHONE, 20).await;
        till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
        if heard == "callback" {
            till.ear.hear().await;
        } else {
            confirmed.hear().await;
        }
        till.sandbox.stop().await;
        assert!(till.ear.is_silent() && confirmed.is_silent(), "{lost}");
    }
}

#[tokio::test]
async fn a_request_that_times_out_is_told_elsewhere_and_does_nothing() {
    let mut till = till_with(json!([{ "at": "result", "do": "time_out" }])).await;
    let mut elsewhere = Ear::open().await;
    till.sandbox.pay(&phone(PHONE), 1_000, "S-1").unwrap();
    let payment = till.sandbox.pay(&phone(PHONE), 20, "S-1").unwrap();
    let change = json!({
        "TransactionID": payment.receipt.number, "Amount": "20",
        "QueueTimeOutURL": elsewhere.url,
    });
    let body = crate::requests::request(&till, "rv_request.json", change);
    till.call(crate::requests::REVERSAL, &body).await;
    till.clock.advance(Duration::from_secs(2));
    let notice = elsewhere.hear().await;
    check("ts_result_2032_not_found.json", &notice);
    assert_eq!(notice["Result"]["ResultCode"], 1037);
    till.sandbox.stop().await;
    assert!(till.ear.is_silent());
    assert_eq!(till.sandbox.money().shop_balance_kes, 1_020);
}

#[tokio::test]
async fn the_newest_hundred_letters_are_remembered() {
    let till = Till::open().await;
    let mut ear = Ear::open().await;
    till.register("v2", &ear, &ear).await;
    let mut last = String::new();
    for _ in 0..105 {
        last = till
            .sandbox
            .pay(&phone(PHONE), 1, "S-1")
            .unwrap()
            .receipt
            .number;
        ear.hear().await;
    }
    till.sandbox.stop().await;
    let letters = till.sandbox.letters();
    assert_eq!(letters.len(), 100);
    assert_eq!(letters[99].kind, Kind::Confirmation { receipt: last });
}

#[tokio::test]
async fn results_and_validations_are_letters_as_well() {
    let mut till = till_with(json!([{ "at": "result", "do": "twice" }])).await;
    let body = crate::requests::request(&till, "ab_request.json", json!({}));
    crate::requests::ask(&mut till, crate::requests::BALANCE, &body).await;
    assert_eq!(till.ear.hear().await["Result"]["ResultCode"], "0");

    let till = Till::with(|config| config.rules.validation = true).await;
    till.sandbox
        .set_script(script(json!([{ "at": "validation", "do": "lose" }])))
        .unwrap();
    till.register("v2", &till.ear, &till.ear).await;
    till.sandbox.pay(&phone(PHONE), 20, "S-1").unwrap();
    till.clock.advance(Duration::from_secs(8));
    assert_eq!(till.sandbox.money().shop_balance_kes, 20);
}
