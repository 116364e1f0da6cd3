//! What came of a question or an order whose answer comes later: transaction status, reversal,
//! account balance.
//!
//! All three come in one envelope, `Result`, to the address that the request named. The envelope
//! does not say what was asked: whoever keeps the ids of the acknowledgement knows it, and
//! [`ResultBody::kind`] is a guess for those who don't. Like all that comes by itself it is
//! unsigned. B2C and B2B results have the same envelope and no view of their own: a shop sends
//! none.
//!
//! Source: pages of 2025 and real results of 2017 to 2026 (the project's reference, section 5).

mod balance;
mod reversal;
mod status;

use domain::ids::{ConversationId, OriginatorConversationId};
use domain::receipt::Receipt;
use domain::result_code::{Finality, ResultCode};

pub use balance::{Account, BalanceResult};
pub use reversal::ReversalResult;
pub use status::{StatusResult, TransactionState};

use crate::error::Error;
use crate::text::Text;
use crate::wire::{Object, Parameters, text_of};

/// The envelope; each piece that is missing, can't be read or contradicts itself is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultBody {
    /// How it ended. The text beside it may praise a failure: the code is right.
    pub result: Option<ResultCode>,
    /// The text beside the code.
    pub description: Option<Text>,
    /// Whether more results follow.
    pub more: More,
    /// The gateway's id of the request, as in its acknowledgement.
    pub originator: Option<OriginatorConversationId>,
    /// M-PESA's id of the request, as in its acknowledgement.
    pub conversation: Option<ConversationId>,
    /// A placeholder in results of status and balance; the new receipt in those of a reversal.
    pub transaction: Option<Receipt>,
    /// `ResultParameters`; none in many failures.
    pub parameters: Parameters,
    /// `ReferenceData`.
    pub reference: Parameters,
}

/// Whether more results follow (`ResultType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// This is all.
    Complete,
    /// Another follows.
    Follows,
    /// It is not said.
    NotTold,
}

/// What was asked for, as far as a result tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultKind {
    /// The state of a payment.
    Status,
    /// To send a payment back.
    Reversal,
    /// What the shop's accounts hold.
    Balance,
    /// Something else, or nothing tells.
    NotTold,
}

/// The ids in a notice that a request timed out inside Safaricom (`QueueTimeOutURL`): there is no
/// answer, and the request may have had its effect.
///
/// Source: its form is not documented; one source says that it is the envelope of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeOutNotice {
    /// The gateway's id of the request.
    pub originator: Option<OriginatorConversationId>,
    /// M-PESA's id of the request.
    pub conversation: Option<ConversationId>,
}

