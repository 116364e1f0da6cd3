//! Safaricom's error bodies, and which of them say that nothing was sent.
//!
//! One code has up to seven meanings, so the text is looked at too, in lower case and in part.
//! The HTTP status decides nothing: errors come with 200, and a rejected token with 404.

use std::fmt;

use domain::refusal::Refusal;
use domain::veil::veiled;

use crate::wire::{Object, text_of};

/// `{"requestId", "errorCode", "errorMessage"}` as received; what is missing is empty. `Debug`
/// hides the token that a text may repeat, and phones, which stand in the id of a prompt too.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ErrorBody {
    /// Safaricom's id of the request. In a query it may be the id of the prompt.
    pub request_id: String,
    /// For example `500.001.1001`.
    pub code: String,
    /// The text beside the code.
    pub message: String,
}

/// Codes (none: any code) and a part of the text, in lower case, that say "not sent".
///
/// Source: Express page of 2025, FAQ and real error bodies; rows whose "sent?" is *no* in the
/// project's reference, section 2, and the pull's in section 6. `500.001.001` is a misprint of the
/// portal.
const NOT_SENT: &[(&[&str], &str, Refusal)] = &[
    (&[], "invalid access token", Refusal::TokenRejected),
    (&[], "no apiproduct match found", Refusal::ProductNotEnabled),
    (&["400.002.02"], "invalid phonenumber", Refusal::BadPhone),
    (&["400.002.02"], "invalid partya", Refusal::BadPhone),
    (&["400.002.02"], "invalid amount", Refusal::BadAmount),
    (
        &["400.002.02"],
        "invalid callbackurl",
        Refusal::BadCallbackUrl,
    ),
    (&["400.002.02"], "invalid timestamp", Refusal::BadTimestamp),
    (&["400.002.02"], "invalid password", Refusal::WrongPasskey),
    (
        &["400.002.02"],
        "invalid businessshortcode",
        Refusal::WrongShortcode,
    ),
    (&["400.002.02"], "invalid partyb", Refusal::WrongShortcode),
    (
        &["400.002.02"],
        "invalid transactiontype",
        Refusal::WrongShortcode,
    ),
    (
        &["400.002.02"],
        "invalid transactionid",
        Refusal::BadReceipt,
    ),
    (&["400.002.02"], "invalid ", Refusal::BadField),
    // Of pulls alone.
    (&["400.001"], "invalid shortcode", Refusal::WrongShortcode),
    (
        &["400.002.05"],
        "invalid request payload",
        Refusal::BadPayload,
    ),
    (&["400.003.02"], "bad request", Refusal::BadPayload),
    (
        &["404.001.04"],
        "invalid authentication header",
        Refusal::BadPayload,
    ),
    (
        &["404.001.01", "404.002.01", "404.003.01"],
        "resource not found",
        Refusal::WrongPath,
    ),
    (&["405.001"], "method not allowed", Refusal::WrongPath),
    (
        &["500.001.1001", "500.001.001"],
        "merchant does not exist",
        Refusal::WrongShortcode,
    ),
    (
        &["500.001.1001", "500.001.001"],
        "wrong credentials",
        Refusal::WrongPasskey,
    ),
    (
        &["500.001.1001", "500.001.001"],
        "unable to lock subscriber",
        Refusal::PhoneBusy,
    ),
    (
        &["500.001.1001", "500.001.001"],
        "no iccid found",
        Refusal::NotSafaricom,
    ),
    (&["500.003.02"], "spike arrest violation", Refusal::TooFast),
    (&["500.003.03"], "quota violation", Refusal::QuotaUsedUp),
];

impl ErrorBody {
    /// Reads a body, or nothing when it is not one of errors alone: a body that also
    /// acknowledges something says neither, and so does one that contradicts itself.
    pub fn read(body: &[u8]) -> Option<Self> {
        let text = text_of(body);
        Self::of(&Object::parse(&text).ok()?)
    }

    pub(crate) fn of(object: &Object<'_>) -> Option<Self> {
        let acknowledges = object.has("ResponseCode") || object.has("CheckoutRequestID");
        if acknowledges || object.contradicts_itself() {
            return None;
        }
        let fault = object
            .object("fault")
            .and_then(|fault| fault.text("faultstring"));
        let (code, message) = (
            object.text("errorCode"),
            object.text("errorMessage").or(fault),
        );
        if code.is_none() && message.is_none() {
            return None;
        }
        Some(Self {
            request_id: object.text("requestId").unwrap_or_default(),
            code: code.unwrap_or_default(),
            message: message.unwrap_or_default(),
        })
    }

    /// Why nothing was sent; nothing when that is not certain.
    pub fn refusal(&self) -> Option<Refusal> {
        let fits = |codes: &[&str]| codes.is_empty() || codes.contains(&self.code.as_str());
        let mut rows = NOT_SENT.iter();
        let row = rows.find(|(codes, part, _)| fits(codes) && self.says(part));
        row.map(|(_, _, refusal)| *refusal)
    }

    /// Whether the text contains a part, which is given in lower case.
    pub(crate) fn says(&self, part: &str) -> bool {
        self.message.to_lowercase().contains(part)
    }

    /// Whether the token was rejected. It has five spellings of code and status, and one text.
    pub(crate) fn rejects_token(&self) -> bool {
        self.refusal() == Some(Refusal::TokenRejected)
    }
}

