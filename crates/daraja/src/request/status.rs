//! Asking what M-PESA knows of one payment.
//!
//! Source: Transaction status page, 2025; its sample writes two names with a blank, by mistake.

use domain::ids::OriginatorConversationId;
use domain::receipt::Receipt;
use serde::Serialize;

use super::{Remarks, ResultUrls, written};
use crate::initiator::Initiator;

pub(crate) const PATH: &str = "/mpesa/transactionstatus/v1/query";

/// A question about one payment. The answer comes later, as a result.
#[derive(Debug, Clone)]
pub struct StatusRequest {
    /// Which payment.
    pub about: StatusOf,
    /// Where the answer goes.
    pub urls: ResultUrls,
    /// Why it is asked.
    pub remarks: Remarks,
}

/// What names a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusOf {
    /// Its code: to prove what a customer shows on a phone.
    Receipt(Receipt),
    /// The request that should have made it, when its result never came.
    Request(OriginatorConversationId),
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    initiator: &'a str,
    security_credential: &'a str,
    #[serde(rename = "CommandID")]
    command: &'static str,
    #[serde(rename = "TransactionID", skip_serializing_if = "Option::is_none")]
    receipt: Option<&'a str>,
    #[serde(
        rename = "OriginalConversationID",
        skip_serializing_if = "Option::is_none"
    )]
    request: Option<&'a str>,
    party_a: String,
    identifier_type: &'static str,
    #[serde(rename = "ResultURL")]
    result: &'a str,
    #[serde(rename = "QueueTimeOutURL")]
    time_out: &'a str,
    remarks: &'a str,
    occasion: &'a str,
}

pub(crate) fn body(initiator: &Initiator, request: &StatusRequest) -> Vec<u8> {
    let (receipt, named) = match &request.about {
        StatusOf::Receipt(receipt) => (Some(receipt.as_str()), None),
        StatusOf::Request(id) => (None, Some(id.as_str())),
    };
    written(&Body {
        initiator: initiator.name(),
        security_credential: initiator.credential(),
        command: "TransactionStatusQuery",
        receipt,
        request: named,
        party_a: initiator.shortcode().signer().to_string(),
        identifier_type: "4",
        result: request.urls.result.as_str(),
        time_out: request.urls.time_out.as_str(),
        remarks: request.remarks.as_str(),
        occasion: request.remarks.as_str(),
    })
}
