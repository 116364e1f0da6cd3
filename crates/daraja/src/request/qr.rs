//! Asking for a picture that the customer's M-PESA app reads.
//!
//! Source: Dynamic QR page, 2025 (the project's reference, section 7).

use domain::money::Shillings;
use domain::shortcode::Shortcode;
use serde::Serialize;

use super::written;
use crate::push::AccountReference;
use crate::qr::{Png, QrReply};
use crate::text::Text;
use crate::wire::Object;

pub(crate) const PATH: &str = "/mpesa/qrcode/v1/generate";

/// What the picture says. Of the five kinds that Safaricom knows only the two that pay a shop are
/// here.
#[derive(Debug, Clone)]
pub struct QrRequest {
    /// Who is paid.
    pub shortcode: Shortcode,
    /// What the customer reads as the shop's name.
    pub merchant_name: Text,
    /// The shop's own reference; presumably the account of a `PayBill` (not confirmed).
    pub reference: AccountReference,
    /// How much.
    pub amount: Shillings,
    /// How large.
    pub size: Pixels,
}

/// The length of a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pixels(pub u16);

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    merchant_name: &'a str,
    ref_no: &'a str,
    amount: u32,
    trx_code: &'static str,
    #[serde(rename = "CPI")]
    payee: String,
    size: String,
}

impl Default for Pixels {
    fn default() -> Self {
        Self(300)
    }
}

pub(crate) fn body(request: &QrRequest) -> Vec<u8> {
    written(&Body {
        merchant_name: request.merchant_name.as_str(),
        ref_no: request.reference.as_str(),
        amount: request.amount.get(),
        trx_code: match request.shortcode {
            Shortcode::PayBill { .. } => "PB",
            Shortcode::Till { .. } => "BG",
        },
        payee: request.shortcode.payee().to_string(),
        size: request.size.0.to_string(),
    })
}

pub(crate) fn accepted(object: &Object<'_>) -> Option<Png> {
    QrReply::of(object).picture
}
