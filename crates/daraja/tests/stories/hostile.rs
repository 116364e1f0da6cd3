//! Answers that are attacks, over real connections: memory and time are bounded, nothing panics,
//! and nobody is told that a prompt was not sent.

mod attacks;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use daraja::{
    Asked, BaseUrl, Client, HttpTransport, Inbound, Outcome, PullRequest, PullWindow, Pushed,
    Remarks, Says, StatusOf, StatusRequest, TimeOuts, WireStyle,
};
use domain::clock::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use self::attacks::{Attack, ZIPPED, attacks};
use crate::requests::{initiator, urls};
use crate::script::{StillClock, merchant, prompt, push, setup};

const TOKEN: &str = r#"{"access_token":"abc","expires_in":"3599"}"#;
#[tokio::test]
async fn no_answer_is_so_hostile_that_a_prompt_counts_as_not_sent() {
    under_attack(async |name, client| {
        let said = client.push(&merchant(), &push()).await.said;
        assert!(matches!(said, Pushed::Unsure(_)), "{name}: {said:?}");
    })
    .await;
}

#[tokio::test]
async fn no_answer_is_so_hostile_that_a_question_is_answered() {
    under_attack(async |name, client| {
        let said = client
            .ask(&merchant(), &prompt("m-1", "ws_CO_1"))
            .await
            .said;
        assert!(matches!(said, Asked::NoAnswer(_)), "{name}: {said:?}");
    })
    .await;
}

#[tokio::test]
async fn no_answer_is_so_hostile_that_an_order_is_accepted_or_refused() {
    let initiator = initiator("testapi", "600782");
    let about = StatusOf::Receipt("NEF61H8J60".parse().unwrap());
    let status = StatusRequest {
        about,
        urls: urls("status"),
        remarks: Remarks::of("ok"),
    };
    under_attack(async |name, client| {
        let said = client.status(&initiator, &status).await.said;
        assert!(matches!(said, Outcome::Unsure(_)), "{name}: {said:?}");
    })
    .await;
}

#[tokio::test]
async fn no_answer_is_so_hostile_that_it_is_a_page_of_payments() {
    let window = PullWindow::last(
        Duration::from_hours(1),
        Timestamp::from_ms(1_800_000_000_000),
    );
    let pull = PullRequest {
        shortcode: "600984".parse().unwrap(),
        window,
        offset: 0,
    };
    under_attack(async |name, client| {
        let said = client.pull(&pull).await.said;
        assert!(matches!(said, Outcome::Unsure(_)), "{name}: {said:?}");
    })
    .await;
}

#[test]
fn no_body_is_so_hostile_that_it_says_something_of_money() {
    for (name, attack) in attacks() {
        let Attack::Body(_, body) = attack else {
            continue;
        };
        let says = Inbound::read(&body).says();
        assert_eq!(says, Says::Unknown, "{name}");
    }
}

#[tokio::test]
async fn compressed_answers_are_neither_asked_for_nor_decoded() {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let attack = Attack::Body("gzip", ZIPPED.to_vec());
    let client = client_of(serve(attack, heads.clone()).await);
    let reply = client.push(&merchant(), &push()).await;
    assert_eq!(reply.received.body, ZIPPED);
    let heads = heads.lock().unwrap();
    assert_eq!(heads.len(), 2);
    for head in heads.iter() {
        assert!(!head.to_lowercase().contains("accept-encoding"), "{head}");
    }
}

/// Makes a call under each attack, all at once: some hold the client up to its last second.
async fn under_attack(call: impl AsyncFn(&str, &Client)) {
    let calls = attacks().into_iter().map(async |(name, attack)| {
        let client = client_of(serve(attack, Arc::default()).await);
        call(name, &client).await;
    });
    futures_util::future::join_all(calls).await;
}

/// A client that waits no longer than two seconds for an answer.
fn client_of(address: SocketAddr) -> Client {
    let base: BaseUrl = format!("http://{address}").parse().unwrap();
    let time_outs = TimeOuts {
        total: Duration::from_secs(2),
        ..TimeOuts::default()
    };
    let transport = Arc::new(HttpTransport::new(time_outs).unwrap());
    let clock = Arc::new(StillClock::at("20261124070000"));
    Client::new(setup(base, WireStyle::Strings), transport, clock)
}

/// Answers requests for tokens well, and all else with the attack.
async fn serve(attack: Attack, heads: Arc<Mutex<Vec<String>>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, attack.clone(), heads.clone()));
        }
    });
    address
}

async fn answer(mut stream: TcpStream, attack: Attack, heads: Arc<Mutex<Vec<String>>>) {
    let head = read_request(&mut stream).await;
    let attack = if head.starts_with("GET ") {
        Attack::Body("identity", TOKEN.as_bytes().to_vec())
    } else {
        attack
    };
    heads.lock().unwrap().push(head);
    let (head, body) = match attack {
        Attack::Body(encoding, body) => {
            let length = format!("Content-Length: {}", body.len());
            let coded = format!("Content-Encoding: {encoding}");
            let head = format!("HTTP/1.1 200 OK\r\n{coded}\r\n{length}\r\n\r\n");
            (head, body)
        }
        Attack::Endless(head, again) => {
            let block = again.repeat(4096 / again.len());
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(block.as_bytes()).await.is_ok() {}
            return;
        }
    };
    // The client hangs up on what is too long.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body).await;
}

/// Reads a whole request, and gives its head.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| {
        line.to_lowercase()
            .strip_prefix("content-length: ")
            .map(|length| length.trim().parse().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.unwrap();
    head
}
