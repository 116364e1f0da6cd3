//! Telling Safaricom where to report what customers pay by themselves (C2B register).
//!
//! In production this works once; to change the addresses they are deleted on Safaricom's portal
//! first. In the sandbox it may be repeated.
//!
//! Source: C2B page, 2025 (the project's reference, section 4).

use domain::refusal::Refusal;
use domain::shortcode::ShortcodeNumber;
use serde::Serialize;

use super::{taken, written};
use crate::acknowledgement::Conversation;
use crate::address::RegisteredUrl;
use crate::outcome::{self, Outcome};
use crate::reply::{Delivery, Received, Unclear};

/// What is registered.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The number: of a till the store or head-office number of its go-live.
    pub shortcode: ShortcodeNumber,
    /// What happens to the money when a validation goes unanswered.
    pub on_silence: OnSilence,
    /// Told of money that has moved.
    pub confirmation: RegisteredUrl,
    /// Asked before money moves, where Safaricom has switched that on; 8 seconds to answer.
    pub validation: RegisteredUrl,
}

/// What happens when a validation goes unanswered (`ResponseType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSilence {
    /// The money is taken: a shop that wants to lose no sale.
    Completed,
    /// The money is refused.
    Cancelled,
}

/// Which of the two forms of C2B is asked for. They differ in how a payer's phone is hidden: try
/// version 2 first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum C2bVersion {
    /// The phone comes as a hash.
    V1,
    /// The phone comes masked.
    V2,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    short_code: String,
    response_type: &'static str,
    #[serde(rename = "ConfirmationURL")]
    confirmation: &'a str,
    #[serde(rename = "ValidationURL")]
    validation: &'a str,
}

impl C2bVersion {
    pub(crate) const fn register_path(self) -> &'static str {
        match self {
            Self::V1 => "/mpesa/c2b/v1/registerurl",
            Self::V2 => "/mpesa/c2b/v2/registerurl",
        }
    }

    pub(crate) const fn simulate_path(self) -> &'static str {
        match self {
            Self::V1 => "/mpesa/c2b/v1/simulate",
            Self::V2 => "/mpesa/c2b/v2/simulate",
        }
    }
}

pub(crate) fn body(registration: &Registration) -> Vec<u8> {
    written(&Body {
        short_code: registration.shortcode.to_string(),
        response_type: match registration.on_silence {
            OnSilence::Completed => "Completed",
            OnSilence::Cancelled => "Cancelled",
        },
        confirmation: registration.confirmation.as_str(),
        validation: registration.validation.as_str(),
    })
}

/// Two errors mean something here that they mean nowhere else.
pub(crate) fn judge(sent: Delivery, received: &Received) -> Outcome<Conversation> {
    match outcome::judge(sent, received, taken) {
        Outcome::Unsure(Unclear::Unlisted(error)) => {
            let refusal = if error.says("urls are already registered") {
                Refusal::AlreadyRegistered
            } else if error.says("duplicate notification info") {
                Refusal::HeldElsewhere
            } else {
                return Outcome::Unsure(Unclear::Unlisted(error));
            };
            Outcome::Refused {
                refusal,
                error: Some(error),
            }
        }
        other => other,
    }
}
