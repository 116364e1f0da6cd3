//! Faults of the script: each mishap at its place and time.

use std::time::Duration;

use reqwest::Method;
use sandbox::{Act, CallbackNote, Error, Fault};
use serde_json::{Value, json};

use crate::samples::{check, check_text, read as sample};
use crate::till::{Ear, PHONE, PUSH, QUERY, Till, client, phone, read};

fn script(rules: Value) -> Vec<Fault> {
    serde_json::from_value(rules).unwrap()
}

async fn till_with(rules: Value) -> Till {
    let till = Till::open().await;
    till.sandbox.set_script(script(rules)).unwrap();
    till
}

fn is_prompted(till: &Till) -> bool {
    till.sandbox.phones().iter().any(|set| set.prompt.is_some())
}

/// Pushes and returns the status and the body as it came.
async fn push_raw(till: &Till) -> (u16, String) {
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

/// Pushes and returns the answer as the network gave it.
async fn lied_to(till: &Till, with: &str) -> reqwest::Response {
    let rule = json!([{ "at": "push", "do": { "lie": { "with": with } } }]);
    till.sandbox.set_script(script(rule)).unwrap();
    let request = till.http.post(till.url(PUSH)).bearer_auth(&till.token);
    let reply = request
        .json(&till.push_body(PHONE, 20))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 200);
    assert_eq!(
        reply.headers()["content-type"],
        "application/json;charset=UTF-8"
    );
    reply
}

#[tokio::test]
async fn lies_look_like_answers_and_cannot_be_read() {
    let till = Till::open().await;
    for with in ["deep", "beyond_numbers", "half_character", "words"] {
        let text = lied_to(&till, with).await.text().await.unwrap();
        assert!(serde_json::from_str::<Value>(&text).is_err(), "{with}");
    }
    let text = lied_to(&till, "keys_twice").await.text().await.unwrap();
    for key in [
        "ResponseCode",
        "ResultCode",
        "CheckoutRequestID",
        "access_token",
    ] {
        assert_eq!(text.matches(&format!("\"{key}\"")).count(), 2, "{key}");
    }
    assert!(!is_prompted(&till));
}

#[tokio::test]
async fn lies_can_be_too_large_to_be_kept() {
    let till = Till::open().await;
    let huge = lied_to(&till, "huge").await.bytes().await.unwrap();
    assert!(huge.len() > 10_000_000 && serde_json::from_slice::<Value>(&huge).is_ok());

    let bomb = lied_to(&till, "bomb").await;
    assert_eq!(bomb.headers()["content-encoding"], "gzip");
    let packed = bomb.bytes().await.unwrap();
    let mut unpacked = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(&packed[..]);
    std::io::Read::read_to_end(&mut decoder, &mut unpacked).unwrap();
    assert!(packed.len() < 100_000 && unpacked.len() > 10_000_000);

    let mut endless = lied_to(&till, "endless").await;
    assert_eq!(endless.content_length(), None);
    let mut length = 0;
    while length < 12_000_000 {
        length += endless.chunk().await.unwrap().unwrap().len();
    }
}

#[tokio::test]
async fn a_lie_can_hide_a_prompt() {
    let lie = json!({ "lie": { "with": "words", "accepted": true } });
    let till = till_with(json!([{ "at": "push", "do": lie }])).await;
    assert_eq!(push_raw(&till).await.1, "OK, accepted");
    assert!(is_prompted(&till));
}

#[tokio::test]
async fn a_query_can_tell_a_failure_of_what_was_paid_and_a_success_of_what_is_open() {
    let till = Till::open().await;
    let id = till.push(PHONE, 20).await;
    for (outcome, code, pays) in [("paid", "0", true), ("cancelled", "1032", false)] {
        let rule = json!([{ "at": "query", "do": { "tell": { "outcome": outcome } } }]);
        till.sandbox.set_script(script(rule)).unwrap();
        assert_eq!(till.query(&id).await.1["ResultCode"], code);
        if pays {
            till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
        }
    }
    till.sandbox.set_script(Vec::new()).unwrap();
    assert_eq!(till.query(&id).await.1["ResultCode"], "0");
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
