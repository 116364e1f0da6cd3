//! `POST /pulltransactions/v1/register` and `…/query`: the payments of the last 48 hours.
//!
//! Source: reference section 6. The documents and live replies spell the keys of the register's
//! answer in two ways, and of an empty answer nobody knows the shape: both take turns here.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State as Shared;
use axum::response::Response;
use bytes::Bytes;
use chrono::NaiveDateTime;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

use crate::callback_url;
use crate::clock::Moment;
use crate::dice::Purpose;
use crate::error_bodies::{self, Gate, Refusal};
use crate::fields::Fields;
use crate::network::Network;
use crate::receipts::{Receipt, Way};
use crate::shop::Shortcode;
use crate::state::State;

/// How far back a query sees.
const REACH: Duration = Duration::from_hours(48);

/// How many rows an answer has. Source: reference section 6: offset 100 begins at row 101.
const PAGE: usize = 100;

#[derive(Serialize)]
struct Row<'a> {
    #[serde(rename = "transactionId")]
    transaction_id: &'a str,
    #[serde(rename = "trxDate")]
    trx_date: String,
    msisdn: u64,
    sender: String,
    transactiontype: &'static str,
    billreference: &'a str,
    amount: String,
    organizationname: &'a str,
}

pub(crate) async fn register(
    Shared(network): Shared<Arc<Network>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    network.reply(take_register(&network, &headers, &body))
}

pub(crate) async fn query(
    Shared(network): Shared<Arc<Network>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    network.reply(take_query(&network, &headers, &body))
}

fn take_register(
    network: &Arc<Network>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    network.check_token(headers, Gate::Pull)?;
    let fields = Fields::read(headers, body, "ShortCode")?;
    let short_code = short_code(&fields, network)?;
    fields.expect("RequestType", "Pull")?;
    nominated_number(&fields)?;
    let url = fields.text("CallBackURL")?;
    if !callback_url::is_accepted(url, network.config.rules.callback_hosts) {
        return Err(Refusal::Field("CallBackURL"));
    }
    let (id, was_registered) = network
        .change(|state, _| {
            let id = state.dice.throw(Purpose::Request).gateway_id();
            (id, std::mem::replace(&mut state.is_pull_registered, true))
        })
        .map_err(|_| Refusal::Internal)?;
    let body = if was_registered {
        json!({
            "ResponseRefID": id,
            "Response Status": "1001",
            "ShortCode": short_code,
            "Response Description": "ShortCode already Registered",
        })
    } else {
        json!({
            "ResponseRefID": id,
            "ResponseStatus": "1000",
            "ShortCode": short_code,
            "ResponseDescription": "Shortcode Registered Successfully",
        })
    };
    Ok(error_bodies::json(StatusCode::OK, &body))
}

fn take_query(
    network: &Arc<Network>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    network.check_token(headers, Gate::Pull)?;
    let fields = Fields::read(headers, body, "ShortCode")?;
    short_code(&fields, network)?;
    let (from, to) = (moment(&fields, "StartDate")?, moment(&fields, "EndDate")?);
    let offset = fields.digits("OffSetValue")?;
    let offset = offset.parse().map_err(|_| Refusal::Field("OffSetValue"))?;
    let reply = network.look(|state, now| {
        let from = from.max(now.shifted(-REACH.as_secs().cast_signed()));
        state.pulled(from, to, offset)
    });
    reply.map(|body| error_bodies::json(StatusCode::OK, &body))
}

fn short_code(fields: &Fields, network: &Network) -> Result<String, Refusal> {
    let short_code = fields.digits("ShortCode").unwrap_or_default();
    if network.config.shop.shortcode.has(&short_code) {
        Ok(short_code)
    } else {
        Err(Refusal::PullShortCode)
    }
}

/// The phone of the shop's papers, in either spelling.
fn nominated_number(fields: &Fields) -> Result<(), Refusal> {
    let digits = fields.digits("NominatedNumber")?;
    let national = digits.strip_prefix("254").or(digits.strip_prefix('0'));
    if national.is_some_and(|rest| rest.len() == 9) {
        Ok(())
    } else {
        Err(Refusal::Field("NominatedNumber"))
    }
}

/// Reads a time in Nairobi.
fn moment(fields: &Fields, name: &'static str) -> Result<Moment, Refusal> {
    let time = NaiveDateTime::parse_from_str(fields.text(name)?, "%Y-%m-%d %H:%M:%S");
    time.map(Moment::from_nairobi)
        .map_err(|_| Refusal::Field(name))
}

impl State {
    /// Lists the payments of a time, oldest first; a shop that is not registered has no access.
    fn pulled(&mut self, from: Moment, to: Moment, offset: usize) -> Result<Value, Refusal> {
        if !self.is_pull_registered {
            return Err(Refusal::Token(Gate::Pull));
        }
        let id = self.dice.throw(Purpose::Request).gateway_id();
        let fits = |receipt: &&Receipt| (from..=to).contains(&receipt.paid_at);
        let mut receipts: Vec<_> = self.receipts().filter(fits).collect();
        receipts.sort_by_key(|receipt| (receipt.paid_at, receipt.number.clone()));
        let page = receipts.into_iter().skip(offset).take(PAGE);
        let rows: Vec<_> = page.map(|receipt| self.row(receipt)).collect();
        if rows.is_empty() {
            return Ok(self.nothing(&id));
        }
        Ok(json!({
            "ResponseRefID": id,
            "ResponseCode": "1000",
            "ResponseMessage": "Success",
            "Response": [rows],
        }))
    }

    /// Says that there are no rows, in one of the ways that a till should be ready for.
    fn nothing(&mut self, id: &str) -> Value {
        let mut body = json!({
            "ResponseRefID": id,
            "ResponseCode": "1001",
            "ResponseMessage": "No transactions found",
        });
        let (key, value) = match self.empty_pulls % 4 {
            0 => ("Transaction", json!("[[]]")),
            1 => ("Response", json!([[]])),
            2 => ("Response", json!([])),
            _ => ("ResponseMessage", json!("No transactions found")),
        };
        body[key] = value;
        self.empty_pulls += 1;
        body
    }

    fn row<'a>(&'a self, receipt: &'a Receipt) -> Row<'a> {
        let phone = receipt.phone.as_ref();
        let national = phone.and_then(|phone| phone.national().parse().ok());
        let is_till = matches!(self.shop.shortcode, Shortcode::Till { .. });
        Row {
            transaction_id: &receipt.number,
            // It ends in Z and is Nairobi's time all the same.
            trx_date: receipt.paid_at.written("%Y-%m-%dT%H:%M:%SZ"),
            msisdn: national.unwrap_or(0),
            sender: receipt.payer.to_uppercase(),
            transactiontype: match receipt.way() {
                Way::Push | Way::Typed if is_till => "c2b-buy-goods-debit",
                _ => "c2b-pay-bill-debit",
            },
            billreference: if is_till {
                ""
            } else {
                &receipt.account_reference
            },
            amount: format!("{}.00", receipt.amount_kes),
            organizationname: &self.shop.name,
        }
    }
}
