//! Faults that can be switched on: what Safaricom is known to do wrong.
//!
//! Each stays until it is switched off; `script.rs` has what comes and goes.

use serde::{Deserialize, Serialize};

use crate::canned::Canned;
use crate::script::{Mishap, Place};

/// The faults that are on; the default is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// What happens to callbacks.
    pub callbacks: CallbackFault,
    /// What happens to the answer of a push.
    pub push_reply: PushReplyFault,
    /// How a second prompt to a busy phone is refused.
    pub busy_phone: BusyPhone,
    /// What a new token does to the former ones.
    pub new_token: NewToken,
}

/// What happens to callbacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackFault {
    /// Each is posted once.
    #[default]
    Deliver,
    /// None is posted.
    Lose,
    /// Each is posted twice, byte for byte the same.
    Twice,
}

/// What happens to the answer of a push.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushReplyFault {
    /// It is given.
    #[default]
    Answer,
    /// Nothing is sent to the phone; HTTP 500 `500.003.1001` "Service is currently unreachable".
    Unreachable,
    /// The prompt goes out; HTTP 500 `500.003.1001` "Internal Server Error".
    Error500,
    /// The prompt goes out; the connection is closed without an answer.
    HangUp,
}

/// How a second prompt to a busy phone is refused. Source: reference section 2, both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusyPhone {
    /// At once, by HTTP 500 "Unable to lock subscriber".
    #[default]
    Refuse,
    /// It is acknowledged and ends in result code 1001.
    Result1001,
}

/// What a new token does to the former ones. Source: reference section 1, sources disagree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewToken {
    /// They live on.
    #[default]
    KeepsOthers,
    /// They end.
    EndsOthers,
}

impl Faults {
    /// Says what a switch does at a place, as a rule of the script would.
    pub(crate) fn mishap(self, place: Place) -> Option<Mishap> {
        match (place, self.callbacks, self.push_reply) {
            (Place::Callback, CallbackFault::Lose, _) => Some(Mishap::Lose),
            (Place::Callback, CallbackFault::Twice, _) => Some(Mishap::Twice),
            (Place::Push, _, PushReplyFault::Unreachable) => Some(Mishap::Refuse {
                with: Canned::Unreachable,
                accepted: false,
            }),
            (Place::Push, _, PushReplyFault::Error500) => Some(Mishap::Refuse {
                with: Canned::Internal,
                accepted: true,
            }),
            (Place::Push, _, PushReplyFault::HangUp) => Some(Mishap::HangUp { accepted: true }),
            _ => None,
        }
    }
}
