//! The body of a result: an envelope that status, reversal and balance share.
//!
//! Source: reference section 5, result envelope. Numbers and texts change places between the
//! three, so each value is written as its sample has it.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::clock::{Moment, TIMESTAMP};
use crate::outcomes::Code;
use crate::receipts::date_part;
use crate::requests::{Call, Request};

/// What a request came to.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) result_type: Code,
    pub(crate) code: Code,
    pub(crate) text: &'static str,
    /// The receipt of a reversal; else the date and zeros.
    pub(crate) transaction_id: String,
    pub(crate) parameters: Parameters,
    pub(crate) reference: Parameter,
}

/// What a result tells; real ones have none, one without its list, or a list.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Parameters {
    None,
    One(Parameter),
    Many(Vec<Parameter>),
}

/// A key with its value, which may be absent.
#[derive(Debug, Serialize)]
pub(crate) struct Parameter {
    #[serde(rename = "Key")]
    key: &'static str,
    #[serde(rename = "Value", skip_serializing_if = "Option::is_none")]
    value: Option<Box<RawValue>>,
}

impl Parameter {
    /// A key alone.
    pub(crate) fn bare(key: &'static str) -> Self {
        Self { key, value: None }
    }

    /// A text.
    pub(crate) fn text(key: &'static str, text: &str) -> Self {
        let json = serde_json::to_string(text).expect("a text can be written");
        Self::number(key, json)
    }

    /// A number, spelled as it is to be sent.
    pub(crate) fn number(key: &'static str, spelled: String) -> Self {
        let value = RawValue::from_string(spelled).expect("numbers and quoted texts are JSON");
        let value = Some(value);
        Self { key, value }
    }

    /// A text, or the key alone when there is none.
    pub(crate) fn text_or_bare(key: &'static str, text: Option<&str>) -> Self {
        match text {
            Some(text) if !text.is_empty() => Self::text(key, text),
            _ => Self::bare(key),
        }
    }

    /// A moment, as a number.
    pub(crate) fn moment(key: &'static str, at: Moment) -> Self {
        Self::number(key, at.written(TIMESTAMP))
    }
}

impl Answer {
    /// A result without parameters.
    pub(crate) fn plain(code: Code, text: &'static str, reference: Parameter, at: Moment) -> Self {
        Self {
            result_type: Code::Number(0),
            code,
            text,
            transaction_id: date_part(at) + "0000000",
            parameters: Parameters::None,
            reference,
        }
    }

    /// The initiator is not known, or its password is wrong.
    pub(crate) fn untrusted(call: &Call, at: Moment) -> Self {
        let text = "The initiator information is invalid.";
        let parameters = Parameters::One(Parameter::moment("BOCompletedTime", at));
        Self {
            parameters,
            ..Self::plain(Code::Number(2001), text, occasion(call), at)
        }
    }

    /// The initiator may not ask for that shop.
    pub(crate) fn not_allowed(call: &Call, at: Moment) -> Self {
        let text = "The initiator is not allowed to initiate this request";
        Self::plain(Code::Number(21), text, occasion(call), at)
    }

    /// Nobody carried it out in time.
    ///
    /// What such a notice looks like no document tells: one source says like a result, and the
    /// code is our choice.
    pub(crate) fn timed_out(call: &Call, at: Moment) -> Self {
        Self::plain(Code::Number(1037), "DS timeout.", occasion(call), at)
    }

    /// Writes the body.
    pub(crate) fn body(self, request: &Request) -> String {
        let is_there = !matches!(self.parameters, Parameters::None);
        let envelope = Envelope {
            result: Body {
                result_type: self.result_type,
                result_code: self.code,
                result_desc: self.text,
                originator_conversation_id: &request.originator_conversation_id,
                conversation_id: &request.conversation_id,
                transaction_id: self.transaction_id,
                parameters: is_there.then_some(ResultParameters {
                    parameter: self.parameters,
                }),
                reference: ReferenceData {
                    item: self.reference,
                },
            },
        };
        serde_json::to_string(&envelope).expect("texts and numbers can be written")
    }
}

/// Returns what a request said of its occasion.
pub(crate) fn occasion(call: &Call) -> Parameter {
    Parameter::text_or_bare("Occasion", call.occasion.as_deref())
}

#[derive(Serialize)]
struct Envelope<'a> {
    #[serde(rename = "Result")]
    result: Body<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    result_type: Code,
    result_code: Code,
    result_desc: &'static str,
    #[serde(rename = "OriginatorConversationID")]
    originator_conversation_id: &'a str,
    #[serde(rename = "ConversationID")]
    conversation_id: &'a str,
    #[serde(rename = "TransactionID")]
    transaction_id: String,
    #[serde(rename = "ResultParameters", skip_serializing_if = "Option::is_none")]
    parameters: Option<ResultParameters>,
    #[serde(rename = "ReferenceData")]
    reference: ReferenceData,
}

#[derive(Serialize)]
struct ResultParameters {
    #[serde(rename = "ResultParameter")]
    parameter: Parameters,
}

#[derive(Serialize)]
struct ReferenceData {
    #[serde(rename = "ReferenceItem")]
    item: Parameter,
}
