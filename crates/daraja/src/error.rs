//! Why a value can't be used with Safaricom, or a body of Safaricom's can't be read.
//!
//! What happens to a call is never an error: see [`Pushed`](crate::Pushed) and
//! [`Asked`](crate::Asked).

use crate::address::UrlFault;
use crate::transport::Cause;

/// A value that was refused before anything was sent, or a body that tells nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A key, secret or passkey is empty.
    #[error("the {what} is empty")]
    EmptySecret {
        /// Which one.
        what: &'static str,
    },
    /// The address of the API is no https address, nor one of this machine.
    #[error("the address of the API must begin with https://")]
    BaseUrl,
    /// Safaricom would not call this address: not https, not public, or with a forbidden word.
    #[error("the callback address must be public, begin with https:// and hold no word like mpesa")]
    CallbackUrl,
    /// Safaricom would not register this address.
    #[error("{0}")]
    RegisteredUrl(UrlFault),
    /// A certificate can't be read, holds no RSA key, or can't hold the password.
    #[error("not a certificate of Safaricom's for passwords")]
    Certificate(#[source] Cause),
    /// A window of a pull is empty, longer than 48 hours, or began longer ago.
    #[error("Safaricom gives at most 48 hours, and the last 48 alone")]
    PullWindow,
    /// An account reference has other signs, or another length.
    #[error("an account reference has 1 to 12 letters, digits and hyphens")]
    AccountReference,
    /// The body is not JSON. Nothing of it is kept here, since it may name people.
    #[error("not JSON: line {line}, column {column}")]
    NotJson {
        /// The line where reading stopped, from 1.
        line: usize,
        /// The column where reading stopped.
        column: usize,
    },
    /// The body is JSON, but has neither a result code nor an id of a prompt.
    #[error("not a callback: no result code and no id")]
    NotACallback,
    /// The body is JSON, but lacks what makes it the kind that was looked for.
    #[error("JSON, but not {0}")]
    NotThat(
        /// The kind, with its article.
        &'static str,
    ),
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made")]
    HttpClient(#[source] Cause),
}
