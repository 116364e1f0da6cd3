//! What is asked of Safaricom besides prompts: one file for each call, with its wire form.

pub(crate) mod balance;
pub(crate) mod pull;
pub(crate) mod qr;
pub(crate) mod registration;
pub(crate) mod reversal;
pub(crate) mod simulation;
pub(crate) mod status;

pub use balance::BalanceRequest;
pub use pull::{PullPage, PullRequest, PullSignUp, PullWindow, SignedUp};
pub use qr::{Pixels, QrRequest};
pub use registration::{C2bVersion, OnSilence, Registration};
pub use reversal::ReversalRequest;
pub use simulation::Simulation;
pub use status::{StatusOf, StatusRequest};

use serde::Serialize;

use crate::acknowledgement::{Acknowledgement, AcknowledgementKind, Conversation};
use crate::address::CallbackUrl;
use crate::text::plain;
use crate::wire::Object;

/// Where what comes of a status, reversal or balance is reported. Nothing is repeated when nobody
/// listens there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultUrls {
    /// Gets the result.
    pub result: CallbackUrl,
    /// Gets the notice that there will be none.
    pub time_out: CallbackUrl,
}

/// Why something is asked for: 2 to 100 letters, digits, blanks and hyphens.
///
/// Source: Reversal page, 2025.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remarks(String);

impl Remarks {
    /// The longest remark, in characters.
    pub const MAX_LEN: usize = 100;

    /// Makes any text fit: other signs become blanks, what is too long is cut off, and what is
    /// shorter than two becomes `OK`.
    pub fn of(text: &str) -> Self {
        let plain = plain(text, Self::MAX_LEN);
        Self(if plain.len() < 2 {
            "OK".to_owned()
        } else {
            plain
        })
    }

    /// The text as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Writes a request.
fn written(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("texts and numbers are always JSON")
}

/// Reads an acknowledgement of C2B, which may lack the code.
pub(crate) fn taken(object: &Object<'_>) -> Option<Conversation> {
    let taken = Acknowledgement::of(object).filter(Acknowledgement::is_taken)?;
    let named = taken.conversation.id.is_some() || taken.conversation.originator.is_some();
    named.then_some(taken.conversation)
}

/// Reads an acknowledgement that a result will follow: by its id the result is known.
pub(crate) fn ordered(object: &Object<'_>) -> Option<Conversation> {
    let taken = Acknowledgement::of(object).filter(Acknowledgement::is_taken)?;
    let follows = taken.kind == AcknowledgementKind::Request && taken.conversation.id.is_some();
    follows.then_some(taken.conversation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_becomes_a_remark() {
        let check = |text: &str, expected: &str| assert_eq!(Remarks::of(text).as_str(), expected);
        check("Payment reversal", "Payment reversal");
        check("wrong item; <b>returned</b>", "wrong item b returned b");
        check("x", "OK");
        check(" ", "OK");
        check(&"a".repeat(200), &"a".repeat(100));
    }
}
