//! Errors of the gateway that have nothing to do with what was asked.
//!
//! Source: reference section 2, error body, and section 4; their meaning for the caller is there.

use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::error_bodies::{ErrorBody, json};

/// An error that a call can be answered with, whatever was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Canned {
    /// 500.003.1001: something broke.
    Internal,
    /// 500.003.1001: an outage.
    Unreachable,
    /// 500.002.1001: maintenance.
    Maintenance,
    /// 500.003.02: busy.
    Busy,
    /// 500.003.02: too many calls at once.
    SpikeArrest,
    /// 500.003.03: too many calls in all.
    Quota,
    /// 500.001.1001 without any text.
    NoText,
    /// 400.003.02: something is missing.
    BadRequest,
    /// 404.001.03: the token is rejected, and the request has no id.
    TokenWithoutId,
    /// 401: the app has not the product.
    NoProduct,
    /// 500.003.1001: the addresses are held on the former platform.
    DuplicateNotification,
    /// The error of an outage under HTTP 200.
    InternalAsOk,
    /// 403 and a page of a web firewall.
    Firewall,
    /// 502 and a page of a proxy.
    BadGateway,
    /// 504 and nothing.
    GatewayTimeout,
    /// 503 and nothing.
    Unavailable,
    /// 429 and nothing.
    TooMany,
    /// 400 and nothing.
    Nothing,
}

/// What an answer holds.
enum Content {
    Error(&'static str, &'static str),
    Page(&'static str),
    Nothing,
}

impl Canned {
    /// Writes the answer.
    pub(crate) fn reply(self, request_id: String) -> Response {
        let (status, content) = self.content();
        let request_id = if self == Self::TokenWithoutId {
            String::new()
        } else {
            request_id
        };
        let status = StatusCode::from_u16(status).expect("the statuses are written below");
        match content {
            Content::Error(code, message) => {
                let message = message.to_owned();
                json(
                    status,
                    &ErrorBody {
                        request_id,
                        code,
                        message,
                    },
                )
            }
            Content::Page(page) => (status, Html(page)).into_response(),
            Content::Nothing => status.into_response(),
        }
    }

    fn content(self) -> (u16, Content) {
        use Content::{Error, Nothing, Page};
        const OUTAGE: &str = "Service is currently unreachable. Please try again later.";
        match self {
            Self::Internal => (500, Error("500.003.1001", "Internal Server Error")),
            Self::Unreachable => (500, Error("500.003.1001", OUTAGE)),
            Self::InternalAsOk => (200, Error("500.003.1001", "Internal Server Error")),
            Self::Maintenance => {
                let text = "Service is currently under maintenance. Please try again later";
                (500, Error("500.002.1001", text))
            }
            Self::Busy => {
                let text = "System is busy. Please try again in few minutes.";
                (500, Error("500.003.02", text))
            }
            Self::SpikeArrest => {
                let text = "Error Occurred: Spike Arrest Violation";
                (500, Error("500.003.02", text))
            }
            Self::Quota => (500, Error("500.003.03", "Error Occurred: Quota Violation")),
            Self::NoText => (500, Error("500.001.1001", "")),
            Self::BadRequest => (400, Error("400.003.02", "Bad Request")),
            Self::TokenWithoutId => (404, Error("404.001.03", "Invalid Access Token")),
            Self::NoProduct => {
                let text = "Error Occurred - Invalid Access Token - \
                            Invalid API call as no apiproduct match found";
                (401, Error("401.002.01", text))
            }
            Self::DuplicateNotification => {
                let text = "Duplicate notification info, SP ID is 107031, correlator is 32A4F2D2C1";
                (500, Error("500.003.1001", text))
            }
            Self::Firewall => (
                403,
                Page("<html><body><h1>Request Rejected</h1></body></html>"),
            ),
            Self::BadGateway => (
                502,
                Page("<html><body><h1>502 Bad Gateway</h1></body></html>"),
            ),
            Self::GatewayTimeout => (504, Nothing),
            Self::Unavailable => (503, Nothing),
            Self::TooMany => (429, Nothing),
            Self::Nothing => (400, Nothing),
        }
    }
}
