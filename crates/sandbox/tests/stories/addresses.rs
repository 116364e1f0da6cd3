//! Registering where the shop wants to hear of payments.

use reqwest::Method;
use sandbox::{CallbackHosts, Environment, Shortcode, Unanswered, Version};
use serde_json::{Value, json};

use crate::samples::{check, check_text, read};
use crate::till::{Ear, Till};

const REGISTER: &str = "/mpesa/c2b/v2/registerurl";

fn body(till: &Till) -> Value {
    json!({
        "ShortCode": till.sandbox.shop().shortcode.asking(),
        "ResponseType": "Completed",
        "ConfirmationURL": "https://pos.example.co.ke/c2b/confirm/9f3c",
        "ValidationURL": "https://pos.example.co.ke/c2b/check/9f3c",
    })
}

#[tokio::test]
async fn an_acknowledgement_is_like_the_sample_of_its_version() {
    let till = Till::open().await;
    check("c2b_register_request_v2.json", &body(&till));
    for (version, sample) in [
        ("v1", "c2b_register_ack_v1.json"),
        ("v2", "c2b_register_ack_v2.json"),
        ("v2", "c2b_register_ack_2024.json"),
    ] {
        let path = format!("/mpesa/c2b/{version}/registerurl");
        let (status, ack) = till.call(&path, &body(&till)).await;
        assert_eq!(status, 200, "{ack}");
        check_text(sample, &ack, "ResponseDescription");
        check_text(sample, &ack, "ResponseCode");
    }
}

#[tokio::test]
async fn what_was_registered_is_kept_with_its_version() {
    let till = Till::open().await;
    let mut wish = body(&till);
    wish["ResponseType"] = "Cancelled".into();
    till.call("/mpesa/c2b/v1/registerurl", &wish).await;
    let urls = till.sandbox.urls().unwrap();
    assert_eq!(
        (urls.version, urls.unanswered),
        (Version::One, Unanswered::Cancelled)
    );
    assert_eq!(wish["ConfirmationURL"], urls.confirmation);
    assert_eq!(wish["ValidationURL"], urls.validation);
}

#[tokio::test]
async fn a_wrong_field_is_refused_by_its_name_and_registers_nothing() {
    let till = Till::with(|config| config.rules.callback_hosts = CallbackHosts::Public).await;
    for (field, value) in [
        ("ShortCode", json!("600984")),
        ("ShortCode", Value::Null),
        ("ResponseType", json!("completed")),
        ("ResponseType", json!("Canceled")),
        (
            "ConfirmationURL",
            json!("http://pos.example.co.ke/c2b/confirm"),
        ),
        (
            "ConfirmationURL",
            json!("https://pos.example.co.ke/mpesa/confirm"),
        ),
        ("ConfirmationURL", json!("https://abc.ngrok.io/c2b/confirm")),
        ("ValidationURL", json!("https://192.168.1.4/c2b/check")),
        ("ValidationURL", json!("")),
    ] {
        let mut wish = body(&till);
        wish[field] = value.clone();
        let (status, reply) = till.call(REGISTER, &wish).await;
        assert_eq!(status, 400, "{field} {value}");
        check("err_400_002_02_phone.json", &reply);
        assert_eq!(
            reply["errorMessage"],
            format!("Bad Request - Invalid {field}")
        );
        assert_eq!(till.sandbox.urls(), None);
    }
}

#[tokio::test]
async fn the_sandbox_lets_addresses_be_registered_again_and_production_does_not() {
    let till = Till::open().await;
    for _ in 0..2 {
        assert_eq!(till.call(REGISTER, &body(&till)).await.0, 200);
    }
    let till = Till::with(|config| config.rules.environment = Environment::Production).await;
    assert_eq!(till.call(REGISTER, &body(&till)).await.0, 200);
    let (status, reply) = till.call(REGISTER, &body(&till)).await;
    assert_eq!(status, 500);
    check_text("err_500_003_1001_internal.json", &reply, "errorCode");
    assert_eq!(reply["errorMessage"], "Urls are already registered.");
    let (status, _) = till.control(Method::DELETE, "/urls", Value::Null).await;
    assert_eq!((status, till.sandbox.urls()), (204, None));
    assert_eq!(till.call(REGISTER, &body(&till)).await.0, 200);
}

