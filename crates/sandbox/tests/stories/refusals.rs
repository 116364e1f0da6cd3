//! What a push or query is refused for: status, code, text, and that nothing was sent.

use sandbox::{CallbackHosts, Config, Shortcode};
use serde_json::{Value, json};

use crate::samples::{check, check_text};
use crate::till::{PHONE, POOR_PHONE, PUSH, QUERY, Till, password, read};

/// Checks that a spoiled push is refused by the name of its field, and that no phone rings.
async fn check_field(till: &Till, field: &str, value: Value) {
    let mut push = till.push_body(PHONE, 20);
    push[field] = value.clone();
    let (status, body) = till.call(PUSH, &push).await;
    assert_eq!(status, 400, "{field} {value}: {body}");
    check_text("err_400_002_02_phone.json", &body, "errorCode");
    assert_eq!(
        body["errorMessage"],
        format!("Bad Request - Invalid {field}"),
        "{value}"
    );
    assert!(
        till.sandbox.phones().iter().all(|set| set.prompt.is_none()),
        "{field} {value}"
    );
}

#[tokio::test]
async fn a_wrong_text_is_refused_by_the_name_of_its_field() {
    let till = Till::open().await;
    for (field, values) in [
        (
            "BusinessShortCode",
            ["1743", "17437900", "x74379"].as_slice(),
        ),
        ("Password", &[""]),
        ("Timestamp", &["2026112412000", "20261324120000", "now"]),
        ("TransactionType", &["PayBill", "CustomerBuyGoodsOnline"]),
        (
            "Amount",
            &["0", "-1", "1.00", "1,000", "250001", "99999999999999999999"],
        ),
        ("PartyA", &["0712345678", "254812345678", ""]),
        ("PartyB", &["till", "1"]),
        (
            "PhoneNumber",
            &["0712345678", "+254712345678", "25471234567"],
        ),
        (
            "CallBackURL",
            &["pos.example.co.ke", "https://pos.example.co.ke/mpesa"],
        ),
        ("AccountReference", &["", "S-00000000123"]),
        ("TransactionDesc", &["", "Payment of a s"]),
    ] {
        for value in values {
            check_field(&till, field, json!(value)).await;
        }
    }
}

#[tokio::test]
async fn a_wrong_number_is_refused_by_the_name_of_its_field() {
    let till = Till::open().await;
    for (field, value) in [
        ("BusinessShortCode", json!(1.5)),
        ("Password", json!(5)),
        ("Timestamp", json!(2026)),
        ("Amount", json!(0)),
        ("Amount", json!(-1)),
        ("Amount", json!(1.0)),
        ("Amount", json!(250_001)),
        ("Amount", json!(true)),
        ("PartyA", json!(712_345_678)),
        ("PhoneNumber", json!(712_345_678)),
        ("CallBackURL", json!(7)),
        ("AccountReference", json!(123)),
    ] {
        check_field(&till, field, value).await;
    }
}

#[tokio::test]
async fn a_missing_field_is_refused_by_its_name_but_for_the_description() {
    let till = Till::open().await;
    let whole = till.push_body(PHONE, 20);
    for field in whole.as_object().unwrap().keys() {
        let mut push = whole.clone();
        push.as_object_mut().unwrap().remove(field);
        let (status, body) = till.call(PUSH, &push).await;
        if field == "TransactionDesc" {
            assert_eq!(status, 200, "{body}");
        } else {
            assert_eq!(status, 400, "{field}");
            assert_eq!(
                body["errorMessage"],
                format!("Bad Request - Invalid {field}")
            );
        }
    }
}

#[tokio::test]
async fn refusals_with_samples_of_their_own_are_like_them() {
    let till = Till::open().await;
    for (sample, field, value) in [
        ("err_400_002_02_amount.json", "Amount", "0"),
        ("err_400_002_02_timestamp.json", "Timestamp", "2026"),
        (
            "err_400_002_02_transactiontype.json",
            "TransactionType",
            "CustomerBuyGoodsOnline",
        ),
        (
            "err_500_001_1001_wrong_credentials.json",
            "Timestamp",
            "20261124120001",
        ),
        (
            "err_500_001_1001_no_iccid.json",
            "PhoneNumber",
            "254109345678",
        ),
    ] {
        let mut push = till.push_body(PHONE, 20);
        push[field] = value.into();
        let (status, body) = till.call(PUSH, &push).await;
        assert_eq!(status.to_string(), sample[4..7], "{body}");
        check_text(sample, &body, "errorCode");
        check_text(sample, &body, "errorMessage");
    }
}

