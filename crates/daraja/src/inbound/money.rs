//! What a body says about the customer's money, and what that is worth.

use domain::result_code::Finality;

use super::Body;
use crate::acknowledgement::{Acknowledgement, AcknowledgementKind};
use crate::c2b::{C2b, Stage};
use crate::error_body::ErrorBody;
use crate::pull::PullReply;
use crate::result::{ResultBody, ResultKind, TransactionState};

/// What a body says about the customer's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Says {
    /// It says that money came to the shop.
    Paid,
    /// It says that this request moved no money; later proof outranks it.
    NotPaid,
    /// It concerns money, and does not tell: ask Safaricom, ask no customer again.
    Unknown,
    /// It says that what was asked for was not done at all: nothing was sent, nothing moved.
    Refused,
    /// It says that money went back to the customer.
    Returned,
    /// It is not about the customer's money.
    Nothing,
}

/// What a body is worth as proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// It comes by itself and is unsigned, so anybody who knows the address could have sent it:
    /// it reports and proves nothing.
    Report,
    /// It is an answer: proof to whoever asked that question over his own connection, and to
    /// nobody else.
    Answer,
    /// It is no word of Safaricom's about money.
    Neither,
}

impl Says {
    /// The name under which it is told to programs; it never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::NotPaid => "not_paid",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
            Self::Returned => "returned",
            Self::Nothing => "none",
        }
    }
}

impl Body {
    /// What it says about the customer's money, taken by itself.
    pub fn says(&self) -> Says {
        match self {
            Self::StkCallback(callback) => {
                let result = callback.result.as_ref();
                result.map_or(Says::Unknown, |code| ended(code.finality()))
            }
            Self::QueryReply(reply) => ended(reply.finality()),
            Self::C2b(payment) => received(payment),
            Self::Result(result) => resulted(result),
            Self::Acknowledgement(taken) => acknowledged(taken),
            Self::Error(error) => refused(error),
            Self::PullReply(reply) => pulled(reply),
            Self::PullRegistration(_) | Self::Qr(_) | Self::Token(_) => Says::Nothing,
            Self::Other(other) => other.says(),
        }
    }

    /// What its word is worth.
    pub fn weight(&self) -> Weight {
        match self {
            Self::StkCallback(_) | Self::C2b(_) | Self::Result(_) => Weight::Report,
            Self::QueryReply(_)
            | Self::PullReply(_)
            | Self::Acknowledgement(_)
            | Self::Error(_) => Weight::Answer,
            Self::PullRegistration(_) | Self::Qr(_) | Self::Token(_) | Self::Other(_) => {
                Weight::Neither
            }
        }
    }
}

impl super::Other {
    const fn says(self) -> Says {
        match self {
            Self::Request(_) | Self::OurReply => Says::Nothing,
            Self::Empty
            | Self::TooLarge(_)
            | Self::WebPage
            | Self::List
            | Self::NotJson
            | Self::Unknown => Says::Unknown,
        }
    }
}

const fn ended(finality: Finality) -> Says {
    match finality {
        Finality::Paid => Says::Paid,
        Finality::Failed => Says::NotPaid,
        Finality::NotKnown => Says::Unknown,
    }
}

/// A validation asks before anything moves. Without receipt and amount nothing is told.
fn received(payment: &C2b) -> Says {
    let told = payment.receipt.is_some() && payment.amount.is_some();
    match payment.stage {
        Stage::Validation => Says::Nothing,
        Stage::Confirmation if told => Says::Paid,
        Stage::Confirmation | Stage::NotTold => Says::Unknown,
    }
}

/// A result code speaks of the request, not of the payment that was asked about: 2001 is the PIN
/// of a customer in a callback, and our own password here.
fn resulted(result: &ResultBody) -> Says {
    let code = result.result.as_ref();
    let failed = code.is_some_and(|code| code.finality() == Finality::Failed);
    match result.kind() {
        ResultKind::Status if result.is_done() => match result.status().state {
            Some(TransactionState::Completed) => Says::Paid,
            Some(TransactionState::Ended) => Says::NotPaid,
            Some(TransactionState::Open | TransactionState::Other) | None => Says::Unknown,
        },
        ResultKind::Status if code.is_some_and(|code| code.as_str() == "2032") => Says::NotPaid,
        ResultKind::Reversal if result.is_done() => Says::Returned,
        ResultKind::Reversal if failed => Says::Refused,
        ResultKind::Balance => Says::Nothing,
        ResultKind::Status | ResultKind::Reversal | ResultKind::NotTold => Says::Unknown,
    }
}

const fn acknowledged(taken: &Acknowledgement) -> Says {
    match taken.kind {
        AcknowledgementKind::Push | AcknowledgementKind::Request => Says::Unknown,
        AcknowledgementKind::Registration => Says::Nothing,
    }
}

/// Errors of tokens and registrations concern nobody's money.
fn refused(error: &ErrorBody) -> Says {
    let registration = ["urls are already registered", "duplicate notification info"];
    if error.code.starts_with("400.008.") || registration.iter().any(|part| error.says(part)) {
        return Says::Nothing;
    }
    match error.refusal() {
        Some(_) => Says::Refused,
        None => Says::Unknown,
    }
}

