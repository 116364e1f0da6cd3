//! What a call comes to when answers are missing or wrong.

use daraja::{Asked, Pushed, Unclear};
use domain::refusal::Refusal;
use domain::result_code::ResultCode;
use proptest::prelude::*;

use crate::script::{Answer, Scene, maybe_sent, merchant, not_sent, ok, prompt, push, sample};

#[tokio::test]
async fn a_push_that_may_have_left_is_never_repeated_and_never_refused() {
    for answer in [
        maybe_sent(),
        ok(200, ""),
        ok(200, "<html>busy</html>"),
        ok(403, "<html>blocked</html>"),
        ok(429, ""),
        ok(502, "Bad Gateway"),
        ok(504, ""),
        ok(302, ""),
        ok(200, "{}"),
        ok(200, "[]"),
        ok(
            200,
            r#"{"ResponseCode":"1","MerchantRequestID":"1","CheckoutRequestID":"2"}"#,
        ),
        ok(200, r#"{"ResponseCode":"0","MerchantRequestID":"1"}"#),
        ok(200, r#"{"ResponseCode":"0","CheckoutRequestID":"ws_CO_1"}"#),
        ok(
            200,
            r#"{"errorMessage":"Invalid Access Token","CheckoutRequestID":"ws_CO_1"}"#,
        ),
        ok(
            500,
            r#"{"requestId":"1","errorCode":"500.001.1001","errorMessage":""}"#,
        ),
    ] {
        let shown = format!("{answer:?}");
        let scene = Scene::new(vec![answer]);
        let said = scene.client.push(&merchant(), &push()).await.said;
        assert!(matches!(said, Pushed::Unsure(_)), "{shown}: {said:?}");
        assert_eq!(scene.script.counts(), (1, 1), "{shown}");
    }
}

#[tokio::test]
async fn a_push_that_never_left_is_refused() {
    let scene = Scene::new(vec![not_sent()]);
    let reply = scene.client.push(&merchant(), &push()).await;
    assert_eq!(
        reply.said,
        Pushed::Refused {
            refusal: Refusal::NotReached,
            error: None
        }
    );
    assert_eq!(reply.received.status, None);
}

#[tokio::test]
async fn an_acknowledgement_gives_both_ids() {
    let scene = Scene::new(vec![sample("stk_ack_docs_2024.json", 200)]);
    let said = scene.client.push(&merchant(), &push()).await.said;
    let Pushed::Accepted(ids) = said else {
        panic!("{said:?}")
    };
    assert_eq!(ids.checkout.as_str(), "ws_CO_1007202409152617172396192");
    assert_eq!(ids.merchant.as_str(), "2654-4b64-97ff-b827b542881d3130");
}

#[tokio::test]
async fn a_query_proves_nothing_unless_all_of_it_fits() {
    let undecided = |code: &str| Unclear::Undecided(code.parse::<ResultCode>().unwrap());
    let check = async |answer: Answer, expected: Unclear| {
        let scene = Scene::new(vec![answer]);
        let reply = scene
            .client
            .ask(&merchant(), &prompt("m-1", "ws_CO_1"))
            .await;
        assert_eq!(reply.said, Asked::NoAnswer(expected));
    };
    check(answer(200, "0", "ws_CO_1", "9999"), undecided("9999")).await;
    check(answer(200, "0", "ws_CO_1", "1036"), undecided("1036")).await;
    check(answer(200, "0", "ws_CO_1", "31337"), undecided("31337")).await;
    check(answer(200, "0", "ws_CO_1", ""), Unclear::Incomplete).await;
    check(answer(200, "1", "ws_CO_1", "0"), Unclear::Incomplete).await;
    check(answer(500, "0", "ws_CO_1", "0"), Unclear::Incomplete).await;
    check(answer(200, "0", "ws_CO_2", "0"), Unclear::OtherPrompt).await;
    check(answer(200, "0", "", "0"), Unclear::OtherPrompt).await;
    check(
        ok(200, r#"{"ResponseCode":"0","ResultCode":"0"}"#),
        Unclear::OtherPrompt,
    )
    .await;
    check(maybe_sent(), Unclear::Lost).await;
    check(not_sent(), Unclear::NotAsked(Refusal::NotReached)).await;
}

#[tokio::test]
async fn a_query_takes_codes_as_numbers_too() {
    let body = r#"{"ResponseCode":0,"CheckoutRequestID":"ws_CO_1","ResultCode":0}"#;
    let scene = Scene::new(vec![ok(200, body)]);
    let reply = scene
        .client
        .ask(&merchant(), &prompt("m-1", "ws_CO_1"))
        .await;
    assert_eq!(reply.said, Asked::Paid);
}

proptest! {
    #[test]
    fn no_answer_makes_the_client_panic(body: Vec<u8>, status in 100u16..600) {
        let answer = || Ok(daraja::Response { status, date: None, body: body.clone() });
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let scene = Scene::new(vec![answer(), answer()]);
            scene.client.push(&merchant(), &push()).await;
            let scene = Scene::with_tokens(vec![answer(), answer()], vec![answer()]);
            scene.client.ask(&merchant(), &prompt("m-1", "ws_CO_1")).await;
        });
    }
}

fn answer(status: u16, response: &str, checkout: &str, result: &str) -> Answer {
    let body = format!(
        r#"{{"ResponseCode":"{response}","MerchantRequestID":"m-1",
        "CheckoutRequestID":"{checkout}","ResultCode":"{result}"}}"#
    );
    ok(status, &body)
}
