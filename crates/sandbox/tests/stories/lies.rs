//! Answers that no honest server gives.

use sandbox::Act;
use serde_json::{Value, json};

use crate::script::{is_prompted, push_raw, script, till_with};
use crate::till::{PHONE, PUSH, Till, phone};

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
