//! `POST /mpesa/c2b/v{1,2}/registerurl`: where the shop wants to hear of payments.
//!
//! Source: reference section 4, register URLs.

use std::fmt;
use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use crate::config::Environment;
use crate::dice::Purpose;
use crate::error_bodies::{Gate, Refusal, json};
use crate::fields::Fields;
use crate::network::Network;
use crate::state::State;

/// The addresses that the shop has registered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urls {
    /// By which version of the API: it decides how phones are hidden.
    pub version: Version,
    /// Under which of the shop's numbers; the notices carry it.
    pub short_code: String,
    /// What happens when the validation does not answer.
    pub unanswered: Unanswered,
    /// Where payments are told.
    pub confirmation: String,
    /// Where payments are checked, if validation is on.
    pub validation: String,
}

/// Hides the addresses: their paths may hold a secret.
impl fmt::Debug for Urls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Urls")
            .field("version", &self.version)
            .field("short_code", &self.short_code)
            .field("unanswered", &self.unanswered)
            .finish_non_exhaustive()
    }
}

/// A version of the C2B API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// Phones are hashed.
    One,
    /// Phones are masked.
    Two,
}

/// What happens when a validation does not answer: the `ResponseType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unanswered {
    /// The money is taken.
    Completed,
    /// The money is refused.
    Cancelled,
}

#[derive(Serialize)]
struct Acknowledgement {
    /// Misspelt so by Safaricom.
    #[serde(rename = "OriginatorCoversationID")]
    originator_conversation_id: String,
    #[serde(rename = "ResponseCode")]
    code: &'static str,
    #[serde(rename = "ResponseDescription")]
    description: &'static str,
}

pub(crate) async fn register(
    Shared(network): Shared<Arc<Network>>,
    Path(version): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    network.reply(take(&network, &version, &headers, &body))
}

fn take(
    network: &Arc<Network>,
    version: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    let version = Version::read(version)?;
    network.check_token(headers, Gate::C2b)?;
    let fields = Fields::read(headers, body, "ShortCode")?;
    let urls = Urls::read(&fields, version, network)?;
    network
        .change(|state, _| state.register(urls))
        .map_err(|_| Refusal::Internal)??;
    let description = match version {
        Version::One => "success",
        Version::Two => "Success",
    };
    Ok(acknowledge(network, description))
}

/// Acknowledges a register or simulate call.
pub(crate) fn acknowledge(network: &Arc<Network>, description: &'static str) -> Response {
    let id = network.look(|state, _| state.dice.throw(Purpose::Request).gateway_id());
    let acknowledgement = Acknowledgement {
        originator_conversation_id: id,
        code: "0",
        description,
    };
    json(StatusCode::OK, &acknowledgement)
}

impl Version {
    /// Reads the part of the path that names it.
    pub(crate) fn read(part: &str) -> Result<Self, Refusal> {
        match part {
            "v1" => Ok(Self::One),
            "v2" => Ok(Self::Two),
            _ => Err(Refusal::Path),
        }
    }
}

impl Urls {
    fn read(fields: &Fields, version: Version, network: &Network) -> Result<Self, Refusal> {
        let short_code = fields.shortcode("ShortCode")?;
        if !network.config.shop.shortcode.has(&short_code) {
            return Err(Refusal::Field("ShortCode"));
        }
        let unanswered = match fields.text("ResponseType")? {
            "Completed" => Unanswered::Completed,
            "Cancelled" => Unanswered::Cancelled,
            _ => return Err(Refusal::Field("ResponseType")),
        };
        let hosts = network.config.rules.callback_hosts;
        Ok(Self {
            version,
            short_code,
            unanswered,
            confirmation: fields.address("ConfirmationURL", hosts)?.to_owned(),
            validation: fields.address("ValidationURL", hosts)?.to_owned(),
        })
    }
}

impl State {
    /// Keeps the addresses; in production that works one time only.
    fn register(&mut self, urls: Urls) -> Result<(), Refusal> {
        let is_bound = self.rules.environment == Environment::Production;
        if is_bound && self.urls.is_some() {
            return Err(Refusal::AlreadyRegistered);
        }
        self.urls = Some(urls);
        Ok(())
    }
}
