//! Access tokens: how they are had, how they end, how a bad one is refused.

use std::time::Duration;

use sandbox::{Faults, NewToken};

use crate::samples::{check, check_text};
use crate::till::{PHONE, PUSH, Till, read};

const GENERATE: &str = "/oauth/v1/generate?grant_type=client_credentials";

#[tokio::test]
async fn a_token_is_like_the_sample_and_lasts_as_long_as_it_says() {
    let till = Till::open().await;
    let shop = till.sandbox.shop();
    let request = till.http.get(till.url(GENERATE));
    let reply = request
        .basic_auth(&shop.consumer_key, Some(&shop.consumer_secret))
        .send()
        .await;
    let (status, body) = read(reply.unwrap()).await;
    assert_eq!(status, 200);
    check_text("auth_ok_expires_string.json", &body, "expires_in");
}

#[tokio::test]
async fn a_token_request_without_basic_is_refused_like_the_sample() {
    let till = Till::open().await;
    for request in [
        till.http.get(till.url(GENERATE)),
        till.http.get(till.url(GENERATE)).bearer_auth("abc"),
    ] {
        let (status, body) = read(request.send().await.unwrap()).await;
        assert_eq!(status, 400);
        check_text("auth_err_400_008_01.json", &body, "errorMessage");
    }
}

#[tokio::test]
async fn another_grant_is_refused_like_the_sample() {
    let till = Till::open().await;
    let shop = till.sandbox.shop();
    for path in [
        "/oauth/v1/generate",
        "/oauth/v1/generate?grant_type=password",
    ] {
        let request = till.http.get(till.url(path));
        let request = request.basic_auth(&shop.consumer_key, Some(&shop.consumer_secret));
        let (status, body) = read(request.send().await.unwrap()).await;
        assert_eq!(status, 400);
        check_text("auth_err_400_008_02.json", &body, "errorMessage");
    }
}

/// As `auth_err_400_empty_body.http`.
#[tokio::test]
async fn a_wrong_secret_is_refused_with_an_empty_body() {
    let till = Till::open().await;
    let key = &till.sandbox.shop().consumer_key;
    let request = till
        .http
        .get(till.url(GENERATE))
        .basic_auth(key, Some("wrong"));
    let reply = request.send().await.unwrap();
    assert_eq!(reply.status(), 400);
    assert_eq!(reply.bytes().await.unwrap().len(), 0);
}

/// Checks that the till's token is no good any more.
async fn check_rejected(till: &Till) {
    let (status, body) = till.call(PUSH, &till.push_body(PHONE, 20)).await;
    assert_eq!(status, 404);
    check_text("err_token_404_001_03_stk.json", &body, "errorMessage");
}

#[tokio::test]
async fn a_token_is_over_after_an_hour_and_not_before() {
    let mut till = Till::open().await;
    till.clock.advance(Duration::from_secs(3599));
    till.push(PHONE, 20).await;
    till.clock.advance(Duration::from_secs(1));
    check_rejected(&till).await;
    assert_eq!(till.query("any").await.0, 404);
    till.renew_token().await;
    assert_eq!(till.query("any").await.0, 500);
}

#[tokio::test]
async fn a_token_never_given_is_rejected() {
    let mut till = Till::open().await;
    till.token = "never-given".to_owned();
    check_rejected(&till).await;
}

#[tokio::test]
async fn a_call_without_a_bearer_header_is_refused() {
    let till = Till::open().await;
    let request = till
        .http
        .post(till.url(PUSH))
        .json(&till.push_body(PHONE, 20));
    let (status, body) = read(request.send().await.unwrap()).await;
    assert_eq!((status, &body["errorCode"]), (404, &"404.001.04".into()));
    check("err_token_404_001_03_stk.json", &body);
}

#[tokio::test]
async fn a_new_token_ends_the_former_one_only_when_switched_so() {
    let mut till = Till::open().await;
    let former = till.token.clone();
    till.renew_token().await;
    till.token.clone_from(&former);
    assert_eq!(till.query("any").await.0, 500);
    let faults = Faults {
        new_token: NewToken::EndsOthers,
        ..Faults::default()
    };
    till.sandbox.set_faults(faults).unwrap();
    till.renew_token().await;
    assert_eq!(till.query("any").await.0, 500);
    till.token = former;
    check_rejected(&till).await;
}
