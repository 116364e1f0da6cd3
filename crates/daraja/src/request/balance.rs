//! Asking what the shop's accounts hold.
//!
//! Source: Account balance page, 2025.

use serde::Serialize;

use super::{Remarks, ResultUrls, written};
use crate::initiator::Initiator;

pub(crate) const PATH: &str = "/mpesa/accountbalance/v1/query";

/// A question about the shop's accounts. The answer comes later, as a result.
#[derive(Debug, Clone)]
pub struct BalanceRequest {
    /// Where the answer goes.
    pub urls: ResultUrls,
    /// Why it is asked.
    pub remarks: Remarks,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    initiator: &'a str,
    security_credential: &'a str,
    #[serde(rename = "CommandID")]
    command: &'static str,
    party_a: String,
    identifier_type: &'static str,
    remarks: &'a str,
    #[serde(rename = "QueueTimeOutURL")]
    time_out: &'a str,
    #[serde(rename = "ResultURL")]
    result: &'a str,
}

pub(crate) fn body(initiator: &Initiator, request: &BalanceRequest) -> Vec<u8> {
    written(&Body {
        initiator: initiator.name(),
        security_credential: initiator.credential(),
        command: "AccountBalance",
        party_a: initiator.shortcode().signer().to_string(),
        identifier_type: "4",
        remarks: request.remarks.as_str(),
        time_out: request.urls.time_out.as_str(),
        result: request.urls.result.as_str(),
    })
}
