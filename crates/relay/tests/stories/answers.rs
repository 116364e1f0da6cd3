//! What a call is answered, and what it leaves behind.

use std::io::ErrorKind;

use domain::callback_path::{Notice, SecretPath};
use relay::{Limits, Stored};
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;

use crate::counter::{Asked, Counter, broken, hear, notice_path, path, post};

const ACCEPTED: &str = r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#;

#[tokio::test]
async fn success_is_answered_only_after_the_body_is_stored() {
    let mut counter = Counter::open(Limits::default()).await;
    let caller = counter
        .call(&post(&path().to_string(), r#"{"Body":{}}"#))
        .await;
    let (delivery, disk) = counter.delivery().await;
    assert_eq!(delivery.path, SecretPath::Attempt(path()));
    assert_eq!(&delivery.body[..], br#"{"Body":{}}"#);
    assert_eq!(delivery.peer, caller.local_addr().unwrap());
    assert_eq!(delivery.content_type.as_deref(), Some("application/json"));
    let early = caller.try_read(&mut [0; 1]).map_err(|error| error.kind());
    assert_eq!(early, Err(ErrorKind::WouldBlock));
    disk.send(Ok(Stored::New)).unwrap();
    let answer = hear(caller).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.ends_with(ACCEPTED),
        "{answer}"
    );
}

#[tokio::test]
async fn bytes_that_are_no_json_and_doubled_calls_are_stored_and_accepted_too() {
    for (body, verdict) in [
        ("{\"Body\":", Stored::New),
        ("<html>", Stored::Again),
        ("", Stored::New),
    ] {
        let mut counter = Counter::open(Limits::default()).await;
        let caller = counter.call(&post(&path().to_string(), body)).await;
        let (delivery, disk) = counter.delivery().await;
        assert_eq!(&delivery.body[..], body.as_bytes());
        disk.send(Ok(verdict)).unwrap();
        assert!(hear(caller).await.starts_with("HTTP/1.1 200 "), "{body}");
    }
}

#[tokio::test]
async fn a_call_that_is_not_stored_is_never_a_success() {
    let mut counter = Counter::open(Limits::default()).await;
    let caller = counter.call(&post(&path().to_string(), "{}")).await;
    let (_, disk) = counter.delivery().await;
    disk.send(Err(broken())).unwrap();
    assert!(hear(caller).await.starts_with("HTTP/1.1 503 "));
}

#[tokio::test]
async fn a_book_that_cannot_be_read_answers_unavailable() {
    let counter = Counter::with_book(Limits::default(), false).await;
    let answer = counter.ask(&post(&path().to_string(), "{}")).await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
}

#[tokio::test]
async fn every_wrong_path_gets_the_same_answer_and_stores_nothing() {
    let mut counter = Counter::open(Limits::default()).await;
    let own = path().to_string();
    let wrong_tag = format!("{}0000", &own[..own.len() - 4]);
    let no_tag = own.rsplit_once('/').unwrap().0.to_owned();
    let longer = format!("{own}/x");
    let mut answers = Vec::new();
    for path in [
        &wrong_tag,
        &no_tag,
        &longer,
        "/h/x/y/z",
        "/h/mama-njeri/../../x",
        "/",
    ] {
        let answer = counter.ask(&post(path, "{}")).await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        answers.push(
            answer
                .lines()
                .filter(|line| !line.starts_with("date:"))
                .collect::<String>(),
        );
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(counter.asked.try_recv().is_err());
}

#[tokio::test]
async fn only_posts_are_taken_and_health_is_told() {
    let counter = Counter::open(Limits::default()).await;
    for (path, status) in [(path().to_string().as_str(), "405"), ("/health", "200")] {
        let get = format!("GET {path} HTTP/1.1\r\nHost: till\r\nConnection: close\r\n\r\n");
        let answer = counter.ask(get.as_bytes()).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{path}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_leaves_a_trace() {
    let mut counter = Counter::open(Limits::default()).await;
    let most = Limits::default().body_bytes;
    let answer = counter
        .ask(&post(&path().to_string(), &"x".repeat(most + 1)))
        .await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let Some(Asked::Refuse(refusal)) = counter.asked.recv().await else {
        panic!("a refusal was expected");
    };
    let all = most as u64 + 1;
    assert_eq!(
        (refusal.announced_bytes, refusal.read_bytes),
        (Some(all), all)
    );
    assert_eq!(refusal.path, SecretPath::Attempt(path()));
    assert_eq!(refusal.digest[..], Sha256::digest("x".repeat(most + 1))[..]);

    let caller = counter
        .call(&post(&path().to_string(), &"x".repeat(most)))
        .await;
    let (delivery, disk) = counter.delivery().await;
    assert_eq!(delivery.body.len(), most);
    disk.send(Ok(Stored::New)).unwrap();
    assert!(hear(caller).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn calls_on_one_connection_are_answered_in_their_order() {
    let mut counter = Counter::open(Limits::default()).await;
    let last = String::from_utf8(post(&path().to_string(), "second")).unwrap();
    let first = last
        .replace("Connection: close\r\n", "")
        .replace("second", "the 1.");
    let caller = counter.call(format!("{first}{last}").as_bytes()).await;
    for body in ["the 1.", "second"] {
        let (delivery, disk) = counter.delivery().await;
        assert_eq!(&delivery.body[..], body.as_bytes());
        disk.send(Ok(Stored::New)).unwrap();
    }
    assert_eq!(hear(caller).await.matches(ACCEPTED).count(), 2);
}

#[tokio::test]
async fn closing_answers_the_call_under_way_first() {
    let mut counter = Counter::open(Limits::default()).await;
    let address = counter.relay.address();
    let caller = counter.call(&post(&path().to_string(), "{}")).await;
    let (_, disk) = counter.delivery().await;
    let stopping = tokio::spawn(counter.relay.stop());
    // The door is shut before the call is stored.
    while TcpStream::connect(address).await.is_ok() {}
    disk.send(Ok(Stored::New)).unwrap();
    assert!(hear(caller).await.starts_with("HTTP/1.1 200 "));
    stopping.await.unwrap();
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_take_the_body_with_him() {
    let mut counter = Counter::open(Limits::default()).await;
    let caller = counter.call(&post(&path().to_string(), "{}")).await;
    let (_delivery, answer) = counter.delivery().await;
    drop(caller);
    counter.relay.stop().await;
    assert!(!answer.is_closed(), "storing was given up");
}

#[tokio::test]
async fn a_question_is_answered_by_the_shop_s_rules_and_not_stored() {
    let mut counter = Counter::open(Limits::default()).await;
    let path = notice_path(Notice::Validation).to_string();
    let accepted = r#"{"ResultCode":"0","ResultDesc":"Accepted"}"#;
    let rejected = r#"{"ResultCode":"C2B00013","ResultDesc":"Rejected"}"#;
    let long = "-".repeat(Limits::default().body_bytes + 1);
    for (body, expected) in [("{}", accepted), ("-", rejected), (&long, accepted)] {
        let answer = counter.ask(&post(&path, body)).await;
        assert!(answer.ends_with(expected), "{answer}");
    }
    assert!(counter.asked.try_recv().is_err(), "nothing is stored");
}

#[tokio::test]
async fn a_confirmation_is_stored_before_it_is_answered() {
    let mut counter = Counter::open(Limits::default()).await;
    let path = notice_path(Notice::Confirmation);
    let caller = counter.call(&post(&path.to_string(), "{}")).await;
    let (delivery, disk) = counter.delivery().await;
    assert_eq!(delivery.path, SecretPath::Notice(path));
    disk.send(Ok(Stored::New)).unwrap();
    assert!(hear(caller).await.ends_with(ACCEPTED));
}
