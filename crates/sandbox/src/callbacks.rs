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
        for mishap in &mishaps {
            if let Mishap::FailFirst { outcome, .. } = mishap {
                let false_one = self.pushes[id].letter(*outcome, None);
                self.hand_in_with(&[], &kind, &false_one, now);
            }
        }
        let letter = self.pushes[id].letter(outcome, receipt);
        self.hand_in_with(&mishaps, &kind, &letter, now);
    }
}

impl Push {
    fn letter(&self, outcome: Outcome, receipt: Option<&Receipt>) -> Letter {
        Letter {
            url: self.callback_url.clone(),
            business_short_code: self.business_short_code.clone(),
            body: body(self, outcome, receipt),
        }
    }
}

/// Writes the body. Source: reference section 2, callback.
fn body(push: &Push, outcome: Outcome, receipt: Option<&Receipt>) -> String {
    let body = Envelope {
        body: Body {
            callback: StkCallback {
                merchant_request_id: &push.merchant_request_id,
                checkout_request_id: push.checkout_request_id.as_str(),
                result_code: outcome.code(),
                result_desc: outcome.text(),
                metadata: receipt.map(|receipt| Metadata::of(receipt, &push.phone)),
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
    result_desc: &'static str,
    #[serde(rename = "CallbackMetadata", skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
}

#[derive(Serialize)]
struct Metadata {
    #[serde(rename = "Item")]
    items: [Item; 4],
}

/// The values are raw JSON, for Safaricom writes an amount as the number `1.00`.
#[derive(Serialize)]
struct Item {
    #[serde(rename = "Name")]
    name: &'static str,
    #[serde(rename = "Value")]
    value: Box<RawValue>,
}

impl Metadata {
    fn of(receipt: &Receipt, phone: &Phone) -> Self {
        let item = |name, value: String| Item {
            name,
            value: RawValue::from_string(value).expect("these are numbers and a quoted text"),
        };
        Self {
            items: [
                item("Amount", format!("{}.00", receipt.amount_kes)),
                item("MpesaReceiptNumber", format!("\"{}\"", receipt.number)),
                item("TransactionDate", receipt.paid_at.written(TIMESTAMP)),
                item("PhoneNumber", phone.as_str().to_owned()),
            ],
        }
    }
}
