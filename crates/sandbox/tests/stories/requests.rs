//! What status, reversal and balance requests have in common.

use std::time::Duration;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use sandbox::{CallbackHosts, Config, Credentials, Kind};
use serde_json::{Value, json};

use crate::samples::{check, check_text, read};
use crate::till::{Ear, PHONE, Reply, Till, phone};

pub(crate) const STATUS: &str = "/mpesa/transactionstatus/v1/query";
pub(crate) const REVERSAL: &str = "/mpesa/reversal/v1/request";
pub(crate) const BALANCE: &str = "/mpesa/accountbalance/v1/query";

/// Returns the request of a sample, made to fit the till's stand-in.
pub(crate) fn request(till: &Till, sample: &str, changes: Value) -> Value {
    let mut body = read(sample);
    body["Initiator"] = "testapi".into();
    body["SecurityCredential"] = STANDARD.encode([7; 256]).into();
    for party in ["PartyA", "ReceiverParty"] {
        if !body[party].is_null() {
            body[party] = till.sandbox.shop().shortcode.asking().into();
        }
    }
    body["ResultURL"] = till.ear.url.clone().into();
    body["QueueTimeOutURL"] = till.ear.url.clone().into();
    let fields = body.as_object_mut().unwrap();
    if let Value::Object(changes) = changes {
        fields.extend(changes);
    }
    fields.retain(|_, value| !value.is_null());
    body
}

/// Asks, lets the result come, and returns both the acknowledgement and the result.
pub(crate) async fn ask(till: &mut Till, path: &str, body: &Value) -> (Value, Value) {
    let (status, ack) = till.call(path, body).await;
    assert_eq!(status, 200, "{ack}");
    till.clock.advance(Duration::from_secs(2));
    let result = till.ear.hear().await;
    for key in ["ConversationID", "OriginatorConversationID"] {
        assert_eq!(result["Result"][key], ack[key], "{key}");
    }
    (ack, result)
}

