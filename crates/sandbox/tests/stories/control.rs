//! The control over HTTP, as another process uses it.

use serde_json::{Value, json};

use crate::till::{Ear, PHONE, POOR_PHONE, PUSH, Reply, Till};

/// Calls the control; the body is sent unless it is `Null`.
async fn control(till: &Till, method: reqwest::Method, path: &str, body: Value) -> Reply {
    till.control(method, path, body).await
}

async fn get(till: &Till, path: &str) -> Value {
    let (status, body) = control(till, reqwest::Method::GET, path, Value::Null).await;
    assert_eq!(status, 200, "{path}");
    body
}

async fn answer(till: &Till, phone: &str, body: Value) -> Reply {
    let path = format!("/phones/{phone}/answer");
    control(till, reqwest::Method::POST, &path, body).await
}

#[tokio::test]
async fn a_payment_can_be_carried_through_from_outside() {
    let mut till = Till::open().await;
    let id = till.push(PHONE, 20).await;
    let phones = get(&till, "/phones").await;
    let set = phones
        .as_array()
        .unwrap()
        .iter()
        .find(|set| set["phone"] == PHONE)
        .unwrap();
    assert_eq!(set["prompt"]["checkout_request_id"], id);
    assert_eq!(set["prompt"]["amount_kes"], 20);

    let (status, life) = answer(&till, PHONE, json!({ "act": "accept" })).await;
    assert_eq!((status, &life["outcome"]), (200, &"paid".into()));
    till.ear.hear().await;

    let money = get(&till, "/money").await;
    assert_eq!(money["shop_balance_kes"], 20);
    assert_eq!(money["receipts"][0]["number"], life["receipt"]);
    assert_eq!(money["receipts"][0]["checkout_request_id"], id);
    assert_eq!(money["pushes"][0]["life"]["state"], "ended");
}

#[tokio::test]
async fn a_wrong_answer_is_refused_with_a_sentence() {
    let till = Till::open().await;
    for (phone, status) in [("0712345678", 400), ("254700000001", 404), (PHONE, 409)] {
        let (got, body) = answer(&till, phone, json!({ "act": "accept" })).await;
        assert_eq!(got, status, "{phone}");
        assert!(body["error"].is_string(), "{body}");
    }
}

#[tokio::test]
async fn a_standing_behaviour_is_set_and_taken_away() {
    let till = Till::open().await;
    let path = format!("/phones/{POOR_PHONE}/standing");
    for (act, code) in [(json!("cancel"), json!("1032")), (Value::Null, Value::Null)] {
        let (status, _) = control(&till, reqwest::Method::PUT, &path, json!({ "act": act })).await;
        assert_eq!(status, 204);
        let id = till.push(POOR_PHONE, 20).await;
        assert_eq!(till.query(&id).await.1["ResultCode"], code);
    }
}

#[tokio::test]
async fn faults_are_switched_on_and_off() {
    let till = Till::open().await;
    let fault = json!({ "push_reply": "error500", "callbacks": "lose" });
    control(&till, reqwest::Method::PUT, "/faults", fault).await;
    assert_eq!(get(&till, "/faults").await["push_reply"], "error500");
    assert_eq!(till.call(PUSH, &till.push_body(PHONE, 20)).await.0, 500);
    control(&till, reqwest::Method::PUT, "/faults", json!({})).await;
    assert_eq!(get(&till, "/faults").await["callbacks"], "deliver");
    till.push(POOR_PHONE, 20).await;
}

#[tokio::test]
async fn tokens_can_be_ended_at_once() {
    let mut till = Till::open().await;
    control(&till, reqwest::Method::DELETE, "/tokens", Value::Null).await;
    assert_eq!(till.query("any").await.0, 404);
    till.renew_token().await;
    assert_eq!(till.query("any").await.0, 500);
}

#[tokio::test]
async fn the_stand_in_says_whose_it_is() {
    let till = Till::open().await;
    let about = get(&till, "").await;
    assert_eq!(about["seed"], 1);
    assert_eq!(
        about["shortcode"],
        json!({ "kind": "pay_bill", "number": "174379" })
    );
}

#[tokio::test]
async fn nothing_personal_stands_in_what_is_printed_for_debugging() {
    let mut till = Till::open().await;
    let mut ear = Ear::open().await;
    till.register("v2", &ear, &ear).await;
    till.push(PHONE, 20).await;
    let prompted = format!("{:?}", till.sandbox.phones());
    till.control(
        reqwest::Method::POST,
        &format!("/phones/{PHONE}/answer"),
        json!({ "pin": "1234" }),
    )
    .await;
    till.ear.hear().await;
    ear.hear().await;
    let paid = format!("{:?}{:?}", till.sandbox.money(), till.sandbox.letters());
    let rest = format!("{:?}{:?}", till.sandbox.urls(), till.sandbox.shop());
    let text = prompted + &paid + &rest;
    let shop = till.sandbox.shop();
    for hidden in [
        "712345678",
        "anjiku",
        "ANJIKU",
        "5f2c9a",
        &shop.consumer_secret,
        &shop.passkey,
    ] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
}
