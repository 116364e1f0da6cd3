//! Pulling the payments of the last two days.

use std::time::Duration;

use sandbox::{Act, Config, Shortcode};
use serde_json::{Value, json};

use crate::samples::{check, check_text};
use crate::till::{PHONE, Till, phone};

const REGISTER: &str = "/pulltransactions/v1/register";
const QUERY: &str = "/pulltransactions/v1/query";

fn registration() -> Value {
    json!({
        "ShortCode": "174379", "RequestType": "Pull", "NominatedNumber": "0722000000",
        "CallBackURL": "https://pos.example.co.ke/pull",
    })
}

fn question(from: &str, to: &str, offset: usize) -> Value {
    json!({
        "ShortCode": "174379", "StartDate": from, "EndDate": to,
        "OffSetValue": offset.to_string(),
    })
}

async fn registered() -> Till {
    let till = Till::open().await;
    assert_eq!(till.call(REGISTER, &registration()).await.0, 200);
    till
}

/// Pulls all of the usual day, from an offset.
async fn pull(till: &Till, offset: usize) -> Value {
    let question = question("2026-11-24 00:00:00", "2026-11-24 23:59:59", offset);
    let (status, body) = till.call(QUERY, &question).await;
    assert_eq!(status, 200, "{body}");
    body
}

fn rows(body: &Value) -> &Vec<Value> {
    body["Response"][0].as_array().unwrap()
}

#[tokio::test]
async fn a_shop_is_registered_once_and_told_so_in_both_spellings() {
    let till = Till::open().await;
    check("pull_register_request.json", &registration());
    let (_, first) = till.call(REGISTER, &registration()).await;
    for key in ["ResponseStatus", "ResponseDescription"] {
        check_text("pull_register_ack_docs.json", &first, key);
    }
    let (_, second) = till.call(REGISTER, &registration()).await;
    for key in ["Response Status", "Response Description"] {
        check_text("pull_register_ack_spaced_keys.json", &second, key);
    }
}

#[tokio::test]
async fn payments_of_every_way_are_listed_like_the_sample() {
    let mut till = registered().await;
    till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    till.ear.hear().await;
    till.clock.advance(Duration::from_secs(1));
    till.sandbox.pay(&phone(PHONE), 30, "INV 7").unwrap();
    let body = pull(&till, 0).await;
    for key in ["ResponseCode", "ResponseMessage"] {
        check_text("pull_query_ok.json", &body, key);
    }
    let [pushed, typed] = rows(&body).as_slice() else {
        panic!("{body}")
    };
    assert_eq!(
        (&pushed["billreference"], &pushed["amount"]),
        (&"S-000123".into(), &"20.00".into())
    );
    for (key, expected) in [
        ("trxDate", json!("2026-11-24T12:00:01Z")),
        ("msisdn", json!(712_345_678)),
        ("sender", json!("WANJIKU KAMAU")),
        ("transactiontype", json!("c2b-pay-bill-debit")),
        ("billreference", json!("INV 7")),
        ("amount", json!("30.00")),
        ("organizationname", json!("Duka la Mazoezi")),
    ] {
        assert_eq!(typed[key], expected, "{key}");
    }
}

#[tokio::test]
async fn a_till_has_another_type_and_no_reference() {
    let till = Till::with(|config: &mut Config| {
        config.shop.shortcode = Shortcode::Till {
            store: "174379".to_owned(),
            till: "5123456".to_owned(),
        };
    })
    .await;
    till.call(REGISTER, &registration()).await;
    till.sandbox
        .pay(&phone(PHONE), 30, "typed all the same")
        .unwrap();
    let body = pull(&till, 0).await;
    let row = &rows(&body)[0];
    assert_eq!(row["transactiontype"], "c2b-buy-goods-debit");
    assert_eq!(row["billreference"], "");
}

#[tokio::test]
async fn an_answer_has_a_hundred_rows_and_the_offset_goes_on() {
    let till = registered().await;
    for _ in 0..205 {
        till.sandbox.pay(&phone(PHONE), 1, "S-1").unwrap();
    }
    let mut seen = std::collections::BTreeSet::new();
    for (offset, count) in [(0, 100), (100, 100), (200, 5)] {
        let body = pull(&till, offset).await;
        assert_eq!(rows(&body).len(), count, "from {offset}");
        seen.extend(
            rows(&body)
                .iter()
                .map(|row| row["transactionId"].to_string()),
        );
    }
    assert_eq!(seen.len(), 205);
    assert_eq!(pull(&till, 205).await["ResponseCode"], "1001");
}

