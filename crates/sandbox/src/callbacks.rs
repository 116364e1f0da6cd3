//! The callback: the one message by which Safaricom tells a push's result unasked.
//!
//! It goes out once and is not repeated when the receiver fails, as with Safaricom (reference
//! section 8); what became of it is noted on the push.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::faults::CallbackFault;
use crate::ids::CheckoutRequestId;
use crate::outcomes::{Code, Outcome};
use crate::post::Letter;
use crate::prompts::Push;
use crate::receipts::Receipt;
use crate::state::State;

/// What became of one sending of a callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "callback", rename_all = "snake_case")]
pub enum CallbackNote {
    /// It was never sent, since a fault was asked for.
    Lost,
    /// It is under way.
    Posting,
    /// The receiver answered.
    Answered {
        /// The HTTP status.
        status: u16,
    },
    /// It found no receiver, or got no answer.
    Failed {
        /// Why.
        why: String,
    },
}

/// A callback to be sent, and the note that its outcome belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    pub(crate) checkout_request_id: CheckoutRequestId,
    pub(crate) note: usize,
    pub(crate) letter: Letter,
}

impl State {
    /// Puts the callback of a push that just ended into the outbox.
    pub(crate) fn send_callback(
        &mut self,
        id: &CheckoutRequestId,
        outcome: Outcome,
        receipt: Option<&Receipt>,
    ) {
        let copies = match self.faults.callbacks {
            CallbackFault::Deliver => 1,
            CallbackFault::Twice => 2,
            CallbackFault::Lose => return self.push_mut(id).callbacks.push(CallbackNote::Lost),
        };
        let push = self.push_mut(id);
        let letter = Letter {
            url: push.callback_url.clone(),
            business_short_code: push.business_short_code.clone(),
            body: body(push, outcome, receipt),
        };
        push.callbacks = vec![CallbackNote::Posting; copies];
        self.outbox.extend((0..copies).map(|note| Callback {
            checkout_request_id: id.clone(),
            note,
            letter: letter.clone(),
        }));
    }

    /// Notes what became of a callback.
    pub(crate) fn note_callback(
        &mut self,
        id: &CheckoutRequestId,
        note: usize,
        outcome: CallbackNote,
    ) {
        self.push_mut(id).callbacks[note] = outcome;
    }

    /// Notes, after a restart, which callbacks were under way when the stand-in stopped.
    pub(crate) fn note_interrupted_callbacks(&mut self) {
        for note in self
            .pushes
            .values_mut()
            .flat_map(|push| &mut push.callbacks)
        {
            if *note == CallbackNote::Posting {
                *note = CallbackNote::Failed {
                    why: "the stand-in stopped meanwhile".to_owned(),
                };
            }
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
                metadata: receipt.map(Metadata::of),
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
    fn of(receipt: &Receipt) -> Self {
        let item = |name, value: String| Item {
            name,
            value: RawValue::from_string(value).expect("these are numbers and a quoted text"),
        };
        Self {
            items: [
                item("Amount", format!("{}.00", receipt.amount_kes)),
                item("MpesaReceiptNumber", format!("\"{}\"", receipt.number)),
                item("TransactionDate", receipt.paid_at.written(TIMESTAMP)),
                item("PhoneNumber", receipt.phone.as_str().to_owned()),
            ],
        }
    }
}

/// Safaricom's timestamps: fourteen digits in Nairobi's time.
pub(crate) const TIMESTAMP: &str = "%Y%m%d%H%M%S";