fn all(till: &Till) -> [(&'static str, Value); 3] {
    [
        (STATUS, request(till, "ts_request.json", json!({}))),
        (REVERSAL, request(till, "rv_request.json", json!({}))),
        (BALANCE, request(till, "ab_request.json", json!({}))),
    ]
}

#[tokio::test]
async fn a_request_is_acknowledged_whether_or_not_it_can_be_done() {
    let till = Till::open().await;
    for (path, body) in all(&till) {
        let (status, ack) = till.call(path, &body).await;
        assert_eq!(status, 200, "{ack}");
        let sample = if path == BALANCE {
            "ab_ack.json"
        } else {
            "ts_ack.json"
        };
        for key in ["ResponseCode", "ResponseDescription"] {
            check_text(sample, &ack, key);
        }
    }
}

#[tokio::test]
async fn a_result_comes_when_its_time_has_come_and_not_before() {
    let mut till = Till::open().await;
    let [.., (path, body)] = all(&till);
    till.call(path, &body).await;
    till.clock.advance(Duration::from_millis(1_999));
    assert_eq!(till.sandbox.letters().len(), 0);
    till.clock.advance(Duration::from_millis(1));
    till.ear.hear().await;
    let kinds: Vec<_> = till
        .sandbox
        .letters()
        .into_iter()
        .map(|mail| mail.kind)
        .collect();
    assert!(matches!(kinds[..], [Kind::Result { .. }]), "{kinds:?}");
}

/// Checks that a spoiled request is refused by the name of its field.
async fn check_field(till: &Till, path: &str, body: &Value, field: &str, value: Value) {
    let mut body = body.clone();
    body[field] = value.clone();
    let (status, reply) = till.call(path, &body).await;
    assert_eq!(status, 400, "{field} {value}");
    check("err_400_002_02_phone.json", &reply);
    assert_eq!(
        reply["errorMessage"],
        format!("Bad Request - Invalid {field}")
    );
}

#[tokio::test]
async fn a_wrong_field_is_refused_by_its_name() {
    let till = Till::with(|config| config.rules.callback_hosts = CallbackHosts::Any).await;
    for (path, body) in all(&till) {
        for (field, value) in [
            ("Initiator", json!("")),
            ("SecurityCredential", json!("c2hvcnQ=")),
            ("SecurityCredential", json!("not base64")),
            ("CommandID", json!("SalaryPayment")),
            ("ResultURL", json!("pos.example.co.ke")),
            ("ResultURL", json!("https://pos.example.co.ke/mpesa/result")),
            ("QueueTimeOutURL", Value::Null),
            ("Remarks", json!("")),
            ("Remarks", json!("x".repeat(101))),
        ] {
            check_field(&till, path, &body, field, value).await;
        }
    }
    let [status, reversal, balance] = all(&till);
    for (path, body) in [&status, &balance] {
        check_field(&till, path, body, "IdentifierType", json!("11")).await;
        check_field(&till, path, body, "PartyA", json!("1")).await;
    }
    check_field(&till, STATUS, &status.1, "Occasion", json!("x".repeat(101))).await;
    for (field, value) in [
        ("RecieverIdentifierType", json!("4")),
        ("ReceiverParty", json!("x")),
        ("TransactionID", json!("short")),
        ("Amount", json!("0")),
        ("Remarks", json!("x")),
    ] {
        check_field(&till, REVERSAL, &reversal.1, field, value).await;
    }
}

#[tokio::test]
async fn the_right_spelling_of_the_receivers_type_is_refused() {
    let till = Till::open().await;
    let change = json!({ "RecieverIdentifierType": null, "ReceiverIdentifierType": "11" });
    let body = request(&till, "rv_request.json", change);
    let (status, reply) = till.call(REVERSAL, &body).await;
    assert_eq!(status, 400);
    assert_eq!(
        reply["errorMessage"],
        "Bad Request - Invalid RecieverIdentifierType"
    );
}

#[tokio::test]
async fn a_body_that_does_not_say_what_it_is_reads_as_a_wrong_receiver() {
    let till = Till::open().await;
    let body = request(&till, "rv_request.json", json!({})).to_string();
    let request = till.http.post(till.url(REVERSAL)).bearer_auth(&till.token);
    let (_, reply) = crate::till::read(request.body(body).send().await.unwrap()).await;
    assert_eq!(
        reply["errorMessage"],
        "Bad Request - Invalid RecieverIdentifierType"
    );
}

#[tokio::test]
async fn a_malformed_receipt_is_refused_like_the_sample() {
    let till = Till::open().await;
    let body = request(
        &till,
        "rv_request.json",
        json!({ "TransactionID": "UKO-1" }),
    );
    let (_, reply) = till.call(REVERSAL, &body).await;
    for key in ["errorCode", "errorMessage"] {
        check_text("err_400_002_02_transactionid.json", &reply, key);
    }
}

/// Calls with a token that was never given.
async fn rejected(till: &Till, path: &str) -> (u16, Value, Value) {
    let (status, mut body): Reply = till.call(path, &json!({})).await;
    check("err_token_404_001_03_stk.json", &body);
    (
        status,
        body["errorCode"].take(),
        body["errorMessage"].take(),
    )
}

#[tokio::test]
async fn each_api_spells_a_rejected_token_in_its_own_way() {
    let mut till = Till::open().await;
    till.token = "never-given".to_owned();
    let plain = "Invalid Access Token";
    for (path, status, code, text) in [
        (crate::till::PUSH, 404, "404.001.03", plain),
        (crate::till::QUERY, 404, "404.001.03", plain),
        (REVERSAL, 404, "404.001.03", plain),
        ("/mpesa/c2b/v2/registerurl", 400, "400.003.01", plain),
        (STATUS, 400, "400.003.01", plain),
        (
            BALANCE,
            401,
            "401.002.01",
            "Error Occurred - Invalid Access Token - XXX",
        ),
    ] {
        assert_eq!(
            rejected(&till, path).await,
            (status, code.into(), text.into()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_unknown_initiator_is_told_of_in_the_result_alone() {
    let mut till = Till::open().await;
    let body = request(&till, "ts_request.json", json!({ "Initiator": "somebody" }));
    let (_, result) = ask(&mut till, STATUS, &body).await;
    check("ts_result_2001_single_object.json", &result);
    let sample = read("ts_result_2001_single_object.json");
    for key in ["ResultCode", "ResultDesc"] {
        assert_eq!(result["Result"][key], sample["Result"][key]);
    }
}

#[tokio::test]
async fn an_initiator_may_not_ask_for_another_shop() {
    let mut till = Till::open().await;
    let body = request(&till, "ab_request.json", json!({ "PartyA": "600000" }));
    let (_, result) = ask(&mut till, BALANCE, &body).await;
    check("ts_result_2032_not_found.json", &result);
    assert_eq!(result["Result"]["ResultCode"], 21);
}

#[tokio::test]
async fn a_credential_that_is_to_be_decrypted_must_hold_the_password() {
    let decrypt = |config: &mut Config| config.rules.credentials = Credentials::Decrypted;
    let mut till = Till::with(decrypt).await;
    let body = request(&till, "ab_request.json", json!({}));
    let (_, result) = ask(&mut till, BALANCE, &body).await;
    assert_eq!(result["Result"]["ResultCode"], 2001);
    let reply = till
        .http
        .get(till.url("/_sandbox/certificate.pem"))
        .send()
        .await
        .unwrap();
    let certificate = reply.text().await.unwrap();
    assert!(
        certificate.starts_with("-----BEGIN CERTIFICATE-----"),
        "{certificate}"
    );
}

#[tokio::test]
async fn a_result_that_finds_nobody_is_not_sent_again() {
    let till = Till::open().await;
    let ear = Ear::answering(StatusCode::INTERNAL_SERVER_ERROR).await;
    let mut till = Till { ear, ..till };
    till.sandbox.pay(&phone(PHONE), 20, "S-1").unwrap();
    let body = request(&till, "ab_request.json", json!({}));
    ask(&mut till, BALANCE, &body).await;
    till.sandbox.stop().await;
    assert!(till.ear.is_silent());
}

#[tokio::test]
async fn a_request_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let till = Till::with(|config| config.folder = Some(folder.path().to_owned())).await;
    let body = request(&till, "ab_request.json", json!({}));
    till.call(BALANCE, &body).await;
    let mut till = crate::restart::restart(till, folder.path(), Duration::from_mins(1)).await;
    assert_eq!(till.ear.hear().await["Result"]["ResultCode"], "0");
    let (_, letters) = till.control(Method::GET, "/letters", Value::Null).await;
    assert_eq!(letters.as_array().unwrap().len(), 1);
}
