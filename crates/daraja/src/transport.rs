//! The port to the network: bytes out, bytes in, and whether they were sent.
//!
//! All parsing and judging is above it, so that a simulated network tests all of it.

pub(crate) mod http;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use domain::clock::Timestamp;

use crate::credentials::Secret;

/// What went wrong below.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// An answer to come.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// Carries one request to Safaricom: once, without following redirects and without repeating.
pub trait Transport: Send + Sync {
    /// Sends the request and waits for the whole answer.
    ///
    /// # Errors
    /// [`TransportError::NotSent`] only when not one byte of the request can have left; in any
    /// doubt [`TransportError::MaybeSent`].
    fn send(&self, request: Request) -> Sending<'_>;
}

/// The two methods that Daraja knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// To get a token.
    Get,
    /// To do anything else, with a body of JSON.
    Post,
}

/// What is to be sent. `Debug` shows neither the authorization nor the body.
#[derive(Clone)]
pub struct Request {
    /// The method; `Post` has the content type `application/json`.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// The value of the `Authorization` header.
    pub authorization: Secret,
    /// JSON, or nothing.
    pub body: Vec<u8>,
}

/// What came back, whatever the status.
#[derive(Clone, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Safaricom's time by the `Date` header, in whole seconds: it tells how wrong our clock is.
    pub date: Option<Timestamp>,
    /// The body, at most [`Response::MAX_BODY`] bytes.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// Nothing left this machine: the connection was never made.
    #[error("nothing was sent")]
    NotSent(#[source] Cause),
    /// The request may have arrived, though no whole answer came back.
    #[error("no answer came back")]
    MaybeSent(#[source] Cause),
}

impl Response {
    /// The largest body that is read, in bytes. Real ones are below 100 kB.
    pub const MAX_BODY: usize = 1 << 20;
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} {} ({} bytes)",
            self.method,
            self.url,
            self.body.len()
        )
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {} ({} bytes)", self.status, self.body.len())
    }
}
