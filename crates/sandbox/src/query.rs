//! `POST /mpesa/stkpushquery/v1/query`: what became of a push.
//!
//! Source: reference section 3. No receipt, no amount, no phone.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::error_bodies::{Gate, Refusal, json};
use crate::fields::Fields;
use crate::mishaps::Dictated;
use crate::network::Network;
use crate::outcomes::Outcome;
use crate::prompts::{Life, Push};

#[derive(Serialize)]
struct Report<'a> {
    #[serde(rename = "ResponseCode")]
    code: &'static str,
    #[serde(rename = "ResponseDescription")]
    description: &'static str,
    #[serde(rename = "MerchantRequestID")]
    merchant_request_id: &'a str,
    #[serde(rename = "CheckoutRequestID")]
    checkout_request_id: &'a str,
    /// A text here, and a number in the callback.
    #[serde(rename = "ResultCode")]
    result_code: String,
    #[serde(rename = "ResultDesc")]
    result_desc: &'static str,
}

pub(crate) async fn query(
    Shared(network): Shared<Arc<Network>>,
    dictated: Option<Extension<Dictated>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let dictated = dictated.map(|Extension(Dictated(outcome))| outcome);
    network.reply(report(&network, dictated, &headers, &body))
}

fn report(
    network: &Arc<Network>,
    dictated: Option<Outcome>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    network.check_token(headers, Gate::Stk)?;
    let fields = Fields::read(headers, body, "BusinessShortCode")?;
    fields.check_shop(&network.config.shop)?;
    let id = fields.text("CheckoutRequestID")?;
    network.look(|state, _| match state.pushes.get_mut(id) {
        Some(push) => push.report(dictated),
        None => Err(Refusal::NoTransaction),
    })
}

impl Push {
    /// Tells the result; while the prompt is open, the two documented replies take turns.
    fn report(&mut self, dictated: Option<Outcome>) -> Result<Response, Refusal> {
        let ended = match self.life {
            Life::Ended { outcome, .. } => Some(outcome),
            Life::Open { .. } => None,
        };
        if let Some(outcome) = dictated.or(ended) {
            return Ok(self.reply(outcome.code().to_string(), outcome.text()));
        }
        self.queried += 1;
        if self.queried % 2 == 1 {
            return Err(Refusal::StillOpen(self.checkout_request_id.clone()));
        }
        Ok(self.reply(
            "4999".to_owned(),
            "The transaction is still under processing",
        ))
    }

    fn reply(&self, result_code: String, result_desc: &'static str) -> Response {
        let report = Report {
            code: "0",
            description: "The service request has been accepted successfully",
            merchant_request_id: &self.merchant_request_id,
            checkout_request_id: self.checkout_request_id.as_str(),
            result_code,
            result_desc,
        };
        json(StatusCode::OK, &report)
    }
}
