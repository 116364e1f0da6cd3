//! The customers' phones: what is on them, and what a person does there.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::routing::{get, patch, post, put};
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;

use crate::customers::Customer;
use crate::error::Error;
use crate::handsets::Handset;
use crate::network::Network;
use crate::outcomes::Act;
use crate::phone::Phone;
use crate::prompts::Life;

pub(super) fn routes() -> Router<Arc<Network>> {
    Router::new()
        .route("/phones", get(phones))
        .route("/phones/{phone}", patch(alter))
        .route("/phones/{phone}/answer", post(answer))
        .route("/phones/{phone}/standing", put(set_standing))
}

/// What a person does with a prompt.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Act { act: Act },
    Pin { pin: String },
}

#[derive(Deserialize)]
struct Standing {
    act: Option<Act>,
}

/// What is left out stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alteration {
    name: Option<String>,
    balance_kes: Option<u64>,
    fuliza_limit_kes: Option<u64>,
    pin: Option<String>,
    wrong_pins: Option<u8>,
}

async fn phones(Shared(network): Shared<Arc<Network>>) -> Json<Vec<Handset>> {
    Json(network.look(|state, _| state.handsets(&network.config.shop.name)))
}

async fn answer(
    Shared(network): Shared<Arc<Network>>,
    Path(phone): Path<String>,
    Json(answer): Json<Answer>,
) -> Result<Json<Life>, Error> {
    let phone: Phone = phone.parse()?;
    let life = network.change(|state, now| match answer {
        Answer::Act { act } => state.answer(&phone, act, now),
        Answer::Pin { pin } => state.enter_pin(&phone, &pin, now),
    })??;
    Ok(Json(life))
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

async fn alter(
    Shared(network): Shared<Arc<Network>>,
    Path(phone): Path<String>,
    Json(alteration): Json<Alteration>,
) -> Result<StatusCode, Error> {
    let phone: Phone = phone.parse()?;
    network.change(|state, _| alteration.apply(state.customer_of(&phone)))?;
    Ok(StatusCode::NO_CONTENT)
}

impl Alteration {
    fn apply(self, who: &mut Customer) {
        if let Some(balance) = self.balance_kes {
            who.fill(balance);
        }
        who.name = self.name.unwrap_or_else(|| who.name.clone());
        who.pin = self.pin.unwrap_or_else(|| who.pin.clone());
        who.fuliza_limit_kes = self.fuliza_limit_kes.unwrap_or(who.fuliza_limit_kes);
        who.wrong_pins = self.wrong_pins.unwrap_or(who.wrong_pins);
    }
}
