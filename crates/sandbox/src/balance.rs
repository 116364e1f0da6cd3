//! `POST /mpesa/accountbalance/v1/query`: what the shop's accounts hold.
//!
//! Source: reference section 5, account balance. Here the codes and times of a result are texts.

use std::sync::Arc;

use axum::response::Response;
use http::HeaderMap;

use crate::account::decimal;
use crate::clock::{Moment, TIMESTAMP};
use crate::error_bodies::{Gate, Refusal};
use crate::fields::Fields;
use crate::network::Network;
use crate::outcomes::Code;
use crate::requests::{Call, Form, Task, acknowledge};
use crate::results::{Answer, Parameter, Parameters};
use crate::shop::Shortcode;
use crate::state::State;

const FORM: Form = Form {
    command: "AccountBalance",
    party: "PartyA",
    identifier_type: "IdentifierType",
    identifier: "4",
    shortest_remarks: 1,
    acknowledgement: "Accept the service request successfully",
};

const TIMEOUT_URL: &str = "https://internalsandbox.safaricom.co.ke/mpesa/abresults/v1/submit";

pub(crate) fn take(
    network: &Arc<Network>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    network.check_token(headers, Gate::Balance)?;
    let fields = Fields::read(headers, body, "BusinessShortCode")?;
    let call = Call::read(&fields, &FORM, network)?;
    acknowledge(network, &FORM, call, Task::Balance)
}

impl State {
    /// Tells what the accounts hold.
    pub(crate) fn balance(&self, at: Moment) -> Answer {
        let accounts = self.accounts();
        let (utility, charges) = (accounts.utility_cents, accounts.charges_cents);
        let named: &[(&str, i64)] = match self.shop.shortcode {
            Shortcode::PayBill { .. } => &[
                ("Working Account", 0),
                ("Float Account", 0),
                ("Utility Account", utility),
                ("Charges Paid Account", charges),
                ("Organization Settlement Account", accounts.settled_cents),
            ],
            Shortcode::Till { .. } => &[
                ("Merchant Account", utility),
                ("Working Account", 0),
                ("Charges Paid Account", charges),
            ],
        };
        let lines: Vec<_> = named
            .iter()
            .map(|(name, cents)| line(name, *cents))
            .collect();
        let parameters = vec![
            Parameter::text("AccountBalance", &lines.join("&")),
            Parameter::text("BOCompletedTime", &at.written(TIMESTAMP)),
        ];
        let text = "The service request is processed successfully";
        let reference = Parameter::text("QueueTimeoutURL", TIMEOUT_URL);
        Answer {
            result_type: Code::Text("0"),
            parameters: Parameters::Many(parameters),
            ..Answer::plain(Code::Text("0"), text, reference, at)
        }
    }
}

/// Writes an account: name, currency, balance, available, reserved, uncleared.
fn line(name: &str, cents: i64) -> String {
    let holds = decimal(cents);
    format!("{name}|KES|{holds}|{holds}|0.00|0.00")
}
