//! The routes, and the loop that answers connections.
//!
//! The loop is our own, on hyper, because the stand-in must be able to hang up without an answer.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use bytes::Bytes;
use http::header::DATE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::ending::Ending;
use crate::error_bodies::Refusal;
use crate::network::Network;
use crate::phone::masked;
use crate::{
    balance, control, mishaps, page, pull, push, qr, query, reversal, simulate, status, tokens,
    urls,
};

/// Returns all routes: Safaricom's and the control's.
pub(crate) fn routes(network: Arc<Network>, ending: Ending) -> Router {
    let (dating, faulty) = (Arc::clone(&network), (Arc::clone(&network), ending));
    Router::new()
        .route("/", get(page::page))
        .route("/oauth/v1/generate", get(tokens::generate))
        .route("/mpesa/stkpush/v1/processrequest", post(push::process))
        .route("/mpesa/stkpushquery/v1/query", post(query::query))
        .route("/mpesa/c2b/{version}/registerurl", post(urls::register))
        .route("/mpesa/c2b/{version}/simulate", post(simulate::simulate))
        .route("/mpesa/transactionstatus/v1/query", taken_by(status::take))
        .route("/mpesa/reversal/v1/request", taken_by(reversal::take))
        .route("/mpesa/accountbalance/v1/query", taken_by(balance::take))
        .route(
            "/pulltransactions/v1/register",
            taken_by(pull::take_register),
        )
        .route("/pulltransactions/v1/query", taken_by(pull::take_query))
        .route("/mpesa/qrcode/v1/generate", taken_by(qr::take))
        .nest("/_sandbox", control::routes())
        .fallback(nothing_there)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(faulty, mishaps::around))
        .layer(from_fn_with_state(dating, date))
        .layer(from_fn(log))
        .with_state(network)
}

/// Takes a call by its headers and its body.
type Take = fn(&Arc<Network>, &HeaderMap, &[u8]) -> Result<Response, Refusal>;

fn taken_by(take: Take) -> MethodRouter<Arc<Network>> {
    post(
        move |Shared(network): Shared<Arc<Network>>, headers: HeaderMap, body: Bytes| async move {
            network.reply(take(&network, &headers, &body))
        },
    )
}

/// Answers connections until `ending`; then lets each finish what it is at.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut ending: Ending) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, router.clone(), ending.clone()));
                }
                Err(error) => tracing::warn!(%error, "a connection was not taken"),
            },
            Some(_) = connections.join_next() => {}
            () = ending.come() => break,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Answers the requests of one connection.
pub(crate) async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    router: Router,
    mut ending: Ending,
) {
    let service = service_fn(|request| answer(router.clone(), request));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = ending.come() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

/// Marks a response that is to be swallowed: hyper closes the connection without a byte.
#[derive(Debug, Clone, thiserror::Error)]
#[error("hung up, as asked for")]
struct HungUp;

/// Returns the response that is none: the caller's connection is closed.
pub(crate) fn hang_up() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.extensions_mut().insert(HungUp);
    response
}

async fn answer(
    router: Router,
    request: http::Request<Incoming>,
) -> Result<http::Response<Body>, HungUp> {
    let response = router
        .oneshot(request)
        .await
        .unwrap_or_else(|never: Infallible| match never {});
    match response.extensions().get::<HungUp>() {
        Some(hung_up) => Err(hung_up.clone()),
        None => Ok(response),
    }
}

async fn nothing_there(Shared(network): Shared<Arc<Network>>) -> Response {
    network.reply(Err(Refusal::Path))
}

async fn wrong_method(Shared(network): Shared<Arc<Network>>, method: Method) -> Response {
    network.reply(Err(Refusal::Method(method.to_string())))
}

/// Dates each answer by the stand-in's own clock, of which the connection knows nothing.
async fn date(Shared(network): Shared<Arc<Network>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Ok(date) = HeaderValue::try_from(network.time().of_http()) {
        response.headers_mut().entry(DATE).or_insert(date);
    }
    response
}

/// Logs each request's line and status; phones in a path are masked.
async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = masked(request.uri().path());
    let response = next.run(request).await;
    tracing::info!("{method} {path} -> {}", response.status().as_u16());
    response
}
