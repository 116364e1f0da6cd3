//! `POST /mpesa/c2b/v{1,2}/simulate`: a payment that nobody typed; in the sandbox only.
//!
//! Source: reference section 4, simulate.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use bytes::Bytes;
use http::HeaderMap;

use crate::config::Environment;
use crate::error_bodies::{Gate, Refusal};
use crate::fields::Fields;
use crate::network::Network;
use crate::payments::{Payer, Wish};
use crate::push::{amount, phone};
use crate::shop::Shortcode;
use crate::urls::{Version, acknowledge};

pub(crate) async fn simulate(
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
    Version::read(version)?;
    if network.config.rules.environment == Environment::Production {
        return Err(Refusal::Path);
    }
    network.check_token(headers, Gate::C2b)?;
    let wish = read(&Fields::read(headers, body, "ShortCode")?, network)?;
    network
        .change(|state, now| state.pay(wish, now))
        .map_err(|_| Refusal::Internal)?;
    Ok(acknowledge(
        network,
        "Accept the service request successfully.",
    ))
}

fn read(fields: &Fields, network: &Network) -> Result<Wish, Refusal> {
    let shortcode = &network.config.shop.shortcode;
    if !shortcode.has(&fields.shortcode("ShortCode")?) {
        return Err(Refusal::Field("ShortCode"));
    }
    let account_reference = match (fields.text("CommandID")?, shortcode) {
        ("CustomerPayBillOnline", Shortcode::PayBill { .. }) => {
            fields.short_text("BillRefNumber", 20)?.to_owned()
        }
        ("CustomerBuyGoodsOnline", Shortcode::Till { .. }) => String::new(),
        _ => return Err(Refusal::Field("CommandID")),
    };
    Ok(Wish {
        checkout_request_id: None,
        payer: Payer::Customer(phone(fields, "Msisdn")?),
        amount_kes: amount(fields)?,
        account_reference,
    })
}
