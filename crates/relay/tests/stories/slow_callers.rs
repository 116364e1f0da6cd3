//! Callers who hold connections without speaking are sent away; honest ones are served.

use std::time::Duration;

use relay::{Limits, Stored};
use tokio::io::AsyncWriteExt;

use crate::counter::{Counter, hear, path, post};

const SOON: Duration = Duration::from_millis(50);

/// Opens a connection, says the beginning, and returns what is heard up to the server's close.
async fn check_sent_away(limits: Limits, beginning: &str) -> String {
    let counter = Counter::open(limits).await;
    counter.ask(beginning.as_bytes()).await
}

fn half_a_body() -> String {
    let whole = String::from_utf8(post(&path().to_string(), "{\"Body\":{}}")).unwrap();
    whole[..whole.len() - 4].to_owned()
}

#[tokio::test]
async fn headers_that_do_not_end_in_time_close_the_connection() {
    let limits = Limits {
        head: SOON,
        ..Limits::default()
    };
    for beginning in ["", "P", "POST / HTTP/1.1\r\nHost: till\r\nX-Slow: "] {
        let heard = check_sent_away(limits, beginning).await;
        assert!(!heard.contains(" 200 "), "{heard}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_end_in_time_closes_the_connection() {
    let limits = Limits {
        body: SOON,
        ..Limits::default()
    };
    let heard = check_sent_away(limits, &half_a_body()).await;
    assert!(heard.starts_with("HTTP/1.1 408 "), "{heard}");
}

#[tokio::test]
async fn a_body_whose_connection_breaks_is_not_stored() {
    let mut counter = Counter::open(Limits::default()).await;
    let mut stream = counter.call(half_a_body().as_bytes()).await;
    stream.shutdown().await.unwrap();
    tokio::select! {
        heard = hear(stream) => assert!(!heard.contains(" 200 "), "{heard}"),
        _whole = counter.delivery() => panic!("half a body is to be stored"),
    }
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_its_answer() {
    let limits = Limits {
        head: SOON,
        ..Limits::default()
    };
    let heard = check_sent_away(limits, "GET /health HTTP/1.1\r\nHost: till\r\n\r\n").await;
    assert!(
        heard.starts_with("HTTP/1.1 200 ") && heard.ends_with("ok\n"),
        "{heard}"
    );
}

#[tokio::test]
async fn an_old_connection_ends_however_it_is_used() {
    let limits = Limits {
        age: SOON,
        farewell: SOON,
        ..Limits::default()
    };
    let heard = check_sent_away(limits, &half_a_body()).await;
    assert_eq!(heard, "");
}

#[tokio::test]
async fn connections_over_the_cap_are_closed_while_an_honest_caller_is_served() {
    let caps = [
        Limits {
            connections: 3,
            ..Limits::default()
        },
        Limits {
            connections_per_peer: 3,
            ..Limits::default()
        },
    ];
    for limits in caps {
        let mut counter = Counter::open(limits).await;
        let mut honest = counter.call(b"").await;
        let _slow = [counter.call(b"POST").await, counter.call(b"").await];
        assert_eq!(hear(counter.call(b"").await).await, "");
        honest
            .write_all(&post(&path().to_string(), "{}"))
            .await
            .unwrap();
        let (_, disk) = counter.delivery().await;
        disk.send(Ok(Stored::New)).unwrap();
        assert!(hear(honest).await.starts_with("HTTP/1.1 200 "));
    }
}

#[tokio::test]
async fn after_hundreds_of_slow_callers_an_honest_one_finds_a_seat() {
    let limits = Limits {
        head: SOON,
        connections_per_peer: 64,
        ..Limits::default()
    };
    let mut counter = Counter::open(limits).await;
    let mut slow = Vec::new();
    for _ in 0..400 {
        slow.push(counter.call(b"").await);
    }
    for stream in slow {
        assert_eq!(hear(stream).await, "");
    }
    let honest = counter.call(&post(&path().to_string(), "{}")).await;
    let (_, disk) = counter.delivery().await;
    disk.send(Ok(Stored::New)).unwrap();
    assert!(hear(honest).await.starts_with("HTTP/1.1 200 "));
}