fn pulled(reply: &PullReply) -> Says {
    let told = |row: &crate::pull::PullRow| row.receipt.is_some() && row.amount.is_some();
    if reply.is_empty() {
        Says::Nothing
    } else if reply.unreadable == 0 && !reply.rows.is_empty() && reply.rows.iter().all(told) {
        Says::Paid
    } else {
        Says::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::Inbound;

    fn check(body: &str, kind: &str, says: Says, weight: Weight) {
        let read = Inbound::read(body.as_bytes());
        assert_eq!(read.body.kind(), kind, "{body}");
        assert_eq!(read.says(), says, "{body}");
        assert_eq!(read.body.weight(), weight, "{body}");
    }

    #[test]
    fn what_comes_by_itself_reports() {
        let callback = |code: &str| format!(r#"{{"Body":{{"stkCallback":{{{code}}}}}}}"#);
        for (code, says) in [
            (r#""ResultCode":0"#, Says::Paid),
            (r#""ResultCode":1032"#, Says::NotPaid),
            (r#""ResultCode":4999"#, Says::Unknown),
            (r#""ResultCode":31337"#, Says::Unknown),
            (r#""ResultCode":null"#, Says::Unknown),
            (r#""ResultCode":0,"ResultCode":1032"#, Says::Unknown),
            (
                r#""ResultCode":0,"CheckoutRequestID":"a","CheckoutRequestID":"b""#,
                Says::Unknown,
            ),
        ] {
            check(&callback(code), "stk_callback", says, Weight::Report);
        }
        let c2b = |rest: &str| format!(r#"{{"TransID":"RKL51ZDR4F"{rest}}}"#);
        for (rest, kind, says) in [
            (
                r#","TransAmount":"5.00","OrgAccountBalance":"1""#,
                "c2b_confirmation",
                Says::Paid,
            ),
            (
                r#","TransAmount":"x","OrgAccountBalance":"1""#,
                "c2b_confirmation",
                Says::Unknown,
            ),
            (
                r#","TransAmount":"5.00","OrgAccountBalance":"""#,
                "c2b_validation",
                Says::Nothing,
            ),
            (r#","TransAmount":"5.00""#, "c2b_payment", Says::Unknown),
        ] {
            check(&c2b(rest), kind, says, Weight::Report);
        }
    }

    #[test]
    fn a_result_speaks_of_its_request() {
        let result = |code: &str, parameters: &str| {
            format!(
                r#"{{"Result":{{"ResultCode":{code},"ResultParameters":{{"ResultParameter":
                [{parameters}]}}}}}}"#
            )
        };
        let state = |word: &str| format!(r#"{{"Key":"TransactionStatus","Value":"{word}"}}"#);
        for (code, word, says) in [
            ("0", "Completed", Says::Paid),
            ("0", "Declined", Says::NotPaid),
            ("0", "Pending Authorized", Says::Unknown),
            ("0", "Reserved", Says::Unknown),
            ("2001", "Completed", Says::Unknown),
            ("2032", "Completed", Says::NotPaid),
        ] {
            check(
                &result(code, &state(word)),
                "status_result",
                says,
                Weight::Report,
            );
        }
        let original = r#"{"Key":"OriginalTransactionID","Value":"SKC82PACB8"}"#;
        for (code, says) in [
            ("0", Says::Returned),
            ("\"R000001\"", Says::Refused),
            ("\"21\"", Says::Refused),
            ("26", Says::Refused),
            ("9999", Says::Unknown),
            ("25", Says::Unknown),
        ] {
            check(
                &result(code, original),
                "reversal_result",
                says,
                Weight::Report,
            );
        }
        let balance = r#"{"Key":"AccountBalance","Value":"Working Account|KES|1|1|0|0"}"#;
        check(
            &result("0", balance),
            "balance_result",
            Says::Nothing,
            Weight::Report,
        );
        check(&result("0", ""), "result", Says::Unknown, Weight::Report);
    }

    #[test]
    fn an_answer_proves_to_whoever_asked() {
        let query = |codes: &str| format!(r#"{{"CheckoutRequestID":"ws_CO_1",{codes}}}"#);
        for (codes, says) in [
            (r#""ResponseCode":"0","ResultCode":"0""#, Says::Paid),
            (r#""ResponseCode":"0","ResultCode":"1037""#, Says::NotPaid),
            (r#""ResponseCode":"0","ResultCode":"4999""#, Says::Unknown),
            (r#""ResponseCode":"1","ResultCode":"0""#, Says::Unknown),
            (
                r#""ResponseCode":"0","ResponseCode":"1","ResultCode":"0""#,
                Says::Unknown,
            ),
        ] {
            check(&query(codes), "query_reply", says, Weight::Answer);
        }
        let error = |code: &str, text: &str| {
            format!(r#"{{"requestId":"1","errorCode":"{code}","errorMessage":"{text}"}}"#)
        };
        for (code, text, says) in [
            ("400.002.02", "Bad Request - Invalid Amount", Says::Refused),
            (
                "500.001.1001",
                "The transaction is being processed",
                Says::Unknown,
            ),
            ("500.003.1001", "Internal Server Error", Says::Unknown),
            (
                "500.003.1001",
                "Urls are already registered.",
                Says::Nothing,
            ),
            ("400.008.02", "Invalid grant type passed", Says::Nothing),
        ] {
            check(&error(code, text), "error", says, Weight::Answer);
        }
    }

    #[test]
    fn what_is_nothing_known_says_why() {
        for (body, kind, says) in [
            ("", "empty", Says::Unknown),
            (" \n", "empty", Says::Unknown),
            ("<html>403</html>", "web_page", Says::Unknown),
            ("[]", "list", Says::Unknown),
            ("Bad Gateway", "not_json", Says::Unknown),
            ("{}", "unknown", Says::Unknown),
            (
                r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#,
                "our_reply",
                Says::Nothing,
            ),
            (
                r#"{"Password":"x","TransactionType":"y"}"#,
                "request",
                Says::Nothing,
            ),
        ] {
            check(body, kind, says, Weight::Neither);
        }
        let large = " ".repeat(Inbound::MAX_BODY + 1);
        check(&large, "too_large", Says::Unknown, Weight::Neither);
    }
}
