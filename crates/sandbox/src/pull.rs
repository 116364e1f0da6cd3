//! `POST /pulltransactions/v1/register` and `…/query`: the payments of the last 48 hours.
//!
//! Source: reference section 6. The documents and live replies spell the keys of the register's
//! answer in two ways, and of an empty answer nobody knows the shape: both take turns here.

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use chrono::NaiveDateTime;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

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

/// The answer to a first registration, spelled as in the documents.
#[derive(Serialize)]
struct Registered {
    #[serde(rename = "ResponseRefID")]
    id: String,
    #[serde(rename = "ResponseStatus")]
    status: &'static str,
    #[serde(rename = "ShortCode")]
    short_code: String,
    #[serde(rename = "ResponseDescription")]
    description: &'static str,
}

/// The answer to a later one, spelled as live replies are.
#[derive(Serialize)]
struct Spaced {
    #[serde(rename = "ResponseRefID")]
    id: String,
    #[serde(rename = "Response Status")]
    status: &'static str,
    #[serde(rename = "ShortCode")]
    short_code: String,
    #[serde(rename = "Response Description")]
    description: &'static str,
}

/// The answer to a query: a list in a list, or one of four ways to say that there is nothing.
#[derive(Serialize)]
struct Listed<'a> {
    #[serde(rename = "ResponseRefID")]
    id: String,
    #[serde(rename = "ResponseCode")]
    code: &'static str,
    #[serde(rename = "ResponseMessage")]
    message: &'static str,
    #[serde(rename = "Response", skip_serializing_if = "Option::is_none")]
    response: Option<Vec<Vec<Row<'a>>>>,
    #[serde(rename = "Transaction", skip_serializing_if = "Option::is_none")]
    transaction: Option<&'static str>,
}

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

pub(crate) fn take_register(
    network: &Arc<Network>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    network.check_token(headers, Gate::Pull)?;
    let fields = Fields::read(headers, body, "ShortCode")?;
    let short_code = short_code(&fields, network)?;
    fields.expect("RequestType", "Pull")?;
    nominated_number(&fields)?;
    fields.address("CallBackURL", network.config.rules.callback_hosts)?;
    let (id, was_registered) = network
        .change(|state, _| {
            let id = state.dice.throw(Purpose::Request).gateway_id();
            (id, std::mem::replace(&mut state.is_pull_registered, true))
        })
        .map_err(|_| Refusal::Internal)?;
    let status = StatusCode::OK;
    Ok(if was_registered {
        let description = "ShortCode already Registered";
        let spaced = Spaced {
            id,
            status: "1001",
            short_code,
            description,
        };
        error_bodies::json(status, &spaced)
    } else {
        let description = "Shortcode Registered Successfully";
        let registered = Registered {
            id,
            status: "1000",
            short_code,
            description,
        };
        error_bodies::json(status, &registered)
    })
}

pub(crate) fn take_query(
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
    network.look(|state, now| {
        let from = from.max(now.shifted(-REACH.as_secs().cast_signed()));
        state.pulled(from, to, offset)
    })
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
    fn pulled(&mut self, from: Moment, to: Moment, offset: usize) -> Result<Response, Refusal> {
        if !self.is_pull_registered {
            return Err(Refusal::Token(Gate::Pull));
        }
        let id = self.dice.throw(Purpose::Request).gateway_id();
        let fits = |receipt: &&Receipt| (from..=to).contains(&receipt.paid_at);
        let mut receipts: Vec<_> = self.receipts().filter(fits).collect();
        receipts.sort_by_key(|receipt| (receipt.paid_at, receipt.number.clone()));
        let page = receipts.into_iter().skip(offset).take(PAGE);
        let rows: Vec<_> = page.map(|receipt| self.row(receipt)).collect();
        let is_empty = rows.is_empty();
        let mut listed = Listed {
            id,
            code: "1000",
            message: "Success",
            response: Some(vec![rows]),
            transaction: None,
        };
        if is_empty {
            (listed.code, listed.message) = ("1001", "No transactions found");
            match self.empty_pulls % 4 {
                0 => (listed.response, listed.transaction) = (None, Some("[[]]")),
                1 => {}
                2 => listed.response = Some(Vec::new()),
                _ => listed.response = None,
            }
        }
        let response = error_bodies::json(StatusCode::OK, &listed);
        self.empty_pulls += u64::from(is_empty);
        Ok(response)
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
