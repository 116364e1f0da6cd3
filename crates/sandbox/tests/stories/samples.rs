//! Every body that the stand-in sends has the keys and types of a named sample.

use std::path::PathBuf;
use std::time::Duration;

use sandbox::{Act, BusyPhone, Config, Faults, Shortcode};
use serde_json::Value;

use crate::till::{PHONE, POOR_PHONE, PUSH, Till, phone};

/// Checks a body against a file of `tests/fixtures/daraja`, key by key and type by type.
pub(crate) fn check(sample: &str, body: &Value) {
    assert_eq!(shape(body), shape(&read(sample)), "{sample} against {body}");
}

/// As [`check`], and the text under a key is the sample's, too.
pub(crate) fn check_text(sample: &str, body: &Value, key: &str) {
    check(sample, body);
    assert_eq!(body[key], read(sample)[key], "{sample}: {key}");
}

pub(crate) fn read(sample: &str) -> Value {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/daraja");
    serde_json::from_str(&std::fs::read_to_string(folder.join(sample)).unwrap()).unwrap()
}

/// Lists each path in a body with its type; items of a list go by their name, if they have one.
fn shape(body: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    walk("", body, &mut lines);
    lines.sort();
    lines
}

fn walk(path: &str, value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Null => lines.push(format!("{path}: null")),
        Value::Bool(_) => lines.push(format!("{path}: bool")),
        Value::Number(_) => lines.push(format!("{path}: number")),
        Value::String(_) => lines.push(format!("{path}: text")),
        Value::Array(items) => {
            for item in items {
                walk(&format!("{path}[{}]", name(item)), item, lines);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                walk(&format!("{path}.{key}"), field, lines);
            }
        }
    }
}

/// Returns what an item goes by: a callback's have names, a result's have keys.
fn name(item: &Value) -> &str {
    let name = item["Name"].as_str().or(item["Key"].as_str());
    name.unwrap_or_default()
}

#[tokio::test]
async fn an_acknowledgement_is_like_the_sample() {
    let till = Till::open().await;
    let (_, body) = till.call(PUSH, &till.push_body(PHONE, 20)).await;
    for key in ["ResponseCode", "ResponseDescription", "CustomerMessage"] {
        check_text("stk_ack_docs_2024.json", &body, key);
    }
    check("stk_ack_2023.json", &body);
}

#[tokio::test]
async fn a_paid_callback_is_like_the_sample_down_to_the_spelling_of_its_numbers() {
    let mut till = Till::open().await;
    till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    let (headers, raw) = till.ear.hear_raw().await;
    check(
        "stk_cb_ok_docs_2019.json",
        &serde_json::from_str(&raw).unwrap(),
    );
    assert!(raw.contains(r#"{"Name":"Amount","Value":20.00}"#), "{raw}");
    assert!(
        raw.contains(r#"{"Name":"TransactionDate","Value":20261124120000}"#),
        "{raw}"
    );
    assert!(
        raw.contains(r#"{"Name":"PhoneNumber","Value":254712345678}"#),
        "{raw}"
    );
    assert_eq!(headers["content-type"], "application/json;charset=UTF-8");
    assert_eq!(headers["businessshortcode"], "174379");
}

/// Lets a customer act and returns the callback.
async fn callback_of(act: Act) -> Value {
    let mut till = Till::open().await;
    till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), act).unwrap();
    till.clock.advance(Duration::from_mins(1));
    till.ear.hear().await
}

#[tokio::test]
async fn a_failed_callback_has_code_and_text_of_its_sample() {
    for (act, sample) in [
        (Act::Cancel, "stk_cb_1032_docs_2024.json"),
        (Act::PhoneOff, "stk_cb_1037_2023.json"),
        (Act::Ignore, "stk_cb_1037_2026_no_response.json"),
    ] {
        let body = callback_of(act).await;
        check(sample, &body);
        for key in ["ResultCode", "ResultDesc"] {
            let path = format!("/Body/stkCallback/{key}");
            assert_eq!(
                body.pointer(&path),
                read(sample).pointer(&path),
                "{sample}: {key}"
            );
        }
    }
}

/// There is no sample of these codes: the shape is that of 1032, the words are the reference's.
#[tokio::test]
async fn a_failed_callback_without_a_sample_has_the_shape_of_the_others() {
    for (act, code, text) in [
        (Act::WrongPin, 2001, "The initiator information is invalid."),
        (
            Act::TooLittleMoney,
            1,
            "The balance is insufficient for the transaction.",
        ),
    ] {
        let body = callback_of(act).await;
        check("stk_cb_1032_docs_2024.json", &body);
        assert_eq!(body["Body"]["stkCallback"]["ResultCode"], code);
        assert_eq!(body["Body"]["stkCallback"]["ResultDesc"], text);
    }
}

/// Checks the callback of a push that reaches no screen.
async fn check_unprompted(
    change: impl FnOnce(&mut Config),
    spoil: impl FnOnce(&mut Value),
    sample: &str,
) {
    let mut till = Till::with(change).await;
    let mut push = till.push_body(PHONE, 20);
    spoil(&mut push);
    let (status, ack) = till.call(PUSH, &push).await;
    assert_eq!(status, 200, "{ack}");
    let body = till.ear.hear().await;
    check(sample, &body);
    let path = "/Body/stkCallback/ResultCode";
    assert_eq!(body.pointer(path), read(sample).pointer(path), "{sample}");
    let query = till
        .query(ack["CheckoutRequestID"].as_str().unwrap())
        .await
        .1;
    check("stkq_ok_docs.json", &query);
}

#[tokio::test]
async fn a_push_to_the_wrong_product_or_receiver_is_acknowledged_and_fails_like_the_sample() {
    let till_shop = |config: &mut Config| {
        config.shop.shortcode = Shortcode::Till {
            store: "7654321".to_owned(),
            till: "5123456".to_owned(),
        };
    };
    check_unprompted(till_shop, |_| {}, "stk_cb_constructed_2028.json").await;
    let other_receiver = |push: &mut Value| push["PartyB"] = "600000".into();
    check_unprompted(|_| {}, other_receiver, "stk_cb_constructed_sfc_ic0003.json").await;
}

#[tokio::test]
async fn a_busy_phone_can_end_in_code_1001_like_the_sample() {
    let mut till = Till::open().await;
    let faults = Faults {
        busy_phone: BusyPhone::Result1001,
        ..Faults::default()
    };
    till.sandbox.set_faults(faults).unwrap();
    till.push(PHONE, 20).await;
    till.push(PHONE, 30).await;
    let body = till.ear.hear().await;
    check("stk_cb_1032_docs_2024.json", &body);
    assert_eq!(body["Body"]["stkCallback"]["ResultCode"], 1001);
}

#[tokio::test]
async fn a_query_is_like_its_sample() {
    let till = Till::open().await;
    let id = till.push(PHONE, 20).await;
    let (status, body) = till.query(&id).await;
    assert_eq!(status, 500);
    check_text("err_500_001_1001_processing.json", &body, "errorMessage");
    let (status, body) = till.query(&id).await;
    assert_eq!(status, 200);
    check_text("stkq_4999_under_processing.json", &body, "ResultDesc");
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    check_text("stkq_ok_docs.json", &till.query(&id).await.1, "ResultDesc");

    let id = till.push(POOR_PHONE, 51).await;
    till.sandbox
        .answer(&phone(POOR_PHONE), Act::Accept)
        .unwrap();
    check_text("stkq_1_2017.json", &till.query(&id).await.1, "ResultCode");
}
