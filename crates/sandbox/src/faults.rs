//! Faults that can be switched on: what Safaricom is known to do wrong.
//!
//! Each stays until it is switched off. A full script of faults is another thing and not here.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::mail::Kind;
use crate::state::State;

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

impl State {
    /// Says after how long each copy of a letter leaves; there may be none.
    pub(crate) fn delays(&mut self, kind: &Kind) -> Vec<Duration> {
        match (kind, self.faults.callbacks) {
            (Kind::Callback { .. }, CallbackFault::Lose) => Vec::new(),
            (Kind::Callback { .. }, CallbackFault::Twice) => vec![Duration::ZERO; 2],
            _ => vec![Duration::ZERO],
        }
    }
}
