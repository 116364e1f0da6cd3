//! The control over HTTP, for other processes: what the library offers, as JSON.
//!
//! The calls, their bodies and answers are listed in the crate's README.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::faults::Faults;
use crate::handsets::Handset;
use crate::money::Money;
use crate::network::Network;
use crate::outcomes::Act;
use crate::phone::Phone;
use crate::prompts::Life;
use crate::shop::Shortcode;

pub(crate) fn routes() -> Router<Arc<Network>> {
    Router::new()
        .route("/", get(about))
        .route("/phones", get(phones))
        .route("/phones/{phone}/answer", post(answer))
        .route("/phones/{phone}/standing", put(set_standing))
        .route("/money", get(money))
        .route("/faults", get(faults).put(set_faults))
        .route("/tokens", delete(end_tokens))
}

#[derive(Serialize)]
struct About {
    seed: u64,
    business_name: String,
    shortcode: Shortcode,
    now_ms: i64,
}

#[derive(Deserialize)]
struct Answer {
    act: Act,
}

#[derive(Deserialize)]
struct Standing {
    act: Option<Act>,
}

async fn about(Shared(network): Shared<Arc<Network>>) -> Json<About> {
    let shop = &network.config.shop;
    let (seed, now) = network.look(|state, now| (state.dice.seed(), now));
    let (business_name, shortcode) = (shop.name.clone(), shop.shortcode.clone());
    Json(About {
        seed,
        business_name,
        shortcode,
        now_ms: now.unix_ms(),
    })
}

async fn phones(Shared(network): Shared<Arc<Network>>) -> Json<Vec<Handset>> {
    Json(network.look(|state, _| state.handsets(&network.config.shop.name)))
}

async fn answer(
    Shared(network): Shared<Arc<Network>>,
    Path(phone): Path<String>,
    Json(Answer { act }): Json<Answer>,
) -> Result<Json<Life>, Error> {
    let phone: Phone = phone.parse()?;
    Ok(Json(
        network.change(|state, now| state.answer(&phone, act, now))??,
    ))
}

async fn set_standing(
    Shared(network): Shared<Arc<Network>>,
    Path(phone): Path<String>,
    Json(Standing { act }): Json<Standing>,
) -> Result<StatusCode, Error> {
    let phone: Phone = phone.parse()?;
    network.change(|state, _| state.customer_of(&phone).standing = act)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn money(Shared(network): Shared<Arc<Network>>) -> Json<Money> {
    Json(network.look(|state, _| state.money()))
}

async fn faults(Shared(network): Shared<Arc<Network>>) -> Json<Faults> {
    Json(network.look(|state, _| state.faults))
}

async fn set_faults(
    Shared(network): Shared<Arc<Network>>,
    Json(faults): Json<Faults>,
) -> Result<StatusCode, Error> {
    network.change(|state, _| state.faults = faults)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_tokens(Shared(network): Shared<Arc<Network>>) -> Result<StatusCode, Error> {
    network.change(|state, _| state.tokens.clear())?;
    Ok(StatusCode::NO_CONTENT)
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::NotAPhone(_) => StatusCode::BAD_REQUEST,
            Self::NoSuchPhone(_) => StatusCode::NOT_FOUND,
            Self::NoPrompt(_) => StatusCode::CONFLICT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (
            status,
            Json(serde_json::json!({ "error": self.to_string() })),
        )
            .into_response()
    }
}