#[tokio::test]
async fn a_rejected_token_is_spelled_as_c2b_spells_it() {
    let mut till = Till::open().await;
    till.token = "never-given".to_owned();
    for path in [REGISTER, "/mpesa/c2b/v2/simulate"] {
        let (status, reply) = till.call(path, &body(&till)).await;
        assert_eq!(status, 400);
        for key in ["errorCode", "errorMessage"] {
            check_text("err_token_400_003_01_c2b.json", &reply, key);
        }
    }
}

#[tokio::test]
async fn a_version_that_is_none_is_not_found() {
    let till = Till::open().await;
    let (status, reply) = till.call("/mpesa/c2b/v3/registerurl", &body(&till)).await;
    assert_eq!((status, &reply["errorCode"]), (404, &"404.001.01".into()));
}

fn simulation() -> Value {
    json!({
        "ShortCode": 174_379, "CommandID": "CustomerPayBillOnline", "Amount": 1,
        "Msisdn": 254_708_374_149_u64, "BillRefNumber": "Test Ref",
    })
}

#[tokio::test]
async fn a_simulated_payment_is_acknowledged_like_the_sample_and_confirmed() {
    let till = Till::open().await;
    let mut ear = Ear::open().await;
    till.register("v2", &ear, &ear).await;
    check("c2b_simulate_request_paybill.json", &simulation());
    let (status, ack) = till.call("/mpesa/c2b/v2/simulate", &simulation()).await;
    assert_eq!(status, 200, "{ack}");
    for key in ["ResponseCode", "ResponseDescription"] {
        check_text("c2b_simulate_ack.json", &ack, key);
    }
    let told = ear.hear().await;
    assert_eq!(
        (&told["BillRefNumber"], &told["TransAmount"]),
        (&"Test Ref".into(), &"1.00".into())
    );
    assert_eq!(till.sandbox.money().shop_balance_kes, 1);
}

#[tokio::test]
async fn a_simulation_of_another_product_amount_or_payer_is_refused_by_the_fields_name() {
    let till = Till::open().await;
    for (field, value) in [
        ("ShortCode", json!(600_984)),
        ("CommandID", json!("CustomerBuyGoodsOnline")),
        ("Amount", json!(0)),
        ("Msisdn", json!("0708374149")),
        ("BillRefNumber", Value::Null),
    ] {
        let mut wish = simulation();
        wish[field] = value;
        let (status, reply) = till.call("/mpesa/c2b/v2/simulate", &wish).await;
        assert_eq!(status, 400, "{field}");
        assert_eq!(
            reply["errorMessage"],
            format!("Bad Request - Invalid {field}")
        );
    }
    assert_eq!(till.sandbox.money().shop_balance_kes, 0);
}

#[tokio::test]
async fn a_simulation_for_a_till_has_no_reference() {
    let till = Till::with(|config| {
        config.shop.shortcode = Shortcode::Till {
            store: "600984".to_owned(),
            till: "5123456".to_owned(),
        };
    })
    .await;
    let sample = read("c2b_simulate_request_till.json");
    let (status, ack) = till.call("/mpesa/c2b/v2/simulate", &sample).await;
    assert_eq!(status, 200, "{ack}");
    assert_eq!(till.sandbox.money().receipts[0].account_reference, "");
}

#[tokio::test]
async fn nothing_is_simulated_in_production() {
    let till = Till::with(|config| config.rules.environment = Environment::Production).await;
    let (status, reply) = till.call("/mpesa/c2b/v2/simulate", &simulation()).await;
    assert_eq!(status, 404);
    let sample = read("err_404_001_01_resource.json");
    assert_eq!(reply["errorMessage"], sample["errorMessage"]);
}
