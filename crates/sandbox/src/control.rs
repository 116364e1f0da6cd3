//! The control over HTTP, for other processes: what the library offers, as JSON.
//!
//! The calls, their bodies and answers are described in `docs/sandbox.md`.

mod faults;
mod payments;
mod phones;

use std::sync::Arc;

use axum::extract::{Query, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::credentials::CERTIFICATE;
use crate::error::Error;
use crate::mail::Mail;
use crate::money::Money;
use crate::network::Network;
use crate::receipts::Receipt;
use crate::shop::Shortcode;

pub(crate) fn routes() -> Router<Arc<Network>> {
    Router::new()
        .route("/", get(about))
        .merge(phones::routes())
        .merge(payments::routes())
        .route("/money", get(money))
        .route("/letters", get(letters))
        .route("/receipts", get(receipts))
        .merge(faults::routes())
        .route("/tokens", delete(end_tokens))
        .route("/certificate.pem", get(|| async { CERTIFICATE }))
}

#[derive(Serialize)]
struct About {
    seed: u64,
    business_name: String,
    shortcode: Shortcode,
    now_ms: i64,
    has_faults: bool,
}

async fn about(Shared(network): Shared<Arc<Network>>) -> Json<About> {
    let shop = &network.config.shop;
    let (seed, now, has_faults) =
        network.look(|state, now| (state.dice.seed(), now, state.has_faults()));
    let (business_name, shortcode) = (shop.name.clone(), shop.shortcode.clone());
    Json(About {
        seed,
        business_name,
        shortcode,
        now_ms: now.unix_ms(),
        has_faults,
    })
}

async fn money(Shared(network): Shared<Arc<Network>>) -> Json<Money> {
    Json(network.look(|state, _| state.money()))
}

/// How many of the newest are wanted; all, if it is left out.
#[derive(Deserialize)]
struct Last {
    last: Option<usize>,
}

/// Newest first.
async fn letters(
    Shared(network): Shared<Arc<Network>>,
    Query(Last { last }): Query<Last>,
) -> Json<Vec<Mail>> {
    let last = last.unwrap_or(usize::MAX);
    Json(network.look(|state, _| state.mail.values().rev().take(last).cloned().collect()))
}

/// Newest first.
async fn receipts(
    Shared(network): Shared<Arc<Network>>,
    Query(Last { last }): Query<Last>,
) -> Json<Vec<Receipt>> {
    let mut receipts: Vec<_> = network.look(|state, _| state.receipts().cloned().collect());
    receipts.sort_by_key(|receipt| std::cmp::Reverse(receipt.paid_at));
    receipts.truncate(last.unwrap_or(usize::MAX));
    Json(receipts)
}

async fn end_tokens(Shared(network): Shared<Arc<Network>>) -> Result<StatusCode, Error> {
    network.change(|state, _| state.tokens.clear())?;
    Ok(StatusCode::NO_CONTENT)
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::NotAPhone(_) | Self::NoPayer | Self::NotAFault(_) => StatusCode::BAD_REQUEST,
            Self::NoSuchPhone(_) => StatusCode::NOT_FOUND,
            Self::NoPrompt(_) | Self::TooLittle | Self::NotTakenBack(_) => StatusCode::CONFLICT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (
            status,
            Json(serde_json::json!({ "error": self.to_string() })),
        )
            .into_response()
    }
}