#[tokio::test]
async fn numbers_are_taken_as_well_as_texts() {
    let till = Till::open().await;
    let mut push = till.push_body(PHONE, 20);
    for (field, value) in [
        ("BusinessShortCode", 174_379_u64),
        ("Amount", 20),
        ("PartyA", 254_712_345_678),
        ("PartyB", 174_379),
        ("PhoneNumber", 254_712_345_678),
    ] {
        push[field] = value.into();
    }
    assert_eq!(till.call(PUSH, &push).await.0, 200);
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused_like_the_sample() {
    let till = Till::open().await;
    for body in ["", "{", "[]", "null", "<html>"] {
        let request = till
            .http
            .post(till.url(PUSH))
            .bearer_auth(&till.token)
            .body(body);
        let request = request.header("content-type", "application/json");
        let (status, reply) = read(request.send().await.unwrap()).await;
        assert_eq!(status, 400, "{body}");
        check_text("err_400_002_05_payload.json", &reply, "errorMessage");
    }
}

#[tokio::test]
async fn another_content_type_reads_as_a_wrong_shortcode() {
    let till = Till::open().await;
    let body = till.push_body(PHONE, 20).to_string();
    let request = till
        .http
        .post(till.url(PUSH))
        .bearer_auth(&till.token)
        .body(body);
    let (status, reply) = read(request.send().await.unwrap()).await;
    assert_eq!(status, 400);
    assert_eq!(
        reply["errorMessage"],
        "Bad Request - Invalid BusinessShortCode"
    );
}

#[tokio::test]
async fn a_wrong_method_or_path_is_refused() {
    let till = Till::open().await;
    let get = |path| {
        till.http
            .get(till.url(path))
            .bearer_auth(&till.token)
            .send()
    };
    for path in [PUSH, QUERY] {
        let (status, body) = read(get(path).await.unwrap()).await;
        assert_eq!((status, &body["errorCode"]), (405, &"405.001".into()));
        assert_eq!(body["errorMessage"], "GET Method Not Allowed");
        check("err_404_001_01_resource.json", &body);
    }
    let (status, body) = read(get("/mpesa/stkpush/v2/processrequest").await.unwrap()).await;
    assert_eq!(status, 404);
    check_text("err_404_001_01_resource.json", &body, "errorMessage");
}

#[tokio::test]
async fn a_shortcode_that_is_not_the_shops_does_not_exist() {
    let till = Till::open().await;
    let mut push = till.push_body(PHONE, 20);
    push["BusinessShortCode"] = "600984".into();
    let (status, body) = till.call(PUSH, &push).await;
    assert_eq!(
        (status, &body["errorMessage"]),
        (500, &"Merchant does not exist".into())
    );
    check("err_500_001_1001_wrong_credentials.json", &body);
}

#[tokio::test]
async fn a_second_prompt_to_one_phone_is_refused_until_the_first_has_ended() {
    let till = Till::open().await;
    till.push(PHONE, 20).await;
    let (status, body) = till.call(PUSH, &till.push_body(PHONE, 20)).await;
    let text = "Unable to lock subscriber, \
                a transaction is already in process for the current subscriber";
    assert_eq!((status, &body["errorMessage"]), (500, &text.into()));
    check("err_500_001_1001_wrong_credentials.json", &body);
    till.push(POOR_PHONE, 20).await;
    till.sandbox
        .answer(&crate::till::phone(PHONE), sandbox::Act::Cancel)
        .unwrap();
    till.push(PHONE, 20).await;
}

fn till_shop(config: &mut Config) {
    config.shop.shortcode = Shortcode::Till {
        store: "7654321".to_owned(),
        till: "5123456".to_owned(),
    };
}

#[tokio::test]
async fn a_till_is_asked_for_by_its_store_and_paid_by_its_own_number() {
    let till = Till::with(till_shop).await;
    let mut push = till.push_body(PHONE, 20);
    assert_eq!(
        (&push["BusinessShortCode"], &push["PartyB"]),
        (&"7654321".into(), &"5123456".into())
    );
    push["TransactionType"] = "CustomerBuyGoodsOnline".into();
    let (status, body) = till.call(PUSH, &push).await;
    assert_eq!(status, 200, "{body}");
    assert!(till.sandbox.phones().iter().any(|set| set.prompt.is_some()));
}

#[tokio::test]
async fn a_till_number_in_the_stores_place_does_not_exist() {
    let till = Till::with(till_shop).await;
    let mut push = till.push_body(PHONE, 20);
    push["BusinessShortCode"] = "5123456".into();
    let (status, body) = till.call(PUSH, &push).await;
    assert_eq!(
        (status, &body["errorMessage"]),
        (500, &"Merchant does not exist".into())
    );
}

#[tokio::test]
async fn a_private_callback_address_is_refused_when_urls_must_be_public() {
    let till = Till::with(|config| config.rules.callback_hosts = CallbackHosts::Public).await;
    let (status, body) = till.call(PUSH, &till.push_body(PHONE, 20)).await;
    assert_eq!(status, 400);
    assert_eq!(body["errorMessage"], "Bad Request - Invalid CallBackURL");
}

#[tokio::test]
async fn a_query_with_another_password_is_refused() {
    let till = Till::open().await;
    let id = till.push(PHONE, 20).await;
    let query = json!({
        "BusinessShortCode": "174379",
        "Password": password(till.sandbox.shop(), "20261124120001"),
        "Timestamp": "20261124120000",
        "CheckoutRequestID": id,
    });
    let (status, body) = till.call(QUERY, &query).await;
    assert_eq!(status, 500);
    check_text(
        "err_500_001_1001_wrong_credentials.json",
        &body,
        "errorMessage",
    );
}

#[tokio::test]
async fn one_code_has_seven_meanings() {
    let till = Till::open().await;
    let mut texts = std::collections::BTreeSet::new();
    let mut note = |(status, body): (u16, Value)| {
        assert_eq!((status, &body["errorCode"]), (500, &"500.001.1001".into()));
        texts.insert(body["errorMessage"].as_str().unwrap().to_owned());
    };
    for (field, value) in [
        ("BusinessShortCode", "600984"),
        ("Timestamp", "20261124120001"),
        ("PhoneNumber", "254109345678"),
    ] {
        let mut push = till.push_body(PHONE, 20);
        push[field] = value.into();
        note(till.call(PUSH, &push).await);
    }
    let id = till.push(PHONE, 20).await;
    note(till.call(PUSH, &till.push_body(PHONE, 20)).await);
    note(till.query(&id).await);
    note(till.query("ws_CO_24112026120000123712345678").await);
    let rule = json!([{ "at": "query", "do": { "refuse": { "with": "no_text" } } }]);
    let script = serde_json::from_value(rule).unwrap();
    till.sandbox.set_script(script).unwrap();
    note(till.query(&id).await);
    assert_eq!(texts.len(), 7, "{texts:?}");
}
