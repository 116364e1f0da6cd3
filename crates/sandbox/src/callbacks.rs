//! The callback: the one message by which Safaricom tells a push's result unasked.
//!
//! What became of it is noted on the push.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::clock::{Moment, TIMESTAMP};
use crate::ids::CheckoutRequestId;
use crate::mail::Kind;
use crate::outcomes::{Code, Outcome};
use crate::phone::Phone;
use crate::post::Letter;
use crate::prompts::Push;
use crate::receipts::Receipt;
use crate::script::{Mishap, Place};
use crate::state::State;

impl State {
    /// Hands in the callback of a push.
    pub(crate) fn send_callback(
        &mut self,
        id: &CheckoutRequestId,
        outcome: Outcome,
        receipt: Option<&Receipt>,
        now: Moment,
    ) {
        let mut mishaps = self.mishaps(Place::Callback);
        let kind = Kind::Callback {
            checkout_request_id: id.clone(),
            note: 0,
        };
        if receipt.is_none() {
            mishaps.retain(|mishap| !matches!(mishap, Mishap::FailFirst { .. }));
        }
        let style = if mishaps.contains(&Mishap::Older) {
            Style::Older
        } else {
            Style::Present
        };
        for mishap in &mishaps {
            if let Mishap::FailFirst { outcome, .. } = mishap {
                let false_one = self.pushes[id].letter(*outcome, None, style);
                self.hand_in_with(&[], &kind, &false_one, now);
            }
        }
        let letter = self.pushes[id].letter(outcome, receipt, style);
        self.hand_in_with(&mishaps, &kind, &letter, now);
    }
}

impl Push {
    fn letter(&self, outcome: Outcome, receipt: Option<&Receipt>, style: Style) -> Letter {
        Letter {
            url: self.callback_url.clone(),
            business_short_code: self.business_short_code.clone(),
            body: body(self, outcome, receipt, style),
        }
    }
}

/// How a body is written. Source: reference section 2, callback: both are in logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// As the documents have it.
    Present,
    /// As until about 2021: other decimals, a balance without a value, a prefix to failures.
    Older,
}

/// Writes the body. Source: reference section 2, callback.
fn body(push: &Push, outcome: Outcome, receipt: Option<&Receipt>, style: Style) -> String {
    let text = outcome.text();
    let result_desc = match (style, outcome) {
        (Style::Older, failed) if failed != Outcome::Paid && !text.starts_with('[') => {
            format!("[STK_CB - ]{text}")
        }
        _ => text.to_owned(),
    };
    let body = Envelope {
        body: Body {
            callback: StkCallback {
                merchant_request_id: &push.merchant_request_id,
                checkout_request_id: push.checkout_request_id.as_str(),
                result_code: outcome.code(),
                result_desc,
                metadata: receipt.map(|receipt| Metadata::of(receipt, &push.phone, style)),
            },
        },
    };
    serde_json::to_string(&body).expect("texts and numbers can be written")
}

#[derive(Serialize)]
struct Envelope<'a> {
    #[serde(rename = "Body")]
    body: Body<'a>,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "stkCallback")]
    callback: StkCallback<'a>,
}

#[derive(Serialize)]
struct StkCallback<'a> {
    #[serde(rename = "MerchantRequestID")]
    merchant_request_id: &'a str,
    #[serde(rename = "CheckoutRequestID")]
    checkout_request_id: &'a str,
    #[serde(rename = "ResultCode")]
    result_code: Code,
    #[serde(rename = "ResultDesc")]
    result_desc: String,
    #[serde(rename = "CallbackMetadata", skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
}

#[derive(Serialize)]
struct Metadata {
    #[serde(rename = "Item")]
    items: Vec<Item>,
}

/// The values are raw JSON, for Safaricom writes an amount as the number `1.00`.
#[derive(Serialize)]
struct Item {
    #[serde(rename = "Name")]
    name: &'static str,
    #[serde(rename = "Value", skip_serializing_if = "Option::is_none")]
    value: Option<Box<RawValue>>,
}

impl Metadata {
    fn of(receipt: &Receipt, phone: &Phone, style: Style) -> Self {
        let item = |name, value: String| Item {
            name,
            value: Some(RawValue::from_string(value).expect("numbers and a quoted text are JSON")),
        };
        let decimals = match style {
            Style::Present => "00",
            Style::Older => "0",
        };
        let balance = (style == Style::Older).then_some(Item {
            name: "Balance",
            value: None,
        });
        let mut items = vec![
            item("Amount", format!("{}.{decimals}", receipt.amount_kes)),
            item("MpesaReceiptNumber", format!("\"{}\"", receipt.number)),
        ];
        items.extend(balance);
        items.push(item("TransactionDate", receipt.paid_at.written(TIMESTAMP)));
        items.push(item("PhoneNumber", phone.as_str().to_owned()));
        Self { items }
    }
}
