//! Faults of the script: calls that go wrong, and when.

use std::time::Duration;

use reqwest::Method;
use sandbox::{Act, Error, Fault};
use serde_json::{Value, json};

use crate::samples::{check, check_text, read as sample};
use crate::till::{PHONE, PUSH, QUERY, Till, client, phone, read};

pub(crate) fn script(rules: Value) -> Vec<Fault> {
    serde_json::from_value(rules).unwrap()
}

pub(crate) async fn till_with(rules: Value) -> Till {
    let till = Till::open().await;
    till.sandbox.set_script(script(rules)).unwrap();
    till
}

pub(crate) fn is_prompted(till: &Till) -> bool {
    till.sandbox.phones().iter().any(|set| set.prompt.is_some())
}

/// Pushes and returns the status and the body as it came.
pub(crate) async fn push_raw(till: &Till) -> (u16, String) {
    let request = till.http.post(till.url(PUSH)).bearer_auth(&till.token);
    let reply = request
        .json(&till.push_body(PHONE, 20))
        .send()
        .await
        .unwrap();
    (reply.status().as_u16(), reply.text().await.unwrap())
}

#[tokio::test]
async fn every_error_of_the_gateway_can_be_had_and_sends_nothing() {
    let till = Till::open().await;
    for (with, status, code, text) in [
        ("internal", 500, "500.003.1001", "Internal Server Error"),
        (
            "internal_as_ok",
            200,
            "500.003.1001",
            "Internal Server Error",
        ),
        (
            "quota",
            500,
            "500.003.03",
            "Error Occurred: Quota Violation",
        ),
        ("no_text", 500, "500.001.1001", ""),
        ("bad_request", 400, "400.003.02", "Bad Request"),
    ] {
        let rules = json!([{ "at": "push", "do": { "refuse": { "with": with } } }]);
        till.sandbox.set_script(script(rules)).unwrap();
        let (got, body) = till.call(PUSH, &till.push_body(PHONE, 20)).await;
        assert_eq!((got, &body["errorCode"]), (status, &code.into()), "{with}");
        assert_eq!(body["errorMessage"], text);
        check("err_500_003_1001_internal.json", &body);
    }
    assert!(!is_prompted(&till));
}

#[tokio::test]
async fn errors_with_samples_are_like_them() {
    let till = Till::open().await;
    for (with, file) in [
        ("unreachable", "err_500_003_1001_unreachable.json"),
        ("maintenance", "err_500_002_1001_maintenance.json"),
        ("busy", "err_500_003_02_busy.json"),
        ("spike_arrest", "err_500_003_02_spike.json"),
        (
            "duplicate_notification",
            "err_500_003_1001_duplicate_notification.json",
        ),
    ] {
        let rules = json!([{ "at": "any_call", "do": { "refuse": { "with": with } } }]);
        till.sandbox.set_script(script(rules)).unwrap();
        let (status, body) = till.call(PUSH, &json!({})).await;
        assert_eq!(status, 500, "{with}");
        for key in ["errorCode", "errorMessage"] {
            check_text(file, &body, key);
        }
    }
}

#[tokio::test]
async fn a_rejected_token_may_have_no_request_id_like_the_sample() {
    let rule = json!([{ "at": "push", "do": { "refuse": { "with": "token_without_id" } } }]);
    let till = till_with(rule).await;
    let (status, body) = till.call(PUSH, &till.push_body(PHONE, 20)).await;
    assert_eq!(status, 404);
    for key in ["requestId", "errorCode", "errorMessage"] {
        check_text("err_token_404_001_03_empty_requestid.json", &body, key);
    }
}

#[tokio::test]
async fn every_api_is_a_call_that_can_go_wrong() {
    let refuse = json!({ "refuse": { "with": "unavailable" } });
    let till = till_with(json!([{ "at": "any_call", "do": refuse }])).await;
    for path in [
        PUSH,
        QUERY,
        "/oauth/v1/generate",
        "/mpesa/c2b/v1/registerurl",
        "/mpesa/c2b/v2/registerurl",
        "/mpesa/c2b/v1/simulate",
        "/mpesa/c2b/v2/simulate",
        "/mpesa/transactionstatus/v1/query",
        "/mpesa/reversal/v1/request",
        "/mpesa/accountbalance/v1/query",
        "/pulltransactions/v1/register",
        "/pulltransactions/v1/query",
        "/mpesa/qrcode/v1/generate",
    ] {
        assert_eq!(
            till.call(path, &json!({})).await,
            (503, Value::Null),
            "{path}"
        );
    }
}

#[tokio::test]
async fn pages_and_empty_bodies_come_as_from_a_proxy() {
    let till = Till::open().await;
    for (with, status, is_page) in [
        ("firewall", 403, true),
        ("bad_gateway", 502, true),
        ("unavailable", 503, false),
        ("gateway_timeout", 504, false),
        ("too_many", 429, false),
        ("nothing", 400, false),
    ] {
        let rules = json!([{ "at": "push", "do": { "refuse": { "with": with } } }]);
        till.sandbox.set_script(script(rules)).unwrap();
        let (got, body) = push_raw(&till).await;
        assert_eq!(
            (got, body.starts_with("<html>")),
            (status, is_page),
            "{with}"
        );
        assert_eq!(body.is_empty(), !is_page);
    }
}

