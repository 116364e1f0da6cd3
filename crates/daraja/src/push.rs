//! Asking a customer's phone for money (STK push, "M-PESA Express").
//!
//! A push has no idempotency key, and nothing tells later whether it arrived. So "refused" is
//! said only where Safaricom's answer is known to mean that no prompt went out; all else that is
//! not an acknowledgement is "unsure", and must never be sent again by itself.
//!
//! Source: Express page, 2025, and real answers (the project's reference, section 2).

use std::str::FromStr;

use domain::attempt::Ids;
use domain::clock::Timestamp;
use domain::eat;
use domain::money::Shillings;
use domain::phone::Msisdn;
use domain::refusal::Refusal;
use serde::Serialize;
use serde_json::Value;

use crate::address::CallbackUrl;
use crate::credentials::Merchant;
use crate::error::Error;
use crate::error_body::ErrorBody;
use crate::reply::{Delivery, Received, Unclear};
use crate::text::plain;
use crate::wire::{Object, WireStyle, text_of};

/// One prompt for one phone.
#[derive(Debug, Clone)]
pub struct PushRequest {
    /// What is asked for.
    pub amount: Shillings,
    /// Whose phone is asked, and who pays.
    pub phone: Msisdn,
    /// Where the end is reported. Unlike the reference, it always comes back: it is the only tie
    /// to the attempt when the acknowledgement gets lost.
    pub callback: CallbackUrl,
    /// What the customer sees as account; a C2B confirmation repeats it, a callback does not.
    pub reference: AccountReference,
    /// What is paid for.
    pub description: Description,
}

/// What the customer sees as account: 1 to 12 letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AccountReference(String);

/// What is paid for: 1 to 13 letters, digits, blanks and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Description(String);

/// What is known after a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// Safaricom took it: a prompt is on its way, and the answer comes later.
    Accepted(Ids),
    /// No prompt went out.
    Refused {
        /// Why.
        refusal: Refusal,
        /// What Safaricom wrote; nothing when Safaricom was not asked.
        error: Option<ErrorBody>,
    },
    /// A prompt may be on the phone: do not ask again.
    Unsure(Unclear),
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    business_short_code: Value,
    password: &'a str,
    timestamp: &'a str,
    transaction_type: &'a str,
    amount: Value,
    party_a: Value,
    party_b: Value,
    phone_number: Value,
    #[serde(rename = "CallBackURL")]
    callback_url: &'a str,
    account_reference: &'a str,
    transaction_desc: &'a str,
}

impl AccountReference {
    /// The longest reference, in characters.
    pub const MAX_LEN: usize = 12;

    /// The text as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountReference {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let fits = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !fits || !(1..=Self::MAX_LEN).contains(&text.len()) {
            return Err(Error::AccountReference);
        }
        Ok(Self(text.to_owned()))
    }
}

impl Description {
    /// The longest description, in characters.
    pub const MAX_LEN: usize = 13;

    /// Makes any text fit: other signs become blanks, what is too long is cut off, and what is
    /// empty becomes `Sale`.
    pub fn of(text: &str) -> Self {
        let cut = plain(text, Self::MAX_LEN);
        Self(if cut.is_empty() {
            "Sale".to_owned()
        } else {
            cut
        })
    }

    /// The text as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Writes the request. The timestamp is made once for both fields that need it.
pub(crate) fn body(
    style: WireStyle,
    merchant: &Merchant,
    push: &PushRequest,
    at: Timestamp,
) -> Vec<u8> {
    let timestamp = eat::to_wire(at);
    let shortcode = merchant.shortcode();
    let phone = style.number(push.phone.as_str());
    let password = merchant.password(&timestamp);
    let body = Body {
        business_short_code: style.number(&shortcode.signer().to_string()),
        password: password.expose(),
        timestamp: &timestamp,
        transaction_type: shortcode.transaction_type(),
        amount: style.number(&push.amount.get().to_string()),
        party_a: phone.clone(),
        party_b: style.number(&shortcode.payee().to_string()),
        phone_number: phone,
        callback_url: push.callback.as_str(),
        account_reference: push.reference.as_str(),
        transaction_desc: push.description.as_str(),
    };
    serde_json::to_vec(&body).expect("texts and numbers are always JSON")
}

/// Says what an answer means for the prompt.
pub(crate) fn judge(sent: Delivery, received: &Received) -> Pushed {
    match sent {
        Delivery::Answered => judge_body(&received.body),
        Delivery::Lost => Pushed::Unsure(Unclear::Lost),
        Delivery::NotSent(refusal) => Pushed::Refused {
            refusal,
            error: ErrorBody::read(&received.body),
        },
    }
}

fn judge_body(body: &[u8]) -> Pushed {
    let text = text_of(body);
    let Ok(object) = Object::parse(&text) else {
        return Pushed::Unsure(Unclear::NotJson);
    };
    if let Some(ids) = acknowledged(&object) {
        return Pushed::Accepted(ids);
    }
    let Some(error) = ErrorBody::read(body) else {
        return Pushed::Unsure(Unclear::Incomplete);
    };
    match error.refusal() {
        Some(refusal) => Pushed::Refused {
            refusal,
            error: Some(error),
        },
        None => Pushed::Unsure(Unclear::Unlisted(error)),
    }
}

/// A result code makes it an answer to some query, not to this push.
fn acknowledged(object: &Object<'_>) -> Option<Ids> {
    let taken = object.text("ResponseCode")? == "0" && !object.has("ResultCode");
    let ids = Ids {
        merchant: object.value("MerchantRequestID")?,
        checkout: object.value("CheckoutRequestID")?,
    };
    taken.then_some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_short_and_plain() {
        for text in ["S-000123", "A", "ABCDEFGHIJ12"] {
            assert_eq!(text.parse::<AccountReference>().unwrap().as_str(), text);
        }
        for text in ["", "ABCDEFGHIJ123", "a b", "a/b", "é", "a_b"] {
            assert!(text.parse::<AccountReference>().is_err(), "{text}");
        }
    }

    #[test]
    fn any_text_becomes_a_description() {
        let check = |text: &str, expected: &str| {
            assert_eq!(Description::of(text).as_str(), expected, "{text:?}");
        };
        check("Sale", "Sale");
        check("Payment of X!", "Payment of X");
        check("Mkate & maziwa, 2 pakiti", "Mkate maziwa");
        check("Chakula cha mchana", "Chakula cha m");
        check("  ", "Sale");
        check("日本", "Sale");
        check("<script>", "script");
    }
}
