//! Sending a payment back.
//!
//! A reversal moves money, has no idempotency key and can't be reversed itself: in doubt it must
//! never be repeated before somebody knows what came of it.
//!
//! Source: Reversal page, 2025. The name `RecieverIdentifierType` is misspelt there; the right
//! spelling is refused.

use domain::money::Shillings;
use domain::receipt::Receipt;
use serde::Serialize;

use super::{Remarks, ResultUrls, written};
use crate::initiator::Initiator;

pub(crate) const PATH: &str = "/mpesa/reversal/v1/request";

/// An order to send a payment back, whole or in part. What came of it comes later, as a result,
/// and may wait for an approval for hours.
#[derive(Debug, Clone)]
pub struct ReversalRequest {
    /// Which payment: a prompt's or a customer's own, none to a customer.
    pub receipt: Receipt,
    /// How much.
    pub amount: Shillings,
    /// Where the result goes.
    pub urls: ResultUrls,
    /// Why.
    pub remarks: Remarks,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    initiator: &'a str,
    security_credential: &'a str,
    #[serde(rename = "CommandID")]
    command: &'static str,
    #[serde(rename = "TransactionID")]
    receipt: &'a str,
    amount: String,
    receiver_party: String,
    #[serde(rename = "RecieverIdentifierType")]
    receiver_identifier_type: &'static str,
    #[serde(rename = "ResultURL")]
    result: &'a str,
    #[serde(rename = "QueueTimeOutURL")]
    time_out: &'a str,
    remarks: &'a str,
}

pub(crate) fn body(initiator: &Initiator, request: &ReversalRequest) -> Vec<u8> {
    written(&Body {
        initiator: initiator.name(),
        security_credential: initiator.credential(),
        command: "TransactionReversal",
        receipt: request.receipt.as_str(),
        amount: request.amount.get().to_string(),
        receiver_party: initiator.shortcode().signer().to_string(),
        receiver_identifier_type: "11",
        result: request.urls.result.as_str(),
        time_out: request.urls.time_out.as_str(),
        remarks: request.remarks.as_str(),
    })
}