#[tokio::test]
async fn the_window_is_the_askers_and_reaches_back_two_days_at_most() {
    let mut till = registered().await;
    till.sandbox.pay(&phone(PHONE), 30, "S-1").unwrap();
    let at = |from, to| question(from, to, 0);
    for (from, to, code) in [
        ("2026-11-24 12:00:00", "2026-11-24 12:00:00", "1000"),
        ("2026-11-24 8:00:00", "2026-11-24 11:59:59", "1001"),
        ("2026-11-24 12:00:01", "2026-11-24 23:00:00", "1001"),
    ] {
        let (_, body) = till.call(QUERY, &at(from, to)).await;
        assert_eq!(body["ResponseCode"], code, "{from}");
    }
    for (hours, code) in [(48, "1000"), (1, "1001")] {
        till.clock.advance(Duration::from_hours(hours));
        till.renew_token().await;
        let (_, body) = till
            .call(QUERY, &at("2026-11-01 00:00:00", "2026-12-01 00:00:00"))
            .await;
        assert_eq!(body["ResponseCode"], code);
    }
}

#[tokio::test]
async fn an_empty_answer_takes_each_of_the_shapes_that_nobody_is_sure_of() {
    let till = registered().await;
    let mut shapes = Vec::new();
    for _ in 0..4 {
        let body = pull(&till, 0).await;
        assert_eq!(body["ResponseCode"], "1001");
        shapes.push((
            body.get("Transaction").cloned(),
            body.get("Response").cloned(),
        ));
    }
    let expected = [
        (Some(json!("[[]]")), None),
        (None, Some(json!([[]]))),
        (None, Some(json!([]))),
        (None, None),
    ];
    assert_eq!(shapes, expected);
}

#[tokio::test]
async fn a_wrong_field_is_refused() {
    let till = registered().await;
    let whole = question("2026-11-24 00:00:00", "2026-11-24 23:59:59", 0);
    for (path, body, field, value, code, text) in [
        (
            QUERY,
            &whole,
            "ShortCode",
            "600984",
            "400.001",
            "Invalid ShortCode",
        ),
        (
            REGISTER,
            &registration(),
            "ShortCode",
            "x",
            "400.001",
            "Invalid ShortCode",
        ),
        (
            QUERY,
            &whole,
            "StartDate",
            "24-11-2026",
            "400.002.02",
            "Bad Request - Invalid StartDate",
        ),
        (
            QUERY,
            &whole,
            "EndDate",
            "",
            "400.002.02",
            "Bad Request - Invalid EndDate",
        ),
        (
            QUERY,
            &whole,
            "OffSetValue",
            "-1",
            "400.002.02",
            "Bad Request - Invalid OffSetValue",
        ),
    ] {
        let mut body = body.clone();
        body[field] = value.into();
        let (status, reply) = till.call(path, &body).await;
        assert_eq!(
            (status, &reply["errorCode"]),
            (400, &code.into()),
            "{field}"
        );
        assert_eq!(reply["errorMessage"], text);
    }
    for (field, value) in [
        ("RequestType", "Push"),
        ("NominatedNumber", "722"),
        ("CallBackURL", "https://pos.example.co.ke/query"),
    ] {
        let mut body = registration();
        body[field] = value.into();
        let (_, reply) = till.call(REGISTER, &body).await;
        assert_eq!(
            reply["errorMessage"],
            format!("Bad Request - Invalid {field}")
        );
    }
}

#[tokio::test]
async fn a_shop_that_is_not_registered_is_told_that_its_token_is_wrong() {
    let mut till = Till::open().await;
    let whole = question("2026-11-24 00:00:00", "2026-11-24 23:59:59", 0);
    for _ in 0..2 {
        let (status, reply) = till.call(QUERY, &whole).await;
        assert_eq!((status, &reply["errorCode"]), (401, &"401.001".into()));
        check_text("err_token_404_001_03_stk.json", &reply, "errorMessage");
        till.token = "never-given".to_owned();
    }
}