#[tokio::test]
async fn an_app_without_the_product_is_told_so_at_the_end_of_the_text() {
    let rules = json!([{ "at": "status", "do": { "refuse": { "with": "no_product" } } }]);
    let till = till_with(rules).await;
    let (status, body) = till.call(crate::requests::STATUS, &json!({})).await;
    let text = body["errorMessage"].as_str().unwrap();
    assert!(
        text.ends_with("Invalid API call as no apiproduct match found"),
        "{text}"
    );
    assert_eq!(status, 401);
}

#[tokio::test]
async fn an_error_after_acceptance_hides_a_prompt() {
    let refuse = json!({ "refuse": { "with": "bad_gateway", "accepted": true } });
    let till = till_with(json!([{ "at": "push", "do": refuse }])).await;
    assert_eq!(push_raw(&till).await.0, 502);
    assert!(is_prompted(&till));
}

#[tokio::test]
async fn a_refusal_of_its_own_goes_before_an_error_after_acceptance() {
    let refuse = json!({ "refuse": { "with": "bad_gateway", "accepted": true } });
    let till = till_with(json!([{ "at": "push", "do": refuse }])).await;
    assert_eq!(till.call(PUSH, &json!({})).await.0, 400);
}

#[tokio::test]
async fn counted_calls_alone_go_wrong_and_are_counted_for_all_to_see() {
    let rules = json!([{ "at": "query", "do": { "refuse": { "with": "no_text" } },
                         "when": { "calls": [2] } }]);
    let till = till_with(rules).await;
    let id = till.push(PHONE, 20).await;
    let texts: Vec<_> = [
        till.query(&id).await.1["errorMessage"].take(),
        till.query(&id).await.1["errorMessage"].take(),
    ]
    .into();
    assert_eq!(texts, ["The transaction is being processed", ""]);
    let (_, seen) = till.control(Method::GET, "/script", Value::Null).await;
    assert_eq!(seen[0]["seen"], 2);
}

/// Pushes by a client that gives up soon, and says whether a prompt went out.
async fn after_silence(accepted: bool) -> bool {
    let silence = json!({ "silence": { "accepted": accepted } });
    let till = till_with(json!([{ "at": "push", "do": silence }])).await;
    let call = async {
        let request = till.http.post(till.url(PUSH)).bearer_auth(&till.token);
        request.json(&till.push_body(PHONE, 20)).send().await
    };
    let mut changes = till.sandbox.subscribe();
    let is_silent = || till.sandbox.script()[0].seen == 1 && (!accepted || is_prompted(&till));
    let given_up = async {
        while !is_silent() {
            changes.changed().await.unwrap();
        }
    };
    tokio::select! {
        reply = call => panic!("an answer: {reply:?}"),
        () = given_up => {}
    }
    till.sandbox.stop().await;
    is_prompted(&till)
}

#[tokio::test]
async fn silence_may_or_may_not_hide_a_prompt_and_does_not_keep_the_stand_in_from_stopping() {
    assert!(after_silence(true).await);
    assert!(!after_silence(false).await);
}

#[tokio::test]
async fn a_connection_can_be_closed_before_anything_was_done() {
    let hang_up = json!({ "hang_up": { "accepted": false } });
    let till = till_with(json!([{ "at": "push", "do": hang_up }])).await;
    let request = till.http.post(till.url(PUSH)).bearer_auth(&till.token);
    let reply = request.json(&till.push_body(PHONE, 20)).send().await;
    assert!(reply.is_err_and(|error| error.is_request()));
    assert!(!is_prompted(&till));
}

#[tokio::test]
async fn an_answer_can_break_off_in_the_middle() {
    let till = till_with(json!([{ "at": "push", "do": "cut" }])).await;
    let request = till.http.post(till.url(PUSH)).bearer_auth(&till.token);
    let reply = request
        .json(&till.push_body(PHONE, 20))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 200);
    assert!(reply.bytes().await.is_err());
    assert!(is_prompted(&till));
}

