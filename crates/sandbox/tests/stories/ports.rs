//! The ports that a simulation replaces: connections handed in, callbacks carried by its own post.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use sandbox::{Act, Config, Delivery, Error, Letter, Post, Reply, Sandbox, Shop};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::till::{PHONE, PUSH, TIMESTAMP, password};

/// A post that hands every letter to the test.
struct Handed(mpsc::UnboundedSender<Letter>);

impl Post for Handed {
    fn post(&self, letter: Letter) -> Delivery<'_> {
        let ok = Reply {
            status: 200,
            body: Vec::new(),
        };
        let sent = self.0.send(letter).map(|()| ok);
        Box::pin(async move { sent.map_err(|error| Error::Undelivered(error.to_string())) })
    }
}

/// Sends one request over a connection that was never a socket.
async fn send(sandbox: &Sandbox, request: Request<Body>) -> Value {
    let (here, there) = tokio::io::duplex(4096);
    let (mut sender, connection) = http1::handshake(TokioIo::new(here)).await.unwrap();
    let reply = async move {
        let reply = sender.send_request(request).await.unwrap();
        axum::body::to_bytes(Body::new(reply.into_body()), 4096)
            .await
            .unwrap()
    };
    let (reply, _, ()) = tokio::join!(reply, connection, sandbox.converse(there));
    serde_json::from_slice(&reply).unwrap()
}

#[tokio::test]
async fn a_stand_in_needs_neither_socket_nor_network() {
    let (sender, mut letters) = mpsc::unbounded_channel();
    let config = Config {
        post: Arc::new(Handed(sender)),
        ..Config::default()
    };
    let sandbox = Sandbox::open(config).unwrap();
    let shop = Shop::default();

    let key = STANDARD.encode(format!("{}:{}", shop.consumer_key, shop.consumer_secret));
    let request = Request::get("/oauth/v1/generate?grant_type=client_credentials")
        .header("authorization", format!("Basic {key}"));
    let grant = send(&sandbox, request.body(Body::empty()).unwrap()).await;

    let push = json!({
        "BusinessShortCode": 174_379, "Password": password(&shop, TIMESTAMP),
        "Timestamp": TIMESTAMP, "TransactionType": "CustomerPayBillOnline", "Amount": 20,
        "PartyA": PHONE, "PartyB": 174_379, "PhoneNumber": PHONE,
        "CallBackURL": "https://pos.example.co.ke/h/5f2c9a", "AccountReference": "S-000123",
    });
    let request = Request::post(PUSH)
        .header(
            "authorization",
            format!("Bearer {}", grant["access_token"].as_str().unwrap()),
        )
        .header("content-type", "application/json");
    let reply = send(
        &sandbox,
        request.body(Body::from(push.to_string())).unwrap(),
    )
    .await;
    assert_eq!(reply["ResponseCode"], "0");

    sandbox
        .answer(&PHONE.parse().unwrap(), Act::Cancel)
        .unwrap();
    let letter = letters.recv().await.unwrap();
    assert_eq!(letter.url, "https://pos.example.co.ke/h/5f2c9a");
    assert!(letter.body.contains("\"ResultCode\":1032"), "{letter:?}");
}
