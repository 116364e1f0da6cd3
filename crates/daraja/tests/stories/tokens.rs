//! One token for all: how it is shared, renewed and replaced.

use std::sync::Arc;
use std::time::Duration;

use daraja::Pushed;
use domain::refusal::Refusal;
use tokio::task::JoinSet;

use crate::script::{Answer, Scene, maybe_sent, merchant, not_sent, ok, push, sample};

const CALLERS: usize = 64;

#[tokio::test]
async fn many_callers_at_once_ask_for_one_token() {
    let scene = Scene::new(acknowledgements(CALLERS));
    let (script, said) = push_all_at_once(scene).await;
    assert!(said.iter().all(|said| matches!(said, Pushed::Accepted(_))));
    assert_eq!(script.counts(), (1, CALLERS));
}

#[tokio::test]
async fn many_callers_at_once_renew_an_expired_token_once() {
    let scene = Scene::new(acknowledgements(CALLERS));
    scene.client.check_keys().await.unwrap();
    scene.clock.advance(Duration::from_mins(56));
    let (script, said) = push_all_at_once(scene).await;
    assert!(said.iter().all(|said| matches!(said, Pushed::Accepted(_))));
    assert_eq!(script.counts(), (2, CALLERS));
    assert!(
        script
            .authorizations()
            .iter()
            .all(|sent| sent == "Bearer token-2")
    );
}

#[tokio::test]
async fn many_callers_at_once_share_one_failure() {
    let scene = Scene::with_tokens(Vec::new(), vec![ok(503, "")]);
    let (script, said) = push_all_at_once(scene).await;
    assert!(
        said.iter()
            .all(|said| refusal(said) == Some(Refusal::NoToken))
    );
    assert_eq!(script.counts(), (1, 0));
}

#[tokio::test]
async fn many_callers_with_a_rejected_token_renew_it_once() {
    let mut calls: Vec<_> = (0..CALLERS).map(|_| rejection("404.001.03", "")).collect();
    calls.extend(acknowledgements(CALLERS));
    let scene = Scene::new(calls);
    scene.client.check_keys().await.unwrap();
    let (script, said) = push_all_at_once(scene).await;
    assert!(said.iter().all(|said| matches!(said, Pushed::Accepted(_))));
    assert_eq!(script.counts(), (2, 2 * CALLERS));
}

#[tokio::test]
async fn a_failure_is_not_kept_for_the_next_caller() {
    let scene = Scene::with_tokens(acknowledgements(1), vec![maybe_sent(), not_sent()]);
    for expected in [Some(Refusal::NoToken), Some(Refusal::NotReached), None] {
        let said = scene.client.push(&merchant(), &push()).await.said;
        assert_eq!(refusal(&said), expected);
    }
}

#[tokio::test]
async fn a_token_is_renewed_five_minutes_before_its_end() {
    let minutes = |lifetime: &str, good_for: u64| (lifetime.to_owned(), good_for);
    for (lifetime, good_for) in [
        minutes("\"3599\"", 54),
        minutes("3599", 54),
        minutes("null", 54),
        minutes("\"soon\"", 54),
        minutes("999999999", 54),
        minutes("600", 4),
    ] {
        let token = format!(r#"{{"access_token":"abc","expires_in":{lifetime}}}"#);
        let scene = Scene::with_tokens(Vec::new(), vec![ok(200, &token)]);
        scene.client.check_keys().await.unwrap();
        scene.clock.advance(Duration::from_mins(good_for));
        scene.client.check_keys().await.unwrap();
        assert_eq!(
            scene.script.counts().0,
            1,
            "{lifetime} was renewed too early"
        );
        scene.clock.advance(Duration::from_mins(2));
        scene.client.check_keys().await.unwrap();
        assert_eq!(scene.script.counts().0, 2, "{lifetime} was not renewed");
    }
}

#[tokio::test]
async fn a_rejected_token_is_replaced_and_the_call_repeated_once() {
    for (code, around) in [
        ("404.001.03", ""),
        ("400.003.01", ""),
        ("401.002.01", "Error Occurred - "),
        ("401.001", ""),
        ("401.003.01", "Error Occurred - "),
    ] {
        let calls = vec![rejection(code, around), sample("stk_ack_2023.json", 200)];
        let scene = Scene::new(calls);
        let said = scene.client.push(&merchant(), &push()).await.said;
        assert!(matches!(said, Pushed::Accepted(_)), "{code}: {said:?}");
        assert_eq!(
            scene.script.authorizations(),
            ["Bearer token-1", "Bearer token-2"]
        );
    }
}

#[tokio::test]
async fn a_second_rejection_is_final() {
    let calls = vec![rejection("404.001.03", ""), rejection("404.001.03", "")];
    let scene = Scene::new(calls);
    let said = scene.client.push(&merchant(), &push()).await.said;
    assert_eq!(refusal(&said), Some(Refusal::TokenRejected));
    assert_eq!(scene.script.counts(), (2, 2));
}

#[tokio::test]
async fn a_push_whose_token_can_not_be_replaced_was_not_sent() {
    let first = sample("auth_ok_expires_string.json", 200);
    let scene = Scene::with_tokens(vec![rejection("404.001.03", "")], vec![first, not_sent()]);
    let said = scene.client.push(&merchant(), &push()).await.said;
    assert_eq!(refusal(&said), Some(Refusal::NotReached));
}

#[tokio::test]
async fn an_answer_that_holds_no_usable_token_is_a_failure() {
    for body in [
        "{}",
        r#"{"access_token":""}"#,
        r#"{"access_token":"a b"}"#,
        "<html>",
    ] {
        let scene = Scene::with_tokens(Vec::new(), vec![ok(200, body)]);
        assert_eq!(
            scene.client.check_keys().await,
            Err(Refusal::NoToken),
            "{body}"
        );
    }
    let scene = Scene::with_tokens(Vec::new(), vec![ok(403, "<html>")]);
    assert_eq!(scene.client.check_keys().await, Err(Refusal::Blocked));
}

/// Starts all pushes before the first answer may come.
async fn push_all_at_once(scene: Scene) -> (Arc<crate::script::Script>, Vec<Pushed>) {
    let script = scene.script.clone();
    let (client, gate) = (Arc::new(scene.client), script.clone());
    gate.gate
        .forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    let mut pushes = JoinSet::new();
    for _ in 0..CALLERS {
        let client = client.clone();
        pushes.spawn(async move { client.push(&merchant(), &push()).await.said });
    }
    // On this runtime of one thread it runs after every push has come to its first wait.
    tokio::spawn(async move { gate.gate.add_permits(CALLERS) })
        .await
        .unwrap();
    (script, pushes.join_all().await)
}

fn acknowledgements(count: usize) -> Vec<Answer> {
    (0..count)
        .map(|_| sample("stk_ack_2023.json", 200))
        .collect()
}

fn rejection(code: &str, before: &str) -> Answer {
    let message = format!("{before}Invalid Access Token");
    ok(
        404,
        &format!(r#"{{"requestId":"","errorCode":"{code}","errorMessage":"{message}"}}"#),
    )
}

fn refusal(said: &Pushed) -> Option<Refusal> {
    match said {
        Pushed::Refused { refusal, .. } => Some(*refusal),
        _ => None,
    }
}
