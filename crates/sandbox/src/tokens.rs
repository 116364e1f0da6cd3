//! `GET /oauth/v1/generate`: access tokens, and the check of them on every other call.
//!
//! Source: reference section 1.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State as Shared};
use axum::response::Response;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::clock::Moment;
use crate::dice::Purpose;
use crate::error_bodies::{Gate, Refusal, json};
use crate::faults::NewToken;
use crate::network::Network;
use crate::state::State;

const LIFE: Duration = Duration::from_hours(1);

#[derive(Serialize)]
struct Grant {
    access_token: String,
    /// A text on live hosts, one second short of the life.
    expires_in: &'static str,
}

pub(crate) async fn generate(
    Shared(network): Shared<Arc<Network>>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    network.reply(grant(&network, &query, &headers))
}

fn grant(
    network: &Arc<Network>,
    query: &BTreeMap<String, String>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let basic = credential(headers, "Basic ").ok_or(Refusal::NotBasic)?;
    if query.get("grant_type").map(String::as_str) != Some("client_credentials") {
        return Err(Refusal::GrantType);
    }
    if !network.config.shop.opens(basic) {
        return Err(Refusal::WrongKey);
    }
    let access_token = network
        .change(State::new_token)
        .map_err(|_| Refusal::Internal)?;
    Ok(json(
        StatusCode::OK,
        &Grant {
            access_token,
            expires_in: "3599",
        },
    ))
}

impl Network {
    /// Checks that a call carries a living token.
    pub(crate) fn check_token(
        self: &Arc<Self>,
        headers: &HeaderMap,
        gate: Gate,
    ) -> Result<(), Refusal> {
        let token = credential(headers, "Bearer ").ok_or(Refusal::NoBearer)?;
        let lives = self.look(|state, now| state.tokens.get(token).is_some_and(|end| now < *end));
        if lives {
            Ok(())
        } else {
            Err(Refusal::Token(gate))
        }
    }

    /// Turns a refusal into its reply, under a request id of its own.
    pub(crate) fn reply(self: &Arc<Self>, result: Result<Response, Refusal>) -> Response {
        result.unwrap_or_else(|refusal| {
            tracing::info!("refused: {}", refusal.message());
            let id = self.look(|state, _| state.dice.throw(Purpose::Request).gateway_id());
            refusal.reply(id)
        })
    }
}

impl State {
    fn new_token(&mut self, now: Moment) -> String {
        const ANY: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let ends_others = self.faults.new_token == NewToken::EndsOthers;
        self.tokens.retain(|_, end| !ends_others && now < *end);
        let token = self.dice.throw(Purpose::Token).letters(ANY, 28);
        self.tokens.insert(token.clone(), now.plus(LIFE));
        token
    }
}

fn credential<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix(scheme)
}
