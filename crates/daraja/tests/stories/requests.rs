//! What is sent, held against every sample of a request, name by name and type by type.

use std::collections::BTreeMap;

use daraja::{
    BalanceRequest, C2bVersion, Certificate, Client, Description, Initiator, Merchant, OnSilence,
    Pixels, PullRequest, PullSignUp, PullWindow, PushRequest, QrRequest, Registration, Remarks,
    ResultUrls, ReversalRequest, Simulation, StatusOf, StatusRequest, WireStyle,
};
use domain::eat;
use serde_json::Value;

use crate::script::{Counting, Scene, Script, json, merchant, ok, prompt, push};

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
    let strings = "stk_request_till_buygoods.json";
    check_push(strings, WireStyle::Strings, &till, &till_push).await;
    let numbers = "stk_request_simulator_2023_numbers.json";
    check_push(numbers, WireStyle::Numbers, &paybill, &push()).await;
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
fn the_documented_request_has_the_names_that_we_send() {
    let ours = types(&json("stk_request_till_buygoods.json"));
    let documented = types(&json("stk_request_docs_2025.json"));
    assert!(documented.keys().eq(ours.keys()));
}

#[tokio::test]
async fn a_registration_is_written_like_the_sample() {
    let registration = Registration {
        shortcode: "600984".parse().unwrap(),
        on_silence: OnSilence::Completed,
        confirmation: "https://pos.example.co.ke/c2b/confirm/9f3c"
            .parse()
            .unwrap(),
        validation: "https://pos.example.co.ke/c2b/check/9f3c".parse().unwrap(),
    };
    for (version, path) in [(C2bVersion::V2, "v2"), (C2bVersion::V1, "v1")] {
        let send = async |client: &Client| drop(client.register(version, &registration).await);
        let (url, body) = sending(send).await;
        assert_eq!(body, json("c2b_register_request_v2.json"));
        assert!(
            url.ends_with(&format!("/mpesa/c2b/{path}/registerurl")),
            "{url}"
        );
    }
}

#[tokio::test]
async fn a_simulation_is_written_like_the_samples() {
    let simulation = |shortcode: &str, bill: Option<&str>| Simulation {
        shortcode: shortcode.parse().unwrap(),
        amount: "1".parse().unwrap(),
        phone: "254708374149".parse().unwrap(),
        bill_reference: bill.map(|text| text.parse().unwrap()),
    };
    for (name, simulation) in [
        ("paybill", simulation("paybill:600984", Some("Test Ref"))),
        ("till", simulation("till:600000/600984", None)),
    ] {
        let send = async |c: &Client| drop(c.simulate(C2bVersion::V2, &simulation).await);
        let (url, body) = sending(send).await;
        assert_eq!(
            body,
            json(&format!("c2b_simulate_request_{name}.json")),
            "{name}"
        );
        assert!(url.ends_with("/mpesa/c2b/v2/simulate"), "{url}");
    }
}

#[tokio::test]
async fn a_status_is_asked_like_the_sample_by_receipt_or_by_request() {
    let receipt = "NEF61H8J60".parse().unwrap();
    let request = "7071-4170-a0e5-8345632bad442144258".parse().unwrap();
    for (about, other) in [
        (StatusOf::Receipt(receipt), "OriginalConversationID"),
        (StatusOf::Request(request), "TransactionID"),
    ] {
        let asked = StatusRequest {
            about,
            urls: urls("status"),
            remarks: Remarks::of("OK"),
        };
        let initiator = initiator("testapiuser", "600782");
        let (url, body) =
            sending(async |c: &Client| drop(c.status(&initiator, &asked).await)).await;
        let mut sample = json("ts_request.json");
        sample.as_object_mut().unwrap().remove(other);
        assert_eq!(
            without_credential(body),
            without_credential(sample),
            "{other}"
        );
        assert!(url.ends_with("/mpesa/transactionstatus/v1/query"), "{url}");
    }
}

#[tokio::test]
async fn a_reversal_is_written_like_the_sample_with_its_misspelt_name() {
    let order = ReversalRequest {
        receipt: "PDU91HIVIT".parse().unwrap(),
        amount: "200".parse().unwrap(),
        urls: ResultUrls {
            result: "https://mydomain.com/reversal/result".parse().unwrap(),
            time_out: "https://mydomain.com/reversal/queue".parse().unwrap(),
        },
        remarks: Remarks::of("Payment reversal"),
    };
    let initiator = initiator("apiop37", "603021");
    let (url, body) = sending(async |c: &Client| drop(c.reverse(&initiator, &order).await)).await;
    assert_eq!(
        without_credential(body),
        without_credential(json("rv_request.json"))
    );
    assert!(url.ends_with("/mpesa/reversal/v1/request"), "{url}");
}

#[tokio::test]
async fn a_balance_is_asked_like_the_sample() {
    let asked = BalanceRequest {
        urls: urls("balance"),
        remarks: Remarks::of("ok"),
    };
    let initiator = initiator("testapiuser", "600000");
    let (url, body) = sending(async |c: &Client| drop(c.balance(&initiator, &asked).await)).await;
    assert_eq!(
        without_credential(body),
        without_credential(json("ab_request.json"))
    );
    assert!(url.ends_with("/mpesa/accountbalance/v1/query"), "{url}");
}