impl fmt::Debug for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = if self.rejects_token() {
            "…".to_owned()
        } else {
            veiled(&self.message)
        };
        let (code, request) = (veiled(&self.code), veiled(&self.request_id));
        write!(f, "ErrorBody({code:?} {message:?}, request {request:?})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(code: &str, message: &str) -> Option<Refusal> {
        let body =
            format!(r#"{{"requestId":"1","errorCode":"{code}","errorMessage":"{message}"}}"#);
        ErrorBody::read(body.as_bytes()).unwrap().refusal()
    }

    #[test]
    fn code_and_text_together_say_that_nothing_was_sent() {
        let check = |code: &str, message: &str, expected| {
            assert_eq!(refusal(code, message), expected, "{code} {message}");
        };
        check(
            "400.002.02",
            "Bad Request - Invalid CallBackURL",
            Some(Refusal::BadCallbackUrl),
        );
        check(
            "400.002.02",
            "Bad Request - Invalid Remarks",
            Some(Refusal::BadField),
        );
        check(
            "400.002.02",
            "Bad Request - Invalid PartyB",
            Some(Refusal::WrongShortcode),
        );
        check(
            "500.001.1001",
            "Merchant does not exist",
            Some(Refusal::WrongShortcode),
        );
        check(
            "500.001.1001",
            "Unable to lock subscriber, a transaction is already in process",
            Some(Refusal::PhoneBusy),
        );
        check(
            "500.003.03",
            "Error Occurred: Quota Violation",
            Some(Refusal::QuotaUsedUp),
        );
        check(
            "405.001",
            "GET Method Not Allowed",
            Some(Refusal::WrongPath),
        );
        check(
            "",
            "Invalid API call as no apiproduct match found",
            Some(Refusal::ProductNotEnabled),
        );
    }

    #[test]
    fn neither_a_known_code_nor_a_known_text_alone_is_a_refusal() {
        for (code, message) in [
            ("500.001.1001", ""),
            ("500.001.1001", "The transaction is being processed"),
            ("500.999.99", "Merchant does not exist"),
            (
                "500.002.1001",
                "Service is currently under maintenance. Please try again later",
            ),
            (
                "500.003.02",
                "System is busy. Please try again in few minutes.",
            ),
            ("500.003.1001", "Internal Server Error"),
        ] {
            assert_eq!(refusal(code, message), None, "{code} {message}");
        }
    }

    #[test]
    fn a_rejected_token_is_known_by_its_text_in_all_spellings() {
        for (code, message) in [
            ("404.001.03", "Invalid Access Token"),
            ("400.003.01", "Invalid Access Token"),
            ("401.002.01", "Error Occurred - Invalid Access Token - abc"),
            ("401.001", "Invalid Access Token"),
            ("401.003.01", "Error Occurred - Invalid Access Token - "),
        ] {
            assert_eq!(
                refusal(code, message),
                Some(Refusal::TokenRejected),
                "{code}"
            );
        }
    }

    #[test]
    fn keys_of_any_letter_case_and_the_gateway_s_own_faults_are_read() {
        let read = |body: &str| ErrorBody::read(body.as_bytes());
        let other_case = read(r#"{"ErrorCode":404,"ErrorMessage":"x"}"#).unwrap();
        assert_eq!(
            (other_case.code.as_str(), other_case.message.as_str()),
            ("404", "x")
        );
        let gateway = read(r#"{"fault":{"faultstring":"Invalid Access Token"}}"#).unwrap();
        assert!(gateway.rejects_token());
        for body in ["", "<html>", "[]", "{}", r#"{"errorMessage":null}"#] {
            assert_eq!(read(body), None, "{body}");
        }
    }

    #[test]
    fn a_repeated_token_and_the_phone_in_an_id_are_not_in_debug_texts() {
        let body = r#"{"requestId":"ws_CO_180920261803512708374149",
            "errorMessage":"Error Occurred - Invalid Access Token - c9SQxWWhmdVRlyh0"}"#;
        let shown = format!("{:?}", ErrorBody::read(body.as_bytes()).unwrap());
        assert!(
            !shown.contains("708374149") && !shown.contains("c9SQx"),
            "{shown}"
        );
    }

    #[test]
    fn a_phone_in_a_text_is_not_in_debug_texts_and_the_rest_is() {
        let body = r#"{"requestId":"16813-1-1","errorCode":"0708374149",
            "errorMessage":"Invalid PhoneNumber 254708374149"}"#;
        let shown = format!("{:?}", ErrorBody::read(body.as_bytes()).unwrap());
        let expected = r#"ErrorBody("…" "Invalid PhoneNumber …", request "16813-1-1")"#;
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_body_that_contradicts_itself_is_no_error_body() {
        let body = r#"{"errorCode":"404.001.03","errorMessage":"Invalid Access Token",
            "errorMessage":"The transaction is being processed"}"#;
        assert_eq!(ErrorBody::read(body.as_bytes()), None);
    }

    #[test]
    fn a_body_that_also_acknowledges_is_no_error_body() {
        let body = r#"{"errorMessage":"Invalid Access Token","CheckoutRequestID":"ws_CO_1"}"#;
        assert_eq!(ErrorBody::read(body.as_bytes()), None);
    }
}
