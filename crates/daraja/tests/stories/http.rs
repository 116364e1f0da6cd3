//! The real transport against real connections on this machine.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, DATE, LOCATION};
use axum::routing::{get, post};
use daraja::{
    Asked, BaseUrl, Client, HttpTransport, Method, Pushed, Request, Response, Secret, TimeOuts,
    Transport, TransportError, WireStyle,
};
use domain::refusal::Refusal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::script::{StillClock, merchant, push, setup};

const ACK: &str = r#"{"MerchantRequestID":"m-1","CheckoutRequestID":"ws_CO_1","ResponseCode":"0"}"#;
const PAID: &str = r#"{"ResponseCode":"0","CheckoutRequestID":"ws_CO_1","ResultCode":"0"}"#;

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let (listener, address) = listen().await;
    drop(listener);
    assert!(matches!(
        send(address, "http").await,
        Err(TransportError::NotSent(_))
    ));
}

#[tokio::test]
async fn a_failed_handshake_was_not_sent() {
    let address = serve_raw(|mut stream| async move {
        stream
            .write_all(b"this is not TLS at all\r\n\r\n")
            .await
            .unwrap();
    })
    .await;
    assert!(matches!(
        send(address, "https").await,
        Err(TransportError::NotSent(_))
    ));
}

#[tokio::test]
async fn an_address_that_is_none_was_not_sent() {
    let mut request = request("http://127.0.0.1:1");
    request.url = "http://".to_owned();
    let sent = patient().send(request).await;
    assert!(matches!(sent, Err(TransportError::NotSent(_))));
}

#[tokio::test]
async fn a_connection_that_closes_after_the_request_may_have_carried_it() {
    let address = serve_raw(|mut stream| async move { read_head(&mut stream).await }).await;
    assert!(matches!(
        send(address, "http").await,
        Err(TransportError::MaybeSent(_))
    ));
}

#[tokio::test]
async fn an_answer_that_never_comes_may_have_been_caused() {
    let address = serve_raw(|mut stream| async move {
        read_head(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await;
    let sent = hasty().send(request(&format!("http://{address}/"))).await;
    assert!(matches!(sent, Err(TransportError::MaybeSent(_))));
}

#[tokio::test]
async fn an_answer_cut_short_may_have_been_caused() {
    let address = serve_raw(|mut stream| async move {
        read_head(&mut stream).await;
        let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Resp";
        stream.write_all(cut).await.unwrap();
    })
    .await;
    assert!(matches!(
        send(address, "http").await,
        Err(TransportError::MaybeSent(_))
    ));
}

#[tokio::test]
async fn an_endless_answer_is_given_up() {
    let address = serve_raw(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        while stream.write_all(&[b' '; 8192]).await.is_ok() {}
    })
    .await;
    let given_up = patient().send(request(&format!("http://{address}"))).await;
    let Err(TransportError::MaybeSent(cause)) = given_up else {
        panic!("{given_up:?}")
    };
    assert_eq!(cause.to_string(), "the answer is too large");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let followed = Arc::new(Mutex::new(false));
    let seen = followed.clone();
    let elsewhere = get(|| async move { *seen.lock().unwrap() = true });
    let moved = post(|| async { (axum::http::StatusCode::FOUND, [(LOCATION, "/elsewhere")]) });
    let address = serve(
        Router::new()
            .route("/", moved)
            .route("/elsewhere", elsewhere),
    )
    .await;
    let response = patient()
        .send(request(&format!("http://{address}/")))
        .await
        .unwrap();
    assert_eq!(response.status, 302);
    assert!(!*followed.lock().unwrap());
}

#[tokio::test]
async fn an_error_status_is_an_answer_with_its_date_and_body() {
    let app = post(|headers: HeaderMap, body: String| async move {
        assert_eq!(headers[AUTHORIZATION], "Bearer token-1");
        assert_eq!(headers[CONTENT_TYPE], "application/json");
        let date = [(DATE, "Tue, 24 Nov 2026 04:00:00 GMT")];
        (axum::http::StatusCode::INTERNAL_SERVER_ERROR, date, body)
    });
    let address = serve(Router::new().route("/", app)).await;
    let response = patient()
        .send(request(&format!("http://{address}/")))
        .await
        .unwrap();
    let Response { status, date, body } = response;
    assert_eq!((status, body.as_slice()), (500, b"{}".as_slice()));
    assert_eq!(
        date.map(domain::eat::to_text).as_deref(),
        Some("2026-11-24 07:00:00")
    );
}

#[tokio::test]
async fn a_payment_is_asked_for_and_found_over_real_http() {
    let token = r#"{"access_token":"abc","expires_in":"3599"}"#;
    let app = Router::new()
        .route("/oauth/v1/generate", get(move || async move { token }))
        .route("/mpesa/stkpush/v1/processrequest", post(|| async { ACK }))
        .route("/mpesa/stkpushquery/v1/query", post(|| async { PAID }));
    let client = client(serve(app).await);
    let said = client.push(&merchant(), &push()).await.said;
    let Pushed::Accepted(ids) = said else {
        panic!("{said:?}")
    };
    let reply = client.ask(&merchant(), &ids).await;
    assert_eq!(reply.said, Asked::Paid);
    assert_eq!(reply.received.body, PAID.as_bytes());
}

#[tokio::test]
async fn a_shop_without_a_line_is_told_that_nothing_was_sent() {
    let (listener, address) = listen().await;
    drop(listener);
    let said = client(address).push(&merchant(), &push()).await.said;
    assert!(
        matches!(
            said,
            Pushed::Refused {
                refusal: Refusal::NotReached,
                ..
            }
        ),
        "{said:?}"
    );
}

fn client(address: SocketAddr) -> Client {
    let base: BaseUrl = format!("http://{address}").parse().unwrap();
    let clock = StillClock::at("20261124070000");
    Client::new(
        setup(base, WireStyle::Strings),
        Arc::new(patient()),
        Arc::new(clock),
    )
}

async fn send(address: SocketAddr, scheme: &str) -> Result<Response, TransportError> {
    patient()
        .send(request(&format!("{scheme}://{address}/")))
        .await
}

fn hasty() -> HttpTransport {
    let total = Duration::from_millis(300);
    HttpTransport::new(TimeOuts {
        total,
        ..TimeOuts::default()
    })
    .unwrap()
}

fn patient() -> HttpTransport {
    HttpTransport::new(TimeOuts::default()).unwrap()
}

fn request(url: &str) -> Request {
    Request {
        method: Method::Post,
        url: url.to_owned(),
        authorization: Secret::new("Bearer token-1".to_owned()),
        body: b"{}".to_vec(),
    }
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn serve(app: Router) -> SocketAddr {
    let (listener, address) = listen().await;
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

async fn serve_raw<F>(answer: impl FnOnce(TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        answer(stream).await;
    });
    address
}

async fn read_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    while !head.windows(6).any(|end| end == b"\r\n\r\n{}") {
        head.push(stream.read_u8().await.unwrap());
    }
}
