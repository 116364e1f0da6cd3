//! The port behind the way in: who is let in, and where bodies are put.

use std::error::Error;
use std::fmt;
use std::net::SocketAddr;

use bytes::Bytes;
use domain::callback_path::SecretPath;
use domain::validation::Verdict;
use thiserror::Error;

/// Where calls are put. The book of the till implements it.
pub trait Inbox: Send + Sync + 'static {
    /// Tells whether the path is the one of an attempt of ours, or of the shop's for notices.
    ///
    /// The tag is compared by `TagDigest::admits`, in constant time; for a path that is not in the
    /// book, against some other digest, so that both take the same work.
    ///
    /// # Errors
    /// [`InboxError`] when the book cannot be read: the caller hears 503 and may try again.
    fn admits(&self, path: &SecretPath) -> Result<Admission, InboxError>;

    /// Says whether the shop takes a payment that Safaricom asks about before it moves. Nothing is
    /// stored, for it proves nothing; whatever goes wrong here, the money is taken.
    fn judge(&self, body: &[u8]) -> Verdict;

    /// Puts the call on disk and answers after it is synced: success is told to Safaricom then.
    ///
    /// # Errors
    /// [`InboxError`] when it is not surely on disk: the caller hears 503.
    fn store(&self, delivery: Delivery) -> impl Future<Output = Result<Stored, InboxError>> + Send;

    /// Notes that an admitted call's body was too long, so that it leaves a trace.
    ///
    /// # Errors
    /// [`InboxError`] when the note is not surely on disk: the caller hears 503.
    fn refuse(&self, refusal: Refusal) -> impl Future<Output = Result<(), InboxError>> + Send;
}

/// Whether a call may hand in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The tag is the path's own.
    Admitted,
    /// No such path, or another tag: looks the same from outside.
    Unknown,
}

/// A call as it came in. `Debug` hides the tag and the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The secret path it came by.
    pub path: SecretPath,
    /// The bytes of the body, whatever they are.
    pub body: Bytes,
    /// Who was at the other end of the connection: a proxy, where the shop has one.
    pub peer: SocketAddr,
    /// The `Content-Type` header, as sent.
    pub content_type: Option<String>,
    /// The `X-Forwarded-For` header, as sent: hearsay unless the shop's own proxy wrote it.
    pub forwarded_for: Option<String>,
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?}: {} bytes from {}",
            self.path,
            self.body.len(),
            self.peer
        )
    }
}

/// An admitted call whose body was longer than allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The secret path it came by.
    pub path: SecretPath,
    /// Who was at the other end of the connection.
    pub peer: SocketAddr,
    /// The length that the caller announced, in bytes; `None` when it announced none.
    pub announced_bytes: Option<u64>,
    /// How many bytes were read before it was refused.
    pub read_bytes: u64,
    /// SHA-256 of the bytes that were read.
    pub digest: [u8; 32],
}

/// What storing a call came to. Both are a success towards Safaricom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// A call that was not there before.
    New,
    /// The same path and bytes are on disk already.
    Again,
}

/// Why the inbox could not do its part.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InboxError {
    /// The book did not read or did not write. Nothing may be told as stored.
    #[error("the book did not take the call")]
    Book(#[source] Box<dyn Error + Send + Sync>),
}