impl ResultBody {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Error::NotJson`], or [`Error::NotThat`] when there is no `Result`.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let text = text_of(body);
        let object = Object::parse(&text)?;
        let result = object.object("Result").ok_or(Error::NotThat("a result"))?;
        Ok(Self::of(&result))
    }

    /// Reads what stands under `Result`.
    pub(crate) fn of(result: &Object<'_>) -> Self {
        Self {
            result: result.value("ResultCode"),
            description: result.value("ResultDesc"),
            more: More::of(result),
            originator: result.value("OriginatorConversationID"),
            conversation: result.value("ConversationID"),
            transaction: result.value("TransactionID"),
            parameters: parameters(result, "ResultParameters", "ResultParameter"),
            reference: parameters(result, "ReferenceData", "ReferenceItem"),
        }
    }

    /// Whether what was asked for was done.
    pub fn is_done(&self) -> bool {
        let finality = self.result.as_ref().map(ResultCode::finality);
        finality == Some(Finality::Paid) && !self.parameters.contradict()
    }

    /// Reads it as the result of a transaction status.
    pub fn status(&self) -> StatusResult {
        StatusResult::of(self)
    }

    /// Reads it as the result of a reversal.
    pub fn reversal(&self) -> ReversalResult {
        ReversalResult::of(self)
    }

    /// Reads it as the result of an account balance.
    pub fn balance(&self) -> BalanceResult {
        BalanceResult::of(self)
    }

    /// Guesses what was asked for, by what the result holds.
    pub fn kind(&self) -> ResultKind {
        let says = |name| self.parameters.has(name);
        let code = self.result.as_ref().map_or("", ResultCode::as_str);
        let time_out = self
            .reference
            .text("QueueTimeoutURL")
            .map_or("", Text::as_str);
        let told_by_address = |part| time_out.contains(part);
        if says("AccountBalance") || told_by_address("/abresults/") {
            ResultKind::Balance
        } else if says("OriginalTransactionID")
            || code.starts_with("R0000")
            || told_by_address("/reversalresults/")
        {
            ResultKind::Reversal
        } else if says("ReceiptNo") || says("TransactionStatus") || code == "2032" {
            ResultKind::Status
        } else {
            ResultKind::NotTold
        }
    }
}

impl TimeOutNotice {
    /// Reads what can be read of a notice, in an envelope or not.
    ///
    /// # Errors
    /// [`Error::NotJson`].
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let text = text_of(body);
        let object = Object::parse(&text)?;
        let notice = object.object("Result").unwrap_or(object);
        Ok(Self {
            originator: notice.value("OriginatorConversationID"),
            conversation: notice.value("ConversationID"),
        })
    }
}

impl More {
    fn of(result: &Object<'_>) -> Self {
        match result.text("ResultType").as_deref() {
            Some("0") => Self::Complete,
            Some("1") => Self::Follows,
            _ => Self::NotTold,
        }
    }
}

fn parameters(result: &Object<'_>, outer: &str, inner: &str) -> Parameters {
    let outer = result.object(outer).unwrap_or_default();
    Parameters::of(&outer.objects(inner))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_out_notice_gives_the_ids_of_either_form() {
        let ids = r#""OriginatorConversationID":"o-1","ConversationID":"AG_1""#;
        for body in [format!("{{{ids}}}"), format!(r#"{{"Result":{{{ids}}}}}"#)] {
            let notice = TimeOutNotice::parse(body.as_bytes()).unwrap();
            assert_eq!(notice.conversation, "AG_1".parse().ok(), "{body}");
            assert_eq!(notice.originator, "o-1".parse().ok(), "{body}");
        }
        assert_eq!(TimeOutNotice::parse(b"{}").unwrap().conversation, None);
        assert!(TimeOutNotice::parse(b"").is_err());
    }

    #[test]
    fn a_result_whose_parameters_contradict_each_other_is_not_done() {
        let body = |second: &str| {
            format!(
                r#"{{"Result":{{"ResultCode":0,"ResultParameters":{{"ResultParameter":[
                {{"Key":"Amount","Value":1}},{{"Key":"Amount","Value":{second}}}]}}}}}}"#
            )
        };
        let read = |second: &str| ResultBody::parse(body(second).as_bytes()).unwrap();
        assert!(read("1").is_done());
        assert!(!read("1000").is_done());
        assert_eq!(read("1000").status().amount, None);
    }

    #[test]
    fn what_is_no_result_is_refused_with_a_reason() {
        for body in ["{}", r#"{"Result":7}"#, r#"{"Result":{},"Result":[]}"#] {
            let error = ResultBody::parse(body.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::NotThat(_)), "{body}: {error}");
        }
        assert!(matches!(
            ResultBody::parse(b"[]"),
            Err(Error::NotJson { .. })
        ));
    }

    proptest! {
        #[test]
        fn no_parameter_makes_it_panic(key in "[A-Za-z]{1,24}", value in "\\PC{0,60}") {
            for key in [key.as_str(), "AccountBalance", "DebitPartyName", "Amount"] {
                let value = serde_json::Value::from(value.as_str());
                let body = format!(
                    r#"{{"Result":{{"ResultParameters":{{"ResultParameter":
                    {{"Key":"{key}","Value":{value}}}}}}}}}"#
                );
                let read = ResultBody::parse(body.as_bytes()).unwrap();
                let _ = (read.status(), read.reversal(), read.balance(), read.kind());
            }
        }
    }
}
