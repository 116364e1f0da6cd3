//! Asking what became of a payment.

use sandbox::{Act, Config, Shortcode};
use serde_json::{Value, json};

use crate::requests::{STATUS, ask, request};
use crate::samples::{check, read};
use crate::till::{PHONE, Till, phone};

/// Returns the value of a result's key.
pub(crate) fn value<'a>(result: &'a Value, key: &str) -> &'a Value {
    let parameters = result["Result"]["ResultParameters"]["ResultParameter"].as_array();
    let found = parameters.unwrap().iter().find(|item| item["Key"] == key);
    &found.unwrap_or_else(|| panic!("no {key} in {result}"))["Value"]
}

/// Asks for a receipt; the conversation's id is left out.
async fn status_of(till: &mut Till, receipt: &str) -> Value {
    let change = json!({ "TransactionID": receipt, "OriginalConversationID": null });
    let body = request(till, "ts_request.json", change);
    ask(till, STATUS, &body).await.1
}

#[tokio::test]
async fn a_receipt_is_told_of_in_full_like_the_production_sample() {
    let mut till = Till::open().await;
    check(
        "ts_request.json",
        &request(&till, "ts_request.json", json!({})),
    );
    let payment = till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
    let result = status_of(&mut till, &payment.receipt.number).await;
    check("ts_result_2024_production.json", &result);
    assert_eq!(result["Result"]["TransactionID"], "UKO0000000");
    for (key, expected) in [
        ("ReceiptNo", json!(payment.receipt.number)),
        ("DebitPartyName", json!("254712345678 - WANJIKU KAMAU")),
        ("TransactionStatus", json!("Completed")),
        ("ReasonType", json!("Pay Bill Online")),
        ("InitiatedTime", json!(20_261_124_120_000_u64)),
        ("Amount", json!(300.0)),
    ] {
        assert_eq!(*value(&result, key), expected, "{key}");
    }
    let name = value(&result, "CreditPartyName").as_str().unwrap();
    assert!(
        name.starts_with("174379 - Duka la Mazoezi  ") && name.ends_with(' '),
        "{name:?}"
    );
}

#[tokio::test]
async fn the_spelling_of_the_amount_has_one_decimal() {
    let mut till = Till::open().await;
    let payment = till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap();
    let change = json!({ "TransactionID": payment.receipt.number });
    till.call(STATUS, &request(&till, "ts_request.json", change))
        .await;
    till.clock.advance(std::time::Duration::from_secs(2));
    let (_, raw) = till.ear.hear_raw().await;
    assert!(raw.contains(r#"{"Key":"Amount","Value":300.0}"#), "{raw}");
}

#[tokio::test]
async fn a_receipt_never_given_does_not_exist_like_the_sample() {
    let mut till = Till::open().await;
    let change = json!({ "TransactionID": "UKO1234567", "Occasion": null });
    let body = request(&till, "ts_request.json", change);
    let (_, result) = ask(&mut till, STATUS, &body).await;
    let sample = "ts_result_2032_not_found.json";
    check(sample, &result);
    for key in ["ResultCode", "ResultDesc"] {
        assert_eq!(result["Result"][key], read(sample)["Result"][key]);
    }
}

#[tokio::test]
async fn a_payment_is_found_by_its_conversation_as_well() {
    let mut till = Till::open().await;
    let receipt = till.sandbox.pay(&phone(PHONE), 300, "S-1").unwrap().receipt;
    for id in [
        &receipt.conversation_id,
        &receipt.originator_conversation_id,
    ] {
        let change = json!({ "TransactionID": null, "OriginalConversationID": id });
        let body = request(&till, "ts_request.json", change);
        let (_, result) = ask(&mut till, STATUS, &body).await;
        assert_eq!(*value(&result, "ReceiptNo"), json!(receipt.number));
    }
}

#[tokio::test]
async fn a_question_about_nothing_is_refused() {
    let till = Till::open().await;
    let change = json!({ "TransactionID": null, "OriginalConversationID": null });
    let (status, reply) = till
        .call(STATUS, &request(&till, "ts_request.json", change))
        .await;
    assert_eq!(status, 400);
    assert_eq!(reply["errorMessage"], "Bad Request - Invalid TransactionID");
}

#[derive(Clone, Copy)]
enum By {
    Push,
    Hand,
}

/// Lets a customer pay and asks why.
async fn check_reason(till: &mut Till, by: By, payer: &str, amount: u64, reason: &str) {
    let receipt = match by {
        By::Push => {
            till.push(payer, amount).await;
            let life = till.sandbox.answer(&phone(payer), Act::Accept).unwrap();
            till.ear.hear().await;
            serde_json::to_value(life).unwrap()["receipt"].take()
        }
        By::Hand => {
            let payment = till.sandbox.pay(&phone(payer), amount, "S-1").unwrap();
            json!(payment.receipt.number)
        }
    };
    let result = status_of(till, receipt.as_str().unwrap()).await;
    assert_eq!(*value(&result, "ReasonType"), json!(reason));
}

#[tokio::test]
async fn the_reason_tells_the_way_the_payment_came_and_whether_fuliza_lent() {
    let till_shop = |config: &mut Config| {
        config.shop.shortcode = Shortcode::Till {
            store: "7654321".to_owned(),
            till: "5123456".to_owned(),
        };
    };
    let borrower = "254701444555";
    let mut till = Till::open().await;
    for (by, payer, amount, reason) in [
        (By::Push, PHONE, 10, "Pay Utility"),
        (By::Hand, PHONE, 10, "Pay Bill Online"),
        (By::Push, borrower, 9_000, "Pay Utility with OD via STK"),
        (By::Hand, borrower, 10, "Pay Utility with OD Online"),
    ] {
        check_reason(&mut till, by, payer, amount, reason).await;
    }
    let mut till = Till::with(till_shop).await;
    check_reason(&mut till, By::Hand, PHONE, 10, "Customer Buy Goods Online").await;
}
