//! Asking Safaricom what came of a prompt (STK query).
//!
//! An answer proves what it says of the prompt that was asked for, and of no other. It holds no
//! receipt and no amount.
//!
//! Source: Express query page, 2025, and real answers (the project's reference, section 3).

use domain::attempt::Ids;
use domain::clock::Timestamp;
use domain::eat;
use domain::ids::{CheckoutRequestId, MerchantRequestId};
use domain::result_code::{Finality, ResultCode};
use serde::Serialize;
use serde_json::Value;

use crate::credentials::Merchant;
use crate::error::Error;
use crate::error_body::ErrorBody;
use crate::reply::{Delivery, Received, Unclear};
use crate::text::Text;
use crate::wire::{Object, WireStyle, text_of};

/// What Safaricom says of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// It was paid.
    Paid,
    /// It ended unpaid, with this code.
    Failed(ResultCode),
    /// It is still open: ask again later.
    StillOpen,
    /// Safaricom does not know it: too old, or, within the first minute, not yet.
    DoesNotExist,
    /// The answer decides nothing: ask again later.
    NoAnswer(Unclear),
}

/// The pieces of an answer, whatever they are worth; absent when missing or contradictory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryReply {
    /// `0` when the question was taken.
    pub response: Option<Text>,
    /// Names the request that is answered for.
    pub merchant: Option<MerchantRequestId>,
    /// Names the prompt that is answered for.
    pub checkout: Option<CheckoutRequestId>,
    /// How the prompt ended.
    pub result: Option<ResultCode>,
    /// The text beside the code.
    pub description: Option<Text>,
}

impl QueryReply {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Error::NotJson`], or [`Error::NotThat`] when it lacks one of the two codes.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let text = text_of(body);
        let object = Object::parse(&text)?;
        let fits = Self::fits(&object);
        fits.then(|| Self::of(&object))
            .ok_or(Error::NotThat("an answer to a query"))
    }

    /// What it says of the prompt that it names: proof for whoever asked about that prompt.
    pub fn finality(&self) -> Finality {
        match (self.response.as_ref().map(Text::as_str), &self.result) {
            (Some("0"), Some(result)) => result.finality(),
            _ => Finality::NotKnown,
        }
    }

    pub(crate) fn fits(object: &Object<'_>) -> bool {
        object.has("ResponseCode") && object.has("ResultCode")
    }

    pub(crate) fn of(object: &Object<'_>) -> Self {
        Self {
            response: object.value("ResponseCode"),
            merchant: object.value("MerchantRequestID"),
            checkout: object.value("CheckoutRequestID"),
            result: object.value("ResultCode"),
            description: object.value("ResultDesc"),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    business_short_code: Value,
    password: &'a str,
    timestamp: &'a str,
    #[serde(rename = "CheckoutRequestID")]
    checkout_request_id: &'a str,
}

/// Writes the question.
pub(crate) fn body(style: WireStyle, merchant: &Merchant, prompt: &Ids, at: Timestamp) -> Vec<u8> {
    let timestamp = eat::to_wire(at);
    let password = merchant.password(&timestamp);
    let body = Body {
        business_short_code: style.number(&merchant.shortcode().signer().to_string()),
        password: password.expose(),
        timestamp: &timestamp,
        checkout_request_id: prompt.checkout.as_str(),
    };
    serde_json::to_vec(&body).expect("texts and numbers are always JSON")
}

/// Says what an answer means for the prompt that was asked for.
pub(crate) fn judge(sent: Delivery, received: &Received, prompt: &Ids) -> Asked {
    match sent {
        Delivery::Answered => judge_answer(received, prompt).unwrap_or_else(Asked::NoAnswer),
        Delivery::Lost => Asked::NoAnswer(Unclear::Lost),
        Delivery::NotSent(refusal) => Asked::NoAnswer(Unclear::NotAsked(refusal)),
    }
}

fn judge_answer(received: &Received, prompt: &Ids) -> Result<Asked, Unclear> {
    if let Some(error) = ErrorBody::read(&received.body) {
        return judge_error(error);
    }
    let text = text_of(&received.body);
    let object = Object::parse(&text).map_err(|_| Unclear::NotJson)?;
    let reply = QueryReply::of(&object);
    let succeeded = received
        .status
        .is_some_and(|status| (200..300).contains(&status));
    if reply.response.as_ref().map(Text::as_str) != Some("0") || !succeeded {
        return Err(Unclear::Incomplete);
    }
    if !is_about(&object, &reply, prompt) {
        return Err(Unclear::OtherPrompt);
    }
    judge_code(reply.result.ok_or(Unclear::Incomplete)?)
}

/// The id of the prompt must be there, that of the request may be missing.
fn is_about(object: &Object<'_>, reply: &QueryReply, prompt: &Ids) -> bool {
    let merchant_fits = match &reply.merchant {
        Some(merchant) => *merchant == prompt.merchant,
        None => object.text("MerchantRequestID").is_none() && !object.contradicts_itself(),
    };
    merchant_fits && reply.checkout.as_ref() == Some(&prompt.checkout)
}

fn judge_code(code: ResultCode) -> Result<Asked, Unclear> {
    match code.finality() {
        Finality::Paid => Ok(Asked::Paid),
        Finality::Failed => Ok(Asked::Failed(code)),
        Finality::NotKnown if code.as_str() == "4999" => Ok(Asked::StillOpen),
        Finality::NotKnown => Err(Unclear::Undecided(code)),
    }
}

fn judge_error(error: ErrorBody) -> Result<Asked, Unclear> {
    let internal = matches!(error.code.as_str(), "500.001.1001" | "500.001.001");
    if internal && error.says("the transaction is being processed") {
        return Ok(Asked::StillOpen);
    }
    if internal && error.says("the transaction does not exist") {
        return Ok(Asked::DoesNotExist);
    }
    Err(match error.refusal() {
        Some(refusal) => Unclear::NotAsked(refusal),
        None => Unclear::Unlisted(error),
    })
}
