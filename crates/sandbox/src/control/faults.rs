//! What goes wrong: the switches, the script, and Safaricom's clock.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::routing::{get, put};
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;

use crate::error::Error;
use crate::faults::Faults;
use crate::network::Network;
use crate::script::Fault;

pub(super) fn routes() -> Router<Arc<Network>> {
    Router::new()
        .route("/faults", get(faults).put(set_faults))
        .route("/script", get(script).put(set_script))
        .route("/clock", put(set_clock))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    skew_s: i64,
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

async fn script(Shared(network): Shared<Arc<Network>>) -> Json<Vec<Fault>> {
    Json(network.look(|state, _| state.script.clone()))
}

async fn set_script(
    Shared(network): Shared<Arc<Network>>,
    Json(script): Json<Vec<Fault>>,
) -> Result<StatusCode, Error> {
    script.iter().try_for_each(Fault::check)?;
    network.change(|state, _| state.script = script)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn set_clock(
    Shared(network): Shared<Arc<Network>>,
    Json(Clock { skew_s }): Json<Clock>,
) -> Result<StatusCode, Error> {
    network.change(|state, _| state.skew_s = skew_s)?;
    Ok(StatusCode::NO_CONTENT)
}
