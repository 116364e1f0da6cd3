//! What a person does with a prompt, and what a prompt can come to.

use std::fmt;
use std::str::FromStr;

use serde::de::IntoDeserializer as _;
use serde::de::value::{self, StrDeserializer};
use serde::{Deserialize, Serialize, Serializer};

use crate::error::Error;

/// What a customer does when the prompt is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Enters the right PIN. Pays when the wallet holds enough, else ends in code 1.
    Accept,
    /// Enters a wrong PIN: code 2001.
    WrongPin,
    /// Presses cancel: code 1032.
    Cancel,
    /// Leaves it: code 1037 when the prompt's life is over, unless somebody answers until then.
    Ignore,
    /// Has the phone off: code 1037, sooner than by ignoring.
    PhoneOff,
    /// Has not enough money, whatever the wallet here holds: code 1.
    TooLittleMoney,
}

/// What a prompt came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Money moved.
    Paid,
    /// The wallet held too little.
    TooLittleMoney,
    /// Another prompt is open on the phone.
    Busy,
    /// The customer pressed cancel.
    Cancelled,
    /// Nobody answered within the prompt's life.
    NoAnswer,
    /// The phone could not be reached.
    Unreachable,
    /// The customer entered a wrong PIN.
    WrongPin,
    /// The customer entered three wrong PINs in a row, this time or before.
    PinLocked,
    /// It is less than may be paid at once.
    BelowMinimum,
    /// It is more than may be paid at once.
    AboveMaximum,
    /// The customer would have paid more than may be paid in a day.
    OverDailyLimit,
    /// The shop's account would hold more than it may.
    ShopFull,
    /// The shop's account takes no money, or the shop's validation refused it.
    Declined,
    /// The same amount went to the same shop just before, or something broke: sources disagree.
    RuleLimited,
    /// Too much was going on.
    SystemBusy,
    /// It was not done in time.
    Expired,
    /// The prompt could not be sent.
    NotSent,
    /// The phone's answer was lost.
    AnswerLost,
    /// Nobody knows.
    Unclear,
    /// The transaction type does not fit the shop's product.
    WrongProduct,
    /// The receiving number is not the shop's.
    NoSuchReceiver,
}

/// A result code: a number but for `SFC_IC0003`.
///
/// Source: reference section 2, result codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    Number(u16),
    Text(&'static str),
}

impl Outcome {
    /// Returns the result code. Source: reference section 2, result codes.
    pub(crate) fn code(self) -> Code {
        match self {
            Self::Paid => Code::Number(0),
            Self::TooLittleMoney => Code::Number(1),
            Self::Busy => Code::Number(1001),
            Self::Cancelled => Code::Number(1032),
            Self::NoAnswer | Self::Unreachable => Code::Number(1037),
            Self::WrongPin => Code::Number(2001),
            Self::PinLocked => Code::Number(8006),
            Self::BelowMinimum => Code::Number(2),
            Self::AboveMaximum => Code::Number(3),
            Self::OverDailyLimit => Code::Number(4),
            Self::ShopFull => Code::Number(8),
            Self::Declined => Code::Number(2006),
            Self::RuleLimited => Code::Number(17),
            Self::SystemBusy => Code::Number(26),
            Self::Expired => Code::Number(1019),
            Self::NotSent => Code::Number(1025),
            Self::AnswerLost => Code::Number(1036),
            Self::Unclear => Code::Number(9999),
            Self::WrongProduct => Code::Number(2028),
            Self::NoSuchReceiver => Code::Text("SFC_IC0003"),
        }
    }

    /// Returns the result's text. Source: reference section 2, result codes.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Paid => "The service request is processed successfully.",
            Self::TooLittleMoney => "The balance is insufficient for the transaction.",
            Self::Busy => {
                "Unable to lock subscriber, \
                 a transaction is already in process for the current subscriber"
            }
            Self::Cancelled => "Request cancelled by user",
            Self::NoAnswer => "No response from user.",
            Self::Unreachable => "DS timeout user cannot be reached",
            Self::WrongPin => "The initiator information is invalid.",
            Self::PinLocked => "The security credential is locked.",
            Self::BelowMinimum => {
                "Declined due to limit rule: less than the minimum transaction amount."
            }
            Self::AboveMaximum => {
                "Declined due to limit rule: greater than the maximum transaction amount."
            }
            Self::OverDailyLimit => {
                "Declined due to limit rule: would exceed daily transfer limit."
            }
            Self::ShopFull => "Declined due to limit rule: would exceed the maximum balance.",
            Self::Declined => "Declined due to account rule.",
            Self::RuleLimited => "Rule limited.",
            Self::SystemBusy => "System busy. The service request is rejected.",
            Self::Expired => "Transaction has expired",
            Self::NotSent => "An error occurred while sending a push request.",
            Self::AnswerLost => "[STK_CB - ]SMSC ACK timeout.",
            Self::Unclear => "An error occurred while sending a push request",
            Self::WrongProduct => "The request is not permitted according to product assignment.",
            Self::NoSuchReceiver => "The operator does not exist.",
        }
    }
}

/// As in the callback: a number where it can be one. The query writes it by `Display`, as text.
impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_u16(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl FromStr for Act {
    type Err = Error;

    /// Reads the word that stands for the act in JSON.
    fn from_str(word: &str) -> Result<Self, Error> {
        let text: StrDeserializer<'_, value::Error> = word.into_deserializer();
        Self::deserialize(text).map_err(|_| Error::NotAnAct(word.to_owned()))
    }
}
