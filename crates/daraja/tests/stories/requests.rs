//! What is sent, held against the samples of requests.

use std::collections::BTreeSet;

use daraja::{Description, Merchant, PushRequest, WireStyle};
use domain::eat;
use serde_json::Value;

use crate::script::{Scene, Script, json, merchant, ok, prompt, push};

#[tokio::test]
async fn requests_are_written_like_the_samples() {
    let till_number = "till:7654321/5123456".parse().unwrap();
    let till_push = PushRequest {
        amount: "250".parse().unwrap(),
        phone: "0700000001".parse().unwrap(),
        callback: "https://pos.example.co.ke/hooks/stk/5f2c9a"
            .parse()
            .unwrap(),
        reference: "S-000123".parse().unwrap(),
        description: Description::of("Sale"),
    };
    let till = Merchant::new(till_number, "passkey").unwrap();
    let paybill = merchant();
    check_request(
        "stk_request_till_buygoods.json",
        WireStyle::Strings,
        &till,
        &till_push,
    )
    .await;
    let numbers = "stk_request_simulator_2023_numbers.json";
    check_request(numbers, WireStyle::Numbers, &paybill, &push()).await;
}

#[tokio::test]
async fn a_query_is_written_like_the_sample() {
    let scene = Scene::new(vec![ok(500, "")]);
    let sample = json("stkq_request.json");
    advance_to(&scene, &sample);
    let prompt = prompt("1-2-3", sample["CheckoutRequestID"].as_str().unwrap());
    scene.client.ask(&merchant(), &prompt).await;
    assert_eq!(sent(&scene), sample);
}

#[test]
fn the_documented_request_has_the_keys_that_we_send() {
    let keys = |name| {
        json(name)
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    let ours = keys("stk_request_till_buygoods.json");
    assert_eq!(keys("stk_request_docs_2025.json"), ours);
}

async fn check_request(name: &str, style: WireStyle, merchant: &Merchant, push: &PushRequest) {
    let scene = Scene::of(Script::new(vec![ok(500, "")], Vec::new()), style);
    let sample = json(name);
    advance_to(&scene, &sample);
    scene.client.push(merchant, push).await;
    assert_eq!(sent(&scene), sample, "{name}");
}

fn advance_to(scene: &Scene, sample: &Value) {
    let at = eat::from_wire(sample["Timestamp"].as_str().unwrap()).unwrap();
    scene.clock.set(at);
}

fn sent(scene: &Scene) -> Value {
    let seen = scene.script.seen.lock().unwrap();
    serde_json::from_slice(&seen.last().unwrap().body).unwrap()
}
