//! The limit: an axum handler that parses the body and stores nothing.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use daraja::StkCallback;
use tokio::net::TcpListener;

pub(crate) async fn start() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().route("/h/{shop}/{attempt}/{tag}", post(take));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn take(body: Bytes) -> &'static str {
    StkCallback::parse(&body).expect("a callback");
    "{\"ResultCode\":0,\"ResultDesc\":\"Accepted\"}"
}
