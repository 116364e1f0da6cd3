//! Faults that are switched on.

use sandbox::{Act, CallbackFault, CallbackNote, Faults, PushReplyFault};

use crate::samples::check_text;
use crate::till::{PHONE, PUSH, Till, phone};

async fn till_with(faults: Faults) -> Till {
    let till = Till::open().await;
    till.sandbox.set_faults(faults).unwrap();
    till
}

fn is_prompted(till: &Till) -> bool {
    till.sandbox.phones().iter().any(|set| set.prompt.is_some())
}

#[tokio::test]
async fn a_lost_callback_is_never_posted_and_the_query_tells_all_the_same() {
    let mut till = till_with(Faults {
        callbacks: CallbackFault::Lose,
        ..Faults::default()
    })
    .await;
    let id = till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    assert_eq!(till.query(&id).await.1["ResultCode"], "0");
    assert_eq!(
        till.sandbox.money().pushes[0].callbacks,
        [CallbackNote::Lost]
    );
    till.sandbox.stop().await;
    assert!(till.ear.is_silent());
}

#[tokio::test]
async fn a_doubled_callback_comes_twice_byte_for_byte_and_moves_money_once() {
    let mut till = till_with(Faults {
        callbacks: CallbackFault::Twice,
        ..Faults::default()
    })
    .await;
    till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    let (_, first) = till.ear.hear_raw().await;
    let (_, second) = till.ear.hear_raw().await;
    assert_eq!(first, second);
    assert_eq!(till.sandbox.money().shop_balance_kes, 20);
}

#[tokio::test]
async fn an_unreachable_gateway_sends_nothing() {
    let fault = PushReplyFault::Unreachable;
    let till = till_with(Faults {
        push_reply: fault,
        ..Faults::default()
    })
    .await;
    let (status, body) = till.call(PUSH, &till.push_body(PHONE, 20)).await;
    assert_eq!(status, 500);
    check_text("err_500_003_1001_unreachable.json", &body, "errorMessage");
    assert!(!is_prompted(&till));
}

#[tokio::test]
async fn an_error_500_may_hide_a_prompt() {
    let fault = PushReplyFault::Error500;
    let till = till_with(Faults {
        push_reply: fault,
        ..Faults::default()
    })
    .await;
    let (status, body) = till.call(PUSH, &till.push_body(PHONE, 20)).await;
    assert_eq!(status, 500);
    check_text("err_500_003_1001_internal.json", &body, "errorMessage");
    assert!(is_prompted(&till));
}

#[tokio::test]
async fn a_hung_up_connection_may_hide_a_prompt() {
    let fault = PushReplyFault::HangUp;
    let mut till = till_with(Faults {
        push_reply: fault,
        ..Faults::default()
    })
    .await;
    let request = till.http.post(till.url(PUSH)).bearer_auth(&till.token);
    let error = request
        .json(&till.push_body(PHONE, 20))
        .send()
        .await
        .unwrap_err();
    assert!(error.is_request() && !error.is_connect(), "{error:?}");
    assert!(is_prompted(&till));
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    assert_eq!(
        till.ear.hear().await["Body"]["stkCallback"]["ResultCode"],
        0
    );
}
