//! `POST /mpesa/stkpush/v1/processrequest`: the STK push.
//!
//! Source: reference section 2.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::clock::Moment;
use crate::config::Config;
use crate::dice::Purpose;
use crate::error_bodies::{Gate, Refusal, json};
use crate::faults::BusyPhone;
use crate::fields::Fields;
use crate::ids::CheckoutRequestId;
use crate::mishaps::Dictated;
use crate::network::Network;
use crate::outcomes::Outcome;
use crate::phone::Phone;
use crate::prompts::{Life, Push};
use crate::shop::Shortcode;
use crate::state::State;

#[derive(Serialize)]
struct Acknowledgement {
    #[serde(rename = "MerchantRequestID")]
    merchant_request_id: String,
    #[serde(rename = "CheckoutRequestID")]
    checkout_request_id: CheckoutRequestId,
    #[serde(rename = "ResponseCode")]
    code: &'static str,
    #[serde(rename = "ResponseDescription")]
    description: &'static str,
    #[serde(rename = "CustomerMessage")]
    message: &'static str,
}

/// A request whose every field is right.
#[derive(Debug)]
struct Request {
    business_short_code: String,
    phone: Phone,
    amount_kes: u64,
    account_reference: String,
    callback_url: String,
    /// What it comes to without any prompt, when shop and product do not fit or a fault has it.
    misfit: Option<Outcome>,
}

pub(crate) async fn process(
    Shared(network): Shared<Arc<Network>>,
    dictated: Option<Extension<Dictated>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let dictated = dictated.map(|Extension(Dictated(outcome))| outcome);
    network.reply(take(&network, dictated, &headers, &body))
}

fn take(
    network: &Arc<Network>,
    dictated: Option<Outcome>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    network.check_token(headers, Gate::Stk)?;
    let mut request = Request::read(
        &Fields::read(headers, body, "BusinessShortCode")?,
        &network.config,
    )?;
    request.misfit = request.misfit.or(dictated);
    let acknowledgement = network
        .change(|state, now| state.take_push(request, now))
        .map_err(|_| Refusal::Internal)??;
    Ok(json(StatusCode::OK, &acknowledgement))
}

impl Request {
    /// Checks every field, in the order of the reference's table.
    fn read(fields: &Fields, config: &Config) -> Result<Self, Refusal> {
        let shop = &config.shop;
        fields.check_shop(shop)?;
        let kind = Kind::read(fields, &shop.shortcode)?;
        let amount_kes = amount(fields)?;
        // The payer. The prompt goes to PhoneNumber, and whoever enters the PIN there pays.
        phone(fields, "PartyA")?;
        let party_b = fields.shortcode("PartyB")?;
        let phone = phone(fields, "PhoneNumber")?;
        let callback_url = fields.address("CallBackURL", config.rules.callback_hosts)?;
        let account_reference = fields.short_text("AccountReference", 12)?;
        if fields.has("TransactionDesc") {
            fields.short_text("TransactionDesc", 13)?;
        }
        if !phone.is_allocated() {
            return Err(Refusal::NoSim);
        }
        Ok(Self {
            business_short_code: shop.shortcode.asking().to_owned(),
            misfit: misfit(kind, &party_b, &shop.shortcode),
            phone,
            amount_kes,
            account_reference: account_reference.to_owned(),
            callback_url: callback_url.to_owned(),
        })
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    PayBill,
    BuyGoods,
}

impl Kind {
    /// Reads the transaction type; a `PayBill` cannot sell goods.
    fn read(fields: &Fields, shortcode: &Shortcode) -> Result<Self, Refusal> {
        match (fields.text("TransactionType")?, shortcode) {
            ("CustomerPayBillOnline", _) => Ok(Self::PayBill),
            ("CustomerBuyGoodsOnline", Shortcode::Till { .. }) => Ok(Self::BuyGoods),
            _ => Err(Refusal::Field("TransactionType")),
        }
    }
}

/// Whole shillings from 1 to 250,000.
pub(crate) fn amount(fields: &Fields) -> Result<u64, Refusal> {
    let amount = fields.digits("Amount")?.parse().unwrap_or(0);
    if (1..=250_000).contains(&amount) {
        Ok(amount)
    } else {
        Err(Refusal::Field("Amount"))
    }
}

pub(crate) fn phone(fields: &Fields, name: &'static str) -> Result<Phone, Refusal> {
    fields
        .digits(name)?
        .parse()
        .map_err(|_| Refusal::Field(name))
}

/// What a push comes to that is well-formed but asks for the wrong product or receiver.
///
/// Source: reference section 2, `PayBill` and till: 2028 or `SFC_IC0003`.
fn misfit(kind: Kind, party_b: &str, shortcode: &Shortcode) -> Option<Outcome> {
    match (kind, shortcode) {
        (Kind::PayBill, Shortcode::Till { .. }) => Some(Outcome::WrongProduct),
        _ if party_b != shortcode.receiving() => Some(Outcome::NoSuchReceiver),
        _ => None,
    }
}

impl State {
    /// Takes a push: prompts the customer, or lets it come to nothing.
    fn take_push(&mut self, request: Request, now: Moment) -> Result<Acknowledgement, Refusal> {
        let busy = self.customer_of(&request.phone).prompt.is_some();
        if busy && self.faults.busy_phone == BusyPhone::Refuse {
            return Err(Refusal::Busy);
        }
        let failure = request.misfit.or(busy.then_some(Outcome::Busy));
        let push = self.new_push(request, now);
        let acknowledgement = Acknowledgement::of(&push);
        match failure {
            Some(outcome) => self.end_unprompted(push, outcome),
            None => self.open_prompt(push),
        }
        Ok(acknowledgement)
    }

    fn new_push(&mut self, request: Request, now: Moment) -> Push {
        let (merchant_request_id, checkout_request_id) = self.new_push_ids(&request.phone, now);
        Push {
            merchant_request_id,
            checkout_request_id,
            business_short_code: request.business_short_code,
            phone: request.phone,
            amount_kes: request.amount_kes,
            account_reference: request.account_reference,
            callback_url: request.callback_url,
            asked_at: now,
            life: Life::Open {
                ends_at: now.plus(self.rules.prompt_life),
                ends_in: Outcome::NoAnswer,
            },
            callbacks: Vec::new(),
            queried: 0,
        }
    }

    /// Makes both ids, the second one never given before.
    fn new_push_ids(&mut self, phone: &Phone, now: Moment) -> (String, CheckoutRequestId) {
        loop {
            let mut throw = self.dice.throw(Purpose::Push);
            let id = CheckoutRequestId::new(now, &mut throw, phone);
            if !self.pushes.contains_key(&id) {
                return (throw.gateway_id(), id);
            }
        }
    }
}

impl Acknowledgement {
    fn of(push: &Push) -> Self {
        const TAKEN: &str = "Success. Request accepted for processing";
        Self {
            merchant_request_id: push.merchant_request_id.clone(),
            checkout_request_id: push.checkout_request_id.clone(),
            code: "0",
            description: TAKEN,
            message: TAKEN,
        }
    }
}
