//! The addresses that Safaricom calls, and what it is answered.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::callback_path::{Notice, SecretPath};
use domain::validation::Verdict;

use crate::Limits;
use crate::inbox::{Admission, Delivery, Inbox, InboxError, Refusal};
use crate::reception::{Reception, receive};

/// What Safaricom takes as "received".
///
/// Source: reference section 2, "Callback".
const ACCEPTED: &str = r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#;

const JSON: &str = "application/json";

/// Makes the router of the way in. [`serve`](crate::serve) adds the peer's address to each
/// request as an extension; a router that is served otherwise must do so as well.
pub fn router<I: Inbox>(inbox: Arc<I>, limits: Limits) -> Router {
    Router::new()
        .route("/h/{shop}/{what}/{tag}", post(take::<I>))
        .route("/health", get(async || "ok\n"))
        .fallback(async || unknown())
        .with_state(Counter { inbox, limits })
}

struct Counter<I> {
    inbox: Arc<I>,
    limits: Limits,
}

impl<I> Clone for Counter<I> {
    fn clone(&self) -> Self {
        Self {
            inbox: Arc::clone(&self.inbox),
            limits: self.limits,
        }
    }
}

/// Checks the path, reads the body, stores it, answers: in this order.
async fn take<I: Inbox>(
    State(counter): State<Counter<I>>,
    Extension(peer): Extension<SocketAddr>,
    request: Request,
) -> Response {
    let Ok(path) = request.uri().path().parse::<SecretPath>() else {
        return unknown();
    };
    match counter.inbox.admits(&path) {
        Ok(Admission::Admitted) => {}
        Ok(Admission::Unknown) => return unknown(),
        Err(error) => return unavailable(&error),
    }
    let (head, body) = request.into_parts();
    let received = receive(body, &counter.limits).await;
    if is_a_question(&path) {
        let verdict = match received {
            Reception::Whole(body) => counter.inbox.judge(&body),
            Reception::TooLong { .. } | Reception::Broken => Verdict::Accepted,
        };
        return ([(CONTENT_TYPE, JSON)], answer(verdict)).into_response();
    }
    match received {
        Reception::Whole(body) => {
            let content_type = text(&head.headers, "content-type");
            let forwarded_for = text(&head.headers, "x-forwarded-for");
            let delivery = Delivery {
                path,
                body,
                peer,
                content_type,
                forwarded_for,
            };
            counter.store(delivery).await
        }
        Reception::TooLong {
            announced_bytes,
            read_bytes,
            digest,
        } => {
            counter
                .refuse(Refusal {
                    path,
                    peer,
                    announced_bytes,
                    read_bytes,
                    digest,
                })
                .await
        }
        Reception::Broken => closing(StatusCode::REQUEST_TIMEOUT),
    }
}

impl<I: Inbox> Counter<I> {
    async fn store(&self, delivery: Delivery) -> Response {
        // A task of its own: a caller who hangs up must not take the body with him.
        let inbox = Arc::clone(&self.inbox);
        match tokio::spawn(async move { inbox.store(delivery).await }).await {
            Ok(Ok(_stored)) => ([(CONTENT_TYPE, JSON)], ACCEPTED).into_response(),
            Ok(Err(error)) => unavailable(&error),
            Err(panicked) => unavailable(&InboxError::Book(Box::new(panicked))),
        }
    }

    async fn refuse(&self, refusal: Refusal) -> Response {
        tracing::warn!(peer = %refusal.peer, "a call's body was too long and refused");
        match self.inbox.refuse(refusal).await {
            Ok(()) => closing(StatusCode::PAYLOAD_TOO_LARGE),
            Err(error) => unavailable(&error),
        }
    }
}

/// What Safaricom hears when it asked: all texts, as in the present documents.
///
/// Source: reference section 4, "Validation".
fn answer(verdict: Verdict) -> String {
    let (code, words) = match verdict {
        Verdict::Accepted => ("0", "Accepted"),
        Verdict::Rejected(why) => (why.code(), "Rejected"),
    };
    format!(r#"{{"ResultCode":"{code}","ResultDesc":"{words}"}}"#)
}

fn is_a_question(path: &SecretPath) -> bool {
    matches!(path, SecretPath::Notice(path) if path.notice == Notice::Validation)
}

fn unknown() -> Response {
    closing(StatusCode::NOT_FOUND)
}

fn unavailable(error: &InboxError) -> Response {
    tracing::error!(?error, "a call was not stored");
    closing(StatusCode::SERVICE_UNAVAILABLE)
}

/// Answers and ends the connection, because a body may still be on its way.
fn closing(status: StatusCode) -> Response {
    (status, [(CONNECTION, "close")]).into_response()
}

/// Returns a header's text; one that is not text is passed over.
fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