#[tokio::test]
async fn pulls_are_written_like_the_samples() {
    let sign_up = PullSignUp {
        shortcode: "600000".parse().unwrap(),
        nominated: "254722000000".parse().unwrap(),
        callback: "https://domain.co.ke/path".parse().unwrap(),
    };
    let (url, body) = sending(async |c: &Client| drop(c.sign_up_for_pulls(&sign_up).await)).await;
    let mut sample = json("pull_register_request.json");
    // The sample's host is none, so it is the one thing that we would not send.
    sample["CallBackURL"] = "https://domain.co.ke/path".into();
    assert_eq!(body, sample);
    assert!(url.ends_with("co.ke/pulltransactions/v1/register"), "{url}");

    let at = |text| eat::from_wire(text).unwrap();
    let (from, to) = (at("20200804083600"), at("20200806083600"));
    let window = PullWindow::between(from, to, to).unwrap();
    let request = PullRequest {
        shortcode: "600000".parse().unwrap(),
        window,
        offset: 100,
    };
    let (url, body) = sending(async |c: &Client| drop(c.pull(&request).await)).await;
    assert_eq!(types(&body), types(&json("pull_query_request.json")));
    assert_eq!(body["StartDate"], "2020-08-04 08:36:00");
    assert_eq!(body["EndDate"], "2020-08-06 08:36:00");
    assert_eq!(body["OffSetValue"], "100");
    assert!(url.ends_with("co.ke/pulltransactions/v1/query"), "{url}");
}

#[tokio::test]
async fn a_picture_is_asked_for_like_the_sample() {
    let request = |shortcode: &str| QrRequest {
        shortcode: shortcode.parse().unwrap(),
        merchant_name: "TEST SUPERMARKET".parse().unwrap(),
        reference: "Invoice-Test".parse().unwrap(),
        amount: "1".parse().unwrap(),
        size: Pixels::default(),
    };
    let till = request("till:600000/373132");
    let (url, body) = sending(async |c: &Client| drop(c.draw_qr(&till).await)).await;
    let mut sample = json("qr_request.json");
    // We put no blanks into references.
    sample["RefNo"] = "Invoice-Test".into();
    assert_eq!(body, sample);
    assert!(url.ends_with("/mpesa/qrcode/v1/generate"), "{url}");
    let pay_bill = request("paybill:600000");
    let (_, body) = sending(async |c: &Client| drop(c.draw_qr(&pay_bill).await)).await;
    assert_eq!(
        (&body["TrxCode"], &body["CPI"]),
        (&"PB".into(), &"600000".into())
    );
}

/// The credential that an initiator sends.
pub(crate) fn credential_sent(initiator: &Initiator) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let asked = BalanceRequest {
        urls: urls("balance"),
        remarks: Remarks::of("ok"),
    };
    let send = async |client: &Client| drop(client.balance(initiator, &asked).await);
    let (_, body) = runtime.block_on(sending(send));
    body["SecurityCredential"].as_str().unwrap().to_owned()
}

pub(crate) fn initiator(name: &str, shortcode: &str) -> Initiator {
    let shortcode = format!("paybill:{shortcode}").parse().unwrap();
    let certificate = Certificate::sandbox();
    Initiator::new(
        shortcode,
        name,
        "Hush#2026",
        &certificate,
        &Counting::default(),
    )
    .unwrap()
}

pub(crate) fn urls(of: &str) -> ResultUrls {
    ResultUrls {
        result: format!("https://pos.example.co.ke/hooks/{of}/9f3c")
            .parse()
            .unwrap(),
        time_out: "https://pos.example.co.ke/hooks/timeout/9f3c"
            .parse()
            .unwrap(),
    }
}

/// Where a call goes, and what it carries.
async fn sending(send: impl AsyncFnOnce(&Client)) -> (String, Value) {
    let scene = Scene::new(vec![ok(500, "")]);
    send(&scene.client).await;
    let url = scene
        .script
        .seen
        .lock()
        .unwrap()
        .last()
        .unwrap()
        .url
        .clone();
    (url, sent(&scene))
}

async fn check_push(name: &str, style: WireStyle, merchant: &Merchant, push: &PushRequest) {
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

/// Checks that there is a credential of the right length, or the sample's stand-in for one.
fn without_credential(mut body: Value) -> Value {
    let credential = body
        .as_object_mut()
        .unwrap()
        .remove("SecurityCredential")
        .unwrap();
    let credential = credential.as_str().unwrap();
    assert!(
        credential.len() == 344 || credential.starts_with('<'),
        "{credential}"
    );
    body
}

/// The names of a body and the kinds of their values.
fn types(body: &Value) -> BTreeMap<String, &'static str> {
    let kind = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    let members = body.as_object().unwrap().iter();
    members
        .map(|(name, value)| (name.clone(), kind(value)))
        .collect()
}