#[tokio::test]
async fn a_slow_answer_comes_when_its_time_has_come() {
    let till = till_with(json!([{ "at": "push", "do": { "slow": { "seconds": 40 } } }])).await;
    let request = till.http.post(till.url(PUSH)).bearer_auth(&till.token);
    let mut changes = till.sandbox.subscribe();
    let reply = tokio::spawn(request.json(&till.push_body(PHONE, 20)).send());
    while !is_prompted(&till) {
        changes.changed().await.unwrap();
    }
    assert!(!reply.is_finished());
    // The answer may not be waited for yet, so time goes on until it is there.
    while !reply.is_finished() {
        till.clock.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    assert_eq!(reply.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn tokens_can_end_in_the_middle_of_the_day() {
    let rules = json!([{ "at": "query", "do": "end_tokens", "when": { "calls": [2] } }]);
    let mut till = till_with(rules).await;
    let id = till.push(PHONE, 20).await;
    assert_eq!(till.query(&id).await.0, 500);
    let (status, body) = till.query(&id).await;
    assert_eq!(status, 404);
    check_text("err_token_404_001_03_stk.json", &body, "errorMessage");
    till.renew_token().await;
    assert_eq!(till.query(&id).await.0, 200);
}

#[tokio::test]
async fn a_push_can_come_to_any_code() {
    let mut till = Till::open().await;
    for (outcome, file) in [
        ("rule_limited", "stk_cb_constructed_17.json"),
        ("not_sent", "stk_cb_constructed_1025.json"),
        ("unclear", "stk_cb_constructed_9999.json"),
        ("expired", "stk_cb_1019_2023.json"),
        ("answer_lost", "stk_cb_1036_2019.json"),
    ] {
        let rules = json!([{ "at": "push", "do": { "end": { "outcome": outcome } } }]);
        till.sandbox.set_script(script(rules)).unwrap();
        till.push(PHONE, 20).await;
        let callback = till.ear.hear().await;
        check(file, &callback);
        let path = "/Body/stkCallback/ResultCode";
        assert_eq!(
            callback.pointer(path),
            sample(file).pointer(path),
            "{outcome}"
        );
    }
    assert_eq!(till.sandbox.money().shop_balance_kes, 0);
}

#[tokio::test]
async fn one_seed_gives_one_row_of_faults() {
    let rules = json!([{ "at": "query", "do": { "refuse": { "with": "busy" } },
                         "when": { "one_in": 2 } }]);
    let mut rows = Vec::new();
    for _ in 0..2 {
        let till = till_with(rules.clone()).await;
        let mut row = Vec::new();
        for _ in 0..12 {
            row.push(till.query("any").await.1["errorCode"].take());
        }
        rows.push(row);
    }
    assert_eq!(rows[0], rows[1]);
    let busy = rows[0].iter().filter(|code| **code == "500.003.02").count();
    assert!((1..12).contains(&busy), "{busy} of 12");
}

#[tokio::test]
async fn a_skewed_clock_dates_everything_that_is_sent() {
    let mut till = Till::open().await;
    let (status, _) = till
        .control(Method::PUT, "/clock", json!({ "skew_s": -3_600 }))
        .await;
    assert_eq!(status, 204);
    let id = till.push(PHONE, 20).await;
    assert!(id.starts_with("ws_CO_24112026110000"), "{id}");
    let page = client().get(till.url("/")).send().await.unwrap();
    assert_eq!(page.headers()["date"], "Tue, 24 Nov 2026 08:00:00 GMT");
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    let (_, raw) = till.ear.hear_raw().await;
    assert!(raw.contains("20261124110000"), "{raw}");
    let id = till.push(PHONE, 20).await;
    till.clock.advance(Duration::from_secs(59));
    assert_eq!(till.query(&id).await.0, 500);
    till.clock.advance(Duration::from_secs(1));
    assert_eq!(
        till.ear.hear().await["Body"]["stkCallback"]["ResultCode"],
        1037
    );
    till.sandbox.set_skew(0).unwrap();
}

#[tokio::test]
async fn a_script_that_makes_no_sense_is_refused_and_the_former_one_stays() {
    let till = till_with(json!([{ "at": "push", "do": "cut" }])).await;
    let nonsense = json!([{ "at": "push", "do": "lose" }]);
    let (status, body) = till.control(Method::PUT, "/script", nonsense.clone()).await;
    assert_eq!((status, body["error"].is_string()), (400, true));
    let refused = till.sandbox.set_script(script(nonsense));
    assert!(matches!(refused, Err(Error::NotAFault(_))));
    assert_eq!(
        till.sandbox.script(),
        script(json!([{ "at": "push", "do": "cut" }]))
    );
    let unknown = json!([{ "at": "push", "do": "explode" }]);
    let request = client().put(till.url("/_sandbox/script")).json(&unknown);
    assert_eq!(request.send().await.unwrap().status(), 422);
    let (status, _) = till.control(Method::PUT, "/script", json!([])).await;
    assert_eq!((status, till.sandbox.script().len()), (204, 0));
}

#[tokio::test]
async fn the_control_is_not_a_call_that_can_go_wrong() {
    let refuse = json!({ "refuse": { "with": "unavailable" } });
    let till = till_with(json!([{ "at": "any_call", "do": refuse }])).await;
    assert_eq!(till.control(Method::GET, "", Value::Null).await.0, 200);
    let reply = till.http.post(till.url(QUERY)).send().await.unwrap();
    assert_eq!(read(reply).await, (503, Value::Null));
}
