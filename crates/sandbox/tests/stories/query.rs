//! The query: open, final, unknown.

use std::time::Duration;

use sandbox::Act;

use crate::samples::check_text;
use crate::till::{PHONE, Till, phone};

#[tokio::test]
async fn an_id_never_given_does_not_exist() {
    let till = Till::open().await;
    let (status, body) = till.query("ws_CO_24112026120000123712345678").await;
    assert_eq!(status, 500);
    check_text("err_500_001_1001_not_exist.json", &body, "errorMessage");
}

#[tokio::test]
async fn an_open_prompt_answers_in_both_documented_ways_by_turns() {
    let till = Till::open().await;
    let id = till.push(PHONE, 20).await;
    for _ in 0..2 {
        let (status, body) = till.query(&id).await;
        assert_eq!((status, &body["requestId"]), (500, &id.as_str().into()));
        let (status, body) = till.query(&id).await;
        assert_eq!((status, &body["ResultCode"]), (200, &"4999".into()));
    }
}

#[tokio::test]
async fn a_final_code_is_a_text_and_stays() {
    for (act, code) in [
        (Act::Accept, "0"),
        (Act::TooLittleMoney, "1"),
        (Act::Cancel, "1032"),
        (Act::PhoneOff, "1037"),
        (Act::WrongPin, "2001"),
    ] {
        let till = Till::open().await;
        let id = till.push(PHONE, 20).await;
        till.sandbox.answer(&phone(PHONE), act).unwrap();
        till.clock.advance(Duration::from_mins(10));
        for _ in 0..2 {
            let (status, body) = till.query(&id).await;
            assert_eq!(
                (status, &body["ResultCode"]),
                (200, &code.into()),
                "{act:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_query_at_the_end_of_the_prompts_life_knows_that_it_ended() {
    let till = Till::open().await;
    let id = till.push(PHONE, 20).await;
    till.clock.advance(Duration::from_secs(59));
    assert_eq!(till.query(&id).await.0, 500);
    till.clock.advance(Duration::from_secs(1));
    assert_eq!(till.query(&id).await.1["ResultCode"], "1037");
}
