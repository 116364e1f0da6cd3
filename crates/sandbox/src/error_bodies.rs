//! What Safaricom says when it refuses: HTTP status, `errorCode`, `errorMessage`.
//!
//! Source: reference section 1 (token errors), section 2 (error body), section 3 (query).

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Serialize;

use crate::ids::CheckoutRequestId;
use crate::post::JSON;

/// A refusal by the gateway or by M-PESA behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The token request has no Basic header.
    NotBasic,
    /// The token request asks for another grant.
    GrantType,
    /// The key or secret is wrong: the one refusal without a body.
    WrongKey,
    /// A call has no Bearer header.
    NoBearer,
    /// The token is unknown or over.
    Token(Gate),
    /// A field is missing or wrong.
    Field(&'static str),
    /// The body is not a JSON object.
    Payload,
    /// There is nothing at that path.
    Path,
    /// The path wants another method.
    Method(String),
    /// The asking shortcode is not known.
    NoMerchant,
    /// Password, shortcode and timestamp do not agree.
    WrongCredentials,
    /// A prompt is open on the phone.
    Busy,
    /// The number belongs to no SIM.
    NoSim,
    /// The query came while the prompt is open; this reply names the prompt as its request.
    StillOpen(CheckoutRequestId),
    /// The query's id is not known.
    NoTransaction,
    /// The shortcode of a pull request is not the shop's.
    PullShortCode,
    /// The C2B addresses are registered already, and this is production.
    AlreadyRegistered,
    /// Something broke; whether anything was sent is not known.
    Internal,
}

/// Behind which gate an API stands: each spells the rejection of a token in its own way.
///
/// Source: reference section 1, rejected token on other APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// STK push, STK query and reversal.
    Stk,
    /// C2B, transaction status and QR.
    C2b,
    /// Account balance.
    Balance,
    /// Pull transactions.
    Pull,
}

/// The body of an error.
#[derive(Serialize)]
pub(crate) struct ErrorBody {
    #[serde(rename = "requestId")]
    pub(crate) request_id: String,
    #[serde(rename = "errorCode")]
    pub(crate) code: &'static str,
    #[serde(rename = "errorMessage")]
    pub(crate) message: String,
}

impl Refusal {
    /// Writes the reply; `request_id` is used where the refusal has none of its own.
    pub(crate) fn reply(self, request_id: String) -> Response {
        let (status, code) = self.codes();
        if self == Self::WrongKey {
            return status.into_response();
        }
        let message = self.message();
        let request_id = match self {
            Self::StillOpen(id) => id.as_str().to_owned(),
            _ => request_id,
        };
        json(
            status,
            &ErrorBody {
                request_id,
                code,
                message,
            },
        )
    }

    fn codes(&self) -> (StatusCode, &'static str) {
        const BAD: StatusCode = StatusCode::BAD_REQUEST;
        const ABSENT: StatusCode = StatusCode::NOT_FOUND;
        const BROKEN: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;
        match self {
            Self::NotBasic => (BAD, "400.008.01"),
            Self::GrantType => (BAD, "400.008.02"),
            Self::WrongKey => (BAD, ""),
            Self::NoBearer => (ABSENT, "404.001.04"),
            Self::Token(Gate::Stk) => (ABSENT, "404.001.03"),
            Self::Token(Gate::C2b) => (BAD, "400.003.01"),
            Self::Token(Gate::Balance) => (StatusCode::UNAUTHORIZED, "401.002.01"),
            Self::Token(Gate::Pull) => (StatusCode::UNAUTHORIZED, "401.001"),
            Self::PullShortCode => (BAD, "400.001"),
            Self::Field(_) => (BAD, "400.002.02"),
            Self::Payload => (BAD, "400.002.05"),
            Self::Path => (ABSENT, "404.001.01"),
            Self::Method(_) => (StatusCode::METHOD_NOT_ALLOWED, "405.001"),
            Self::NoMerchant
            | Self::WrongCredentials
            | Self::Busy
            | Self::NoSim
            | Self::StillOpen(_)
            | Self::NoTransaction => (BROKEN, "500.001.1001"),
            Self::AlreadyRegistered | Self::Internal => (BROKEN, "500.003.1001"),
        }
    }

    /// Returns the `errorMessage`; empty where there is no body.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::NotBasic => "Invalid Authentication passed",
            Self::GrantType => "Invalid grant type passed",
            Self::WrongKey => "",
            Self::NoBearer => "Invalid Authentication Header",
            Self::Token(Gate::Balance) => "Error Occurred - Invalid Access Token - XXX",
            Self::Token(_) => "Invalid Access Token",
            Self::PullShortCode => "Invalid ShortCode",
            Self::AlreadyRegistered => "Urls are already registered.",
            Self::Field(name) => return format!("Bad Request - Invalid {name}"),
            Self::Payload => "Invalid Request Payload",
            Self::Path => "Resource not found",
            Self::Method(method) => return format!("{method} Method Not Allowed"),
            Self::NoMerchant => "Merchant does not exist",
            Self::WrongCredentials => "[MerchantValidate] - Wrong credentials",
            Self::Busy => {
                "Unable to lock subscriber, \
                 a transaction is already in process for the current subscriber"
            }
            Self::NoSim => "[CBS - ] No ICCID found",
            Self::StillOpen(_) => "The transaction is being processed",
            Self::NoTransaction => "The transaction does not Exist",
            Self::Internal => "Internal Server Error",
        }
        .to_owned()
    }
}

/// Writes a JSON reply with Safaricom's content type.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let text = serde_json::to_string(body).expect("a reply has only text keys");
    (status, [(CONTENT_TYPE, JSON)], text).into_response()
}
